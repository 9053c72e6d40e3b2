"""A quiz: items and their order, both chosen by a seed, and the score."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import partial
from itertools import zip_longest
from random import Random
from typing import Final

from explainer.documents.citations import own
from explainer.documents.composer import Composer
from explainer.documents.document import Document, Line, Passage, Section
from explainer.study.items import CASES, Item, Pool, name_of

CHOICES: Final = 4  # the most choices in a drawn item


def of_level(ready: Pool, level: int) -> Pool:
    """Return the items of one level of difficulty."""
    fitting = {topic: [i for i in items if i.level == level] for topic, items in ready.items()}
    return {topic: items for topic, items in fitting.items() if items}


def quiz(ready: Pool, count: int, seed: int) -> tuple[Item, ...]:
    """Return ``count`` items from all topics, from easy to hard; a seed always gives the same.

    Topics take turns, and as far as possible, no two items have the same reason. Generated
    items, which resemble one another, only fill up what is left.
    """
    draw = Random(f"{seed}")  # noqa: S311 - not used for secrets
    piles = {topic: _balanced(draw.sample(pile, len(pile))) for topic, pile in ready.items()}
    chosen: list[Item] = []
    said: set[Line] = set()
    while len(chosen) < count and any(piles.values()):
        left = [topic for topic, pile in piles.items() if pile]
        due = [topic for topic in left if topic != CASES] or left
        some = draw.sample(due, min(len(due), count - len(chosen)))
        for topic in some:
            chosen.append(_unlike(piles[topic], said))
            said.update(chosen[-1].key.why)
    mixed = [*_mixed(chosen)]
    return tuple(map(partial(_drawn, draw), mixed, _dealt(draw, mixed)))


def turned(item: Item) -> Item:
    """Return an item with its choices reversed, so that their positions give nothing away."""
    last = len(item.choices) - 1
    return item._replace(choices=item.choices[::-1], right=last - item.right)


def score(composer: Composer, first: Mapping[Item, bool], *, is_exam: bool = False) -> list[str]:
    """Return how many were right on the first try, in total and by topic."""
    if not first:
        return [composer.messages("quiz.none")]
    right, most = sum(first.values()), len(first)
    lines = [
        composer.messages("quiz.score-exam", right=right, most=most)
        if is_exam
        else composer.messages("quiz.score", right=right, most=most)
    ]
    topics = dict.fromkeys(item.topic for item in first)
    for topic in topics if len(topics) > 1 else ():
        tries = [right for item, right in first.items() if item.topic == topic]
        name = name_of(composer, topic)
        lines.append(composer.messages("quiz.topic", topic=name, right=sum(tries), most=len(tries)))
    return lines


def to_review(composer: Composer, missed: Sequence[Item]) -> list[str]:
    """Return the commands to practice what was missed."""
    again = dict.fromkeys(
        f"show {item.reread}" if item.reread else f"quiz --topic {item.topic}" for item in missed
    )
    reader = f" --for {composer.audience}"
    shown = "" if composer.audience == composer.guide.first_reader else reader
    return [composer.messages("quiz.reread", command=command + shown) for command in again]


def verdict(composer: Composer, item: Item, chosen: int) -> list[str]:
    """Return whether a choice is right, and why, as lines; why it is wrong is last."""
    right, messages, against = item.key, composer.messages, _against(item, chosen)
    if chosen == item.right:
        return [messages("quiz.right"), *reasons(composer, right.why)]
    return [
        messages("quiz.wrong", number=chosen + 1, text=item.choices[chosen].text),
        messages("quiz.key", number=item.right + 1, text=right.text),
        *reasons(composer, right.why),
        *_labeled(messages("quiz.not", number=chosen + 1), reasons(composer, against)),
        *([] if against else [messages("quiz.not-same", numbers=chosen + 1)]),
    ]


def reasons(composer: Composer, why: Iterable[Line]) -> list[str]:
    """Return the lines of a reason, each with its source."""
    found = []
    for line in why:
        source = composer.citations.short_source_of(line)
        found.append(f"  {line.text}" + (f" ({source})" if source else ""))
    return found


def _labeled(label: str, lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a reason, the first one with a label."""
    for place, line in enumerate(lines):
        yield line if place else f"{label} {line.strip()}"


