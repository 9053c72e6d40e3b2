"""Acceptances: a warning is silent if the rules file accepts it with a reason, and is counted."""

import json
from pathlib import Path

import pytest
from conftest import TESTS, check, run

INVALID = TESTS / "invalid"


def accepting(name: str, *pairs: tuple[str, str]) -> bytes:
    """Return a file that has problems, and accepts some of them by code and word."""
    text = (INVALID / f"{name}.yaml").read_text(encoding="utf-8")
    entries = "".join(f"  - {{code: {c}, word: {json.dumps(w)}, why: So.}}\n" for c, w in pairs)
    return f"{text}accept:\n{entries}".encode()


@pytest.mark.parametrize(
    ("file", "code", "word", "left"),
    [
        ("unexplained", "unexplained", "Rest", 1),  # in quotes
        ("unexplained", "unexplained", "FERMENTATION", 1),  # whatever its capitals
        ("unexplained", "unexplained", "s", 1),  # the id of the entry
        ("wording", "wording", "YOU MUST", 1),
        ("review-passed", "review-passed", "review", 0),  # it has no id
        ("too-many-places", "too-many-places", "questions", 0),  # a note
        ("no-card", "no-card", "bakers", 0),
        ("hard-to-read", "hard-to-read", "levels > up", 0),
        ("cut-text", "cut-text", "#4", 0),
    ],
)
def test_what_is_accepted_is_counted(file: str, code: str, word: str, left: int) -> None:
    before = check((INVALID / f"{file}.yaml").read_bytes())
    after = check(accepting(file, (code, word)))
    assert [problem.code for problem in after.problems] == [code] * left
    assert after.accepted == len(before.problems) - left > 0
    assert before.accepted == 0


@pytest.mark.parametrize(
    "pair",
    [
        ("unused", "Rest"),  # another code
        ("unexplained", "Res"),  # part of a word
        ("unexplained", "statements"),  # not one entry, but all of its kind
        ("unexplained", "text"),
        ("unexplained", "glossary"),  # in the message, but not in quotes
    ],
)
def test_nothing_else_is_accepted(pair: tuple[str, str]) -> None:
    found = check(accepting("unexplained", pair))
    codes = [problem.code for problem in found.problems]
    assert sorted(codes) == ["unexplained", "unexplained", "unused-acceptance"]
    assert found.accepted == 0


def test_errors_are_never_accepted() -> None:
    found = check(accepting("example", ("example", "one"), ("missing-key", "one")))
    assert "example" in {problem.code for problem in found.problems}
    assert found.guide is None
    assert found.accepted == 0


def test_a_file_that_does_not_load_accepts_all_the_same() -> None:
    """Only its table and its text were checked, so nobody knows what else it would accept."""
    data = accepting("cut-text", ("cut-text", "#4"), ("unused", "x")).replace(b"noun:", b"nuon:")
    found = check(data)
    assert {problem.code for problem in found.problems} == {"unknown-key"}
    assert found.accepted == 1


def test_what_was_not_looked_for_may_be_accepted() -> None:
    pairs = (("wording", "you must"), ("unexplained", "Rest"), ("unused", "x"))
    text = (TESTS / "valid" / "smallest.yaml").read_text(encoding="utf-8")
    entries = "".join(f"  - {{code: {code}, word: {word}, why: So.}}\n" for code, word in pairs)
    data = f"{text}accept:\n{entries}".replace("language: en", "language: de").encode()
    assert [p.message.split("[")[1].split("]")[0] for p in check(data).problems] == ["unused"]


def test_the_report_ends_with_how_many(tmp_path: Path) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_bytes(accepting("unexplained", ("unexplained", "Rest")))
    two.write_bytes(accepting("unexplained", ("unexplained", "Rest"), ("unexplained", "s")))
    shown = run("check", one, two)
    assert shown.code == 1  # one warning is left
    assert shown.out.endswith(
        f"\n1 finding is not shown, because {one} accepts it."
        f"\n2 findings are not shown, because {two} accepts them.\n"
    )
    assert run("check", two).code == 0
    told = json.loads(run("check", one, two, "--format", "json").out)
    assert told["accepted"] == {str(one): 1, str(two): 2}
    assert len(told["problems"]) == 1


def test_readers_see_a_guide_whatever_it_accepts(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_bytes(accepting("unexplained", ("unexplaned", "Rest")))
    assert run("show", "wait", "--rules", path).code == 0
