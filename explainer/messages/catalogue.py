"""A message catalogue: the tool's own texts in one language, by key.

A language is one JSON file beside this module. The guide's texts are in the rules file.
"""

import json
from collections.abc import Mapping


class Messages:
    """The texts of one language; any of them may use the names that the catalogue was given."""

    def __init__(self, texts: Mapping[str, str], **names: str) -> None:
        """Keep ``texts`` by key; ``names`` fill the same placeholder in every text."""
        self._texts = texts
        self._names = names

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of ``key`` with its placeholders filled; KeyError if there is none."""
        return self._texts[key].format(**{**self._names, **values})


def read_messages(text: str, **names: str) -> Messages:
    """Return the messages in the text of a language file (JSON: one object of strings)."""
    return Messages(json.loads(text), **names)
