"""A reading: what a person at a terminal does after the answer, until they quit."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

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
    guide, topics = composer.guide, composer.follow_ups(result)
    while True:
        count = _offer(guide, list(topics))
        typed = typed_line(guide)
        key = next((key for key in KEYS if is_key(guide, key, typed)), "")
        if key in (BACK, CHANGE):
            return key
        chosen = (
            None if key or not typed else _chosen(composer, result, list(topics)[:count], typed)
        )
        if key == PRINT:
            print_sheet(composer, result)
        elif key == SOURCES:
            say("\n".join(composer.origins(composer.outcome(result))))
        elif typed and not key and not chosen:
            say(guide.messages("reading.unknown", typed=typed, count=count))
        else:  # with an empty line, the answer again
            document = chosen or composer.outcome(result)
            show(document._replace(more=""), format, brief=key != ALL)


def _offer(guide: "Guide", topics: Sequence[str]) -> int:
    """Show as many topics as there is room for, by number, then the keys; return how many."""
    import textwrap

    columns = width(sys.stderr)
    keys = textwrap.wrap(guide.messages("reading.keys"), columns)
    lines = [""]
    for number, topic in enumerate(topics):
        item = f"{number + 1} {topic}"
        if lines[-1] and len(lines[-1]) + len(GAP) + len(item) > columns:
            if len(lines) + len(keys) == MOST_LINES:
                topics = topics[:number]
                break
            lines.append("")
        lines[-1] += GAP + item if lines[-1] else item
    say("\n".join([*filter(None, lines), *keys]), wrap=False)
    return len(topics)


def _chosen(
    composer: "Composer", result: "Outcome", offered: Sequence[str], typed: str
) -> "Document | None":
    """Return the document that a number, the start of a name or a part of a question means."""
    from explainer.documents.lookup import find_topic

    documents = composer.follow_ups(result)
    if typed.isdecimal():
        known = 0 < int(typed) <= len(offered)
        return documents[offered[int(typed) - 1]]() if known else None
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
        return session.asked(guide, back(guide.diagram, interview), answers)
    answers = session.change_one(guide, interview, answers)
    return session.asked(guide, follow(guide.diagram, answers), answers)
