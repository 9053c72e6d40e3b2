"""The decision table as bit masks: bit i of a mask represents row i.

The table uses DMN's UNIQUE hit policy: exactly one row matches each full set of answers. A
set of rows is stored as one integer, so finding the rows that an answer leaves takes a single
AND, regardless of the size of the table.
"""

from collections.abc import Mapping
from typing import NamedTuple

from explainer.rules.model import NOT_SURE, Level, Question

Answers = Mapping[str, str]  # question id -> answer id


class Table(NamedTuple):
    """A decision table: its rows, and the rows that are still possible after each answer.

    ``when[i]`` contains the conditions of row i, ``allows[question][answer]`` is the mask of
    rows that are possible after the answer, and ``tests[question]`` is the mask of rows that
    have a condition on the question. All of these are in file order.
    """

    rows: tuple[str, ...]
    when: tuple[Answers, ...]
    tests: Mapping[str, int]
    allows: Mapping[str, Mapping[str, int]]
    all_rows: int

    def names(self, live: int) -> tuple[str, ...]:
        """Return the ids of the rows in a mask, in file order."""
        found = []
        while live:
            found.append(self.rows[first(live)])
            live &= live - 1
        return tuple(found)

    def left(self, answers: Answers, live: int) -> int:
        """Return the mask of the ``live`` rows that are still possible after ``answers``."""
        for question, answer in answers.items():
            live &= self.allows[question][answer]
        return live

    def needed(self, answers: Answers) -> Answers:
        """Return ``answers`` without those that don't rule out any additional rows."""
        live, kept = self.left(answers, self.all_rows), dict(answers)
        for question in answers:
            fewer = {q: a for q, a in kept.items() if q != question}
            if self.left(fewer, self.all_rows) == live:
                kept = fewer
        return kept


def first(live: int) -> int:
    """Return the number of the first row in a mask, which must not be empty."""
    return (live & -live).bit_length() - 1


def tabulate(questions: Mapping[str, Question], levels: Mapping[str, Level]) -> Table:
    """Build the table of ``levels`` and ``questions``.

    Each question gets "not sure" as an additional answer, which doesn't rule out any rows.
    """
    all_rows, size = (1 << len(levels)) - 1, len(levels) // 8 + 1
    bits = {q: {a: bytearray(size) for a in question.answers} for q, question in questions.items()}
    for i, level in enumerate(levels.values()):
        byte, bit = i >> 3, 1 << (i & 7)
        for question_id, answer in level.when.items():
            bits[question_id][answer][byte] |= bit
    wanted = {q: {a: int.from_bytes(b, "little") for a, b in x.items()} for q, x in bits.items()}
    tests = {q: sum(answers.values()) for q, answers in wanted.items()}  # no bit is set twice
    allows = {
        q: {a: all_rows & ~tests[q] | rows for a, rows in answers.items()} | {NOT_SURE: all_rows}
        for q, answers in wanted.items()
    }
    when = tuple(level.when for level in levels.values())
    return Table(tuple(levels), when, tests, allows, all_rows)
