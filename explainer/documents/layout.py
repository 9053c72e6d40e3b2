"""A layout: a card as rows of text, which the text renderers show and ``check`` counts."""

from collections.abc import Sequence
from itertools import chain
from typing import Final, Literal, NamedTuple

from explainer.documents.document import Document, Passage, Section
from explainer.rules.model import Style
from explainer.text import cells, spans, squeezed

Look = Literal["title", "notice", "help", "main", "text", "legend"]

WIDE: Final = 80  # columns
MOST_ROWS: Final = 20  # of a card at WIDE columns or more
MOST_NARROW_ROWS: Final = 40  # of a card at fewer columns
MOST_WORDS: Final = 195  # of a card, including its title and notice
SIGNS: Final = frozenset("-[]")  # bullets and boxes are not words
BULLET: Final = "- "  # before each labelled passage of an answer but the main one
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

    def within(self, most: "Size") -> bool:
        """Check whether no part of it is larger."""
        return all(own <= limit for own, limit in zip(self, most, strict=True))


def most_of(*, is_translation: bool) -> Size:
    """Return the size that a written card may have; a translation takes a little more room."""
    if is_translation:
        return Size(MOST_ROWS + 2, MOST_NARROW_ROWS + 2, round(MOST_WORDS * 1.15))
    return Size(MOST_ROWS, MOST_NARROW_ROWS, MOST_WORDS)


class _Paragraph(NamedTuple):
    """Text that is wrapped as a whole, and how its first and its other rows start."""

    text: str
    look: Look
    label: int = 0
    first: str = ""
    under: str = ""


_Passages = Sequence[Sequence[_Paragraph]]


def layout(document: Document, width: int) -> Layout:
    """Return a document's card, wrapped to ``width`` columns; long words stay whole."""
    notice = f"{document.disclaimer} {document.reviewed}".strip()
    return card_layout(document.title, notice, document.card, width)


def card_layout(title: str, notice: str, card: Sequence[Section], width: int) -> Layout:
    """Return a card's rows, with empty rows between its passages if they all fit on a screen."""
    return _wrapped_card(*_card(title, notice, card), width)


def size(title: str, notice: str, card: Sequence[Section]) -> Size:
    """Return the size of a card."""
    parts = _card(title, notice, card)
    wide, narrow = (_wrapped_card(*parts, width).rows for width in (WIDE, WIDE // 2))
    words = " ".join(row.text for row in wide).split()
    return Size(len(wide), len(narrow), sum(word not in SIGNS for word in words))


def _card(
    title: str, notice: str, card: Sequence[Section]
) -> tuple[_Passages, _Passages, _Passages]:
    """Return the passages of a card's head, answer and foot, for any width."""
    top = [_Paragraph(title, "title")], [_Paragraph(notice, "notice")]
    by_look: dict[Look, list[list[_Paragraph]]] = {"help": [], "text": [], "legend": []}
    for section in card:
        look = _LOOKS[section.role]
        by_look[look] += [_paragraphs(b, look) for b in section.blocks if isinstance(b, Passage)]
    return (*top, *by_look["help"]), by_look["text"], by_look["legend"]


_LOOKS: Final[dict[str, Look]] = {"first-help": "help", "card": "text", "legend": "legend"}


def _paragraphs(passage: Passage, look: Look) -> list[_Paragraph]:
    """Return a passage: text that follows its label, or the label and then line by line."""
    label = f"{passage.label} " if passage.label else ""
    if label and passage.look == "checklist":  # in one row, to save space
        boxes = (MARKS["checklist"] + line.whole for line in passage.lines)
        text = label + " ".join(boxes)
        return [_Paragraph(text, look, len(label), BULLET, "  ")]
    if passage.look == "text":
        if passage.tone == "main":
            return [_Paragraph(label + passage.run, "main", len(label))]
        first = BULLET if label and look == "text" else ""
        return [_Paragraph(label + passage.run, look, len(label), first, "  " if label else "")]
    found = [_Paragraph(label, look, len(label))] if label else []
    for number, line in enumerate(passage.lines, 1):
        mark = "  " + MARKS[passage.look].format(number)
        found.append(_Paragraph(line.whole, look, 0, mark, " " * len(mark)))
    return found


def _wrapped_card(head: _Passages, answer: _Passages, foot: _Passages, width: int) -> Layout:
    top, bottom = (
        tuple(
            row for passage in part for paragraph in passage for row in _wrapped(paragraph, width)
        )
        for part in (head, foot)
    )
    passages = [[row for paragraph in p for row in _wrapped(paragraph, width)] for p in answer]
    rows = sum(map(len, passages))
    most = MOST_ROWS if width >= WIDE else MOST_NARROW_ROWS
    empty = Row("")
    if len(top) + rows + len(passages) + len(bottom) > most:
        return Layout(top, (empty, *chain.from_iterable(passages)), bottom)
    return Layout(top, tuple(row for p in passages for row in (empty, *p)), bottom)


def _wrapped(paragraph: _Paragraph, width: int) -> list[Row]:
    """Wrap a paragraph; a label that is cut goes on in the next row."""
    text, look, label, lead, under = paragraph
    whole = squeezed(text)
    rows = []
    for start, end in spans(whole, width, cells(lead), cells(under)):
        before = under if start else lead
        marked = min(label, end) - start
        rows.append(Row(before + whole[start:end], look, len(before) + marked if marked > 0 else 0))
    return rows
