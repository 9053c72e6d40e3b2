"""The CSV renderer: a document's table, for a spreadsheet (RFC 4180).

What every format shows beside the table is one more column, in the first row, so that
the table stays one row a case for a program too.
"""

import csv
import io

from explainer.documents.document import Document, Grid, notes


def render(document: Document) -> str:
    """Return the table's columns and rows; the lines of a cell are lines there too."""
    page = io.StringIO()
    writer = csv.writer(page)
    blocks = (block for section in document.sections for block in section.blocks)
    grid = next(block for block in blocks if isinstance(block, Grid))
    writer.writerow(map(_inert, (*grid.columns, document.title)))
    notice = "\n".join(line for note in notes(document) for line in note)
    for row in grid.rows:
        cells = ("\n".join(line.whole for line in cell) for cell in row.cells)
        writer.writerow(map(_inert, (row.head, *cells, notice)))
        notice = ""
    return page.getvalue()


def _inert(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
