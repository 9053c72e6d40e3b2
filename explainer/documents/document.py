"""A document: the content that a reader sees, before a format decides how it looks."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

from explainer.drawing.outline import Box, Outline
from explainer.language import direction
from explainer.rules.model import Kind, Pattern, Statement, Style

Role = Literal[
    "first-help", "card", "legend", "help", "beside", "answers", "table", "body", "sources"
]
Flag = Literal["", "+", "*"]

CARD: Final[tuple[Role, ...]] = ("first-help", "card", "legend")
BODY: Final[tuple[Role, ...]] = ("beside", "answers", "table", "body")
FLAGS: Final[Mapping[Kind, Flag]] = {"guide": "", "reading": "*", "beyond": "+"}


class Citation(NamedTuple):
    """A cited statement, with its kind and its number in the document (0: none yet).

    ``url`` is its source's web address, if the statement is shown with a link to it.
    """

    number: int
    statement: Statement
    kind: Kind
    url: str = ""


class Link(NamedTuple):
    """An address on the same page, and the link's text if the line itself is not the link."""

    to: str
    text: str = ""


class Line(NamedTuple):
    """One sentence; without a citation, it is in the tool's own words.

    ``label`` names the kind of statement if it is not the guide's; ``flag`` is its short form,
    a mark. ``link`` is where the line leads, in a format that has more than one view.
    """

    text: str
    cite: Citation | None = None
    label: str = ""
    link: Link | None = None
    flag: Flag = ""

    @property
    def address(self) -> str:
        """Return the web address in the form that follows the text, or ""."""
        return f" ({self.cite.url})" if self.cite and self.cite.url else ""

    @property
    def aside(self) -> str:
        """Return the label in the form that follows the text, or ""."""
        return f" ({self.label})" if self.label else ""

    @property
    def mark(self) -> str:
        """Return the number in the form that follows the text, or ""."""
        return f" [{self.cite.number}]" if self.cite and self.cite.number else ""

    @property
    def whole(self) -> str:
        """Return the text, followed by its flag, web address, label and number."""
        return self.text + self.flag + self.address + self.aside + self.mark


class Passage(NamedTuple):
    """Lines that look alike: running text, a list, steps or a checklist.

    ``label`` is a heading on the same line as the first of them. ``tone`` is the key of the
    tier for help, and "main" for the main message of a card. On paper, ``mark`` has the numbers
    of the sources.
    """

    lines: tuple[Line, ...]
    look: Style = "text"
    label: str = ""
    tone: str = ""
    mark: str = ""

    @property
    def run(self) -> str:
        """Return the lines as running text, without the label."""
        return " ".join(line.whole for line in self.lines)


class Row(NamedTuple):
    """A row of a grid: its head, then one cell of lines for each column."""

    head: str
    cells: tuple[tuple[Line, ...], ...]


