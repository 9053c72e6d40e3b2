"""Every combination of answers leads to the result of a brute-force search of the table."""

import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import product
from math import prod
from types import SimpleNamespace
from typing import Any

import html5lib
import pytest
from conftest import Opened, run
from hypothesis import given
from hypothesis import strategies as st

from explainer.cli.output import rendered
from explainer.decision.diagram import Diagram, Node
from explainer.decision.interview import finish, follow, matching
from explainer.decision.outcome import outcome
from explainer.decision.proof import GAPS, prove
from explainer.decision.tabulation import tabulate
from explainer.documents.document import Document
from explainer.rules.model import NOT_SURE, AnyOf, Level, Question

Answers = Mapping[str, str]


def combinations(questions: Mapping[str, Question], *, unsure: bool) -> Iterator[dict[str, str]]:
    more = (NOT_SURE,) if unsure else ()
    for answers in product(*((*question.answers, *more) for question in questions.values())):
        yield dict(zip(questions, answers, strict=True))


def brute_force(
    questions: Mapping[str, Question], levels: Mapping[str, Level], answers: Answers
) -> set[str]:
    """Return the levels that match, trying every possible answer for each "not sure"."""
    found = set()
    for case in combinations(questions, unsure=False):
        if all(answers[q] in (NOT_SURE, case[q]) for q in questions):
            found |= matching_levels(levels, case)
    return found


def matching_levels(levels: Mapping[str, Level], case: Answers) -> set[str]:
    """Return the levels that a case matches: by their conditions or, if there is none, the rest."""
    rest = {name for name, level in levels.items() if level.otherwise}
    named = {name: level for name, level in levels.items() if name not in rest}
    return {
        name
        for name, level in named.items()
        if all(case[q] in accepted for q, accepted in level.when.items())
    } or rest


def levels_of(*whens: Mapping[str, str | tuple[str, ...]]) -> dict[str, Level]:
    """Return a level for each set of conditions: an answer to each question, or several."""
    return {f"r{i}": Level(f"r{i}", f"L{i}", ("s",), accepted(w)) for i, w in enumerate(whens)}


def accepted(when: Mapping[str, str | tuple[str, ...]]) -> dict[str, AnyOf]:
    return {q: AnyOf((x,) if isinstance(x, str) else x) for q, x in when.items()}


def flat(text: str) -> str:
    """Remove line wrapping and table borders."""
    return re.sub(r"[\s\u2502|*\\]+", " ", text.replace("<br>", " "))


@pytest.mark.thorough
def test_every_combination_in_every_format(guide: Opened) -> None:
    """For all answers, including "not sure", the levels are right and the notices are shown."""
    rules = guide.rules
    in_full = [rules.statements[name].text for name in rules.notices.in_full]
    assert in_full
    count, seen = 0, set[str]()
    for answers in combinations(rules.questions, unsure=True):
        count += 1
        expected = brute_force(rules.questions, rules.levels, answers)
        given_ahead = [word for q, a in answers.items() for word in ("-a", f"{q}={a}")]
        result = run("ask", *given_ahead, "--format", "json", "--rules", guide.path)
        assert result.code == 0, result.err
        told = json.loads(result.out)
        assert set(told["levels"]) == expected
        assert told["status"] == ("decided" if len(expected) == 1 else "open")
        assert told["notices"]["disclaimer"] == rules.notices.disclaimer
        assert [statement["text"] for statement in told["notices"]["safety_net"]] == in_full
        assert [line["text"] for p in told["card"]["help"] for line in p["lines"]] == urgent(
            guide, expected
        )
        result_here = outcome(rules, guide.diagram, follow(guide.diagram, answers))
        document = guide.composer().outcome(result_here)
        assert json.loads(rendered(document, "json", 43)) == told
        if result.out not in seen:  # identical documents produce identical texts
            seen.add(result.out)
            check_texts(guide, document, expected)
    assert count == prod(len(question.answers) + 1 for question in rules.questions.values())


