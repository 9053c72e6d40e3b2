"""A layout: a card as rows of text, which the text renderers show and ``check`` counts."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final, Literal, NamedTuple

from explainer.documents.document import Document, Passage, Section
from explainer.rules.model import Style

Look = Literal["title", "notice", "help", "text", "legend"]

WIDE: Final = 80  # columns
MOST_ROWS: Final = 20  # of a card at WIDE columns or more
MOST_NARROW_ROWS: Final = 40  # of a card at fewer columns
MOST_WORDS: Final = 195  # of a card, including its title and notice
MARKS: Final[dict[Style, str]] = {
    "text": "",
    "list": "- ",
    "steps": "{}. ",
    "checklist": "[ ] ",
}


class Row(NamedTuple):
    """A row of text; its first ``label`` characters are a label. An empty row has no text."""

    text: str
    look: Look = "text"
    label: int = 0


class Layout(NamedTuple):
    """The rows of a card: title, notice and help; then the answer; then what its marks mean."""

    head: tuple[Row, ...]
    answer: tuple[Row, ...]
    foot: tuple[Row, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, from top to bottom."""
        return (*self.head, *self.answer, *self.foot)


class Size(NamedTuple):
    """The size of a card: its rows at ``WIDE`` columns and at half of that, and its words."""

    rows: int
    narrow_rows: int
    words: int

    @property
    def fits(self) -> bool:
        """Whether the card is within all limits."""
        few = self.rows <= MOST_ROWS and self.narrow_rows <= MOST_NARROW_ROWS
        return few and self.words <= MOST_WORDS


def layout(document: Document, width: int) -> Layout:
    """Return a document's card, wrapped to ``width`` columns; long words stay whole."""
    notice = f"{document.disclaimer} {document.reviewed}".strip()
    return card_layout(document.title, notice, document.card, width)


def card_layout(title: str, notice: str, card: Sequence[Section], width: int) -> Layout:
    """Return a card's rows, with empty rows between its passages if they all fit on a screen."""
    passages = {
        role: [tuple(_rows(p, look, width)) for s in card if s.role == role for p in _passages(s)]
        for role, look in _LOOKS.items()
    }
    top = (*_wrapped(title, "title", width), *_wrapped(notice, "notice", width))
    head = (*top, *chain.from_iterable(passages["first-help"]))
    foot = tuple(chain.from_iterable(passages["legend"]))
    answer = passages["card"]
    empty = (Row(""),)
    airy = tuple(chain.from_iterable((*empty, *rows) for rows in answer))
    most = MOST_ROWS if width >= WIDE else MOST_NARROW_ROWS
    if len(head) + len(airy) + len(foot) > most:
        return Layout(head, (*empty, *chain.from_iterable(answer)), foot)
    return Layout(head, airy, foot)


def size(title: str, notice: str, card: Sequence[Section]) -> Size:
    """Return the size of a card."""
    wide, narrow = (card_layout(title, notice, card, width).rows for width in (WIDE, WIDE // 2))
    return Size(len(wide), len(narrow), len(" ".join(row.text for row in wide).split()))


_LOOKS: Final[dict[str, Look]] = {"first-help": "help", "card": "text", "legend": "legend"}


def _passages(section: Section) -> Iterator[Passage]:
    return (block for block in section.blocks if isinstance(block, Passage))


def _rows(passage: Passage, look: Look, width: int) -> Iterator[Row]:
    """Yield the rows of a passage: text after its label, or the label and then each line."""
    label = f"{passage.label} " if passage.label else ""
    if passage.look == "text":
        text = label + " ".join(line.whole for line in passage.lines)
        first, *others = _wrapped(text, look, width, under="  " if label else "")
        yield first._replace(label=min(len(label), len(first.text)))
        yield from others
        return
    if label:
        yield from (row._replace(label=len(row.text)) for row in _wrapped(label, look, width))
    for number, line in enumerate(passage.lines, 1):
        mark = "  " + MARKS[passage.look].format(number)
        yield from _wrapped(line.whole, look, width, mark, " " * len(mark))


def _wrapped(text: str, look: Look, width: int, first: str = "", under: str = "") -> list[Row]:
    """Wrap text as ``textwrap`` does, in a fraction of the time: every run measures all cards."""
    rows = list[Row]()
    rest, lead = " ".join(text.split()), first
    while len(lead) + len(rest) > width:
        end = rest.rfind(" ", 0, max(0, width - len(lead)) + 1)
        if end < 0:  # a long word stays whole
            end = rest.find(" ")
        if end < 0:
            break
        rows.append(Row(lead + rest[:end], look))
        rest, lead = rest[end + 1 :], under
    return [*rows, Row(lead + rest, look)]