def key(composer: Composer, items: Sequence[Item], seed: int) -> Document:
    """Return the quiz as a document: all questions, then the answer key with every reason."""
    asked = [_question(composer, number, item) for number, item in enumerate(items, 1)]
    answers = [_answer(composer, number, item) for number, item in enumerate(items, 1)]
    title = composer.messages("quiz.title", title=composer.rules.title)
    lead = own([composer.messages("quiz.lead", count=len(items), seed=seed), about_guide(composer)])
    return composer.assembler.document(title, lead, [*asked, *answers], {"seed": seed})


def about_guide(composer: Composer) -> str:
    """Return what the items mean by the guide."""
    source = composer.rules.sources[composer.rules.guide]
    return composer.messages("quiz.guide", title=source.title, publisher=source.publisher)


def _question(composer: Composer, number: int, item: Item) -> Section:
    """Return an item without its answer; the given information comes before the question."""
    choices = Passage(own(choice.text for choice in item.choices), "steps")
    if not item.known:
        return Section(f"{number}. {item.ask}", (choices,))
    given = composer.messages("quiz.given")
    blocks = (Passage(own(item.known), "list"), Passage(own([item.ask])), choices)
    return Section(f"{number}. {given}", blocks)


def _answer(composer: Composer, number: int, item: Item) -> Section:
    """Return the key of an item: the right choice and why, then why each other one is wrong."""
    passages = [Passage(own([item.key.text])), Passage(item.key.why, "list")]
    others = [place for place in range(len(item.choices)) if place != item.right]
    if same := [place + 1 for place in others if not _against(item, place)]:
        numbers = ", ".join(map(str, same))
        passages.append(Passage(own([composer.messages("quiz.not-same", numbers=numbers)])))
    for place in others:
        if against := _against(item, place):
            label = composer.messages("quiz.not", number=place + 1)
            passages.append(Passage(against, "list", label))
    heading = composer.messages("quiz.answer", number=number, choice=item.right + 1)
    return Section(heading, tuple(passages))


def _against(item: Item, place: int) -> tuple[Line, ...]:
    """Return why a choice is wrong, without what is also the reason for the right one."""
    return tuple(line for line in item.choices[place].why if line not in item.key.why)


def _unlike(pile: list[Item], said: Set[Line]) -> Item:
    """Take the first item whose reason has not been ``said`` from a pile, or the first one."""
    place = next((n for n, item in enumerate(pile) if said.isdisjoint(item.key.why)), 0)
    return pile.pop(place)


def _balanced(pile: Sequence[Item]) -> list[Item]:
    """Return a pile in which right answers alternate, so that none is right more often."""
    same: dict[str, list[Item]] = {}
    for item in pile:
        same.setdefault(item.choices[0].text, []).append(item)
    return [item for turn in zip_longest(*same.values()) for item in turn if item]


def _mixed(chosen: Iterable[Item]) -> Iterator[Item]:
    """Yield items from easy to hard; as far as possible, no two in a row are on one topic."""
    left, last = sorted(chosen, key=lambda item: item.level), ""
    while left:
        same = [item for item in left if item.level == left[0].level]
        item = next((item for item in same if item.topic != last), same[0])
        left.remove(item)
        last = item.topic
        yield item


def _dealt(draw: Random, items: Sequence[Item]) -> Iterator[int]:
    """Yield a place for the right choice of each item; each place comes equally often.

    They are shuffled over the whole quiz, so that the last ones cannot be told from the first.
    """
    sizes = [min(len(item.choices), CHOICES) for item in items]
    places: dict[int, list[int]] = {}
    for size, count in Counter(sizes).items():
        start = draw.randrange(size)
        places[size] = draw.sample([(start + n) % size for n in range(count)], count)
    yield from (places[size].pop() for size in sizes)


def _drawn(draw: Random, item: Item, place: int) -> Item:
    """Return an item with some of its wrong choices, shuffled, and the right one in a place."""
    right, *wrong = item.choices
    some = draw.sample(wrong, min(len(wrong), CHOICES - 1))
    return item._replace(choices=(*some[:place], right, *some[place:]), right=place)
