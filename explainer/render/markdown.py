"""The Markdown renderer: for an e-mail, a wiki or a note. All text is escaped."""

import re
from collections.abc import Iterator
from typing import Final

from explainer.documents.document import Document, Flow, Grid, Line, Passage, Picture, Section

_MARKS: Final = {"text": "", "list": "- ", "steps": "{}. ", "checklist": "- [ ] "}
_SPECIAL: Final = re.compile(r"[\\`*_\[\]<>|#&~]|^[-+=](?=\s)|^(?P<number>\d+)(?=[.)]\s)")


def render(document: Document) -> str:
    """Return the document as GitHub-flavoured Markdown."""
    parts = [f"# {escape(document.title)}", f"**{escape(document.disclaimer)}**"]
    parts.append(f"*{escape(document.review)}*")
    for section in document.card:
        parts += _section(section)
    parts += [_line(line) for line in document.lead]
    for section in document.details:
        parts += _section(section)
    return "\n\n".join(parts) + "\n"


def escape(text: str) -> str:
    """Escape text so that Markdown shows any markup or HTML in it literally."""
    return _SPECIAL.sub(lambda m: m[0] + "\\" if m["number"] else "\\" + m[0], text)


def _section(section: Section) -> Iterator[str]:
    label = f" ({escape(section.label)})" if section.label else ""
    if section.heading:
        yield f"## {escape(section.heading)}{label}"
    for block in section.blocks:
        if isinstance(block, Passage):
            yield _passage(block)
        elif isinstance(block, Picture):  # described in words
            yield _passage(Passage(tuple(part.line for part in block.parts), "steps"))
        else:
            yield _grid(block) if isinstance(block, Grid) else _flow(block)


def _passage(passage: Passage) -> str:
    lines = [
        _MARKS[passage.look].format(number) + _line(line)
        for number, line in enumerate(passage.lines, 1)
    ]
    label = [f"**{escape(passage.label)}**"] if passage.label else []
    if passage.look == "text":
        return " ".join((*label, *lines))
    return "\n\n".join((*label, "\n".join(lines)))


def _grid(grid: Grid) -> str:
    rows = [" | ".join(map(escape, grid.columns)), " | ".join("---" for _ in grid.columns)]
    for row in grid.rows:
        cells = ("<br>".join(map(_line, cell)) for cell in row.cells)
        rows.append(" | ".join((f"**{escape(row.head)}**", *cells)))
    return "\n".join(f"| {row} |" for row in rows)


def _flow(flow: Flow) -> str:
    lines = []
    for number, step in enumerate(flow.steps, 1):
        lines.append(f"{number}. {escape(step.ask)}")
        lines += [f"   - {escape(way.answers)}: {_line(way.leads)}" for way in step.ways]
    return "\n".join(lines)


def _line(line: Line) -> str:
    return escape(line.whole)
