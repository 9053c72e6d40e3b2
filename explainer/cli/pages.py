"""The web page: whether it can be made, and which file it goes to."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from explainer.cli.languages import name_of
from explainer.cli.output import file_of
from explainer.cli.resources import messages
from explainer.cli.screen import PROBLEMS, fail, say
from explainer.text import shortened

if TYPE_CHECKING:
    from explainer.documents.composer import Composer
    from explainer.documents.site import Elsewhere, Site

PAGES: Final = (".html", ".htm")


def html_file(output: str | None) -> Path | None:
    """Return the file to write, or None for stdout; stop if it is not an HTML file."""
    path = file_of(output)
    if path and path.suffix.lower() not in PAGES:
        fail(messages()("file.page-extension", path=path))
    return path


def elsewhere(
    composer: "Composer", other_page: str | None, file: Path | None
) -> "Elsewhere | None":
    """Return where the page in the guide's other language is, if ``other_page`` says so.

    From a translation, that is the original; from the original, it is the first translation for
    the page's reader. ``file`` is the page itself.
    """
    if other_page is None:
        return None
    from explainer.documents.site import Elsewhere

    language = _other_language(composer)
    return Elsewhere(_address(other_page, file), name_of(language), language)


def _other_language(composer: "Composer") -> str:
    """Return the language of the other page; stop if there can be none for this reader."""
    guide, reader = composer.guide, composer.audience
    if guide.rules.translation:
        return guide.original.language
    translations = guide.rules.translations
    if not translations:
        fail(messages()("page.no-other"))
    for language, translation in translations.items():
        if reader in translation.readers:
            return language
    language, first = next(iter(translations.items()))
    known = ", ".join(first.readers)
    fail(messages()("language.other-reader", language=language, reader=reader, known=known))


def _address(other_page: str, file: Path | None) -> str:
    """Return the address of another page, which is on the web or in a file, as seen from ``file``.

    Stop if it is neither, or is the page itself.
    """
    from urllib.parse import quote

    if re.match("https?://[^/]", other_page, re.IGNORECASE):
        whole = other_page.partition("#")[0]  # each link leads to a view of its own
        return quote(os.fsencode(whole), safe=":/?&=%+,;@~")
    other = Path(other_page)
    is_page = other.suffix.lower() in PAGES and other.stem.strip()
    if not is_page or "://" in other_page or other.as_posix().startswith("//"):
        fail(messages()("page.other-page", given=shortened(other_page)))
    if file is None:
        return quote(os.fsencode(other.as_posix()))
    if os.path.realpath(other) == os.path.realpath(file):
        fail(messages()("page.itself"))
    try:
        seen = os.path.relpath(other, file.parent)
    except ValueError:  # another drive
        fail(messages()("page.other-page", given=shortened(other_page)))
    return quote(os.fsencode(Path(seen).as_posix()))


def site_of(composer: "Composer") -> "Site":
    """Return the page of a guide; stop if it would be too large for a phone."""
    from explainer.decision.diagram import LIMIT as READABLE
    from explainer.documents.site import LIMIT, most_unsure, site

    if most_unsure(composer.guide.diagram) is None:
        views = composer.guide.diagram.count_interviews(0)
        number = views or composer.messages("page.more-than", limit=READABLE)
        say(composer.messages("page.too-large", number=number, limit=LIMIT))
        raise typer.Exit(PROBLEMS)
    return site(composer)
