"""References: the places in a rules file that refer to something defined elsewhere in the file."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from explainer.rules.model import NOT_SURE, RuleSet, fields
from explainer.rules.names import MOST, allowed_names, as_id, did_you_mean, is_id, similar
from explainer.rules.parser import Position
from explainer.rules.problem import Path, Reporter, where
from explainer.rules.values import Value
from explainer.text import brief, plain

ROOM: Final = 10_000  # the most names to search for suggestions

_NO_NAME: Final = "No name there is like it. Define it, or use another."

_NEED_NO_USE: Final = ("audiences", "faq", "levels")

_EACH: Final = object()  # every item of a list, or every value of a mapping
_ITEM: Final = object()  # every item of a list, but nothing of a mapping
_KEYS: Final = object()  # every key of a mapping, treated as a value

# Each path that contains a reference, and the registry that must define what it refers to.
_REFERENCES: Final[tuple[tuple[tuple[Any, ...], str], ...]] = (
    (("guide",), "sources"),
    (("limits", _KEYS), "audiences"),
    (("translations", _EACH, "readers", _EACH), "audiences"),
    (("translations", _EACH, "limits", _KEYS), "audiences"),
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

_Name = tuple[str, str, str]  # its registry, its question if it is an answer, and the name itself


def unknown_references(
    root: dict[str, Value], position: Callable[[Path], Position], report: Reporter
) -> list[Path]:
    """Report each undefined name at the first place that refers to it; return all these places.

    What refers to a name that is no valid id, or not indented, is not reported: that name is.
    """
    places: dict[_Name, list[tuple[tuple[int, int], Path, bool]]] = {}
    for pattern, registry in _REFERENCES:
        if _all_known(root, pattern, registry):
            continue
        for path, word in _match(root, pattern):
            known = _registry(root, registry, path)
            at_key = pattern[-1] is _KEYS
            is_name = isinstance(word, str) and (word or at_key)  # an empty value is reported
            if is_name and known is not None and word not in known:
                name = (registry, str(path[3]) if registry == "answers" else "", word)
                at = position(path).key if at_key else position(path).value
                places.setdefault(name, []).append((at, path, at_key))
    scopes: dict[tuple[str, str], tuple[list[str], set[str]]] = {}
    room = ROOM
    for name, found in sorted(places.items(), key=lambda item: min(at for at, *_ in item[1])):
        registry, question, word = name
        _, path, at_key = min(found, key=lambda place: place[0])
        if (registry, question) not in scopes:
            scopes[registry, question] = _scope(_registry(root, registry, path) or {})
        names, to_come = scopes[registry, question]
        if as_id(word) in to_come or word in root.keys() - fields(RuleSet).keys():
            continue
        room -= max(len(names), len(places))
        hint = _hint(root, name, names) if room >= 0 else ""
        what = "an answer" if question else f"in '{registry}'"
        message = (
            f"{where(path[:-1] if at_key else path)}: {brief(word)} is not {what}. "
            f"{hint or allowed_names(names, _NO_NAME)}"
            f"{_and_more(len(found) - 1)}"
        )
        report(path, "unknown-name", message, at_key=at_key)
    return [path for found in places.values() for _, path, _ in found]


def _scope(known: Iterable[str]) -> tuple[list[str], set[str]]:
    """Return the valid ids among known names, with the repaired ones, and these by themselves."""
    bad = {name: as_id(name) for name in known if not is_id(name)}
    return [name for each in known if (name := bad.get(each, each))], set(bad.values())


def _and_more(count: int) -> str:
    places = "1 more place" if count == 1 else f"{count} more places"
    return f" The same name is in {places}." if count else ""


def _hint(root: dict[str, Value], name: _Name, names: list[str]) -> str:
    """Suggest the names that an author may have meant by an undefined one.

    They are spelled like it; or it is the only one that nothing uses, as after a change of the
    name where it is defined; or the words of the name are in their texts.
    """
    registry, question, word = name
    if word == NOT_SURE:
        return "Levels do not test it: whoever is not sure sees all that are still possible."
    choices = re.split(r" *[,|/] *| or ", word)
    if question and len(choices) > 1 and all(choice in names for choice in choices):
        return f"If any of them will do, write [{', '.join(choices)}]."
    parts = word.split()
    if len(parts) > 1 and all(part in names for part in parts):
        return f"A comma is missing after '{parts[0]}'."
    if close := similar(word, names):
        return did_you_mean(close)
    used = {
        each
        for pattern, of in _REFERENCES
        if of == registry
        for path, each in _match(root, pattern)
        if isinstance(each, str) and (not question or path[3] == question)
    }
    unused = [each for each in names if each not in used and each != NOT_SURE]
    if len(unused) == 1 and registry not in _NEED_NO_USE:
        return did_you_mean(unused, ", which nothing uses")
    words, entries = set(plain(word).split()), root.get(registry, {})
    found = [each for each in names if words <= _words(each, entries.get(each))]
    return did_you_mean(found[:MOST]) if found else ""


def _words(name: str, entry: Value) -> set[str]:
    """Return the words of an entry's name and texts."""
    texts = [entry.get(key) for key in ("text", "name")] if isinstance(entry, dict) else []
    return set(plain(f"{name} {' '.join(map(str, texts))}").split())


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
