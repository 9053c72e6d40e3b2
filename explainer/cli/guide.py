"""The guide in use: opened from a rules file, or refused with a report of its problems."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from explainer.cli.files import name_of, read_rules, rules_path
from explainer.cli.languages import in_language
from explainer.cli.resources import messages, released
from explainer.cli.screen import PROBLEMS, progress, say
from explainer.cli.values import one_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from explainer.decision.guide import Guide
    from explainer.documents.composer import Composer

FLOOD: Final = 50  # the most problems shown at once


def composer_for(
    file: str | None, audience: str | None, lang: str | None = None, *, is_study: bool = False
) -> "Composer":
    """Open the rules file in use for one of its readers; stop if it has problems.

    It is in the language ``lang``, or that of the environment, if it is available in it. Unless it
    ``is_study``, what only that needs is skipped.
    """
    from explainer.documents.composer import Composer
    from explainer.rules.model import STUDY

    path = rules_path(file)
    guide = opened(path, () if is_study else STUDY)
    if guide is None:
        raise typer.Exit(PROBLEMS)
    note_language(guide)
    guide = in_language(guide, path, audience or "", lang)
    reader = one_of(guide.messages, "audience", audience, tuple(guide.rules.audiences))
    composer = Composer(guide, reader, time.strftime("%Y-%m-%d"))
    if composer.assembler.overdue:
        say(guide.messages("guide.overdue", day=guide.rules.review.again_after))
    return composer


def opened(path: Path, without: "Collection[str]" = ()) -> "Guide | None":
    """Return the guide in a rules file; if it has errors, report its problems and return None.

    The top-level keys in ``without`` are skipped, with all below them.
    """
    data = read_rules(path)
    if not isinstance(data, bytes):
        say(str(data), wrapped=False)
        return None
    if values := released(data):
        from explainer.decision.guide import released_guide

        return released_guide(data, values, messages)
    from explainer.checks.check import sound

    with progress() as watch:
        report = sound(data, name_of(path), messages, watch, without)
    if report.guide:
        return report.guide
    for problem in report.problems[:FLOOD]:
        say(str(problem), wrapped=False)
    if len(report.problems) > FLOOD:
        say(messages()("guide.more-errors", count=len(report.problems) - FLOOD))
    say(messages()("guide.errors", count=len(report.problems)))
    return None


def note_language(guide: "Guide") -> None:
    """Print a note if there are no messages in the guide's language."""
    if not guide.has_own_messages:
        say(guide.messages("guide.language", language=guide.rules.language))
