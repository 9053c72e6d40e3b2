"""Faithfulness: no fact is missing, statements are sourced, and signs never select a procedure."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from conftest import OTHER, SHIPPED, Opened, data, english, open_guide, run

from explainer.checks import items
from explainer.checks.readability import prose
from explainer.decision.interview import follow
from explainer.decision.outcome import outcome
from explainer.documents.handout import named_handout
from explainer.rules.model import Kind, RuleSet

FACTS, BEYOND, LOOSE, READERS = (
    data(f"shipped/{name}.yaml") for name in ("facts", "beyond", "loose", "readers")
)
LEFT_OUT = {"G16", "G35"}

Carried = Mapping[str, list[str]]  # statement ids, and the words that each statement must keep


def check_kept(rules: RuleSet, fact: str, carried: Carried) -> None:
    """Check that each statement that carries a fact has the words that it must keep."""
    assert carried, fact
    for name, words in carried.items():
        for word in words:
            assert word in rules.statements[name].text, (fact, name, word)


def kinds(rules: RuleSet, carried: Carried) -> set[Kind]:
    return {rules.kind(rules.statements[name]) for name in carried}


def of_kind(rules: RuleSet, kind: Kind) -> set[str]:
    return {name for name, each in rules.statements.items() if rules.kind(each) == kind}


def test_every_fact_is_carried_with_its_hedges() -> None:
    """Each statement of the guide, long or short, carries a fact with that fact's hedges."""
    rules = open_guide(SHIPPED).rules
    assert FACTS.keys() == {f"G{i}" for i in range(1, 46)} - LEFT_OUT
    for fact, carried in FACTS.items():
        assert kinds(rules, carried) == {"guide"}, fact
        check_kept(rules, fact, carried)
    assert {name for carried in FACTS.values() for name in carried} == of_kind(rules, "guide")


def looked_up(rules: RuleSet) -> Iterator[list[str]]:
    """Yield a command line for each document that a reader can look up."""
    others = [name for name in rules.procedures if name not in rules.compare]
    yield from (["compare"], ["compare", *others], ["faq"], ["help"])
    for name in (*rules.procedures, *rules.levels, *rules.glossary):
        yield ["show", name]


def statements_in(told: Any) -> Iterator[str]:
    """Yield the id of each statement anywhere in JSON output."""
    if isinstance(told, dict):
        yield from (told[key] for key in ("statement", "id") if isinstance(told.get(key), str))
    if isinstance(told, dict | list):
        for part in told.values() if isinstance(told, dict) else told:
            yield from statements_in(part)


def test_every_fact_is_shown_somewhere_to_a_parent() -> None:
    """Being in the rules file is not enough: some command must print each statement."""
    rules = open_guide(SHIPPED).rules
    in_json, as_text = set[str](), ""
    for words in looked_up(rules):
        if words != ["help"]:
            told = json.loads(run(*words, "--format", "json").out)
            in_json |= {statement["id"] for statement in told["statements"]}
            as_text += " ".join(run(*words, "--all", "--format", "text").out.split())
    for fact, carried in FACTS.items():
        assert in_json >= carried.keys(), fact
        for name in carried:
            assert rules.statements[name].text in as_text, (fact, name)


@pytest.mark.thorough
def test_every_statement_is_shown_to_somebody_it_is_for() -> None:
    rules = open_guide(SHIPPED).rules
    shown = set[str]()
    for audience in rules.audiences:
        for words in looked_up(rules):
            told = json.loads(run(*words, "--for", audience, "--format", "json").out)
            found = rules.statements.keys() & set(statements_in(told))
            reader = told["audience"]  # of a word that is for others alone, one of them
            assert all(rules.statements[name].is_for(reader) for name in found), words
            shown |= found
    fallbacks = {section.ask for section in rules.sections.values()} - {""}
    reasons = {name for _, _, says in items.reasons(rules) for name in says}
    nowhere = rules.statements.keys() - shown - fallbacks - reasons
    assert not nowhere, f"in no section, answer, word or item: {', '.join(sorted(nowhere))}"


