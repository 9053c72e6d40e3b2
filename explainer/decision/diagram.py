"""The decision diagram: inner nodes ask, edges are answers, terminals are sets of rows.

The single source of routing. A node is the set of rows still possible and the next
question worth asking; two nodes with the same pair are the same node (the unique
table of Bryant 1986), and a question that no live row tests is skipped (his
"eliminate" rule). Splitting the rows by an answer is Shannon's expansion.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from explainer.decision.table import Table
from explainer.rules.model import NOT_SURE

LIMIT: Final = 10_000  # most nodes that a reader could follow


class Node(NamedTuple):
    """A node: the mask of ``live`` rows, and the next question, if any.

    ``question`` is None at a terminal: with one live row it is a decision, with several it is
    open. ``number`` is the question's number, in file order.
    """

    live: int
    number: int
    question: str | None


class Diagram:
    """The diagram of a table, built lazily: each node and each step once, on first use."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._tests = (*table.tests.items(), (None, 0))  # the last is the end
        self._nodes: dict[tuple[int, int], Node] = {}  # the unique table
        self._steps: dict[tuple[int, int, str], Node] = {}
        self.root = self.node(table.all_rows, 0)

    def node(self, live: int, number: int) -> Node:
        """Return the node for ``live`` rows that asks question ``number`` or a later one."""
        tests = self._tests
        while tests[number][0] and not tests[number][1] & live:
            number += 1
        node = self._nodes.get((live, number))
        if node is None:
            node = self._nodes[live, number] = Node(live, number, tests[number][0])
        return node

    def step(self, node: Node, answer: str) -> Node:
        """Return the node that an answer leads to; raise ValueError at a terminal."""
        live, number, question = node
        after = self._steps.get((live, number, answer))
        if after is None:
            if question is None:
                raise ValueError("a terminal asks nothing")
            after = self.node(live & self.table.allows[question][answer], number + 1)
            self._steps[live, number, answer] = after
        return after

    def most_questions(self, node: Node) -> int:
        """Return the number of questions on the longest path from ``node`` to a terminal.

        "Not sure" keeps every live row, so that path asks every question that a live row tests.
        """
        return sum(1 for _, rows in self._tests[node.number : -1] if rows & node.live)

    def count_interviews(self) -> int | None:
        """Return the number of interviews, finished or not, including the empty one.

        Return None if they pass more than ``LIMIT`` nodes.
        """
        layers: list[dict[Node, int]] = [{} for _ in self._tests]
        layers[self.root.number][self.root] = 1
        nodes = 0
        for counts in layers:  # an answer leads to a later question, or to the end
            nodes += len(counts)
            if nodes > LIMIT:
                return None
            for node, count in counts.items():
                for answer in self.table.allows[node.question] if node.question else ():
                    after = self.step(node, answer)
                    layers[after.number][after] = layers[after.number].get(after, 0) + count
        return sum(count for counts in layers for count in counts.values())

    def unfold(self) -> Mapping[Node, Mapping[Node, tuple[str, ...]]] | None:
        """Return every node in the order asked, with its successors and the answers to each.

        "Not sure" is not included, because it rules out no row. Return None if there are more
        than ``LIMIT`` nodes; their number depends on the order of the questions in the file.
        """
        known: dict[Node, dict[Node, tuple[str, ...]]] = {}
        todo = [self.root]
        while todo:
            node = todo.pop()
            if node in known:
                continue
            known[node] = {}
            if len(known) > LIMIT:
                return None
            for answer in self.table.allows[node.question] if node.question else ():
                if answer != NOT_SURE:
                    after = self.step(node, answer)
                    known[node][after] = (*known[node].get(after, ()), answer)
            todo += reversed(known[node])
        return known
