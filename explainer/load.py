"""A loaded file: the rule set in a rules file, or every problem that keeps it from being one.

The only place that meets YAML. libyaml's events are built into plain values with
the place of each, every scalar stays the text that was written (so ``yes`` is "yes"
and a date is its digits), and equal keys, aliases, merges and tags are refused.
pydantic-core then holds the values against the classes of ``model``; its schema is
made from their fields directly, which takes 1 ms where pydantic's own way takes 25.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, Literal, NamedTuple, Protocol, get_args, get_origin

import yaml
from pydantic_core import ErrorDetails, SchemaValidator, ValidationError
from pydantic_core import core_schema as cs

from explainer.model import NOT_SURE, RuleSet
from explainer.problem import Problem, allowed_words, brief, in_file_order

LIMIT: Final = 16 * 1024 * 1024  # bytes; the shipped guide has about 50 thousand
DEPTH: Final = 20  # levels of nesting; a rules file needs six

Path = tuple[str | int, ...]
Tree = Any  # text, None, a list of trees or a dict from text to tree

_CONTROL_MESSAGE: Final = "A control character stands here, one that cannot be printed. Remove it."
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_REGISTRIES: Final = (
    *("audiences", "questions", "levels", "sections", "procedures"),
    *("faq", "glossary", "sources", "statements", "examples"),
)


class Place(NamedTuple):
    """Where a key and its value stand; lines and columns count from 1."""

    key: tuple[int, int]
    value: tuple[int, int]


class Loaded(NamedTuple):
    """What a file holds. ``rules`` is None where there are problems.

    ``parts`` are the top-level values that are sound by themselves, so that the
    table can be proven even where something else in the file is wrong.
    """

    file: str
    rules: RuleSet | None
    parts: Mapping[str, Any]
    places: Mapping[Path, Place]
    problems: tuple[Problem, ...]

    def problem(self, path: Path, code: str, message: str) -> Problem:
        """Return a problem with the key at ``path``, or with the nearest key above it."""
        return Problem(self.file, *_place(self.places, path).key, code, message)


def load(data: bytes, file: str) -> Loaded:
    """Return the rule set in ``data``; ``file`` is the name that problems carry."""
    places: dict[Path, Place] = {}
    found: list[Problem] = []
    try:
        tree = _parse(data, file, places, found)
    except _StopError as stop:
        found.append(Problem(file, *stop.args))
        return Loaded(file, None, {}, places, in_file_order(found))

    def report(path: Path, code: str, message: str, *, at_key: bool = True) -> None:
        place = _place(places, path)
        found.append(Problem(file, *(place.key if at_key else place.value), code, message))

    _add_ids(tree, report)
    parts = _shape(tree, report)
    if any(path[2:3] == ("when",) for path in _check_references(tree, report)):
        parts.pop("levels", None)  # a row that tests an unknown answer proves nothing
    rules = None if found else RuleSet(**parts)
    return Loaded(file, rules, parts, places, in_file_order(found))


def _place(places: Mapping[Path, Place], path: Path) -> Place:
    """Return where ``path`` stands, or the nearest place above it."""
    while path and path not in places:
        path = path[:-1]
    return places.get(path, Place((1, 1), (1, 1)))


# --- text to tree ---------------------------------------------------------------------


class _StopError(Exception):
    """The file cannot be read on from here; carries line, column, code and message."""


def _parse(
    data: bytes, file: str, places: dict[Path, Place], found: list[Problem]
) -> dict[str, Tree]:
    """Return the file's top-level mapping; raise _StopError where there is none."""
    text = _decode(data)
    builder = _Builder(text, file, places, found)
    try:
        tree = builder.document()
    except yaml.YAMLError as error:
        raise _StopError(*builder.syntax_error(error)) from None
    if tree is None:
        raise _StopError(1, 1, "empty-file", "The file is empty. Start it with 'title:'.")
    if not isinstance(tree, dict):
        message = "This is no rules file: expected keys such as 'title:' and 'questions:'."
        raise _StopError(1, 1, "wrong-type", message)
    return tree


def _decode(data: bytes) -> str:
    """Return the text of a file, its lines ended as on Unix; refuse what cannot be printed."""
    if len(data) > LIMIT:
        message = f"The file is larger than {LIMIT // 1024**2} MiB. Split it."
        raise _StopError(1, 1, "too-large", message)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        message = "This is not UTF-8 text. Save the file as UTF-8."
        raise _StopError(line, column, "not-utf-8", message) from None
    if match := _CONTROL.search(text):
        line = text.count("\n", 0, match.start()) + 1
        column = match.start() - text.rfind("\n", 0, match.start())
        raise _StopError(line, column, "control-character", _CONTROL_MESSAGE)
    return text


