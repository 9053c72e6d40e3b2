"""Explanations of problem codes, each with a file that fails the check and one that passes."""

import re
import tomllib
from collections.abc import Mapping
from itertools import groupby
from typing import NamedTuple


class Explanation(NamedTuple):
    """An explanation of a problem code, for authors.

    ``wrong`` is part of a rules file that fails the check, ``right`` is the same part of a file
    that passes, and ``rest`` is everything else in both files. All three are empty if no example
    can show the problem. ``rest`` is also empty if ``wrong`` is a whole file.
    """

    code: str
    short: str
    means: str
    wrong: str
    right: str
    rest: str


def explanations(text: str) -> Mapping[str, Explanation]:
    """Return all the explanations in the text of an explanations file (TOML), by code.

    The entry ``smallest`` is a complete rules file. ``wrong`` and ``right`` replace the
    top-level keys that appear in them.
    """
    entries = tomllib.loads(text)
    smallest = _blocks(entries.pop("smallest"))
    return {code: _explanation(code, entries[code], smallest) for code in sorted(entries)}


def _explanation(code: str, entry: Mapping[str, str], smallest: Mapping[str, str]) -> Explanation:
    """Build an explanation. If it has a whole ``file``, the smallest file serves as ``right``."""
    short, means = entry["short"], " ".join(entry["means"].split())
    if "file" in entry:
        return Explanation(code, short, means, entry["file"], "".join(smallest.values()), "")
    wrong, right = entry.get("wrong", ""), entry.get("right", "")
    shown = {**_blocks(wrong), **_blocks(right)}
    rest = "".join(lines for key, lines in smallest.items() if shown and key not in shown)
    return Explanation(code, short, means, wrong, right, rest)


def _blocks(text: str) -> dict[str, str]:
    """Return the lines of a file, grouped by their top-level key."""
    key = ""

    def key_of(line: str) -> str:
        nonlocal key
        key = match[0] if (match := re.match(r"\w+(?=:)", line)) else key
        return key

    blocks: dict[str, str] = {}
    for name, lines in groupby(text.splitlines(keepends=True), key_of):
        blocks[name] = blocks.get(name, "") + "".join(lines)
    return blocks