def test_every_fact_beyond_the_guide_is_labelled_and_keeps_its_limits() -> None:
    rules = open_guide(SHIPPED).rules
    assert {fact for fact in BEYOND if fact[1:].isdigit()} == {f"B{i}" for i in range(1, 37)}
    told = {fact: carried for fact, carried in BEYOND.items() if "left" not in carried}
    for fact, carried in told.items():
        assert kinds(rules, carried) == {"beyond"}, fact
        check_kept(rules, fact, carried)
    listed = {name for carried in told.values() for name in carried}
    missing = of_kind(rules, "beyond") ^ listed
    assert not missing, f"tests/shipped/beyond.yaml and rules.yaml differ in: {sorted(missing)}"
    for fact in BEYOND.keys() - told.keys():
        assert BEYOND[fact]["left"], fact


def test_nothing_loose_is_presented_as_a_rule() -> None:
    rules = open_guide(SHIPPED).rules
    for name, carried in LOOSE.items():
        check_kept(rules, name, carried)
        for statement, words in carried.items():
            assert rules.kind(rules.statements[statement]) != "beyond", (name, statement)
            assert rules.statements[statement].reading or words, (name, statement)


def test_every_statement_has_a_source_that_can_be_found(guide: Opened) -> None:
    """A source beyond the guide has an address, a year or an abstract to find it by."""
    rules = guide.rules
    for statement in rules.statements.values():
        source = rules.sources[statement.source]
        assert statement.place.strip()
        assert source.title.strip()
        assert source.publisher.strip()
        if rules.kind(statement) == "beyond":
            assert source.url or source.year or statement.place == "Abstract", source.id


def test_no_medicine_no_bare_figure_and_codes_for_the_front_desk_alone() -> None:
    rules = open_guide(SHIPPED).rules
    figures = 0
    for statement in rules.statements.values():
        for never in READERS["never"]:
            assert not re.search(never, statement.text, re.IGNORECASE), statement.id
        if any(re.search(code, statement.text) for code in READERS["codes"]):
            assert statement.audiences == ("staff",)
        if re.search(READERS["figure"], statement.text):
            assert re.search(READERS["time"], statement.text, re.IGNORECASE), statement.id
            assert rules.kind(statement) == "beyond"
            figures += 1
    assert figures > 10


def headings(name: str, audience: str) -> list[str]:
    """Return the section headings of a procedure, as one audience sees them."""
    told = json.loads(run("show", name, "--for", audience, "--format", "json").out)
    return [section["heading"] for section in told["sections"]]


def test_each_procedure_has_the_same_headings() -> None:
    """Every audience sees the same questions for each procedure, even if the guide is silent."""
    rules = open_guide(SHIPPED).rules
    asked = {section.question for section in rules.sections.values() if section.question}
    for audience in rules.audiences:
        found = {
            tuple(h for h in headings(name, audience) if h in asked) for name in rules.procedures
        }
        assert len(found) == 1, found
        assert len(*found) >= 15
    silent = run("show", READERS["silent"]["name"], "--all", "--format", "text").out
    assert re.search(READERS["silent"]["shown"], silent)
    one, other = (headings(name, "student") for name in rules.compare[:2])
    drawn = {english()("picture.title-of", name=p.in_sentence) for p in rules.procedures.values()}
    uneven = {*READERS["uneven"], *drawn}
    assert [h for h in one if h not in uneven] == [h for h in other if h not in uneven]


def test_each_reader_has_what_is_for_them() -> None:
    rules = open_guide(SHIPPED).rules
    names = rules.procedures
    for audience in ("staff", "student"):
        for name, wanted in READERS[audience].items():
            assert set(wanted) <= set(headings(name, audience)), (audience, name)
    for audience, cards in READERS["cards"].items():
        for name, wanted in cards.items():
            told = json.loads(run("show", name, "--for", audience, "--format", "json").out)
            labels = [passage["label"] for passage in told["card"]["answer"]]
            assert labels == [f"{label}:" for label in wanted], (audience, name)
    for name in names:
        others = set(READERS["staff"][rules.compare[1]][1:]) | {"Terms", "Criteria", "Figures"}
        assert not others & set(headings(name, "parent"))


