"""The HTML renderers: one file without scripts or requests, for a browser or for printing."""

from collections.abc import Iterable

from explainer.documents.bilingual import Bilingual
from explainer.documents.document import FLAGS, Document, Part, Picture, Section
from explainer.documents.site import Site
from explainer.render import svg
from explainer.render.template import Templates, fill

DRAWING = {"path": svg.path, "marks": svg.marks, "flags": FLAGS}


def render(document: Document, templates: Templates, *, sheet: bool) -> str:
    """Return a document as HTML; a ``sheet`` is laid out for printing."""
    drawn = _drawn(document.sections)
    name = "sheet.html" if sheet else "document.html"
    return fill(templates, name, document=document, drawn=drawn, site=None, **DRAWING) + "\n"


def render_bilingual(sheet: Bilingual, templates: Templates) -> str:
    """Return a sheet in two languages as HTML."""
    drawn = _drawn(pair.main for pair in sheet.pairs)
    return fill(templates, "bilingual.html", sheet=sheet, drawn=drawn, site=None, **DRAWING) + "\n"


def render_site(site: Site, templates: Templates) -> str:
    """Return a site as one HTML page."""
    values = {
        "site": site,
        "drawn": _drawn(shared.section for shared in site.shared),
        "numbers": sorted({shared.number for shared in site.shared}),
        "cited": sorted({shared.number for shared in site.sources} - {0}),
    }
    return fill(templates, "page.html", **values, **DRAWING) + "\n"


def _drawn(sections: Iterable[Section]) -> list[Part]:
    """Return one part for each region that any picture draws."""
    blocks = (block for section in sections for block in section.blocks)
    parts = [part for block in blocks if isinstance(block, Picture) for part in block.parts]
    return list({part.region: part for part in parts}.values())
