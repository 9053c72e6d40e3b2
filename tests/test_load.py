"""Valid rules files load. Invalid ones have exactly the problems marked on their lines."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import OTHER, SHIPPED, TESTS, check, english

from explainer.checks.check import sound
from explainer.rules.loader import Loaded, load
from explainer.rules.parser import LIMIT, Marks, Position
from explainer.rules.problem import Problem

VALID = sorted((TESTS / "valid").glob("*.yaml"))
GOOD = [SHIPPED, OTHER, *VALID]
INVALID = sorted((TESTS / "invalid").glob("*.yaml"))
SMALLEST = (TESTS / "valid" / "smallest.yaml").read_bytes()
assert VALID
assert INVALID


def paths(marks: Marks, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value in a file."""
    yield path
    below = marks[2]
    for step, its in below.items() if isinstance(below, dict) else enumerate(below):
        yield from paths(its, (*path, step))


def whole(path: Path) -> bytes:
    """Return a file's bytes, padded beyond the size limit if the file contains '# PAD'."""
    data = path.read_bytes()
    return data + b"#" * LIMIT if b"# PAD" in data else data


@pytest.mark.thorough
@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_valid_file_has_no_problems(path: Path) -> None:
    report = sound(path.read_bytes(), path.name, english)
    assert not report.problems
    assert report.guide
    assert not check(path.read_bytes(), path.name).problems


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=[pytest.mark.thorough] * (path.stem == "table-too-large"))
        for path in INVALID
    ],
    ids=[path.stem for path in INVALID],
)
def test_an_invalid_file_has_just_the_problems_on_its_lines(path: Path) -> None:
    expected = [
        (number, code)
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if (mark := re.search(r"# E: (.+)$", line))
        for code in mark[1].split()
    ]
    assert expected, "no '# E: code' in the file"
    problems = check(whole(path), path.name).problems
    assert sorted((p.line, p.code) for p in problems) == sorted(expected)
    errors = {p for p in problems if p.severity == "error"}
    report = sound(whole(path), path.name, english)
    assert set(report.problems) == errors
    assert (report.guide is None) == bool(errors)


def test_all_messages(snapshot) -> None:
    """Every message for the invalid files matches a snapshot, because its wording matters."""
    lines = [
        str(problem)
        for path in INVALID
        if path.stem != "table-too-large"  # it takes seconds
        for problem in check(whole(path), path.name).problems
    ]
    snapshot("problems.txt", "\n".join(lines) + "\n")


@pytest.mark.parametrize(
    ("data", "place", "code"),
    [
        (b"", (1, 1), "empty-file"),
        (b"# nothing but a comment\n", (1, 1), "empty-file"),
        (b"title: \xff\n", (1, 8), "not-utf-8"),
        ("title: \u00e4\n".encode("utf-16"), (1, 1), "not-utf-8"),
        (b"\x00\x01\x02", (1, 1), "control-character"),
        (b"title: ok\nedition: \x1b[31m\n", (2, 10), "control-character"),
        (b"title: a\rb\n", (1, 9), "control-character"),
        (b"just a word", (1, 1), "no-rules-file"),
        (b"x" * (LIMIT + 1), (1, 1), "too-large"),
        (b"a: [" * 50_000, (1, 41), "too-deep"),
        (b"title: 'open", (1, 8), "yaml-syntax"),
        (b"%YAML 3.0\n---\na: b\n", (1, 1), "yaml-syntax"),
        (b"*nowhere\n", (1, 1), "alias"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read(data: bytes, place: tuple[int, int], code: str) -> None:
    problem = sound(data, "file", english).problems[0]
    assert ((problem.line, problem.column), problem.code) == (place, code)


def test_values_stay_the_text_that_was_written() -> None:
    """YAML converts no words, dates or numbers, but joins folded lines."""
    text = SMALLEST.replace(b"Everyone", b"2026-11-22").replace(b"Rising,", b"0x1F,")
    text = text.replace(b"expert: the baker", b"expert: >\n  the\n  baker")
    rules = sound(text, "file", english).guide.rules
    assert rules.audiences == {"all": "2026-11-22"}
    assert rules.levels["up"].name == "0x1F"
    assert rules.levels["up"].when == {"rising": ("yes",)}
    assert rules.expert == "the baker"


def test_a_byte_order_mark_and_windows_lines_are_fine() -> None:
    assert sound(b"\xef\xbb\xbf" + SMALLEST.replace(b"\n", b"\r\n"), "file", english).guide


@pytest.mark.thorough
@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_without_libyaml_it_is_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML may be built without its C library, and its Python parser is stricter."""

    def loaded() -> tuple[Loaded, list[Position]]:
        found = load(path.read_bytes(), path.name)
        assert found.parsed.marks
        positions = [found.parsed.position(path) for path in paths(found.parsed.marks)]
        return found._replace(parsed=found.parsed._replace(marks=None)), positions

    fast = loaded()
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert loaded() == fast


def test_problems_write_out_what_cannot_be_seen() -> None:
    problem = Problem("a\u202eb", 1, 1, "code", "x\x1b[31m\n\u200b")
    assert str(problem) == r"a\u202eb:1:1: error: x\x1b[31m\n\u200b [code]"
