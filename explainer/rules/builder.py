"""A builder: makes the values in ``model`` from plain values that are valid."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal, get_args, get_origin

from explainer.drawing.outline import Outline
from explainer.drawing.outline import parse as parse_outline
from explainer.rules.model import AnyOf, RuleSet, fields
from explainer.rules.values import Value


def build(kind: Any, value: Value) -> Any:
    """Return ``value`` as a ``kind``, a type used in ``model``; it must be valid as one."""
    return _maker(kind)(value)


def build_rules(root: Mapping[str, Value]) -> RuleSet:
    """Return the rule set in a file's top-level values, all of which must be valid."""
    return RuleSet(**{key: build(fields(RuleSet)[key].kind, root[key]) for key in root})


@cache
def _one(answer: str) -> AnyOf:
    """Return one answer as a list; equal ones are the same object, which makes tables faster."""
    return AnyOf((answer,))


@cache
def _maker(kind: Any) -> Callable[..., Any]:
    """Return a function that makes a kind; an entry of a registry also takes its ``id``."""
    if kind is str or get_origin(kind) is Literal:
        return lambda text: text
    if kind is bool:
        return lambda text: text == "true"
    if kind is float:
        return float
    if kind is Outline:
        return parse_outline
    if kind is AnyOf:
        return lambda value: _one(value) if isinstance(value, str) else AnyOf(tuple(value))
    if get_origin(kind) is tuple:
        item = _maker(get_args(kind)[0])
        return tuple if get_args(kind)[0] is str else lambda values: tuple(map(item, values))
    if get_origin(kind) is Mapping:
        make = _maker(get_args(kind)[1])
        if "id" not in getattr(get_args(kind)[1], "_fields", ()):
            return lambda values: {key: make(value) for key, value in values.items()}
        return lambda values: {key: make(value, id=key) for key, value in values.items()}
    makers = {name: _maker(field.kind) for name, field in fields(kind).items()}

    def made(values: Value, **more: str) -> Any:
        return kind(**more, **{name: makers[name](value) for name, value in values.items()})

    return made
