"""The decision diagram: inner nodes ask, edges are answers, terminals are sets of rows.

The single source of routing. A node is the set of rows still possible and the next
question worth asking; two nodes with the same pair are the same node (the unique
table of Bryant 1986), and a question that no live row tests is passed over (his
"eliminate" rule). Splitting the rows by an answer is Shannon's expansion.
"""

from collections.abc import Mapping
from typing import Final

from explainer.decision.table import Table
from explainer.rules.model import NOT_SURE

LIMIT: Final = 10_000  # nodes that anybody could draw or read


class Node(dict[str, "Node"]):
    """A node: the mask of ``live`` rows, and the next question, if any.

    ``question`` is None at a terminal: one live row is a decision, more are open. ``index`` is
    the question's number, in file order. ``node[answer]`` is the node that an answer leads to,
    found when it is first taken; it raises ValueError at a terminal.
    """

    __slots__ = ("diagram", "index", "live", "question")
    __eq__ = object.__eq__  # equal nodes are one node
    __hash__ = object.__hash__  # type: ignore[assignment]  # a dict has none

    def __init__(self, diagram: "Diagram", live: int, index: int, question: str | None) -> None:
        self.diagram, self.live, self.index, self.question = diagram, live, index, question

    def __missing__(self, answer: str) -> "Node":
        if self.question is None:
            raise ValueError("a terminal asks nothing")
        live = self.live & self.diagram.table.allows[self.question][answer]
        after = self[answer] = self.diagram.node(live, self.index + 1)
        return after


class Diagram:
    """The diagram of a table, built lazily: each node once, when it is first reached."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._tests = (*table.tests.items(), (None, 0))  # the last is the end
        self._nodes: dict[tuple[int, int], Node] = {}  # the unique table
        self.root = self.node(table.all_rows, 0)

    def node(self, live: int, index: int) -> Node:
        """Return the node for ``live`` rows that asks question ``index`` or a later one."""
        tests = self._tests
        while tests[index][0] and not tests[index][1] & live:
            index += 1
        node = self._nodes.get((live, index))
        if node is None:
            node = self._nodes[live, index] = Node(self, live, index, tests[index][0])
        return node

    def most_questions(self, node: Node) -> int:
        """Return the number of questions on the longest path from ``node`` to a terminal.

        "Not sure" keeps every live row, so that path asks all that a live row tests.
        """
        return sum(1 for _, rows in self._tests[node.index : -1] if rows & node.live)

    def count_interviews(self) -> int | None:
        """Return the number of interviews, finished or not, the empty one included.

        None where they pass more than ``LIMIT`` nodes.
        """
        layers: list[dict[Node, int]] = [{} for _ in self._tests]
        layers[self.root.index][self.root] = 1
        nodes = 0
        for counts in layers:  # an answer leads to a later question, or to the end
            nodes += len(counts)
            if nodes > LIMIT:
                return None
            for node, count in counts.items():
                for answer in self.table.allows[node.question] if node.question else ():
                    after = node[answer]
                    layers[after.index][after] = layers[after.index].get(after, 0) + count
        return sum(count for counts in layers for count in counts.values())

    def unfold(self) -> Mapping[Node, Mapping[Node, tuple[str, ...]]] | None:
        """Return every node in the order asked, with the nodes next to it and the answers there.

        "Not sure" is left out: it leads on with every row. None where the questions, in the
        file's order, make more than ``LIMIT`` nodes; the order decides how many there are.
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
                    after = node[answer]
                    known[node][after] = (*known[node].get(after, ()), answer)
            todo += reversed(known[node])
        return known
