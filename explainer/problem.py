"""A problem: one thing wrong in a rules file, where it stands, and how to mend it."""

import re
from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

MANY: Final = 40  # words that a list of allowed ones names
LONG: Final = 60  # characters that a quoted text shows

Severity = Literal["error", "warning", "note"]  # keeps readers out; a slip; good to know


class Problem(NamedTuple):
    """One fault of a rules file, as data; it never prints itself.

    ``line`` and ``column`` count from 1. ``code`` is a short, stable name for the
    kind of fault; ``message`` says what was expected, what was found and the repair.
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        """Return the one-line form that editors can jump to."""
        where = f"{self.file}:{self.line}:{self.column}"
        return visible(f"{where}: {self.severity}: {self.message} [{self.code}]")


def in_file_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems sorted by file and place, each said once."""
    return tuple(sorted(set(problems)))


def plain(text: str) -> str:
    """Return a text as small words between single spaces, to compare it with another."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """Return the allowed word most like ``word``, or None when none is close."""
    from difflib import get_close_matches  # 3 ms that only a typo has to pay

    known = {entry.casefold(): entry for entry in allowed}
    close = get_close_matches(word.casefold(), known, n=1, cutoff=0.75)
    return known[close[0]] if close else None


def allowed_words(word: str, allowed: Sequence[str], *, guess: bool = True) -> str:
    """Say which words are allowed, the nearest to ``word`` first; of very many, the first."""
    if not allowed:
        return "None is defined."
    close = nearest(word, allowed) if guess else None
    start = f"Did you mean '{close}'? " if close else ""
    more = ", and more" if len(allowed) > MANY else ""
    return f"{start}Allowed: {', '.join(allowed[:MANY])}{more}."


def visible(text: str) -> str:
    """Return a text whose control and invisible characters are written out, not obeyed."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def brief(text: str) -> str:
    """Return a text in quotes, its start alone where it is long."""
    return f"'{text}'" if len(text) <= LONG else f"'{text[:LONG]}...'"
