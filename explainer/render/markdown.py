"""The Markdown renderer: for an e-mail, a wiki or a note. It also reads well as plain text.

Text is shown literally: a character is escaped where it could start markup or HTML, and only there.
"""

import re
from collections.abc import Iterator
from typing import Final

from explainer.documents.document import Document, Flow, Grid, Line, Passage, Picture, Section

_MARKS: Final = {"text": "", "list": "- ", "steps": "{}. ", "checklist": "- [ ] "}
_ENDS: Final = (".", "?", "!", ":")
_ENDING: Final = {ord("<"): "%3C", ord(">"): "%3E"}  # these would end a web address
_WIDE: Final = 2  # columns; a table with more stays a table
_LIVE: Final = "|".join(
    (
        r"""(?P<address>https?://[^\s<>]*[^\s<>.,;:!?)\]'"*_~`])""",
        r"^(?P<number>\d{1,9})(?=[.)](?:\s|$))",  # a numbered list
        r"^[-+*_](?=[-_\s]|$)|^\[(?=[ xX]\]\s)",  # a list, a box to tick
        r"^#{1,6}(?=\s|$)|^>",  # a heading, a quotation
        r"\\(?=[!-/:-@\[-`{-~]|$)",
        r"[`~]",  # code, crossed out
        r"\*(?=\S)|(?<![^\W_])_(?=\S)",  # emphasis
        r"\](?=[(\[:])",  # a link
        r"<(?=[a-zA-Z/!?])|&(?=#?\w+;)",  # HTML
    )
)
_ALONE: Final = re.compile(_LIVE)
_INSIDE: Final = re.compile(rf"{_LIVE}|[*_]")  # inside bold type, any of these could end it


def render(document: Document) -> str:
    """Return the document as GitHub-flavoured Markdown."""
    parts = [f"# {escape(document.title)}", _bold(document.disclaimer)]
    parts.append(_bold(document.review, "*"))
    for section in document.card:
        parts += _legend(section) if section.role == "legend" else _section(section)
    parts += [_line(line) for line in document.lead]
    for section in document.details:
        parts += _section(section)
    return "\n\n".join(parts) + "\n"


def escape(text: str) -> str:
    """Escape what Markdown would not show literally. Web addresses become links."""
    return _ALONE.sub(_escaped, " ".join(text.split()))


def _escaped(found: re.Match[str]) -> str:
    if found["address"]:
        return f"<{found[0]}>"
    return found[0] + "\\" if found["number"] else "\\" + found[0]


def _bold(text: str, mark: str = "**") -> str:
    return mark + _INSIDE.sub(_escaped, " ".join(text.split())) + mark


def _legend(section: Section) -> Iterator[str]:
    """Yield what the flags mean, in parentheses: a flag at the start would be a list's bullet."""
    for block in section.blocks:
        if isinstance(block, Passage):
            yield escape(f"({block.run})")


def _section(section: Section) -> Iterator[str]:
    if section.heading:
        yield f"## {escape(section.title)}"
    for block in section.blocks:
        if isinstance(block, Passage):
            yield _passage(block)
        elif isinstance(block, Picture):  # described in words
            if not block.has_key:
                continue
            yield _passage(Passage(tuple(part.line for part in block.parts), "steps"))
        else:
            yield _grid(block) if isinstance(block, Grid) else _flow(block)


def _passage(passage: Passage) -> str:
    lines = [
        _MARKS[passage.look].format(number) + _line(line)
        for number, line in enumerate(passage.lines, 1)
    ]
    label = [f"{_bold(passage.label)} {passage.mark}".strip()] if passage.label else []
    if passage.look == "text":
        return " ".join((*label, *lines))
    return "\n\n".join((*label, "\n".join(lines)))


def _grid(grid: Grid) -> str:
    """Return a table as a list if it has only two columns: that is easier to read."""
    if len(grid.columns) <= _WIDE:
        heads = (row.head if row.head.endswith(_ENDS) else f"{row.head}:" for row in grid.rows)
        cells = (" ".join(map(_line, row.cells[0])) for row in grid.rows)
        name = escape(grid.columns[-1])
        return "\n".join(
            f"- {_bold(head)} {name}: {cell}" for head, cell in zip(heads, cells, strict=True)
        )
    rows = [list(map(escape, grid.columns)), ["---"] * len(grid.columns)]
    rows += [
        [_bold(row.head), *(" ".join(map(_line, cell)) for cell in row.cells)] for row in grid.rows
    ]
    return "\n".join(f"| {' | '.join(map(_in_table, row))} |" for row in rows)


def _in_table(cell: str) -> str:
    return cell.replace("|", "\\|")


def _flow(flow: Flow) -> str:
    lines = []
    for number, step in enumerate(flow.steps, 1):
        lines.append(f"{number}. {escape(step.ask)}")
        lines += [f"   - {escape(way.answers)}: {_line(way.leads)}" for way in step.ways]
    return "\n".join(lines)


def _line(line: Line) -> str:
    if not (line.cite and line.cite.url):
        return escape(line.whole)
    url, after = line.cite.url.translate(_ENDING), escape(line.aside + line.mark)
    return f"{escape(line.text + line.flag)} (<{url}>) {after}".rstrip()
