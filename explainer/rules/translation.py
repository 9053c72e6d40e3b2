"""A translation of a rule set: the texts that it takes, and the rule set with them.

A text is known by its context, which is its path in the rules file, and by what it says in the
original. If the original changes, the text that was translated is no longer found, so a stale
translation is never shown. Ids, conditions and sources stay as they are, and so does the table.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final, get_args, get_origin

from explainer.drawing.outline import Outline
from explainer.messages.catalogue import LIST, Unit
from explainer.rules.model import SHARED, WORDS, RuleSet, fields

BETWEEN: Final = " > "  # parts of a path

LookUp = Callable[[str, str], str]  # called with a context and the original; "" if there is none
Words = tuple[str, ...] | None
Change = Callable[[str, str, str, str, Words], str]  # called like ``_unit``, and returns the text
Changer = Callable[[Any, str, Change], Any]  # called with a value, its path and a change


def for_readers(rules: RuleSet, readers: Iterable[str]) -> RuleSet:
    """Return a rule set without the readers that are not among ``readers``, and what is theirs.

    All statements are kept, since levels and procedures refer to them.
    """
    known = {name: text for name, text in rules.audiences.items() if name in readers}
    theirs = rules._replace(audiences=known)
    faq = {name: entry for name, entry in rules.faq.items() if theirs.is_met(entry.says)}
    return theirs._replace(
        faq=faq,
        start=tuple(name for name in rules.start if name in faq),
        glossary={n: word for n, word in rules.glossary.items() if theirs.is_met(word.says)},
        items={n: item for n, item in rules.items.items() if rules.audience_of(item) in known},
        clozes={n: each for n, each in rules.clozes.items() if rules.audience_of(each) in known},
    )


def units(rules: RuleSet) -> list[Unit]:
    """Return what there is to translate for the readers of a rule set, in file order."""
    found: dict[tuple[str, str], Unit] = {}

    def noted(context: str, original: str, place: str, about: str, words: Words) -> str:
        unit = _unit(context, original, place, about, words)
        found.setdefault((context, original), unit)
        return ""

    _changed(rules, noted)
    return list(found.values())


def translated(rules: RuleSet, look_up: LookUp) -> tuple[RuleSet, list[Unit]]:
    """Return a rule set with its texts translated, and the units that have no translation.

    A list of words that has none is empty, and is not among those units.
    """
    missing: dict[tuple[str, str], Unit] = {}

    def found(context: str, original: str, place: str, about: str, words: Words) -> str:
        text = look_up(context, original)
        if not text and original != LIST:
            unit = _unit(context, original, place, about, words)
            missing.setdefault((context, original), unit)
        return text

    return _changed(rules, found), list(missing.values())


def _unit(context: str, original: str, place: str, about: str, words: Words) -> Unit:
    """Return the unit of a text; ``place`` is its path, joined like the context."""
    path = tuple(place.split(BETWEEN))
    return Unit(context, original, about, path, words, is_shared=context != place)


def _changed(rules: RuleSet, change: Change) -> RuleSet:
    """Return a rule set with every text changed that one of its readers meets."""
    readers, every = tuple(rules.audiences), rules.statements
    met = {n: each for n, each in every.items() if any(map(each.is_for, readers))}
    changer = _changer(RuleSet, "", "")
    assert changer  # noqa: S101 (for the type checker)
    changed: RuleSet = changer(rules._replace(statements=met), "", change)
    return changed._replace(statements={**every, **changed.statements})


@cache
def _changer(kind: Any, mark: str, about: str) -> Changer | None:
    """Return a function that changes the texts in a value of a kind, or None if it has none."""
    if mark == WORDS:
        return _words(about)
    if kind is str:
        return _text(about, is_shared=mark == SHARED) if mark else None
    if get_origin(kind) is Mapping or get_origin(kind) is tuple:
        within = _changer(get_args(kind)[get_origin(kind) is Mapping], mark, about)
        return within and (_of_mapping if get_origin(kind) is Mapping else _of_tuple)(within)
    if kind is Outline or not hasattr(kind, "_fields"):
        return None
    own = {name: _changer(f.kind, f.mark, f.about) for name, f in fields(kind).items()}
    return _of_entry(kind, {name: changer for name, changer in own.items() if changer})


def _text(about: str, *, is_shared: bool) -> Changer:
    def changed(text: str, at: str, change: Change) -> str:
        context = at
        if is_shared:  # by all entries of its kind
            context = at[: at.index(BETWEEN)] + at[at.rindex(BETWEEN) :]
        return change(context, text, at, about, None) if text else ""

    return changed


def _words(about: str) -> Changer:
    def changed(words: tuple[str, ...], at: str, change: Change) -> tuple[str, ...]:
        return tuple(change(at, LIST, at, about, words).splitlines())

    return changed


def _of_mapping(within: Changer) -> Changer:
    def changed(values: Mapping[str, Any], at: str, change: Change) -> Mapping[str, Any]:
        return {key: within(value, at + BETWEEN + key, change) for key, value in values.items()}

    return changed


def _of_tuple(within: Changer) -> Changer:
    def changed(values: tuple[Any, ...], at: str, change: Change) -> tuple[Any, ...]:
        every = enumerate(values, 1)
        return tuple(within(value, f"{at}{BETWEEN}item {n}", change) for n, value in every)

    return changed


def _of_entry(kind: Any, within: Mapping[str, Changer]) -> Changer | None:
    start = "" if kind is RuleSet else BETWEEN
    every = [(kind._fields.index(name), start + name, within[name]) for name in within]

    def changed(entry: Any, at: str, change: Change) -> Any:
        parts = list(entry)  # by position: calls of ``_replace`` would take a third of the time
        for n, key, changer in every:
            parts[n] = changer(parts[n], at + key, change)
        return kind._make(parts)

    return changed if within else None
