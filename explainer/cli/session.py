"""A session: an interview with a person at a terminal, or with answers given in advance."""

import contextlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NoReturn

import typer

from explainer.cli import prompts
from explainer.cli.prompts import BACK, CHANGE, Quit
from explainer.cli.screen import DONE, INTERRUPTED, fail, say
from explainer.cli.values import answers as given_answers
from explainer.text import number_of

if TYPE_CHECKING:
    from explainer.decision.guide import Guide
    from explainer.decision.interview import Interview
    from explainer.decision.outcome import Outcome
    from explainer.documents.composer import Composer
    from explainer.documents.finder import Finder
    from explainer.messages.catalogue import Messages


def interviewed(
    composer: "Composer", pairs: Sequence[str], no_input: bool, *, is_bare: bool = False
) -> "tuple[Interview, bool]":
    """Return a finished interview, and whether the reader was asked any questions.

    ``pairs`` are the answers given in advance, as QUESTION=ANSWER. If the command line is
    ``is_bare``, the first screen comes before the questions.
    """
    from explainer.decision.interview import follow

    guide = composer.guide
    given = given_answers(guide, pairs)
    interview = follow(guide.diagram, given)
    prompted = interview.node.question is not None
    if prompted and (no_input or not sys.stdin.isatty()):
        _missing(guide, interview)
    if prompted:
        finder = _finder(composer)
        with ended_early(guide.messages):
            if is_bare:
                prompts.first_screen(finder)
            else:
                prompts.notices(composer, composer.cards.help_before(), composer.offers())
            interview = started(finder, given)
    for question in given:
        if question not in interview.answers:
            say(guide.messages("interview.unneeded", question=question))
    return interview, prompted


def started(finder: "Finder", given: Mapping[str, str]) -> "Interview":
    """Ask from the first question on; keep the answers given in advance."""
    from explainer.decision.interview import follow

    say("\n" + finder.messages("interview.intro"))
    say(finder.messages("interview.keys"))
    finished = asked(finder, follow(finder.composer.guide.diagram, given), given)
    say("")
    return finished


def outcome_of(composer: "Composer", interview: "Interview") -> "Outcome":
    """Return the outcome of a finished interview."""
    from explainer.decision.outcome import outcome

    return outcome(composer.rules, composer.guide.diagram, interview)


@contextlib.contextmanager
def ended_early(texts: "Messages", *, finished: bool = False) -> Iterator[None]:
    """End the run if the person quits, interrupts it, or closes the input.

    Once the interview is ``finished``, none of these is worth a message.
    """
    try:
        yield
    except Quit:
        if not finished:
            say(texts("interview.quit"))
        raise typer.Exit(DONE) from None
    except (EOFError, KeyboardInterrupt) as stop:
        if finished:
            say("")
            raise typer.Exit(DONE) from None
        ended = isinstance(stop, EOFError)
        say("\n" + texts("interview.ended" if ended else "interview.interrupted"))
        raise typer.Exit(INTERRUPTED) from None


def _finder(composer: "Composer") -> "Finder":
    from explainer.documents.finder import Finder

    return Finder(composer)


def _missing(guide: "Guide", interview: "Interview") -> NoReturn:
    """Stop, because an answer that still matters is missing."""
    from explainer.rules.model import NOT_SURE

    question = guide.rules.questions[str(interview.node.question)]
    ask = f"{question.ask} {question.hint}".strip()
    allowed = ", ".join((*question.answers, NOT_SURE))
    fail(guide.messages("interview.missing", ask=ask, question=question.id, allowed=allowed))


def asked(finder: "Finder", interview: "Interview", given: Mapping[str, str]) -> "Interview":
    """Ask until nothing is left to ask; keep answers given in advance for later questions."""
    from explainer.decision.interview import back, follow

    guide, answers = finder.composer.guide, dict(given)
    while question := interview.node.question:
        chosen = _ask_one(finder, interview)
        if chosen is BACK and not interview.answers:
            say(guide.messages("interview.first"))
        elif chosen is BACK:
            answers.pop(list(interview.answers)[-1])
            interview = back(guide.diagram, interview)
        elif chosen is CHANGE:
            answers = change_one(finder, interview, answers)
            interview = follow(guide.diagram, answers)
        else:
            answers[question] = chosen
            interview = follow(guide.diagram, answers)
    return interview


def _ask_one(finder: "Finder", interview: "Interview") -> str:
    """Ask the interview's next question; return an answer's id, BACK or CHANGE."""
    guide = finder.composer.guide
    number = len(interview.answers) + 1
    most = len(interview.answers) + guide.diagram.most_questions(interview.node)
    position = guide.messages("interview.position", number=number, most=most)
    question = guide.rules.questions[str(interview.node.question)]
    return prompts.choose(finder, question, position)


def change_one(
    finder: "Finder", interview: "Interview", answers: Mapping[str, str]
) -> dict[str, str]:
    """Let the reader change one earlier answer; report the answers that are then dropped."""
    from explainer.decision.interview import change, dropped

    guide = finder.composer.guide
    if not interview.answers:
        say(guide.messages("interview.nothing-to-change"))
        return dict(answers)
    before = [guide.rules.questions[q] for q in interview.answers]
    for number, question in enumerate(before, 1):
        answer = guide.answer(question.id, interview.answers[question.id])
        say(f"  {number}. {question.ask} {answer}")
    say(guide.messages("interview.which"))
    typed = prompts.typed_line(guide)
    number = number_of(typed)
    chosen = prompts.choose(finder, before[number - 1]) if 0 < number <= len(before) else BACK
    if chosen in (BACK, CHANGE):
        say(guide.messages("interview.kept"))
        return dict(answers)
    question = before[number - 1]
    gone = dropped(interview.answers, change(guide.diagram, interview, question.id, chosen))
    for name in gone:
        needless = guide.rules.questions[name]
        answer = guide.answer(name, interview.answers[name])
        say(guide.messages("interview.dropped", question=needless.ask, answer=answer))
    return {q: a for q, a in {**answers, question.id: chosen}.items() if q not in gone}
