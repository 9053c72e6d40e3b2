"""A PO file: the texts of a translation as translators edit them. Babel reads and writes it.

Babel is optional and only authors need it: readers get the compiled file, which gettext reads.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from explainer.messages.catalogue import LIST, Unit
from explainer.rules.parser import hidden_in
from explainer.rules.problem import Problem
from explainer.text import brief

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog as Catalog
    from babel.messages.catalog import Message as Message

OURS: Final = ("Language", "Generated-By", "POT-Creation-Date")  # headers that nobody edits
WIDTH: Final = 100  # columns of a PO file
PREVIOUS: Final = "|"  # how a line with a previous original starts, which Babel takes for a comment
# Babel breaks long originals within their quotes, so a mark stands for them until all is written.
_MARK: Final = re.compile(r"#\. @(\d+)@\n(#, .*\n)")
_ENTRY: Final = re.compile(r'^msgctxt "(.*)"\nmsgid .*\n(?:".*\n)*', re.MULTILINE)
_LINE: Final = re.compile(
    r'(#.*|((msgctxt|msgid|msgid_plural|msgstr(\[\d+\])?)\s*)?"([^"\\]|\\.)*")?'
)
# What Babel writes for want of anything better, or anew in each run.
_NEEDLESS: Final = re.compile(
    "EMAIL@|PROJECT VERSION|YEAR-MO-DA|<LL@li.org>|^Generated-By|^POT-Creation-Date"
)
FAIR: Final = 0.25  # the share of texts; two guides on other subjects share a tenth


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

    @property
    def is_fit(self) -> bool:
        """Whether readers may get it: it is current, on as many lines, and all of it is seen."""
        lines = self.unit.original.count("\n")
        same = all(self.unit.words is not None or x.count("\n") == lines for x in self.forms)
        return bool(self.forms) and not self.stale and same and not hidden_in("".join(self.forms))


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
        number = data.count(b"\n", 0, error.start) + 1
        message = "This is not UTF-8. Save the file as UTF-8, and its header with charset=UTF-8."
        return Problem(file, number, 1, "broken-po", message)
    for number, line in enumerate(text.split("\n"), 1):
        if not _LINE.fullmatch(line.strip()):
            message = (
                f"This line is not as in a PO file: {brief(line.strip())} Each text is in quotes "
                "on one line, after a word such as msgid or msgstr, or below it."
            )
            return Problem(file, number, 1, "broken-po", message)
    try:
        catalog = parsed(text, tag)
    except PoFileError as error:
        message = f"This is not a PO file: {error}."
        return Problem(file, (error.lineno or 0) + 1, 1, "broken-po", message)
    except (ValueError, LookupError, IndexError, TypeError, AttributeError) as error:
        message = f"This PO file cannot be read: {error}. Check its header and its quotes."
        return Problem(file, 1, 1, "broken-po", message)
    if twice := _twice(text):
        message = f"{twice[1]}: this is in the file twice. Keep one of them."
        return Problem(file, twice[0], 1, "broken-po", message)
    said = str(catalog.locale_identifier or tag).replace("_", "-").lower()
    if said.partition("-")[0] != tag.partition("-")[0]:
        message = f"The header says 'Language: {said}', but the name of the file says '{tag}'."
        return Problem(file, 1, 1, "broken-po", message)
    return catalog


def _twice(text: str) -> tuple[int, str] | None:
    """Return the line and the context of a text that a PO file has twice, of which Babel keeps one.

    Only a shared context may be there with several originals, and not twice with the same.
    """
    seen = set[str]()
    for found in _ENTRY.finditer(text):
        if found[0] in seen:
            return text.count("\n", 0, found.start()) + 1, found[1]
        seen.add(found[0])
    return None


def parsed(text: str, tag: str) -> "Catalog":
    """Return the contents of a PO file; raise PoFileError, among others, if it is not one."""
    from babel import Locale
    from babel.messages.pofile import read_po

    # Babel takes previous originals for comments, of which it keeps equal lines only once.
    numbered = (
        f"#{PREVIOUS} {number} {line[2:].strip()}" if line[:2] == f"#{PREVIOUS}" else line
        for number, line in enumerate(text.split("\n"))
    )
    lines, locale = list(numbered), Locale.parse(tag, sep="-")
    return read_po(lines, locale=locale, charset="utf-8", abort_invalid=True)


def entries(catalog: "Catalog", units: Sequence[Unit]) -> list[Entry]:
    """Return what a PO file has for each unit; one that has changed since is stale."""
    exact = {(m.context, original_of(m)): m for m in catalog if m.id}
    by_context = {m.context: m for m in catalog if m.id}
    found = []
    for unit in units:
        message = exact.get((unit.context, unit.original)) or by_context.get(unit.context)
        if message is None or (unit.is_shared and original_of(message) != unit.original):
            found.append(Entry(unit, (), stale=False, line=0))
        else:
            same = original_of(message) == unit.original and plural_of(message) == unit.plural
            forms = forms_of(message)
            if unit.plural and len(forms) != catalog.num_plurals:
                forms = ()
            stale = bool(forms) and (message.fuzzy or not same)
            found.append(Entry(unit, forms, stale, message.lineno or 1))
    return found


def is_of(catalog: "Catalog", units: Iterable[Unit]) -> bool:
    """Return whether a PO file is about these units: many of its contexts or originals are theirs.

    Either may change: contexts when ids do, and originals when they are edited.
    """
    every = list(units)
    contexts, originals = {u.context for u in every}, {u.original for u in every} - {LIST}
    texts = [message for message in catalog if message.id]
    ours = sum(m.context in contexts or original_of(m) in originals for m in texts)
    return ours >= FAIR * len(texts)


def written(catalog: "Catalog", previous: Sequence[tuple[str, ...]]) -> bytes:
    """Return a PO file with what is in a catalogue.

    ``previous`` are originals that have changed, with their plurals: for the text with the comment
    that ``mark`` returns for 0, the first of them, and so on.
    """
    from babel.messages.pofile import write_po

    file = BytesIO()
    write_po(file, catalog, width=WIDTH, no_location=True)

    def shown(found: re.Match[str]) -> str:
        return found[2] + _as_comment(previous[int(found[1])])

    return _MARK.sub(shown, file.getvalue().decode()).encode()


def mark(number: int) -> str:
    """Return the comment in whose place a file gets the previous original with this number."""
    return f"@{number}@"


def compiled(catalog: "Catalog", found: Iterable[Entry]) -> bytes:
    """Return the compiled form of the texts that readers may get."""
    from babel.messages.mofile import write_mo

    made = empty(str(catalog.locale).replace("_", "-"), catalog)
    for entry in found:
        if entry.is_fit:
            unit, forms = entry.unit, entry.forms
            made.add(id_of(unit), forms if unit.plural else entry.text, context=unit.context)
    file = BytesIO()
    write_mo(file, made)
    return file.getvalue()


def empty(tag: str, old: "Catalog | None") -> "Catalog":
    """Return an empty catalogue. Its header says what is needed, and what a translator wrote there.

    Babel's own would have dates, and the version of Babel, so that each run would change the file.
    """
    from babel import Locale
    from babel.messages.catalog import Catalog, Message

    class Plain(Catalog):
        def __iter__(self) -> Iterator[Message]:
            header, *texts = super().__iter__()
            lines = str(header.string).splitlines()
            header.string = "".join(f"{x}\n" for x in lines if x and not _NEEDLESS.search(x))
            yield header
            yield from texts

    locale = Locale.parse(tag, sep="-")
    made = Plain(locale, charset="utf-8", fuzzy=False, header_comment=f"# {locale.english_name}")
    if old is not None:
        made.header_comment = old.header_comment
        made.mime_headers = [(n, v.strip()) for n, v in old.mime_headers if n not in OURS]
    return made


def id_of(unit: Unit) -> str | tuple[str, str]:
    """Return the original of a unit as Babel keeps it: with its plural, if it has one."""
    return (unit.original, unit.plural) if unit.plural else unit.original


def original_of(message: "Message") -> str:
    """Return the original of a text; if it has plural forms, that for one."""
    return message.id if isinstance(message.id, str) else message.id[0]


def plural_of(message: "Message") -> str:
    """Return the original for other numbers than one, or ""."""
    return "" if isinstance(message.id, str) else message.id[1]


def forms_of(message: "Message") -> tuple[str, ...]:
    """Return the forms of a text; none if one of them is empty."""
    forms = strings_of(message)
    return forms if all(form.strip() for form in forms) else ()


def strings_of(message: "Message") -> tuple[str, ...]:
    """Return the text in all of its forms, any of which may be empty."""
    string: Any = message.string
    return (string,) if isinstance(string, str) else tuple(string)


def comments_of(message: "Message") -> list[str]:
    """Return what the translator noted about a text."""
    return [line for line in message.user_comments if not line.startswith(PREVIOUS)]


def _as_comment(previous: tuple[str, ...]) -> str:
    """Return the lines with the original that a stale text is a translation of."""
    from babel.messages.pofile import normalize

    keys = ("msgid", "msgid_plural")
    quoted = (normalize(text, prefix=f"#{PREVIOUS} ", width=WIDTH) for text in previous)
    return "".join(f"#{PREVIOUS} {key} {text}\n" for key, text in zip(keys, quoted, strict=False))


def previous_of(message: "Message", is_same: bool) -> tuple[str, ...]:
    """Return the original that a stale text is a translation of, with its plural if it has one."""
    from babel.messages.pofile import denormalize

    if not is_same:
        return (original_of(message), *filter(None, [plural_of(message)]))
    found = list[list[str]]()
    for line in message.user_comments:
        start, _, quoted = line.partition('"')
        if line.startswith(PREVIOUS) and "msgid" in start:
            found.append([])
        if line.startswith(PREVIOUS) and found:
            found[-1].append(f'"{quoted}')
    return tuple(denormalize("\n".join(lines)) for lines in found)
