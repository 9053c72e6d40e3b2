"""The printed sheet as people see it: on a phone, in dark mode, magnified, and on paper."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import GUIDES, OTHER, SHIPPED, open_guide, run
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
IN_SPANISH, IN_BOTH = (  # alone, and beside English
    [
        pytest.param(SHIPPED, [*words, "--lang", lang], id=f"{lang}/{name}")
        for rules in [open_guide(SHIPPED).rules]
        for name, words in (
            *((name, [name]) for name in (*rules.procedures, *rules.levels)),
            *((each.id, given(each.answers)) for each in list(rules.examples.values())[-2:]),
        )
    ]
    for lang in ("es", "es,en")
)
PAPER = {"Letter": (816, 1056), "A4": (794, 1123)}  # px; the page has no margins, its sides do
PX = 0.75  # points
SIDE, TOP = 10.9 * 72 / 25.4, 8 * 72 / 25.4  # points: the margins of each side
DRAWN = "svg text, figcaption, .heads"
FINE = "small, .legend, .review, .sources"
SMALLEST, BODY, TRANSLATED = 8, 11, 10.5  # points
ROUNDED = 0.02  # points: Chromium rounds a size to 1/100 of a point


def made(folder: Path, rules: Path, words: list[str]) -> Path:
    """Save a sheet with the command, and return its path."""
    path = folder / f"{rules.stem}-{'-'.join(words).replace('=', '-')}.html"
    if not path.exists():
        by = "Us & <Co>, 555 0100"
        result = run("handout", *words, "--rules", rules, "--by", by, "--output", path)
        assert result.code == 0, result.err
    return path


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sheets")


@pytest.fixture
def sheet(folder: Path, rules: Path, words: list[str]) -> Path:
    return made(folder, rules, words)


each_sheet = pytest.mark.parametrize(("rules", "words"), SHEETS)
each_or_spanish = pytest.mark.parametrize(("rules", "words"), [*SHEETS, *IN_SPANISH])


def asks_for_nothing(page: Any) -> None:
    """Assert that no link could make a request; `visiting` asserts that none was made."""
    assert page.locator("h1").is_visible()
    assert page.locator("a, form, script").count() == 0


@each_sheet
def test_nothing_bars_a_reader(visit, sheet: Path) -> None:
    """Check that axe finds no fault at any width, in any color scheme, or with scripts on.

    On a small phone, nobody has to scroll sideways.
    """
    with visit(sheet, width=DESK) as page:
        asks_for_nothing(page)
        for width in (DESK, PHONE):
            page.set_viewport_size({"width": width, "height": 800})
            assert (width, sideways(page)) == (width, [])
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                assert (width, scheme, axe(page)) == (width, scheme, [])


@each_sheet
def test_nobody_scrolls_sideways_at_zoom(visit, sheet: Path) -> None:
    """The sheet is in a desktop window at 200% zoom."""
    with visit(sheet, width=DESK // 2, scale=2) as page:
        assert sideways(page) == []


@each_or_spanish
def test_two_sides_hold_all_of_it(visit, sheet: Path) -> None:
    """A sheet prints without scripts, on either paper size, with its card on the front.

    It leaves a margin, but the browser has no room for a header of its own.
    """
    with visit(sheet, scripts=False) as page:
        asks_for_nothing(page)
        said, card = (
            page.locator(css).all_text_contents()
            for css in ("bdi", ":is(.first-help, .card, .legend) :is(b, bdi)")
        )
        assert said
        assert card
        review, counts = page.locator(".front footer .review").inner_text(), {}
        for paper, (width, height) in PAPER.items():
            page.set_viewport_size({"width": DESK, "height": 800})
            sides, runs = printed(page, paper, with_header=True)
            counts[paper] = len(sides)
            front, text = squeezed(sides[0]), squeezed("".join(sides))
            assert [each for each in (*card, review) if squeezed(each) not in front] == []
            assert [each for each in said if squeezed(each) not in text] == []
            across, down = (PX * length for length in (width, height))
            assert [
                run
                for run in runs
                if not (SIDE <= run.x <= across - SIDE and TOP <= run.y <= down - TOP)
            ] == []
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(media="print")
            assert sideways(page) == []
            page.emulate_media(media="null")
    assert counts == {paper: min(count, 2) for paper, count in counts.items()}


@each_or_spanish
def test_print_is_large_enough(visit, sheet: Path, words: list[str]) -> None:
    """Sizes are measured on the paper. Only the text inside a drawing can be small."""
    body = TRANSLATED if "--lang" in words else BODY
    with visit(sheet, scripts=False) as page:
        for left_out, least in ((DRAWN, SMALLEST), (f"{DRAWN}, {FINE}", body)):
            page.evaluate(HIDE, left_out)
            runs = printed(page, "Letter").runs
            assert runs
            assert [run for run in runs if run.size < least - ROUNDED] == []


@pytest.mark.parametrize(("rules", "words"), IN_BOTH)
def test_two_languages_fit_on_two_sides(visit, sheet: Path) -> None:
    """All of both is there, on either paper, the first language larger; nothing bars a reader."""
    with visit(sheet, width=DESK) as page:
        asks_for_nothing(page)
        assert axe(page) == []
        page.set_viewport_size({"width": PHONE, "height": 800})
        assert sideways(page) == []
        assert axe(page) == []
        said = page.locator("bdi").all_text_contents()
        assert page.locator("[lang=en] bdi").count() > len(said) / 3
        for paper in PAPER:
            page.set_viewport_size({"width": DESK, "height": 800})
            sides, _ = printed(page, paper, with_header=True)
            assert len(sides) <= 2, paper
            text = squeezed("".join(sides))
            assert [each for each in said if squeezed(each) not in text] == []
        for left_out, least in ((DRAWN, SMALLEST), (f"{DRAWN}, {FINE}, [lang=en]", BODY)):
            page.evaluate(HIDE, left_out)
            runs = printed(page, "Letter").runs
            assert [run for run in runs if run.size < least - ROUNDED] == []


HIDE = """css => document.querySelectorAll(css).forEach(it => { it.style.visibility = "hidden" })"""


@pytest.mark.parametrize("policy", [True, False], ids=["policy", "no-policy"])
@pytest.mark.parametrize("name", ["patch", "pinhole"])
@pytest.mark.parametrize("said", EVIL, ids=lambda text: ascii(text[:12]))
def test_a_hostile_text_is_only_text(
    visit, tmp_path: Path, said: str, name: str, policy: bool
) -> None:
    """Hostile text is shown literally and runs nothing, even if the page's policy is disabled."""
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
