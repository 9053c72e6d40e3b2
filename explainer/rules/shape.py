"""The shape of a rules file: whether its values can become the classes in ``model``.

pydantic-core validates the parsed values. Its schema is built directly from the classes'
fields, which takes 1 ms; pydantic itself would take 25 ms.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final, Literal, get_args, get_origin

from pydantic_core import ErrorDetails, PydanticCustomError, SchemaValidator, ValidationError
from pydantic_core import core_schema as cs

from explainer.drawing import outline
from explainer.rules.builder import build
from explainer.rules.model import AnyOf, RuleSet, fields
from explainer.rules.parser import Value
from explainer.rules.problem import Path, Reporter, where
from explainer.text import allowed_names, brief

NUMBER: Final = r"^[1-9][0-9]{0,2}(\.[0-9]{1,4})?$"  # a school grade from 1 to 999


def validate(root: dict[str, Value], report: Reporter) -> dict[str, Any]:
    """Return the valid top-level values, with the types in ``model``, and report the others."""
    known, values = fields(RuleSet), {}
    for key in root:
        if key not in known:
            report((key,), "unknown-key", _unknown(key, list(known)))
    for key, field in known.items():
        if key in root:
            try:
                _validator(field.kind, field.required).validate_python(root[key])
                values[key] = build(field.kind, root[key])
            except ValidationError as error:
                for detail in error.errors(include_url=False):
                    if detail["type"] == "too_short" and detail["input"]:
                        continue  # it has items, which are reported one by one
                    path = (key, *detail["loc"])
                    code, message = _in_author_terms(path, detail)
                    report(path, code, message, at_key=code.endswith("-key"))
        elif field.required:
            report(
                (), "missing-key", f"The file has no '{key}:'. Add it{_after_colon(field.about)}"
            )
    return values


@cache
def _validator(kind: Any, required: bool) -> SchemaValidator:
    return SchemaValidator(_schema(kind, required=required))


def _schema(kind: Any, *, required: bool) -> cs.CoreSchema:
    """Return the pydantic-core schema for a field type used in ``model``."""
    least = 1 if required else None
    if kind is str:
        return cs.str_schema(strict=True, min_length=least)
    if kind is bool:
        return cs.literal_schema(["true", "false"])
    if kind is float:
        return cs.str_schema(strict=True, pattern=NUMBER)
    if kind is AnyOf:
        many = cs.list_schema(_schema(str, required=True), min_length=1)
        return cs.no_info_before_validator_function(_any_of, many)
    if kind is outline.Outline:
        return cs.no_info_after_validator_function(_outline, cs.str_schema(strict=True))
    if get_origin(kind) is Literal:
        return cs.literal_schema(list(get_args(kind)))
    if get_origin(kind) is tuple:
        item = _schema(get_args(kind)[0], required=True)
        return cs.tuple_variable_schema(item, min_length=least)
    if get_origin(kind) is Mapping:
        value = _schema(get_args(kind)[1], required=True)
        return cs.dict_schema(cs.str_schema(), value, min_length=least)
    keys = {
        name: cs.typed_dict_field(
            _schema(field.kind, required=field.required), required=field.required
        )
        for name, field in fields(kind).items()
    }
    return cs.typed_dict_schema(keys, extra_behavior="forbid")


def _outline(text: str) -> outline.Outline:
    try:
        return outline.parse(text)
    except ValueError as error:
        raise PydanticCustomError("outline", "{said}", {"said": str(error)}) from None


def _any_of(value: Value) -> list[Value]:
    """Return one answer or a list of answers as a list."""
    if isinstance(value, list):
        return value
    if isinstance(value, str):
        return [value]
    raise PydanticCustomError("any_of", "neither")


def _in_author_terms(path: Path, detail: ErrorDetails) -> tuple[str, str]:
    """Translate a pydantic-core error at ``path`` into a problem code and a message."""
    here, above, found = where(path), where(path[:-1]), detail["input"]
    match detail["type"]:
        case "missing":
            field = fields(_kind_at(path[:-1]))[str(path[-1])]
            about = _after_colon(field.about)
            return "missing-key", f"{above}: the key '{path[-1]}' is missing. Add it{about}"
        case "extra_forbidden":
            keys = list(fields(_kind_at(path[:-1])))
            return "unknown-key", f"{above}: {_unknown(str(path[-1]), keys)}{comma_hint(found)}"
        case "literal_error" if _kind_at(path) is bool:
            return "wrong-type", f"{here}: expected true or false, found {_found(found)}."
        case "literal_error":
            allowed = allowed_names(str(found), get_args(_kind_at(path)))
            return "not-allowed", f"{here}: {brief(str(found))} is not allowed. {allowed}"
        case "string_too_short" | "too_short":
            return "empty", f"{here} is empty. A value is required."
        case "outline":
            return "bad-outline", f"{here}: {detail['msg']}."
        case error:
            wanted = _WANTED.get(error, error.replace("_", " "))
            code = "empty" if found is None else "wrong-type"
            one = error == "dict_type" and isinstance(found, list) and _is_entry(path)
            hint = " There can be only one here." if one else ""
            return code, f"{here}: expected {wanted}, found {_found(found)}.{hint}"


_WANTED: Final = {
    "string_type": "text",
    "string_pattern_mismatch": "a number of 1 or more, such as 6 or 8.5",
    "any_of": "an answer, or a list of answers ('[one, two]')",
    "tuple_type": "a list ('[one, two]', or lines that start with '-')",
    "dict_type": "keys with values ('key: value')",
}


def _is_entry(path: Path) -> bool:
    """Check whether the value at ``path`` is one entry, and not a registry of them."""
    return hasattr(_kind_at(path), "_fields")


def _found(value: Value) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return brief(value)
    return "a list" if isinstance(value, list) else "keys with values"


def _unknown(key: str, keys: list[str]) -> str:
    return f"{brief(key)} is not a valid key here.{missing_space(key)} {allowed_names(key, keys)}"


def _after_colon(about: str) -> str:
    """Format a field's description so that it ends a sentence, after a colon."""
    return f": {about[0].lower()}{about[1:]}"


def comma_hint(value: Value) -> str:
    """Return a hint for a key without a value: a comma may have split a string in braces."""
    if value is not None:
        return ""
    return " If this is part of a text that contains a comma, put the whole text in quotes."


def missing_space(word: str) -> str:
    """Return a hint for an unknown word: the space between a key and a value may be missing."""
    return " Is a space missing after ':'?" if ":" in word else ""


def _kind_at(path: Path) -> Any:
    """Return the type that ``model`` defines for the value at ``path``."""
    kind: Any = RuleSet
    for step in path:
        if get_origin(kind) in (tuple, Mapping):
            kind = get_args(kind)[-1 if get_origin(kind) is Mapping else 0]
        else:
            kind = fields(kind)[str(step)].kind
    return kind
