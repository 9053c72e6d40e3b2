"""An outcome: what a finished trail leaves, why, and what would change it."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from explainer.diagram import Diagram
from explainer.interview import Trail, change
from explainer.model import NOT_SURE, RuleSet


class Change(NamedTuple):
    """One answer replaced, the levels that it would leave, and all answers then."""

    question: str
    answer: str
    levels: tuple[str, ...]
    answers: Mapping[str, str]


class Outcome(NamedTuple):
    """The levels left by the answers given: one is a decision, more are open.

    ``would_change`` has the single answers that lead elsewhere; ``settle`` the
    questions answered "not sure" whose answer would leave fewer levels.
    """

    status: Literal["decided", "open"]
    levels: tuple[str, ...]
    procedures: tuple[str, ...]
    answers: Mapping[str, str]
    would_change: tuple[Change, ...]
    settle: tuple[str, ...]


def outcome(rules: RuleSet, diagram: Diagram, trail: Trail) -> Outcome:
    """Return what ``trail`` leads to."""
    levels = diagram.table.names(trail.node.live)
    changes = tuple(_changes(rules, diagram, trail))
    unsure = [q for q, answer in trail.answers.items() if answer == NOT_SURE]
    return Outcome(
        status="decided" if len(levels) == 1 else "open",
        levels=levels,
        procedures=procedures(rules, levels),
        answers=trail.answers,
        would_change=changes,
        settle=tuple(q for q in unsure if any(c.question == q for c in changes)),
    )


def procedures(rules: RuleSet, levels: tuple[str, ...]) -> tuple[str, ...]:
    """Return the procedures that ``levels`` lead to, each once."""
    named = (rules.levels[level].procedure for level in levels)
    return tuple(dict.fromkeys(name for name in named if name))


def _changes(rules: RuleSet, diagram: Diagram, trail: Trail) -> list[Change]:
    found = []
    for question, given in trail.answers.items():
        for answer in rules.questions[question].answers:
            changed = change(diagram, trail, question, answer)
            levels = diagram.table.names(changed.node.live)
            if answer != given and levels != diagram.table.names(trail.node.live):
                found.append(Change(question, answer, levels, changed.answers))
    return found
