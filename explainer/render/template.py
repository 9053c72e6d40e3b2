"""A template: a Jinja2 file in which all inserted text is escaped."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined

Templates = Mapping[str, str]  # by file name


def fill(templates: Templates, name: str, /, **values: Any) -> str:
    """Return the template ``name``, filled in; raise an error if a variable is missing."""
    return _compiled(tuple(templates.items())).get_template(name).render(**values)


@cache  # a template is slow to compile
def _compiled(templates: tuple[tuple[str, str], ...]) -> Environment:
    loader = DictLoader(dict(templates))
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
