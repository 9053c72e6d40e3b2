"""Proof times for large random tables: correct, with a row removed, or with a row duplicated."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import product
from typing import Final, NamedTuple

from benchmarks.files import ANSWERS, QUESTIONS, cells, loaded, table_file
from benchmarks.result import Goal, Result, in_turn, medians, ratio
from explainer.decision.proof import Proof, prove
from explainer.decision.tabulation import tabulate
from explainer.rules.loader import load
from explainer.rules.model import Level, Question

SIZES: Final = (100, 200, 400, 800, 1600, 3200, 6400)
GROWTH: Final = 2.3
ROUNDS: Final = 9
SWEEPS: Final = 101  # the number of runs of all proofs; each run takes about 1/30 of a second
HEADS: Final = (
    "rows",
    "load, ms",
    "proof, ms",
    "row removed, ms",
    "row duplicated, ms",
    "with otherwise, ms",
    "proof / load",
    "proof / half the rows",
)
SMALL: Final = (3, 4, 5, 6, 7, 8)  # questions; each one added makes the naive loop 4 times slower


class Case(NamedTuple):
    """A table, and a function that checks the proof of that table."""

    questions: Mapping[str, Question]
    levels: Mapping[str, Level]
    holds: Callable[[Proof], bool]


def cases(data: bytes) -> dict[str, Case]:
    """Return the table in a file as it is, and with a row removed, duplicated, or for the rest."""
    rules = loaded(data)
    fewer = dict(rules.levels)
    gone = fewer.pop("r7")
    twice = {**rules.levels, "twin": gone}
    last = {**fewer, "r7": gone._replace(when={}, otherwise=True)}
    return {
        "proof": Case(rules.questions, rules.levels, lambda p: p.complete and p.unique),
        "removed": Case(rules.questions, fewer, lambda p: p.gaps == (gone.when,) and p.unique),
        "doubled": Case(
            rules.questions,
            twice,
            lambda p: p.complete and [o[:3] for o in p.overlaps] == [("twin", "r7", 1)],
        ),
        "rest": Case(rules.questions, last, lambda p: p.complete and p.unique and p.otherwise > 0),
    }


def proven(case: Case) -> None:
    """Prove a table, starting from its rows. Stop if the proof is wrong."""
    if not case.holds(prove(tabulate(case.questions, case.levels))):
        raise SystemExit(f"wrong proof for a table of {len(case.levels)} rows")


def at_scale() -> Iterator[Result]:
    """Yield the times to load and prove tables of increasing size."""
    files = {size: table_file(cells(size)) for size in SIZES}
    others: dict[str, Callable[[], object]] = {}
    proofs: dict[str, Callable[[], object]] = {}  # run close together for comparison
    rows: dict[int, int] = {}
    for size, data in files.items():
        others[f"load {size}"] = partial(load, data, "large")
        for name, case in cases(data).items():
            work = proofs if name == "proof" else others
            work[f"{name} {size}"] = partial(proven, case)
            rows.setdefault(size, len(case.levels))
    timed: dict[str, list[float]] = {}
    while True:
        in_turn(others, ROUNDS, timed)
        in_turn(proofs, SWEEPS, timed)
        yield scaled(rows, timed)


def scaled(rows: Mapping[int, int], timed: Mapping[str, list[float]]) -> Result:
    """Return the median times for each table size, and the goals."""
    middle, table, growths, shares = medians(timed), [], [], []
    for size, half in zip(SIZES, (0, *SIZES), strict=False):
        growth = ratio(timed[f"proof {size}"], timed[f"proof {half}"]) if half else 0.0
        share = middle[f"proof {size}"] / middle[f"load {size}"]
        times = (
            middle[f"{name} {size}"] for name in ("load", "proof", "removed", "doubled", "rest")
        )
        growths.append(growth)
        shares.append(share)
        cells_ = [f"{time * 1000:,.1f}" for time in times]
        table.append((f"{rows[size]:,}", *cells_, f"{share:.1%}", f"{growth:.2f}" if half else ""))
    return Result(
        "proof",
        HEADS,
        tuple(table),
        (
            Goal("proof / proof of half the rows", max(growths), GROWTH),
            Goal("proof / loading the file", max(shares), 1.0),
        ),
    )


def beside_naive() -> Result:
    """Compare the proof with checking every row for every case, for small tables."""
    table = []
    for count in SMALL:
        questions = QUESTIONS[:count]
        rules = loaded(table_file(cells(40, questions), questions))
        case = Case(rules.questions, rules.levels, lambda p: p.complete and p.unique)
        timed: dict[str, list[float]] = {}
        both = {"naive": partial(_enumerated, rules.levels, questions)}
        both["ours"] = partial(proven, case)
        in_turn(both, 5, timed)
        ours, naive = medians(timed)["ours"], medians(timed)["naive"]
        size = (str(count), str(len(rules.levels)), f"{len(ANSWERS) ** count:,}")
        table.append((*size, f"{naive * 1000:,.1f}", f"{ours * 1000:.2f}", f"{naive / ours:,.0f}"))
    return Result(
        "naive",
        ("questions", "rows", "cases", "naive, ms", "ours, ms", "naive / ours"),
        tuple(table),
    )


def _enumerated(levels: Mapping[str, Level], questions: list[str]) -> None:
    """Check every row for every case. Stop if a case does not match exactly one row."""
    whens = [{(q, a) for q, (a,) in level.when.items()} for level in levels.values()]
    for case in product(ANSWERS, repeat=len(questions)):
        given = set(zip(questions, case, strict=True))
        if sum(when <= given for when in whens) != 1:
            raise SystemExit("a case does not match exactly one row")
