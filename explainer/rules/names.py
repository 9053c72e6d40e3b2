"""Names: which are valid ids, and which name an author may have meant."""

import re
from collections.abc import Iterable, Sequence
from typing import Final
from unicodedata import normalize

from explainer.text import brief, folded, is_one_typo

FEW: Final = 12  # the most names to list
MOST: Final = 3  # the most names to suggest

_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def is_id(name: str) -> bool:
    """Check whether a name consists of lowercase letters, digits and single hyphens."""
    return _ID.fullmatch(name) is not None


def as_id(name: str) -> str:
    """Return the valid id that is most like a name; it may be empty."""
    plain = normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return "-".join(re.findall("[a-z0-9]+", plain))


def similar(word: str, allowed: Sequence[str]) -> list[str]:
    """Return the names that are one typo away from a word, or else those spelled most like it."""
    from difflib import get_close_matches  # imported late: it takes 3 ms, and only typos need it

    known, typed = {folded(name): name for name in allowed}, folded(word)
    close = [name for name in known if len(typed) > 2 and is_one_typo(typed, name)]
    close = close or get_close_matches(typed, known, n=MOST, cutoff=0.75)
    return [known[name] for name in close[:MOST]]


def did_you_mean(names: Sequence[str], why: str = "") -> str:
    """Ask whether the author meant one of some names."""
    return f"Did you mean {listed(map(brief, names), 'or')}{why}?"


def listed(words: Iterable[str], last: str) -> str:
    """List some words, with a conjunction before the last one."""
    *others, end = words
    return f"{', '.join(others)} {last} {end}" if others else end


def allowed_names(allowed: Sequence[str], many: str) -> str:
    """Return a message that lists the allowed names, or ``many`` if there are too many to list."""
    if not allowed:
        return "None are defined."
    return f"Allowed: {', '.join(allowed)}." if len(allowed) <= FEW else many
