"""A trail: the questions asked and the answers given so far, walked over the diagram.

A trail is a value. "Back" is the shorter trail, "change" is the same walk with one
answer replaced, and a replay from the command line is the walk itself.
"""

from collections.abc import Mapping
from typing import NamedTuple

from explainer.diagram import Node, root, step
from explainer.table import Table


class Trail(NamedTuple):
    """Questions and answers in the order asked, and the node they lead to."""

    answers: Mapping[str, str]
    node: Node


def follow(table: Table, answers: Mapping[str, str]) -> Trail:
    """Walk as far as ``answers`` reach; answers to questions never asked stay out."""
    node, given = root(table), dict[str, str]()
    while node.question is not None and node.question in answers:
        given[node.question] = answers[node.question]
        node = step(table, node, answers[node.question])
    return Trail(given, node)


def back(table: Table, trail: Trail) -> Trail:
    """Return the trail without its last answer."""
    return follow(table, dict(list(trail.answers.items())[:-1]))


def change(table: Table, trail: Trail, question: str, answer: str) -> Trail:
    """Return the trail with one answer replaced; later answers that still apply stay."""
    return follow(table, {**trail.answers, question: answer})


def dropped(old: Mapping[str, str], new: Trail) -> tuple[str, ...]:
    """Name the questions whose answers in ``old`` the new trail does not need."""
    return tuple(question for question in old if question not in new.answers)


def fitting(typed: str, choices: Mapping[str, str]) -> tuple[str, ...]:
    """Return the answers that ``typed`` may mean; ``choices`` maps each to its text.

    A number (counted from 1) or an answer's id means that answer alone; otherwise
    the start of a text, small or capital letters alike.
    """
    ids, word = list(choices), typed.strip().casefold()
    if word.isdecimal():
        return tuple(ids[int(word) - 1 : int(word)]) if 0 < int(word) <= len(ids) else ()
    if word in choices:
        return (word,)
    return tuple(a for a, text in choices.items() if word and text.casefold().startswith(word))
