"""Skipped keys: what only the quiz, cards and checks need is not read for other commands."""

import re
from pathlib import Path

import pytest
from conftest import OTHER, SHIPPED, english, run

from explainer.checks.check import sound
from explainer.rules.model import STUDY
from explainer.rules.parser import parse

TEXT = OTHER.read_text(encoding="utf-8")
ITEMS = re.search(r"items:\n.*?(?=\nclozes:)", TEXT, re.DOTALL)[0]
WITHOUT = TEXT.replace(ITEMS, "").partition("\nclozes:")[0]


def read(text: str, *without: str):
    report = sound(text.encode(), "file", english, without=without)
    return report.guide.rules if report.guide else [str(problem) for problem in report.problems]


@pytest.mark.thorough
@pytest.mark.parametrize("path", [SHIPPED, OTHER], ids=lambda path: path.stem)
def test_everything_else_is_the_same(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    whole, rest = read(text), read(text, *STUDY)
    assert whole.items
    assert whole.clozes
    assert rest == whole._replace(items={}, clozes={})


def test_positions_are_those_in_the_whole_file() -> None:
    """If anything is wrong, nothing is skipped, so the problems are the same for every command."""
    broken = TEXT.replace("topics:", "colour: red\n\ntopics:").replace(
        "audience: mechanic", "audience: x"
    )
    assert read(broken, *STUDY) == read(broken)
    assert len(read(broken)) == 2
    late = f"{WITHOUT}\n{ITEMS}\ncolour: red\n"
    assert read(late, *STUDY) == read(late)


def test_a_broken_item_stops_only_what_needs_it(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(TEXT.replace("audience: mechanic", "audience: x"), encoding="utf-8")
    assert run("show", "patch", "--rules", path).code == 0
    for command in ("quiz", "cards", "check"):
        result = run(command, "--rules", path)
        assert result.code == 1
        assert "'x' is not in 'audiences'" in result.out + result.err


@pytest.mark.parametrize(
    ("items", "is_skipped"),
    [
        (ITEMS, True),
        (f"{ITEMS}\n\n# the end\n", True),
        (ITEMS.replace("items:", "items: # all of them"), True),
        (ITEMS.replace("items:", "items:  "), True),
        (ITEMS.replace("\n", "\r\n"), True),
        (ITEMS.replace("  slit-means:", "# a note\n\n  slit-means:"), True),
        ("items: {}", False),  # on one line
        ('"items":\n' + ITEMS.partition("\n")[2], False),
    ],
)
@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_where_they_are_makes_no_difference(items: str, is_skipped: bool, place: str) -> None:
    ends = {"first": 0, "middle": WITHOUT.index("glossary:"), "last": len(WITHOUT)}
    at = ends[place]
    text = f"{WITHOUT[:at]}\n{items}\n{WITHOUT[at:]}"
    parsed = parse(text.encode(), "file", without=STUDY)
    assert ("items" not in parsed.root) == is_skipped
    assert read(text, *STUDY)._replace(items={}) == read(WITHOUT)._replace(items={})
    key = next(iter(parse(WITHOUT.encode(), "file").root["statements"]))
    for path in (("statements", key), ("examples",)):
        assert parsed.position(path) == parse(text.encode(), "file").position(path)


@pytest.mark.parametrize(
    "odd",
    [
        "items: {\ng: {topic: repair, level: 1, ask: 'x?', right: {text: a, says: [about]},\n"
        "  wrong: [{text: b, says: [about]}]}\n}",
        ITEMS.replace('"There is a slit', '"There\nis: a slit'),
    ],
)
def test_what_does_not_end_plainly_is_read_all_the_same(odd: str) -> None:
    text = f"{WITHOUT}\n{odd}\n"
    assert read(text).items
    assert read(text, *STUDY)._replace(items={}) == read(text)._replace(items={})


def test_a_large_file_is_skipped_in_time() -> None:
    many = ITEMS + "".join(f"\n  i{n}:\n    topic: repair" for n in range(50_000))
    parsed = parse(f"{WITHOUT}\n{many}\n".encode(), "file", without=STUDY)
    assert "items" not in parsed.root
