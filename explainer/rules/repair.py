"""Repairs of keys that are misspelled or out of place, so that nothing is reported because of them.

Each such mistake is reported once, where it is. Then it is repaired in the parsed values, as its
author will, and the rest of the file is checked as if it had never been made.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, NamedTuple, get_args, get_origin

from explainer.rules.model import AnyOf, RuleSet, fields
from explainer.rules.names import did_you_mean, is_id, similar
from explainer.rules.parser import Marks, Parsed
from explainer.rules.problem import Path, Reporter, where
from explainer.rules.values import Value
from explainer.text import brief, shortened

_QUOTES: Final = "\"'\u201c\u201d\u2018\u2019"


class _At(NamedTuple):
    """A mapping in the file: the kind that it should be, its path, its values and their marks."""

    kind: Any
    path: Path
    values: dict[str, Value]
    marks: dict[str, Marks]

    def where(self, key: str) -> str:
        return where((*self.path, key))

    def is_lost(self, key: str) -> bool:
        """Check whether a key has a mapping below it that cannot be its value."""
        value, inner = self.values[key], _kind_below(self.kind, key)
        if not isinstance(value, dict) or _is_class(self.kind):
            return isinstance(value, dict) and inner is None
        return inner is str or (_is_class(inner) and not _fits(inner, frozenset(value)))

    def only_missing(self, wrong: str) -> list[str]:
        """Return the required key that is missing, if a wrong key may be meant as that one."""
        known, is_text = fields(self.kind), isinstance(self.values[wrong], str)
        missing = [key for key in known if known[key].required and key not in self.values]
        is_one = len(missing) == 1 and len(self.values.keys() - known.keys()) == 1
        return missing if is_one and _is_plain(known[missing[0]].kind) == is_text else []

    def rename(self, names: Mapping[str, str]) -> None:
        """Rename some keys in their places."""
        for mapping in (self.values, self.marks):
            items = [(names.get(key, key), value) for key, value in mapping.items()]
            mapping.clear()
            mapping.update(items)


def repair(parsed: Parsed, report: Reporter) -> None:
    """Report misspelled and misplaced keys in a parsed file, and repair them in it."""
    if parsed.root is not None and parsed.marks is not None:
        file = _At(RuleSet, (), parsed.root, parsed.marks[2])
        _Repair(file, report).below(RuleSet, (), parsed.root, parsed.marks)


class _Repair:
    """The repairs in one file. ``file`` is its top-level mapping."""

    def __init__(self, file: _At, report: Reporter) -> None:
        self.file, self.report = file, report

    def below(self, kind: Any, path: Path, value: Value, marks: Marks) -> None:
        """Repair the keys in a value that should be of a kind, at any depth."""
        if isinstance(value, list) and get_origin(kind) is tuple:
            for i, item in enumerate(value):
                self.below(get_args(kind)[0], (*path, i), item, marks[2][i])
        if not isinstance(value, dict) or not (_is_class(kind) or get_origin(kind) is Mapping):
            return
        at = _At(kind, path, value, marks[2])
        for mend in (
            self.split,
            self.bracket,
            self.join,
            self.sink,
            self.lift,
            self.move,
            self.respell,
        ):
            mend(at)
        for key in list(value):  # entries are moved below
            if inner := _kind_below(kind, key):
                self.below(inner, (*path, key), value[key], marks[2][key])

    def split(self, at: _At) -> None:
        """Split 'key:value' and 'key value' in braces, where a space or ':' is missing."""
        names, texts = dict[str, str](), dict[str, str]()
        for glued in [key for key in at.values if at.values[key] is None]:
            found = re.fullmatch("([a-z0-9-]+)([: ]) *(.+)", glued)
            key, sign, text = found.groups() if found else (glued, "", "")
            is_key = sign == ":" or (_is_class(at.kind) and key in fields(at.kind))
            is_new = key not in at.values and key not in texts
            if is_key and is_new and _is_plain(_kind_below(at.kind, key)):
                missing = "a space is missing after ':'" if sign == ":" else "':' is missing"
                message = f"{where(at.path)}: {missing} in {brief(glued)}."
                self.report((*at.path, glued), "unknown-key", message)
                names[glued], texts[key] = key, text
        if names:
            at.rename(names)
            at.values.update(texts)

    def join(self, at: _At) -> None:
        """Join the pieces of a text in braces that commas split."""
        pieces: dict[str, list[str]] = {}
        owner, keys = "", fields(at.kind) if _is_class(at.kind) else None
        for key, value in at.values.items():
            is_known = is_id(key) and owner not in pieces if keys is None else key in keys
            is_beside = owner and at.marks[key][0].line == at.marks[owner][0].line
            if value is None and not is_known and is_beside:
                pieces.setdefault(owner, []).append(key)
            else:
                owner = key if isinstance(value, str) else ""
        for owner, strays in pieces.items():
            text = at.values[owner]
            end = at.marks[owner][1].column + len(text)
            for stray in strays:
                start = at.marks[stray][0].column
                text += f"{',' if start == end + 1 else ', '}{stray}"
                end = start + len(stray)
            text = text.strip(_QUOTES)
            message = (
                f"{at.where(owner)}: the text ends at the comma before {brief(strays[0])}. "
                f'Put the whole text in quotes: "{shortened(text)}".'
            )
            self.report((*at.path, owner), "split-text", message, at_key=False)
            at.values[owner] = text
            for stray in strays:
                del at.values[stray]

    def bracket(self, at: _At) -> None:
        """Make a list of answers that has no brackets: 'hole: pin, slit'."""
        questions, lists, owner = self.file.values.get("questions"), dict[str, list[str]](), ""
        for key, value in at.values.items() if get_args(at.kind)[1:] == (AnyOf,) else ():
            if value is None and owner and isinstance(questions, dict) and key not in questions:
                lists.setdefault(owner, [at.values[owner]]).append(key)
            else:
                owner = key if isinstance(value, str) else ""
        for owner, answers in lists.items():
            listed = shortened(", ".join(answers))
            message = f"{at.where(owner)}: put several answers in brackets: [{listed}]."
            self.report((*at.path, owner), "split-text", message, at_key=False)
            at.values[owner] = answers
            for answer in answers[1:]:
                del at.values[answer]

    def sink(self, at: _At) -> None:
        """Sink keys of the entry above that are not indented far enough."""
        entry, above = None if _is_class(at.kind) else get_args(at.kind)[1], ""
        for key in list(at.values) if _is_class(entry) else ():
            value, last = at.values[key], at.values.get(above)
            is_entry = isinstance(value, dict) and _fits(entry, frozenset(value))
            if key in fields(entry) and not is_entry and isinstance(last, dict) and key not in last:
                message = (
                    f"{at.where(key)}: this looks like a key of '{above}' above it. Indent it."
                )
                self.report((*at.path, key), "misplaced", message)
                last[key], at.marks[above][2][key] = at.values.pop(key), at.marks.pop(key)
            else:
                above = key

    def lift(self, at: _At) -> None:
        """Lift parts of the file that are indented too far."""
        parts = fields(RuleSet).keys() - self.file.values.keys()
        for key in [key for key, value in at.values.items() if key in parts and at.is_lost(key)]:
            message = f"{at.where(key)}: this looks like a part of the file. Start it in column 1."
            self.report((*at.path, key), "misplaced", message)
            self.file.values[key], self.file.marks[key] = at.values.pop(key), at.marks.pop(key)

    def move(self, at: _At) -> None:
        """Move entries to the part of the file where they belong."""
        lost: dict[str, list[str]] = {}
        for key, value in at.values.items():
            if at.is_lost(key) and (home := _home(frozenset(value))):
                lost.setdefault(home, []).append(key)
        for home, keys in lost.items():
            more = len(keys) - 1
            look = f"and {more} more here look like entries" if more else "looks like an entry"
            them = "them" if more else "it"
            message = (
                f"{at.where(keys[0])}: this {look} of '{home}'. Move {them} below '{home}:'"
                f"{'' if at.path else f', and indent {them}'}."
            )
            self.report((*at.path, keys[0]), "misplaced", message)
            if self.file.values.get(home) is None:
                self.file.values[home], self.file.marks[home] = {}, (*at.marks[keys[0]][:2], {})
            for key in keys:
                value, mark = at.values.pop(key), at.marks.pop(key)
                entries = self.file.values[home]
                if isinstance(entries, dict) and key not in entries:
                    entries[key], self.file.marks[home][2][key] = value, mark

    def respell(self, at: _At) -> None:
        """Correct misspelled keys."""
        if not _is_class(at.kind):
            return
        for wrong in [key for key in at.values if key not in fields(at.kind)]:
            names, why = similar(wrong, list(fields(at.kind))), ""
            if not (names := names or _by_content(at.kind, at.values[wrong])):
                names, why = at.only_missing(wrong), ", which is missing"
            if names:
                start = f"{where(at.path)}: " if at.path else ""
                meant = did_you_mean(names, why)
                message = f"{start}{brief(wrong)} is not a valid key here. {meant}"
                self.report((*at.path, wrong), "unknown-key", message)
                if names[0] not in at.values:
                    at.rename({wrong: names[0]})


def _by_content(kind: Any, value: Value) -> list[str]:
    """Return the part of the file that a top-level value looks like, judging by its entries."""
    if kind is not RuleSet or not isinstance(value, dict):
        return []
    homes = {_home(frozenset(entry)) for entry in value.values() if isinstance(entry, dict)}
    return [home for home in homes if home] if len(homes) == 1 else []


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


@cache
def _home(keys: frozenset[str]) -> str | None:
    """Return the part of the file whose entries have such keys."""
    for name, field in fields(RuleSet).items():
        entry = get_args(field.kind)[1] if get_origin(field.kind) is Mapping else None
        if _is_class(entry) and _fits(entry, keys):
            return name
    return None
