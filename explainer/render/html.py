"""The HTML faces: one file with no script that asks for nothing, for a browser or for paper."""

from collections.abc import Iterable, Mapping

from jinja2 import DictLoader, Environment, StrictUndefined, Template

from explainer.document import Document, Part, Picture, Section
from explainer.page import Page
from explainer.render import svg

Templates = Mapping[str, str]  # by file name


def render(document: Document, templates: Templates, *, sheet: bool) -> str:
    """Return a document; every text is escaped. A ``sheet`` is made to be printed."""
    drawn = _drawn(document.sections)
    made = template(templates, "document.html")
    return made.render(document=document, drawn=drawn, sheet=sheet) + "\n"


def render_page(page: Page, templates: Templates) -> str:
    """Return a page of many places; every text is escaped."""
    drawn = _drawn(shared.section for shared in page.shared)
    sections = sorted({shared.number for shared in page.shared})
    items = sorted({number for shared in page.shared for number in shared.items if number})
    made = template(templates, "page.html")
    return made.render(page=page, drawn=drawn, sections=sections, items=items, sheet=False) + "\n"


def template(templates: Templates, name: str) -> Template:
    """Return a template in which every text is escaped."""
    loader = DictLoader(templates)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    environment.globals.update(path=svg.path, marks=svg.marks)
    return environment.get_template(name)


def _drawn(sections: Iterable[Section]) -> list[Part]:
    """Return each region that some picture draws, once."""
    blocks = (block for section in sections for block in section.blocks)
    parts = [part for block in blocks if isinstance(block, Picture) for part in block.parts]
    return list({part.region: part for part in parts}.values())
