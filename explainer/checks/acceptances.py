"""Acceptances: the warnings and notes that the author of a rules file has looked at and accepts."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from explainer.rules.loader import Loaded
from explainer.rules.model import Acceptance
from explainer.rules.problem import Problem, where
from explainer.text import brief, folded


class Settled(NamedTuple):
    """The problems that are left, and how many were accepted."""

    problems: tuple[Problem, ...]
    accepted: int


def settle(loaded: Loaded, problems: Collection[Problem], unchecked: Collection[str]) -> Settled:
    """Take away the problems that the file accepts, and add a warning for what it accepts in vain.

    Errors stay. While there are any, only what they make clear is reported: that an error cannot be
    accepted. An acceptance whose code is in ``unchecked`` is not in vain either.
    """
    acceptances: tuple[Acceptance, ...] = loaded.parts.get("accept", ())
    errors = {p.code for p in problems if p.severity == "error"}
    left = tuple(p for p in problems if not any(accepts(each, p) for each in acceptances))
    found = (
        _unused(loaded, number, each, problems)
        for number, each in enumerate(acceptances if loaded.rules else ())
        if each.code in errors or not (errors or each.code in unchecked)
        if not any(accepts(each, p) for p in problems)
    )
    return Settled((*left, *found), len(problems) - len(left))


def accepts(acceptance: Acceptance, problem: Problem) -> bool:
    """Check whether an acceptance is about a problem: the code is the same, and so is a word.

    The message has the word in quotes, or the word is the id of the entry that the message starts
    with, as in "statements > ID > text: ...". Capitals make no difference.
    """
    if problem.severity == "error" or acceptance.code != problem.code:
        return False
    word, message = folded(acceptance.word), folded(problem.message)
    registry, *below = message.partition(": ")[0].split(" > ")
    return f"'{word}'" in message or word == (below[0] if below else registry)


def _unused(
    loaded: Loaded, number: int, acceptance: Acceptance, problems: Iterable[Problem]
) -> Problem:
    """Return the warning about an acceptance that accepts nothing, with the likely cause."""
    path, code = ("accept", number), acceptance.code
    found = {problem.severity == "error" for problem in problems if problem.code == code}
    if not found:
        message = f"there is no warning [{code}]. Correct the code, or remove this entry."
    elif True in found:
        message = f"[{code}] is an error, which cannot be accepted. Fix it, and remove this entry."
    else:
        message = (
            f"no warning [{code}] is about {brief(acceptance.word)}. Give a word that the warning "
            "has in quotes, or the id of its entry; or remove this entry."
        )
    return loaded.problem(path, "unused-acceptance", f"{where(path)}: {message}", "warning")
