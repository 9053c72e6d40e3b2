"""A quiz at a terminal: draws items, asks them, and repeats missed ones until they are right."""

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import typer

from explainer.cli.prompts import Quit, choose_number, notices, typed_line
from explainer.cli.resources import messages
from explainer.cli.screen import DONE, INTERRUPTED, fail, print_result, say, width
from explainer.cli.values import number, one_of
from explainer.text import wrap

if TYPE_CHECKING:
    from explainer.documents.composer import Composer
    from explainer.study.items import Item

FEW: Final = 10  # items asked if no number is given
LEVELS: Final = ("1", "2", "3")


def draw(
    composer: "Composer", topic: str | None, level: str | None, count: int | None, seed: int
) -> "tuple[Item, ...]":
    """Return some items (by default, ten) on one topic or all; stop if there are too few."""
    from explainer.study.cases import cases
    from explainer.study.items import pool
    from explainer.study.quiz import of_level, quiz

    texts = composer.messages
    ready = pool(composer, cases(composer))
    if not ready:
        fail(texts("quiz.too-small"))
    chosen = one_of(texts, "topic", topic, tuple(ready)) if topic else None
    difficulty = int(one_of(texts, "level", level, LEVELS)) if level else None
    if chosen:
        ready = {name: items for name, items in ready.items() if name == chosen}
    if difficulty:
        ready = of_level(ready, difficulty)
    most = sum(map(len, ready.values()))
    if not most:
        fail(texts("quiz.none-left"))
    some = min(FEW, most) if count is None else count
    if not 0 < some <= most:
        fail(texts("quiz.bad-count", number=some, most=most))
    return quiz(ready, some, seed)


def wanted(questions: str | None, exam: str | None) -> int | None:
    """Return how many items are wanted, by one of two options; stop if both are given."""
    if questions is not None and exam is not None:
        fail(messages()("usage.questions-or-exam"))
    return number("--questions", questions) if exam is None else number("--exam", exam)


def play(composer: "Composer", items: "Sequence[Item]", seed: int, *, is_exam: bool) -> None:
    """Ask each item, repeat those missed, report the score, and end the run.

    In an exam, what was right and why comes at the end, and nothing is repeated.
    """
    from explainer.study.quiz import about_guide, score, to_review

    texts = composer.messages
    notices(composer, composer.cards.help_in_brief())
    say(f"\n{composer.assembler.reviewed()} {about_guide(composer)}")
    say(
        texts("quiz.intro-exam", count=len(items))
        if is_exam
        else texts("quiz.intro", count=len(items))
    )
    first: dict[Item, int] = {}
    code, is_over = DONE, False
    try:
        _ask_all(composer, items, first, is_exam=is_exam)
        is_over = True
    except Quit:
        say(texts("quiz.quit"))
    except (EOFError, KeyboardInterrupt) as stop:
        say("\n" + _stopped(composer, stop))
        code = INTERRUPTED
    missed = [item for item, chosen in first.items() if chosen != item.right]
    if is_exam and is_over and missed:
        code = _review(composer, first)
    was_right = {item: item not in missed for item in first}
    lines = [*score(composer, was_right, is_exam=is_exam), *to_review(composer, missed)]
    lines.append(texts("quiz.repeat", seed=seed))
    rows = [row for line in lines for row in wrap(line, width(sys.stdout))]
    print_result("\n".join(["", *rows, ""]))
    raise typer.Exit(code)


def _ask_all(
    composer: "Composer", items: "Sequence[Item]", first: "dict[Item, int]", *, is_exam: bool
) -> None:
    """Ask each item, then those missed until they are right; record the first tries."""
    from explainer.study.items import name_of
    from explainer.study.quiz import turned

    texts = composer.messages
    missed: list[Item] = []
    for place, item in enumerate(items, 1):
        topic = name_of(composer, item.topic)
        say("\n" + texts("quiz.position", number=place, most=len(items), topic=topic))
        first[item] = _ask(composer, item)
        if not is_exam:
            _feedback(composer, item, first[item])
        if first[item] != item.right:
            missed.append(turned(item))
    while missed and not is_exam:
        item = missed.pop(0)
        say("\n" + texts("quiz.again", count=len(missed) + 1))
        chosen = _ask(composer, item)
        _feedback(composer, item, chosen)
        if chosen != item.right:
            missed.append(turned(item))


def _ask(composer: "Composer", item: "Item") -> int:
    """Ask one item, and return the index of the choice."""
    _show(composer, item)
    for place, choice in enumerate(item.choices, 1):
        say(f"  {place}. {choice.text}")
    return choose_number(composer.guide, len(item.choices), "quiz.unknown") - 1


def _show(composer: "Composer", item: "Item") -> None:
    """Show the given information and the question."""
    if item.known:
        say(composer.messages("quiz.given"))
    for text in item.known:
        say(f"  - {text}")
    say(item.ask)


def _feedback(composer: "Composer", item: "Item", chosen: int) -> None:
    """Say whether a choice is right, and why, and wait until that has been read."""
    from explainer.study.quiz import verdict

    for line in verdict(composer, item, chosen):
        say(line)
    say(composer.messages("quiz.next"))
    while typed_line(composer.guide):  # so that nothing is typed unnoticed
        say(composer.messages("quiz.next"))


def _review(composer: "Composer", first: "Mapping[Item, int]") -> int:
    """Show each item missed in an exam, with what was right and why; return the exit code."""
    say("\n" + composer.messages("quiz.over"))
    try:
        for place, (item, chosen) in enumerate(first.items(), 1):
            if chosen != item.right:
                say("\n" + composer.messages("quiz.missed", number=place))
                _show(composer, item)
                _feedback(composer, item, chosen)
    except Quit:
        say(composer.messages("quiz.quit"))
    except (EOFError, KeyboardInterrupt) as stop:
        say("\n" + _stopped(composer, stop))
        return INTERRUPTED
    return DONE


def _stopped(composer: "Composer", stop: BaseException) -> str:
    """Return what to say if the input has ended, or the run was interrupted."""
    if isinstance(stop, EOFError):
        return composer.messages("quiz.ended")
    return composer.messages("quiz.interrupted")
