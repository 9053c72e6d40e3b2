"""Translations: what must hold of the PO file of a guide, and the guide in its language.

Each problem is at the line of its text in the PO file.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from explainer.checks import items, po, warnings
from explainer.checks.errors import OF_TEXTS
from explainer.checks.po import Entry
from explainer.checks.readability import Measure, Score, scores, too_hard
from explainer.checks.warnings import Draft
from explainer.decision.guide import Guide, MessagesFor, translated_guide
from explainer.decision.proof import Proof
from explainer.messages.catalogue import Unit
from explainer.rules.loader import Loaded
from explainer.rules.model import Word
from explainer.rules.parser import Parsed, hidden_in
from explainer.rules.problem import Path, Problem, Severity, where
from explainer.rules.translation import BETWEEN, for_readers, units
from explainer.text import plain

if TYPE_CHECKING:
    from explainer.checks.po import Catalog
    from explainer.messages.compiled import Compiled

NAMES: Final = ("text", "name", "ask", "question", "heading")  # keys of an entry's main text
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")


class Files(NamedTuple):
    """The files of a translation: the PO file, by name, and the compiled file, if there is one.

    ``data`` is None if there is no PO file, and a problem if it cannot be read.
    """

    language: str
    file: str
    data: bytes | Problem | None
    compiled: "Compiled | None"


class Checked(NamedTuple):
    """What was found in a translation: problems, and scores unless no text was measured.

    If it is not ``is_whole``, only what can be said about single texts was looked for.
    """

    language: str
    problems: tuple[Problem, ...]
    scores: tuple[Score, ...] | None = None
    is_whole: bool = False


def check_translation(
    guide: Guide,
    proof: Proof,
    files: Files,
    messages_for: MessagesFor,
    measure_for: Callable[[str], Measure | None],
) -> Checked:
    """Check the translation of a guide, whose table has a ``proof``, into one language."""
    language, wanted = files.language, translated_units(guide, files.language)
    if files.data is None:
        message = f"There is no such file. Make it: explainer translate {language}"
        return Checked(language, (Problem(files.file, 1, 1, "untranslated", message, "warning"),))
    catalog = opened(files.data, files.file, language, wanted)
    if isinstance(catalog, Problem):
        return Checked(language, (catalog,))
    found = po.entries(catalog, wanted)
    problems = [*_unfinished(files, found), *_of_entries(files.file, found)]
    problems += _other_words(guide, files, found)
    texts = {(e.unit.context, e.unit.original): e.text for e in found if e.is_fit}
    made, missing = translated_guide(
        guide, language, lambda context, original: texts.get((context, original), ""), messages_for
    )
    if missing:
        return Checked(language, tuple(problems))
    at, nothing = {entry.unit.context: entry.line for entry in found}, Parsed(None, None, ())
    lines = _Lines(files.file, made.rules, at, nothing, ())
    problems += _of_guide(Draft(lines, made, proof, ""))
    measure, measured = measure_for(language), None
    if measure:
        measured = tuple(scores(made, measure, lambda done: None))
        problems += [
            lines.problem(("statements", name, "text"), "hard-to-read", message, "warning")
            for name, message in too_hard(measured, measure)
        ]
    return Checked(language, tuple(problems), measured, is_whole=True)


class _Lines(Loaded):
    """A rule set in another language, with the lines of its texts in the PO file as ``parts``."""

    def problem(self, path: Path, code: str, message: str, severity: Severity = "error") -> Problem:
        """Return a problem at the line of the text at ``path``, or of one that belongs to it."""
        context = where(path)
        entry = BETWEEN.join(context.split(BETWEEN)[:2])
        contexts = (context, *(f"{at}{BETWEEN}{key}" for at in (context, entry) for key in NAMES))
        line = next((self.parts[each] for each in contexts if self.parts.get(each)), 1)
        return Problem(self.file, line, 1, code, message, severity)


def _of_guide(draft: Draft) -> Iterator[Problem]:
    """Find what makes the texts of a guide unfit for readers, as in the original."""
    for of_guide in (*OF_TEXTS, *items.ERRORS, *items.WARNINGS):
        yield from of_guide(draft.loaded, draft.guide)
    for of_draft in warnings.OF_TEXTS:
        yield from of_draft(draft)


def translated_units(guide: Guide, language: str) -> list[Unit]:
    """Return the texts of a guide to translate into a language: for its readers, or for all."""
    translation = guide.rules.translations.get(language)
    readers = translation.readers if translation else tuple(guide.rules.audiences)
    return units(for_readers(guide.rules, readers))


def opened(
    data: bytes | Problem, file: str, language: str, wanted: Sequence[Unit]
) -> "Catalog | Problem":
    """Return the contents of a PO file, or why it is not one for some units in a language."""
    if isinstance(data, Problem):
        return data
    catalog = po.read(data, file, language)
    if not isinstance(catalog, Problem) and not po.is_of(catalog, wanted):
        message = "This is the translation of something else: none of its texts is in the guide."
        return Problem(file, 1, 1, "other-guide", message)
    return catalog


def _unfinished(files: Files, found: Sequence[Entry]) -> Iterator[Problem]:
    """Find what is not translated, what has changed since, and what readers do not get yet."""
    file, language = files.file, files.language
    empty = [entry for entry in found if not entry.forms and entry.unit.words is None]
    if empty:
        new = sum(not entry.line for entry in empty)
        run = f"run 'explainer translate {language}'"
        update = f" As {new} of them {'is' if new == 1 else 'are'} new, {run}." if new else ""
        others = f", like {len(empty) - 1} others" if len(empty) > 1 else ""
        message = (
            f"{empty[0].unit.context}: not translated yet{others}.{update} Until all are, readers "
            "get the original."
        )
        yield Problem(file, empty[0].line or 1, 1, "untranslated", message, "warning")
    for entry in found:
        if entry.unit.path[-1] == "alarm" and entry.unit.words and not entry.forms:
            message = (
                f"{entry.unit.context}: there are no words, so no search in this language would "
                "show help first. Write the words that call for help."
            )
            yield Problem(file, entry.line or 1, 1, "untranslated", message, "warning")
        if entry.stale:
            message = (
                f"{entry.unit.context}: the original has changed. It is now "
                f"\"{entry.unit.original}\" Check the translation, then take away 'fuzzy'."
            )
            yield Problem(file, entry.line, 1, "stale", message, "warning")
    current = [e for e in found if e.is_fit or (e.unit.words is not None and not e.forms)]
    if not all(_is_compiled(entry, files.compiled) for entry in current):
        message = f"Readers do not get this version yet: run 'explainer translate {language}'."
        yield Problem(file, 1, 1, "not-compiled", message, "warning")


def _is_compiled(entry: Entry, compiled: "Compiled | None") -> bool:
    unit = entry.unit
    return compiled is not None and compiled.text(unit.context, unit.original) == entry.text


def _of_entries(file: str, found: Sequence[Entry]) -> Iterator[Problem]:
    """Find texts with characters that nobody can see, or other numbers than the original."""
    for entry in found:
        if sign := hidden_in("".join(entry.forms).replace("\n", "")):
            message = (
                f"{entry.unit.context}: this has U+{ord(sign):04X}, a character that cannot be "
                "seen. Remove it; until then, this text counts as missing."
            )
            yield Problem(file, entry.line, 1, "control-character", message)
        yield from other_lines(file, entry)
        if entry.unit.words is not None or not entry.forms or entry.stale:
            continue
        said, meant = (sorted(_NUMBER.findall(text)) for text in (entry.text, entry.unit.original))
        if said != meant:
            message = (
                f"{entry.unit.context}: the numbers are {', '.join(said) or 'missing'}, but in the "
                f"original {', '.join(meant) or 'there are none'}. Write the same ones, in digits."
            )
            yield Problem(file, entry.line, 1, "other-numbers", message, "warning")


def _other_words(guide: Guide, files: Files, found: Sequence[Entry]) -> Iterator[Problem]:
    """Find texts in which a word of the glossary is translated otherwise than in the glossary.

    A word does not count as a part of a longer name, such as "spoke" in "spoke wrench".
    """
    pairs = list(_words(guide, found))
    names = [form for word, _ in pairs for form in (word.name, *word.forms)]
    names += [procedure.name for procedure in guide.rules.procedures.values()]
    known = sorted(set(map(plain, names)), key=len, reverse=True)
    for entry in found:
        if entry.unit.path[:1] != ("statements",) or entry.unit.is_shared or not entry.forms:
            continue
        said, text = _names_in(entry.unit.original, known), plain(entry.text)
        for word, ours in pairs:
            forms = {plain(form) for form in (word.name, *word.forms)}
            if forms & said and not ours.is_in(text):
                message = (
                    f"{entry.unit.context}: the original says '{word.name}', which the glossary "
                    f"translates as '{ours.name}', but this text does not. Use the same word, or "
                    "add the one here to its 'forms'."
                )
                yield Problem(files.file, entry.line, 1, "other-word", message, "warning")


def _words(guide: Guide, found: Sequence[Entry]) -> Iterator[tuple[Word, Word]]:
    """Yield each translated word of the glossary, in the original and in the translation."""
    by_context = {entry.unit.context: entry for entry in found}
    for name, word in guide.rules.glossary.items():
        own = by_context.get(f"glossary > {name} > name")
        forms = by_context.get(f"glossary > {name} > forms")
        if own and own.forms:
            more = tuple(forms.text.splitlines()) if forms else ()
            yield word, word._replace(name=own.text, forms=more)


def _names_in(text: str, known: Sequence[str]) -> set[str]:
    """Return the names in a text, of which ``known`` has the longest first; none within another."""
    left, found = f" {plain(text)} ", set[str]()
    for name in known:
        if f" {name} " in left:
            found.add(name)
            left = left.replace(f" {name} ", " / ")
    return found


def other_lines(file: str, entry: Entry) -> Iterator[Problem]:
    """Find a text with another number of lines than the original."""
    unit, lines = entry.unit, entry.unit.original.count("\n") + 1
    if unit.words is None and any(text.count("\n") + 1 != lines for text in entry.forms):
        had = f"{lines} lines. Write as many" if lines > 1 else "one line. Write one"
        message = f"{unit.context}: the original has {had}."
        yield Problem(file, entry.line, 1, "other-lines", message)
