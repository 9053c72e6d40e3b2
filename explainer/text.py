"""Helpers that compare, quote and escape text, and suggest the most similar name."""

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Final

MANY: Final = 40  # the most names to show in a list of allowed names
LONG: Final = 60  # the most characters to show of a quoted string


def plain(text: str) -> str:
    """Convert text to lowercase words separated by single spaces, for comparisons."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def is_one_typo(typed: str, word: str) -> bool:
    """Check whether one letter is missing, added or wrong, or two neighbors are swapped."""
    if abs(len(typed) - len(word)) > 1:
        return False
    start = _shared(typed, word)
    end = _shared(typed[start:][::-1], word[start:][::-1])
    left, right = typed[start : len(typed) - end], word[start : len(word) - end]
    return max(len(left), len(right)) <= 1 or (len(left) == 2 and left == right[::-1])


def _shared(text: str, other: str) -> int:
    """Return how many characters two texts have in common at their starts."""
    pairs = zip(text, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """Return the allowed word most similar to ``word``, or None if no word is close."""
    from difflib import get_close_matches  # imported late: it takes 3 ms, and only typos need it

    known = {entry.casefold(): entry for entry in allowed}
    close = get_close_matches(word.casefold(), known, n=1, cutoff=0.75)
    return known[close[0]] if close else None


def allowed_names(word: str, allowed: Sequence[str], *, guess: bool = True) -> str:
    """Return a message that suggests the name closest to ``word`` and lists the allowed names.

    Only the first ``MANY`` names are listed. If ``guess`` is false, no name is suggested.
    """
    if not allowed:
        return "None are defined."
    close = nearest(word, allowed) if guess else None
    start = f"Did you mean '{close}'? " if close else ""
    more = ", and more" if len(allowed) > MANY else ""
    return f"{start}Allowed: {', '.join(allowed[:MANY])}{more}."


def visible(text: str) -> str:
    """Escape the control characters and invisible characters in a string."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def brief(text: str) -> str:
    """Return the text in quotes, truncated after ``LONG`` characters."""
    return f"'{text}'" if len(text) <= LONG else f"'{text[:LONG]}...'"
