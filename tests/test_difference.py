"""`explainer diff`: the differences between two rules files, and nothing else."""

import json
import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import OTHER, SHIPPED, TESTS, Opened, open_guide, run
from hypothesis import given
from test_paths import combinations
from test_routing import splits, tables

from explainer.checks.difference import difference
from explainer.decision.diagram import Diagram
from explainer.decision.interview import follow
from explainer.decision.tabulation import tabulate
from explainer.rules.model import Level, Question


def shuffled(value: object, draw: random.Random) -> object:
    """Shuffle the keys of a mapping and of the mappings in it. Lists keep their order."""
    if not isinstance(value, dict):
        return value
    keys = list(value)
    draw.shuffle(keys)
    return {key: shuffled(value[key], draw) for key in keys}


@pytest.mark.thorough
@pytest.mark.parametrize("path", [SHIPPED, OTHER], ids=["shipped", "other"])
def test_order_makes_no_difference(path: Path, tmp_path: Path) -> None:
    tree = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    for seed in range(5):
        again = tmp_path / "again.yaml"
        text = yaml.safe_dump(shuffled(tree, random.Random(seed)), sort_keys=False)
        assert text != path.read_text(encoding="utf-8")
        again.write_text(text, encoding="utf-8")
        result = run("diff", path, again)
        assert result.code == 0, result.out + result.err
        assert result.out.startswith("No differences: all ")
        told = json.loads(run("diff", path, again, "--format", "json").out)
        assert bool(told["reordered"]) == ("Shown in another order" in result.out)
        assert ["questions"] in told["reordered"] or list(tree["questions"]) == list(
            yaml.safe_load(text)["questions"]
        )


def test_what_a_change_does(changed: Callable[..., Path], snapshot) -> None:
    """Changed cases, questions, texts and sources are reported with the old and new values."""
    new = changed(
        ("when: {tyre: no, hole: valve}\n    procedure: new-tube", "when: {tyre: no, hole: valve}"),
        ("when: {tyre: no, hole: pin}", "when: {tyre: no, hole: TMP}"),
        ("when: {tyre: no, hole: slit}", "when: {tyre: no, hole: pin}"),
        ("hole: TMP", "hole: slit"),
        ("leads: [pinhole], procedures: [patch]", "leads: [slit], procedures: [new-tube]"),
        ("Is the tyre itself cut?", "Is the tyre cut through?"),
        ("how: [patch-rough, patch-glue]", "how: [patch-glue, patch-rough]"),
        ("publisher: The touring club", "publisher: The other club, year: 2026"),
        ("    also: [patching, rubber patch]\n", ""),
    )
    result = run("diff", OTHER, new)
    assert result.code == 1
    snapshot("difference.txt", result.out)
    told = json.loads(run("diff", OTHER, new, "--format", "json").out)
    assert sum(move["combinations"] for move in told["moves"]) == 3
    assert told["combinations"] == 6
    back = json.loads(run("diff", new, OTHER, "--format", "json").out)
    assert [(e["before"], e["after"]) for e in back["edits"]] == [
        (e["after"], e["before"]) for e in told["edits"]
    ]


def test_questions_that_come_and_go(changed: Callable[..., Path]) -> None:
    """Combinations include the questions of either file, with the answers that both allow."""
    new = changed(
        ("{pin: A pinhole, slit: A slit, valve: It is at the valve}", "{pin: P, slit: A slit}"),
        (
            "  at-valve:\n    name: A leak at the valve\n    when: {tyre: no, hole: valve}\n",
            "  at-valve:\n    name: A leak\n    when: {tyre: no, hole: slit, wet: yes}\n",
        ),
        ("when: {tyre: no, hole: slit}", "when: {tyre: no, hole: slit, wet: no}"),
        (
            "questions:\n",
            "questions:\n  wet: {ask: Wet?, why: w, settle: s, answers: {yes: Y, no: N}}\n",
        ),
        ("{tyre: no, hole: not-sure}", "{wet: not-sure, tyre: no, hole: not-sure}"),
        ("{tyre: no, hole: pin}, leads", "{wet: no, tyre: no, hole: pin}, leads"),
    )
    told = json.loads(run("diff", OTHER, new, "--format", "json").out)
    assert told["combinations"] == 2 * 2 * 2  # wet, tyre, and the holes in both files
    assert [(move["answers"], move["combinations"]) for move in told["moves"]] == [
        ({"tyre": "no", "hole": "slit", "wet": "yes"}, 1)
    ]
    assert (told["combinations_before"], told["combinations_now"]) == (6, 8)
    out = run("diff", OTHER, new).out
    assert "1 of the 8 combinations in both files have another result. The old file" in out
    assert "The old file has 6, the new one 8." in out
    paths = [edit["path"] for edit in told["edits"]]
    assert ["questions", "wet", "ask"] in paths
    assert ["questions", "hole", "answers", "valve"] in paths


