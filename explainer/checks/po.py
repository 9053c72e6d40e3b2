"""A PO file: the texts of a translation as translators edit them. Babel reads and writes it.

Babel is optional and only authors need it: readers get the compiled file, which gettext reads.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from explainer.messages.catalogue import LIST, Original
from explainer.rules.problem import Problem
from explainer.rules.translation import Unit

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog as Catalog
    from babel.messages.catalog import Message

WIDTH: Final = 100  # columns of a PO file
PREVIOUS: Final = "|"  # how a line with a previous original starts, which Babel takes for a comment
_NAME: Final = re.compile(r"\{\w*\}")  # a placeholder


class Entry(NamedTuple):
    """A text in a PO file, and the unit that it translates.

    ``forms`` are its plural forms, or the text alone; they are empty if it is not translated.
    A text is ``stale`` if it is marked as fuzzy: the original has changed since. ``line`` is where
    it is in the file, counted from 1.
    """

    unit: Unit
    forms: tuple[str, ...]
    stale: bool
    line: int

    @property
    def text(self) -> str:
        """The text, or its first plural form."""
        return self.forms[0] if self.forms else ""


class Update(NamedTuple):
    """An updated PO file, and how many of its texts are translated, stale, empty and obsolete."""

    data: bytes
    translated: int
    stale: int
    empty: int
    obsolete: int


def units_of(originals: Iterable[Original]) -> list[Unit]:
    """Return the tool's own messages as texts to translate."""
    return [
        Unit(
            each.key,
            each.whole,
            each.about,
            words=_words(each) if each.is_own else None,
            plural=each.text["other"] if isinstance(each.text, dict) else "",
        )
        for each in originals
    ]


def _words(original: Original) -> tuple[str, ...]:
    return (original.text,) if isinstance(original.text, str) else tuple(original.text)


def names_in(text: str) -> list[str]:
    """Return the placeholders in a message, sorted."""
    return sorted(set(_NAME.findall(text)))


def is_known(tag: str) -> bool:
    """Return whether Babel knows the language of a tag, and so its plural forms."""
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return False
    return True


def read(data: bytes, file: str, tag: str) -> "Catalog | Problem":
    """Return the contents of a PO file in a language, or why it cannot be read."""
    from babel.messages.pofile import PoFileError

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = "This is not UTF-8. Save the file as UTF-8, and its header with charset=UTF-8."
        return Problem(file, line, 1, "broken-po", message)
    try:
        catalog = parsed(text, tag)
    except PoFileError as error:
        message = f"This is not a PO file: {error}. Put every text in quotes after msgid or msgstr."
        return Problem(file, (error.lineno or 0) + 1, 1, "broken-po", message)
    except (ValueError, LookupError, IndexError, TypeError, AttributeError) as error:
        message = f"This PO file cannot be read: {error}. Check its header and its quotes."
        return Problem(file, 1, 1, "broken-po", message)
    said = str(catalog.locale_identifier or tag).replace("_", "-").lower()
    if said.partition("-")[0] != tag.partition("-")[0]:
        message = f"The header says 'Language: {said}', but the name of the file says '{tag}'."
        return Problem(file, 1, 1, "broken-po", message)
    return catalog


def parsed(text: str, tag: str) -> "Catalog":
    """Return the contents of a PO file; raise PoFileError, among others, if it is not one."""
    from babel import Locale
    from babel.messages.pofile import read_po

    lines, locale = text.splitlines(), Locale.parse(tag, sep="-")
    return read_po(lines, locale=locale, charset="utf-8", abort_invalid=True)


def entries(catalog: "Catalog", units: Sequence[Unit]) -> list[Entry]:
    """Return what a PO file has for each unit; one that has changed since is stale."""
    exact = {(m.context, _original(m)): m for m in catalog if m.id}
    by_context = {m.context: m for m in catalog if m.id}
    found = []
    for unit in units:
        message = exact.get((unit.context, unit.original)) or by_context.get(unit.context)
        if message is None or (unit.is_shared and _original(message) != unit.original):
            found.append(Entry(unit, (), stale=False, line=0))
        else:
            same = _original(message) == unit.original and _plural(message) == unit.plural
            forms = _forms(message)
            stale = bool(forms) and (message.fuzzy or not same)
            found.append(Entry(unit, forms, stale, message.lineno or 1))
    return found


def is_of(catalog: "Catalog", units: Iterable[Unit]) -> bool:
    """Return whether a PO file has a text of any of the units, or no text at all."""
    known = {unit.context for unit in units}
    contexts = {message.context for message in catalog if message.id}
    return not contexts or bool(known & contexts)


