"""An independent engine (GoRules zen) decides the same tables in the same way."""

import json
import random
import sys
from collections.abc import Mapping
from unittest import mock

import pytest
import zen
from conftest import ROOT, Opened
from test_paths import combinations
from test_routing import brute_force, levels_of

from explainer.decision.diagram import Diagram
from explainer.decision.interview import follow
from explainer.decision.proof import prove
from explainer.decision.tabulation import tabulate
from explainer.rules.model import Level, Question

with mock.patch.object(sys, "path", [str(ROOT), *sys.path]):
    from benchmarks.decisions import content


def engine(questions: Mapping[str, Question], levels: Mapping[str, Level]) -> zen.ZenDecision:
    """Return the table as a zen decision that collects every matching row.

    A last row for all other cases would always match. With it, only the first match counts.
    """
    policy = "first" if any(level.otherwise for level in levels.values()) else "collect"
    return zen.ZenEngine().create_decision(json.dumps(content(questions, levels, policy)))


def all_three_agree(questions: Mapping[str, Question], levels: Mapping[str, Level]) -> int:
    """Compare the diagram, zen and brute force on all combinations, and return their number."""
    table, decision, count = tabulate(questions, levels), engine(questions, levels), 0
    diagram = Diagram(table)
    for case in combinations(dict(questions)):
        context = {q.replace("-", "_"): a for q, a in case.items()}
        found = decision.evaluate(context)["result"] or []
        theirs = {hit["level"] for hit in ([found] if isinstance(found, dict) else found)}
        assert set(table.names(follow(diagram, case).node.live)) == theirs
        assert brute_force(questions, levels, case) == theirs
        count += 1
    return count


def test_on_every_combination_of_each_guide(guide: Opened) -> None:
    count = all_three_agree(guide.rules.questions, guide.rules.levels)
    assert count == prove(guide.table).combinations


@pytest.mark.thorough
def test_on_random_tables() -> None:
    """All three agree on every combination of 60 sound tables."""
    checked = 0
    for seed in range(60):
        draw = random.Random(seed)
        answers = [{f"a{j}": "A" for j in range(draw.randint(2, 4))} for _ in range(4)]
        questions = {f"q{i}": Question(f"q{i}", "?", "-", "-", a) for i, a in enumerate(answers)}
        cells: list[dict[str, tuple[str, ...]]] = [{}]
        for _ in range(draw.randint(0, 8)):
            cell = draw.choice(cells)
            free = [q for q in questions if q not in cell]
            if free:
                cells.remove(cell)
                question = draw.choice(free)
                parts: dict[int, tuple[str, ...]] = {}
                for answer in questions[question].answers:
                    part = draw.randint(0, 3)
                    parts[part] = (*parts.get(part, ()), answer)
                cells += [{**cell, question: part} for part in parts.values()]
        draw.shuffle(cells)
        levels = levels_of(*cells)
        if seed % 2:
            last = list(levels)[-1]
            levels[last] = levels[last]._replace(when={}, otherwise=True)
        proof = prove(tabulate(questions, levels))
        assert proof.complete
        assert proof.unique
        checked += all_three_agree(questions, levels)
    assert checked > 3_000
