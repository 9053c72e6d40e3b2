"""Paper: how much of each side of a printed sheet its parts take, to find out what does not fit.

The numbers are for body text of 11 points on Letter, the shorter of the two paper sizes. They
are a little too high on purpose: a browser's fonts and line breaks vary.
"""

from collections.abc import Iterator
from math import ceil
from typing import Final, Literal, NamedTuple

from explainer.documents.document import Document, Flow, Grid, Passage, Picture, Section
from explainer.text import cells

Side = Literal["front", "back"]

MOST_ROWS: Final[dict[Side, int]] = {"front": 55, "back": 52}  # of body text on a side
COLUMN: Final = 45  # characters of body text in one of the two columns of the back
WHOLE: Final = 95  # characters across the front
SOURCE: Final = 40  # characters of small type in one of three columns
SMALL: Final = 0.7  # the height of a row of small type
SMALLER: Final = 0.88  # what a translation takes in its print of 10.5 points, with closer lines
HEADING: Final = 1.7  # rows that a heading takes
DRAWING: Final = {True: 11.0, False: 6.5}  # rows of a drawing, by whether it has a key
FRAME: Final = 12  # rows of a sheet's title, notice and blanks


class Part(NamedTuple):
    """A part of a sheet: the side it is on, its heading, and the rows it takes there."""

    side: Side
    heading: str
    rows: float


def parts(document: Document) -> Iterator[Part]:
    """Yield the parts of a sheet that vary in length; those on the back stand in two columns."""
    for section in document.card:
        for block in section.blocks:
            if isinstance(block, Passage):
                text = f"{block.label} {block.run}"
                yield Part("front", block.label.rstrip(":") or document.title, rows(text, WHOLE))
    for section in document.details:
        if section.role == "sources":
            small = sum(rows(line, SOURCE) for line in _texts(section)) * SMALL / 3
            yield Part("front", section.heading, small)
        elif section.role == "beside":
            yield Part("front", section.heading, height(section, WHOLE))
        else:
            yield Part("back", section.heading, height(section, COLUMN) / 2)


def too_long(document: Document) -> Part | None:
    """Return the longest part of the first side that does not fit, or None if both fit."""
    found = list(parts(document))
    if document.is_translation:  # in smaller print
        found = [part._replace(rows=part.rows * SMALLER) for part in found]
    for side, most in MOST_ROWS.items():
        its = [part for part in found if part.side == side]
        frame = FRAME if side == "front" else HEADING
        if frame + sum(part.rows for part in its) > most:
            return max(its, key=lambda part: part.rows)
    return None


def height(section: Section, width: int) -> float:
    """Return the rows of a section in a column of ``width`` characters."""
    heading = HEADING if section.heading else 0
    return heading + sum(_block(block, width) for block in section.blocks)


def _block(block: Passage | Grid | Flow | Picture, width: int) -> float:
    match block:
        case Picture():
            return DRAWING[block.has_key]
        case Flow():
            return 0  # never on a sheet
        case Grid():
            texts = (line.whole for row in block.rows for cell in row.cells for line in cell)
            return sum(rows(text, width // 2) for text in texts) + len(block.rows)
        case Passage(look="text"):
            return rows(f"{block.label} {block.run}", width)
        case _:
            room = 1.3 if block.look == "checklist" else 0  # to write
            label = 1 if block.label else 0
            return label + sum(rows(line.whole, width) + room for line in block.lines)


def _texts(section: Section) -> Iterator[str]:
    blocks = (block for block in section.blocks if isinstance(block, Passage))
    yield from (line.whole for block in blocks for line in block.lines)


def rows(text: str, width: int) -> int:
    """Return how many rows of so many characters a text takes."""
    return ceil(cells(text) / width)
