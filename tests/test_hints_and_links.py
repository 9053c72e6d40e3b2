"""A question's hint and a statement's link to its source, in every format that shows them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from conftest import OTHER, check, open_guide, run
from test_html import asks_for_nothing, classes, parsed

from explainer.documents.composer import Composer

HINT = "Pump it up, and hold it under water."
URL = "https://example.org/forms/a-form-with-a-rather-long-name_(bicycle)?for=riders&more=1"
PRICE = "What will it cost?"
LINKED = re.compile(rf"{re.escape(PRICE)}\+? \({re.escape(URL)}\)")


def rules(url: str = URL) -> str:
    """Return a guide with a hint, and a link in a section, on a card and in a grid."""
    text = OTHER.read_text(encoding="utf-8")
    for old, new in (
        ("    why: The leaflet tells", f'    hint: "{HINT}"\n    why: The leaflet tells'),
        ("place: Page 9}", "place: Page 9, link: true}"),
        ('"https://example.org/safe"', "'" + url.replace("'", "''") + "'"),
        ("    before: leaking\n", "    card: {rider: {short: [patch-when], ask: [ask-price]}}\n"
         "    grid: {how: [patch-glue], time: [ask-price]}\n    before: leaking\n"),
        ("  new-tube:\n    name: New tube\n", "  new-tube:\n    name: New tube\n"
         "    grid: {how: [tube-swap], time: [ask-price]}\n"),
    ):  # fmt: skip
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "rules.yaml"
    file.write_text(rules(), encoding="utf-8")
    return file


def links(tree: Element) -> Iterator[Element]:
    """Yield the links that lead out of a page."""
    return (a for a in tree.iter("a") if not a.get("href", "").startswith("#"))


def test_a_text_has_the_whole_address_after_the_sentence(path: Path) -> None:
    for words in (["show", "patch"], ["show", "patch", "--all"], ["compare"], ["compare", "--all"]):
        for style in ("text", "terminal"):
            for columns in ("20", "40", "80", "200"):
                told = run(*words, "--rules", path, "--format", style, COLUMNS=columns)
                assert told.code == 0, told.err
                assert f"({URL})" in told.out
                assert LINKED.search(" ".join(told.out.split()))


def test_markdown_has_a_link(path: Path) -> None:
    for words in (["show", "patch"], ["compare"], ["handout", "patch"]):
        told = run(*words, "--rules", path, "--format", "markdown")
        assert LINKED.search(re.sub("<(http[^>]+)>", r"\1", told.out))
    file = path.with_name("odd.yaml")
    file.write_text(rules("https://example.org/<b>"), encoding="utf-8")
    told = run("show", "patch", "--rules", file, "--format", "markdown")
    assert f"{PRICE} (<https://example.org/%3Cb%3E>) [" in told.out


def test_json_has_the_address_of_the_statement_alone(path: Path) -> None:
    told = json.loads(run("show", "patch", "--rules", path, "--format", "json").out)
    urls = {each["id"]: each.get("url") for each in told["statements"]}
    assert urls.pop("ask-price") == URL
    assert {*urls.values()} == {None}


@pytest.mark.parametrize("words", [["show", "patch", "--format", "html"], ["compare", "--all",
                         "--format", "html"], ["handout", "patch"], ["page"]],
                         ids=lambda words: words[0])  # fmt: skip
def test_a_page_has_a_link_that_tells_nothing_and_waits_for_a_click(
    words: list[str], path: Path
) -> None:
    """Its text is the address, so that it can be read on paper."""
    for url in (URL, "https://example.org/'\"><script>alert(1)</script>"):
        path.write_text(rules(url), encoding="utf-8")
        tree = parsed(run(*words, "--rules", path).out)
        found = list(links(tree))
        assert found
        for link in found:
            assert link.attrib == {"href": url, "rel": "noreferrer"}
            assert "".join(link.itertext()) == url
            del link.attrib["href"]
        asks_for_nothing(tree)


def test_a_card_counts_the_address(path: Path) -> None:
    sizes = []
    for url in ("https://e.org", f"https://{'e' * 60}.org"):
        path.write_text(rules(url), encoding="utf-8")
        guide = open_guide(path).guide
        patch = guide.rules.procedures["patch"]
        sizes.append(Composer(guide).cards.size_of("Patch", None, patch))
    assert sizes[0].words == sizes[1].words
    assert sizes[0].rows < sizes[1].rows


def test_a_hint_is_below_its_question_on_the_page(path: Path) -> None:
    tree = parsed(run("page", "--rules", path).out)
    for view in (x for x in tree.iter("section") if "view" in classes(x)):
        title, *rest = [x for x in view if "urgent" not in classes(x)]
        asks = "".join(title.itertext()) == "What does the hole in the tube look like?"
        assert ("".join(rest[0].itertext()) == HINT if rest else False) == asks
        if not asks:
            assert HINT not in "".join(view.itertext())


def test_a_missing_answer_is_asked_for_with_its_hint(path: Path) -> None:
    told = run("ask", "-a", "tyre=no", "--no-input", "--rules", path)
    assert told.code == 2
    assert f"look like? {HINT} Give it with" in " ".join(told.err.split())


def test_a_hint_is_not_repeated_where_a_question_is_only_named(path: Path) -> None:
    for words in (["paths"], ["flow"], ["ask", "-a", "tyre=no", "-a", "hole=pin"], ["compare"]):
        assert HINT not in run(*words, "--rules", path, "--format", "text").out


def test_a_hint_is_a_text_of_the_guide(path: Path) -> None:
    """It is checked for advice, and compared, like every other text."""
    advice = rules().replace(HINT, "You must replace it.")
    told = [problem.message for problem in check(advice.encode(), quick=True).problems]
    assert [message for message in told if message.startswith("questions > hole > hint: ")]
    told = run("diff", OTHER, path)
    assert HINT in " ".join(told.out.split())
