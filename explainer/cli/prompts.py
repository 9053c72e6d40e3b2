"""Prompts: what a person at a terminal sees, and the lines that they type."""

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from explainer.cli.finding import note
from explainer.cli.output import rendered, show
from explainer.cli.screen import say, width
from explainer.rules.model import NOT_SURE
from explainer.text import folded, number_of, shortened

if TYPE_CHECKING:
    from explainer.decision.guide import Guide
    from explainer.documents.composer import Composer
    from explainer.documents.document import Document, Section
    from explainer.documents.finder import Finder
    from explainer.messages.catalogue import Messages
    from explainer.rules.model import Question

SHORTEST = 3  # characters of something to look up, at a prompt for a number or a letter
BACK, CHANGE = "key.back", "key.change"  # commands that a reader may type instead of an answer


class Quit(Exception):  # noqa: N818 (not an error: the reader is done)
    """The reader asked to stop."""


def line_as_typed(texts: "Messages") -> str:
    """Read one line; raise Quit if the reader quits, EOFError at the end of input."""
    sys.stderr.write("> ")
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    if folded(line.strip()) in texts.list("key.quit"):
        raise Quit
    return line.strip()


def typed_line(guide: "Guide") -> str:
    """Read one line as ``line_as_typed`` does; return it in the form to compare."""
    return folded(line_as_typed(guide.messages)).replace("\u2019", "'")


def is_key(guide: "Guide", key: str, typed: str) -> bool:
    """Return whether ``typed`` is one of the words for a key."""
    return typed in guide.messages.list(key)


def notices(composer: "Composer", help: "Iterable[Section]", offers: "Sequence[str]" = ()) -> None:
    """Show what this is, what it is not, when to get help instead, and what else is offered."""
    from explainer.render.text import section_lines

    rules = composer.rules
    say(f"{rules.title}\n")
    say(rules.notices.disclaimer + "\n")
    for section in help:
        for line in section_lines(section, width(sys.stderr)):
            say(line, wrapped=False)
    for offer in offers:
        say(offer, wrapped=False)


def first_screen(finder: "Finder") -> None:
    """Answer names, codes and questions, until the reader presses Enter for the interview."""
    composer = finder.composer
    notices(composer, composer.cards.help_before(), composer.offers())
    while True:
        say("\n" + finder.messages("start.prompt"))
        typed = typed_line(finder.composer.guide)
        if not typed:
            return
        if not looked_up(finder, typed):
            say(finder.messages("find.nothing"))


def choose(finder: "Finder", question: "Question", position: str = "") -> str:
    """Show a question, and prompt for an answer; return its id, or BACK or CHANGE.

    Whatever is not an answer is looked up; then the question is asked again.
    """
    guide = finder.composer.guide
    choices = {a: guide.answer(question.id, a) for a in (*question.answers, NOT_SURE)}
    shown = [f"  {number}. {text}" for number, text in enumerate(choices.values(), 1)]
    above, hint = ([f"\n{position}"] if position else []), [question.hint] if question.hint else []
    asked = "\n".join([*above, question.ask, *hint, *shown])
    say(asked)
    while True:
        typed = typed_line(guide)
        for key in (BACK, CHANGE):
            if is_key(guide, key, typed):
                return key
        if is_key(guide, "key.why", typed):
            _explain(guide, question)
            continue
        fits = _matching(guide, typed, choices)
        if len(fits) == 1:
            say(guide.messages("interview.chosen", answer=choices[fits[0]]))
            return fits[0]
        if not fits and not is_choice(typed) and looked_up(finder, typed):
            say(asked)
            continue
        problem = (
            "interview.several" if fits else "interview.unknown" if typed else "interview.empty"
        )
        say(guide.messages(problem, typed=shortened(typed), count=len(choices)))


def is_choice(typed: str) -> bool:
    """Return whether ``typed`` looks like a mistyped number or letter, rather than words."""
    return len(typed) < SHORTEST or typed.isdecimal()


def looked_up(finder: "Finder", typed: str, near: Sequence[str] = ()) -> "Document | None":
    """Show what the guide has about some words, and return it; or return None."""
    typed = typed.removeprefix("explainer ")  # as in the commands that documents show
    found = finder.find(typed, near=near, is_in_session=True)
    if found.status == "none":
        return None
    note(finder.composer, found.finding)
    say("")
    if sys.stdout.isatty():
        show(found.document, "terminal", brief=True)
    else:
        say(rendered(found.document, "text", width(sys.stderr), brief=True), wrapped=False)
    return found.document


def choose_number(guide: "Guide", count: int, problem: str) -> int:
    """Prompt until a number from 1 to ``count`` is typed; ``problem`` is an error message's key."""
    while True:
        typed = typed_line(guide).rstrip(".)")
        if 0 < (number := number_of(typed)) <= count:
            return number
        say(guide.messages(problem, count=count))


def _explain(guide: "Guide", question: "Question") -> None:
    """Show why a question is asked, and what can be typed."""
    say(guide.messages("interview.why", why=question.why))
    say(guide.messages("interview.settle", settle=question.settle))
    say(guide.messages("interview.keys"))


def _matching(guide: "Guide", typed: str, choices: dict[str, str]) -> tuple[str, ...]:
    """Return the answers that ``typed`` matches, if any."""
    from explainer.decision.interview import matching

    return (NOT_SURE,) if is_key(guide, "answer.not-sure-also", typed) else matching(typed, choices)
