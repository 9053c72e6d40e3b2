"""Decisions a second, in this process: the diagram beside zen-engine, which is written in Rust."""

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any, Final, NamedTuple

import zen

from benchmarks.files import cells, loaded, table_file
from benchmarks.result import Goal, Result, in_turn, medians
from explainer.diagram import Diagram
from explainer.interview import follow
from explainer.model import RuleSet
from explainer.table import tabulate

LEAST: Final = 100  # times as many decisions a second
ROUNDS: Final = 21
PASSES: Final = 10  # over all cases, each time that a way is timed
ROWS: Final = 200  # of the larger table
CASES: Final = 100  # full sets of answers to it, at random
SHIPPED: Final = Path(__file__).parent.parent / "rules.yaml"


class Field(NamedTuple):
    """A table and the cases that it is asked about, each a full set of answers."""

    name: str
    rules: RuleSet
    cases: Sequence[Mapping[str, str]]


def fields() -> Iterator[Field]:
    """Yield the shipped guide with every case there is, and a larger table with random ones."""
    rules = loaded(SHIPPED.read_bytes())
    every = product(*(question.answers for question in rules.questions.values()))
    cases = [dict(zip(rules.questions, case, strict=True)) for case in every]
    yield Field("the shipped guide", rules, cases)
    rules, draw = loaded(table_file(cells(ROWS))), random.Random(1)  # noqa: S311 (nothing secret)
    choices = {q: list(question.answers) for q, question in rules.questions.items()}
    some = [{q: draw.choice(a) for q, a in choices.items()} for _ in range(CASES)]
    yield Field(f"{len(rules.levels)} rows, 40 questions", rules, some)


def content(rules: RuleSet) -> dict[str, Any]:
    """Return the table as zen reads it: the first row that fits is the decision."""
    columns = {q: q.replace("-", "_") for q in rules.questions}
    rows = [
        {
            "_id": level.id,
            **{q: json.dumps(level.when[q]) if q in level.when else "" for q in columns},
            "level": json.dumps(level.id),
        }
        for level in rules.levels.values()
    ]
    table = {
        "hitPolicy": "first",
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
    """Return each way to decide all cases: ours, zen one by one, and zen all at once."""
    diagram = Diagram(tabulate(field.rules.questions, field.rules.levels))
    table = content(field.rules)
    decision = zen.ZenEngine().create_decision(json.dumps(table))
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"table": table}}})
    asked = [{q.replace("-", "_"): a for q, a in case.items()} for case in field.cases]
    batch: list[Any] = [{"key": "table", "context": case} for case in asked]

    def ours() -> list[str]:
        nodes = [follow(diagram, case).node for case in field.cases]
        return [diagram.table.rows[node.live.bit_length() - 1] for node in nodes]

    def one_by_one() -> list[str]:
        return [decision.evaluate(case)["result"]["level"] for case in asked]

    def at_once() -> list[str]:
        return [each["data"]["result"]["level"] for each in engine.evaluate_batch(batch)]

    return {"ours": ours, "zen": one_by_one, "zen, a batch": at_once}


def decisions() -> Iterator[Result]:
    """Yield how many decisions a second each makes; all three must agree on every case."""
    work: dict[str, Callable[[], object]] = {}
    ready = list(fields())
    for field in ready:
        told = {way: decide() for way, decide in ways(field).items()}
        if not told["ours"] == told["zen"] == told["zen, a batch"]:
            raise SystemExit(f"{field.name}: the two engines do not agree")
        for way, decide in ways(field._replace(cases=[*field.cases] * PASSES)).items():
            work[f"{way}: {field.name}"] = decide
    timed: dict[str, list[float]] = {}
    while True:
        in_turn(work, ROUNDS, timed)
        middle, rows, times = medians(timed), [], list[float]()
        for field in ready:
            ours, one, batch = (
                middle[f"{way}: {field.name}"] / (PASSES * len(field.cases))
                for way in ("ours", "zen", "zen, a batch")
            )
            times.append(one / ours)
            speeds = (f"{1 / each:,.0f}" for each in (ours, one, batch))
            rows.append((field.name, *speeds, f"{one / ours:,.0f}", f"{batch / ours:,.1f}"))
        yield Result(
            "decisions",
            ("decisions a second", "ours", "zen", "zen, in batches", "times zen", "times batches"),
            tuple(rows),
            (Goal("decisions on the shipped guide, beside zen-engine", times[0], LEAST, True),),
        )
