"""The graph renderers: a document's flow as a diagram for Mermaid or for Graphviz."""

import re
from collections.abc import Iterator
from typing import Final

from explainer.documents.document import Document, Flow, notes
from explainer.text import wrap

WIDE: Final = 32  # columns of a label in Graphviz, which does not wrap text
NOTE: Final = 44  # columns of a note in Graphviz
LEFT: Final = r"\l"  # ends a left-aligned line in Graphviz
_SPECIAL: Final = re.compile(  # what Mermaid could take for its own signs, or for a list
    r"[^\w .,:;!?()/'-]|^-|(?<=^\d)[.)]|(?<=^\d\d)[.)]"
)


def mermaid(document: Document) -> str:
    """Return the flow as a Mermaid flowchart, with a title and description for screen readers."""
    lines = [
        "flowchart TD",
        f"  accTitle: {_speakable(document.title)}",
        f"  accDescr {{ {_speakable(_aloud(document))} }}",
    ]
    for name, label, is_end in _nodes(document):
        shape = '(["{}"])' if is_end else '["{}"]'
        lines.append(f"  {name}{shape.format(_entities(label))}")
    for start, end, label in _edges(document):
        lines.append(f'  {start} -->|"{_entities(label)}"| {end}')
    for number, note in enumerate(notes(document), 1):
        text = "<br/>".join(_entities(re.sub("^- ", "\u2022 ", line)) for line in note)
        lines.append(f'  note{number}["{text}"]')
    return "\n".join(lines) + "\n"


def dot(document: Document) -> str:
    """Return the flow in Graphviz's language."""
    lines = [
        "digraph explainer {",
        f'  graph [label="{_escaped(document.title)}", labelloc=t, fontname="sans-serif"];',
        f'  graph [tooltip="{_quoted(_aloud(document))}"];',
        '  node [shape=box, fontname="sans-serif"];',
        '  edge [fontname="sans-serif"];',
    ]
    for name, label, is_end in _nodes(document):
        style = ", style=rounded" if is_end else ""
        lines.append(f'  {name} [label="{_escaped(label)}"{style}];')
    for start, end, label in _edges(document):
        lines.append(f'  {start} -> {end} [label=" {_escaped(label)} "];')
    lines.append("  { rank=sink;")
    for number, note in enumerate(notes(document), 1):
        text = "".join(rf"{_escaped(line, NOTE, LEFT)}{LEFT}" for line in note)
        lines.append(f'    note{number} [shape=note, label="{text}"];')
    return "\n".join([*lines, "  }", "}"]) + "\n"


def _flow(document: Document) -> Flow:
    blocks = (block for section in document.sections for block in section.blocks)
    return next(block for block in blocks if isinstance(block, Flow))


def _nodes(document: Document) -> Iterator[tuple[str, str, bool]]:
    """Yield each node's name, its label, and whether it is an end."""
    for number, step in enumerate(_flow(document).steps, 1):
        yield f"q{number}", f"({number}) {step.ask}", False
        for branch, way in enumerate(step.ways, 1):
            if not way.to:
                yield f"q{number}e{branch}", way.leads.whole, True


def _edges(document: Document) -> Iterator[tuple[str, str, str]]:
    """Yield each edge: the names of its two nodes, and the answers that lead along it."""
    for number, step in enumerate(_flow(document).steps, 1):
        for branch, way in enumerate(step.ways, 1):
            end = f"q{way.to}" if way.to else f"q{number}e{branch}"
            yield f"q{number}", end, way.answers


def _aloud(document: Document) -> str:
    """Return the whole flow in sentences, for screen readers."""
    steps = []
    for number, step in enumerate(_flow(document).steps, 1):
        ways = " ".join(f"{way.answers}: {way.leads.whole}" for way in step.ways)
        steps.append(f"{number}. {step.ask} {ways}")
    return " ".join([*(line.whole for line in document.lead), *steps])


def _entities(text: str) -> str:
    """Return text escaped for Mermaid: special characters and list marks become entity codes."""
    return _SPECIAL.sub(lambda match: f"#{ord(match[0])};", text)


def _speakable(text: str) -> str:
    """Return text without the characters that would end a description in Mermaid."""
    return re.sub(r"[{};#%]", ",", text)


def _escaped(text: str, width: int = WIDE, end: str = r"\n") -> str:
    """Return text as a Graphviz label, wrapped and escaped."""
    return end.join(map(_quoted, wrap(text, width)))


def _quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
