"""A new guide: what its author is asked first, the file made from that, and what to do next."""

import shlex
from pathlib import Path
from typing import Final

from explainer.cli.prompts import line_as_typed
from explainer.cli.resources import messages, templates
from explainer.cli.screen import say
from explainer.cli.session import ended_early
from explainer.rules.starter import Answers, starter
from explainer.text import cells, folded, plain, squeezed

DEFAULTS: Final = Answers()
LONGEST: Final = {"title": 80}  # columns
LONG: Final = 40  # columns of the other answers, so that they fit on a card and in a sentence


def text(answers: Answers) -> str:
    """Return the rules file of a new guide."""
    return starter(templates()["starter.yaml"], answers, int(messages()("wording.long")))


def asked() -> Answers:
    """Ask the author for each answer, with one for Enter, and return them."""
    answers = DEFAULTS
    with ended_early(messages()):
        say(messages()("init.intro") + "\n")
        for key in Answers._fields:
            answers = _answered(answers, key)
    return answers


def _answered(answers: Answers, key: str) -> Answers:
    """Ask for one answer until it can be used; an empty line keeps the one there is."""
    texts, default = messages(), getattr(answers, key)
    number, most = Answers._fields.index(key) + 1, len(Answers._fields)
    question = texts(f"init.{key}")
    say(texts("init.ask", number=number, most=most, question=question, default=default))
    while typed := squeezed(line_as_typed(texts)):
        changed = answered(answers, key, typed)
        problem = problem_with(changed, key)
        if not problem:
            return changed
        say(problem)
    return answers


def answered(answers: Answers, key: str, typed: str) -> Answers:
    """Return the answers with one more; the name of the first result is free for it."""
    if key == "first" and folded(typed) == folded(answers.second):
        answers = answers._replace(second=DEFAULTS.first)
    return answers._replace(**{key: typed})


def problem_with(answers: Answers, key: str) -> str:
    """Return what is wrong with the answer just given, or "" if ``check`` finds nothing."""
    from explainer.checks.check import check

    typed, limit = getattr(answers, key), LONGEST.get(key, LONG)
    if max(len(typed), cells(typed)) > limit:
        return messages()("init.too-long", limit=limit)
    if not plain(typed):
        return messages()("init.no-letters")
    if folded(answers.first) == folded(answers.second):
        return messages()("init.same")
    found = check(text(answers).encode(), "", messages, "", lambda language: None).problems
    return messages()("init.refused", reason=found[0].message) if found else ""


def say_what_next(path: Path) -> None:
    """Show the commands that an author needs next."""
    say("")
    for line in messages().list("init.next", file=shlex.quote(str(path))):
        say(line, wrapped=False)
