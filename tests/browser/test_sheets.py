"""The printed sheet as people see it: on a phone, in dark mode, magnified, and on paper."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import GUIDES, OTHER, open_guide, run
from test_html import EVIL, inert

from browser.conftest import DESK, PHONE, axe, printed, sideways, squeezed

pytestmark = pytest.mark.browser


def given(answers: Mapping[str, str]) -> list[str]:
    return [word for question, answer in answers.items() for word in ("-a", f"{question}={answer}")]


SHEETS = [  # by each name, and by the answers of each example, including "not sure"
    pytest.param(path, words, id=f"{guide}/{name}")
    for guide, path in GUIDES.items()
    for rules in [open_guide(path).rules]
    for name, words in (
        *((name, [name]) for name in (*rules.procedures, *rules.levels)),
        *((f"answers-{each.id}", given(each.answers)) for each in rules.examples.values()),
    )
]
PAPER = {"Letter": 816, "A4": 794}  # px
MARGINS = 84  # px, twice 11 mm


def made(folder: Path, rules: Path, words: list[str]) -> Path:
    """Save a sheet with the command, and return its path."""
    path = folder / "sheet.html"
    by = "Us & <Co>, 555 0100"
    result = run("handout", *words, "--rules", rules, "--by", by, "--output", path)
    assert result.code == 0, result.err
    return path


@pytest.fixture
def sheet(tmp_path: Path, rules: Path, words: list[str]) -> Path:
    return made(tmp_path, rules, words)


each_sheet = pytest.mark.parametrize(("rules", "words"), SHEETS)


@each_sheet
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_nothing_bars_a_reader(visit, sheet: Path, width: int, scheme: str) -> None:
    with visit(sheet, width=width, scheme=scheme) as page:
        assert axe(page) == []


@each_sheet
@pytest.mark.parametrize(("width", "scale"), [(PHONE, 1), (DESK // 2, 2)], ids=["phone", "zoom"])
def test_nobody_scrolls_sideways(visit, sheet: Path, width: int, scale: int) -> None:
    """This is true on a small phone, and in a desktop window at 200% zoom."""
    with visit(sheet, width=width, scale=scale) as page:
        assert sideways(page) == []


@each_sheet
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_it_asks_for_nothing(visit, sheet: Path, scripts: bool) -> None:
    """There are no requests (checked on leaving the page), and no link could make one later."""
    with visit(sheet, scripts=scripts) as page:
        assert page.locator("h1").is_visible()
        assert page.locator("a").count() == 0


@each_sheet
@pytest.mark.parametrize("paper", PAPER)
def test_two_sides_hold_all_of_it(visit, sheet: Path, paper: str) -> None:
    with visit(sheet, scripts=False) as page:
        sides = printed(page, paper)
        said = page.locator("bdi").all_text_contents()
        page.set_viewport_size({"width": PAPER[paper] - MARGINS, "height": 800})
        page.emulate_media(media="print")
        assert sideways(page) == []
    assert len(sides) <= 2
    text = squeezed("".join(sides))
    assert said
    assert [each for each in said if squeezed(each) not in text] == []


@pytest.mark.parametrize("policy", [True, False], ids=["policy", "no-policy"])
@pytest.mark.parametrize("name", ["patch", "pinhole"])
@pytest.mark.parametrize("said", EVIL, ids=lambda text: ascii(text[:12]))
def test_a_hostile_text_is_only_text(
    visit, tmp_path: Path, said: str, name: str, policy: bool
) -> None:
    """It is shown literally and runs nothing, even if the page's policy is disabled."""
    quoted = "'" + said.replace("'", "''") + "'"
    text = OTHER.read_text(encoding="utf-8")
    for old in ("A pinhole can usually be patched.", "Patch or replace?", "A pinhole in the tube"):
        assert old in text
        text = text.replace(old, quoted)
    rules = tmp_path / "hostile.yaml"
    rules.write_text(text, encoding="utf-8")
    with visit(made(tmp_path, rules, [name]), width=PHONE, policy=policy) as page:
        isolated = page.locator("bdi").filter(visible=True).all_inner_texts()
        assert squeezed(inert(said)) in map(squeezed, isolated)
        assert sideways(page) == []
        assert page.locator("script, [onload]").count() == 0
