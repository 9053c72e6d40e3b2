"""The CSV renderer: a document's table, for a spreadsheet.

It starts with a byte-order mark, without which Excel garbles accents; in Python, read it with
``encoding="utf-8-sig"``.

The notices, help and sources that every format shows go in an extra column, in the first
row, so that programs still find one row per case.
"""

import csv
import io

from explainer.documents.document import Document, Grid, notes

BOM = "\ufeff"


def render(document: Document) -> str:
    """Return the table as CSV; cells keep their line breaks."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    blocks = (block for section in document.sections for block in section.blocks)
    grid = next(block for block in blocks if isinstance(block, Grid))
    writer.writerow(map(_inert, (*grid.columns, document.title)))
    notice = "\n".join(line for note in notes(document) for line in note)
    for row in grid.rows:
        cells = ("\n".join(line.whole for line in cell) for cell in row.cells)
        writer.writerow(map(_inert, (row.head, *cells, notice)))
        notice = ""
    return BOM + page.getvalue()


def _inert(text: str) -> str:
    """Return text that no spreadsheet treats as a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
