"""A loaded file: the rule set in a rules file, or every problem that keeps it from being one.

pydantic-core holds the tree against the classes of ``model``; its schema is made from
their fields directly, which takes 1 ms where pydantic's own way takes 25.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, Final, Literal, NamedTuple, Protocol, get_args, get_origin

from pydantic_core import ErrorDetails, PydanticCustomError, SchemaValidator, ValidationError
from pydantic_core import core_schema as cs

from explainer import outline
from explainer.model import NOT_SURE, Region, RuleSet, fields
from explainer.problem import Problem, Severity, allowed_words, brief, in_file_order
from explainer.tree import Path, Tree, Value, Watch, read

ROOM: Final = 10_000  # names that are looked through for ones near to unknown ones

THIN: Final = 4  # times as long as wide, that a drawing may be
SMALL: Final = 40.0  # the least that a drawing is wide or high
NUMBER: Final = r"^[1-9][0-9]{0,2}(\.[0-9]{1,4})?$"  # a school grade: 1 ... 999

_URL: Final = re.compile(r"https?://[!-~]+")
_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_REGISTRIES: Final = [
    name for name, field in fields(RuleSet).items() if get_origin(field.kind) is Mapping
]


class Loaded(NamedTuple):
    """What a file holds. ``rules`` is None where there are errors.

    ``parts`` are the top-level values that are sound by themselves, so that the
    table can be proven even where something else in the file is wrong.
    """

    file: str
    rules: RuleSet | None
    parts: Mapping[str, Any]
    tree: Tree
    problems: tuple[Problem, ...]

    def problem(self, path: Path, code: str, message: str, severity: Severity = "error") -> Problem:
        """Return a problem with the key at ``path``, or with the nearest key above it."""
        return Problem(self.file, *self.tree.place(path).key, code, message, severity)


def load(data: bytes, file: str, watch: Watch | None = None) -> Loaded:
    """Return the rule set in ``data``; ``file`` is the name that problems carry."""
    tree = read(data, file, watch)
    if tree.root is None:
        return Loaded(file, None, {}, tree, in_file_order(tree.problems))
    found = list(tree.problems)

    def report(path: Path, code: str, message: str, *, at_key: bool = True) -> None:
        place = tree.place(path)
        found.append(Problem(file, *(place.key if at_key else place.value), code, message))

    _add_ids(tree.root, report)
    parts = _shape(tree.root, report)
    _check_days(tree.root, report)
    _check_drawing(parts.get("regions", {}), report)
    _check_addresses(tree.root, report)
    if any(path[2:3] == ("when",) for path in _check_references(tree.root, report)):
        parts.pop("levels", None)  # a row that tests an unknown answer proves nothing
    errors = [problem for problem in found if problem.severity == "error"]
    rules = None if errors else RuleSet(**parts)
    return Loaded(file, rules, parts, tree, in_file_order(found))


class Report(Protocol):
    """Notes a problem at a path: at its key, or at its value."""

    def __call__(self, path: Path, code: str, message: str, *, at_key: bool = True) -> None:
        """Note one problem."""
        ...


def _add_ids(tree: dict[str, Value], report: Report) -> None:
    """Give each entry of a registry its key as ``id``; a key must be a plain id."""
    for registry in _REGISTRIES:
        entries = tree.get(registry)
        for key, entry in entries.items() if isinstance(entries, dict) else ():
            if not _ID.fullmatch(key):
                report((registry, key), "bad-id", _bad_id(key, entry))
            if isinstance(entry, dict):
                if "id" in entry:
                    report((registry, key, "id"), "unknown-key", "The key above is the id already.")
                entry["id"] = key
            if registry == "questions" and isinstance(entry, dict):
                _check_answers(key, entry.get("answers"), report)


def _check_answers(question: str, answers: Value, report: Report) -> None:
    for answer, text in answers.items() if isinstance(answers, dict) else ():
        path = ("questions", question, "answers", answer)
        if answer == NOT_SURE:
            report(path, "bad-id", f"'{NOT_SURE}' is an answer to every question. Leave it out.")
        elif not _ID.fullmatch(answer):
            report(path, "bad-id", _bad_id(answer, text))


def _bad_id(key: str, value: Value) -> str:
    how = "Use small letters, digits and single hyphens."
    return f"'{key}' cannot be an id. {how}{_comma(value)}"


def _shape(tree: dict[str, Value], report: Report) -> dict[str, Any]:
    """Return each top-level value as ``model`` has it; those with problems are left out."""
    known, values = fields(RuleSet), {}
    for key in tree:
        if key not in known:
            report((key,), "unknown-key", _unknown(key, list(known)))
    for key, field in known.items():
        if key in tree:
            try:
                values[key] = _validator(field.kind, field.required).validate_python(tree[key])
            except ValidationError as error:
                for detail in error.errors(include_url=False):
                    path = (key, *detail["loc"])
                    code, message = _in_the_authors_words(path, detail)
                    report(path, code, message, at_key=code.endswith("-key"))
        elif field.required:
            report((), "missing-key", f"The file has no '{key}:'. Add it: {field.about}")
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
        flag = cs.literal_schema(["true", "false"])
        return cs.no_info_after_validator_function(lambda text: text == "true", flag)
    if kind is float:
        number = cs.str_schema(strict=True, pattern=NUMBER)
        return cs.no_info_after_validator_function(float, number)
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
    if "id" in kind._fields:
        keys["id"] = cs.typed_dict_field(cs.str_schema())
    shape = cs.typed_dict_schema(keys, extra_behavior="forbid")
    return cs.no_info_after_validator_function(lambda values: kind(**values), shape)


def _outline(text: str) -> outline.Outline:
    try:
        return outline.parse(text)
    except ValueError as error:
        raise PydanticCustomError("outline", "{said}", {"said": str(error)}) from None


def _in_the_authors_words(path: Path, detail: ErrorDetails) -> tuple[str, str]:
    """Return code and message for what pydantic-core found at ``path``."""
    where, above, found = _where(path), _where(path[:-1]), detail["input"]
    match detail["type"]:
        case "missing":
            field = fields(_kind_at(path[:-1]))[str(path[-1])]
            return "missing-key", f"{above}: '{path[-1]}:' is missing. Add it: {field.about}"
        case "extra_forbidden":
            keys = list(fields(_kind_at(path[:-1])))
            return "unknown-key", f"{above}: {_unknown(str(path[-1]), keys)}{_comma(found)}"
        case "literal_error" if _kind_at(path) is bool:
            return "wrong-type", f"{where}: expected true or false, found {_found(found)}."
        case "literal_error":
            allowed = allowed_words(str(found), get_args(_kind_at(path)))
            return "not-allowed", f"{where}: {brief(str(found))} is not allowed. {allowed}"
        case "string_too_short" | "too_short":
            return "empty", f"{where} is empty. Something is needed here."
        case "outline":
            return "bad-outline", f"{where}: {detail['msg']}."
        case error:
            wanted = _WANTED.get(error, error.replace("_", " "))
            code = "empty" if found is None else "wrong-type"
            return code, f"{where}: expected {wanted}, found {_found(found)}."


_WANTED: Final = {
    "string_type": "a text",
    "string_pattern_mismatch": "a number from 1 up, as in 6 or 8.5",
    "tuple_type": "a list ('[one, two]', or lines that start with '-')",
    "dict_type": "keys with values ('key: value')",
}


def _found(value: Value) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return brief(value)
    return "a list" if isinstance(value, list) else "keys with values"


def _where(path: Path) -> str:
    """Name a place by the author's own keys, outermost first; list items count from 1."""
    return " > ".join(f"item {p + 1}" if isinstance(p, int) else p for p in path)