class _Builder:
    """Builds plain values from YAML events, and notes where each stands.

    From events, because libyaml's own composer overflows the stack on deep nesting
    and keeps the last of two equal keys.
    """

    def __init__(
        self, text: str, file: str, places: dict[Path, Place], found: list[Problem]
    ) -> None:
        self.lines = text.count("\n") + (not text.endswith("\n"))
        self.file, self.places, self.found = file, places, found
        self.events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))

    def document(self) -> Tree:
        tree, documents = None, 0
        for event in self.events:
            if type(event) is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self.report(event, "several-documents", "A second document; keep one a file.")
                    break
                tree = self.value(next(self.events), (), None)
        return tree

    def value(self, event: Any, path: Path, key: tuple[int, int] | None) -> Tree:
        at = _at(event)
        self.places[path] = Place(key or at, at)
        if len(path) > DEPTH:
            message = f"More than {DEPTH} levels of nesting; six are needed."
            raise _StopError(*at, "too-deep", message)
        if type(event) is yaml.AliasEvent:
            self.report(event, "alias", f"'*{event.anchor}' is an alias. Write the text out here.")
            return f"*{event.anchor}"
        if event.anchor:
            message = f"'&{event.anchor}' is an anchor. If it belongs to the text, use quotes."
            self.report(event, "anchor", message)
        if event.tag not in (None, "!"):
            self.report(event, "tag", f"'{event.tag}' is a tag. Leave it out: every value is text.")
        if type(event) is yaml.ScalarEvent:
            return self.scalar(event)
        if type(event) is yaml.MappingStartEvent:
            return self.mapping(path)
        return [self.value(item, (*path, i), None) for i, item in enumerate(self.until_end())]

    def mapping(self, path: Path) -> dict[str, Tree]:
        values: dict[str, Tree] = {}
        for event in self.until_end():
            key = self.value(event, (*path, ""), None)
            code, message = "", ""
            if not isinstance(key, str):
                code, message = "wrong-type", "Expected a key, a plain word with ':' after it."
            elif key == "<<":
                code, message = "merge", "'<<' merges are not used here. Write the keys out."
            elif key in values:
                line, column = self.places[*path, key].key
                message = f"'{key}' stands here already, at line {line}, column {column}."
                code = "duplicate-key"
            if code:
                self.report(event, code, message)
                self.value(next(self.events), (*path, ""), None)  # read past it
            else:
                values[key] = self.value(next(self.events), (*path, key), _at(event))
        return values

    def scalar(self, event: yaml.ScalarEvent) -> str | None:
        """Return the text as written, on one line; nothing, ``~`` and ``null`` are None."""
        text: str = event.value
        if _CONTROL.search(text):
            self.report(event, "control-character", _CONTROL_MESSAGE)
        if not event.style and text in ("", "~", "null"):
            return None
        return " ".join(text.split("\n")).strip()

    def until_end(self) -> Iterator[Any]:
        for event in self.events:
            if isinstance(event, yaml.CollectionEndEvent):
                return
            yield event

    def report(self, event: Any, code: str, message: str) -> None:
        self.found.append(Problem(self.file, *_at(event), code, message))

    def syntax_error(self, error: yaml.YAMLError) -> tuple[int, int, str, str]:
        """Say a YAML error's place, which may lie past the last line, and what it is."""
        what = getattr(error, "problem", None) or "unreadable"
        at_start, repair = _SYNTAX.get(what, (False, f"This is not valid YAML: {what}."))
        marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
        mark = marks[at_start] or marks[not at_start]
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if line > self.lines:
            line, column = self.lines, 1
        return line, column, "yaml-syntax", repair


_UNCLOSED = "What opens here is not closed, or a comma is missing in it."
_MISFIT = "This line does not fit. Is it indented too far, or is a quote further up not closed?"

# What libyaml says, whether it is told at the place where the construct starts, and the repair.
_SYNTAX: Final[dict[str, tuple[bool, str]]] = {
    "mapping values are not allowed in this context": (
        False,
        "A ': ' stands inside a text, or the line is indented too far. Put such a text in quotes.",
    ),
    "found character that cannot start any token": (
        False,
        "A text cannot start like this. Put it in quotes; indent with spaces, not with tabs.",
    ),
    "could not find expected ':'": (True, "Expected ': ' after this key."),
    "did not find expected key": (False, _MISFIT),
    "did not find expected '-' indicator": (False, _MISFIT),
    "did not find expected ',' or '}'": (True, _UNCLOSED),
    "did not find expected ',' or ']'": (True, _UNCLOSED),
    "found unexpected end of stream": (True, "The quote that opens here is not closed."),
}


