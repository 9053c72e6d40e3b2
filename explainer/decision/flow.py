"""A flow: the diagram's questions, numbered in the order asked, and where each answer leads."""

from typing import NamedTuple

from explainer.decision.diagram import Diagram
from explainer.rules.model import Ids


class Branch(NamedTuple):
    """The answers that lead to the same fork or to the same level.

    If the answers lead to a fork, ``fork`` is the number of that fork and ``level`` is "". If
    they lead to a level, ``fork`` is 0.
    """

    answers: Ids
    fork: int
    level: str


class Fork(NamedTuple):
    """A question at one point in the flow, and the branches from that point."""

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