def _unknown(key: str, keys: list[str]) -> str:
    return f"{brief(key)} is not a key here.{_glued(key)} {allowed_words(key, keys)}"


def _comma(value: Value) -> str:
    """Guess why a key has no value: a text in braces was cut in two at its comma."""
    if value is not None:
        return ""
    return " If it belongs to the text before it, put that in quotes: it has a comma."


def _glued(word: str) -> str:
    return " Is a space missing after ':'?" if ":" in word else ""


def _kind_at(path: Path) -> Any:
    """Return the type that ``model`` gives what stands at ``path``."""
    kind: Any = RuleSet
    for step in path:
        if get_origin(kind) in (tuple, Mapping):
            kind = get_args(kind)[-1 if get_origin(kind) is Mapping else 0]
        else:
            kind = fields(kind)[str(step)].kind
    return kind


def _check_addresses(root: dict[str, Value], report: Report) -> None:
    """Report each address of a source that no reader could open."""
    for path, url in _match(root, ("sources", _EACH, "url"), ()):
        if isinstance(url, str) and url and not _URL.fullmatch(url):
            message = f"{_where(path)}: {brief(url)} is no web address. Start it with https://."
            report(path, "bad-url", message, at_key=False)


def _check_drawing(regions: Mapping[str, Region], report: Report) -> None:
    """Report a drawing that no face has room for, or whose numbers would hide it."""
    if not regions:
        return
    frame = outline.box(region.outline for region in regions.values())
    short, long = sorted((frame.width, frame.height))
    if long > THIN * short or long < SMALL:
        message = (
            f"regions: together they are {frame.width:.3g} wide and {frame.height:.3g} high. "
            f"Draw them larger, and no more than {THIN} times as long as wide: all of 100 by 100 "
            "may be used."
        )
        report(("regions",), "bad-outline", message)


