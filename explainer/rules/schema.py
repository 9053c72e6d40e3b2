"""The format of the rules file as a JSON Schema, for editors that check files as you type.

The schema is generated from ``model``, which defines the format. It uses draft 7 because
the language server that most editors use for YAML supports that draft best. ``check`` covers
what a schema cannot express: that every name is defined, and that the table is complete and
unique.
"""

import ast
from collections.abc import Mapping
from typing import Any, Final, Literal, get_args, get_origin

from explainer.drawing.outline import Outline
from explainer.language import TAG
from explainer.rules.model import AnyOf, Level, Notices, RuleSet, fields

OUTLINE: Final = r"^\s*(\d+(\.\d+)?,\d+(\.\d+)?(\s+|$)){3,}$"
ID: Final = "^[a-z0-9]+(-[a-z0-9]+)*$"

# What can be said in one of two forms: when to get help, and which cases a level is for.
_EITHER: Final[Mapping[Any, list[dict[str, Any]]]] = {
    Notices: [{"required": ["help"]}, {"required": ["first", "safety_net"]}],
    Level: [
        {
            "required": ["when"],
            "properties": {"otherwise": {"const": False}, "when": {"minProperties": 1}},
        },
        {"required": ["otherwise"], "properties": {"otherwise": {"const": True}, "when": False}},
    ],
}


def schema(model_text: str) -> dict[str, Any]:
    """Return the schema as plain values that can be written as JSON.

    ``model_text`` is the text of the module ``model``; its docstrings describe the classes. They
    come from there because Python may run without docstrings.
    """
    definitions: dict[str, Any] = {}
    whole, about = _class(RuleSet, definitions), _docstrings(model_text)
    whole["properties"]["language"]["pattern"] = TAG
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A rules file for explainer",
        "description": about[RuleSet.__name__],
        **whole,
        "definitions": {
            name: {"description": about[name], **definitions[name]} for name in sorted(definitions)
        },
    }


def _class(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a class in ``model``."""
    known = fields(kind)
    properties = {
        name: {"description": field.about, **_value(field.kind, field.required, definitions)}
        for name, field in known.items()
    }
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name, field in known.items() if field.required],
        **({"oneOf": _EITHER[kind]} if kind in _EITHER else {}),
        "additionalProperties": False,
    }


def _docstrings(model_text: str) -> dict[str, str]:
    """Return the first paragraph of each class's docstring in the text of a module."""
    classes = (node for node in ast.parse(model_text).body if isinstance(node, ast.ClassDef))
    about = {node.name: ast.get_docstring(node) or "" for node in classes}
    return {name: " ".join(text.split("\n\n")[0].split()) for name, text in about.items()}


def _value(kind: Any, required: bool, definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a value. A required value must not be empty."""
    least = {"minLength": 1} if required else {}
    if kind is str:  # editors read 7 as a number and true as a boolean; both are text here
        return {"type": ["string", "number", "boolean"], **least}
    if kind is Outline:
        return {"type": "string", "pattern": OUTLINE}
    if kind is AnyOf:
        one = _value(str, True, definitions)
        return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1, "uniqueItems": True}]}
    if kind is float:
        return {"type": "number", "minimum": 1, "exclusiveMaximum": 1000}
    if kind is bool:
        return {"type": "boolean"}
    if get_origin(kind) is Literal:
        numbers = [int(text) for text in get_args(kind) if text.isdecimal()]  # as editors read them
        return {"enum": [*get_args(kind), *numbers]}
    if get_origin(kind) is tuple:
        items = _value(get_args(kind)[0], True, definitions)
        return {"type": "array", "items": items, **({"minItems": 1} if required else {})}
    if get_origin(kind) is Mapping:
        return {
            "type": "object",
            "propertyNames": {"pattern": ID},
            "additionalProperties": _value(get_args(kind)[1], True, definitions),
            **({"minProperties": 1} if required else {}),
        }
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = _class(kind, definitions)
    return {"allOf": [{"$ref": f"#/definitions/{kind.__name__}"}]}
