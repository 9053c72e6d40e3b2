"""Text helpers: comparing, quoting and escaping text, and suggesting the nearest name."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

MANY: Final = 40  # most names that a list of allowed names shows
LONG: Final = 60  # most characters that a quoted text shows


def plain(text: str) -> str:
    """Return a text as lowercase words with single spaces between them, for comparisons."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """Return the allowed word most similar to ``word``, or None if none is close."""
    from difflib import get_close_matches  # imported late: it takes 3 ms, and only typos need it

    known = {entry.casefold(): entry for entry in allowed}
    close = get_close_matches(word.casefold(), known, n=1, cutoff=0.75)
    return known[close[0]] if close else None


def allowed_names(word: str, allowed: Sequence[str], *, guess: bool = True) -> str:
    """Return a sentence that suggests the name nearest to ``word`` and lists the allowed ones.

    It lists the first ``MANY`` names. Without ``guess``, it suggests nothing.
    """
    if not allowed:
        return "None are defined."
    close = nearest(word, allowed) if guess else None
    start = f"Did you mean '{close}'? " if close else ""
    more = ", and more" if len(allowed) > MANY else ""
    return f"{start}Allowed: {', '.join(allowed[:MANY])}{more}."


def visible(text: str) -> str:
    """Return a text with its control and invisible characters escaped."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def brief(text: str) -> str:
    """Return a text in quotes, cut after ``LONG`` characters."""
    return f"'{text}'" if len(text) <= LONG else f"'{text[:LONG]}...'"
