"""A message catalogue: the tool's own texts in one language, by group and key.

A language is one JSON file beside this module: groups by where the texts are used, each
with a note for translators (``_about``). A text is a string; a list, of words that a person
may type or of lines that belong together; or an object with plural forms (``one``, ``other``).
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

ABOUT: Final = "_about"

Text = str | Sequence[str] | Mapping[str, str]


class Messages:
    """The texts of one ``language``, any of which may use the names given to the catalogue."""

    def __init__(self, language: str, texts: Mapping[str, Text], **names: str) -> None:
        """Store ``texts`` by "group.key"; ``names`` fill their placeholders in every text."""
        self.language = language
        self._texts = texts
        self._names = names

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of ``key`` with its placeholders filled; raise KeyError if there is none.

        If a text has plural forms, use the one for ``count``.
        """
        text = self._texts[key]
        if isinstance(text, Mapping):
            text = text["one" if values["count"] == 1 else "other"]
        return self._filled(text, values)

    def day(self, day: str) -> str:
        """Return a day, such as 2026-11-23, in words."""
        year, month, number = day.split("-")
        name = self.list("date.months")[int(month) - 1]
        return self("date.day", month=name, day=int(number), year=year)

    def list(self, key: str, **values: object) -> tuple[str, ...]:
        """Return the texts of ``key``, which is a list, with their placeholders filled."""
        return tuple(self._filled(text, values) for text in self._texts[key])

    def _filled(self, text: Any, values: Mapping[str, object]) -> str:
        return str(text).format(**{**self._names, **values})


def read_messages(language: str, text: str, **names: str) -> Messages:
    """Parse the text of the file of a language (JSON: groups of texts by key)."""
    groups: Mapping[str, Mapping[str, Text]] = json.loads(text)
    texts = {
        f"{group}.{key}": value
        for group, entries in groups.items()
        for key, value in entries.items()
        if key != ABOUT
    }
    return Messages(language, texts, **names)
