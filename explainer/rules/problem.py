"""A problem: one mistake in a rules file, with its position and how to fix it."""

from collections.abc import Iterable
from typing import Literal, NamedTuple, Protocol

from explainer.text import visible

# An error makes the file unusable, a warning only makes `check` fail, and a note does neither.
Severity = Literal["error", "warning", "note"]
Path = tuple[str | int, ...]  # keys and list indexes in a rules file, outermost first


class Problem(NamedTuple):
    """One problem in a rules file, as data.

    ``line`` and ``column`` count from 1. ``code`` is a short, stable name for the
    kind of problem. ``message`` says what was expected, what was found and how to fix it.
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        """Format the problem as one line, with a position that editors can jump to."""
        where = f"{self.file}:{self.line}:{self.column}"
        return visible(f"{where}: {self.severity}: {self.message} [{self.code}]")


def in_file_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort the problems by file and position, and remove duplicates."""
    return tuple(sorted(set(problems)))


class Reporter(Protocol):
    """A function that records a problem with the key or the value at a path in the rules file."""

    def __call__(self, path: Path, code: str, message: str, *, at_key: bool = True) -> None:
        """Record one problem."""
        ...


def where(path: Path) -> str:
    """Format a path with the keys that the author wrote; list items are numbered from 1."""
    return " > ".join(f"item {p + 1}" if isinstance(p, int) else p for p in path)
