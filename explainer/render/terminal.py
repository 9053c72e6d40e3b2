"""The terminal face: the document as a Rich renderable, fitted to the width it is given."""

from collections.abc import Iterator
from typing import Final

from rich.box import HORIZONTALS
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.constrain import Constrain
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from explainer.document import Document, Grid, Line, Passage, Section

READABLE: Final = 88  # columns; longer lines of text are hard to read
NARROWEST: Final = 22  # columns a table column needs; below that a table is read out by rows
_MARKS: Final = {"list": "\u2022", "steps": "{}.", "checklist": "\u2610"}


def render(document: Document) -> RenderableType:
    """Return the document as a renderable; no text in it is taken for markup."""
    parts: list[RenderableType] = [
        Text(document.title, "bold"),
        Text(document.disclaimer, "italic"),
    ]
    if document.lead:
        parts += [Text(), *map(_text, document.lead)]
    for section in document.sections:
        parts += [Text(), _heading(section, "bold cyan"), *_blocks(section)]
    safety_net = Panel(
        Group(*_blocks(document.safety_net, indent=0)),
        title=_heading(document.safety_net, "bold red"),
        title_align="left",
        border_style="red",
    )
    parts += [Text(), safety_net, Text(document.footer)]
    return Group(
        *(part if isinstance(part, _Grid) else Constrain(part, READABLE) for part in parts)
    )


def _heading(section: Section, style: str) -> Text:
    label = f" ({section.label})" if section.label else ""
    return Text.assemble((section.heading, style), (label, "italic"))


def _text(line: Line) -> Text:
    return Text.assemble(line.text, (line.mark, "dim"), overflow="fold")


def _joined(lines: tuple[Line, ...], between: str) -> Text:
    return Text(between).join(map(_text, lines))


def _blocks(section: Section, indent: int = 2) -> Iterator[RenderableType]:
    for block in section.blocks:
        if isinstance(block, Grid):
            yield _Grid(block)
        elif block.look == "text":
            yield Padding(_joined(block.lines, " "), (0, 0, 0, indent))
        else:
            yield Padding(_list(block), (0, 0, 0, indent))


def _list(passage: Passage) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for number, line in enumerate(passage.lines, 1):
        table.add_row(_MARKS[passage.look].format(number), _text(line))
    return table


class _Grid:
    """A table where there is room for one; otherwise its rows, read out one by one."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if options.max_width < NARROWEST * len(self.grid.columns):
            yield from self._rows()
        else:
            yield Padding(self._table(), (0, 0, 0, 2))

    def _table(self) -> Table:
        table = Table(box=HORIZONTALS, show_lines=True, header_style="bold", border_style="dim")
        for column in self.grid.columns:
            table.add_column(Text(column), overflow="fold", ratio=1)
        for row in self.grid.rows:
            table.add_row(Text(row.head), *(_joined(cell, "\n") for cell in row.cells))
        return table

    def _rows(self) -> Iterator[RenderableType]:
        for row in self.grid.rows:
            yield Padding(Text(row.head, "bold"), (0, 0, 0, 2))
            for column, cell in zip(self.grid.columns[1:], row.cells, strict=True):
                said = Text.assemble((f"{column}: ", "bold"), _joined(cell, "\n"))
                yield Padding(said, (0, 0, 0, 4))