def variants(value: Any) -> Iterator[Any]:
    """Yield variants of a value, each with a single text, flag, name or order changed."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, str):
        yield value + "x"
    elif isinstance(value, float):
        yield value + 1
    elif hasattr(value, "_replace"):
        for key in set(value._fields) - {"id", "when"}:
            for changed in variants(getattr(value, key)):
                yield value._replace(**{key: changed})
    elif isinstance(value, Mapping):
        for key in value:
            for changed in variants(value[key]):
                yield {**value, key: changed}
    else:
        for i, item in enumerate(value):
            for changed in variants(item):
                yield (*value[:i], changed, *value[i + 1 :])
        if len(value) > 1:
            yield value[::-1]


@pytest.mark.thorough
def test_every_single_change_is_told() -> None:
    """Any single change to the file is reported as exactly one edit."""
    rules = open_guide(OTHER).rules
    count = 0
    for changed in variants(rules):
        found = difference(rules, changed)
        assert len(found.edits) == 1
        count += 1
    assert count > 150


def test_very_many_moves_are_cut_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = open_guide(SHIPPED).rules, open_guide(OTHER).rules
    all_moves = difference(old, new).moves
    assert not difference(old, new).more
    monkeypatch.setattr("explainer.checks.difference.LIMIT", len(all_moves))
    assert not difference(old, new).more
    monkeypatch.setattr("explainer.checks.difference.LIMIT", len(all_moves) - 1)
    assert difference(old, new).more
    assert difference(old, new).moves == all_moves[:-1]
    assert run("diff", SHIPPED, OTHER).out.startswith("At least ")
    assert json.loads(run("diff", SHIPPED, OTHER, "--format", "json").out)["more_moves"]


def test_files_that_do_not_hold_are_told() -> None:
    broken = TESTS / "invalid" / "several-at-once.yaml"
    result = run("diff", broken, "nowhere.yaml")
    assert result.code == 2  # 1 would mean that they differ
    assert not result.out
    assert f"{broken}:5:6: error: " in result.err
    assert "nowhere.yaml:1:1: error: The file cannot be read" in result.err
    assert run("diff", OTHER).code == 2
    assert "from stdin" in run("diff", "-", "-").err
    assert run("diff", OTHER, OTHER, "--format", "jsn").code == 2


def test_guides_with_nothing_in_common(guide: Opened) -> None:
    other = open_guide(OTHER)
    found = difference(guide.rules, other.rules)
    assert bool(found.moves) == (guide.path != OTHER)


@pytest.mark.thorough
@given(tables(splits), tables(splits))
def test_the_moves_are_all_there_are(
    one: tuple[dict[str, Question], dict[str, Level]],
    two: tuple[dict[str, Question], dict[str, Level]],
) -> None:
    """Each case in both tables is in one move if its result changed, and otherwise in none."""
    base = open_guide(OTHER).rules
    old, new = (base._replace(questions=q, levels=x) for q, x in (one, two))
    both = {**one[0], **two[0]}
    for name in one[0].keys() & two[0].keys():
        known = {a: t for a, t in one[0][name].answers.items() if a in two[0][name].answers}
        both[name] = both[name]._replace(answers=known)
    ends = [Diagram(tabulate(*table)) for table in (one, two)]
    found = difference(old, new)
    cases = combinations(both)
    assert found.combinations == len(cases)
    moved = 0
    for case in cases:
        before, after = (d.table.names(follow(d, case).node.live)[0] for d in ends)
        fits = [m for m in found.moves if all(case[q] in x for q, x in m.conditions.items())]
        assert [(m.before[0], m.after[0]) for m in fits] == [(before, after)] * (before != after)
        moved += before != after
    assert moved == sum(move.cases for move in found.moves)


def test_lists_and_flags_are_told_as_they_are_written(changed: Callable[..., Path]) -> None:
    """Names with commas are quoted, flags are lowercase, and invisible characters are escaped."""
    two = changed(("also: [patching, rubber patch]", "also: [patching, rubber, patch]"))
    one = two.with_name("one.yaml")
    text = two.read_text(encoding="utf-8").replace(
        "[patching, rubber, patch]", '["patching, rubber", patch]'
    )
    one.write_text(text.replace("Glue on the patch.", "Glue\u200fit."), encoding="utf-8")
    told = run("diff", one, two).out
    assert 'was: "patching, rubber", patch\n    now: patching, rubber, patch\n' in told
    assert r"was: Glue\u200fit." in told
    flagged = changed(("place: Page 3, reading: true}", "place: Page 3}"))
    assert "reading\n    was: true\n    removed\n" in run("diff", OTHER, flagged).out


def test_an_empty_list_is_a_difference_if_it_means_something(changed: Callable[..., Path]) -> None:
    """An example without procedures may have any, but with an empty list it has none."""
    old = changed()
    cut = "  cut: {answers: {tyre: yes}, leads: [cut]"
    one, two = old.with_name("one.yaml"), old.with_name("two.yaml")
    text = old.read_text(encoding="utf-8")
    one.write_text(text.replace("examples:\n", f"examples:\n{cut}}}\n"), encoding="utf-8")
    none = f"examples:\n{cut}, procedures: []}}\n"
    two.write_text(text.replace("examples:\n", none), encoding="utf-8")
    assert "examples > cut > procedures\n    added\n    now: []\n" in run("diff", one, two).out
