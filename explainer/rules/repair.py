"""Repairs of keys that are misspelled or out of place, so that nothing is reported because of them.

Each such mistake is reported once, where it is. Then it is repaired in the parsed values, as its
author will, and the rest of the file is checked as if it had never been made.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final, get_args, get_origin

from explainer.rules.model import RuleSet, fields
from explainer.rules.names import did_you_mean, is_id, similar
from explainer.rules.parser import Marks, Parsed, Value
from explainer.rules.problem import Path, Reporter, where
from explainer.text import brief, shortened

_QUOTES: Final = "\"'\u201c\u201d\u2018\u2019"


def repair(parsed: Parsed, report: Reporter) -> None:
    """Report misspelled and misplaced keys in a parsed file, and repair them in it."""
    if parsed.root is not None and parsed.marks is not None:
        _Repair(parsed.root, parsed.marks[2], report).below(RuleSet, (), parsed.root, parsed.marks)


class _Repair:
    """The repairs in one file. ``places`` are the marks of its top-level keys."""

    def __init__(self, root: dict[str, Value], places: dict[str, Marks], report: Reporter) -> None:
        self.root, self.places, self.report = root, places, report

    def below(self, kind: Any, path: Path, value: Value, marks: Marks) -> None:
        """Repair the keys in a value that should be of a kind, at any depth."""
        if isinstance(value, list) and get_origin(kind) is tuple:
            for i, item in enumerate(value):
                self.below(get_args(kind)[0], (*path, i), item, marks[2][i])
        if not isinstance(value, dict) or not (_is_class(kind) or get_origin(kind) is Mapping):
            return
        self.split(kind, path, value, marks[2])
        self.join(kind, path, value, marks[2])
        self.lift(kind, path, value, marks[2])
        self.move(kind, path, value, marks[2])
        if _is_class(kind):
            self.respell(kind, path, value, marks[2])
        for key in list(value):  # entries are moved below
            if inner := _kind_below(kind, key):
                self.below(inner, (*path, key), value[key], marks[2][key])

    def split(
        self, kind: Any, path: Path, values: dict[str, Value], marks: dict[str, Marks]
    ) -> None:
        """Split 'key:value' in braces, where a space is missing."""
        for glued in [key for key in values if values[key] is None and ":" in key]:
            key, _, text = glued.partition(":")
            if key not in values and is_id(key) and _is_plain(_kind_below(kind, key)):
                message = f"{where(path)}: a space is missing after ':' in {brief(glued)}."
                self.report((*path, glued), "unknown-key", message)
                _rename(values, marks, glued, key)
                values[key] = text

    def join(
        self, kind: Any, path: Path, values: dict[str, Value], marks: dict[str, Marks]
    ) -> None:
        """Join the pieces of a text in braces that commas split."""
        pieces: dict[str, list[str]] = {}
        owner = ""
        for key, value in values.items():
            known = key in fields(kind) if _is_class(kind) else is_id(key) and owner not in pieces
            is_beside = owner and marks[key][0].line == marks[owner][0].line
            if value is None and not known and is_beside:
                pieces.setdefault(owner, []).append(key)
            else:
                owner = key if isinstance(value, str) else ""
        for owner, strays in pieces.items():
            text = ", ".join([values[owner], *strays]).strip(_QUOTES)
            message = (
                f"{where((*path, owner))}: the text ends at the comma before {brief(strays[0])}. "
                f'Put the whole text in quotes: "{shortened(text)}".'
            )
            self.report((*path, strays[0]), "split-text", message)
            values[owner] = text
            for stray in strays:
                del values[stray]

    def lift(
        self, kind: Any, path: Path, values: dict[str, Value], marks: dict[str, Marks]
    ) -> None:
        """Lift parts of the file that are indented too far."""
        for key in [key for key in values if key in fields(RuleSet) and key not in self.root]:
            if isinstance(values[key], dict) and not _fits_here(kind, key, values[key]):
                message = f"{where((*path, key))}: this looks like a part of the file. Unindent it."
                self.report((*path, key), "misplaced", message)
                self.root[key], self.places[key] = values.pop(key), marks.pop(key)

    def move(
        self, kind: Any, path: Path, values: dict[str, Value], marks: dict[str, Marks]
    ) -> None:
        """Move entries to the part of the file where they belong."""
        lost: dict[str, list[str]] = {}
        for key, value in values.items():
            is_lost = isinstance(value, dict) and not _fits_here(kind, key, value)
            if is_lost and (home := _home(frozenset(value))):
                lost.setdefault(home, []).append(key)
        for home, keys in lost.items():
            more = len(keys) - 1
            look = f"and {more} more here look like entries" if more else "looks like an entry"
            them = "them" if more else "it"
            message = (
                f"{where((*path, keys[0]))}: this {look} of '{home}'. Move {them} below '{home}:'"
                f"{'' if path else f', and indent {them}'}."
            )
            self.report((*path, keys[0]), "misplaced", message)
            if self.root.setdefault(home) is None:
                self.root[home] = {}
                mark = marks[keys[0]]
                self.places[home] = (*self.places.get(home, mark)[:2], {})
            for key in keys:
                value, mark = values.pop(key), marks.pop(key)
                if isinstance(self.root[home], dict) and key not in self.root[home]:
                    self.root[home][key], self.places[home][2][key] = value, mark

    def respell(
        self, kind: Any, path: Path, values: dict[str, Value], marks: dict[str, Marks]
    ) -> None:
        """Correct misspelled keys."""
        for wrong in [key for key in values if key not in fields(kind)]:
            if names := similar(wrong, list(fields(kind))) or _by_content(kind, values[wrong]):
                start = f"{where(path)}: " if path else ""
                message = f"{start}{brief(wrong)} is not a valid key here. {did_you_mean(names)}"
                self.report((*path, wrong), "unknown-key", message)
                if names[0] not in values:
                    _rename(values, marks, wrong, names[0])


def _by_content(kind: Any, value: Value) -> list[str]:
    """Return the part of the file that a top-level value looks like, judging by its entries."""
    if kind is not RuleSet or not isinstance(value, dict):
        return []
    homes = {_home(frozenset(entry)) for entry in value.values() if isinstance(entry, dict)}
    return [home for home in homes if home] if len(homes) == 1 else []


def _rename(values: dict[str, Value], marks: dict[str, Marks], old: str, new: str) -> None:
    values[new], marks[new] = values.pop(old), marks.pop(old)


def _is_class(kind: Any) -> bool:
    return hasattr(kind, "_fields")


def _is_plain(kind: Any) -> bool:
    """Check whether values of a kind are written as a single text."""
    return not _is_class(kind) and get_origin(kind) not in (tuple, Mapping)


def _kind_below(kind: Any, key: str) -> Any:
    """Return the kind of the value of a key, or None if the key is unknown."""
    if not _is_class(kind):
        return get_args(kind)[1]
    return fields(kind)[key].kind if key in fields(kind) else None


def _fits(kind: Any, keys: frozenset[str]) -> bool:
    """Check whether keys are all valid in a class, and include all that it requires."""
    known = fields(kind)
    return keys <= known.keys() and all(key in keys for key in known if known[key].required)


def _fits_here(kind: Any, key: str, value: Mapping[str, Value]) -> bool:
    """Check whether a mapping may be the value of a key, whatever is wrong in it."""
    inner = _kind_below(kind, key)
    if _is_class(kind) or not _is_class(inner):
        return inner is not None and inner is not str
    return _fits(inner, frozenset(value))


@cache
def _home(keys: frozenset[str]) -> str | None:
    """Return the part of the file whose entries have such keys."""
    for name, field in fields(RuleSet).items():
        entry = get_args(field.kind)[1] if get_origin(field.kind) is Mapping else None
        if _is_class(entry) and _fits(entry, keys):
            return name
    return None
