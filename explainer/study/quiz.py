"""A quiz: items and their order, both chosen by a seed, and the score."""

from collections.abc import Mapping, Sequence
from itertools import islice, zip_longest
from random import Random
from typing import Final

from explainer.documents.citations import own
from explainer.documents.composer import Composer
from explainer.documents.document import Document, Passage, Section
from explainer.study.items import TOPICS, Item

CHOICES: Final = 4  # the most choices in a drawn item


def quiz(ready: Mapping[str, Sequence[Item]], count: int, seed: int) -> tuple[Item, ...]:
    """Return ``count`` items, alternating between topics; the same seed gives the same items."""
    draw = Random(f"{seed}")  # noqa: S311 - not used for secrets
    piles = [draw.sample(pile, len(pile)) for pile in ready.values()]
    turns = (item for turn in zip_longest(*piles) for item in turn if item)
    return tuple(_drawn(draw, item) for item in islice(turns, count))


def turned(item: Item) -> Item:
    """Return an item with its choices reversed, so that their positions give nothing away."""
    last = len(item.choices) - 1
    return item._replace(choices=item.choices[::-1], right=last - item.right)


def summary(composer: Composer, first: Mapping[Item, bool]) -> list[str]:
    """Return the first-try score, in total and by topic, and what to read again."""
    if not first:
        return [composer.messages("quiz.none")]
    lines = [composer.messages("quiz.score", right=sum(first.values()), most=len(first))]
    for topic in TOPICS:
        tries = [right for item, right in first.items() if item.topic == topic]
        if tries:
            name = composer.messages(f"quiz.topic-{topic}")
            lines.append(
                composer.messages("quiz.topic", topic=name, right=sum(tries), most=len(tries))
            )
    missed = dict.fromkeys(item.reread for item, right in first.items() if not right)
    return [*lines, *(composer.messages("quiz.reread", name=name) for name in missed)]


def _drawn(draw: Random, item: Item) -> Item:
    """Return an item with some of its wrong choices, shuffled with the right one."""
    right, *wrong = item.choices
    some = [right, *draw.sample(wrong, min(len(wrong), CHOICES - 1))]
    choices = tuple(draw.sample(some, len(some)))
    return item._replace(choices=choices, right=choices.index(right))


def key(composer: Composer, items: Sequence[Item], seed: int) -> Document:
    """Return the quiz as a document: all questions, then the answer key."""
    asked = [
        Section(
            f"{number}. {item.ask}",
            (
                *([Passage(own(item.known), "list")] if item.known else []),
                Passage(own(choice.text for choice in item.choices), "steps"),
            ),
        )
        for number, item in enumerate(items, 1)
    ]
    answers = [
        Section(
            composer.messages("quiz.answer", number=number, choice=item.right + 1),
            (
                Passage(own([item.choices[item.right].text])),
                *([Passage(item.rule, "list")] if item.rule else []),
            ),
        )
        for number, item in enumerate(items, 1)
    ]
    title = composer.messages("quiz.title", title=composer.rules.title)
    lead = own([composer.messages("quiz.lead", count=len(items), seed=seed)])
    return composer.assembler.document(title, lead, [*asked, *answers], {"seed": seed})