def update(
    old: "Catalog | None", units: Sequence[Unit], notes: Sequence[Sequence[str]], tag: str
) -> Update:
    """Return a PO file for the units, with every text that the old one has.

    If the original has changed, the text is marked as fuzzy, with the previous original. What is
    no longer used is kept as obsolete. ``notes`` are the comments for each of the units.
    """
    from babel import Locale
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    locale = Locale.parse(tag, sep="-")
    new = Catalog(locale, charset="utf-8", fuzzy=False, header_comment=f"# {locale.english_name}")
    if old is not None:
        for name in ("header_comment", "project", "version", "last_translator", "language_team"):
            setattr(new, name, getattr(old, name))
        new.creation_date, new.revision_date = old.creation_date, old.revision_date
    pool = _Pool(old)
    for unit, comments in zip(units, notes, strict=True):
        kept, is_same = pool.take(unit)
        id = (unit.original, unit.plural) if unit.plural else unit.original
        string: Any = kept.string if kept else ""
        if kept and _plural(kept) and not unit.plural:
            string = _forms(kept)[0]
        elif unit.plural and (not kept or isinstance(string, str)):
            string = (str(string), *[""] * (new.num_plurals - 1))
        is_stale = bool(kept and _forms(kept) and (kept.fuzzy or not is_same))
        previous = _previous(kept, is_same) if is_stale and kept else ()
        new.add(
            id,
            string,
            auto_comments=comments,
            user_comments=_comments(kept) if kept else (),
            flags=["fuzzy"] if is_stale else (),
            previous_id=previous,
            context=unit.context,
        )
    new.obsolete.update({new._key_for(m.id, m.context): m for m in pool.rest()})
    file = BytesIO()
    write_po(file, new, width=WIDTH, no_location=True, include_previous=True)
    made = [m for m in new if m.id]
    stale = sum(m.fuzzy for m in made)
    empty = sum(not _forms(m) and _original(m) != LIST for m in made)
    done = sum(bool(_forms(m)) for m in made) - stale
    return Update(file.getvalue(), done, stale, empty, len(new.obsolete))


def compiled(catalog: "Catalog", found: Iterable[Entry]) -> bytes:
    """Return the compiled form of the texts that are current."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    made = Catalog(catalog.locale, charset="utf-8", fuzzy=False)
    made.creation_date, made.revision_date = catalog.creation_date, catalog.revision_date
    for unit, forms, stale, _ in found:
        if forms and not stale:
            id = (unit.original, unit.plural) if unit.plural else unit.original
            made.add(id, forms if unit.plural else forms[0], context=unit.context)
    file = BytesIO()
    write_mo(file, made)
    return file.getvalue()


class _Pool:
    """The texts of an old PO file, from which a new one takes what it can use."""

    def __init__(self, old: "Catalog | None") -> None:
        current = [m for m in old if m.id] if old is not None else []
        retired = list(old.obsolete.values()) if old is not None else []
        self._left = {(m.context, _original(m)): m for m in (*retired, *current)}
        self._context = {m.context: m for m in (*retired, *current)}

    def take(self, unit: Unit) -> "tuple[Message | None, bool]":
        """Return what there is for a unit, and whether its original is still the same.

        If there is nothing in its context, a text with the same original will do.
        """
        exact = self._left.pop((unit.context, unit.original), None)
        if exact is not None:
            return exact, _plural(exact) == unit.plural
        near = None if unit.is_shared else self._context.get(unit.context)
        if near is None or (near.context, _original(near)) not in self._left:
            alike = (m for (_, original), m in self._left.items() if original == unit.original)
            near = None if unit.original == LIST else next(alike, None)
        if near is None:
            return None, False
        self._left.pop((near.context, _original(near)))
        return near, False

    def rest(self) -> "Iterator[Message]":
        """Yield what was not taken and says something."""
        return (message for message in self._left.values() if _forms(message))


def _original(message: "Message") -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _plural(message: "Message") -> str:
    return "" if isinstance(message.id, str) else message.id[1]


def _forms(message: "Message") -> tuple[str, ...]:
    """Return the forms of a text; none if one of them is empty."""
    string: Any = message.string
    forms = (string,) if isinstance(string, str) else tuple(string)
    return forms if all(forms) else ()


def _comments(message: "Message") -> list[str]:
    """Return what the translator noted about a text."""
    return [line for line in message.user_comments if not line.startswith(PREVIOUS)]


def _previous(message: "Message", is_same: bool) -> tuple[str, ...]:
    """Return the original that a stale text is a translation of, with its plural if it has one."""
    from babel.messages.pofile import denormalize

    if not is_same:
        return (_original(message), *filter(None, [_plural(message)]))
    found = list[list[str]]()
    for line in message.user_comments:
        word, _, quoted = line.removeprefix(PREVIOUS).strip().partition('"')
        if line.startswith(PREVIOUS) and word:
            found.append([])
        if line.startswith(PREVIOUS) and found:
            found[-1].append(f'"{quoted}')
    return tuple(denormalize("\n".join(lines)) for lines in found)