def check_texts(guide: Opened, document: Document, expected: set[str]) -> None:
    """Check the levels and notices in every format, both in full and as a card alone."""
    notices = guide.rules.notices
    in_full = [guide.rules.statements[name].text for name in notices.in_full]
    whole = [
        flat(shown(rendered(document, format, 43), format))
        for format in ("text", "markdown", "terminal", "html")
    ]
    brief = [flat(rendered(document, format, 43, brief=True)) for format in ("text", "terminal")]
    for text in whole:
        assert told_levels(guide, text) == expected, text
        for notice in (notices.disclaimer, *in_full):
            assert flat(notice) in text
    for text in (*whole, *brief):
        assert is_on_card(guide, text, expected), text
        help_starts = [text.index(flat(notice)) for notice in urgent(guide, expected)]
        assert help_starts == sorted(help_starts)
        assert text.index(flat(notices.disclaimer)) < help_starts[0]


def shown(page: str, format: str) -> str:
    """Return what a page shows. For HTML, that is the text of its body."""
    if format != "html":
        return page
    body = html5lib.parse(page, namespaceHTMLElements=False).find("body")
    return " ".join(body.itertext())


def urgent(guide: Opened, levels: set[str]) -> list[str]:
    """Return the help at the top of a card, without the last tier if a procedure is named."""
    rules = guide.rules
    is_named = len(levels) == 1 and bool(rules.levels[next(iter(levels))].procedure)
    tiers = [tier for tier in rules.notices.help[:3] if tier.label]
    shown = tiers[: 2 if is_named else 3] or [*rules.notices.tiers.values()]
    return [rules.statements[name].text for tier in shown for name in tier.brief]


def told_levels(guide: Opened, text: str) -> set[str]:
    """Return the levels that a whole printed document gives as the result."""
    composer, rules = guide.composer(), guide.rules
    if composer.messages("document.possible") in text:
        start = text.index(composer.messages("document.possible"))
        end = min(
            text.find(heading, start) if heading in text[start:] else len(text)
            for heading in (
                composer.messages("document.side-by-side"),
                composer.messages("document.change"),
                composer.messages("document.why"),
            )
        )
        return {name for name, x in rules.levels.items() if f"{x.name}." in text[start:end]}
    ends = [composer.messages("document.change"), composer.messages("document.why")]
    lead = text[: min(text.index(heading) for heading in ends if heading in text)]
    return {name for name, level in rules.levels.items() if level.name in lead}


def is_on_card(guide: Opened, text: str, levels: set[str]) -> bool:
    """Check whether a printed card gives exactly these levels: in its title, or as a list."""
    composer, rules = guide.composer(), guide.rules
    if len(levels) == 1:
        title = composer.results.title_of(rules.levels[next(iter(levels))])
        return text.lstrip("# ").startswith(flat(f"{title} {rules.notices.disclaimer}"))
    card = text.partition(flat(f" {rules.notices.heading} ("))[0]  # what follows is not the card
    listed = [name for name, level in rules.levels.items() if f"{flat(level.name)}: " in card]
    expected = [name for name in rules.levels if name in levels][:6]
    return (
        text.lstrip("# ").startswith(composer.messages("document.title-open", count=len(levels)))
        and listed == expected
    )


def test_all_nodes_are_asked_in_file_order_and_none_in_vain(guide: Opened) -> None:
    """A question is asked only if its answers lead to different rows."""
    seen: set[Node] = set()
    todo = [guide.diagram.root]
    while todo:
        node = todo.pop()
        if node in seen or node.question is None:
            continue
        seen.add(node)
        after = {a: guide.diagram.step(node, a) for a in guide.table.allows[node.question]}
        assert len({n.live for n in after.values()}) > 1
        assert after[NOT_SURE].live == node.live
        assert guide.diagram.most_questions(node) == 1 + max(
            guide.diagram.most_questions(n) for n in after.values()
        )
        todo += after.values()
    assert seen


