"""The web page: whether it can be made, and which file it goes to."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from explainer.cli.output import file_of
from explainer.cli.resources import messages
from explainer.cli.screen import PROBLEMS, fail, say

if TYPE_CHECKING:
    from explainer.documents.composer import Composer
    from explainer.documents.site import Elsewhere, Site


def html_file(output: str | None) -> Path | None:
    """Return the file to write, or None for stdout; stop if it is not an HTML file."""
    path = file_of(output)
    if path and path.suffix.lower() not in (".html", ".htm"):
        fail(messages()("file.page-extension", path=path))
    return path


def elsewhere(composer: "Composer", file: str | None) -> "Elsewhere | None":
    """Return where the page in the guide's other language is, if ``file`` says so.

    From a translation, that is the original; from the original, it is the first translation.
    """
    if file is None:
        return None
    from urllib.parse import quote

    from explainer.documents.site import Elsewhere

    guide = composer.guide
    others = (
        [guide.original.language] if guide.rules.translation else list(guide.rules.translations)
    )
    if not others:
        fail(messages()("page.no-other"))
    name = messages(others[0])("language.name")
    return Elsewhere(quote(Path(file).as_posix()), name, others[0])


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
