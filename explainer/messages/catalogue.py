"""A message catalogue: the tool's own texts in one language, by group and key.

The originals are in one JSON file beside this module: groups by where the texts are used, each
with a note for translators (``_about``). A text is a string; a list, of words that a person
may type or of lines that belong together; or an object with plural forms (``one``, ``other``).
``_own`` lists the keys of those words of which each language has its own.

In another language, a list is one text with a line for each of its entries.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from explainer.messages.compiled import Compiled

ABOUT, OWN = "_about", "_own"
LIST: Final = "(words)"  # stands for the original of words of which each language has its own


class Unit(NamedTuple):
    """A text to translate: its context, the original, and what it is.

    ``words`` are those of the original if the unit is a list of words, one a line, of which each
    language has its own. ``path`` is where it is in a rules file, first of all if it is shared.
    ``plural`` is the form for other numbers than one, if there is one. Units that are shared may
    have the same context, with different originals.
    """

    context: str
    original: str
    about: str
    path: tuple[str, ...] = ()
    words: tuple[str, ...] | None = None
    plural: str = ""
    is_shared: bool = False


class Messages:
    """The texts of one ``language``, any of which may use the names given to the catalogue."""

    def __init__(
        self,
        language: str,
        originals: Mapping[str, Unit],
        compiled: "Compiled | None" = None,
        **names: str,
    ) -> None:
        """Store ``originals``, and what is ``compiled`` of them in another language.

        A text that is missing there is the original, though a catalogue should lack none. The
        ``names`` fill their placeholders in every text.
        """
        self.language = language
        self._originals = originals
        self._compiled = compiled
        self._names = names

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of ``key`` with its placeholders filled; raise KeyError if there is none.

        If a text has plural forms, use the one for ``count``.
        """
        unit = self._originals[key]
        text = self._form(unit, int(str(values["count"]))) if unit.plural else self._text(unit)
        return self._filled(text, values)

    def naming(self, **names: str) -> "Messages":
        """Return the same messages with other names to fill placeholders in every text."""
        return Messages(self.language, self._originals, self._compiled, **names)

    def day(self, day: str) -> str:
        """Return a day, such as 2026-11-23, in words."""
        year, month, number = day.split("-")
        name = self.list("date.months")[int(month) - 1]
        return self("date.day", month=name, day=int(number), year=year)

    def list(self, key: str, **values: object) -> tuple[str, ...]:
        """Return the texts of ``key``, which is a list, with their placeholders filled."""
        lines = self._text(self._originals[key]).splitlines()
        return tuple(self._filled(line, values) for line in lines)

    def translated(self, context: str, original: str) -> str:
        """Return a text that is not in this catalogue, such as one in the code, in its language."""
        found = self._compiled.text(context, original) if self._compiled else ""
        return found or original

    def _text(self, unit: Unit) -> str:
        """Return a text, or all that is in a list, a line for each of its entries."""
        if self._compiled is not None:
            found = self._compiled.text(unit.context, unit.original)
            if found or unit.words is not None:
                return found
        return unit.original if unit.words is None else "\n".join(unit.words)

    def _form(self, unit: Unit, count: int) -> str:
        one, other = unit.original, unit.plural
        found = self._compiled.plural(unit.context, one, other, count) if self._compiled else ""
        return found or (one if count == 1 else other)

    def _filled(self, text: str, values: Mapping[str, object]) -> str:
        return text.format(**{**self._names, **values})


def read_originals(text: str) -> dict[str, Unit]:
    """Return the texts in the file of originals (JSON: groups of texts by key), by "group.key"."""
    return {unit.context: unit for unit in _units(json.loads(text))}


def _units(groups: Mapping[str, Mapping[str, Any]]) -> Iterator[Unit]:
    for group, entries in groups.items():
        own: Collection[str] = entries.get(OWN, ())
        about = entries.get(ABOUT, "")
        for key, value in entries.items():
            context = f"{group}.{key}"
            if key in own:
                words = (value,) if isinstance(value, str) else tuple(value)
                yield Unit(context, LIST, about, words=words)
            elif isinstance(value, dict):
                yield Unit(context, value["one"], about, plural=value["other"])
            elif key not in (ABOUT, OWN):
                yield Unit(context, value if isinstance(value, str) else "\n".join(value), about)
