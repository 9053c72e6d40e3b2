"""A handout: the sheet to print about a level, a procedure, or what is still open."""

from collections.abc import Mapping

from explainer.decision.outcome import Outcome
from explainer.documents.citations import own
from explainer.documents.composer import Composer
from explainer.documents.document import Document, Line, Passage, Section
from explainer.rules.model import Level, Procedure
from explainer.text import visible


def handout(composer: Composer, result: Outcome) -> Document:
    """Return the sheet about the outcome of some answers."""
    if result.status == "open":
        return _open(composer, result)
    level = composer.rules.levels[result.levels[0]]
    return named_handout(composer, level, result.answers)


def named_handout(
    composer: Composer, entry: Level | Procedure, answers: Mapping[str, str] | None = None
) -> Document:
    """Return the sheet about a level or a procedure, with any ``answers`` that led to it."""
    rules, messages = composer.rules, composer.messages
    level = entry if isinstance(entry, Level) else None
    procedure = rules.procedures.get(level.procedure) if level else entry
    assert not isinstance(procedure, Level)  # noqa: S101 (for the type checker)
    lead: tuple[Line, ...] = ()
    if level:
        case = own([messages("handout.case", name=level.name)])
        lead = composer.results.lead_of(level) if answers else case
    parts = composer.sections.on_sheet(level, procedure)
    sections = [
        *composer.with_picture(parts, level, procedure),
        composer.assembler.section("document.why", composer.results.given(answers or {}), ()),
    ]
    title = composer.results.title_of(level) if level else entry.name
    data = {"level": level and level.id, "procedure": procedure and procedure.id}
    card = composer.cards.of_entry(title, level, procedure)
    document = composer.assembler.document(title, lead, sections, data, card=card, on_paper=True)
    return _with_blanks(composer, document)


def _open(composer: Composer, result: Outcome) -> Document:
    """Return the sheet for answers that leave several levels open: mainly, what to ask."""
    messages, questions = composer.messages, composer.rules.questions
    ask = own(messages("document.quoted", text=questions[q].settle) for q in result.settle)
    settle = Section(messages("document.settle"), (Passage(ask, "checklist"),))
    sections = [
        settle if ask else None,
        composer.results.possible(result.levels),
        *composer.results.why(result, (), None),
    ]
    title = messages("document.title-open", count=len(result.levels))
    data, card = composer.results.data(result), composer.cards.of_outcomes(result)
    lead = own([messages("document.lead-open")])
    document = composer.assembler.document(title, lead, sections, data, card=card, on_paper=True)
    return _with_blanks(composer, document)


def given_by(composer: Composer, document: Document, who: str, logo: str) -> Document:
    """Add a line on who gives out a document; ``logo`` is the data URL of an image, or ""."""
    by = own([composer.messages("handout.given-by", who=visible(who))] if who else [])
    return document._replace(lead=(*by, *document.lead), logo=logo)


def _with_blanks(composer: Composer, document: Document) -> Document:
    """Add the blanks to fill in by hand."""
    return document._replace(blanks=composer.messages.list("handout.blanks"))
