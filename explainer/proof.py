"""A proof: that every full set of answers matches exactly one row, or a witness that not.

Unique: the rows compatible with row i are the AND of what its own conditions leave;
any row but i in there overlaps it. Complete: split on the question that most live
rows test until some live row has no test left (covered) or no row lives (a gap).
Splitting in this order, not the file's, keeps large tables small.
"""

from collections.abc import Iterator, Mapping
from math import prod
from typing import Final, NamedTuple

from explainer.model import NOT_SURE
from explainer.table import Table

LIMIT: Final = 50_000  # nodes; a table that needs more gets a clear problem, not a hang

Answers = Mapping[str, str]


class Overlap(NamedTuple):
    """A row that matches the same answers as an earlier one, and such answers.

    ``others`` is the number of earlier rows that it overlaps; ``first`` is one of them.
    """

    row: str
    first: str
    others: int
    witness: Answers


class Proof(NamedTuple):
    """What was shown. ``finished`` is False where the table was too large to search."""

    questions: int
    rows: int
    combinations: int
    nodes: int
    gaps: tuple[Answers, ...]
    overlaps: tuple[Overlap, ...]
    finished: bool

    @property
    def complete(self) -> bool:
        """Whether every full set of answers matches a row."""
        return self.finished and not self.gaps

    @property
    def unique(self) -> bool:
        """Whether no full set of answers matches two rows."""
        return not self.overlaps


def prove(table: Table, when: Mapping[str, Answers]) -> Proof:
    """Prove a table complete and unique; ``when`` holds each row's conditions."""
    gaps, nodes = list[Answers](), 0
    for nodes, gap in enumerate(_split(table), 1):
        if gap is not None:
            gaps.append(_shortest(table, gap))
        if nodes >= LIMIT:
            break
    return Proof(
        questions=len(table.tests),
        rows=len(table.rows),
        combinations=prod(len(answers) - 1 for answers in table.allows.values()),
        nodes=nodes,
        gaps=tuple(gaps),
        overlaps=tuple(_overlaps(table, when)),
        finished=nodes < LIMIT,
    )


def _overlaps(table: Table, when: Mapping[str, Answers]) -> Iterator[Overlap]:
    """Yield each row that shares a set of answers with an earlier one."""
    for i, row in enumerate(table.rows):
        rivals = (1 << i) - 1
        for question, answer in when[row].items():
            rivals &= table.allows[question][answer]
        if rivals:
            first = table.rows[(rivals & -rivals).bit_length() - 1]
            yield Overlap(row, first, rivals.bit_count(), {**when[first], **when[row]})


def _split(table: Table) -> Iterator[Answers | None]:
    """Yield each node visited: the answers that reach a gap, or None where there is none."""
    todo: list[tuple[int, dict[str, str]]] = [(table.all_rows, {})]
    while todo:
        live, given = todo.pop()
        testing = {q: live & rows for q, rows in table.tests.items() if q not in given}
        undecided = 0
        for rows in testing.values():
            undecided |= rows
        yield None if live else given
        if live and undecided == live:
            busiest = max(testing, key=lambda q: testing[q].bit_count())
            todo += [
                (live & rows, {**given, busiest: answer})
                for answer, rows in table.allows[busiest].items()
                if answer != NOT_SURE
            ]


def _shortest(table: Table, gap: Answers) -> Answers:
    """Leave out each answer of a gap that no row needs to fail."""
    kept = dict(gap)
    for question in gap:
        fewer = {q: a for q, a in kept.items() if q != question}
        live = table.all_rows
        for q, a in fewer.items():
            live &= table.allows[q][a]
        if not live:
            kept = fewer
    return kept