def _check_days(root: dict[str, Value], report: Report) -> None:
    """Report each day of the review that is none."""
    review = root.get("review")
    if isinstance(review, dict) and bool(review.get("by")) != bool(review.get("on")):
        missing = "on" if review.get("by") else "by"
        message = f"review: '{missing}:' is missing. 'by' and 'on' go together."
        report(("review",), "missing-key", message)
    for key in ("on", "again_after"):
        day = review.get(key) if isinstance(review, dict) else None
        if isinstance(day, str) and day and not _is_day(day):
            message = f"review > {key}: {brief(day)} is not a day. Write it as 2026-11-23."
            report(("review", key), "bad-date", message, at_key=False)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


# --- references -----------------------------------------------------------------------

_EACH: Final = object()  # every item of a list, or every value of a mapping
_KEYS: Final = object()  # every key of a mapping, as a word

# Where a file names something, and the registry that must hold the name.
_REFERENCES: Final[tuple[tuple[tuple[Any, ...], str], ...]] = (
    (("guide",), "sources"),
    (("limits", _KEYS), "audiences"),
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
    (("levels", _EACH, "picture"), "pictures"),
    (("procedures", _EACH, "before"), "pictures"),
    (("procedures", _EACH, "after"), "pictures"),
    (("pictures", _EACH, "caption", _EACH), "statements"),
    (("pictures", _EACH, "looks", _KEYS), "regions"),
    (("pictures", _EACH, "looks", _EACH), "states"),
    (("faq", _EACH, "says", _EACH), "statements"),
    (("glossary", _EACH, "says", _EACH), "statements"),
    (("statements", _EACH, "source"), "sources"),
    (("statements", _EACH, "audiences", _EACH), "audiences"),
    (("examples", _EACH, "answers", _KEYS), "questions"),
    (("examples", _EACH, "answers", _EACH), "answers"),
    (("examples", _EACH, "leads", _EACH), "levels"),
)


def _check_references(tree: dict[str, Value], report: Report) -> list[Path]:
    """Report each name that stands for nothing; return where."""
    loose: list[Path] = []
    told: dict[tuple[str | int, ...], str] = {}
    room = ROOM
    for pattern, registry in _REFERENCES:
        for path, word in _match(tree, pattern, ()):
            known = _registry(tree, registry, path)
            if isinstance(word, str) and word and known is not None and word not in known:
                where = (path[0], path[-1]) if registry == "answers" else (registry,)
                if (*where, word) not in told:
                    guess = len(known) <= room
                    room -= len(known) if guess else 0
                    told[*where, word] = allowed_words(word, list(known), guess=guess)
                words = told[*where, word]
                what = "an answer" if registry == "answers" else f"in '{registry}'"
                message = f"{_where(path)}: {brief(word)} is not {what}.{_glued(word)} {words}"
                report(path, "unknown-name", message, at_key=pattern[-1] is _KEYS)
                loose.append(path)
    return loose


def _registry(tree: dict[str, Value], registry: str, path: Path) -> Mapping[str, Value] | None:
    """Return the names that may stand at ``path``, or None where the registry is unsound."""
    if registry != "answers":  # one that may be left out then holds nothing
        known = tree.get(registry, None if fields(RuleSet)[registry].required else {})
    else:
        questions = tree.get("questions")
        question = questions.get(path[-1]) if isinstance(questions, dict) else None
        known = question.get("answers") if isinstance(question, dict) else None
        if isinstance(known, dict) and path[0] == "examples":
            known = {**known, NOT_SURE: None}
    return known if isinstance(known, dict) else None


def _match(tree: Value, pattern: tuple[Any, ...], path: Path) -> Iterator[tuple[Path, Value]]:
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
