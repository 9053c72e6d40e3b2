"""A problem: one thing that is wrong in a rules file, its position, and the repair."""

from collections.abc import Iterable
from typing import Literal, NamedTuple, Protocol

from explainer.text import visible

Severity = Literal["error", "warning", "note"]  # hides the file; fails `check`; does neither
Path = tuple[str | int, ...]  # keys of a rules file and numbers of list items, outermost first


class Problem(NamedTuple):
    """One problem in a rules file, as data.

    ``line`` and ``column`` count from 1. ``code`` is a short, stable name for the
    kind of problem; ``message`` has what was expected, what was found and the repair.
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        """Return the one-line form with a position that editors can jump to."""
        where = f"{self.file}:{self.line}:{self.column}"
        return visible(f"{where}: {self.severity}: {self.message} [{self.code}]")


def in_file_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems sorted by file and position, without repeats."""
    return tuple(sorted(set(problems)))


class Reporter(Protocol):
    """A function that records a problem at a path of the rules file: at its key or its value."""

    def __call__(self, path: Path, code: str, message: str, *, at_key: bool = True) -> None:
        """Record one problem."""
        ...


def where(path: Path) -> str:
    """Return a path as the author's own keys, outermost first; list items count from 1."""
    return " > ".join(f"item {p + 1}" if isinstance(p, int) else p for p in path)
