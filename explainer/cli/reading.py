"""A reading: what a person at a terminal does after the answer, until they quit."""

import contextlib
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from explainer.cli import session
from explainer.cli.output import show
from explainer.cli.prompts import BACK, CHANGE, is_key, typed_line
from explainer.cli.screen import say, width
from explainer.cli.sheets import print_sheet

if TYPE_CHECKING:
    from explainer.decision.guide import Guide
    from explainer.decision.interview import Interview
    from explainer.decision.outcome import Outcome
    from explainer.documents.composer import Composer
    from explainer.documents.document import Document

ALL, PRINT, SOURCES = "key.all", "key.print", "key.sources"
KEYS = (ALL, PRINT, SOURCES, BACK, CHANGE)
FORMATS = ("terminal", "text")  # those that a person can read on the screen
MOST_LINES = 3  # of topics and keys, so that they fit below a card, with a line for the prompt
SHORTEST = 3  # characters of a topic's name
GAP = "  "


def read(composer: "Composer", interview: "Interview", format: str, *, brief: bool) -> None:
    """Show the answer, then whatever the reader asks for, until they quit."""
    with session.ended_early(composer.guide, finished=True):
        while True:
            result = session.outcome_of(composer, interview)
            show(composer.outcome(result)._replace(more=""), format, brief=brief)
            key = _until_changed(composer, result, format)
            interview = _changed(composer.guide, interview, key)


def _until_changed(composer: "Composer", result: "Outcome", format: str) -> str:
    """Show what the reader asks for until they want to change an answer; return that key."""
    guide, topics, shown = composer.guide, composer.follow_ups(result), composer.outcome(result)
    while True:
        count = _offer(guide, list(topics))
        typed = typed_line(guide)
        key = next((key for key in KEYS if is_key(guide, key, typed)), "")
        if key in (BACK, CHANGE):
            return key
        if key == PRINT:
            with contextlib.suppress(typer.Exit):  # a sheet that failed was reported
                print_sheet(composer, result)
        elif key == SOURCES:
            say("\n".join(composer.origins(shown)))
        elif key == ALL:
            show(shown, format)
        elif chosen := _chosen(composer, result, list(topics)[:count], typed):
            shown = chosen
            say("")
            show(shown._replace(more=""), format, brief=True)
        elif count:
            say(guide.messages("reading.unknown", typed=typed, count=count))
        else:
            say(guide.messages("reading.unknown-key", typed=typed))


def _offer(guide: "Guide", topics: Sequence[str]) -> int:
    """Show as many topics as there is room for, by number, then the keys; return how many."""
    columns = width(sys.stderr)
    keys = _lines(guide.messages("reading.keys").split(GAP), columns)
    items = [f"{number} {topic}" for number, topic in enumerate(topics, 1)]
    while items and len(_lines(items, columns)) + len(keys) > MOST_LINES:
        items.pop()
    say("\n".join([*_lines(items, columns), *keys]), wrap=False)
    return len(items)


def _lines(items: Sequence[str], columns: int) -> list[str]:
    """Return items in lines, as many on each as fit, without breaking any."""
    lines: list[str] = []
    for item in items:
        if lines and len(lines[-1]) + len(GAP) + len(item) <= columns:
            lines[-1] += GAP + item
        else:
            lines.append(item)
    return lines


def _chosen(
    composer: "Composer", result: "Outcome", offered: Sequence[str], typed: str
) -> "Document | None":
    """Return the document that a number, the start of a name or a part of a question means.

    An empty line means the answer itself.
    """
    from explainer.documents.lookup import find_topic

    documents = composer.follow_ups(result)
    if not typed:
        return composer.outcome(result)
    if (number := typed.rstrip(".)")).isdecimal():
        known = 0 < int(number) <= len(offered)
        return documents[offered[int(number) - 1]]() if known else None
    for name, document in documents.items():
        if len(typed) >= SHORTEST and name.casefold().startswith(typed):
            return document()
    if result.status == "open":
        return None
    level = composer.rules.levels[result.levels[0]]
    topic = find_topic(typed, composer.sections.answered(level))
    return composer.topic(level, topic) if topic else None


def _changed(guide: "Guide", interview: "Interview", key: str) -> "Interview":
    """Return the interview after going back to its last question, or changing an answer."""
    from explainer.decision.interview import back, follow

    answers = dict(interview.answers)
    if key == BACK:
        answers.popitem()
        changed = session.asked(guide, back(guide.diagram, interview), answers)
    else:
        answers = session.change_one(guide, interview, answers)
        changed = session.asked(guide, follow(guide.diagram, answers), answers)
    say("")
    return changed
