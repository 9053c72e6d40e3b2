"""An interview: the questions asked and the answers given, as a walk through the diagram.

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
    """Walk as far as ``answers`` lead, ignoring answers to questions that are not asked."""
    node = diagram.root
    given: dict[str, str] = {}
    while (question := node.question) and (answer := answers.get(question)):
        given[question] = answer
        node = diagram.step(node, answer)
    return Interview(given, node)


def finish(diagram: Diagram, answers: Mapping[str, str]) -> Interview:
    """Walk to the end, answering "not sure" to every question without an answer."""
    return follow(diagram, {**dict.fromkeys(diagram.table.tests, NOT_SURE), **answers})


def back(diagram: Diagram, interview: Interview) -> Interview:
    """Return the interview without its last answer."""
    return follow(diagram, dict(list(interview.answers.items())[:-1]))


def change(diagram: Diagram, interview: Interview, question: str, answer: str) -> Interview:
    """Return the interview with one answer replaced, walked to its end.

    A new question without an answer counts as "not sure". In this way, later answers that
    still apply are kept, and so is every row that is still possible.
    """
    return finish(diagram, {**interview.answers, question: answer})


def dropped(old: Mapping[str, str], new: Interview) -> tuple[str, ...]:
    """Return the questions with an answer in ``old`` that the new interview does not ask."""
    return tuple(question for question in old if question not in new.answers)


def matching(typed: str, choices: Mapping[str, str]) -> tuple[str, ...]:
    """Return the answers that ``typed`` can mean; ``choices`` maps each to its text.

    These are tried in order until one matches: a number (from 1), an answer's id, whole
    words in sequence in a text, the start of an id, and at least three letters at the
    start of a text. "No" is never the start of "Not sure".
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
