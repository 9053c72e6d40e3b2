"""A bilingual sheet: a document, and the same one in another language, part by part.

It has two sides, and two languages take more room than one. So what is said first stays: the card,
when to get help in full, and as many other sections as there is room for.
"""

from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Final, NamedTuple

from explainer.documents.document import Document, Passage, Section
from explainer.documents.paper import SMALL, SOURCE, height, rows
from explainer.messages.catalogue import Messages

WIDE, NARROW = 56, 44  # characters across the column of each language
SMALLER: Final = 0.77  # the height of a row of the smaller language
ROOM: Final = 80.0  # rows on both sides, without the title and the blanks

Make = Callable[[int | None], tuple[Document, Document]]

_NOTHING: Final = Section("", ())


class Pair(NamedTuple):
    """A section in both languages."""

    main: Section
    beside: Section

    @property
    def rows(self) -> float:
        """The rows of body text that it takes on paper."""
        if self.main.role == "sources":
            blocks = (block for block in self.main.blocks if isinstance(block, Passage))
            return sum(rows(x.whole, SOURCE) for each in blocks for x in each.lines) * SMALL / 3
        return max(height(self.main, WIDE), SMALLER * height(self.beside, NARROW))


class Bilingual(NamedTuple):
    """A sheet in two languages. ``left_out`` tells in both what there was no room for."""

    main: Document
    beside: Document
    pairs: tuple[Pair, ...]
    left_out: tuple[str, str]


def bilingual(make: Make, texts: tuple[Messages, Messages]) -> Bilingual:
    """Return a sheet in two languages; ``texts`` are the messages in each of them.

    ``make`` returns it in each language, with at most so many sections below its card.
    """
    whole = make(None)
    count = sum(section.role in ("beside", "body") for section in whole[0].sections)
    for most in range(count, -1, -1):
        made = make(most)
        pairs = tuple(_pairs(*made))
        if sum(pair.rows for pair in pairs) <= ROOM:
            break
    shown = tuple(pair for pair in pairs if pair.main.role != "sources")
    said = [
        messages("handout.left-out", names="; ".join(names)) if names else ""
        for messages, names in zip(texts, map(_left_out, whole, made), strict=True)
    ]
    return Bilingual(*made, shown, (said[0], said[1]))


def _left_out(whole: Document, shown: Document) -> list[str]:
    """Return the headings of the sections that only the whole document has."""
    known = {section.heading for section in shown.sections}
    return [section.heading for section in whole.sections if section.heading not in known]


def _pairs(main: Document, beside: Document) -> Iterator[Pair]:
    """Yield the sections of both documents, which are the same ones in the same order."""
    for one, other in zip_longest(main.sections, beside.sections, fillvalue=_NOTHING):
        yield Pair(one, other)
