"""The page of a large guide: where "not sure" ends the questions, and what its reader sees then."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from unittest import mock
from xml.etree.ElementTree import Element

import pytest
from conftest import OTHER, SHIPPED, Opened, english, open_guide, run
from test_html import asks_for_nothing, classes, parsed, starts_with_card
from test_page import Answers, Shown, text_of_one

from benchmarks import files
from explainer.cli.resources import templates
from explainer.decision import diagram
from explainer.decision.interview import finish, follow
from explainer.decision.outcome import outcome
from explainer.documents import site
from explainer.documents.document import lines_of
from explainer.render.html import render_site
from explainer.render.json import render as json_of
from explainer.rules.model import NOT_SURE

pytestmark = pytest.mark.thorough
DEEP = [f"q{i}" for i in range(14)]
WIDE = [f"q{i}" for i in range(8)]


def deep() -> bytes:
    """Return a guide whose questions are a chain: each ends the interview, or leads to the next."""
    no = [dict.fromkeys(DEEP[:i], "no") for i in range(len(DEEP) + 1)]
    ends = [{**before, question: "yes"} for before, question in zip(no, DEEP, strict=False)]
    with mock.patch.object(files, "ANSWERS", ("yes", "no")):
        return files.table_file([*ends, no[-1]], DEEP)


def wide() -> bytes:
    """Return a guide with about 50 levels, and some hundred ways to them."""
    return files.table_file(files.cells(50, WIDE), WIDE)


class Large(NamedTuple):
    """A large guide, its page, and after how many answers of "not sure" an interview goes on."""

    guide: Opened
    page: site.Site
    most: int


@lru_cache
def large(name: str, folder: Path) -> Large:
    path = folder / f"{name}.yaml"
    text = {"deep": deep, "wide": wide}[name]()
    path.write_bytes(re.sub(rb"r(\d+): {name: R", rb"r\1: {name: Case \1", text))
    guide = open_guide(path)
    most = site.most_unsure(guide.diagram)
    assert most is not None
    return Large(guide, site.site(guide.composer()), most)


@pytest.fixture(params=["deep", "wide"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Large:
    return large(request.param, tmp_path_factory.getbasetemp())


def html_of(made: Large) -> Element:
    return parsed(render_site(made.page, templates()))


def unsure(answers: Answers) -> int:
    return [*answers.values()].count(NOT_SURE)


def interviews(guide: Opened, most: int) -> Iterator[Answers]:
    """Yield the answers of each interview, as far as it goes on with ``most`` of "not sure"."""
    todo: list[Answers] = [{}]
    while todo:
        answers = todo.pop()
        yield answers
        question = follow(guide.diagram, answers).node.question
        if question and unsure(answers) <= most:
            todo += [{**answers, question: answer} for answer in guide.table.allows[question]]


def ended(guide: Opened, most: int) -> list[Answers]:
    """Return the answers of each interview that ends although there is more to ask."""
    found = (x for x in interviews(guide, most) if unsure(x) > most)
    return [x for x in found if follow(guide.diagram, x).node.question]


def test_what_is_in_these_guides(made: Large) -> None:
    """Neither fits in full; the deep one has room for one "not sure", the wide one for none."""
    views = [made.guide.diagram.count_interviews(most) for most in range(3)]
    known = {14: (15, [43, 316, 1408], 1), 8: (52, [901, 8126, 20216], 0)}
    levels, counts, most = known[len(made.guide.rules.questions)]
    assert (len(made.guide.rules.levels), views, made.most) == (levels, counts, most)


@pytest.mark.thorough
def test_every_interview_has_a_view_and_every_link_leads_to_one(made: Large) -> None:
    tree = html_of(made)
    asks_for_nothing(tree)
    assert len(made.page.shared) < 4 * len(made.page.views)  # most of them are shared
    ids = {x.get("id", "") for x in tree.iter("section") if "view" in classes(x)}
    wanted = {site.address(answers) for answers in interviews(made.guide, made.most)}
    assert {at for at in ids if at[0].islower()} == wanted - {site.START}
    assert len(wanted) == made.guide.diagram.count_interviews(made.most)


def test_a_guide_that_fits_asks_on_after_any_answer() -> None:
    for path in (SHIPPED, OTHER):
        guide = open_guide(path)
        assert site.most_unsure(guide.diagram) == len(guide.rules.questions)
        assert not ended(guide, len(guide.rules.questions))


def test_interviews_that_end_early_are_counted(
    guide: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    for most in range(len(guide.rules.questions) + 1):
        assert guide.diagram.count_interviews(most) == len(list(interviews(guide, most)))
    monkeypatch.setattr(diagram, "LIMIT", 2)
    assert guide.diagram.count_interviews(0) is None


def test_there_is_room_for_as_many_views_as_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = open_guide(SHIPPED).diagram
    views = [shipped.count_interviews(most) or 0 for most in range(3)]
    for most, count in enumerate(views):
        monkeypatch.setattr(site, "LIMIT", count)
        assert site.most_unsure(shipped) == most
        monkeypatch.setattr(site, "LIMIT", count - 1)
        assert site.most_unsure(shipped) == (most - 1 if most else None)


@pytest.mark.thorough
def test_an_end_says_what_the_interview_without_later_answers_says(made: Large) -> None:
    """It has the same title, card and sections, and a way back to the question that it ended at."""
    guide, tree = made.guide, html_of(made)
    composer, diagram = guide.composer(), guide.diagram
    for answers in ended(guide, made.most)[::7]:
        whole = outcome(guide.rules, diagram, finish(diagram, answers))
        told = json.loads(json_of(composer.outcome(whole)))
        shown = Shown(tree, site.address(answers))
        assert shown.texts("h2") == [told["title"]]
        why, *rest = shown.below_title()
        *before, question = answers
        assert (
            text_of_one(why) == f"{english()('page.ended')} {guide.rules.questions[question].ask}"
        )
        back = site.address({q: answers[q] for q in before})
        assert [a.get("href") for a in why.iter("a")] == [f"#{back}"]
        assert starts_with_card(rest, told["card"])
        asked = [
            row for row in shown.elements if row.tag == "section" and "answers" in classes(row)
        ]
        given = [text_of_one(row) for row in asked if list(row.iter("a"))]
        assert given == [
            f"{guide.rules.questions[q].ask} {guide.guide.answer(q, a)} {english()('page.change')}"
            for q, a in answers.items()
        ]
        lines = shown.texts("bdi")
        for each in told["settle"]:
            assert english()("document.quoted", text=each["ask"]) in lines
        headings = shown.texts("summary")
        assert all(guide.rules.levels[level].name in headings for level in told["levels"])


@pytest.mark.thorough
def test_a_link_to_another_answer_leads_there_or_to_the_next_question(made: Large) -> None:
    """If the interview would end on the way, the link leads to the question where it would."""
    guide, heading, cut = made.guide, english()("document.change"), 0
    below = {it.number: it.section for it in made.page.shared if it.section.heading == heading}
    views = {view.address: view for view in made.page.views}
    for answers in interviews(guide, made.most):
        interview = follow(guide.diagram, answers)
        if interview.node.question:
            continue
        result = outcome(guide.rules, guide.diagram, interview)
        parts = [below[x] for x in views[site.address(answers)].shows if x in below]
        links = [line.link.to for part in parts for line in lines_of(part) if line.link]
        ways = [
            [*change.answers.values()]
            for change in result.would_change
            if change.question not in result.settle
            and (result.status == "decided" or len(change.levels) == 1)
        ]
        for at, way in zip(links, ways, strict=True):
            while way.count(NOT_SURE) > made.most:
                way.pop()
                cut += 1
            assert at == (".".join(way) or site.START)
    assert cut > 10


@pytest.mark.thorough
def test_the_command_makes_a_page_or_says_what_is_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "deep.yaml"
    path.write_bytes(deep())
    assert run("page", "--rules", path).code == 0
    monkeypatch.setattr(site, "LIMIT", 42)
    refused = run("page", "--rules", path)
    assert (refused.code, refused.out) == (1, "")
    told = " ".join(refused.err.split())
    assert "even if the questions end at the first 'Not sure'" in told
    assert "its answers lead to 43 screens (limit 42)" in told
