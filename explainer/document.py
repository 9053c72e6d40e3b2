"""A document: what a reader is told, before any face decides how it looks."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from explainer.model import Kind, Pattern, Statement
from explainer.outline import Box, Outline

Look = Literal["text", "list", "steps", "checklist"]


class Citation(NamedTuple):
    """A statement as it is cited: its kind, and its number in the document (0: none yet)."""

    number: int
    statement: Statement
    kind: Kind


class Link(NamedTuple):
    """An address on the same page, and the words to go there by, where the line is not itself."""

    to: str
    text: str = ""


class Line(NamedTuple):
    """One printed sentence. Without a citation it is the tool's own.

    ``label`` says what kind of statement it is where that is not the guide's; ``link``
    where it leads, on a face that has more than one place.
    """

    text: str
    cite: Citation | None = None
    label: str = ""
    link: Link | None = None

    @property
    def aside(self) -> str:
        """Return the label as it follows the text, or nothing."""
        return f" ({self.label})" if self.label else ""

    @property
    def mark(self) -> str:
        """Return the number as it follows the text, or nothing."""
        return f" [{self.cite.number}]" if self.cite and self.cite.number else ""

    @property
    def whole(self) -> str:
        """Return the text with all that follows it."""
        return self.text + self.aside + self.mark


class Passage(NamedTuple):
    """Lines that look alike: running text, a list, steps or a checklist."""

    lines: tuple[Line, ...]
    look: Look = "text"


class Row(NamedTuple):
    """A row of a grid: its head, then one cell of lines a column."""

    head: str
    cells: tuple[tuple[Line, ...], ...]


class Grid(NamedTuple):
    """A table. The first of ``columns`` stands over the row heads."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


class Way(NamedTuple):
    """Some answers to a question, and where they lead: on to a step, or (0) to an end."""

    answers: str
    leads: Line
    to: int


class Step(NamedTuple):
    """A question, and the ways on from it."""

    ask: str
    ways: tuple[Way, ...]


class Flow(NamedTuple):
    """How questions lead on to one another: steps counted from 1, in the order asked."""

    steps: tuple[Step, ...]


class Part(NamedTuple):
    """A numbered part of a picture: its region, what is said of it, its pattern in each view.

    None stands where a view does not draw it.
    """

    region: str
    line: Line
    outline: Outline
    patterns: tuple[Pattern | None, ...]


class Picture(NamedTuple):
    """The same drawing in one view or more, side by side; ``views`` are their titles.

    Parts are drawn from the last to the first. ``frame`` is what the whole drawing takes
    up. What is said of the parts is the text that stands for the picture; they are
    numbered from 1.
    """

    views: tuple[str, ...]
    parts: tuple[Part, ...]
    frame: Box

    def outlines(self, view: int) -> list[Outline | None]:
        """Return the outlines that a view draws; None stands for a part that it does not."""
        return [part.outline if part.patterns[view] else None for part in self.parts]


Block = Passage | Grid | Flow | Picture


class Section(NamedTuple):
    """A heading and what stands under it; ``label`` holds for every statement below."""

    heading: str
    blocks: tuple[Block, ...]
    label: str = ""


class Document(NamedTuple):
    """Everything a face shows, in this order; ``data`` is the same for programs.

    ``review`` says which edition it is and who has checked it; ``logo`` is the data
    address of an image of who hands it out. ``blanks`` are to be filled in by hand.
    """

    title: str
    disclaimer: str
    review: str
    lead: tuple[Line, ...]
    sections: tuple[Section, ...]
    safety_net: Section
    data: Mapping[str, Any]
    language: str = "en"
    logo: str = ""
    blanks: tuple[str, ...] = ()


def lines_of(section: Section) -> Iterator[Line]:
    """Yield every line under a heading, in reading order."""
    for block in section.blocks:
        if isinstance(block, Passage):
            yield from block.lines
        elif isinstance(block, Grid):
            yield from (line for row in block.rows for cell in row.cells for line in cell)
        elif isinstance(block, Picture):
            yield from (part.line for part in block.parts)
        else:
            yield from (way.leads for step in block.steps for way in step.ways)


def with_lines(section: Section, change: Callable[[Line], Line]) -> Section:
    """Return a section with every line changed."""

    def changed(block: Block) -> Block:
        if isinstance(block, Passage):
            return block._replace(lines=tuple(map(change, block.lines)))
        if isinstance(block, Flow):
            return block  # its lines are the tool's own
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
    """Yield each statement of a document once, in reading order."""
    seen = set()
    for section in (*document.sections, document.safety_net):
        for line in lines_of(section):
            if line.cite and line.cite.statement.id not in seen:
                seen.add(line.cite.statement.id)
                yield line.cite


def notes(document: Document) -> Iterator[tuple[str, ...]]:
    """Yield what stands on every face beside its matter, block by block, as lines.

    The notices, when to get help, and (last of the sections) the sources.
    """
    yield document.disclaimer, document.review
    for section in (document.safety_net, document.sections[-1]):
        label = f" ({section.label})" if section.label else ""
        yield section.heading + label, *(f"- {line.whole}" for line in lines_of(section))
