"""The JSON renderer: the same document, for programs."""

import json
from typing import Any

from explainer.documents.document import (
    Block,
    Citation,
    Document,
    Flow,
    Line,
    Part,
    Passage,
    Picture,
    Role,
    Section,
    Step,
    citations,
    lines_of,
)


def render(document: Document) -> str:
    """Return the document as indented JSON, with Unicode characters unescaped."""
    result = {
        **document.data,
        "title": document.title,
        "card": {"help": _card(document, "first-help"), "answer": _card(document, "card")},
        "lead": [line.text for line in document.lead],
        "sections": [_section(x) for x in (*document.body, document.sources)],
        "statements": [_statement(cite) for cite in citations(document)],
        "notices": {
            "disclaimer": document.disclaimer,
            "safety_net": [_statement(line.cite) for line in lines_of(document.help) if line.cite],
        },
    }
    return json.dumps(result, ensure_ascii=False, indent=2) + "\n"


def _statement(cite: Citation) -> dict[str, Any]:
    return {
        "id": cite.statement.id,
        "text": cite.statement.text,
        "source": cite.statement.source,
        "place": cite.statement.place,
        "kind": cite.kind,
        "audiences": list(cite.statement.audiences),
        **({"url": cite.url} if cite.url else {}),
    }


def _card(document: Document, role: Role) -> list[dict[str, Any]]:
    """Return the passages in the card's sections that have the given role."""
    blocks = (block for s in document.card if s.role == role for block in s.blocks)
    return [
        {"label": block.label, "lines": [_line_of_card(line) for line in block.lines]}
        for block in blocks
        if isinstance(block, Passage)
    ]


def _line_of_card(line: Line) -> dict[str, Any]:
    return {"kind": line.cite.kind if line.cite else None, **_line(line)}


def _section(section: Section) -> dict[str, Any]:
    shown = (b for b in section.blocks if not isinstance(b, Picture) or b.has_key)
    return {"heading": section.heading, "blocks": [_block(block) for block in shown]}


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Passage):
        label = {"label": block.label} if block.label else {}
        return {"look": block.look, **label, "lines": [_line(line) for line in block.lines]}
    if isinstance(block, Picture):
        return {"views": list(block.views), "parts": [_part(part) for part in block.parts]}
    if isinstance(block, Flow):
        return {"steps": [_step(step) for step in block.steps]}
    rows = [
        {"head": row.head, "cells": [[_line(line) for line in cell] for cell in row.cells]}
        for row in block.rows
    ]
    return {"columns": list(block.columns), "rows": rows}


def _part(part: Part) -> dict[str, Any]:
    return {
        "region": part.region,
        "text": part.line.text,
        "label": part.line.label or None,
        "outline": str(part.outline),
        "patterns": list(part.patterns),
    }


def _step(step: Step) -> dict[str, Any]:
    ways = [{"answers": w.answers, "leads": w.leads.text, "to": w.to or None} for w in step.ways]
    return {"ask": step.ask, "ways": ways}


def _line(line: Line) -> dict[str, Any]:
    return {"text": line.text, "statement": line.cite.statement.id if line.cite else None}