def test_what_would_change_and_what_would_settle(guide: Opened) -> None:
    for answers in combinations(guide.rules.questions, unsure=True):
        changes_agree_with_brute_force(guide.rules, answers)


def changes_agree_with_brute_force(rules: Any, answers: Answers) -> None:
    """Replace each answer in turn, and assert that exactly those that lead elsewhere are listed."""
    diagram = Diagram(tabulate(rules.questions, rules.levels))
    interview = follow(diagram, answers)
    result = outcome(rules, diagram, interview)
    base = dict.fromkeys(rules.questions, NOT_SURE) | interview.answers
    here = brute_force(rules.questions, rules.levels, base)
    changes = []
    for question, given_answer in interview.answers.items():
        for answer in rules.questions[question].answers:
            there = brute_force(rules.questions, rules.levels, {**base, question: answer})
            if answer != given_answer and there != here:
                changes.append((question, answer, there))
    assert [(c.question, c.answer, set(c.levels)) for c in result.would_change] == changes
    unsure = [q for q, a in interview.answers.items() if a == NOT_SURE]
    assert result.settle == tuple(q for q in unsure if any(c[0] == q for c in changes))


@pytest.mark.parametrize(
    ("typed", "fits"),
    [
        ("1", ["yes"]),
        ("3.", [NOT_SURE]),
        ("2)", ["no"]),
        ("0", []),
        ("4", []),
        ("", []),
        ("yes", ["yes"]),
        ("NO", ["no"]),
        ("y", ["yes"]),
        ("n", ["no"]),
        ("not sure", [NOT_SURE]),
        ("sur", []),
        ("it has", ["yes", "no"]),
        ("it has not", ["no"]),
        ("reached", ["yes", "no"]),
        ("reac", []),
        ("ye", ["yes"]),
    ],
)
def test_what_typed_words_may_mean(typed: str, fits: list[str]) -> None:
    choices = {"yes": "Yes, it has reached", "no": "No, it was never reached, it has not"}
    assert matching(typed, {**choices, NOT_SURE: "Not sure"}) == tuple(fits)


def test_no_is_never_the_start_of_not_sure() -> None:
    assert matching("no", {"pin": "A pinhole", NOT_SURE: "Not sure"}) == ()


def test_a_terminal_asks_nothing(guide: Opened) -> None:
    unsure = dict.fromkeys(guide.rules.questions, NOT_SURE)
    end = follow(guide.diagram, unsure).node
    assert guide.diagram.most_questions(end) == 0
    with pytest.raises(ValueError, match="asks nothing"):
        guide.diagram.step(end, NOT_SURE)


def test_where_a_table_has_a_gap_the_diagram_ends_with_no_row() -> None:
    two = {"a": "A", "b": "B"}
    questions = {q: Question(q, "?", "-", "-", two) for q in ("x", "y", "z")}
    levels = levels_of({"x": "a", "z": "a"})
    end = follow(Diagram(tabulate(questions, levels)), dict.fromkeys(questions, "b"))
    assert (end.answers, end.node.live, end.node.question) == ({"x": "b"}, 0, None)


def test_a_node_that_several_ways_lead_to_is_one_node(guide: Opened) -> None:
    """Live rows and a question identify a node, whatever answers lead to it."""
    met: dict[tuple[int, str | None], Node] = {}
    for answers in combinations(guide.rules.questions, unsure=True):
        node = follow(guide.diagram, answers).node
        assert met.setdefault((node.live, node.question), node) is node
    assert len(met) < len(list(combinations(guide.rules.questions, unsure=True)))


# --- random tables -----------------------------------------------------------------------


