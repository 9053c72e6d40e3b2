"""Faithfulness: no fact is missing, statements are sourced, and signs choose no procedure."""

import json
import re
from itertools import product
from pathlib import Path

from conftest import OTHER, SHIPPED, Opened, data, open_guide, run

from explainer.checks.readability import prose
from explainer.decision.interview import follow
from explainer.decision.outcome import outcome
from explainer.documents.handout import named_handout

FACTS = data("shipped/facts.yaml")
BEYOND, LOOSE, READERS = (data(f"shipped/{name}.yaml") for name in ("beyond", "loose", "readers"))
LEFT_OUT = {"G16", "G35"}


def test_every_fact_is_carried_with_its_hedges() -> None:
    rules = open_guide(SHIPPED).rules
    assert FACTS.keys() == {f"G{i}" for i in range(1, 46)} - LEFT_OUT
    for fact, carried in FACTS.items():
        statements = [rules.statements[name] for name in carried["by"]]
        text = " ".join(statement.text for statement in statements)
        for statement in statements:
            assert rules.kind(statement) == "guide", fact
        for word in carried.get("keep", []):
            assert word in text, (fact, word)


def test_every_fact_is_shown_somewhere_to_a_parent() -> None:
    """Being in the rules file is not enough: some command must print each statement."""
    opened = open_guide(SHIPPED)
    lines = [["compare"], ["faq"], *(["show", name] for name in opened.rules.procedures)]
    lines += [["show", name] for name in opened.rules.levels]
    shown = set()
    for words in lines:
        told = json.loads(run(*words, "--format", "json").out)
        shown |= {statement["id"] for statement in told["statements"]}
    for fact, carried in FACTS.items():
        assert shown >= set(carried["by"]), fact


def test_every_fact_beyond_the_guide_is_labelled_and_keeps_its_limits() -> None:
    rules = open_guide(SHIPPED).rules
    assert BEYOND.keys() == {f"B{i}" for i in range(1, 37)}
    for fact, carried in BEYOND.items():
        statements = [rules.statements[name] for name in carried.get("by", ())]
        assert statements or carried["left"]
        assert {rules.kind(statement) for statement in statements} <= {"beyond"}, fact
        text = " ".join(statement.text for statement in statements)
        for word in carried.get("keep", []):
            assert word in text, (fact, word)


def test_nothing_loose_is_told_as_a_rule() -> None:
    rules = open_guide(SHIPPED).rules
    for name, carried in LOOSE.items():
        statements = [rules.statements[entry] for entry in carried["by"]]
        assert all(s.reading for s in statements) or carried["keep"], name
        for word in carried.get("keep", []):
            assert any(word in statement.text for statement in statements), (name, word)


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
            assert re.search(READERS["time"], statement.text), statement.id
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
    asked = {section.heading for section in rules.sections.values() if section.question}
    for audience in rules.audiences:
        found = {
            tuple(h for h in headings(name, audience) if h in asked) for name in rules.procedures
        }
        assert len(found) == 1, found
        assert len(*found) >= 15
    told = run("show", "root-canal").out
    assert "When and why it is done\n  The guide does not say.\n" in told
    one, other = (headings(name, "student") for name in rules.compare)
    assert [h for h in one if h != "Words explained"] == [
        h for h in other if h != "Words explained"
    ]


def test_each_reader_has_what_is_for_them() -> None:
    rules = open_guide(SHIPPED).rules
    names = rules.procedures
    for audience in ("staff", "student"):
        for name, wanted in READERS[audience].items():
            assert set(wanted) <= set(headings(name, audience)), (audience, name)
    for name in names:
        others = set(READERS["staff"][rules.compare[1]][1:]) | {"Terms", "Criteria", "Figures"}
        assert not others & set(headings(name, "parent"))


def test_what_the_guide_compares_is_told_at_even_length() -> None:
    """The longer of the two sheets has at most 1.3 times as many words as the shorter."""
    opened = open_guide(SHIPPED)
    for audience in opened.rules.audiences:
        composer = opened.composer(audience)
        sheets = (named_handout(composer, opened.rules.procedures[p]) for p in opened.rules.compare)
        short, long = sorted(len(prose(sheet).split()) for sheet in sheets)
        assert long <= 1.3 * short


def test_signs_never_lead_to_a_procedure() -> None:
    """Whatever signs a reader reports, the possible procedures are the same."""
    rules, diagram = open_guide(SHIPPED).rules, open_guide(SHIPPED).diagram
    others = [question for question in rules.questions if question != "signs"]
    for level in rules.levels.values():
        assert not (level.procedure and "signs" in level.when)
    for chosen in product(*((*rules.questions[q].answers, "not-sure") for q in others)):
        left = set()
        for signs in (*rules.questions["signs"].answers, "not-sure"):
            answers = {**dict(zip(others, chosen, strict=True)), "signs": signs}
            left.add(outcome(rules, diagram, follow(diagram, answers)).procedures)
        assert len(left) == 1, chosen


def test_each_kind_is_marked_in_every_format(guide: Opened) -> None:
    """Our readings, and statements from beyond the guide, are labeled in every format."""
    words = ["ask", "--rules", str(guide.path)]
    example = list(guide.rules.examples.values())[1]
    words += [word for q, a in example.answers.items() for word in ("-a", f"{q}={a}")]
    told = json.loads(run(*words, "--format", "json").out)
    kinds = {statement["kind"] for statement in told["statements"]}
    labels = {"reading": "our reading of the guide", "beyond": "beyond the guide"}
    assert "beyond" in kinds
    for format in ("terminal", "text", "markdown"):
        out = " ".join(run(*words, "--format", format, COLUMNS="300").out.split())
        for kind in kinds - {"guide"}:
            assert labels[kind] in out


def test_a_review_that_is_past_is_shown_in_every_format(tmp_path: Path) -> None:
    text = OTHER.read_text(encoding="utf-8")
    path = tmp_path / "old.yaml"
    path.write_text(text.replace("  on: 2026-02-03", "  on: 2019-02-03\n  again_after: 2020-02-03"))
    for words in (["ask", "-a", "tyre=yes"], ["show", "patch"], ["compare"], ["handout", "patch"]):
        for format in ("text", "markdown", "html"):
            result = run(*words, "--rules", path, "--format", format)
            told = "Its review was due on 2020-02-03"
            assert told in result.out.replace("\n", " ").replace("\\-", "-")
            assert "review was due on 2020-02-03" in " ".join(result.err.split())
            assert told not in run(*words, "--rules", OTHER, "--format", format).out
    assert "review was due on 2020-02-03" in run("page", "--rules", path).out
    data = json.loads(run("show", "patch", "--rules", path, "--format", "json").out)
    assert data["review"]["passed"] is True
    assert data["review"]["again_after"] == "2020-02-03"
