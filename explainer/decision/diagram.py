"""The decision diagram: inner nodes are questions, edges are answers, terminals are sets of rows.

Only this module decides which question comes next. A node consists of the rows that are still
possible and the next question worth asking. Nodes that have both in common are the same node
(the "unique table" in Bryant 1986), and a question that no live row tests is skipped (the
"eliminate" rule in the same paper). Splitting the rows by answer is Shannon's expansion.
"""

from collections.abc import Mapping
from typing import Final

from explainer.decision.table import Table
from explainer.rules.model import NOT_SURE

LIMIT: Final = 10_000  # the most nodes that a reader could follow


class Node:
    """A node of the diagram: the mask of ``live`` rows, and the next question, if any.

    ``question`` is None at a terminal. A terminal is a decision if it has one live row, and open
    if it has several. ``number`` is the question's number, in file order. ``steps`` maps
    each answer to the node that it leads to, once the diagram has taken that step.
    """

    __slots__ = ("live", "number", "question", "steps")

    def __init__(self, live: int, number: int, question: str | None) -> None:
        self.live, self.number, self.question = live, number, question
        self.steps: dict[str, Node] = {}


class Diagram:
    """The diagram of a table. Each node and each step is created when it is first used."""

    def __init__(self, table: Table) -> None:
        self.table = table
        # What no other level covers changes only where one of the others does, so the rows of
        # ``otherwise`` never are a reason to ask. The last entry is the end.
        tests = ((q, rows & ~table.otherwise) for q, rows in table.tests.items())
        self._tests = (*tests, (None, 0))
        self._nodes: dict[tuple[int, int], Node] = {}  # the unique table
        self.root = self.node(table.all_rows, 0)

    def node(self, live: int, number: int) -> Node:
        """Return the node for the ``live`` rows that asks question ``number`` or a later one."""
        question, rows = self._tests[number]
        while question and not rows & live:
            number += 1
            question, rows = self._tests[number]
        node = self._nodes.get((live, number))
        if node is None:
            node = self._nodes[live, number] = Node(live, number, question)
        return node

    def step(self, node: Node, answer: str) -> Node:
        """Return the node that an answer leads to; raise ValueError at a terminal."""
        after = node.steps.get(answer)
        if after is None:
            if node.question is None:
                raise ValueError("a terminal asks nothing")
            live = node.live & self.table.allows[node.question][answer]
            after = node.steps[answer] = self.node(live, node.number + 1)
        return after

    def is_decided_without(self, node: Node, answers: Mapping[str, str]) -> bool:
        """Check whether answers to later questions rule out all rows that test the node's question.

        If so, any answer to that question leaves the same rows.
        """
        live = node.live
        for question, answer in answers.items():
            live &= self.table.allows[question][answer]
        return node.question is not None and not self._tests[node.number][1] & live

    def most_questions(self, node: Node) -> int:
        """Return the number of questions on the longest path from ``node`` to a terminal.

        On that path, every answer is "not sure". This keeps every live row, so every question that
        a live row tests is asked.
        """
        return sum(1 for _, rows in self._tests[node.number : -1] if rows & node.live)

    def count_interviews(self, most_unsure: int | None = None) -> int | None:
        """Return the number of possible interviews, or None if there are too many nodes.

        Unfinished interviews count too, including the empty one. If ``most_unsure`` is given, an
        interview ends at one more answer of "not sure" than that. ``LIMIT`` is the maximum number
        of nodes; a node counts once for each number of such answers before it.
        """
        most = len(self._tests) if most_unsure is None else most_unsure
        layers: list[dict[tuple[Node, int], int]] = [{} for _ in self._tests]
        layers[self.root.number][self.root, 0] = 1
        nodes = ended = 0
        for counts in layers:  # every answer leads to a later question or to the end
            nodes += len(counts)
            if nodes > LIMIT:
                return None
            for (node, before), count in counts.items():
                for answer in self.table.allows[node.question] if node.question else ():
                    unsure = before + (answer == NOT_SURE)
                    if unsure > most:
                        ended += count
                        continue
                    after = self.step(node, answer)
                    layer = layers[after.number]
                    layer[after, unsure] = layer.get((after, unsure), 0) + count
        return ended + sum(count for counts in layers for count in counts.values())

    def unfold(self) -> Mapping[Node, Mapping[Node, tuple[str, ...]]] | None:
        """Return all nodes in the order asked, with the next nodes and the answers that lead there.

        "Not sure" is not included, because that answer doesn't rule out any rows. Return None if
        there are more than ``LIMIT`` nodes, which depends on the order of the questions.
        """
        known: dict[Node, dict[Node, tuple[str, ...]]] = {}
        same: dict[tuple[int, int], Node] = {}
        todo = [self.root]
        while todo:
            node = todo.pop()
            if node in known:
                continue
            known[node] = {}
            if len(known) > LIMIT:
                return None
            for answer in self.table.answers(node.question) if node.question else ():
                after = self.step(node, answer)
                after = same.setdefault(self._kind(after), after)
                known[node][after] = (*known[node].get(after, ()), answer)
            todo += reversed(known[node])
        return known

    def _kind(self, node: Node) -> tuple[int, int]:
        """Return what distinguishes a node, where no answer on the way to it is "not sure".

        Then the other live rows determine what is left for ``otherwise``, whichever of its rows
        that is.
        """
        return node.number, node.live & ~self.table.otherwise
