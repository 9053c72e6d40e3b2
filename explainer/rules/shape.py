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
from explainer.rules.names import allowed_names, as_id, did_you_mean, listed, similar
from explainer.rules.parser import Parsed
from explainer.rules.problem import Path, Reporter, where
from explainer.rules.values import Value
from explainer.text import brief

NUMBER: Final = r"^[1-9][0-9]{0,2}(\.[0-9]{1,4})?$"  # a school grade from 1 to 999


def validate(parsed: Parsed, report: Reporter) -> dict[str, Any]:
    """Return the valid top-level values, with the types in ``model``, and report the others.

    Keys that are misspelled or misplaced are repaired in the parsed file.
    """
    root, known = parsed.root or {}, fields(RuleSet)
    values, failed = _built(root)
    if failed or root.keys() - known.keys():
        from explainer.rules.repair import repair  # imported late: few files need it

        repair(parsed, report)
        values, failed = _built(root)
    for key in root:
        if key not in known:
            report((key,), "unknown-key", _unknown(key, list(known)))
    for key, error in failed.items():
        for detail in error.errors(include_url=False):
            if detail["type"] == "too_short" and detail["input"]:
                continue  # it has items, which are reported one by one
            path = (key, *detail["loc"])
            code, message = _in_author_terms(path, detail)
            report(path, code, message, at_key=code.endswith("-key"))
    for key, field in known.items():
        if field.required and key not in root:
            about = _after_colon(field.about)
            report((), "missing-key", f"The file has no '{key}:'. Add it{about}")
    return values


def _built(root: dict[str, Value]) -> tuple[dict[str, Any], dict[str, ValidationError]]:
    """Return the top-level values that are valid, as typed values, and the errors of others."""
    values, failed = {}, {}
    for key, field in fields(RuleSet).items():
        if key in root:
            try:
                _validator(field.kind, field.required).validate_python(root[key])
                values[key] = build(field.kind, root[key])
            except ValidationError as error:
                failed[key] = error
    return values, failed


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
            return "unknown-key", f"{above}: {_unknown(str(path[-1]), keys)}"
        case "literal_error" if _kind_at(path) is bool:
            meant = _FLAGS.get(str(found).casefold())
            hint = f" Write {meant}." if meant else ""
            return "wrong-type", f"{here}: expected true or false, found {_found(found)}.{hint}"
        case "literal_error":
            names = get_args(_kind_at(path))
            close = similar(str(found), names)
            allowed = did_you_mean(close) if close else allowed_names(names, "")
            return "not-allowed", f"{here}: {brief(str(found))} is not allowed. {allowed}"
        case "string_too_short" | "too_short":
            return "empty", f"{here} is empty. A value is required."
        case "outline":
            return "bad-outline", f"{here}: {detail['msg']}."
        case error:
            wanted = _WANTED.get(error, error.replace("_", " "))
            if error == "dict_type" and _is_entry(path):
                wanted = f"the keys {_required(_kind_at(path))}"
            code = "empty" if found is None else "wrong-type"
            return (
                code,
                f"{here}: expected {wanted}, found {_found(found)}.{_hint(path, error, found)}",
            )


_FLAGS: Final = {
    **dict.fromkeys(("true", "yes", "y", "on", "1"), "true"),
    **dict.fromkeys(("false", "no", "n", "off", "0"), "false"),
}

_WANTED: Final = {
    "string_type": "text",
    "string_pattern_mismatch": "a number of 1 or more, such as 6 or 8.5",
    "any_of": "an answer, or a list of answers",
    "tuple_type": "a list",
    "dict_type": "keys with values ('key: value')",
}


def _required(kind: Any) -> str:
    """List the required keys of a class."""
    return listed((f"'{key}:'" for key, field in fields(kind).items() if field.required), "and")


def _hint(path: Path, error: str, found: Value) -> str:
    """Return how to repair a value of the wrong type, as far as that is clear."""
    if found is None:
        how = "them below" if _is_entry(path) else "it after"
        return f" Write {how} '{path[-1]}:'." if isinstance(path[-1], str) else ""
    if isinstance(found, str) and error == "tuple_type":
        glued = found.startswith("-")
        return (
            " A space is missing after '-'."
            if glued
            else f" Put it in brackets: [{brief(found)[1:-1]}]."
        )
    if isinstance(found, dict) and None in found.values():
        return " If the braces are part of a text, put the text in quotes."
    if not isinstance(found, list) or not found:
        return ""
    if error == "string_type":
        is_one = len(found) == 1 and isinstance(found[0], str)
        return (
            f" Write {brief(found[0])} without '-' or brackets."
            if is_one
            else f" There can be only one here{_such_as(found)}, without brackets."
        )
    if error == "dict_type" and _is_entry(path):
        return " There can be only one here, without '-' or brackets."
    if error == "dict_type":
        first = found[0] if isinstance(found[0], str) else next(iter(found[0] or ()), "")
        name = as_id(first) if isinstance(first, str) else ""
        told = f"as in '{name or 'one'}: ...', without '-' or brackets."
        return f" Start each with its id and ':', {told}"
    return ""


def _such_as(found: list[Value]) -> str:
    return f", such as {brief(found[0])}" if isinstance(found[0], str) else ""


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
    many = f"docs/rules-file.md lists the {len(keys)} that are."
    return f"{brief(key)} is not a valid key here. {allowed_names(keys, many)}"


def _after_colon(about: str) -> str:
    """Format a field's description so that it ends a sentence, after a colon."""
    return f": {about[0].lower()}{about[1:]}"


def _kind_at(path: Path) -> Any:
    """Return the type that ``model`` defines for the value at ``path``."""
    kind: Any = RuleSet
    for step in path:
        kind = getattr(kind, "__supertype__", kind)  # a list of answers is a list
        if get_origin(kind) in (tuple, Mapping):
            kind = get_args(kind)[-1 if get_origin(kind) is Mapping else 0]
        else:
            kind = fields(kind)[str(step)].kind
    return kind
