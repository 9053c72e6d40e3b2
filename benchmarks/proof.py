"""The proof at scale: large random tables, sound, with a row removed, and with one doubled.

    python benchmarks/proof.py [RUNS]

Each table has 40 questions of 4 answers; its rows are made by splitting cells at random,
so it is complete and unique. Exit code 1 where a proof is wrong, takes more than
``GROWTH`` times as long when rows double, or takes longer than loading the file.
"""

import gc
import random
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, NamedTuple

from explainer.load import load
from explainer.model import Level, Question
from explainer.proof import Proof, prove
from explainer.table import tabulate

SIZES: Final = (100, 200, 400, 800, 1600, 3200)
GROWTH: Final = 2.3
BATCHES: Final = 3  # of runs, where the first do not settle it
QUESTIONS: Final = [f"q{i}" for i in range(40)]
ANSWERS: Final = ("a", "b", "c", "d")
HEAD: Final = """\
title: Large
language: en
edition: "1"
expert: the expert
noun: answer
guide: note
audiences: {all: Everyone}
notices: {disclaimer: None., heading: Stop, first: [s], safety_net: [s]}
review: {pending: Unread.}
sections: {short: {heading: Short}}
procedures: {p: {name: P, sections: {short: [s]}}}
glossary: {p: {name: P, says: [s]}}
sources: {note: {title: A note, publisher: Us}}
statements: {s: {text: P., source: note, place: Here}}
"""


def rows(count: int, seed: int = 1) -> list[dict[str, str]]:
    """Return the conditions of at least ``count`` rows that are complete and unique."""
    draw = random.Random(seed)  # noqa: S311 (nothing secret)
    cells: list[dict[str, str]] = [{}]
    while len(cells) < count:
        cell = cells.pop(draw.randrange(len(cells)))
        question = draw.choice([q for q in QUESTIONS if q not in cell])
        cells += [{**cell, question: answer} for answer in ANSWERS]
    draw.shuffle(cells)
    return cells


def rules_file(whens: list[dict[str, str]]) -> bytes:
    """Return a rules file with these rows."""
    answers = ", ".join(f"{a}: {a.upper()}" for a in ANSWERS)
    lines = [f"  {q}: {{ask: Q, why: w, settle: s, answers: {{{answers}}}}}" for q in QUESTIONS]
    lines.append("levels:")
    for i, when in enumerate(whens):
        tests = ", ".join(f"{q}: {a}" for q, a in when.items())
        lines.append(f"  r{i}: {{name: R, when: {{{tests}}}, basis: [s], procedure: p}}")
    return "\n".join([f"{HEAD}questions:", *lines, ""]).encode()


class Case(NamedTuple):
    """A table, and what its proof must say."""

    questions: Mapping[str, Question]
    levels: Mapping[str, Level]
    holds: Callable[[Proof], bool]


def cases(data: bytes) -> list[Case]:
    """Return the table in a file: as it is, with a row removed, and with that row doubled."""
    rules = load(data, "large").rules
    if rules is None:
        raise SystemExit("the table does not load")
    fewer = dict(rules.levels)
    gone = fewer.pop("r7")
    return [
        Case(rules.questions, rules.levels, lambda p: p.complete and p.unique),
        Case(rules.questions, fewer, lambda p: p.gaps == (gone.when,) and p.unique),
        Case(
            rules.questions,
            {**rules.levels, "twin": gone},
            lambda p: p.complete and [o[:3] for o in p.overlaps] == [("twin", "r7", 1)],
        ),
    ]


def proven(case: Case) -> None:
    """Prove a table from its rows; stop where the proof is wrong."""
    if not case.holds(prove(tabulate(case.questions, case.levels))):
        raise SystemExit(f"wrong proof of {len(case.levels)} rows")


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def report(timed: Mapping[tuple[int, int], list[float]], counts: Mapping[int, int]) -> bool:
    """Print the medians of all runs so far; tell whether the limits hold."""
    median = {key: statistics.median(times) * 1000 for key, times in timed.items()}
    heads = ("rows", "load ms", "proof ms", "removed ms", "doubled ms", "growth")
    print("".join(f"{head:>12}" for head in heads))
    held = True
    for size, half in zip(SIZES, (0, *SIZES), strict=False):
        pairs = zip(timed[size, 1], timed.get((half, 1), []), strict=False)
        growth = statistics.median([mine / before for mine, before in pairs] or [0.0])
        held &= growth <= GROWTH and median[size, 1] < median[size, 0]
        times = [f"{median[size, i]:.1f}" for i in range(4)]
        columns = (counts[size], *times, f"{growth:.2f}" if half else "-")
        print("".join(f"{column:>12}" for column in columns))
    print(f"growth at most {GROWTH}, proof shorter than load: {'held' if held else 'broken'}")
    return held


def main(runs: int) -> int:
    """Time every table in turn, ``runs`` times; return the exit code.

    Where a limit does not hold, time on, twice: the verdict is on all runs together.
    """
    gc.disable()  # as the command does
    files = {size: rules_file(rows(size)) for size in SIZES}
    tables = {size: cases(data) for size, data in files.items()}
    work: dict[tuple[int, int], Callable[[], object]] = {}
    for size in SIZES:
        work[size, 0] = partial(load, files[size], "large")
        work |= {(size, i): partial(proven, case) for i, case in enumerate(tables[size], 1)}
    timed: dict[tuple[int, int], list[float]] = {key: [] for key in work}
    for _ in range(BATCHES):
        for _ in range(runs):  # in turn, so that a slow moment meets all of them
            for key, step in work.items():
                timed[key].append(seconds(step))
        if report(timed, {size: len(tables[size][0].levels) for size in SIZES}):
            return 0
    return 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 15))
