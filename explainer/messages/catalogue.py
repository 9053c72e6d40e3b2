"""A message catalogue: the tool's own texts in one language, by group and key.

The originals are in one JSON file beside this module: groups by where the texts are used, each
with a note for translators (``_about``). A text is a string; a list, of words that a person
may type or of lines that belong together; or an object with plural forms (``one``, ``other``).
``_own`` lists the keys of those words of which each language has its own.

In another language, a list is one text with a line for each of its entries.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from explainer.messages.compiled import Compiled

ABOUT, OWN = "_about", "_own"
LIST: Final = "(words)"  # stands for the original of words of which each language has its own

Text = str | Sequence[str] | Mapping[str, str]


class Original(NamedTuple):
    """A text to translate, where it is used, and whether it is words of each language's own."""

    key: str
    text: Text
    about: str
    is_own: bool

    @property
    def whole(self) -> str:
        """The original as one text; if it has plural forms, that for one."""
        if self.is_own:
            return LIST
        if isinstance(self.text, Mapping):
            return self.text["one"]
        return self.text if isinstance(self.text, str) else "\n".join(self.text)


class Messages:
    """The texts of one ``language``, any of which may use the names given to the catalogue."""

    def __init__(
        self,
        language: str,
        texts: Mapping[str, Text],
        compiled: "Compiled | None",
        **names: str,
    ) -> None:
        """Store ``texts`` by "group.key"; ``names`` fill their placeholders in every text.

        Plural forms are always the original's, and ``compiled`` has those of another language.
        """
        self.language = language
        self._texts = texts
        self._compiled = compiled
        self._names = names

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of ``key`` with its placeholders filled; raise KeyError if there is none.

        If a text has plural forms, use the one for ``count``.
        """
        text = self._texts[key]
        if isinstance(text, Mapping):
            text = self._form(key, text, int(str(values["count"])))
        return self._filled(text, values)

    def naming(self, **names: str) -> "Messages":
        """Return the same messages with other names to fill placeholders in every text."""
        return Messages(self.language, self._texts, self._compiled, **names)

    def day(self, day: str) -> str:
        """Return a day, such as 2026-11-23, in words."""
        year, month, number = day.split("-")
        name = self.list("date.months")[int(month) - 1]
        return self("date.day", month=name, day=int(number), year=year)

    def list(self, key: str, **values: object) -> tuple[str, ...]:
        """Return the texts of ``key``, which is a list, with their placeholders filled."""
        return tuple(self._filled(text, values) for text in self._texts[key])

    def _form(self, key: str, forms: Mapping[str, str], count: int) -> str:
        own = forms["one" if count == 1 else "other"]
        if self._compiled is None:
            return own
        return self._compiled.plural(key, forms["one"], forms["other"], count) or own

    def _filled(self, text: Any, values: Mapping[str, object]) -> str:
        return str(text).format(**{**self._names, **values})


def originals(text: str) -> Iterator[Original]:
    """Yield the texts in the file of originals (JSON: groups of texts by key)."""
    groups: Mapping[str, Mapping[str, Any]] = json.loads(text)
    for group, entries in groups.items():
        own: Collection[str] = entries.get(OWN, ())
        for key, value in entries.items():
            if key not in (ABOUT, OWN):
                yield Original(f"{group}.{key}", value, entries.get(ABOUT, ""), key in own)


def read_messages(language: str, text: str, **names: str) -> Messages:
    """Return the messages in the file of originals, whose language is ``language``."""
    return Messages(language, {each.key: each.text for each in originals(text)}, None, **names)


def translate_messages(language: str, text: str, compiled: "Compiled") -> Messages:
    """Return the messages in the file of originals in another language.

    A text that is missing is the original, though what is compiled should lack none.
    """
    texts: dict[str, Text] = {}
    for each in originals(text):
        found = compiled.text(each.key, each.whole)
        if isinstance(each.text, Mapping):  # its form depends on the number
            texts[each.key] = each.text
        else:
            found = found or ("" if each.is_own else each.whole)
            texts[each.key] = found if isinstance(each.text, str) else found.splitlines()
    return Messages(language, texts, compiled)
