"""An interview: the questions asked and the answers given so far, walked over the diagram.

An interview is a value. "Back" is the shorter interview, "change" is the same walk with
one answer replaced, and a replay from the command line is the walk itself.
"""

from collections.abc import Mapping
from typing import NamedTuple

from explainer.decision.diagram import Diagram, Node
from explainer.rules.model import NOT_SURE
from explainer.text import plain


class Interview(NamedTuple):
    """Questions and answers in the order asked, and the node that they lead to."""

    answers: Mapping[str, str]
    node: Node


def follow(diagram: Diagram, answers: Mapping[str, str]) -> Interview:
    """Walk as far as ``answers`` reach, ignoring answers to questions that are not asked."""
    node = diagram.root
    given: dict[str, str] = {}
    while (question := node.question) and (answer := answers.get(question)):
        given[question] = answer
        node = node[answer]
    return Interview(given, node)


def finish(diagram: Diagram, answers: Mapping[str, str]) -> Interview:
    """Walk to the end, taking every question without an answer as "not sure"."""
    return follow(diagram, {**dict.fromkeys(diagram.table.tests, NOT_SURE), **answers})


def back(diagram: Diagram, interview: Interview) -> Interview:
    """Return the interview without its last answer."""
    return follow(diagram, dict(list(interview.answers.items())[:-1]))


def change(diagram: Diagram, interview: Interview, question: str, answer: str) -> Interview:
    """Return the interview with one answer replaced, walked to its end.

    A question that now comes up and has no answer counts as "not sure", so that later
    answers that still apply stay, and the rows left are all that may still come out.
    """
    return finish(diagram, {**interview.answers, question: answer})


def dropped(old: Mapping[str, str], new: Interview) -> tuple[str, ...]:
    """Return the questions whose answers in ``old`` the new interview does not need."""
    return tuple(question for question in old if question not in new.answers)


def matching(typed: str, choices: Mapping[str, str]) -> tuple[str, ...]:
    """Return the answers that ``typed`` can mean; ``choices`` maps each to its text.

    In this order, and the first that matches anything counts: a number (from 1), an
    answer's id, whole words in sequence in a text, the start of an id, and three letters
    or more at the start of a text. "No" is never the start of "Not sure".
    """
    ids, word = list(choices), typed.strip().rstrip(".)").casefold()
    if word.isdecimal():
        return tuple(ids[int(word) - 1 : int(word)]) if 0 < int(word) <= len(ids) else ()
    if not word or word in choices:
        return (word,) if word else ()
    ways = (
        [a for a, text in choices.items() if f" {plain(word)} " in f" {plain(text)} "],
        [a for a in choices if a.startswith(word) and a != NOT_SURE],
        [a for a, text in choices.items() if len(word) > 2 and text.casefold().startswith(word)],
    )
    return tuple(next((found for found in ways if found), ()))
