"""A proof that every full set of answers matches exactly one row, or counterexamples.

The rows that are still possible (the live rows) are split by the answers to the question that
most of them test. This is repeated until a live row has no conditions left to test or no rows
are left. It is Shannon's expansion, but the questions can be in any order, which keeps the
search small even for large tables. If no rows are left, there is a gap. If several rows are
left, they may overlap, so each of them is then compared with the rows before it.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from math import prod
from typing import Final, NamedTuple

from explainer.decision.table import Answers, Table, first
from explainer.rules.model import NOT_SURE

LIMIT: Final = 100_000  # nodes; for a larger table, report a problem instead of hanging
GAPS: Final = 20  # the most gaps to report
TRIES: Final = 1_000  # sets of answers to try when looking for the shortest gap

Watch = Callable[[float], None]  # called with the fraction of the work done, from 0 to 1
_Way = tuple["_Way", str, str] | None  # the way to a node: the way to its parent, question, answer


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

    ``gaps`` are sets of answers that do not match any row, reduced to the answers needed to show
    this. The shortest gap comes first if a brief search finds it.
    """

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
        return self.finished and not self.overlaps


def prove(table: Table, watch: Watch | None = None) -> Proof:
    """Prove that a table is complete and unique, or find counterexamples.

    ``watch`` is called with the fraction of the work done, from 0 to 1.
    """
    nodes, suspects, done = 0, 0, 0.0
    gaps: dict[frozenset[tuple[str, str]], Answers] = {}
    for nodes, (live, way, share, is_end) in enumerate(_split(table), 1):
        done += share if is_end else 0.0
        if is_end and not live:
            _note(gaps, table, way)
        elif is_end and live != 1 << live.bit_length() - 1:  # more than one row
            suspects |= live
        if watch and nodes % 256 == 0:
            watch(done)
        if nodes > LIMIT:
            break
    finished = nodes <= LIMIT
    return Proof(
        questions=len(table.tests),
        rows=len(table.rows),
        combinations=prod(len(answers) - 1 for answers in table.allows.values()),
        nodes=nodes,
        gaps=_shortest_first(table, list(gaps.values())),
        overlaps=tuple(_overlaps(table, suspects if finished else table.all_rows)),
        finished=finished,
    )


def _split(table: Table) -> Iterator[tuple[int, _Way, float, bool]]:
    """For each node, yield its live rows, way, share of all cases, and whether it is an end.

    ``asked`` contains the questions on the way. Every live row tests at least ``met`` of them.
    """
    sizes = [len(when) for when in table.when]
    todo: list[tuple[int, Mapping[str, int], frozenset[str], int, _Way, float]] = [
        (table.all_rows, table.tests, frozenset(), 0, None, 1.0)
    ]
    while todo:
        live, tests, asked, met, way, share = todo.pop()
        question = None
        if live and met < sizes[live.bit_length() - 1]:  # otherwise, the row has no tests left
            question, tests, by_all = _busiest(table, live, tests, asked)
        yield live, way, share, not question
        if question:
            asked |= {question}
            met += by_all
            answers = table.allows[question]
            part = share / (len(answers) - 1)
            todo += [
                (live & rows, tests, asked, met, (way, question, answer), part)
                for answer, rows in answers.items()
                if answer != NOT_SURE
            ]


def _busiest(
    table: Table, live: int, tests: Mapping[str, int], asked: frozenset[str]
) -> tuple[str | None, Mapping[str, int], bool]:
    """Return the question that most live rows test, or None if a row has no tests left.

    Also return the tests of live rows, as far as they were examined, and whether all live rows
    test the question. A question that all live rows test is also tested by the last live row,
    so only the few questions in that row need to be examined first.
    """
    last = table.when[live.bit_length() - 1]
    if last.keys() <= asked:
        return None, tests, False
    for question in last:
        if question not in asked and live & tests[question] == live:
            return question, tests, True
    tests = {q: rows for q, tested in tests.items() if q not in asked and (rows := live & tested)}
    undecided = 0
    for rows in tests.values():
        undecided |= rows
    if undecided != live:
        return None, tests, False
    return max(tests, key=lambda question: tests[question].bit_count()), tests, False


def _note(gaps: dict[frozenset[tuple[str, str]], Answers], table: Table, way: _Way) -> None:
    """Record the gap that ``way`` leads to, without unnecessary answers; keep at most ``GAPS``."""
    if len(gaps) < GAPS:
        gap = table.needed(_answers(way))
        gaps[frozenset(gap.items())] = gap


def _answers(way: _Way) -> Answers:
    """Return the answers on the way to a node."""
    answers = {}
    while way:
        way, question, answer = way
        answers[question] = answer
    return answers


def _overlaps(table: Table, suspects: int) -> Iterator[Overlap]:
    """Yield an overlap for each suspect that matches some of the same answers as an earlier row."""
    while suspects:
        i = first(suspects)
        suspects &= suspects - 1
        row, when = table.rows[i], table.when[i]
        rivals = table.left(when, (1 << i) - 1)
        if rivals:
            wider, same = rivals, rivals  # rivals that test fewer questions, or the same questions
            for question, tested in table.tests.items():
                wider &= table.all_rows if question in when else ~tested
                same &= tested if question in when else ~tested
            wider &= ~same
            j = first(wider or rivals)
            witness = {**table.when[j], **when}
            yield Overlap(row, table.rows[j], rivals.bit_count(), witness, bool(wider))


def _shortest_first(table: Table, gaps: list[Answers]) -> tuple[Answers, ...]:
    """Sort gaps by length, and add a shorter gap at the start if a brief search finds one.

    The answers in each gap are in the same order as the questions.
    """
    gaps.sort(key=len)
    shorter = _search(table, len(gaps[0]) - 1) if gaps else None
    gaps = [shorter, *gaps[: GAPS - 1]] if shorter else gaps
    return tuple({q: gap[q] for q in table.tests if q in gap} for gap in gaps)


def _search(table: Table, most: int) -> Answers | None:
    """Return the shortest gap of at most ``most`` answers, or None if none is found in time.

    A gap must contradict every row. So for each live row, it must contain a different answer to
    at least one of the questions that the row tests. Only the live row with the fewest tests is
    considered at each step, and shorter gaps are tried before longer ones.
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
            if answer not in (own, NOT_SURE)
        ]
    return None


def _fewest_tests(table: Table, live: int) -> Answers:
    """Return the conditions of whichever of the first 50 live rows has the fewest."""
    rows: list[Answers] = []
    while live and len(rows) < 50:
        rows.append(table.when[first(live)])
        live &= live - 1
    return min(rows, key=len)
