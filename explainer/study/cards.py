"""A deck of flash cards: one fact each, with its source in a field of its own.

Cards are made from what the rules file already has: its study items, the sentences to fill in,
the words in its glossary, and its cases. A card is identified by its subject, not by its text,
so that it stays the same card when its text changes.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import chain
from typing import Final, Literal, NamedTuple

from explainer.decision.paths import paths
from explainer.documents.composer import Composer
from explainer.documents.document import Line, Picture, Section
from explainer.documents.picture import drawing
from explainer.study.items import CASES
from explainer.text import plain

WORDS: Final = "words"  # the topic of the words in the glossary
MOST: Final = 25  # words on the back of a card
HIDDEN: Final = re.compile(r"\{([^{}]*)\}")  # a part to fill in
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_NEXT: Final = re.compile(r"[.!?]['\")\]]*\s+(?=\S)")  # where another sentence follows


class Card(NamedTuple):
    """A card; ``id`` is the same in every edition of a file, unless the file's title changes.

    ``front`` may have several lines. If it is a cloze, ``front`` is a sentence with braces around
    each part to fill in, each part is a card of its own, and ``back`` is "". ``why`` has
    the statements that an answer rests on, if the answer is not the statement itself. ``source`` is
    where the answer comes from; ``label`` says so if that is not the guide. ``audience`` is the
    reader that it is for: each card is for one only.
    """

    id: str
    kind: Literal["basic", "cloze"]
    audience: str
    front: str
    back: str
    why: str
    source: str
    label: str
    tags: tuple[str, ...]
    picture: Picture | None = None


class Deck(NamedTuple):
    """The cards of a guide; ``readers`` has the name of each reader's own part, by audience.

    ``notices`` are what every format says first: the disclaimer, when to get help, the review.
    """

    title: str
    notices: tuple[str, ...]
    readers: dict[str, str]
    cards: tuple[Card, ...]


def deck(composer: Composer, readers: Sequence[str]) -> Deck:
    """Return the cards for some of the guide's readers; what is for several, for the first."""
    rules, notices = composer.rules, composer.rules.notices
    mark = sha256(rules.title.encode()).hexdigest()[:8]
    root = plain(rules.title).replace(" ", "-") or mark
    found: dict[str, Card] = {}
    for audience in readers:
        made = composer.for_reader(audience)
        for card in chain(_items(made), _clozes(made), _words(made), _cases(made)):
            tags = tuple(f"{root}::{tag}" for tag in card.tags)
            found.setdefault(card.id, card._replace(id=f"{mark}.{card.id}", tags=tags))
    help = [
        f"{tier.label or notices.heading}: {' '.join(_texts(composer, tier.brief))}"
        for tier in notices.tiers.values()
    ]
    said = (notices.disclaimer, *help, notices.emergency, composer.assembler.review())
    return Deck(
        rules.title,
        tuple(text for text in said if text),
        {name: rules.audiences[name] for name in readers},
        tuple(found.values()),
    )


def facts(text: str) -> int:
    """Return how many facts a text seems to have: the most of its sentences and its numbers."""
    sentences = [end for end in _NEXT.finditer(text) if not text[end.end()].islower()]
    return max(len(sentences) + 1, len(_NUMBER.findall(text)))


def fits(text: str) -> bool:
    """Check whether a text fits the back of a card: it is short, and seems to be one fact."""
    return len(text.split()) <= MOST and facts(text) == 1


def hidden(text: str) -> list[str]:
    """Return the parts to fill in in the text of a cloze."""
    return HIDDEN.findall(text)


def _items(composer: Composer) -> Iterator[Card]:
    """Yield a card for each study item: its question, the right choice, and what that rests on."""
    rules = composer.rules
    for item in rules.items.values():
        if rules.audience_of(item) == composer.audience:
            card = _card(composer, f"item.{item.id}", item.ask, item.right.text, item.right.says)
            tags = (f"{item.topic}::level-{item.level}",)
            picture = _picture(composer, item.picture)
            yield _reasoned(composer, card, item.right.says)._replace(tags=tags, picture=picture)


def _picture(composer: Composer, name: str) -> Picture | None:
    """Return a picture by its id, titled with its title and what kind of statement it is."""
    shown = composer.rules.pictures.get(name)
    if shown is None:
        return None
    drawn = drawing(composer.guide, {shown.title: shown})
    labeled = composer.citations.label_once(Section(shown.title, (drawn,)))
    (block,) = labeled.blocks
    return block._replace(views=(labeled.title,)) if isinstance(block, Picture) else None


def _clozes(composer: Composer) -> Iterator[Card]:
    """Yield a card for each sentence to fill in."""
    rules = composer.rules
    for cloze in rules.clozes.values():
        if rules.audience_of(cloze) == composer.audience:
            card = _card(composer, f"cloze.{cloze.id}", cloze.text, "", cloze.says)
            yield card._replace(kind="cloze", tags=(f"{cloze.topic}::cloze",))


def _words(composer: Composer) -> Iterator[Card]:
    """Yield a card for each word whose meaning fits on one, unless an item rests on it, too."""
    rules = composer.rules
    ours = (item for item in rules.items.values() if rules.audience_of(item) == composer.audience)
    known = {name for item in ours for name in item.right.says}
    for word in rules.glossary.values():
        says = [name for name in word.says if rules.statements[name].is_for(composer.audience)]
        meaning = " ".join(rules.statements[name].text for name in says)
        if says and fits(meaning) and not known & set(says):
            front = composer.messages("flash.word", name=word.name)
            yield _card(composer, f"word.{word.id}", front, meaning, says)._replace(tags=(WORDS,))


def _cases(composer: Composer) -> Iterator[Card]:
    """Yield a card for each path: its answers, and what the guide describes for them."""
    ask = composer.messages("flash.case")
    for path in paths(composer.guide.table):
        level = composer.rules.levels[path.level]
        front = "\n".join([*(line.text for line in composer.results.given(path.answers)), ask])
        back = composer.results.outcome_of(level)
        card = _card(composer, f"case.{level.id}", front, back, level.basis)
        yield _reasoned(composer, card, level.basis)._replace(tags=(CASES,))


def _card(composer: Composer, id: str, front: str, back: str, says: Iterable[str]) -> Card:
    """Return a card with the sources of the statements that it is based on."""
    lines = composer.citations.lines(says)
    source = " / ".join(dict.fromkeys(map(composer.citations.source_of, lines)))
    label = " / ".join(dict.fromkeys(line.label for line in lines if line.label))
    return Card(id, "basic", composer.audience, front, back, "", source, label, ())


def _reasoned(composer: Composer, card: Card, says: Iterable[str]) -> Card:
    """Return a card with the statements that its answer rests on."""
    return card._replace(why=" ".join(_texts(composer, says)))


def _texts(composer: Composer, ids: Iterable[str]) -> list[str]:
    lines: Sequence[Line] = composer.citations.lines(ids)
    return [line.text for line in lines]
