"""A proof that every full set of answers matches exactly one row, or counterexamples.

The table is expanded. If no rows are left in a part, there is a gap. If several rows are left,
they may overlap, so each of them is then compared with the rows before it.
"""

from collections import deque
from collections.abc import Iterator
from typing import Final, NamedTuple

from explainer.decision.expansion import Way, conditions_of, expansion
from explainer.decision.table import LIMIT, Answers, Conditions, Table, first
from explainer.rules.model import NOT_SURE, Ids
from explainer.rules.values import Watch

GAPS: Final = 20  # the most gaps to report
TRIES: Final = 1_000  # sets of answers to try when looking for the shortest gap


class Overlap(NamedTuple):
    """A row that overlaps an earlier row, with answers that match both as a counterexample.

    ``others`` is the number of earlier rows that the row overlaps, and ``first`` is one of them.
    If ``hidden`` is true, the row is unreachable because ``first`` matches all of its answers
    and more.
    """

    row: str
    first: str
    others: int
    witness: Answers
    hidden: bool


class Proof(NamedTuple):
    """The result of a proof. ``finished`` is False if the table was too large to search.

    ``gaps`` are conditions whose cases do not match any row; a gap cannot be made wider. The
    shortest gap comes first if a brief search finds it. ``otherwise`` is the number of cases that
    only the level with ``otherwise`` covers.
    """

    questions: int
    levels: int
    combinations: int
    nodes: int
    gaps: tuple[Conditions, ...]
    overlaps: tuple[Overlap, ...]
    finished: bool
    otherwise: int

    @property
    def complete(self) -> bool:
        """Whether every full set of answers matches a row."""
        return self.finished and not self.gaps

    @property
    def unique(self) -> bool:
        """Whether no full set of answers matches two rows."""
        return self.finished and not self.overlaps


def prove(table: Table, watch: Watch | None = None) -> Proof:
    """Prove that a table is complete and unique, or find counterexamples.

    ``watch`` is called with the fraction of the work done, from 0 to 1.
    """
    nodes, suspects, done = 0, 0, 0.0
    gaps: dict[frozenset[tuple[str, Ids]], Conditions] = {}
    for nodes, (live, way, share, is_end) in enumerate(expansion(table), 1):
        done += share if is_end else 0.0
        if is_end and not live:
            _note(gaps, table, way)
        elif is_end and live != 1 << live.bit_length() - 1:  # more than one row
            suspects |= live
        if watch and nodes % 256 == 0:
            watch(done)
        if nodes > LIMIT:
            break
    finished, rest = nodes <= LIMIT and not table.is_cut, table.cases_otherwise
    return Proof(
        questions=len(table.tests),
        levels=len(table.rows) - len(rest) + bool(rest),
        combinations=table.size({}),
        nodes=nodes,
        gaps=_shortest_first(table, list(gaps.values())),
        overlaps=tuple(_overlaps(table, suspects if finished else table.all_rows)),
        finished=finished,
        otherwise=sum(map(table.size, rest)),
    )


def _note(gaps: dict[frozenset[tuple[str, Ids]], Conditions], table: Table, way: Way) -> None:
    """Record the gap that ``way`` leads to, as wide as it is; keep at most ``GAPS``."""
    if len(gaps) < GAPS:
        gap = table.widened(conditions_of(way))
        gaps[frozenset(gap.items())] = gap


def _overlaps(table: Table, suspects: int) -> Iterator[Overlap]:
    """Yield an overlap for each suspect that matches some of the same answers as an earlier row."""
    while suspects:
        i = first(suspects)
        suspects &= suspects - 1
        row, when = table.rows[i], table.when[i]
        rivals = table.matching(when, (1 << i) - 1)
        if rivals:
            wider = _wider(table, when, rivals)
            j = first(wider or rivals)
            witness = _case(table.when[j], when)
            yield Overlap(row, table.rows[j], rivals.bit_count(), witness, bool(wider))


def _wider(table: Table, when: Conditions, rivals: int) -> int:
    """Return the mask of the ``rivals`` that match every case which meets ``when``, and others."""
    same = rivals
    for question, tested in table.tests.items():
        if question not in when:
            rivals &= ~tested
            continue
        same &= tested
        for answer in table.answers(question):
            if answer in when[question]:
                rivals &= table.allows[question][answer]
            else:
                same &= ~table.allows[question][answer]
    return rivals & ~same


def _case(one: Conditions, other: Conditions) -> Answers:
    """Return answers that meet the conditions of two rows that overlap."""
    both = {**one, **other}
    return {q: next(a for a in both[q] if a in one.get(q, both[q])) for q in both}


def _shortest_first(table: Table, gaps: list[Conditions]) -> tuple[Conditions, ...]:
    """Sort gaps by length, and add a shorter gap at the start if a brief search finds one.

    The conditions in each gap are in the same order as the questions.
    """
    gaps.sort(key=len)
    shorter = _search(table, len(gaps[0]) - 1) if gaps else None
    if shorter:
        widened = table.widened({q: (answer,) for q, answer in shorter.items()})
        gaps = [widened, *gaps[: GAPS - 1]]
    return tuple({q: gap[q] for q in table.tests if q in gap} for gap in gaps)


def _search(table: Table, most: int) -> Answers | None:
    """Return the shortest gap of at most ``most`` answers, or None if none is found in time.

    A gap must contradict every row. So for each live row, it must contain an answer that the row
    does not accept to at least one of the questions that the row tests. Only the live row with the
    fewest tests is considered at each step, and shorter gaps are tried before longer ones.
    """
    todo: deque[tuple[Answers, int]] = deque([({}, table.all_rows)])
    for _ in range(TRIES):
        if not todo:
            break
        given, live = todo.popleft()
        if not live:
            return given
        tested = _fewest_tests(table, live) if len(given) < most else {}
        todo += [
            ({**given, question: answer}, live & rows)
            for question, own in tested.items()
            if question not in given
            for answer, rows in table.allows[question].items()
            if answer not in (*own, NOT_SURE)
        ]
    return None


def _fewest_tests(table: Table, live: int) -> Conditions:
    """Return the conditions of whichever of the first 50 live rows has the fewest."""
    rows: list[Conditions] = []
    while live and len(rows) < 50:
        rows.append(table.when[first(live)])
        live &= live - 1
    return min(rows, key=len)
