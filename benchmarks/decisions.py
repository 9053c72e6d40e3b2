"""Decisions per second in one process: the diagram compared with zen-engine, written in Rust."""

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, Final, NamedTuple

import zen

from benchmarks.files import cells, loaded, table_file
from benchmarks.result import Goal, Result, in_turn, medians
from explainer.decision.diagram import Diagram
from explainer.decision.interview import follow
from explainer.decision.table import tabulate
from explainer.rules.model import Level, Question, RuleSet

LEAST: Final = 100  # times as many decisions per second
ROUNDS: Final = 21
PASSES: Final = 10  # over all cases, each time that an engine is timed
ROWS: Final = 200  # of the larger table
CASES: Final = 100  # random full sets of answers to it
HEADS: Final = (
    "ours, new",
    "ours, again",
    "zen",
    "zen, batches",
    "new / zen",
    "again / zen",
    "new / batches",
)
SHIPPED: Final = Path(__file__).parent.parent / "rules.yaml"


class Field(NamedTuple):
    """A table and the cases to decide, each a full set of answers."""

    name: str
    rules: RuleSet
    cases: Sequence[Mapping[str, str]]


def fields() -> Iterator[Field]:
    """Yield the shipped guide with all its cases, and a larger table with random cases."""
    rules = loaded(SHIPPED.read_bytes())
    every = product(*(question.answers for question in rules.questions.values()))
    cases = [dict(zip(rules.questions, case, strict=True)) for case in every]
    yield Field("the shipped guide", rules, cases)
    rules, draw = loaded(table_file(cells(ROWS))), random.Random(1)  # noqa: S311 (nothing secret)
    choices = {q: list(question.answers) for q, question in rules.questions.items()}
    some = [{q: draw.choice(a) for q, a in choices.items()} for _ in range(CASES)]
    yield Field(f"{len(rules.levels)} rows, 40 questions", rules, some)


def content(
    questions: Mapping[str, Question], levels: Mapping[str, Level], policy: str = "first"
) -> dict[str, Any]:
    """Return the table in zen's format; with policy "first", the first matching row decides."""
    columns = {q: q.replace("-", "_") for q in questions}
    rows = [
        {
            "_id": level.id,
            **{q: json.dumps(level.when[q]) if q in level.when else "" for q in columns},
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


def ways(field: Field) -> dict[str, Callable[[], list[str]]]:
    """Return functions that decide all cases in different ways, with everything prepared.

    Our diagram remembers each step, so it is measured twice: new, before it has taken any step,
    and again, when it has seen every case. zen decides cases one by one, and in batches.
    """
    ready = tabulate(field.rules.questions, field.rules.levels)
    walked = Diagram(ready)
    table = content(field.rules.questions, field.rules.levels)
    decision = zen.ZenEngine().create_decision(json.dumps(table))
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"table": table}}})
    asked = [{q.replace("-", "_"): a for q, a in case.items()} for case in field.cases]
    batch: list[Any] = [{"key": "table", "context": case} for case in asked]

    def decided(diagram: Diagram) -> list[str]:
        nodes = [follow(diagram, case).node for case in field.cases]
        return [ready.rows[node.live.bit_length() - 1] for node in nodes]

    def new() -> list[str]:
        return decided(Diagram(ready))

    def again() -> list[str]:
        return decided(walked)

    def one_by_one() -> list[str]:
        return [decision.evaluate(case)["result"]["level"] for case in asked]

    def at_once() -> list[str]:
        return [each["data"]["result"]["level"] for each in engine.evaluate_batch(batch)]

    return {"new": new, "again": again, "zen": one_by_one, "batch": at_once}


def _often(decide: Callable[[], object]) -> None:
    for _ in range(PASSES):
        decide()


def decisions() -> Iterator[Result]:
    """Yield the decisions per second of each engine; stop if they disagree on a case."""
    work: dict[str, Callable[[], object]] = {}
    ready = list(fields())
    for field in ready:
        each = ways(field)
        results = [decide() for decide in each.values()]
        if any(other != results[0] for other in results):
            raise SystemExit(f"{field.name}: the engines disagree")
        work |= {f"{way}: {field.name}": partial(_often, each[way]) for way in each}
    timed: dict[str, list[float]] = {}
    while True:
        in_turn(work, ROUNDS, timed)
        middle, rows, times = medians(timed), [], list[float]()
        for field in ready:
            new, again, one, batch = (
                middle[f"{way}: {field.name}"] / (PASSES * len(field.cases))
                for way in ("new", "again", "zen", "batch")
            )
            times.append(one / new)
            speeds = (f"{1 / each:,.0f}" for each in (new, again, one, batch))
            beside = (f"{ratio:,.0f}" for ratio in (one / new, one / again))
            rows.append((field.name, *speeds, *beside, f"{batch / new:,.1f}"))
        yield Result(
            "decisions",
            ("decisions per second", *HEADS),
            tuple(rows),
            (Goal("decisions on the shipped guide, vs. zen-engine", times[0], LEAST, True),),
        )
