"""The decision table as bit masks: bit i of a mask stands for row i.

Hit policy UNIQUE (DMN): exactly one row matches each full set of answers. A set
of rows is one integer, so "which rows does this answer leave" is a single AND,
whatever the size of the table.
"""

from collections.abc import Mapping
from typing import NamedTuple

from explainer.model import NOT_SURE, Level, Question


class Table(NamedTuple):
    """What each answer leaves open.

    ``allows[question][answer]`` is the mask of rows that the answer leaves;
    ``tests[question]`` is the mask of rows with a condition on the question.
    Mappings keep the file's order.
    """

    rows: tuple[str, ...]
    tests: Mapping[str, int]
    allows: Mapping[str, Mapping[str, int]]
    all_rows: int

    def names(self, live: int) -> tuple[str, ...]:
        """Return the ids of the rows in a mask, in file order."""
        return tuple(row for i, row in enumerate(self.rows) if live >> i & 1)


def tabulate(questions: Mapping[str, Question], levels: Mapping[str, Level]) -> Table:
    """Return the table of ``levels`` over ``questions``.

    "Not sure" is one more answer to each question; it leaves every row.
    """
    all_rows = (1 << len(levels)) - 1
    tests = dict.fromkeys(questions, 0)
    wanted = {q: dict.fromkeys(question.answers, 0) for q, question in questions.items()}
    for i, level in enumerate(levels.values()):
        for question, answer in level.when.items():
            tests[question] |= 1 << i
            wanted[question][answer] |= 1 << i
    allows = {
        q: {a: all_rows & ~tests[q] | rows for a, rows in answers.items()} | {NOT_SURE: all_rows}
        for q, answers in wanted.items()
    }
    return Table(tuple(levels), tests, allows, all_rows)
