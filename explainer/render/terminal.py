"""The terminal renderer: the document as a Rich renderable that fits the console's width."""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from rich.box import HORIZONTALS
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from explainer.documents.document import Document, Flow, Grid, Line, Passage, Picture, Section
from explainer.documents.layout import Look, Row, layout
from explainer.render.braille import draw, swatch
from explainer.rules.model import Pattern
from explainer.text import READABLE, cells, padded, spans

NARROWEST: Final = 22  # columns per table column; if there are fewer, rows are listed
MARGINS: Final = 4  # columns per table column that hold no text
ROOMY: Final = 28  # columns of a drawing if there is room
SMALLEST: Final = 13  # the fewest columns for a drawing
CLEAR: Final = 20  # the fewest columns for each of several drawings in a row
_LOOKS: Final[Mapping[Look, str]] = {
    "title": "bold",
    "notice": "italic",
    "help": "red",
    "main": "bold",
    "text": "",
    "legend": "dim",
}
_BAR: Final = "\u2502 "  # beside when to get help
_ARROW: Final = "  \u2192  "
_COLOURS: Final[Mapping[Pattern | None, str]] = {
    "empty": "dim",
    "specks": "magenta",
    "dots": "cyan",
    "lines": "dim",
    "bars": "green",
    "stripes": "bright_blue",
    "grid": "red",
    "solid": "yellow",
}
_MARKS: Final = {"text": "", "list": "\u2022 ", "steps": "{}. ", "checklist": "\u2610 "}


def render(document: Document, *, brief: bool = False) -> RenderableType:
    """Return the document as a renderable; its text is never parsed as markup.

    If ``brief``, return only its card and any table that belongs to it.
    """
    if brief and document.card:
        return _Card(document)
    parts: list[RenderableType] = [
        _Paragraph(_styled(document.title, "bold")),
        Text(),
        _Paragraph(_styled(document.disclaimer, "italic")),
        _Paragraph(_styled(document.review, "dim")),
    ]
    for section in document.card:
        parts += [Text(), *_section(section)]
    if document.lead:
        parts += [Text(), *(_Paragraph(_line(line)) for line in document.lead)]
    for section in document.details:
        parts += [Text(), *(_help(section) if section.role == "help" else _section(section))]
    return Group(*parts)


def render_text(document: Document, width: int, *, brief: bool = False) -> str:
    """Return the document as it looks on a terminal of ``width`` columns, without color."""
    page = io.StringIO()
    console = Console(file=page, width=width, height=1, force_terminal=False, color_system=None)
    console.print(render(document, brief=brief), crop=False)
    return page.getvalue()


class _Card:
    """A document's card: the rows that every text format shows, in color."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = min(options.max_width, READABLE)
        head, answer, foot = layout(self.document, width)
        yield from map(_row, (*head, *answer))
        for table in self.document.tables:
            yield from (Text(), *_section(table))
        yield from map(_row, foot)
        if self.document.more:
            yield Text()
            for line in self.document.more.split("\n"):
                indent = "  " if line.startswith(" ") else ""
                yield _Paragraph(_styled(line.strip(), "dim"), indent, under=indent)


def _row(row: Row) -> Text:
    style = _LOOKS[row.look]
    label, text = row.text[: row.label], row.text[row.label :]
    parts = (label, f"bold {style}"), (text, style if row.look != "help" else "")
    return Text.assemble(*parts, no_wrap=True, overflow="ignore")  # it is wrapped already


def _section(section: Section) -> Iterator[RenderableType]:
    if section.heading:
        yield _Paragraph(_heading(section, "bold cyan"))
    yield from _blocks(section, "  ")


def _help(section: Section) -> Iterator[RenderableType]:
    yield _Paragraph(_heading(section, "bold red"), _BAR)
    yield from _blocks(section, _BAR)


class _Paragraph:
    """Text with a hanging indent; not nested, because Rich's nesting takes twice as long."""

    def __init__(self, text: Text, indent: str = "", mark: str = "", under: str = "") -> None:
        self.text, self.first = text, indent + mark
        self.then = indent + (under or " " * len(mark))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width, text = min(options.max_width, READABLE), self.text
        for start, end in spans(text.plain, width, cells(self.first), cells(self.then)):
            yield Segment(self.then if start else self.first)
            yield from text[start:end].render(console, end="\n")


def _styled(text: str, style: str) -> Text:
    return Text.assemble((text, style))  # wrapping would lose a style set on the whole Text


def _heading(section: Section, style: str) -> Text:
    label = f" ({section.label})" if section.label else ""
    return Text.assemble((section.heading, style), (label, "italic"))


def _line(line: Line) -> Text:
    aside = (line.aside, "italic")
    return Text.assemble(line.text, line.flag, line.address, aside, (line.mark, "dim"))


def _cell(lines: tuple[Line, ...]) -> Text:
    return Text("\n").join(map(_line, lines))


