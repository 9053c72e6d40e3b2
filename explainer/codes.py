"""A code: one kind of problem, what it means, with a file that fails and one that passes."""

import re
import tomllib
from collections.abc import Mapping
from itertools import groupby
from typing import NamedTuple


class Code(NamedTuple):
    """What an author is told of a kind of problem.

    ``wrong`` is a part of a rules file that fails, ``right`` the same part of one that
    passes, ``rest`` all else that stands in both. They are empty where no text can
    show it; ``rest`` is empty where ``wrong`` is all of a file.
    """

    name: str
    short: str
    means: str
    wrong: str
    right: str
    rest: str


def codes(text: str) -> Mapping[str, Code]:
    """Return every code, by name, from the text of a problems file (TOML).

    Its ``smallest`` is a rules file; a code's ``wrong`` and ``right`` stand in place of
    the top-level keys that they name.
    """
    told = tomllib.loads(text)
    smallest = _blocks(told.pop("smallest"))
    return {name: _code(name, told[name], smallest) for name in sorted(told)}


def _code(name: str, told: Mapping[str, str], smallest: Mapping[str, str]) -> Code:
    """Return a code; one that shows a whole ``file`` has the smallest as its right one."""
    means = " ".join(told["means"].split())
    if "file" in told:
        return Code(name, told["short"], means, told["file"], "".join(smallest.values()), "")
    wrong, right = told.get("wrong", ""), told.get("right", "")
    shown = {**_blocks(wrong), **_blocks(right)}
    rest = "".join(lines for key, lines in smallest.items() if shown and key not in shown)
    return Code(name, told["short"], means, wrong, right, rest)


def _blocks(text: str) -> dict[str, str]:
    """Return a file's lines by the top-level key that they stand under."""
    key = ""

    def key_of(line: str) -> str:
        nonlocal key
        key = match[0] if (match := re.match(r"\w+(?=:)", line)) else key
        return key

    blocks: dict[str, str] = {}
    for name, lines in groupby(text.splitlines(keepends=True), key_of):
        blocks[name] = blocks.get(name, "") + "".join(lines)
    return blocks
