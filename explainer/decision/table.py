"""The decision table as bit masks: bit i of a mask represents row i.

The table uses DMN's UNIQUE hit policy: exactly one row matches each full set of answers. A
set of rows is stored as one integer, so finding the rows that an answer leaves takes a single
AND, regardless of the size of the table.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from explainer.rules.model import NOT_SURE, Ids, Question

Answers = Mapping[str, str]  # question id -> the answer given to it
Conditions = Mapping[str, Ids]  # question id -> the answers that are accepted, in file order

LIMIT: Final = 100_000  # parts of a table; report a larger one as a problem instead of hanging


class Table(NamedTuple):
    """A decision table: its rows, and the rows that are still possible after each answer.

    ``rows[i]`` is the level of row i and ``when[i]`` contains its conditions,
    ``allows[question][answer]`` is the mask of rows that are possible after the answer, and
    ``tests[question]`` is the mask of rows that have a condition on the question. All of these are
    in file order. Each level has one row, but the level with ``otherwise`` has as many as it takes
    to list what no other level covers; they come last, and ``otherwise`` is their mask. If there
    are too many of those rows, ``is_cut`` is true: some are missing.
    """

    rows: tuple[str, ...]
    when: tuple[Conditions, ...]
    tests: Mapping[str, int]
    allows: Mapping[str, Mapping[str, int]]
    all_rows: int
    otherwise: int = 0
    is_cut: bool = False

    @property
    def cases_otherwise(self) -> tuple[Conditions, ...]:
        """The conditions of all the cases that only the level with ``otherwise`` covers."""
        return self.when[len(self.when) - self.otherwise.bit_count() :]

    def names(self, live: int) -> tuple[str, ...]:
        """Return the levels of the rows in a mask, each once, in file order."""
        return tuple(dict.fromkeys(self.rows[row] for row in rows_in(live)))

    def matching(self, conditions: Conditions, live: int) -> int:
        """Return the mask of the ``live`` rows that match some case which meets ``conditions``."""
        for question, answers in conditions.items():
            allowed, met = self.allows[question], 0
            for answer in answers:
                met |= allowed[answer]
            live &= met
        return live

    def answers(self, question: str) -> Ids:
        """Return the answers to a question, without "not sure"."""
        return tuple(answer for answer in self.allows[question] if answer != NOT_SURE)

    def size(self, conditions: Conditions) -> int:
        """Return the number of cases that meet ``conditions``."""
        size = 1
        for question, allowed in self.allows.items():
            size *= len(conditions[question]) if question in conditions else len(allowed) - 1
        return size

    def widened(self, gap: Conditions) -> Conditions:
        """Return conditions that no row meets, each with all answers for which that holds.

        Conditions that all answers would meet are left out.
        """
        for question in gap:
            others = {q: answers for q, answers in gap.items() if q != question}
            live, allowed = self.matching(others, self.all_rows), self.allows[question]
            free = tuple(a for a in self.answers(question) if not live & allowed[a])
            gap = others if len(free) == len(allowed) - 1 else {**gap, question: free}
        return gap


def as_written(conditions: Conditions) -> dict[str, str | list[str]]:
    """Return conditions as a rules file has them: one answer, or a list of answers."""
    return {q: list(a) if len(a) > 1 else a[0] for q, a in conditions.items()}


def in_yaml(conditions: Mapping[str, str | Ids]) -> str:
    """Return answers or conditions as the text that a rules file would have."""
    lists = {q: x if isinstance(x, tuple) else (x,) for q, x in conditions.items()}
    texts = {q: f"[{', '.join(x)}]" if len(x) > 1 else x[0] for q, x in lists.items()}
    return "{" + ", ".join(f"{q}: {text}" for q, text in texts.items()) + "}"


def in_order(answers: Ids, known: Iterable[str]) -> Ids:
    """Return some of a question's answers in the order in which the question has them."""
    return tuple(answer for answer in known if answer in answers)


def first(live: int) -> int:
    """Return the number of the first row in a mask, which must not be empty."""
    return (live & -live).bit_length() - 1


def rows_in(live: int) -> Iterator[int]:
    """Yield the number of each row in a mask, in file order."""
    while live:
        yield first(live)
        live &= live - 1


def table_of(
    questions: Mapping[str, Question], levels: Sequence[str], when: Sequence[Conditions]
) -> Table:
    """Build a table from its rows: the level of each, and the conditions of each.

    They are separate lists because building thousands of pairs would take a third longer.

    Each question gets "not sure" as an additional answer, which doesn't rule out any rows. A
    condition that all answers meet is left out.
    """
    size = len(levels) // 8 + 1
    marks: dict[str, dict[Ids, bytearray]] = {question: {} for question in questions}
    for i, conditions in enumerate(when):
        byte, bit = i >> 3, 1 << (i & 7)
        for question, answers in conditions.items():
            try:
                marks[question][answers][byte] |= bit
            except KeyError:
                marks[question][answers] = bytearray(size)
                marks[question][answers][byte] |= bit
    all_rows, when = (1 << len(levels)) - 1, list(when)
    tests, allows = {}, {}
    for question, its in marks.items():
        known = questions[question].answers
        masks = {answers: int.from_bytes(b, "little") for answers, b in its.items()}
        for answers in [answers for answers in masks if len(answers) == len(known)]:
            for row in rows_in(masks.pop(answers)):
                when[row] = {q: x for q, x in when[row].items() if q != question}
        tests[question] = sum(masks.values())  # no bit is set twice
        free = all_rows & ~tests[question]
        allows[question] = {
            answer: free + sum(mask for answers, mask in masks.items() if answer in answers)
            for answer in known
        } | {NOT_SURE: all_rows}
    return Table(tuple(levels), tuple(when), tests, allows, all_rows)