def _at(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


# --- tree to values -------------------------------------------------------------------


class Report(Protocol):
    """Notes a problem at a path: at its key, or at its value."""

    def __call__(self, path: Path, code: str, message: str, *, at_key: bool = True) -> None:
        """Note one problem."""
        ...


def _add_ids(tree: dict[str, Tree], report: Report) -> None:
    """Give each entry of a registry its key as ``id``; a key must be a plain id."""
    for registry in _REGISTRIES:
        entries = tree.get(registry)
        for key, entry in entries.items() if isinstance(entries, dict) else ():
            if not _ID.fullmatch(key):
                message = f"'{key}' cannot be an id. Use small letters, digits and single hyphens."
                report((registry, key), "bad-id", message)
            if isinstance(entry, dict):
                if "id" in entry:
                    report((registry, key, "id"), "unknown-key", "The key above is the id already.")
                entry["id"] = key
            if registry == "questions" and isinstance(entry, dict):
                _check_answers(key, entry.get("answers"), report)


def _check_answers(question: str, answers: Tree, report: Report) -> None:
    for answer in answers if isinstance(answers, dict) else ():
        path = ("questions", question, "answers", answer)
        if answer == NOT_SURE:
            report(path, "bad-id", f"'{NOT_SURE}' is an answer to every question. Leave it out.")
        elif not _ID.fullmatch(answer):
            message = f"'{answer}' cannot be an id. Use small letters, digits and single hyphens."
            report(path, "bad-id", message)


def _shape(tree: dict[str, Tree], report: Report) -> dict[str, Any]:
    """Return each top-level value as ``model`` has it; those with problems are left out."""
    fields, values = RuleSet.__annotations__, {}
    for key in tree:
        if key not in fields:
            report((key,), "unknown-key", _unknown(key, list(fields)))
    for key, kind in fields.items():
        if key not in tree and key in RuleSet._field_defaults:
            continue
        if key not in tree:
            report((), "missing-key", f"The key '{key}' is missing at the top level of the file.")
            continue
        try:
            least = key not in RuleSet._field_defaults
            values[key] = _validator(kind, least).validate_python(tree[key])
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                path = (key, *detail["loc"])
                code, message = _in_the_authors_words(path, detail, kind)
                report(path, code, message, at_key=code.endswith("-key"))
    return values


@cache
def _validator(kind: Any, required: bool) -> SchemaValidator:
    return SchemaValidator(_schema(kind, required=required))


def _schema(kind: Any, *, required: bool) -> cs.CoreSchema:
    """Return the pydantic-core schema of a field's type: what ``model`` says is the format."""
    least = 1 if required else None
    if kind is str:
        return cs.str_schema(strict=True, min_length=least)
    if kind is bool:
        return cs.bool_schema()
    if get_origin(kind) is Literal:
        return cs.literal_schema(list(get_args(kind)))
    if get_origin(kind) is tuple:
        item = _schema(get_args(kind)[0], required=True)
        return cs.tuple_variable_schema(item, min_length=least)
    if get_origin(kind) is Mapping:
        value = _schema(get_args(kind)[1], required=True)
        return cs.dict_schema(cs.str_schema(), value, min_length=least)
    fields = {
        name: cs.typed_dict_field(
            _schema(inner, required=name not in kind._field_defaults),
            required=name not in kind._field_defaults,
        )
        for name, inner in kind.__annotations__.items()
    }
    shape = cs.typed_dict_schema(fields, extra_behavior="forbid")
    return cs.no_info_after_validator_function(lambda values: kind(**values), shape)


def _in_the_authors_words(path: Path, detail: ErrorDetails, kind: Any) -> tuple[str, str]:
    """Return code and message for what pydantic-core found at ``path``."""
    where, found = _where(path), detail["input"]
    match detail["type"]:
        case "missing":
            above = _where(path[:-1])
            return "missing-key", f"{above}: the key '{path[-1]}' is missing. Add it."
        case "extra_forbidden":
            above = _where(path[:-1])
            return "unknown-key", f"{above}: {_unknown(str(path[-1]), _keys_at(path[:-1], kind))}"
        case "literal_error":
            allowed = allowed_words(str(found), _keys_at(path, kind))
            return "not-allowed", f"{where}: {brief(str(found))} is not allowed. {allowed}"
        case "string_too_short" | "too_short":
            return "empty", f"{where} is empty. Something is needed here."
        case error:
            wanted = _WANTED.get(error, error.replace("_", " "))
            code = "empty" if found is None else "wrong-type"
            return code, f"{where}: expected {wanted}, found {_found(found)}."


_WANTED: Final = {
    "string_type": "a text",
    "tuple_type": "a list ('[one, two]', or lines that start with '-')",
    "dict_type": "keys with values ('key: value')",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
}


def _found(value: Tree) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return brief(value)
    return "a list" if isinstance(value, list) else "keys with values"


def _where(path: Path) -> str:
    """Name a place by the author's own keys, outermost first; list items count from 1."""
    return " > ".join(f"item {p + 1}" if isinstance(p, int) else p for p in path)


def _unknown(key: str, keys: list[str]) -> str:
    return f"{brief(key)} is not a key here. {allowed_words(key, keys)}"


def _keys_at(path: Path, kind: Any) -> list[str]:
    """Return the keys (or the fixed words) that ``model`` allows at ``path`` below ``kind``."""
    for step in path[1:]:
        if get_origin(kind) in (tuple, Mapping):
            kind = get_args(kind)[-1 if get_origin(kind) is Mapping else 0]
        else:
            kind = kind.__annotations__[step]
    if get_origin(kind) is Literal:
        return list(get_args(kind))
    return [field for field in kind.__annotations__ if field != "id"]


# --- references -----------------------------------------------------------------------

_EACH: Final = object()  # every item of a list, or every value of a mapping
_KEYS: Final = object()  # every key of a mapping, as a word

# Where a file names something, and the registry that must hold the name.
_REFERENCES: Final[tuple[tuple[tuple[Any, ...], str], ...]] = (
    (("guide",), "sources"),
    (("purpose", _EACH), "statements"),
    (("compare", _EACH), "procedures"),
    (("notices", "first", _EACH), "statements"),
    (("notices", "safety_net", _EACH), "statements"),
    (("levels", _EACH, "when", _KEYS), "questions"),
    (("levels", _EACH, "when", _EACH), "answers"),
    (("levels", _EACH, "basis", _EACH), "statements"),
    (("levels", _EACH, "procedure"), "procedures"),
    (("levels", _EACH, "sections", _KEYS), "sections"),
    (("levels", _EACH, "sections", _EACH, _EACH), "statements"),
    (("procedures", _EACH, "sections", _KEYS), "sections"),
    (("procedures", _EACH, "sections", _EACH, _EACH), "statements"),
    (("faq", _EACH, "says", _EACH), "statements"),
    (("glossary", _EACH, "says", _EACH), "statements"),
    (("statements", _EACH, "source"), "sources"),
    (("statements", _EACH, "audiences", _EACH), "audiences"),
    (("examples", _EACH, "answers", _KEYS), "questions"),
    (("examples", _EACH, "answers", _EACH), "answers"),
    (("examples", _EACH, "leads", _EACH), "levels"),
)


def _check_references(tree: dict[str, Tree], report: Report) -> list[Path]:
    """Report each name that stands for nothing; return where."""
    loose = []
    for pattern, registry in _REFERENCES:
        for path, word in _match(tree, pattern, ()):
            known = _registry(tree, registry, path)
            if isinstance(word, str) and word and known is not None and word not in known:
                words = allowed_words(word, list(known))
                what = "an answer" if registry == "answers" else f"in '{registry}'"
                message = f"{_where(path)}: {brief(word)} is not {what}. {words}"
                report(path, "unknown-name", message, at_key=pattern[-1] is _KEYS)
                loose.append(path)
    return loose


def _registry(tree: dict[str, Tree], registry: str, path: Path) -> Mapping[str, Tree] | None:
    """Return the names that may stand at ``path``, or None where the registry is unsound."""
    if registry != "answers":
        known = tree.get(registry)
    else:
        questions = tree.get("questions")
        question = questions.get(path[-1]) if isinstance(questions, dict) else None
        known = question.get("answers") if isinstance(question, dict) else None
        if isinstance(known, dict) and path[0] == "examples":
            known = {**known, NOT_SURE: None}
    return known if isinstance(known, dict) else None


def _match(tree: Tree, pattern: tuple[Any, ...], path: Path) -> Iterator[tuple[Path, Tree]]:
    """Yield every place of ``tree`` that ``pattern`` fits, with what stands there."""
    if not pattern:
        yield path, tree
        return
    first, rest = pattern[0], pattern[1:]
    if first is _KEYS:
        yield from (((*path, key), key) for key in tree) if isinstance(tree, dict) else ()
    elif first is _EACH and isinstance(tree, list):
        for i, item in enumerate(tree):
            yield from _match(item, rest, (*path, i))
    elif first is _EACH and isinstance(tree, dict):
        for key, item in tree.items():
            yield from _match(item, rest, (*path, key))
    elif isinstance(tree, dict) and first in tree:
        yield from _match(tree[first], rest, (*path, first))
