"""The guide in use: opened from a rules file, or refused with a report of its problems."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from explainer.cli.files import name_of, read_rules, rules_path
from explainer.cli.languages import in_language
from explainer.cli.resources import ORIGINAL, has_messages, messages, released, use
from explainer.cli.screen import PROBLEMS, fail, progress, say
from explainer.cli.values import one_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

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
    return composers_for(file, audience, (lang,), is_study=is_study)[0]


def composers_for(
    file: str | None,
    audience: str | None,
    languages: "Sequence[str | None]",
    *,
    is_study: bool = False,
) -> "list[Composer]":
    """Do the same in each of some languages; from now on, other messages are in the first."""
    path = rules_path(file)
    guide = _opened(path, is_study=is_study)
    shown = [in_language(guide, path, audience or "", lang) for lang in languages]
    if len({each.rules.language for each in shown}) < len(shown):
        fail(messages()("language.two", given=",".join(filter(None, languages))))
    use(shown[0].messages.language)
    return _composers(shown, audience)


def original_composer(file: str | None) -> "Composer":
    """Open the rules file in use in its own language, for experts; stop if it has problems."""
    return _composers([_opened(rules_path(file))], None)[0]


def _opened(path: Path, *, is_study: bool = False) -> "Guide":
    """Return the guide in a rules file; stop if it has problems."""
    from explainer.rules.model import STUDY

    guide = opened(path, () if is_study else STUDY)
    if guide is None:
        raise typer.Exit(PROBLEMS)
    return guide


def _composers(shown: "Sequence[Guide]", audience: str | None) -> "list[Composer]":
    """Return composers for a guide in some languages, and note what its readers should know."""
    from explainer.documents.composer import Composer

    first = shown[0]
    for each in shown:
        note_language(each)
    reader = one_of(first.messages, "audience", audience, tuple(first.rules.audiences))
    composers = [Composer(each, reader, time.strftime("%Y-%m-%d")) for each in shown]
    if composers[0].assembler.overdue:
        say(first.messages("guide.overdue", day=first.rules.review.again_after))
    return composers


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
    texts = messages(ORIGINAL)  # like the problems
    for problem in report.problems[:FLOOD]:
        say(str(problem), wrapped=False)
    if len(report.problems) > FLOOD:
        say(texts("guide.more-errors", count=len(report.problems) - FLOOD))
    say(texts("guide.errors", count=len(report.problems)))
    return None


def note_language(guide: "Guide") -> None:
    """Print a note if there are no messages in the guide's language."""
    if not has_messages(guide.rules.language):
        say(guide.messages("guide.language", language=guide.rules.language))
