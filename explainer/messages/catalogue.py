"""A message catalogue: the tool's own texts in one language, by group and key.

A language is one JSON file beside this module: groups by where the texts are used, each
with a note for translators (``_about``). A text is a string; a list, for words that a person
may type or lines that belong together; or has a form for ``one`` and for ``other`` counts.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

ABOUT: Final = "_about"

Text = str | Sequence[str] | Mapping[str, str]


class Messages:
    """The texts of one language; any of them may use the names that the catalogue was given."""

    def __init__(self, texts: Mapping[str, Text], **names: str) -> None:
        """Keep ``texts`` by "group.key"; ``names`` fill the same placeholder in every text."""
        self._texts = texts
        self._names = names

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of ``key`` with its placeholders filled; KeyError if there is none.

        A text with forms takes the one for ``count``.
        """
        text = self._texts[key]
        if isinstance(text, Mapping):
            text = text["one" if values["count"] == 1 else "other"]
        return self._filled(text, values)

    def list(self, key: str, **values: object) -> tuple[str, ...]:
        """Return the texts of ``key``, which is a list, with their placeholders filled."""
        return tuple(self._filled(text, values) for text in self._texts[key])

    def _filled(self, text: Any, values: Mapping[str, object]) -> str:
        return str(text).format(**{**self._names, **values})


def read_messages(text: str, **names: str) -> Messages:
    """Return the messages in the text of a language file (JSON: groups of texts by key)."""
    groups: Mapping[str, Mapping[str, Text]] = json.loads(text)
    texts = {
        f"{group}.{key}": value
        for group, entries in groups.items()
        for key, value in entries.items()
        if key != ABOUT
    }
    return Messages(texts, **names)
