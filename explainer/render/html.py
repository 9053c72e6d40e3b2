"""The HTML face: one file with no script that asks for nothing, for a browser or for paper."""

from jinja2 import Environment, StrictUndefined

from explainer.document import Document


def render(document: Document, template: str, *, sheet: bool) -> str:
    """Return the document in a template's words; every text is escaped.

    A ``sheet`` is made to be printed and written on.
    """
    page = Environment(autoescape=True, undefined=StrictUndefined)
    return page.from_string(template).render(document=document, sheet=sheet) + "\n"
