"""The decision diagram: inner nodes ask, edges are answers, terminals are sets of rows.

The single source of routing. A node is the set of rows still possible and the next
question worth asking; two nodes with the same pair are the same node (the unique
table of Bryant 1986), and a question that no live row tests is passed over (his
"eliminate" rule). Splitting the rows by an answer is Shannon's expansion.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from explainer.model import NOT_SURE
from explainer.table import Table

LIMIT: Final = 10_000  # nodes that anybody could draw or read


class Node(NamedTuple):
    """A place in the diagram: ``live`` rows as a mask, and the next question.

    ``question`` is None at a terminal: one live row is a decision, more are open.
    """

    live: int
    question: str | None


def _node(table: Table, live: int, after: str | None) -> Node:
    """Return the node for ``live`` rows, its question later in file order than ``after``."""
    order = list(table.tests)
    later = order[order.index(after) + 1 :] if after else order
    return Node(live, next((q for q in later if table.tests[q] & live), None))


def root(table: Table) -> Node:
    """Return the node where every interview starts."""
    return _node(table, table.all_rows, None)


def step(table: Table, node: Node, answer: str) -> Node:
    """Return the node that ``answer`` to the node's question leads to."""
    if node.question is None:
        raise ValueError("a terminal asks nothing")
    return _node(table, node.live & table.allows[node.question][answer], node.question)


def most_questions(table: Table, node: Node) -> int:
    """Return how many questions the longest way on from ``node`` asks.

    "Not sure" keeps every live row, so that way asks all that a live row tests.
    """
    if node.question is None:
        return 0
    order = list(table.tests)
    return sum(1 for q in order[order.index(node.question) :] if table.tests[q] & node.live)


def count_trails(table: Table) -> int | None:
    """Return how many trails there are, the empty one and those that go on included.

    None where they pass more than ``LIMIT`` nodes.
    """
    start = root(table)
    ways: dict[str | None, dict[Node, int]] = {question: {} for question in (*table.tests, None)}
    ways[start.question][start] = 1
    nodes = 0
    for question, trails in ways.items():  # a step leads to a later question, or to the end
        nodes += len(trails)
        if nodes > LIMIT:
            return None
        for node, count in trails.items() if question else ():
            for answer in table.allows[str(question)]:
                after = step(table, node, answer)
                ways[after.question][after] = ways[after.question].get(after, 0) + count
    return sum(count for trails in ways.values() for count in trails.values())


def unfold(table: Table) -> Mapping[Node, Mapping[Node, tuple[str, ...]]] | None:
    """Return every node in the order asked, with the nodes next to it and the answers there.

    "Not sure" is left out: it leads on with every row. None where the questions, in the
    file's order, make more than ``LIMIT`` nodes; the order decides how many there are.
    """
    known: dict[Node, dict[Node, tuple[str, ...]]] = {}
    todo = [root(table)]
    while todo:
        node = todo.pop()
        if node in known:
            continue
        known[node] = {}
        if len(known) > LIMIT:
            return None
        for answer in table.allows[node.question] if node.question else ():
            if answer != NOT_SURE:
                after = step(table, node, answer)
                known[node][after] = (*known[node].get(after, ()), answer)
        todo += reversed(known[node])
    return known
