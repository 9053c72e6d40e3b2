"""A finder: answers a reader's own words with a document."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, Final, Literal, NamedTuple

from explainer.documents.card import Matched
from explainer.documents.citations import own
from explainer.documents.composer import Composer
from explainer.documents.document import Document, Passage, lines_of
from explainer.documents.document import Section as Shown
from explainer.documents.layout import WIDE, layout
from explainer.documents.search import Finding, Hit, Search
from explainer.documents.targets import KINDS, Kind, Target
from explainer.rules.model import Faq, Level, Procedure, Section, Word

MOST_OTHERS: Final = 5
MOST_ALIKE: Final = 2  # of them that are about the same topic
SCREEN: Final = 20  # rows of a screen for an answer and others, without the rows around them
SESSION: Final = 14  # the same if a question follows

MARGIN: Final = "  "

Status = Literal["found", "urgent", "none"]


class Found(NamedTuple):
    """The answer to a reader's words, and what the search found."""

    status: Status
    document: Document
    finding: Finding


class Finder:
    """Finds answers for the reader of ``composer``."""

    def __init__(self, composer: Composer) -> None:
        """Find answers in the guide of ``composer``, which is indexed when first needed."""
        self.composer, self.messages = composer, composer.messages
        self._searches: dict[str, Search] = {}  # in other languages

    @cached_property
    def search(self) -> Search:
        """The search in the guide."""
        return Search(self.composer.guide, self.composer.audience)

    def _elsewhere(self, words: Sequence[str]) -> Iterator[Search]:
        """Yield the search in each other language of the guide that may know any of the words."""
        for guide in self.composer.guide.others(words):
            language = guide.rules.language
            if language not in self._searches:
                self._searches[language] = Search(guide, self.composer.audience)
            yield self._searches[language]

    def look_up(
        self, words: str, *, kinds: Sequence[Kind] = KINDS, near: Sequence[str] = ()
    ) -> Finding:
        """Return what answers ``words``, in any of the guide's languages.

        Another language than the reader's counts if it knows more of the words. An alarm counts in
        any language, even if the reader mixes them: "my kid has fiebre".
        """
        own = self.search.find(words, kinds=kinds, near=near)
        if not own.missed or own.alarm:
            return own
        for other in self._elsewhere(own.missed):
            found = other.find(words, kinds=kinds, near=near)
            if found.hits and len(found.missed) < len(own.missed):
                return self.search.in_own(found, other)
            if found.alarm:
                alarm = self.search.in_own(found, other).alarm
                return own._replace(alarm=alarm, language=other.rules.language)
        return own

    def find(
        self,
        words: str,
        *,
        kinds: Sequence[Kind] = KINDS,
        near: Sequence[str] = (),
        is_in_session: bool = False,
    ) -> Found:
        """Answer ``words`` with a target of some kinds, or of any kind if none of those fits.

        ``near`` contains the ids of what the reader is looking at. In a session, commands are
        shown without the name of the program.
        """
        finding = self.look_up(words, kinds=kinds, near=near)
        if not finding.hits and kinds != KINDS:
            finding = self.look_up(words, near=near)
        status, document = self._answer(finding)
        others = list(islice(self._others(finding), MOST_OTHERS))
        data = {"status": status, "query": words, **self._data(status, document, finding, others)}
        room = (SESSION if is_in_session else SCREEN) - len(layout(document, WIDE).rows)
        offers = (self._offer(target, is_in_session) for target in others)
        fitting = (offer for offer in offers if len(MARGIN + offer) <= WIDE)
        more = "" if is_in_session else document.more
        shown = self._with_offers(document._replace(more=more), list(islice(fitting, max(0, room))))
        return Found(status, shown._replace(data={**document.data, **data}), finding)

    def _answer(self, finding: Finding) -> tuple[Status, Document]:
        """Return the document about the best hit: after help, if words call for it."""
        best = next(iter(finding.hits), None)
        if finding.alarm:
            below = best if best and best.target.kind != "help" else None
            answer = self.document(below) if below else None
            matched = Matched(below.statements if below else ())
            return "urgent", self.composer.urgent(finding.alarm, answer, matched)
        return ("found", self.document(best)) if best else ("none", self.composer.nothing())

    def document(self, hit: Hit) -> Document:
        """Return the document about a target, for the reader it is for."""
        composer, target = self.composer.for_reader(hit.audience), hit.target
        matched = Matched(hit.statements, are_first=not hit.is_named)
        if isinstance(target.entry, Procedure | Level) and target.section:
            document = composer.topic(target.entry, target.section, matched)
        elif isinstance(target.entry, Faq):
            document = composer.asked(target.entry, matched)
        elif isinstance(target.entry, Procedure | Level | Word):
            document = composer.named(target.entry)
        else:
            document = composer.help()
        return self._for(hit.audience, document)

    def named(self, entry: Procedure | Level | Word) -> Document:
        """Return the document about an entry; a word that is only for others is shown for them."""
        if not isinstance(entry, Word):
            return self.composer.named(entry)
        reader = self.composer.rules.reader_of(entry.says, self.composer.audience)
        return self._for(reader, self.composer.for_reader(reader).word(entry))

    def topic(self, entry: Procedure | Level, words: str) -> tuple[Section | None, Finding]:
        """Return the section of an entry that ``words`` name, and what was found.

        There is no such section if the words call for help first.
        """
        whole = [each.id for each in self.composer.sections.both(entry) if each]
        finding = self.look_up(words, kinds=("topic",), near=whole)
        best = next((h for h in finding.hits if h.is_named and h.target.entry), None)
        is_its = best and best.target.entry and best.target.entry.id in whole
        return best.target.section if best and is_its and not finding.alarm else None, finding

    # --- parts ---

    def _for(self, reader: str, document: Document) -> Document:
        """Return a document whose title says who it is for, if that is another reader."""
        if reader == self.composer.audience:
            return document
        name = self.composer.rules.audiences[reader]
        return document._replace(title=self.messages("find.for", title=document.title, reader=name))

    def _others(self, finding: Finding) -> Iterator[Target]:
        """Yield what else may be meant, each title once, and few that are about one topic."""
        hits = finding.hits if finding.alarm else finding.hits[1:] or finding.nearest
        shown = [] if finding.alarm else [hit.target for hit in finding.hits[:1]]
        ours = [hit.target for hit in hits if hit.audience == self.composer.audience]
        for target in (each for each in ours if each.kind != "help"):
            alike = [t for t in shown if target.section and t.section == target.section]
            if len(alike) < MOST_ALIKE and target.title not in [t.title for t in shown]:
                shown.append(target)
                yield target

    def _offer(self, target: Target, is_in_session: bool) -> str:
        """Return a target's title, and what to type to see it."""
        if is_in_session:
            return self.messages("find.other-here", title=target.title, command=target.command)
        return self.messages("find.other", title=target.title, command=target.command)

    def _with_offers(self, document: Document, offers: Sequence[str]) -> Document:
        """Return a document that ends with offers of what else to see."""
        if not offers:
            return document
        heading = self.messages("find.others")
        section = Shown(heading, (Passage(own(offers), "list"),))
        label = self.messages("card.label", heading=heading)
        above = [document.more] if document.more else []
        more = "\n".join([*above, label, *(MARGIN + offer for offer in offers)])
        *before, sources = document.sections
        return document._replace(more=more, sections=(*before, section, sources))

    def _data(
        self, status: Status, document: Document, finding: Finding, others: Sequence[Target]
    ) -> Mapping[str, Any]:
        """Return the best answer and the others, for programs."""
        help = (target for target in self.search.targets if target.kind == "help")
        best = {
            "urgent": next(help),
            "found": finding.hits[0].target if finding.hits else None,
            "none": None,
        }[status]
        return {
            "best": {**_named(best), "lines": _lines(document, best.kind)} if best else None,
            "others": [_named(target) for target in others],
        }


def _named(target: Target) -> dict[str, Any]:
    return {"kind": target.kind, "id": target.id, "title": target.title}


def _lines(document: Document, kind: Kind) -> list[dict[str, Any]]:
    """Return the lines of an answer: those on its card, and the rest if it is not a whole entry."""
    role = "first-help" if kind == "help" else "card"
    shown = [section for section in document.card if section.role == role]
    if kind in ("faq", "topic", "word"):
        shown += document.body[:1]
    lines = {line.text: line for section in shown for line in lines_of(section)}
    return [
        {
            "text": line.text,
            "kind": line.cite.kind if line.cite else None,
            "statement": line.cite.statement.id if line.cite else None,
        }
        for line in lines.values()
    ]
