"""Generated rules files of any size: random tables for the proof, and guides with many levels."""

import random
from typing import Final

from explainer.checks.check import sound
from explainer.cli.resources import messages
from explainer.decision.guide import Guide
from explainer.rules.loader import load
from explainer.rules.model import RuleSet

QUESTIONS: Final = [f"q{i}" for i in range(40)]
ANSWERS: Final = ("a", "b", "c", "d")
HEAD: Final = """\
title: Large
language: en
edition: "1"
expert: the expert
noun: answer
guide: note
audiences: {all: Everyone}
notices: {disclaimer: None., heading: Stop, first: [s], safety_net: [s]}
review: {pending: Unread.}
sections: {short: {heading: Short}, steps: {heading: Steps, style: steps}}
glossary: {p: {name: P, says: [s]}}
sources: {note: {title: A note, publisher: Us}}
"""
GUIDE: Final = """\
questions:
  which: {{ask: Which one?, why: w, settle: s, answers: {{{which}}}}}
  more: {{ask: Is there more?, why: w, settle: s, answers: {{yes: There is, no: There is not}}}}
"""
LEVEL: Final = "  l{i}: {{name: Case {i}, when: {{which: w{w}, more: {m}}}, basis: [b{i}], "
PROCEDURE: Final = "  p{i}: {{name: Way {i}, sections: {{short: [a{i}], steps: [x{i}, y{i}]}}}}"
STATEMENT: Final = "  {k}{i}: {{text: 'This is what {k} says of {i}.', source: note, place: Here}}"


def cells(count: int, questions: list[str] = QUESTIONS, seed: int = 1) -> list[dict[str, str]]:
    """Return the conditions of a complete and unique table.

    The table has at least ``count`` rows, or fewer if the questions run out. It is created by
    repeatedly splitting a random row by all the answers to a random question.
    """
    draw = random.Random(seed)  # noqa: S311 (nothing secret)
    whole: list[dict[str, str]] = []
    open_: list[dict[str, str]] = [{}]
    while len(whole) + len(open_) < count and open_:
        cell = open_.pop(draw.randrange(len(open_)))
        left = [q for q in questions if q not in cell]
        if left:
            question = draw.choice(left)
            open_ += [{**cell, question: answer} for answer in ANSWERS]
        else:
            whole.append(cell)
    draw.shuffle(found := [*whole, *open_])
    return found


def table_file(whens: list[dict[str, str]], questions: list[str] = QUESTIONS) -> bytes:
    """Return a rules file with these rows and only the required keys."""
    answers = ", ".join(f"{a}: {a.upper()}" for a in ANSWERS)
    lines = [f"  {q}: {{ask: Q, why: w, settle: s, answers: {{{answers}}}}}" for q in questions]
    lines.append("levels:")
    for i, when in enumerate(whens):
        tests = ", ".join(f"{q}: {a}" for q, a in when.items())
        lines.append(f"  r{i}: {{name: R, when: {{{tests}}}, basis: [s], procedure: p}}")
    lines.append("procedures: {p: {name: P, sections: {short: [s]}}}")
    lines.append("statements: {s: {text: P., source: note, place: Here}}")
    return "\n".join([f"{HEAD}questions:", *lines, ""]).encode()


def guide_file(levels: int) -> bytes:
    """Return a rules file with ``levels`` levels (an even number), each with its own procedure."""
    which = ", ".join(f"w{i}: Number {i}" for i in range(levels // 2))
    lines = [f"{HEAD}compare: [p0, p1]\n{GUIDE.format(which=which)}levels:"]
    for i in range(levels):
        level = LEVEL.format(i=i, w=i // 2, m="yes" if i % 2 else "no")
        lines.append(f"{level}procedure: p{i}}}")
    lines += ["procedures:", *(PROCEDURE.format(i=i) for i in range(levels))]
    lines += ["statements:", "  s: {text: Stop here., source: note, place: Here}"]
    lines += [STATEMENT.format(k=k, i=i) for i in range(levels) for k in "abxy"]
    return "\n".join([*lines, ""]).encode()


def loaded(data: bytes) -> RuleSet:
    """Load the rule set in a rules file. Stop if the file has errors."""
    found = load(data, "benchmark")
    if found.rules is None:
        raise SystemExit("\n".join(map(str, found.problems[:5])))
    return found.rules


def opened(data: bytes) -> Guide:
    """Load the guide in a rules file. Stop if the file has errors."""
    report = sound(data, "benchmark", messages)
    if report.guide is None:
        raise SystemExit("\n".join(map(str, report.problems[:5])))
    return report.guide