@st.composite
def tables(draw: st.DrawFn, whens_of: Any = None) -> tuple[dict[str, Question], dict[str, Level]]:
    """Draw a small table. Some tables are sound, but most have gaps or overlaps.

    Some have a last level for all other cases.
    """
    sizes = draw(st.lists(st.integers(2, 3), min_size=1, max_size=4))
    questions = {
        f"q{i}": Question(f"q{i}", "?", "-", "-", {f"a{j}": "A" for j in range(size)})
        for i, size in enumerate(sizes)
    }
    any_rows = st.lists(conditions(questions), min_size=1, max_size=6)
    whens = draw(whens_of(questions) if whens_of else any_rows | splits(questions))
    levels = levels_of(*whens)
    if draw(st.booleans()):
        last = list(levels)[-1]
        levels[last] = levels[last]._replace(when={}, otherwise=True)
    return questions, levels


def conditions(questions: dict[str, Question]) -> st.SearchStrategy[dict[str, tuple[str, ...]]]:
    answers = {
        q: st.lists(st.sampled_from(list(x.answers)), min_size=1, unique=True).map(tuple)
        for q, x in questions.items()
    }
    return st.fixed_dictionaries({}, optional=answers)


@st.composite
def splits(draw: st.DrawFn, questions: dict[str, Question]) -> list[dict[str, tuple[str, ...]]]:
    """Draw a complete and unique table by repeatedly splitting cells by a random question.

    Each cell gets one of its answers, or all that have the same random number.
    """
    done, todo = [], [dict[str, tuple[str, ...]]()]
    while todo:
        cell = todo.pop()
        free = [q for q in questions if q not in cell]
        if not free or not draw(st.booleans()):
            done.append(cell)
            continue
        question = draw(st.sampled_from(free))
        parts: dict[int, tuple[str, ...]] = {}
        for answer in questions[question].answers:
            part = draw(st.integers(0, 2))
            parts[part] = (*parts.get(part, ()), answer)
        todo += [{**cell, question: answers} for answers in parts.values()]
    return done


@given(tables())
def test_the_proof_agrees_with_looking_at_every_case(
    drawn: tuple[dict[str, Question], dict[str, Level]],
) -> None:
    """Gaps, overlaps and their counterexamples are real, and none is missing."""
    questions, levels = drawn
    proof = prove(tabulate(questions, levels))
    cases = list(combinations(questions, unsure=False))
    hits = [brute_force(questions, levels, case) for case in cases]
    assert proof.combinations == len(cases)
    assert proof.complete == all(hits)
    assert proof.unique == all(len(hit) <= 1 for hit in hits)
    of_last = [case for case in cases if is_for_last(levels, case)]
    assert proof.otherwise == len(of_last)
    assert proof.levels == len(levels) - (any(x.otherwise for x in levels.values()) and not of_last)
    for gap in proof.gaps:
        inside = [h for c, h in zip(cases, hits, strict=True) if is_in(gap, c)]
        assert inside and not any(inside)
        for question, answers in gap.items():  # and no answer could be added to it
            assert set(answers) < questions[question].answers.keys()
            for more in questions[question].answers.keys() - set(answers):
                wider = {**gap, question: (*answers, more)}
                assert any(h for c, h in zip(cases, hits, strict=True) if is_in(wider, c))
    if proof.gaps:  # tables this small are searched completely
        empty = [case for case, hit in zip(cases, hits, strict=True) if not hit]
        assert len(proof.gaps[0]) == shortest(questions, cases, empty)
    pairs = {(a, b) for hit in hits for a in hit for b in hit if a < b}
    assert {overlap.row for overlap in proof.overlaps} == {b for _, b in pairs}
    for overlap in proof.overlaps:
        wider = [a for a, b in pairs if b == overlap.row and is_wider(hits, a, b)]
        assert overlap.hidden == bool(wider)
        assert overlap.first in (wider or {a for a, b in pairs if b == overlap.row})
        assert overlap.others == len([a for a, b in pairs if b == overlap.row])
        assert all(
            {overlap.first, overlap.row} <= h
            for c, h in zip(cases, hits, strict=True)
            if overlap.witness.items() <= c.items()
        )


