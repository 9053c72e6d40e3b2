"""An expansion: all the cases of a table, split until a row covers all of each part, or none any.

The rows that are still possible (the live rows) are split by the answers to the question that
most of them test. Answers that leave the same rows stay together. This is repeated until a live
row has no conditions left to test or no rows are left. It is Shannon's expansion, but the
questions can be in any order, which keeps the search small even for large tables.
"""

from collections.abc import Iterator, Mapping

from explainer.decision.table import Conditions, Table
from explainer.rules.model import NOT_SURE, Ids

Way = tuple["Way", str, Ids] | None  # the way to a part: the way to the whole, question, answers
# A part: its live rows, the way to it, its share of all cases, and whether it is an end. An end is
# not split again: either it has no rows, or one of its rows matches all of its cases.
Part = tuple[int, Way, float, bool]


def expansion(table: Table) -> Iterator[Part]:
    """Yield the whole table, and every part that it is split into.

    ``asked`` contains the questions on the way. Every live row tests at least ``met`` of them.
    """
    sizes = [len(when) for when in table.when]
    choices = {
        question: [((answer,), rows) for answer, rows in allows.items() if answer != NOT_SURE]
        for question, allows in table.allows.items()
    }
    todo: list[tuple[int, Mapping[str, int], frozenset[str], int, Way, float]] = [
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
            each = share / len(choices[question])
            known: list[int] = []  # of the last entries in ``todo``; a set would hash large numbers
            groups: list[Ids] = []
            for answer, rows in choices[question]:
                left = live & rows
                if left in known:
                    i = known.index(left)
                    groups[i] += answer
                    more = each * len(groups[i])
                    new = (left, tests, asked, met, (way, question, groups[i]), more)
                    todo[i - len(known)] = new
                else:
                    known.append(left)
                    groups.append(answer)
                    todo.append((left, tests, asked, met, (way, question, answer), each))


def conditions_of(way: Way) -> Conditions:
    """Return the conditions that all cases of a part meet, from the way to it."""
    found = {}
    while way:
        way, question, answers = way
        found[question] = answers
    return found


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
