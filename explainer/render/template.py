"""A template: a Jinja2 file in which all inserted text is escaped."""

from collections.abc import Mapping
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined

Templates = Mapping[str, str]  # by file name


def fill(templates: Templates, name: str, /, **values: Any) -> str:
    """Return the template ``name``, filled in; raise an error if a variable is missing."""
    loader = DictLoader(templates)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    return environment.get_template(name).render(**values)