def shortest(questions: Mapping[str, Question], cases: list[Answers], empty: list[Answers]) -> int:
    """Return the smallest number of answers that no row matches, by trying every set."""
    for size in range(len(questions) + 1):
        for chosen in itertools.combinations(questions, size):
            full = Counter(tuple(case[q] for q in chosen) for case in cases)
            bare = Counter(tuple(case[q] for q in chosen) for case in empty)
            if any(full[answers] == count for answers, count in bare.items()):
                return size
    raise AssertionError("nothing is empty")


def is_wider(hits: list[set[str]], one: str, other: str) -> bool:
    """Check whether one level matches all the cases that another matches, and more."""
    ones, others = ({i for i, hit in enumerate(hits) if name in hit} for name in (one, other))
    return ones > others


def is_in(conditions: Mapping[str, tuple[str, ...]], case: Answers) -> bool:
    return all(case[question] in answers for question, answers in conditions.items())


def is_for_last(levels: Mapping[str, Level], case: Answers) -> bool:
    (name, *_) = sorted(matching_levels(levels, case)) or [""]
    return bool(name) and levels[name].otherwise


@given(tables(), st.data())
def test_the_diagram_agrees_with_brute_force_on_sound_tables(
    drawn: tuple[dict[str, Question], dict[str, Level]], data: st.DataObject
) -> None:
    questions, levels = drawn
    table = tabulate(questions, levels)
    proof = prove(table)
    if not (proof.complete and proof.unique):
        return
    answers = {q: data.draw(st.sampled_from([*x.answers, NOT_SURE])) for q, x in questions.items()}
    live = table.names(follow(Diagram(table), answers).node.live)
    assert set(live) == brute_force(questions, levels, answers)
    changes_agree_with_brute_force(SimpleNamespace(questions=questions, levels=levels), answers)


# --- at the limits -----------------------------------------------------------------------


def chain(count: int) -> tuple[dict[str, Question], dict[str, Level]]:
    """Return a sound table of ``count`` questions, each asked only after "no" to all before it."""
    two = {"yes": "Y", "no": "N"}
    questions = {f"q{i}": Question(f"q{i}", "?", "-", "-", two) for i in range(count)}
    whens = [{**{f"q{j}": "no" for j in range(i)}, f"q{i}": "yes"} for i in range(count)]
    whens.append(dict.fromkeys(questions, "no"))
    return questions, levels_of(*whens)


@pytest.mark.thorough
def test_a_chain_too_long_for_floating_point_is_proven_all_the_same() -> None:
    """A share of one case in 2 ** 1200 rounds to 0.0, so the proof must not depend on it."""
    questions, levels = chain(1200)
    sound = prove(tabulate(questions, levels))
    assert sound.complete
    assert sound.unique
    last = levels.pop("r1200")
    assert prove(tabulate(questions, levels)).gaps == (last.when,)
    twice = prove(tabulate(questions, {**levels, "r1200": last, "twin": last}))
    assert [overlap[:3] for overlap in twice.overlaps] == [("twin", "r1200", 1)]


def test_the_search_stops_at_its_limit_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    table = tabulate(*chain(20))
    nodes = prove(table).nodes
    monkeypatch.setattr("explainer.decision.proof.LIMIT", nodes)
    assert prove(table).complete
    monkeypatch.setattr("explainer.decision.proof.LIMIT", nodes - 1)
    stopped = prove(table)
    assert not stopped.finished
    assert not stopped.complete
    assert not stopped.unique


def test_a_drawing_stops_at_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    diagram = Diagram(tabulate(*chain(5)))
    nodes = diagram.unfold()
    assert nodes is not None
    monkeypatch.setattr("explainer.decision.diagram.LIMIT", len(nodes))
    assert diagram.unfold() == nodes
    monkeypatch.setattr("explainer.decision.diagram.LIMIT", len(nodes) - 1)
    assert diagram.unfold() is None


