"""The differences between two rules files, regardless of the order of the lines in each."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from math import prod
from typing import Any, Final, NamedTuple

from explainer.decision.table import Conditions, Table, in_order, rows_in
from explainer.decision.tabulation import tabulate
from explainer.drawing.outline import Outline
from explainer.rules.model import AnyOf, RuleSet

LIMIT: Final = 1_000  # the most groups of cases to list; beyond that, the tables differ too much


class Move(NamedTuple):
    """A group of cases whose result changed, with the conditions that all of them meet.

    A result is a level and its procedure ("" if the level has none). ``cases`` is the number of
    cases in the group.
    """

    conditions: Conditions
    before: tuple[str, str]
    after: tuple[str, str]
    cases: int


class Edit(NamedTuple):
    """A changed value. ``before`` is "" if the value was added, ``after`` if it was removed."""

    path: tuple[str, ...]
    before: str
    after: str


class Difference(NamedTuple):
    """The differences between two rule sets.

    ``combinations`` is the number of cases that both files cover. ``before`` and ``now`` are
    the numbers of cases that the old and the new file cover. ``more`` is true if ``moves``
    was cut off at ``LIMIT``. ``reordered`` lists the paths whose entries are in a different
    order, which changes what readers see but doesn't change any results.
    """

    combinations: int
    before: int
    now: int
    moves: tuple[Move, ...]
    more: bool
    edits: tuple[Edit, ...]
    reordered: tuple[tuple[str, ...], ...]


def difference(old: RuleSet, new: RuleSet) -> Difference:
    """Compare two rule sets whose tables have been proven complete and unique."""
    answers = _shared_answers(old, new)
    moves = list(islice(_moves(old, new, answers), LIMIT + 1))
    before, now = (prod(len(q.answers) for q in x.questions.values()) for x in (old, new))
    return Difference(
        combinations=prod(map(len, answers.values())),
        before=before,
        now=now,
        moves=tuple(moves[:LIMIT]),
        more=len(moves) > LIMIT,
        edits=tuple(_edits((), *(_plain(_in_order(rules)) for rules in (old, new)))),
        reordered=tuple(_reordered(old, new)),
    )


def _in_order(rules: RuleSet) -> RuleSet:
    """Return a rule set in which each condition lists its answers in the order of the question."""
    levels = {
        name: level._replace(
            when={
                q: AnyOf(in_order(answers, rules.questions[q].answers))
                for q, answers in level.when.items()
            }
        )
        for name, level in rules.levels.items()
    }
    return rules._replace(levels=levels)


def _shared_answers(old: RuleSet, new: RuleSet) -> Mapping[str, list[str]]:
    """Return each question and its answers; if both files have it, only the answers in both."""
    shared = {}
    for name in {**old.questions, **new.questions}:
        known = [rules.questions[name].answers for rules in (old, new) if name in rules.questions]
        shared[name] = [answer for answer in known[0] if answer in known[-1]]
    return shared


def _moves(old: RuleSet, new: RuleSet, answers: Mapping[str, list[str]]) -> Iterator[Move]:
    """Yield the groups of cases that lead to different results in ``old`` and ``new``."""
    tables = [tabulate(rules.questions, rules.levels) for rules in (old, new)]
    then, now = (list(zip(table.rows, table.when, strict=True)) for table in tables)
    for level, when in then:
        before = (level, old.levels[level].procedure)
        for row in rows_in(_left(tables[1], when)):
            name, also = now[row]
            after = (name, new.levels[name].procedure)
            both = _both(when, also, answers)
            if before != after and all(both.values()):
                cases = prod(len(both.get(q, all_of)) for q, all_of in answers.items())
                yield Move(both, before, after, cases)


def _both(
    one: Conditions, other: Conditions, answers: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """Return the conditions that the cases of two rows meet, as far as both files know them."""
    both = {}
    for q in {**one, **other}:
        first, second = (set(conditions.get(q, answers[q])) for conditions in (one, other))
        both[q] = tuple(answer for answer in answers[q] if answer in first & second)
    return both


def _reordered(old: RuleSet, new: RuleSet) -> Iterator[tuple[str, ...]]:
    """Yield each path at which entries found in both files are in a different order."""
    for key in (
        *("audiences", "questions", "levels", "sections", "procedures"),
        *("faq", "glossary", "sources", "regions"),
    ):
        if _is_other_order(getattr(old, key), getattr(new, key)):
            yield (key,)
    for name in old.questions:
        if name in new.questions and _is_other_order(
            old.questions[name].answers, new.questions[name].answers
        ):
            yield "questions", name, "answers"


def _is_other_order(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return [key for key in old if key in new] != [key for key in new if key in old]


def _left(table: Table, when: Conditions) -> int:
    """Return the mask of rows that match the conditions; ignore what is not in the table."""
    known = {
        q: tuple(a for a in answers if a in table.allows[q])
        for q, answers in when.items()
        if q in table.allows
    }
    return table.matching(known, table.all_rows)


def _plain(value: Any) -> Any:
    """Convert a rule set to plain values."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, Outline):
        return str(value)
    if hasattr(value, "_asdict"):
        defaults = {"id": value[0], **value._field_defaults}  # what nobody wrote is no change
        written = {k: x for k, x in value._asdict().items() if x != defaults.get(k, ...)}
        return {k: "[]" if x == () and k in defaults else _plain(x) for k, x in written.items()}
    if isinstance(value, tuple):
        texts = [" / ".join(_plain(x).values()) if hasattr(x, "_asdict") else x for x in value]
        return ", ".join(f'"{text}"' if ", " in text else text for text in texts)
    return str(value).lower() if isinstance(value, bool) else value


def _edits(path: tuple[str, ...], old: Any, new: Any) -> Iterator[Edit]:
    """Yield the edits below ``path``, regardless of the order of keys."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in {**old, **new}:
            yield from _edits((*path, key), old.get(key, ""), new.get(key, ""))
    elif isinstance(old, dict):  # removed as a whole
        for key, value in old.items():
            yield from _edits((*path, key), value, "")
    elif isinstance(new, dict):  # added as a whole
        for key, value in new.items():
            yield from _edits((*path, key), "", value)
    elif old != new:
        yield Edit(path, old, new)
