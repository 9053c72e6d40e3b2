"""The CSV face: a document's tables alone, for a spreadsheet (RFC 4180)."""

import csv
import io

from explainer.document import Document, Grid


def render(document: Document) -> str:
    """Return each table's columns and rows; the lines of a cell are joined by spaces."""
    page = io.StringIO()
    writer = csv.writer(page)
    for section in document.sections:
        for grid in section.blocks:
            if isinstance(grid, Grid):
                writer.writerow(map(_inert, grid.columns))
                for row in grid.rows:
                    cells = (" ".join(line.whole for line in cell) for cell in row.cells)
                    writer.writerow(map(_inert, (row.head, *cells)))
    return page.getvalue()


def _inert(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
