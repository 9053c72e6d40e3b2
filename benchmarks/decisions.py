"""Decisions per second in one process, compared with zen-engine, which is written in Rust."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, Final

import zen

from benchmarks.files import loaded
from benchmarks.result import Goal, Result, in_turn, medians, ratio
from explainer.decision.diagram import Diagram
from explainer.decision.interview import follow
from explainer.decision.tabulation import tabulate
from explainer.rules.model import Level, Question, RuleSet

LEAST: Final = 100  # the goal: this many times the decisions per second of zen-engine
ROUNDS: Final = 21
PASSES: Final = 40  # over all cases in each timed run: enough for the caches not to matter
SHIPPED: Final = Path(__file__).parent.parent / "rules.yaml"


def content(
    questions: Mapping[str, Question], levels: Mapping[str, Level], policy: str = "first"
) -> dict[str, Any]:
    """Return the table in zen's format. With the policy "first", the first matching row is used."""
    columns = {q: q.replace("-", "_") for q in questions}
    rows = [
        {
            "_id": level.id,
            **{q: ", ".join(map(json.dumps, level.when.get(q, ()))) for q in columns},
            "level": json.dumps(level.id),
        }
        for level in levels.values()
    ]
    table = {
        "hitPolicy": policy,
        "inputs": [{"id": q, "name": q, "field": name} for q, name in columns.items()],
        "outputs": [{"id": "level", "name": "level", "field": "level"}],
        "rules": rows,
    }
    kinds = {"in": "inputNode", "t": "decisionTableNode", "out": "outputNode"}
    nodes = [
        {"id": id, "type": kind, "name": id, "position": {"x": 0, "y": 0}}
        for id, kind in kinds.items()
    ]
    nodes[1]["content"] = table
    edges = [
        {"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"}
        for a, b in (("in", "t"), ("t", "out"))
    ]
    return {"nodes": nodes, "edges": edges}


def ways(rules: RuleSet) -> dict[str, Callable[[], list[str]]]:
    """Return functions that decide every case in different ways, with all inputs ready.

    Our function builds a new diagram in each pass. A diagram remembers every step, so later
    passes with the same diagram would be faster. zen has one function that decides the cases
    one by one, and one that decides them as a batch.
    """
    every = product(*(question.answers for question in rules.questions.values()))
    cases = [dict(zip(rules.questions, case, strict=True)) for case in every]
    ready = tabulate(rules.questions, rules.levels)
    table = content(rules.questions, rules.levels)
    decision = zen.ZenEngine().create_decision(json.dumps(table))
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"table": table}}})
    asked = [{q.replace("-", "_"): a for q, a in case.items()} for case in cases]
    batch: list[Any] = [{"key": "table", "context": case} for case in asked]

    def ours() -> list[str]:
        diagram = Diagram(ready)
        nodes = [follow(diagram, case).node for case in cases]
        return [ready.rows[node.live.bit_length() - 1] for node in nodes]

    def one_by_one() -> list[str]:
        return [decision.evaluate(case)["result"]["level"] for case in asked]

    def at_once() -> list[str]:
        return [each["data"]["result"]["level"] for each in engine.evaluate_batch(batch)]

    return {"ours": ours, "zen": one_by_one, "zen, batches": at_once}


def _often(decide: Callable[[], object]) -> None:
    for _ in range(PASSES):
        decide()


def decisions() -> Iterator[Result]:
    """Yield the decisions per second of each engine. Stop if the engines disagree on a case."""
    decide = ways(loaded(SHIPPED.read_bytes()))
    results = [each() for each in decide.values()]
    if any(other != results[0] for other in results):
        raise SystemExit("the engines disagree")
    work: dict[str, Callable[[], object]] = {
        way: partial(_often, each) for way, each in decide.items()
    }
    timed: dict[str, list[float]] = {}
    while True:
        in_turn(work, ROUNDS, timed)
        times = {way: time / PASSES / len(results[0]) for way, time in medians(timed).items()}
        rows = (
            (way, f"{1 / time:,.0f}", f"{time / times['ours']:,.0f}") for way, time in times.items()
        )
        lead = ratio(timed["zen"], timed["ours"])
        yield Result(
            "decisions",
            ("engine", "decisions per second", "time / ours"),
            tuple(rows),
            (Goal("decisions on the shipped guide, vs. zen-engine", lead, LEAST, True),),
        )
