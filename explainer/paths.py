"""A path: the fewest answers that lead to one level, and that level."""

from typing import NamedTuple

from explainer.diagram import Node, root, unfold
from explainer.table import Answers, Table


class Path(NamedTuple):
    """Answers in the order asked, and the level that they alone decide."""

    answers: Answers
    level: str


def paths(table: Table) -> tuple[Path, ...] | None:
    """Return each path through a proven table once, in the order asked; None if there are too many.

    Ways through the diagram that end at the same level differ only in answers that do
    not matter there; those are left out, so that one path is left of them.
    """
    nodes = unfold(table)
    if nodes is None:
        return None
    found: list[Path] = []
    seen: set[Node] = set()
    todo: list[tuple[Node, Answers]] = [(root(table), {})]
    while todo:
        node, given = todo.pop()
        if node in seen:
            continue
        seen.add(node)
        if node.question is None:
            found.append(Path(table.needed(given), table.names(node.live)[0]))
        for after, answers in reversed(list(nodes[node].items())):
            todo.append((after, {**given, str(node.question): answers[0]}))
    return tuple(found)
