"""Follow-ups: what a reader may want to see after an answer, listed by short name."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import NamedTuple

from explainer.decision.outcome import Outcome
from explainer.documents.composer import Composer
from explainer.documents.document import Document, lines_of
from explainer.rules.model import Level, Procedure, Section

Entry = Level | Procedure


class FollowUp(NamedTuple):
    """A function that makes a document, and the entry whose topics are offered next, if any."""

    make: Callable[[], Document]
    entry: Entry | None = None


FollowUps = Mapping[str, FollowUp]  # by short name, in the order in which they are offered


def after_result(composer: Composer, result: Outcome) -> FollowUps:
    """Return the topics of a decided level, or else each outcome that is still possible."""
    rules = composer.rules
    if result.status == "decided":
        level = rules.levels[result.levels[0]]
        further = (rules.procedures[name] for name in level.further)
        return {**topics(composer, level), **_named(composer, further)}
    procedures = [rules.procedures[name] for name in result.procedures]
    levels = (rules.levels[name] for name in result.levels)
    found = _named(composer, procedures)
    found |= _named(composer, (level for level in levels if not level.procedure))
    if composer.sections.can_compare(procedures):
        compare = FollowUp(partial(composer.compare, procedures))
        found[composer.messages("reading.compare")] = compare
    return found


def topics(composer: Composer, entry: Entry) -> dict[str, FollowUp]:
    """Return the topics of a level or a procedure."""
    return {
        name: topic_of(composer, entry, topic)
        for name, topic in composer.sections.topics(entry).items()
    }


def topic_of(composer: Composer, entry: Entry, topic: Section) -> FollowUp:
    """Return the follow-up that shows a section of an entry."""
    return FollowUp(partial(composer.topic, entry, topic))


def origins(composer: Composer, document: Document) -> list[str]:
    """Return each statement on a document's card, followed by its source."""
    lines = [line for section in document.card for line in lines_of(section) if line.cite]
    shown = {line.cite.statement.id: line for line in lines if line.cite}
    source_of, messages = composer.citations.source_of, composer.messages
    return [
        messages("document.origin", text=line.text + line.address, source=source_of(line))
        for line in shown.values()
    ]


def _named(composer: Composer, entries: Iterable[Entry]) -> dict[str, FollowUp]:
    return {
        entry.name[0].lower() + entry.name[1:]: FollowUp(partial(composer.named, entry), entry)
        for entry in entries
    }
