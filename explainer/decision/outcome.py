"""An outcome: the levels that are possible after an interview, and what would change them."""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from explainer.decision.diagram import Diagram
from explainer.decision.interview import Interview, change
from explainer.rules.model import NOT_SURE, RuleSet


class Change(NamedTuple):
    """One changed answer, with the possible levels and all the answers after the change."""

    question: str
    answer: str
    levels: tuple[str, ...]
    answers: Mapping[str, str]


class Outcome(NamedTuple):
    """The levels that are still possible: one if the case is decided, several if it is open.

    ``would_change`` lists each change to a single answer that would lead to different levels.
    ``settle`` lists the questions answered "not sure" whose answers could narrow down the levels.
    """

    status: Literal["decided", "open"]
    levels: tuple[str, ...]
    procedures: tuple[str, ...]
    answers: Mapping[str, str]
    would_change: tuple[Change, ...]
    settle: tuple[str, ...]


def outcome(rules: RuleSet, diagram: Diagram, interview: Interview) -> Outcome:
    """Return the outcome of ``interview``."""
    levels = diagram.table.names(interview.node.live)
    changes = tuple(_changes(rules, diagram, interview))
    unsure = [q for q, answer in interview.answers.items() if answer == NOT_SURE]
    return Outcome(
        status="decided" if len(levels) == 1 else "open",
        levels=levels,
        procedures=procedures(rules, levels),
        answers=interview.answers,
        would_change=changes,
        settle=tuple(q for q in unsure if any(c.question == q for c in changes)),
    )


def procedures(rules: RuleSet, levels: tuple[str, ...]) -> tuple[str, ...]:
    """Return the procedures that ``levels`` lead to, without duplicates."""
    named = (rules.levels[level].procedure for level in levels)
    return tuple(dict.fromkeys(name for name in named if name))


def _changes(rules: RuleSet, diagram: Diagram, interview: Interview) -> Iterator[Change]:
    """Yield every change of a single answer that would lead to different levels."""
    before = diagram.table.names(interview.node.live)
    for question, given in interview.answers.items():
        for answer in rules.questions[question].answers:
            changed = change(diagram, interview, question, answer)
            levels = diagram.table.names(changed.node.live)
            if answer != given and levels != before:
                yield Change(question, answer, levels, changed.answers)
