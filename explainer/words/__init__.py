"""Words: the tool's own texts in one language, apart from the code.

A language is one JSON file beside this one. The guide's words stand in the rules file.
"""

import json
from collections.abc import Mapping


class Words:
    """The texts of one language, with names that any of them may use."""

    def __init__(self, texts: Mapping[str, str], **names: str) -> None:
        """Keep ``texts`` by key; ``names`` fill the same blank in every text."""
        self._texts = texts
        self._names = names

    def __call__(self, key: str, **blanks: object) -> str:
        """Return the text of ``key`` with its blanks filled."""
        return self._texts[key].format(**{**self._names, **blanks})


def read_words(text: str, **names: str) -> Words:
    """Return the words in the text of a language file."""
    return Words(json.loads(text), **names)
