"""Pages in two languages, as people use them: on each screen, and from one to the other."""

from pathlib import Path

import pytest
from conftest import run

from browser.conftest import DESK, PHONE, axe, sideways

pytestmark = pytest.mark.browser

FILES = {"es": "guia.html", "en": "guide.html"}
SCREENS = (390, 844), (320, 568)  # px: a phone and a small one


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a page in each language, each linked to the other."""
    made = tmp_path_factory.mktemp("pages")
    for (tag, file), other in zip(FILES.items(), reversed(FILES.values()), strict=True):
        result = run("page", "--lang", tag, "--other-page", made / other, "-o", made / file)
        assert result.code == 0, result.err
    return made


def test_the_link_leads_to_the_same_place_and_back(visit, folder: Path) -> None:
    """From the first question, from an answer, and from a chapter: there and back."""
    other = folder / FILES["en"]
    with visit(folder / FILES["es"], width=PHONE, others=[other]) as page:
        ids = page.locator(".view").evaluate_all("all => all.map(it => it.id)")
        places = ["", *ids[:: max(1, len(ids) // 12)]]
        for place in places:
            page.goto((folder / FILES["es"]).as_uri() + (f"#{place}" if place else ""))
            here = visible(page)
            for language in ("en", "es"):
                link = page.locator(".elsewhere a").locator("visible=true")
                assert link.count() == 1
                assert link.get_attribute("lang") == language
                link.click()
                assert page.locator("html").get_attribute("lang") == language
                assert page.url.endswith(FILES[language] + f"#{here}")
                page.locator(f'.view[id="{here}"]').wait_for()  # until it is visible
                assert visible(page) == here


def visible(page) -> str:
    return str(page.locator(".view").locator("visible=true").get_attribute("id"))


@pytest.mark.parametrize("tag", FILES)
def test_nothing_bars_a_reader(visit, folder: Path, tag: str) -> None:
    """The language of the page, and of the link, is said; nobody scrolls sideways."""
    with visit(folder / FILES[tag], width=DESK) as page:
        for width, height in ((DESK, 800), *SCREENS):
            page.set_viewport_size({"width": width, "height": height})
            for place in ("Start", "Help", "Compare"):
                page.goto((folder / FILES[tag]).as_uri() + f"#{place}")
                assert sideways(page) == []
                assert axe(page, whole=False) == []


@pytest.mark.parametrize("screen", SCREENS, ids=str)
@pytest.mark.parametrize("tag", FILES)
def test_the_first_question_and_its_answers_are_on_the_first_screen(
    visit, folder: Path, tag: str, screen: tuple[int, int]
) -> None:
    width, height = screen
    with visit(folder / FILES[tag], width=width, height=height) as page:
        last = page.locator("#Start .choices a").last.bounding_box()
        link, title = (
            page.locator(css).locator("visible=true").bounding_box()
            for css in (".elsewhere a", "h1 >> nth=0")
        )
        assert last["y"] + last["height"] <= height
        assert link["y"] < 60
        words = page.locator("h1").evaluate(
            "it => { const r = document.createRange(); r.selectNodeContents(it);"
            " const b = r.getBoundingClientRect(); return b.right }"
        )
        assert words <= link["x"], (words, title)
