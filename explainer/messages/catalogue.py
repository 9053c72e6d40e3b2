"""A message catalogue: the tool's own texts in one language, by group and key.

The originals are in one JSON file beside this module: groups by where the texts are used, each
with a note for translators (``_about``). A text is a string; a list, of words that a person
may type or of lines that belong together; or an object with plural forms (``one``, ``other``).
``_own`` lists the keys of those words of which each language has its own.

In another language, a list is one text with a line for each of its entries.
"""

import json
from collections.abc import Collection, Mapping, Sequence
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
        originals: Mapping[str, Original],
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
        text = self._text(self._originals[key])
        if isinstance(text, Mapping):
            text = self._form(key, text, int(str(values["count"])))
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
        return tuple(self._filled(text, values) for text in self._text(self._originals[key]))

    def _text(self, original: Original) -> Text:
        """Return a text, or all that is in a list; plural forms are always the original's."""
        if self._compiled is None or isinstance(original.text, Mapping):
            return original.text
        whole = original.whole
        found = self._compiled.text(original.key, whole) or ("" if original.is_own else whole)
        return found if isinstance(original.text, str) else found.splitlines()

    def _form(self, key: str, forms: Mapping[str, str], count: int) -> str:
        own = forms["one" if count == 1 else "other"]
        if self._compiled is None:
            return own
        return self._compiled.plural(key, forms["one"], forms["other"], count) or own

    def _filled(self, text: Any, values: Mapping[str, object]) -> str:
        return str(text).format(**{**self._names, **values})


def read_originals(text: str) -> dict[str, Original]:
    """Return the texts in the file of originals (JSON: groups of texts by key), by "group.key"."""
    groups: Mapping[str, Mapping[str, Any]] = json.loads(text)
    found = dict[str, Original]()
    for group, entries in groups.items():
        own: Collection[str] = entries.get(OWN, ())
        for key, value in entries.items():
            if key not in (ABOUT, OWN):
                name = f"{group}.{key}"
                found[name] = Original(name, value, entries.get(ABOUT, ""), key in own)
    return found
