"""References: the places in a rules file that refer to something defined elsewhere in the file."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from explainer.rules.model import NOT_SURE, RuleSet, fields
from explainer.rules.parser import Value
from explainer.rules.problem import Path, Reporter, where
from explainer.rules.shape import missing_space
from explainer.text import allowed_names, brief

ROOM: Final = 10_000  # the most names to search for suggestions

_EACH: Final = object()  # every item of a list, or every value of a mapping
_ITEM: Final = object()  # every item of a list, but nothing of a mapping
_KEYS: Final = object()  # every key of a mapping, treated as a value

# Each path that contains a reference, and the registry that must define what it refers to.
_REFERENCES: Final[tuple[tuple[tuple[Any, ...], str], ...]] = (
    (("guide",), "sources"),
    (("limits", _KEYS), "audiences"),
    (("purpose", _EACH), "statements"),
    (("decision", _EACH), "statements"),
    (("compare", _EACH), "procedures"),
    (("start", _EACH), "faq"),
    (("notices", "help", _EACH, "brief", _EACH), "statements"),
    (("notices", "help", _EACH, "says", _EACH), "statements"),
    (("notices", "first", _EACH), "statements"),
    (("notices", "safety_net", _EACH), "statements"),
    (("levels", _EACH, "when", _KEYS), "questions"),
    (("levels", _EACH, "when", _EACH), "answers"),
    (("levels", _EACH, "when", _EACH, _ITEM), "answers"),
    (("levels", _EACH, "basis", _EACH), "statements"),
    (("levels", _EACH, "procedure"), "procedures"),
    (("levels", _EACH, "further", _EACH), "procedures"),
    (("levels", _EACH, "card", _KEYS), "audiences"),
    (("levels", _EACH, "card", _EACH, _KEYS), "sections"),
    (("levels", _EACH, "card", _EACH, _EACH, _EACH), "statements"),
    (("procedures", _EACH, "card", _KEYS), "audiences"),
    (("procedures", _EACH, "card", _EACH, _KEYS), "sections"),
    (("procedures", _EACH, "card", _EACH, _EACH, _EACH), "statements"),
    (("procedures", _EACH, "grid", _KEYS), "sections"),
    (("procedures", _EACH, "grid", _EACH, _EACH), "statements"),
    (("sections", _EACH, "ask"), "statements"),
    (("levels", _EACH, "sections", _KEYS), "sections"),
    (("levels", _EACH, "sections", _EACH, _EACH), "statements"),
    (("levels", _EACH, "adds", _KEYS), "sections"),
    (("levels", _EACH, "adds", _EACH, _EACH), "statements"),
    (("procedures", _EACH, "sections", _KEYS), "sections"),
    (("procedures", _EACH, "sections", _EACH, _EACH), "statements"),
    (("levels", _EACH, "picture"), "pictures"),
    (("sections", _EACH, "picture"), "pictures"),
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
    (("examples", _EACH, "procedures", _EACH), "procedures"),
    (("items", _EACH, "topic"), "topics"),
    (("items", _EACH, "audience"), "audiences"),
    (("items", _EACH, "right", "says", _EACH), "statements"),
    (("items", _EACH, "wrong", _EACH, "says", _EACH), "statements"),
    (("items", _EACH, "picture"), "pictures"),
    (("clozes", _EACH, "topic"), "topics"),
    (("clozes", _EACH, "audience"), "audiences"),
    (("clozes", _EACH, "says", _EACH), "statements"),
)


def unknown_references(root: dict[str, Value], report: Reporter) -> list[Path]:
    """Report every reference to an undefined name, and return the paths of these references."""
    found: list[Path] = []
    suggestions: dict[Path, str] = {}
    room = ROOM
    for pattern, registry in _REFERENCES:
        if _all_known(root, pattern, registry):
            continue
        for path, word in _match(root, pattern):
            known = _registry(root, registry, path)
            if isinstance(word, str) and word and known is not None and word not in known:
                scope: Path = (path[0], path[3]) if registry == "answers" else (registry,)
                if (*scope, word) not in suggestions:
                    guess = len(known) <= room
                    room -= len(known) if guess else 0
                    suggestions[*scope, word] = allowed_names(word, list(known), guess=guess)
                allowed = f"{missing_space(word)} {suggestions[*scope, word]}"
                what = "an answer" if registry == "answers" else f"in '{registry}'"
                message = f"{where(path)}: {brief(word)} is not {what}.{allowed}"
                report(path, "unknown-name", message, at_key=pattern[-1] is _KEYS)
                found.append(path)
    return found


def _registry(root: dict[str, Value], registry: str, path: Path) -> Mapping[str, Value] | None:
    """Return the names that are allowed at ``path``, or None if the registry is invalid."""
    if registry != "answers":  # if an optional registry is missing, no names are allowed
        known = root.get(registry, None if fields(RuleSet)[registry].required else {})
    else:
        questions = root.get("questions")
        question = questions.get(path[3]) if isinstance(questions, dict) else None
        known = question.get("answers") if isinstance(question, dict) else None
        if isinstance(known, dict) and path[0] == "examples":
            known = {**known, NOT_SURE: None}
    return known if isinstance(known, dict) else None


def _all_known(root: dict[str, Value], pattern: tuple[Any, ...], registry: str) -> bool:
    """Check quickly, without paths, whether all references that match a pattern are defined."""
    known = root.get(registry)
    if registry == "answers" or not isinstance(known, dict):
        return False
    values = [root]
    for step in pattern:
        values = [below for value in values for _, below in _below(value, step)]
    return all(isinstance(word, str) and word in known for word in values)


def _match(root: Value, pattern: tuple[Any, ...]) -> list[tuple[Path, Value]]:
    """Return every path that matches ``pattern``, and the value at that path."""
    found: list[tuple[Path, Value]] = [((), root)]
    for step in pattern:
        below = ((path, _below(value, step)) for path, value in found)
        found = [((*path, key), value) for path, values in below for key, value in values]
    return found


def _below(value: Value, step: Any) -> Iterable[tuple[Any, Value]]:
    """Return each key or index below a value that matches one step of a pattern, with its value."""
    if isinstance(value, list):
        return enumerate(value) if step in (_EACH, _ITEM) else ()
    if not isinstance(value, dict):
        return ()
    if step is _KEYS:
        return ((key, key) for key in value)
    if step is _EACH:
        return value.items()
    return [(step, value[step])] if step in value else ()
