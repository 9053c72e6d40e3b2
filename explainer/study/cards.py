"""A flash card: one question on its front, the answer on its back, each line with its source.

Cards are made from what the rules file already has: its words, its cases, its procedures'
sections, and the questions in the FAQ. A card is identified by its subject, not by its
text, so that it stays the same card when its text changes.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from explainer.decision.paths import paths
from explainer.documents.composer import Composer
from explainer.documents.document import Line


class Answer(NamedTuple):
    """One line on the back; ``source`` is empty if the line is in the tool's own words."""

    text: str
    source: str = ""


class Card(NamedTuple):
    """A card; ``id`` is the same in every edition of a file, unless the file's title changes.

    Cards for different readers have different ids. ``front`` may have several lines.
    """

    id: str
    front: str
    back: tuple[Answer, ...]
    tags: tuple[str, ...]


class Deck(NamedTuple):
    """The cards of a guide for one reader, with the guide's title, notices and review."""

    title: str
    disclaimer: str
    review: str
    cards: tuple[Card, ...]


def deck(composer: Composer) -> Deck:
    """Return the cards for the reader of ``composer``."""
    rules = composer.rules
    mark = sha256(f"{rules.title}/{composer.audience}".encode()).hexdigest()[:8]
    kinds = (_help, _words, _cases, _procedures, _faq)
    cards = (card for cards_of in kinds for card in cards_of(composer))
    named = tuple(card._replace(id=f"{mark}.{card.id}") for card in cards if card.back)
    return Deck(rules.title, rules.notices.disclaimer, composer.assembler.review(), named)


def sourced(composer: Composer, lines: Sequence[Line]) -> tuple[Answer, ...]:
    """Return lines, each with its source."""
    source_of = composer.citations.source_of
    return tuple(Answer(line.text + line.aside, source_of(line)) for line in lines)


def _help(composer: Composer) -> Iterator[Card]:
    """Yield a card on when to get help, which every deck includes, as every format does."""
    notices = composer.rules.notices
    back = sourced(composer, composer.citations.lines(notices.in_full))
    yield Card("help", notices.heading, back, ("help",))


def _words(composer: Composer) -> Iterator[Card]:
    """Yield a card on the meaning of each glossary word."""
    for word in composer.rules.glossary.values():
        front = composer.messages("flash.word", name=word.name)
        back = sourced(composer, composer.citations.lines(word.says))
        yield Card(f"word.{word.id}", front, back, ("words",))


def _cases(composer: Composer) -> Iterator[Card]:
    """Yield a card for each path: its answers, and what the guide describes for them."""
    ask = composer.messages("flash.case")
    for path in paths(composer.guide.table):
        level = composer.rules.levels[path.level]
        front = "\n".join([*(line.text for line in composer.results.given(path.answers)), ask])
        outcome = Answer(f"{level.name}. {composer.results.outcome_of(level)}.")
        back = (outcome, *sourced(composer, composer.citations.lines(level.basis)))
        yield Card(f"case.{level.id}", front, back, ("cases",))


def _procedures(composer: Composer) -> Iterator[Card]:
    """Yield a card for each section of a procedure, except those that are questions to ask."""
    for procedure in composer.rules.procedures.values():
        for section in composer.rules.sections.values():
            ids = procedure.sections.get(section.id, ())
            if composer.citations.lines(ids) and section.style != "checklist":
                front = f"{procedure.name}: {section.question or section.heading}"
                back = sourced(composer, composer.sections.lines_or_silence(ids))
                name = f"procedure.{procedure.id}.{section.id}"
                yield Card(name, front, back, (procedure.id, section.id))


def _faq(composer: Composer) -> Iterator[Card]:
    """Yield a card for each question in the FAQ."""
    for entry in composer.rules.faq.values():
        back = sourced(composer, composer.citations.lines(entry.says))
        yield Card(f"faq.{entry.id}", entry.question, back, ("faq",))
