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

ALL, PRINT, SOURCES = "key.all", "key.print", "key.sources"
KEYS = (ALL, PRINT, SOURCES, BACK, CHANGE)
FORMATS = ("terminal", "text")  # those that a person can read on the screen


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
        _offer(guide, list(topics))
        typed = typed_line(guide)
        key = next((key for key in KEYS if is_key(guide, key, typed)), "")
        chosen = _chosen(typed, list(topics))
        if key in (BACK, CHANGE):
            return key
        if key == PRINT:
            print_sheet(composer, result)
        elif key == SOURCES:
            say("\n".join(composer.origins(composer.outcome(result))))
        elif typed and not key and not chosen:
            say(guide.messages("reading.unknown", typed=typed, count=len(topics)))
        else:  # with an empty line, the answer again
            document = topics[chosen]() if chosen else composer.outcome(result)
            show(document._replace(more=""), format, brief=key != ALL)


def _offer(guide: "Guide", topics: Sequence[str]) -> None:
    """Show the topics by number, as many as fit on each line, then the keys."""
    line, columns = "", width(sys.stderr)
    for number, topic in enumerate(topics, 1):
        item = f"{number} {topic}"
        if line and len(line) + 2 + len(item) > columns:
            say(line, wrap=False)
            line = item
        else:
            line = f"{line}  {item}" if line else item
    if line:
        say(line, wrap=False)
    say(guide.messages("reading.keys"))


def _chosen(typed: str, topics: Sequence[str]) -> str:
    """Return the topic that a number or the start of its name stands for, or ""."""
    if typed.isdecimal():
        return topics[int(typed) - 1] if 0 < int(typed) <= len(topics) else ""
    return next((t for t in topics if len(typed) > 2 and t.casefold().startswith(typed)), "")


def _changed(guide: "Guide", interview: "Interview", key: str) -> "Interview":
    """Return the interview after going back to its last question, or changing an answer."""
    from explainer.decision.interview import back, follow

    answers = dict(interview.answers)
    if key == BACK:
        answers.popitem()
        return session.asked(guide, back(guide.diagram, interview), answers)
    answers = session.change_one(guide, interview, answers)
    return session.asked(guide, follow(guide.diagram, answers), answers)
