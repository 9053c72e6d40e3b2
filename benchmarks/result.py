"""A result: the table of one benchmark, and its goals."""

import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

BATCHES: Final = 3  # the most batches of runs to try if a goal is missed


class Goal(NamedTuple):
    """A limit on a measured value: a minimum if ``at_least`` is true, otherwise a maximum."""

    what: str
    value: float
    limit: float
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Check whether the value is within the limit."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


class Result(NamedTuple):
    """The table of a benchmark, with its rows as strings, and the benchmark's goals."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    goals: tuple[Goal, ...] = ()


def settled(results: Iterator[Result]) -> Result:
    """Return the first result that meets its goals, or the last of ``BATCHES`` if none does.

    Each result covers all runs so far, not only the latest batch. More data, rather than a lucky
    batch, should show whether the program or the machine was slow.
    """
    for result in islice(results, BATCHES):
        if all(goal.met for goal in result.goals):
            break
    return result


def seconds(work: Callable[[], object]) -> float:
    """Return the number of seconds that a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turn(
    work: Mapping[str, Callable[[], object]], rounds: int, timed: dict[str, list[float]]
) -> None:
    """Time each piece of work once per round, so that a brief slowdown affects all of them."""
    for _ in range(rounds):
        for name, step in work.items():
            timed.setdefault(name, []).append(seconds(step))


def medians(timed: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Return the median of each list of times."""
    return {name: statistics.median(times) for name, times in timed.items()}


def ratio(times: Sequence[float], others: Sequence[float]) -> float:
    """Return how many times as long one thing takes as another: the median over all rounds.

    In a round, they run soon after each other, so a machine that is slow for a while slows both.
    The ratio of their separate medians could depend on which of them it slowed more often.
    """
    return statistics.median(time / other for time, other in zip(times, others, strict=True))


def markdown(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Format a table as Markdown."""
    lines = [list(heads), ["---", *["--:"] * (len(heads) - 1)], *map(list, rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def text(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Format a table as plain text, aligning the first column left and the others right."""
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
