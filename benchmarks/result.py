"""A result: the table of one benchmark, and its goals."""

import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

BATCHES: Final = 3  # of runs at most, if a goal is missed


class Goal(NamedTuple):
    """A limit on a measured value: a maximum, or with ``at_least`` a minimum."""

    what: str
    value: float
    limit: float
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Return whether the value is within the limit."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


class Result(NamedTuple):
    """A named table with its rows as text, and its goals."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    goals: tuple[Goal, ...] = ()


def settled(results: Iterator[Result]) -> Result:
    """Return the first result that meets its goals, or else the last of ``BATCHES`` results.

    Each result covers all runs so far, not only the latest batch: more data, not a lucky batch,
    should show whether the program was slow or the machine.
    """
    for result in islice(results, BATCHES):
        if all(goal.met for goal in result.goals):
            break
    return result


def seconds(work: Callable[[], object]) -> float:
    """Return how many seconds some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turn(
    work: Mapping[str, Callable[[], object]], rounds: int, timed: dict[str, list[float]]
) -> None:
    """Time each piece of work once per round, so that a slow moment affects all of them."""
    for _ in range(rounds):
        for name, step in work.items():
            timed.setdefault(name, []).append(seconds(step))


def medians(timed: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Return the median of each list of times."""
    return {name: statistics.median(times) for name, times in timed.items()}


def markdown(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table as Markdown."""
    lines = [list(heads), ["---", *["--:"] * (len(heads) - 1)], *map(list, rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def text(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in plain text, the first column left-aligned, the others right-aligned."""
    table = [heads, *rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return "".join(
        "  ".join(
            cell.rjust(width) if i else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        + "\n"
        for row in table
    )