def test_not_more_gaps_are_told_than_anybody_reads() -> None:
    questions, _ = chain(8)
    levels = levels_of(dict.fromkeys(questions, "yes"))
    wide = tabulate(questions, levels)
    assert len(prove(wide).gaps) == 8
    pairs = [{f"q{i}": "yes", f"q{j}": "no"} for i in range(8) for j in range(i)]
    many = levels_of(*pairs)
    assert 0 < len(prove(tabulate(questions, many)).gaps) <= GAPS


def test_the_shortest_gap_comes_first_even_where_splitting_meets_none_so_short() -> None:
    whens = [
        {"q0": "b", "q2": "b", "q3": "a"},
        {"q0": "b", "q2": "a", "q3": "b"},
        {"q1": "b", "q2": "b", "q3": "b"},
        {"q1": "b", "q2": "a", "q3": "a"},
    ]
    questions = {f"q{i}": Question(f"q{i}", "?", "-", "-", {"a": "A", "b": "B"}) for i in range(4)}
    gaps = prove(tabulate(questions, levels_of(*whens))).gaps
    assert gaps[0] == {"q0": ("a",), "q1": ("a",)}
    assert [len(gap) for gap in gaps] == [2, 3, 3, 3, 3]
    rows = [{"q0": "b", "q1": "b"}, {"q0": "a", "q1": "b", "q2": "b"}]
    rows.append({"q0": "a", "q1": "a", "q2": "a"})
    asked = {q: questions[q] for q in ("q0", "q1", "q2")}
    assert [len(gap) for gap in prove(tabulate(asked, levels_of(*rows))).gaps] == [2, 2, 3]


def test_no_question_is_asked_that_later_answers_have_settled(guide: Opened) -> None:
    """For each set of answers given in advance, the next question can still change the result."""
    questions = guide.rules.questions
    for chosen in product(*((None, NOT_SURE, *q.answers) for q in questions.values())):
        known = {q: a for q, a in zip(questions, chosen, strict=True) if a}
        question = follow(guide.diagram, known).node.question
        if question is None:
            continue
        ends = {
            finish(guide.diagram, {**known, question: answer}).node.live
            for answer in (*questions[question].answers, NOT_SURE)
        }
        assert len(ends) > 1, known


def test_a_question_that_a_later_answer_makes_moot_is_skipped() -> None:
    """Only two levels test the first question, and the answer to the second rules both out."""
    two = {"a": "A", "b": "B"}
    questions = {name: Question(name, name, "", "", two) for name in ("first", "second")}
    rows = [{"first": "a", "second": "a"}, {"first": "b", "second": "a"}, {"second": "b"}]
    diagram = Diagram(tabulate(questions, levels_of(*rows)))
    moot = follow(diagram, {"second": "b"})
    assert (moot.node.question, moot.answers) == (None, {"second": "b"})
    for second in ("a", NOT_SURE):
        assert follow(diagram, {"second": second}).node.question == "first"


def test_no_number_is_too_long_to_be_wrong() -> None:
    """Python refuses to read a number of more than 4,300 digits, which anyone can paste."""
    from explainer.decision.interview import matching
    from explainer.text import number_of

    assert matching("9" * 5000, {"a": "A", "b": "B"}) == ()
    numbers = {"9" * 5000: 0, "12": 12, "\u0661\u0662": 12, "\u00b2": 0, "-1": 0, "": 0}
    assert {text: number_of(text) for text in numbers} == numbers


def test_answers_in_other_scripts_differ_by_their_marks() -> None:
    for one, other in (("カ", "ガ"), ("и", "й"), ("ไม", "ไม่")):
        choices = {"a": f"x {other}", "b": f"x {one}"}
        assert matching(one, choices) == ("b",)
        assert matching(other, choices) == ("a",)
    assert matching("si", {"a": "Sí", "b": "No"}) == ("a",)
