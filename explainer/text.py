"""Text helpers: comparing, quoting and escaping text, and suggesting the nearest name."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

MANY: Final = 40  # names that a list of allowed ones shows
LONG: Final = 60  # characters that a quoted text shows


def plain(text: str) -> str:
    """Return a text as lower-case words between single spaces, for comparing it with another."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """Return the allowed word most like ``word``, or None when none is close."""
    from difflib import get_close_matches  # 3 ms that only a typo has to pay

    known = {entry.casefold(): entry for entry in allowed}
    close = get_close_matches(word.casefold(), known, n=1, cutoff=0.75)
    return known[close[0]] if close else None


def allowed_names(word: str, allowed: Sequence[str], *, guess: bool = True) -> str:
    """Return a sentence that lists what is allowed instead of ``word``, the nearest name first.

    Of more than ``MANY`` names it lists the first; ``guess`` turns the nearest name on.
    """
    if not allowed:
        return "None is defined."
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
