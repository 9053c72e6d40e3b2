"""Faithful: every fact is carried, every statement has its source, signs lead nowhere."""

import json
from itertools import product
from pathlib import Path

from conftest import OTHER, SHIPPED, Opened, data, open_guide, run

from explainer.interview import follow
from explainer.outcome import outcome

FACTS = data("shipped/facts.yaml")
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
    """Carried is not enough: the four commands print each of these statements."""
    opened = open_guide(SHIPPED)
    lines = [["compare"], ["faq"], *(["show", name] for name in opened.rules.procedures)]
    lines += [["show", name] for name in opened.rules.levels]
    shown = set()
    for words in lines:
        told = json.loads(run(*words, "--format", "json").out)
        shown |= {statement["id"] for statement in told["statements"]}
    for fact, carried in FACTS.items():
        assert shown >= set(carried["by"]), fact


def test_signs_never_lead_to_a_procedure() -> None:
    """Whatever a reader has noticed, no answer to that question changes the procedures left."""
    rules, table = open_guide(SHIPPED).rules, open_guide(SHIPPED).table
    others = [question for question in rules.questions if question != "signs"]
    for level in rules.levels.values():
        assert not (level.procedure and "signs" in level.when)
    for chosen in product(*((*rules.questions[q].answers, "not-sure") for q in others)):
        left = set()
        for signs in (*rules.questions["signs"].answers, "not-sure"):
            answers = {**dict(zip(others, chosen, strict=True)), "signs": signs}
            left.add(outcome(rules, table, follow(table, answers)).procedures)
        assert len(left) == 1, chosen


def test_each_kind_is_told_apart_on_every_face(guide: Opened) -> None:
    """Readings and what is beyond the guide are labelled wherever they are printed."""
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


def test_a_review_that_is_past_is_told_on_every_face(tmp_path: Path) -> None:
    text = OTHER.read_text(encoding="utf-8")
    path = tmp_path / "old.yaml"
    path.write_text(text.replace("  on: 2026-02-03", "  on: 2019-02-03\n  again_after: 2020-02-03"))
    for words in (["ask", "-a", "tyre=yes"], ["show", "patch"], ["compare"], ["handout", "patch"]):
        for format in ("text", "markdown", "html"):
            result = run(*words, "--rules", path, "--format", format)
            told = "It was to be checked again after 2020-02-03"
            assert told in result.out.replace("\n", " ").replace("\\-", "-")
            assert "was to be checked again after 2020-02-03" in " ".join(result.err.split())
            assert told not in run(*words, "--rules", OTHER, "--format", format).out
    assert "again after 2020-02-03" in run("page", "--rules", path).out
    data = json.loads(run("show", "patch", "--rules", path, "--format", "json").out)
    assert data["review"]["passed"] is True
    assert data["review"]["again_after"] == "2020-02-03"
