"""A quiz at a terminal: draws items, asks them, and repeats missed ones at the end."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import typer

from explainer.cli.prompts import Quit, choose_number, notices
from explainer.cli.screen import DONE, INTERRUPTED, fail, print_result, say
from explainer.cli.values import one_of

if TYPE_CHECKING:
    from explainer.documents.composer import Composer
    from explainer.study.items import Item

FEW: Final = 10  # items asked if no number is given


def draw(
    composer: "Composer", topic: str | None, wanted: int | None, seed: int
) -> "tuple[Item, ...]":
    """Return ``wanted`` items (by default, ten), on one topic or all; stop if there are too few."""
    from explainer.study.items import TOPICS, pool
    from explainer.study.quiz import quiz

    messages = composer.messages
    chosen = one_of(messages, "topic", topic, TOPICS) if topic else None
    ready = pool(composer)
    ready = {chosen: ready[chosen]} if chosen else ready
    most = sum(map(len, ready.values()))
    if not most:
        fail(messages("quiz.no-topic" if chosen else "quiz.too-small", topic=chosen))
    count = min(FEW, most) if wanted is None else wanted
    if not 0 < count <= most:
        fail(messages("quiz.bad-count", number=count, most=most))
    return quiz(ready, count, seed)


def play(composer: "Composer", items: "Sequence[Item]", seed: int) -> None:
    """Ask each item, repeat those missed, report the score, and end the run."""
    from explainer.study.quiz import summary

    messages = composer.messages
    notices(composer)
    say("\n" + composer.assembler.review())
    say("\n" + messages("quiz.intro", count=len(items), seed=seed))
    first: dict[Item, bool] = {}
    code = DONE
    try:
        _ask_all(composer, items, first)
    except Quit:
        say(messages("quiz.quit"))
    except (EOFError, KeyboardInterrupt) as stop:
        say("\n" + messages("quiz.ended" if isinstance(stop, EOFError) else "quiz.interrupted"))
        code = INTERRUPTED
    print_result("\n".join(["", *summary(composer, first), ""]))
    raise typer.Exit(code)


def _ask_all(composer: "Composer", items: "Sequence[Item]", first: "dict[Item, bool]") -> None:
    """Ask each item, then those missed; record in ``first`` whether the first try was right."""
    from explainer.study.quiz import turned

    messages = composer.messages
    for number, item in enumerate(items, 1):
        say("\n" + messages("quiz.position", number=number, most=len(items)))
        first[item] = _ask(composer, item)
    missed = [turned(item) for item, right in first.items() if not right]
    for number, item in enumerate(missed, 1):
        say("\n" + messages("quiz.again", number=number, most=len(missed)))
        _ask(composer, item)


def _ask(composer: "Composer", item: "Item") -> bool:
    """Ask one item, and show the answer and why; return whether the choice was right."""
    from explainer.study.cards import sourced

    messages = composer.messages
    for text in item.known:
        say(f"  - {text}")
    say(item.ask)
    for number, choice in enumerate(item.choices, 1):
        say(f"  {number}. {choice.text}")
    number = choose_number(composer.guide, len(item.choices), "quiz.unknown")
    chosen, right = item.choices[number - 1], item.choices[item.right]
    if chosen is right:
        shown = [(messages("quiz.right"), right)]
    else:
        shown = [(messages("quiz.wrong", text=right.text), right)]
        shown.append((messages("quiz.chosen", text=chosen.text), chosen))
    for text, choice in shown:
        say(text)
        if choice.why:
            say(f"  {choice.why}")
    for line, source in sourced(composer, item.rule):
        say(f"  {line} ({source})")
    return chosen is right
