"""Damaged rules files: no traceback, no hang, and every problem has a position in the file.

`pytest -m thorough` runs a sample; `make fuzz` runs 20,000 files. To reproduce a failure, use its
seed, which always damages the same file in the same way:
`FUZZ=1 FUZZ_FROM=123 pytest -m thorough tests/test_fuzz.py`.
"""

import faulthandler
import json
import os
import random
import re
import time
from collections.abc import Callable
from itertools import islice
from typing import Any

import pytest
import yaml
from conftest import OTHER, SHIPPED, TESTS, check, english
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.checks.check import sound
from explainer.render.report import FORMATS, render

pytestmark = pytest.mark.thorough
COUNT = int(os.environ.get("FUZZ", "200"))
FIRST = int(os.environ.get("FUZZ_FROM", "0"))
PARTS = 8  # so that they can run in parallel
SECONDS = 5.0
SMALL = [(TESTS / "valid" / "smallest.yaml").read_bytes(), OTHER.read_bytes()]
LARGE = SHIPPED.read_bytes()
# libyaml is ten times as fast as PyYAML
TEXTS = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
SIGNS = [b"[[", b"- {", b"? :", b"  *a", b"\t-", b"<<: *x", b"--- !!python/tuple [x]", b"%"]
ODD: list[Any] = [
    *(None, "", [], {}, [None], [[None]], [[{"a": "b"}]], {"": "a"}, {"a": None}, ["a", "a"]),
    *("true", "yes", "7", {"a": {"b": {"c": "d"}}}, ["", ["a"]]),
]
INVISIBLE = ["\x00", "\x07", "\x1b[31m", "\x85", "\u2028", "\u202e", "\ufeff", "\u200b", "\ud83d"]


def flip(draw: random.Random, data: bytes) -> bytes:
    """Replace a few random bytes."""
    damaged = bytearray(data)
    for _ in range(draw.randint(1, 5)):
        damaged[draw.randrange(len(damaged))] = draw.randrange(256)
    return bytes(damaged)


