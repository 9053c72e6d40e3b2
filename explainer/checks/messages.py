"""A translation of the tool's own messages: what must hold of it."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from explainer.checks.po import Entry
from explainer.checks.translations import other_lines
from explainer.messages.catalogue import Unit
from explainer.rules.problem import Problem

STEMMER, WORDING = "search.stemmer", "wording."
_NAME: Final = re.compile(r"\{\w*\}")  # a placeholder
_PLACEHOLDER: Final = re.compile(r"\{\{|\}\}|\{\w+\}")


def message_problems(file: str, found: Sequence[Entry]) -> Iterator[Problem]:
    """Find messages of the tool that cannot be shown or used.

    Only a stemmer may be left out, and the lists for checking the wording, if all of them are.
    """
    wording = [entry for entry in found if entry.unit.context.startswith(WORDING)]
    is_left_out = not any(entry.forms for entry in wording)
    for entry in found:
        unit = entry.unit
        if unit.context == STEMMER or (entry in wording and is_left_out):
            continue
        faults = [fault for text in entry.forms for fault in _faults_of_names(unit, text)]
        if unit.words is not None:
            faults = list(_faults_of_words(unit, entry.text.splitlines()))
        for code, fault in dict.fromkeys(faults):
            yield Problem(file, entry.line or 1, 1, code, f"{unit.context}: {fault}")
        yield from other_lines(file, entry)
    yield from _same_key(file, found)


def _faults_of_names(unit: Unit, text: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the placeholders in a message.

    A plural form may leave out the number, as in "one question".
    """
    said, names = _names_in(text), _names_in(unit.original + unit.plural)
    if ({*said} ^ {*names}) - {"{count}" if unit.plural else ""}:
        yield (
            "other-placeholders",
            f"the placeholders are {', '.join(said) or 'missing'}, but in the original "
            f"{', '.join(names) or 'there are none'}. Write the same ones.",
        )
    elif "{" in _PLACEHOLDER.sub("", text) or "}" in _PLACEHOLDER.sub("", text):
        yield "other-placeholders", "a brace stands alone. Write them in pairs, as in '{name}'."


def _faults_of_words(unit: Unit, words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a list of words."""
    if not words:
        yield "untranslated", "there are no words. Write at least one."
    elif unit.context == f"{WORDING}long" and not "".join(words).isdecimal():
        yield "not-allowed", "write a number: how many letters make a word long."
    for word in words if unit.context.startswith(WORDING) else ():
        try:
            re.compile(word.replace("*", r"\w+").replace("~", ""))
        except re.error as error:
            yield "not-allowed", f"'{word}' is not a regular expression: {error}."


def _same_key(file: str, found: Sequence[Entry]) -> Iterator[Problem]:
    """Find a word that would mean two things at a prompt."""
    first: dict[str, str] = {}
    for entry in found:
        for word in entry.text.splitlines() if entry.unit.context.startswith("key.") else ():
            other = first.setdefault(word, entry.unit.context)
            if other != entry.unit.context:
                message = f"{entry.unit.context}: '{word}' is a word of '{other}', too. Remove one."
                yield Problem(file, entry.line, 1, "same-name", message)


def _names_in(text: str) -> list[str]:
    """Return the placeholders in a message, sorted."""
    return sorted(set(_NAME.findall(text)))