def test_what_the_guide_compares_is_told_at_even_length() -> None:
    """The longest sheet and grid have at most 1.3 times as many words as the shortest."""
    opened = open_guide(SHIPPED)
    for audience in opened.rules.audiences:
        composer = opened.composer(audience)
        compared = [opened.rules.procedures[name] for name in opened.rules.compare]
        assert len(compared) == 4
        sheets = [len(prose(named_handout(composer, p)).split()) for p in compared]
        assert max(sheets) <= 1.3 * min(sheets)
        (table,) = composer.compare(compared).tables
        (grid,) = table.blocks
        cells = zip(*(row.cells for row in grid.rows), strict=True)
        words = [sum(len(line.text.split()) for cell in c for line in cell) for c in cells]
        assert max(words) <= 1.3 * min(words)


def test_signs_never_lead_to_a_procedure() -> None:
    """Whatever signs a reader reports, the possible procedures are the same."""
    rules, diagram = open_guide(SHIPPED).rules, open_guide(SHIPPED).diagram
    others = [question for question in rules.questions if question != "signs"]
    for level in rules.levels.values():
        if "signs" in level.when:
            assert not level.procedure
            assert not level.further
            check_names_no_procedure_as_certain(rules, level.id)
    for chosen in product(*((*rules.questions[q].answers, "not-sure") for q in others)):
        left = set()
        for signs in (*rules.questions["signs"].answers, "not-sure"):
            answers = {**dict(zip(others, chosen, strict=True)), "signs": signs}
            left.add(outcome(rules, diagram, follow(diagram, answers)).procedures)
        assert len(left) == 1, chosen


def check_names_no_procedure_as_certain(rules: RuleSet, level: str) -> None:
    """Check that what readers see first about a level mentions procedures only as possibilities."""
    names = [rules.procedures[name].name.lower() for name in rules.compare]
    for audience in rules.audiences:
        told = json.loads(run("show", level, "--for", audience, "--format", "json").out)
        assert told["procedures"] == []
        assert not any(name in told["title"].lower() for name in names)
        lines = [line for passage in told["card"]["answer"] for line in passage["lines"]]
        own = {name for ids in rules.levels[level].sections.values() for name in ids}
        texts = [line["text"] for line in lines] + [rules.statements[name].text for name in own]
        for text in texts:
            if any(name in text.lower() for name in names):
                assert re.search(READERS["possible"], text), text


@pytest.mark.parametrize("more", [[], ["--all"]], ids=["card", "all"])
def test_each_kind_is_marked_in_every_format(guide: Opened, more: list[str]) -> None:
    """Our readings, and statements from beyond the guide, are labeled in every format."""
    words = ["ask", "--rules", str(guide.path)]
    example = list(guide.rules.examples.values())[1]
    words += [word for q, a in example.answers.items() for word in ("-a", f"{q}={a}")]
    told = json.loads(run(*words, "--format", "json").out)
    kinds = {statement["kind"] for statement in told["statements"]}
    labels = {"reading": "our reading of the guide", "beyond": "from other sources"}
    assert "beyond" in kinds
    for format in ("terminal", "text", "markdown", "html"):
        out = " ".join(run(*words, *more, "--format", format, COLUMNS="300").out.split())
        for kind in kinds - {"guide"}:
            assert labels[kind] in out


def test_a_review_that_is_past_is_shown_in_every_format(tmp_path: Path) -> None:
    text = OTHER.read_text(encoding="utf-8")
    path = tmp_path / "old.yaml"
    path.write_text(text.replace("  on: 2026-02-03", "  on: 2019-02-03\n  again_after: 2020-02-03"))
    for words in (["ask", "-a", "tyre=yes"], ["show", "patch"], ["compare"], ["handout", "patch"]):
        for format in ("text", "markdown", "html"):
            result = run(*words, "--rules", path, "--format", format)
            told = "Its review was due on February 3, 2020"
            assert told in result.out.replace("\n", " ")
            assert "review was due on 2020-02-03" in " ".join(result.err.split())
            assert told not in run(*words, "--rules", OTHER, "--format", format).out
    assert "review was due on February 3, 2020" in run("page", "--rules", path).out
    data = json.loads(run("show", "patch", "--rules", path, "--format", "json").out)
    assert data["review"]["passed"] is True
    assert data["review"]["again_after"] == "2020-02-03"
