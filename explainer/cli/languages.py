"""The language to read in: the one that the reader chose, and the guide in it if there is one.

A translation is shown whole or not at all. Whoever types ``--lang`` wants that language and no
other, so if it cannot be had, the run stops. The environment only tells what a reader prefers, so
they get the guide in its own language, and a note.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import typer

from explainer.cli.resources import languages, messages, use
from explainer.cli.screen import PROBLEMS, USAGE, fail, say, say_once
from explainer.language import is_tag, primary
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


def prepare(lang: str | None) -> str | None:
    """Use the language chosen on the command line, or else by the environment, for messages."""
    wanted = (lang or _preferred()[0]).partition(",")[0].lower()
    use(next((tag for tag in (wanted, primary(wanted)) if tag in languages()), ""))
    return lang


def languages_of(
    lang: str | None, format: str | None, output: str | None
) -> tuple[str | None, str | None]:
    """Return the languages of a sheet: the first is large, and the second, if any, beside it.

    Stop if there are more, or the same one twice, or if the sheet is not a web page.
    """
    main, *others = (tag.strip() for tag in (lang or "").split(","))
    if not others:
        return lang, None
    is_page = format in (None, "html") and not (output or "").endswith((".md", ".txt"))
    if len(others) > 1 or not (main and others[0]) or primary(main) == primary(others[0]):
        fail(messages()("language.two", given=shortened(lang or "")))
    if not is_page:
        fail(messages()("language.two-html"))
    return main, others[0]


def in_language(guide: "Guide", path: Path, reader: str, lang: str | None) -> "Guide":
    """Return a guide in the language to read in, for one of its readers, by default the first.

    ``path`` is its rules file. ``lang`` is the language chosen on the command line; "" stands for
    the guide's own.
    """
    shown = guide if lang == "" else _chosen(guide, path, reader, lang)

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


def _chosen(guide: "Guide", path: Path, reader: str, lang: str | None) -> "Guide":
    """Return a guide in the language chosen, or preferred; say so if that was not possible."""
    preferred, is_system = _preferred()
    wanted, own = lang or preferred, guide.rules.language
    found: Guide | Refusal = guide
    if wanted and primary(wanted) != primary(own):
        texts = messages() if lang else guide.messages
        found = _translated(guide, path, reader, wanted, texts)
    if isinstance(found, Refusal):
        use(guide.messages.language)
        if lang:
            say(f"explainer: {found.reason}")
            raise typer.Exit(found.code)
        if not is_system or primary(wanted) in guide.rules.translations:
            instead = guide.messages("language.instead")
            say(f"{found.reason} {instead}")
        return guide
    use(found.messages.language)
    if is_system and found is not guide and not lang:
        back = guide.messages("language.back", language=primary(own))
        say_once(found.messages("language.chosen"))
        say_once(back)
    return found


def _translated(
    guide: "Guide", path: Path, reader: str, wanted: str, texts: "Messages"
) -> "Guide | Refusal":
    """Return a guide in another language, or why that is not possible, in some messages."""
    from explainer.decision.guide import translated_guide

    rules = guide.rules
    tags = (wanted.lower(), primary(wanted))
    tag = next((tag for tag in tags if tag in rules.translations), "")
    if not tag:
        known = ", ".join([rules.language, *rules.translations])
        return Refusal(texts("language.unknown", language=shortened(wanted), known=known))
    readers = rules.translations[tag].readers
    if (reader or guide.first_reader) not in readers and reader in (*rules.audiences, ""):
        name = reader or guide.first_reader
        known = ", ".join(readers)
        return Refusal(texts("language.other-reader", language=tag, reader=name, known=known))
    if primary(messages(tag).language) != primary(tag):
        return Refusal(texts("language.no-messages", language=tag), PROBLEMS)
    try:
        compiled = read_compiled(compiled_file(path, tag))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        return Refusal(texts("language.unreadable", language=tag, reason=reason), PROBLEMS)
    made, missing = translated_guide(guide, tag, compiled.text, messages)
    if missing:
        first, count = missing[0].context, len(missing)
        reason = texts("language.incomplete", language=tag, count=count, first=first)
        return Refusal(reason, PROBLEMS)
    return made


def compiled_file(path: Path, tag: str) -> Path:
    """Return the file with the compiled translation of a rules file, which is beside it."""
    return path.with_name(f"{path.stem}.{tag}.mo")


def _has_any(file: Path, words: "Sequence[str]") -> bool:
    """Return whether a translation may have any of some words: a quick look, before it is read."""
    from unicodedata import normalize

    try:
        text = normalize("NFD", file.read_bytes().decode("utf-8", "replace"))
    except OSError:
        return False
    plain = text.encode("ascii", "ignore").lower()
    return any(not word.isascii() or word.encode() in plain for word in words)


def read_compiled(path: Path) -> "Compiled":
    """Return a compiled translation; raise OSError or ValueError if it cannot be read."""
    from explainer.messages.compiled import Compiled

    return Compiled(path.read_bytes())


def _preferred() -> tuple[str, bool]:
    """Return the tag of the language that the environment asks for, and whether the system does.

    The tag is "" if the environment asks for none.
    """
    if chosen := os.environ.get(VARIABLE):
        return chosen, False
    said = next(filter(None, (os.environ.get(name) for name in SYSTEM)), "") or _windows()
    tag = said.partition(".")[0].partition("@")[0].replace("_", "-")
    return (tag, True) if is_tag(tag) else ("", True)


def _windows() -> str:
    """Return the language that a Windows user has chosen, such as 'es_MX', or ""."""
    if sys.platform != "win32":
        return ""
    import ctypes
    import locale

    chosen = ctypes.windll.kernel32.GetUserDefaultUILanguage()
    return locale.windows_locale.get(chosen, "")