class Grid(NamedTuple):
    """A table. The first of ``columns`` is the heading of the row heads."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


class Way(NamedTuple):
    """Some answers to a question, and where they lead: to a step, or to an end (``to`` is 0)."""

    answers: str
    leads: Line
    to: int


class Step(NamedTuple):
    """A question, and the ways that lead on from it."""

    ask: str
    ways: tuple[Way, ...]


class Flow(NamedTuple):
    """How questions lead to one another: steps numbered from 1, in the order asked."""

    steps: tuple[Step, ...]


class Part(NamedTuple):
    """A numbered part of a picture: its region, its description, and its pattern in each view.

    The pattern is None in a view that does not draw the part.
    """

    region: str
    line: Line
    outline: Outline
    patterns: tuple[Pattern | None, ...]


class Picture(NamedTuple):
    """The same drawing in one or more views, side by side; ``views`` are their titles.

    Parts are drawn from the last to the first and numbered from 1. ``frame`` is the extent
    of the whole drawing. The lines of the parts are the picture's text alternative. Without a
    ``key``, the drawing only illustrates its section, and is left out of text formats.
    """

    views: tuple[str, ...]
    parts: tuple[Part, ...]
    frame: Box
    has_key: bool = True

    def outlines(self, view: int) -> list[Outline | None]:
        """Return the outline of each part, or None for a part that the view does not draw."""
        return [part.outline if part.patterns[view] else None for part in self.parts]


Block = Passage | Grid | Flow | Picture


class Section(NamedTuple):
    """A heading with its blocks; ``label`` applies to every statement in them.

    On paper, ``mark`` has the numbers of all the sources cited in them, such as [1, 4]. On the
    web page, ``group`` is a heading for it and those after it with the same one.

    ``role`` is the section's purpose in the document. A table is the answer itself, but is too
    large for a card, so even formats that show only the card also show the table. A picture
    belongs beside the card, and a reader's answers are short, so both are always open.
    """

    heading: str
    blocks: tuple[Block, ...]
    label: str = ""
    role: Role = "body"
    mark: str = ""
    group: str = ""

    @property
    def title(self) -> str:
        """The heading, followed by its label and its mark, or "" if there is no heading."""
        label = f" ({self.label})" if self.label else ""
        mark = f" {self.mark}" if self.mark else ""
        return self.heading + label + mark if self.heading else ""


class Document(NamedTuple):
    """Everything that a format shows; ``data`` is the same content for programs.

    ``sections`` contains every section, in the order in which all formats show them: first the
    card, which is the answer on one screen, if the document has one. ``more`` says how to see
    what is not on the card. ``review`` gives the edition and who reviewed it; ``reviewed`` is
    its short form, for the card. ``logo`` is a data URL. ``blanks`` are filled in by hand, and
    so are those in ``signature``, which is for a review of the printed sheet. A translation is
    longer, so a sheet in one has smaller print.
    """

    title: str
    disclaimer: str
    review: str
    lead: tuple[Line, ...]
    sections: tuple[Section, ...]
    data: Mapping[str, Any]
    language: str = "en"
    logo: str = ""
    blanks: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    reviewed: str = ""
    more: str = ""
    is_translation: bool = False

    @property
    def direction(self) -> str:
        """The direction that its language is written in: 'ltr' or 'rtl'."""
        return direction(self.language)

    @property
    def card(self) -> tuple[Section, ...]:
        """The answer on one screen: the most urgent help, the answer, and what its marks mean."""
        return tuple(s for s in self.sections if s.role in CARD)

    @property
    def details(self) -> tuple[Section, ...]:
        """Everything below the card."""
        return self.sections[len(self.card) :]

    @property
    def body(self) -> tuple[Section, ...]:
        """The document's own content below the card: everything but help and sources."""
        return tuple(s for s in self.sections if s.role in BODY)

    @property
    def tables(self) -> tuple[Section, ...]:
        """The tables, which are shown even with the card alone, with flags instead of numbers."""
        return tuple(with_lines(s, flagged) for s in self.sections if s.role == "table")

    @property
    def help(self) -> Section:
        """When to get help, in full; in the document about help, this is the card."""
        return next((s for s in self.sections if s.role == "help"), self.sections[0])

    @property
    def sources(self) -> Section:
        """The list of sources."""
        return self._with_role("sources")

    def _with_role(self, role: Role) -> Section:
        return next(section for section in self.sections if section.role == role)


def lines_of(section: Section) -> Iterator[Line]:
    """Yield every line of a section, in reading order."""
    for block in section.blocks:
        if isinstance(block, Passage):
            yield from block.lines
        elif isinstance(block, Grid):
            yield from (line for row in block.rows for cell in row.cells for line in cell)
        elif isinstance(block, Picture):
            yield from (part.line for part in block.parts)
        else:
            yield from (way.leads for step in block.steps for way in step.ways)


def flagged(line: Line) -> Line:
    """Return a line with a flag for the kind of its statement, instead of a label and a number."""
    flag = FLAGS[line.cite.kind] if line.cite else line.flag
    cite = line.cite
    if cite and cite.number:
        cite = cite._replace(number=0)
    return Line(line.text, cite, link=line.link, flag=flag)


def with_lines(section: Section, change: Callable[[Line], Line]) -> Section:
    """Apply ``change`` to every line of a section."""

    def changed(block: Block) -> Block:
        if isinstance(block, Passage):
            return block._replace(lines=tuple(map(change, block.lines)))
        if isinstance(block, Flow):
            return block  # its lines are in the tool's own words
        if isinstance(block, Picture):
            parts = (part._replace(line=change(part.line)) for part in block.parts)
            return block._replace(parts=tuple(parts))
        rows = (
            row._replace(cells=tuple(tuple(map(change, cell)) for cell in row.cells))
            for row in block.rows
        )
        return block._replace(rows=tuple(rows))

    return section._replace(blocks=tuple(map(changed, section.blocks)))


def citations(document: Document) -> Iterator[Citation]:
    """Yield one citation for each statement in a document, starting with its own content."""
    seen = set()
    answer = (section for section in document.sections if section.role == "card")
    for section in (*answer, *document.body, document.help):
        for line in lines_of(section):
            if line.cite and line.cite.statement.id not in seen:
                seen.add(line.cite.statement.id)
                yield line.cite


def notes(document: Document) -> Iterator[tuple[str, ...]]:
    """Yield the lines of each block that every format adds to the document's own content.

    These are the notices, when to get help, and the sources.
    """
    yield document.disclaimer, document.review
    for section in (document.help, document.sources):
        label = f" ({section.label})" if section.label else ""
        yield section.heading + label, *(f"- {line.whole}" for line in lines_of(section))