def delete_line(draw: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    del lines[draw.randrange(len(lines))]
    return b"\n".join(lines)


def double_line(draw: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    lines.insert(draw.randrange(len(lines)), draw.choice(lines))
    return b"\n".join(lines)


def insert_signs(draw: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    lines.insert(draw.randrange(len(lines)), draw.choice(SIGNS))
    return b"\n".join(lines)


def swap_words(draw: random.Random, data: bytes) -> bytes:
    """Swap two random words, which may be keys or values."""
    words = [match.span() for match in re.finditer(rb"[\w.-]+", data)]
    (a, b), (c, d) = sorted(draw.sample(words, 2))
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def indent(draw: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    at = draw.randrange(len(lines))
    lines[at] = draw.choice([b" ", b"\t", b"      "]) + lines[at].strip()
    return b"\n".join(lines)


def cut(draw: random.Random, data: bytes) -> bytes:
    return data[: draw.randrange(len(data))]


def at_a_word(draw: random.Random, data: bytes, put: bytes) -> bytes:
    word = draw.choice(list(re.finditer(rb"[\w.-]+", data)))
    return data[: word.start()] + put + data[word.end() :]


def nest(draw: random.Random, data: bytes) -> bytes:
    depth = draw.choice([3, 30, 3_000, 100_000])
    return at_a_word(draw, data, draw.choice([b"[", b"{a: ", b"- "]) * depth)


def bomb(draw: random.Random, data: bytes) -> bytes:
    """Add nested aliases that would expand exponentially."""
    laughs = b"\n".join(
        b"l%d: &l%d [%s]" % (i, i, b", ".join([b"*l%d" % (i - 1)] * 9) if i else b"x")
        for i in range(12)
    )
    return laughs + b"\n" + data if draw.random() < 0.5 else data + b"\n" + laughs


def swell(draw: random.Random, data: bytes) -> bytes:
    """Insert a huge scalar: one long word or many short ones."""
    many = draw.choice([10, 10_000, 300_000])
    return at_a_word(draw, data, draw.choice([b"x" * many, b"'" + b"y " * many + b"'"]))


def hide(draw: random.Random, data: bytes) -> bytes:
    sign = draw.choice(INVISIBLE).encode("utf-8", "surrogatepass")
    return at_a_word(draw, data, b"a" + sign + b"b")


def encode(draw: random.Random, data: bytes) -> bytes:
    name = draw.choice(["utf-8-sig", "utf-16", "utf-16-be", "utf-32", "latin-1", "cp037"])
    return (data.decode("utf-8", "replace") + "\u00e9").encode(name, "replace")


def nodes(value: Any) -> list[Any]:
    """Return every mapping and list in a value."""
    if not isinstance(value, dict | list):
        return []
    below = value.values() if isinstance(value, dict) else value
    return [value, *(found for each in below for found in nodes(each))]


def restructure(draw: random.Random, data: bytes) -> bytes:
    """Put something odd where it is valid YAML: in place of any value, or as one more key."""
    if b"&" in data or len(data) > 50_000:  # aliases might expand exponentially
        return data
    try:
        tree = yaml.load(data, Loader=TEXTS)  # noqa: S506
        places = [node for node in nodes(tree) if node]
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        return data
    if not places:
        return data
    node = draw.choice(places)
    key = draw.choice(list(node) if isinstance(node, dict) else range(len(node)))
    if isinstance(node, dict) and draw.random() < 0.3:
        key = draw.choice(["", "otherwise", "when", "adds", "hint", "link", "accept", "x"])
    node[key] = draw.choice(ODD)
    text = yaml.dump(tree, Dumper=DUMPER, sort_keys=False, allow_unicode=True)
    return text.encode("utf-8", "replace")


DAMAGES: list[Callable[[random.Random, bytes], bytes]] = [
    *(flip, delete_line, double_line, insert_signs, swap_words, indent, cut),
    *(nest, bomb, swell, hide, encode, restructure, restructure),
]


def damaged(seed: int) -> bytes:
    """Damage a rules file one to three times. Every 20th seed damages the shipped file."""
    draw = random.Random(seed)
    data = LARGE if seed % 20 == 0 else draw.choice(SMALL)
    for _ in range(draw.choice([1, 1, 1, 2, 3])):
        if len(list(islice(re.finditer(rb"[\w.-]+", data), 2))) > 1:
            data = draw.choice(DAMAGES)(draw, data)
    return data


def behaves(data: bytes) -> None:
    """Check and render a file in every way, and assert that each problem has a position in it."""
    report = sound(data, "file", english)
    assert (report.guide is None) == bool(report.problems)
    found = check(data, quick=True)
    assert {*report.problems} <= {*found.problems}
    lines = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").split("\n")
    for problem in found.problems:
        assert 1 <= problem.line <= len(lines), problem
        width = max(len(lines[problem.line - 1]), len(data.split(b"\n")[problem.line - 1]))
        assert 1 <= problem.column <= width + 1, problem
        assert str(problem).isprintable()
    for format in set(FORMATS) - {"json"}:
        assert render([found], format).replace("\n", "").isprintable()
    assert json.loads(render([found], "json"))["problems"] or not found.problems


@pytest.mark.parametrize("part", range(PARTS))
def test_damaged_files(part: int) -> None:
    slowest = 0.0
    for seed in range(FIRST + part, FIRST + COUNT, PARTS):
        data = damaged(seed)
        faulthandler.dump_traceback_later(60, exit=True)  # if it hangs, stop and show where
        start = time.perf_counter()
        try:
            behaves(data)
        except Exception as error:
            raise AssertionError(f"seed {seed}") from error
        took = time.perf_counter() - start
        assert took < SECONDS, f"seed {seed} took {took:.1f} s"
        slowest = max(slowest, took)
    faulthandler.cancel_dump_traceback_later()
    print(f"part {part} of {COUNT} damaged files: the slowest in {slowest:.2f} s")


def test_the_damage_is_real() -> None:
    """Most samples are rejected, with many different codes, but some are still sound."""
    codes = [
        {p.code for p in sound(damaged(seed), "file", english).problems} for seed in range(300)
    ]
    assert len(set().union(*codes)) > 12
    assert 2 < codes.count(set()) < 150


@settings(max_examples=300)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace")))
def test_any_bytes_at_all(data: bytes) -> None:
    behaves(data)
