"""A handout: the sheet to print about a level, a procedure, or what is still open."""

from collections.abc import Mapping, Sequence
from typing import Any

from explainer.decision.outcome import Outcome
from explainer.documents.card import Card
from explainer.documents.citations import own
from explainer.documents.composer import Composer
from explainer.documents.document import Document, Line, Passage, Section
from explainer.rules.model import Level, Procedure
from explainer.text import harmless, squeezed


def handout(composer: Composer, result: Outcome, most: int | None = None) -> Document:
    """Return the sheet about the outcome of some answers, with ``most`` sections below its card."""
    if result.status == "open":
        return _open(composer, result, most)
    level = composer.rules.levels[result.levels[0]]
    return named_handout(composer, level, result.answers, most)


def named_handout(
    composer: Composer,
    entry: Level | Procedure,
    answers: Mapping[str, str] | None = None,
    most: int | None = None,
) -> Document:
    """Return the sheet about a level or a procedure, with any ``answers`` that led to it.

    Below its card, there are at ``most`` so many sections.
    """
    results = composer.results
    level, procedure = composer.sections.both(entry)
    title = results.title_of(entry)
    lead = results.lead_of(level) if level and answers else ()
    if level and not answers and title != level.name:
        lead = own([composer.messages("handout.case", name=level.name)])
    parts = composer.sections.on_sheet(level, procedure)
    sections = [part for part in composer.with_picture(parts, level, procedure) if part]
    data = {"level": level and level.id, "procedure": procedure and procedure.id}
    card = composer.cards.of_entry(title, level, procedure)
    return _sheet(composer, title, lead, sections[:most], data, card)


def _open(composer: Composer, result: Outcome, most: int | None) -> Document:
    """Return the sheet for answers that leave several levels open: mainly, what to ask."""
    messages, questions = composer.messages, composer.rules.questions
    ask = own(messages("document.quoted", text=questions[q].settle) for q in result.settle)
    settle = Section(messages("document.settle"), (Passage(ask, "checklist"),))
    sections = [*([settle] if ask else ()), composer.results.possible(result.levels)]
    title = messages("document.title-open", count=len(result.levels))
    data, card = composer.results.data(result), composer.cards.of_outcomes(result)
    lead = own([messages("document.lead-open")])
    return _sheet(composer, title, lead, sections[:most], data, card)


def given_by(composer: Composer, document: Document, who: str, logo: str) -> Document:
    """Add a line on who gives out a document; ``logo`` is the data URL of an image, or ""."""
    by = own([composer.messages("handout.given-by", who=harmless(squeezed(who)))] if who else [])
    return document._replace(lead=(*by, *document.lead), logo=logo)


def _sheet(
    composer: Composer,
    title: str,
    lead: tuple[Line, ...],
    sections: Sequence[Section],
    data: Mapping[str, Any],
    card: Card,
) -> Document:
    """Return a sheet with blanks to fill in by hand.

    The card is on the front. The first section is beside it, because that is the picture, or
    because there is room without one.
    """
    messages = composer.messages
    beside = (section._replace(role="beside") for section in sections[:1])
    parts = [*beside, *sections[1:]]
    document = composer.assembler.document(title, lead, parts, data, card=card, on_paper=True)
    return document._replace(
        blanks=composer.rules.blanks or messages.list("handout.blanks"),
        signature=messages.list("handout.signature"),
    )