def _blocks(section: Section, indent: str) -> Iterator[RenderableType]:
    for block in section.blocks:
        if isinstance(block, Grid):
            yield _Grid(block)
            continue
        if isinstance(block, Picture):
            yield _Picture(block, indent)
            continue
        if isinstance(block, Flow):
            yield _Paragraph(Text(f"1. {block.steps[0].ask}"), indent)
            yield from _tree(block, 1, indent, set())
            continue
        yield from _passage(block, indent)


def _passage(passage: Passage, indent: str) -> Iterator[RenderableType]:
    label = _styled(passage.label, "bold")
    if passage.label and passage.look == "text":
        text = Text(" ").join([label, *map(_line, passage.lines)])
        yield _Paragraph(text, indent, under="  ")
        return
    if passage.label:
        yield _Paragraph(label, indent)
    for number, line in enumerate(passage.lines, 1):
        yield _Paragraph(_line(line), indent, _MARKS[passage.look].format(number))


def _tree(flow: Flow, number: int, above: str, drawn: set[int]) -> Iterator[RenderableType]:
    """Draw everything that follows a step; refer by name to steps that are already drawn."""
    drawn.add(number)
    ways = flow.steps[number - 1].ways
    for i, way in enumerate(ways, 1):
        fork, down = ("\u2514 ", "  ") if i == len(ways) else ("\u251c ", "\u2502 ")
        follow = way.to and way.to not in drawn
        leads = Text(f"{way.to}. {flow.steps[way.to - 1].ask}") if follow else _line(way.leads)
        yield _Paragraph(_styled(f"{way.answers}:", "bold"), above, fork, down)
        yield _Paragraph(leads, above + down)
        if follow:
            yield from _tree(flow, way.to, above + down, drawn)


class _Picture:
    """Drawings side by side, or stacked in a narrow terminal, followed by their parts."""

    def __init__(self, picture: Picture, indent: str) -> None:
        self.picture, self.indent = picture, indent

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if not options.ascii_only:
            yield from self._drawings(min(options.max_width, READABLE) - len(self.indent))
        for number, part in enumerate(self.picture.parts, 1):
            samples = "".join(f"{swatch(pattern)} " for pattern in part.patterns)
            mark = f"{number}. " if options.ascii_only else f"{number} {samples}"
            yield _Paragraph(_line(part.line), self.indent, mark, "  ")

    def _drawings(self, width: int) -> Iterator[RenderableType]:
        """Yield the drawings: side by side if they fit, otherwise stacked."""
        views = range(len(self.picture.views))
        beside = (width - len(_ARROW) * (len(views) - 1)) // len(views)
        if beside >= (CLEAR if len(views) > 1 else SMALLEST):
            yield self._beside(views, min(beside, ROOMY))
        elif width >= SMALLEST:
            yield from (self._beside([view], min(width, ROOMY)) for view in views)

    def _beside(self, views: Sequence[int], columns: int) -> Text:
        """Return the given views side by side, with arrows between them."""
        drawn = [draw(self.picture, view, columns) for view in views]
        titles = [_centered(self.picture.views[view], columns) for view in views]
        text = Text()
        if any(title.strip() for title in titles):
            text.append(self.indent + (" " * len(_ARROW)).join(titles).rstrip() + "\n", "bold")
        for number, rows in enumerate(zip(*drawn, strict=True)):
            between = _ARROW if number == len(drawn[0]) // 2 else " " * len(_ARROW)
            for view, row in enumerate(rows):
                text.append(between if view else self.indent)
                for character, pattern in row:
                    text.append(character, "bold" if character.isdigit() else _COLOURS.get(pattern))
            text.append("\n")
        return text


def _centered(text: str, columns: int) -> str:
    before = max(0, columns - cells(text)) // 2
    return padded(" " * before + text, columns)


class _Grid:
    """A table if there is room for one; otherwise its rows, one by one."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if options.max_width < self._narrowest() * len(self.grid.columns):
            yield from self._rows()
        else:
            yield Padding(self._table(), (0, 0, 0, 1))

    def _narrowest(self) -> int:
        """Return the fewest columns for one of the table: a web address is never cut."""
        lines = (line for row in self.grid.rows for cell in row.cells for line in cell)
        return max((NARROWEST, *(len(line.address) + MARGINS for line in lines)))

    def _table(self) -> Table:
        ruled = any(len(cell) > 1 for row in self.grid.rows for cell in row.cells)
        table = Table(box=HORIZONTALS, show_lines=ruled, header_style="bold", border_style="dim")
        for column in self.grid.columns:
            table.add_column(Text(column), overflow="fold", ratio=1)
        for row in self.grid.rows:
            table.add_row(Text(row.head), *map(_cell, row.cells))
        return table

    def _rows(self) -> Iterator[RenderableType]:
        for row in self.grid.rows:
            yield _Paragraph(_styled(row.head, "bold"), "  ")
            for column, cell in zip(self.grid.columns[1:], row.cells, strict=True):
                if len(cell) == 1:
                    yield _Paragraph(Text.assemble(f"{column}: ", _line(cell[0])), "    ")
                    continue
                yield _Paragraph(Text(f"{column}:"), "    ")
                yield from (_Paragraph(_line(line), "      ") for line in cell)
