"""The HTML face: one file with no script that asks for nothing, for a browser or for paper."""

from jinja2 import Environment, StrictUndefined

from explainer.document import Document, Picture
from explainer.render import svg


def render(document: Document, template: str, *, sheet: bool) -> str:
    """Return the document in a template's words; every text is escaped.

    A ``sheet`` is made to be printed and written on.
    """
    page = Environment(autoescape=True, undefined=StrictUndefined)
    page.globals.update(path=svg.path, marks=svg.marks)
    blocks = [block for section in document.sections for block in section.blocks]
    parts = [part for block in blocks if isinstance(block, Picture) for part in block.parts]
    return page.from_string(template).render(document=document, parts=parts, sheet=sheet) + "\n"
