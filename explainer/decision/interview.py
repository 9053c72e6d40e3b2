"""An interview: the questions asked and the answers given, as a walk through the diagram.

An interview is an immutable value. Going back creates a shorter interview, and changing an
answer repeats the walk with the new answer. Answers on the command line are handled the same
way.
"""

from collections.abc import Mapping
from typing import NamedTuple

from explainer.decision.diagram import Diagram, Node
from explainer.rules.model import NOT_SURE
from explainer.text import folded, number_of, plain, unaccented


class Interview(NamedTuple):
    """The answers given, in the order the questions were asked, and the node they lead to."""

    answers: Mapping[str, str]
    node: Node


def follow(diagram: Diagram, answers: Mapping[str, str]) -> Interview:
    """Walk as far as ``answers`` allow, ignoring answers to questions that are not asked.

    A question is not asked if the answers to later questions leave nothing for it to decide.
    """
    node = diagram.root
    given: dict[str, str] = {}
    while question := node.question:
        if answer := answers.get(question):
            given[question] = answer
            node = node.steps.get(answer) or diagram.step(node, answer)  # a known step is quick
        elif diagram.is_decided_without(node, answers):
            node = diagram.node(node.live, node.number + 1)
        else:
            break
    return tuple.__new__(Interview, (given, node))  # the same as Interview(given, node), but faster


def finish(diagram: Diagram, answers: Mapping[str, str]) -> Interview:
    """Walk to the end, answering "not sure" to every question that is not in ``answers``."""
    return follow(diagram, {**dict.fromkeys(diagram.table.tests, NOT_SURE), **answers})


def back(diagram: Diagram, interview: Interview) -> Interview:
    """Return the interview without its last answer."""
    return follow(diagram, dict(list(interview.answers.items())[:-1]))


def change(diagram: Diagram, interview: Interview, question: str, answer: str) -> Interview:
    """Return the interview with one answer replaced, continued to the end.

    Questions that were not asked before are answered "not sure". This keeps the later answers
    that still apply, and every row that is still possible.
    """
    return finish(diagram, {**interview.answers, question: answer})


def dropped(old: Mapping[str, str], new: Interview) -> tuple[str, ...]:
    """Return the questions answered in ``old`` that the new interview does not ask."""
    return tuple(question for question in old if question not in new.answers)


def matching(typed: str, choices: Mapping[str, str]) -> tuple[str, ...]:
    """Return the ids of the answers that ``typed`` may mean; ``choices`` maps ids to texts.

    The following are tried in order until one matches: a number (from 1), an id, consecutive
    whole words in an answer's text, the start of an id, and the start of an answer's text (at least
    three characters). Accents make no difference. "No" never matches "Not sure", whatever that is
    in the language.
    """
    ids, word = list(choices), unaccented(folded(typed)).strip().rstrip(".)")
    if word.isdecimal():
        number = number_of(word)
        return tuple(ids[number - 1 : number]) if number else ()
    if not word or word in choices:
        return (word,) if word else ()
    texts = {a: unaccented(folded(text)) for a, text in choices.items()}
    clear = {a: text for a, text in texts.items() if a != NOT_SURE}
    ways = (
        [a for a, text in clear.items() if f" {plain(word)} " in f" {plain(text)} "],
        [a for a in clear if a.startswith(word)],
        [a for a, text in texts.items() if len(word) > 2 and text.startswith(word)],
    )
    return tuple(next((found for found in ways if found), ()))
