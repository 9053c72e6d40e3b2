"""Guessers: ways to pick a choice without knowing the subject, and how often each is right.

If one is right more often than by chance, the wording of the items gives their answers away
(Haladyna, Downing and Rodriguez, "A Review of Multiple-Choice Item-Writing Guidelines", 2002).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from explainer.rules.model import Item
from explainer.text import plain

SHORT: Final = 3  # letters of words that are too common to count
Guesser = Callable[[str, str], float]  # rates a choice, given the question


def overlap(ask: str, choice: str) -> int:
    """Return how many longer words of the question are in a choice."""
    return len(content(ask) & content(choice))


@lru_cache(maxsize=2048)  # a question is compared with each choice, by each guesser
def content(text: str) -> frozenset[str]:
    """Return the longer words in a text."""
    return frozenset(word for word in plain(text).split() if len(word) > SHORT)


GUESSERS: Final[Mapping[str, Guesser]] = {
    "longest": lambda ask, choice: len(choice),
    "shortest": lambda ask, choice: -len(choice),
    "most-repeated": overlap,
    "fewest-repeated": lambda *texts: -overlap(*texts),
}


def chance(items: Iterable[Item]) -> float:
    """Return how often a blind guess is right, from 0 to 1."""
    return _mean([1 / len(item.choices) for item in items])


def success(guesser: Guesser, items: Iterable[Item]) -> float:
    """Return how often a guesser is right, from 0 to 1."""
    return _mean([odds(guesser, item) for item in items])


def odds(guesser: Guesser, item: Item) -> float:
    """Return how likely a guesser picks the right choice; among equals, it picks at random."""
    right, *others = [guesser(item.ask, choice.text) for choice in item.choices]
    best = max(right, *others)
    return 1 / (1 + others.count(best)) if right == best else 0.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
