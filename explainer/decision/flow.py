"""A flow: the questions of the diagram, numbered as asked, and where each answer leads."""

from typing import NamedTuple

from explainer.decision.diagram import Diagram
from explainer.rules.model import Ids


class Branch(NamedTuple):
    """Answers that lead to the same fork (by its number), or to the same level.

    ``fork`` is 0 if they lead to a level; otherwise, ``level`` is "".
    """

    answers: Ids
    fork: int
    level: str


class Fork(NamedTuple):
    """A question at one point of the flow, and the branches from there."""

    question: str
    branches: tuple[Branch, ...]


def flow(diagram: Diagram) -> tuple[Fork, ...] | None:
    """Return the forks of a proven table, numbered from 1, or None if there are too many."""
    nodes = diagram.unfold()
    if nodes is None:
        return None
    asked = {node: node.question for node in nodes if node.question}
    numbers = {node: number for number, node in enumerate(asked, 1)}
    return tuple(
        Fork(
            question,
            tuple(
                Branch(answers, numbers.get(after, 0), "" if after in numbers else level)
                for after, answers in nodes[node].items()
                for level in diagram.table.names(after.live)[:1]
            ),
        )
        for node, question in asked.items()
    )
