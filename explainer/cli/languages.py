"""The language to read in: the one that the reader chose, and the guide in it if there is one.

A translation is shown whole or not at all. Whoever types ``--lang`` wants that language and no
other, so if it cannot be had, the run stops. The environment only tells what a reader prefers, so
they get the guide in its own language, and a note.
"""

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import typer

from explainer.cli.files import STDIN
from explainer.cli.resources import ORIGINAL, has_messages, languages, messages, use
from explainer.cli.screen import PROBLEMS, USAGE, fail, say, say_once
from explainer.language import best, is_tag, tag_of
from explainer.text import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from explainer.decision.guide import Guide
    from explainer.messages.catalogue import Messages
    from explainer.messages.compiled import Compiled

VARIABLE: Final = "EXPLAINER_LANG"
SYSTEM: Final = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set decides, as elsewhere


class Refusal(NamedTuple):
    """Why a guide cannot be shown in a language, and the exit code if it has to be."""

    reason: str
    code: int = USAGE


def prepare(lang: str) -> None:
    """Use the language chosen on the command line, or else by the environment, for messages.

    It does until a guide is shown. An empty choice is none, and so is an unknown one.
    """
    wanted = (lang.partition(",")[0].strip(), _preferred()[0])
    known = (best(tag, languages()) for tag in wanted if tag)
    use(next(filter(None, known), ORIGINAL))


def chosen(lang: str | None) -> str | None:
    """Return the language in an option, or None if it is empty."""
    return (lang or "").strip() or None


def languages_of(lang: str | None) -> tuple[str | None, ...]:
    """Return the languages of a sheet: the first is large, and the second, if any, beside it."""
    tags = tuple(tag.strip() for tag in (lang or "").split(","))
    if len(tags) == 1:
        return (lang,)
    if len(tags) > 2 or not all(tags):
        fail(messages()("language.two", given=shortened(lang or "")))
    return tags


def in_language(guide: "Guide", path: Path, reader: str, lang: str | None) -> "Guide":
    """Return a guide in the language to read in, for one of its readers, by default the first.

    ``path`` is its rules file. ``lang`` is the language chosen on the command line.
    """
    if lang and "," in lang:
        fail(messages()("language.one"))
    shown = _chosen(guide, path, reader, lang)

    def others(words: "Sequence[str]") -> "Iterator[Guide]":
        tags = list(guide.rules.translations) if shown is guide else []
        for tag in tags:
            if _has_any(compiled_file(path, tag), words):
                found = _translated(guide, path, reader, tag, guide.messages)
                if not isinstance(found, Refusal):
                    yield found
        if shown is not guide:
            yield guide

    return shown._replace(others=others)


def name_of(language: str) -> str:
    """Return a language's own name, or its tag if there are no messages in it."""
    return messages(language)("language.name") if has_messages(language) else language


def way_to(language: str) -> str:
    """Return how to read the guide in another of its languages, if possible in that language."""
    texts = messages(language)
    if has_messages(language):
        return texts("language.back", language=language)
    return texts("language.back-unnamed", language=language)


def _chosen(guide: "Guide", path: Path, reader: str, lang: str | None) -> "Guide":
    """Return a guide in the language chosen, or preferred; say so if that was not possible."""
    wanted, is_system = (lang, False) if lang else _preferred()
    own, texts = guide.rules.language, messages() if lang else guide.messages
    known = [own, *guide.rules.translations]
    tag = best(wanted, known) if wanted else own
    found: Guide | Refusal = guide
    if not tag:
        reason = texts("language.unknown", language=shortened(wanted), known=", ".join(known))
        found = Refusal(reason)
    elif tag != own:
        found = _translated(guide, path, reader, tag, texts)
    if not isinstance(found, Refusal):
        if is_system and found is not guide:
            say(found.messages("language.chosen"))
            say_once(way_to(own))
        return found
    if lang:
        say(f"explainer: {found.reason}")
        raise typer.Exit(found.code)
    if tag or not is_system:
        instead = texts("language.instead")
        if not has_messages(own):
            instead = texts("language.instead-unnamed", language=own)
        say(f"{found.reason} {instead}")
    return guide


def _translated(
    guide: "Guide", path: Path, reader: str, tag: str, texts: "Messages"
) -> "Guide | Refusal":
    """Return a guide in one of its other languages, or why that is not possible."""
    from explainer.decision.guide import translated_guide

    rules = guide.rules
    readers = rules.translations[tag].readers
    if (reader or guide.first_reader) not in readers and reader in (*rules.audiences, ""):
        name = reader or guide.first_reader
        known = ", ".join(readers)
        return Refusal(texts("language.other-reader", language=tag, reader=name, known=known))
    if path == STDIN:
        return Refusal(texts("language.stdin"))
    if not has_messages(tag):
        return Refusal(texts("language.no-messages", language=tag), PROBLEMS)
    repair, file = texts("language.repair", language=tag, path=path), compiled_file(path, tag)
    try:
        compiled = read_compiled(file)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or texts("language.not-compiled")
        reason = texts("language.unreadable", language=tag, reason=f"{file}: {why}")
        return Refusal(f"{reason} {repair}", PROBLEMS)
    made, missing = translated_guide(guide, tag, compiled.text, messages)
    if missing:
        first, count = missing[0].context, len(missing)
        reason = texts("language.incomplete", language=tag, count=count, first=first)
        return Refusal(f"{reason} {repair}", PROBLEMS)
    return made


def compiled_file(path: Path, tag: str) -> Path:
    """Return the file with the compiled translation of a rules file, which is beside it."""
    return path.with_name(f"{path.stem}.{tag}.mo")


def _has_any(file: Path, words: "Sequence[str]") -> bool:
    """Return whether a translation may have any of some words: a quick look, before it is read."""
    from unicodedata import normalize

    if not file.is_file():  # a pipe would never end
        return False
    try:
        text = normalize("NFD", file.read_bytes().decode("utf-8", "replace"))
    except OSError:
        return False
    plain = text.encode("ascii", "ignore").lower()
    return any(not word.isascii() or word.encode() in plain for word in words)


def read_compiled(path: Path) -> "Compiled":
    """Return a compiled translation; raise OSError or ValueError if it cannot be read."""
    from explainer.messages.compiled import Compiled
    from explainer.rules.values import LIMIT

    if not stat.S_ISREG(path.stat().st_mode):  # a pipe would never end
        raise ValueError
    with path.open("rb") as opened:
        data = opened.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise ValueError
    return Compiled(data)


def _preferred() -> tuple[str, bool]:
    """Return the tag of the language that the environment asks for, and whether the system does.

    The tag is "" if the environment asks for none.
    """
    if chosen := os.environ.get(VARIABLE, "").partition(",")[0].strip():
        return chosen, False
    said = next(filter(None, (os.environ.get(name) for name in SYSTEM)), "") or _windows()
    tag = tag_of(said)
    return (tag, True) if is_tag(tag) else ("", True)


def _windows() -> str:
    """Return the language that a Windows user has chosen, such as 'es_MX', or ""."""
    if sys.platform != "win32":
        return ""
    import ctypes
    import locale

    chosen = ctypes.windll.kernel32.GetUserDefaultUILanguage()
    return locale.windows_locale.get(chosen, "")
