"""Edges: limits, defaults and rare inputs whose smallest change would otherwise go unnoticed.

Seeded mutants of the core and the renderers survived until these tests were written.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import OTHER, SHIPPED, check, open_guide, run
from test_routing import accepted, levels_of

from explainer.checks import readability
from explainer.checks.difference import difference
from explainer.checks.readability import Eases, Grades, measure_for
from explainer.cli.resources import templates
from explainer.decision import diagram as diagrams
from explainer.decision.diagram import Diagram
from explainer.decision.interview import finish
from explainer.decision.paths import paths
from explainer.decision.proof import _fewest_tests
from explainer.decision.tabulation import tabulate
from explainer.documents.citations import own
from explainer.documents.composer import Composer
from explainer.documents.document import Grid, Passage, Row, Section
from explainer.documents.finder import MOST_ALIKE, Finder
from explainer.documents.handout import named_handout
from explainer.documents.layout import layout
from explainer.documents.paper import HEADING, parts, too_long
from explainer.documents.site import site
from explainer.render.braille import _TEXTURES
from explainer.render.cards import render as render_cards
from explainer.render.difference import render as render_difference
from explainer.rules.model import Limit, Question
from explainer.rules.parser import parse
from explainer.study.cards import deck
from explainer.study.cases import cases
from explainer.study.items import CASES, pool
from explainer.text import LONG, shortened


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("x" * LONG, "x" * LONG),
        ("x" * 70, "x" * LONG + "..."),
        ("word " * 20, ("word " * 12).strip() + "..."),
        ("a " + "x" * 70, "a " + "x" * (LONG - 2) + "..."),
        ("x" * 40 + ", " + "y" * 40, "x" * 40 + "..."),
    ],
)
def test_a_long_text_is_cut_between_words_if_most_of_it_stays(text: str, short: str) -> None:
    assert shortened(text) == short


def test_an_answer_that_rests_on_nothing_a_reader_sees_has_no_empty_source() -> None:
    guide = open_guide(OTHER).guide
    hidden = {
        name: statement._replace(audiences=("rider",))
        for name, statement in guide.rules.statements.items()
    }
    guide = guide._replace(rules=guide.rules._replace(statements=hidden))
    cards = deck(Composer(guide, "mechanic"), ["mechanic"])._replace(notices=())
    assert {(card.why, card.source) for card in cards.cards} == {("", "")}
    lines = render_cards(cards, "markdown", templates()).splitlines()
    assert [line for line in lines if line and not line.strip("*")] == []


@pytest.mark.thorough
def test_no_more_than_a_few_offers_are_about_one_topic() -> None:
    guide = open_guide(SHIPPED)
    finder, offered = Finder(Composer(guide.guide)), 0
    for section in guide.rules.sections.values():
        for typed in (section.question, section.topic, *section.also[:3]):
            data = finder.find(typed).document.data if typed else {"best": None, "others": []}
            found = [data["best"], *data["others"]] if data["best"] else []
            about = [each["id"].split()[-1] for each in found if each["kind"] == "topic"]
            assert all(about.count(name) <= MOST_ALIKE for name in about), typed
            offered += len(about)
    assert offered > 50


@pytest.mark.thorough
def test_help_is_not_offered_once_more_below_it() -> None:
    for tier in open_guide(SHIPPED).rules.notices.tiers.values():
        for typed in tier.alarm[:10]:
            told = json.loads(run("find", typed, "--format", "json").out)
            assert "help" not in [other["kind"] for other in told["others"]]


def test_help_says_that_it_is_help() -> None:
    assert json.loads(run("help", "--format", "json").out)["help"] is True


@pytest.mark.thorough
@pytest.mark.parametrize("path", [SHIPPED, OTHER])
def test_sections_of_the_page_are_numbered_from_one(path: Path) -> None:
    found = site(Composer(open_guide(path).guide))
    assert sorted({shared.number for shared in found.shared})[0] == 1
    assert all(s.section.blocks or s.section.role == "answers" for s in found.shared)


def test_a_table_with_a_row_that_tests_less_comes_first_only_if_it_is_live() -> None:
    two = {"a": "A", "b": "B"}
    questions = {q: Question(q, q, "-", "-", two) for q in "xy"}
    whens = [{"x": "a", "y": "a"}, {"x": "b"}]
    table = tabulate(questions, levels_of(*whens))
    assert _fewest_tests(table, 0b01) == accepted(whens[0])
    assert _fewest_tests(table, 0b11) == accepted(whens[1])


def test_a_diagram_as_large_as_allowed_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    table, known = open_guide(OTHER).table, {}
    for limit in (11, 12):
        monkeypatch.setattr(diagrams, "LIMIT", limit)
        known[limit] = Diagram(table).count_interviews()
    assert known == {11: None, 12: 12}  # it has 12 nodes, and as many interviews


def test_grades_at_the_limit_are_within_it() -> None:
    assert Grades(6.0, 9.0).excess(6.0, 9.0) <= 0
    assert Grades(6.1, 9.0).excess(6.0, 9.0) > 0
    assert Grades(6.0, 9.1).excess(6.0, 9.0) > 0
    assert Eases(80.0, 75.0).excess(80.0, 75.0) <= 0
    assert Eases(79.9, 75.0).excess(80.0, 75.0) > 0
    assert Eases(80.0, 74.9).excess(80.0, 75.0) > 0


def test_a_decimal_point_ends_no_sentence_and_no_word() -> None:
    measure = measure_for("en")
    assert measure is not None
    assert measure("Cut off 1.5 mm of it.") == measure("Cut off 1 mm of it.")


def test_where_a_file_stops_being_text() -> None:
    for data, line, column in ((b"\n\xff", 2, 1), (b"a\n\nb\xff", 3, 2), (b"\xff", 1, 1)):
        (problem,) = parse(data, "file").problems
        assert (problem.code, problem.line, problem.column) == ("not-utf-8", line, column)


def test_a_text_of_several_lines_is_one_line() -> None:
    assert parse(b"title: |\n  Two\n  lines\n", "file").root == {"title": "Two lines"}


def test_a_file_with_nothing_but_questions_and_levels_is_proven() -> None:
    text = OTHER.read_text(encoding="utf-8")
    start, end = text.index("questions:"), text.index("sections:")
    assert check(text[start:end].encode()).proof


@pytest.mark.parametrize("path", [SHIPPED, OTHER])
def test_each_pair_of_cases_that_differ_is_asked_about(path: Path) -> None:
    """As many as there are ways to change one answer of a path and reach another outcome."""
    guide = open_guide(path)
    composer = Composer(guide.guide)
    asked = {item.id for item in pool(composer, cases(composer))[CASES]}
    for case in paths(guide.table):
        for question, given in case.answers.items():
            for answer in guide.rules.questions[question].answers:
                changed = finish(guide.diagram, {**case.answers, question: answer})
                now = {
                    guide.rules.levels[n].procedure for n in guide.table.names(changed.node.live)
                }
                was = {guide.rules.levels[case.level].procedure}
                names = [case.level, *guide.table.names(changed.node.live)]
                is_ours = any(guide.rules.is_reading(guide.rules.levels[name]) for name in names)
                if answer != given and len(now) == 1 and now != was and not is_ours:
                    assert f"pair.{case.level}.{question}.{answer}" in asked


def test_a_difference_names_both_outcomes() -> None:
    old = open_guide(OTHER).rules
    levels = {**old.levels, "slit": old.levels["slit"]._replace(procedure="patch")}
    found = difference(old, old._replace(levels=levels))
    (move,) = json.loads(render_difference(found, "json"))["moves"]
    assert [move[key]["procedure"] for key in ("before", "after")] == ["new-tube", "patch"]


def test_every_texture_is_four_by_four() -> None:
    for rows in _TEXTURES.values():
        assert [len(row) for row in rows] == [4] * 4
        assert set("".join(rows)) <= {"x", "."}


@pytest.mark.parametrize(("columns", "is_beside"), [(46, False), (47, True)])
def test_two_drawings_are_side_by_side_if_both_are_clear(columns: int, is_beside: bool) -> None:
    shown = run(
        "show", "patch", "--all", "--format", "terminal", "--rules", OTHER, COLUMNS=str(columns)
    )
    lines = shown.out.split("\n")
    assert any("Before" in line and "After" in line for line in lines) == is_beside


def test_messages_about_yaml_point_at_the_place_and_say_why() -> None:
    for data, position, why in (
        (b"a: 1\n  b: 2\n", (2, 3), "This line is indented by 2 spaces, but line 1 by 0."),
        (b'"a"\nb: 1\n', (2, 1), "The text above is neither a key nor a comment."),
    ):
        (problem,) = parse(data, "file").problems
        assert (problem.line, problem.column) == position
        assert problem.message.startswith(why)


def test_a_statement_reported_before_does_not_hide_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hard = {"one": [("a", "A.")], "two": [("a", "A."), ("b", "B.")]}
    monkeypatch.setattr(readability, "_hardest", lambda document, *rest: hard[document])
    grades, limit = Grades(9.0, 9.0), Limit("all", 1.0, 1.0)
    scores: Any = [("all", name, name, grades, limit) for name in hard]
    assert [n for n, _ in readability.too_hard(scores, lambda text: grades)] == ["a", "b"]


def test_a_sheet_that_does_not_fit_says_which_side_and_part() -> None:
    guide = open_guide(OTHER)
    sheet = named_handout(Composer(guide.guide), guide.rules.procedures["patch"])
    assert too_long(sheet) is None
    assert not [part for part in parts(sheet) if part.heading.endswith(":")]
    long = Passage(own(["word " * 2000]))
    front = sheet._replace(sections=(*sheet.sections, Section("Long", (long,), role="beside")))
    back = sheet._replace(sections=(*sheet.sections, Section("Long", (long,))))
    for document, side in ((front, "front"), (back, "back")):
        part = too_long(document)
        assert part and (part.side, part.heading) == (side, "Long")


def test_a_table_on_a_sheet_takes_a_row_for_each_head() -> None:
    rows = tuple(Row(head, (own(["cell"]), own(["cell"]))) for head in "abc")
    document = named_handout(
        Composer(open_guide(OTHER).guide), open_guide(OTHER).rules.levels["cut"]
    )
    before = sum(part.rows for part in parts(document))
    table = Section("Table", (Grid(("x", "y", "z"), rows),))
    after = sum(
        part.rows for part in parts(document._replace(sections=(*document.sections, table)))
    )
    assert after - before == pytest.approx((HEADING + 6 + 3) / 2)


@pytest.mark.thorough
def test_at_a_prompt_there_is_room_for_a_few_offers() -> None:
    guide = open_guide(SHIPPED)
    finder, rows = Finder(Composer(guide.guide)), set()
    for entry in guide.rules.faq.values():
        found = finder.find(entry.also[0], is_in_session=True).document if entry.also else None
        offers = [line for line in found.more.split("\n") if line.startswith("  ")] if found else []
        if found and offers:
            rows.add(len(layout(found, 80).rows) + len(offers))
            assert "explainer" not in found.more
            assert "explainer" in finder.find(entry.also[0]).document.more
    assert max(rows) == 14
