"""A match: how much of a reader's words a target contains, and what that is worth.

The weights were found by measurement (docs/search.md).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

OTHERWISE: Final = 0.5  # what a word counts outside the best name
TIE: Final = 0.02  # more for each part of a name that says nothing but was typed too
RANKED: Final = 0.3  # more for the statements that the index finds most relevant
SAID: Final = 0.8  # in a statement, towards the share


class Query(NamedTuple):
    """A query's words that count: what each is worth, and the texts that contain it.

    ``total`` is what they would be worth if all were known; ``filler`` is what the other words
    count in each text; ``ranks`` is how relevant each text is. An answer has one of the words that
    are ``telling``, or a name that is in the query as a whole, such as "What is it?"; ``size``
    is the length of a text in words; those that say nothing count less.
    """

    worth: Mapping[str, float]
    texts: Mapping[str, Sequence[int]]
    total: float
    filler: Mapping[int, float]
    ranks: Mapping[int, float]
    taken: Mapping[str, str]
    telling: frozenset[str]
    size: Callable[[int], float]

    def value(self, words: Iterable[str]) -> float:
        """Return what some of the words are worth together."""
        return sum(self.worth[word] for word in words)


class Match:
    """The words of a query that a target contains: in its names, its owner and its statements."""

    def __init__(self) -> None:
        """Start without any."""
        self.names: dict[int, set[str]] = defaultdict(set)  # by text
        self.owner: set[str] = set()
        self.said: dict[tuple[int, str], set[str]] = defaultdict(set)  # by text and statement

    @property
    def named(self) -> set[str]:
        """The words in any of its names."""
        return set().union(*self.names.values())

    def best_said(self, query: Query) -> tuple[float, set[str]]:
        """Return what a word counts in the best statement, and the words in it."""
        found = (
            (OTHERWISE * (1 + RANKED * query.ranks.get(text, 0)), words)
            for (text, _), words in self.said.items()
        )
        return max(found, key=lambda each: each[0] * query.value(each[1]), default=(0.0, set()))

    def score(self, query: Query) -> float:
        """Return how well the target answers a query, from 0 to little more than 1."""
        counts, words = self.best_said(query)
        base = dict.fromkeys(self.owner | self.named, OTHERWISE) | dict.fromkeys(words, counts)
        value = sum(base[word] * query.worth[word] for word in base)
        best = value
        for text, words in self.names.items():
            filler = query.filler.get(text, 0)
            name = (1 + self.covered(text, query)) / 2 + TIE * filler
            more = sum(max(0, name - base[word]) * query.worth[word] for word in words)
            best = max(best, value + more)
        return best / query.total

    def covered(self, text: int, query: Query) -> float:
        """Return the part of a name that a query contains."""
        said = len(self.names[text]) + query.filler.get(text, 0)
        return min(1, round(said / query.size(text), 6))  # the parts are not exact in binary

    def has(self, words: Collection[str]) -> bool:
        """Check whether it contains one of some words."""
        found = chain(self.names.values(), self.said.values())
        return any(word in words for each in found for word in each)

    def is_whole(self, query: Query) -> bool:
        """Check whether a query contains one of the names as a whole."""
        return any(self.covered(text, query) >= 1 for text in self.names)

    def share(self, query: Query) -> float:
        """Return the share of a query that the target contains; its owner alone is not enough.

        A word in a name counts for less if the query does not contain all of the name.
        """
        counts = dict.fromkeys(self.best_said(query)[1], SAID)
        for text, words in self.names.items():
            part = (1 + self.covered(text, query)) / 2
            counts |= {word: max(part, counts.get(word, 0)) for word in words}
        if counts:
            counts |= dict.fromkeys(self.owner, 1.0)
        value = sum(query.worth[word] * part for word, part in counts.items())
        return value / query.total
