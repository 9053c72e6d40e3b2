"""The text renderer: plain lines for a pipe, an e-mail or a screen reader. ASCII marks only."""

from collections.abc import Iterator

from explainer.documents.document import Document, Flow, Grid, Passage, Picture, Section
from explainer.documents.layout import MARKS, layout
from explainer.text import wrap


def render(document: Document, width: int = 80, *, brief: bool = False) -> str:
    """Return the document as text, wrapped to ``width`` columns; long words stay whole.

    If ``brief``, return only its card and any table that belongs to it.
    """
    lines = _brief(document, width) if brief and document.card else _whole(document, width)
    return "\n".join(lines) + "\n"


def _brief(document: Document, width: int) -> Iterator[str]:
    head, answer, foot = layout(document, width)
    yield from (row.text for row in (*head, *answer))
    for table in document.tables:
        yield from ["", *section_lines(table, width)]
    yield from (row.text for row in foot)
    if document.more:
        yield ""
        for line in document.more.split("\n"):
            yield from _wrap(line, width, "", "    " if line.startswith(" ") else "")


def _whole(document: Document, width: int) -> Iterator[str]:
    yield from _wrap(document.title, width)
    yield from ["", *_wrap(document.disclaimer, width), *_wrap(document.review, width)]
    for section in document.card:
        yield from ["", *section_lines(section, width)]
    if document.lead:
        yield ""
    for line in document.lead:
        yield from _wrap(line.whole, width)
    for section in document.details:
        yield from ["", *section_lines(section, width)]


def section_lines(section: Section, width: int) -> Iterator[str]:
    """Yield a section's lines: the heading, then its blocks, indented."""
    if section.heading:
        yield from _wrap(section.title, width)
    for block in section.blocks:
        if isinstance(block, Passage):
            yield from _passage(block, width)
        elif isinstance(block, Picture):  # described in words
            if not block.has_key:
                continue
            yield from _passage(Passage(tuple(part.line for part in block.parts), "steps"), width)
        else:
            yield from _grid(block, width) if isinstance(block, Grid) else _flow(block, width)


def _passage(passage: Passage, width: int) -> Iterator[str]:
    if passage.label and passage.look == "text":
        yield from _wrap(f"{passage.label} {passage.run}", width, "  ", "    ")
        return
    if passage.label:
        yield from _wrap(f"{passage.label} {passage.mark}".strip(), width, "  ")
    for number, line in enumerate(passage.lines, 1):
        mark = MARKS[passage.look].format(number)
        yield from _wrap(line.whole, width, "  " + mark, "  " + " " * len(mark))


def _grid(grid: Grid, width: int) -> Iterator[str]:
    """Yield a table row by row: the head, then each cell, preceded by its column's name."""
    for row in grid.rows:
        yield from _wrap(row.head, width, "  ")
        for column, cell in zip(grid.columns[1:], row.cells, strict=True):
            if len(cell) == 1:
                yield from _wrap(f"{column}: {cell[0].whole}", width, "    ", "      ")
                continue
            yield f"    {column}:"
            for line in cell:
                yield from _wrap(line.whole, width, "      ")


def _flow(flow: Flow, width: int) -> Iterator[str]:
    """Yield a flow step by step: each question, then where each answer leads."""
    for number, step in enumerate(flow.steps, 1):
        yield from _wrap(step.ask, width, f"  {number}. ", "     ")
        for way in step.ways:
            yield from _wrap(f"{way.answers}: {way.leads.whole}", width, "     - ", "       ")


def _wrap(text: str, width: int, first: str = "", then: str | None = None) -> list[str]:
    return wrap(text, width, first, first if then is None else then) if text else []
