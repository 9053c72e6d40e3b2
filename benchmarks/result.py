"""A result: what one benchmark measured, as a table, and the goals that it is held to."""

import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

BATCHES: Final = 3  # of runs, where the first do not settle it


class Goal(NamedTuple):
    """What a measured value, a ratio mostly, is to be: at most its limit, or at least."""

    what: str
    value: float
    limit: float
    at_least: bool = False

    @property
    def held(self) -> bool:
        """Whether the value keeps to the limit."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


class Result(NamedTuple):
    """A table with a name, its rows as they are shown, and its goals."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    goals: tuple[Goal, ...] = ()


def settled(results: Iterator[Result]) -> Result:
    """Return the first result that holds, of the few that one may wait for; else the last.

    Each result is of all runs so far: a slow moment of the machine is no slow program, and
    more runs, not better ones, tell the two apart.
    """
    for result in islice(results, BATCHES):
        if all(goal.held for goal in result.goals):
            break
    return result


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turn(
    work: Mapping[str, Callable[[], object]], rounds: int, timed: dict[str, list[float]]
) -> None:
    """Time each piece of work, round after round, so that a slow moment meets all of them."""
    for _ in range(rounds):
        for name, step in work.items():
            timed.setdefault(name, []).append(seconds(step))


def medians(timed: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Return the middle of each list of times."""
    return {name: statistics.median(times) for name, times in timed.items()}


def markdown(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table as Markdown."""
    lines = [list(heads), ["---", *["--:"] * (len(heads) - 1)], *map(list, rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def text(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in columns, the first to the left, numbers to the right."""
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
