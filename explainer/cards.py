"""A card: one question on its front, and on its back the answer, with where each line is from.

Cards are made of what the rules file tells anyway: its words, its cases, what it tells of each
procedure, and the guide's own questions. A card is known by what it is about, not by what it
says, so that a text may change and the card stays the same one.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from explainer.document import Line
from explainer.explain import Desk
from explainer.paths import Path


class Answer(NamedTuple):
    """One line of a back; ``source`` says where it is from, and nothing on the tool's own."""

    text: str
    source: str = ""


class Card(NamedTuple):
    """A card; ``id`` is the same in every edition of a file that keeps its title.

    It is another one for another reader. ``front`` may have several lines.
    """

    id: str
    front: str
    back: tuple[Answer, ...]
    tags: tuple[str, ...]


class Deck(NamedTuple):
    """The cards of a rules file for one reader, under its title, notices and review."""

    title: str
    disclaimer: str
    review: str
    cards: tuple[Card, ...]


def deck(desk: Desk, found: Sequence[Path]) -> Deck:
    """Return the cards for the reader of ``desk``; ``found`` are the paths of its table."""
    cover = desk.editor.cover({})
    mark = sha256(f"{desk.rules.title}/{desk.editor.audience}".encode()).hexdigest()[:8]
    cards = (_help(desk), *_words(desk), *_cases(desk, found), *_procedures(desk), *_faq(desk))
    told = tuple(card._replace(id=f"{mark}.{card.id}") for card in cards if card.back)
    return Deck(desk.rules.title, cover.disclaimer, cover.review, told)


def _help(desk: Desk) -> Card:
    """Return when to get help: it stands in each deck, as on every face."""
    notices = desk.rules.notices
    return Card(
        "help", notices.heading, sourced(desk, desk.editor.lines(notices.safety_net)), ("help",)
    )


def _words(desk: Desk) -> Iterator[Card]:
    """Yield what each word of the glossary means."""
    for word in desk.rules.glossary.values():
        front = desk.words("card.word", name=word.name)
        yield Card(
            f"word.{word.id}", front, sourced(desk, desk.editor.lines(word.says)), ("words",)
        )


def _cases(desk: Desk, found: Sequence[Path]) -> Iterator[Card]:
    """Yield each path as a case: the answers, and what the guide has for them."""
    ask = desk.words("card.case")
    for path in found:
        level = desk.rules.levels[path.level]
        front = "\n".join([*(line.text for line in desk.given(path.answers)), ask])
        outcome = Answer(f"{level.name}. {desk.outcome_of(level)}.")
        back = (outcome, *sourced(desk, desk.editor.lines(level.basis)))
        yield Card(f"case.{level.id}", front, back, ("cases",))


def _procedures(desk: Desk) -> Iterator[Card]:
    """Yield what each procedure's sections tell; questions to ask are no answers."""
    for procedure in desk.rules.procedures.values():
        for section in desk.rules.sections.values():
            lines = desk.editor.lines(procedure.sections.get(section.id, ()))
            if lines and section.style != "checklist":
                front = f"{procedure.name}: {section.question or section.heading}"
                back = sourced(desk, desk.told(procedure.sections[section.id]))
                yield Card(
                    f"procedure.{procedure.id}.{section.id}",
                    front,
                    back,
                    (procedure.id, section.id),
                )


def _faq(desk: Desk) -> Iterator[Card]:
    """Yield the guide's own questions."""
    for entry in desk.rules.faq.values():
        back = sourced(desk, desk.editor.lines(entry.says))
        yield Card(f"faq.{entry.id}", entry.question, back, ("faq",))


def sourced(desk: Desk, lines: Sequence[Line]) -> tuple[Answer, ...]:
    """Return lines with where each is from."""
    return tuple(Answer(line.text + line.aside, _source(desk, line)) for line in lines)


def _source(desk: Desk, line: Line) -> str:
    """Say where a line is from: title, publisher, year and place; nothing of the tool's own."""
    if line.cite is None:
        return ""
    statement = line.cite.statement
    source = desk.rules.sources[statement.source]
    about = desk.words("card.source", title=source.title, publisher=source.publisher)
    parts = (about, source.year and f"{source.year}.", f"{statement.place}.")
    return " ".join(part for part in parts if part)
