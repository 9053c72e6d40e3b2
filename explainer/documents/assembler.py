"""An assembler: turns sections into whole documents, with everything that they share.

Explained words, numbered sources, notices, review and order are handled here, once.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from explainer.decision.guide import Guide
from explainer.documents.citations import Citations, Reference, numbered
from explainer.documents.document import Document, Line, Passage, Role, Section, lines_of
from explainer.rules.model import Word
from explainer.text import plain


class Assembler:
    """Assembles documents for the reader of ``citations``."""

    def __init__(self, guide: Guide, citations: Citations, today: str) -> None:
        """Assemble on the day ``today``, as in 2026-11-23; with "", no review is overdue."""
        self.rules, self.messages, self.citations = guide.rules, guide.messages, citations
        self.overdue = self.rules.review.is_overdue(today)

    def section(
        self, heading: str, listed: tuple[Line, ...], prose: tuple[Line, ...]
    ) -> Section | None:
        """Return a section of listed lines, then running text, or None if it would be empty.

        ``heading`` is the key of a message.
        """
        blocks = [Passage(listed, "list")] if listed else []
        blocks += [Passage(prose)] if prose else []
        return Section(self.messages(heading), tuple(blocks)) if blocks else None

    def document(
        self,
        title: str,
        lead: tuple[Line, ...],
        sections: Sequence[Section | None],
        data: Mapping[str, Any],
        *,
        help_first: bool = False,
    ) -> Document:
        """Return a whole document, with words explained, sources numbered and notices added.

        With ``help_first``, help comes right after the summary; otherwise, after all sections.
        """
        body = [section for section in sections if section]
        body += self._words_explained(body)
        first = [section for section in body if not help_first or section.role == "summary"]
        rest = [section for section in body if help_first and section.role != "summary"]
        ordered = map(self.citations.label_once, (*first, self.help(), *rest))
        numbers: dict[Reference, int] = {}
        shown = numbered(ordered, numbers)
        return Document(
            title=title,
            disclaimer=self.rules.notices.disclaimer,
            review=self.review(),
            lead=lead,
            sections=(*shown, self.citations.sources(numbers)),
            data={
                **data,
                "audience": self.citations.audience,
                "sources": self.citations.cited(numbers),
                "review": self._review_data(),
            },
            language=self.rules.language,
        )

    def cover(self, numbers: dict[Reference, int]) -> Document:
        """Return the document that many views share: notices, help and sources.

        ``numbers`` holds the reference numbers of those views; help adds its own.
        """
        both = numbered((self.first_help(), self.help()), numbers)
        return Document(
            title=self.rules.title,
            disclaimer=self.rules.notices.disclaimer,
            review=self.review(),
            lead=(),
            sections=(*both, self.citations.sources(numbers)),
            data={},
            language=self.rules.language,
        )

    def help(self) -> Section:
        """Return the section on when and where to get help."""
        return self._help(self.rules.notices.safety_net, "help")

    def first_help(self) -> Section:
        """Return the section with the most urgent help, for before the first question."""
        return self._help(self.rules.notices.first, "first-help")

    def review(self) -> str:
        """Return the edition, who reviewed it, and whether the next review is overdue."""
        review = self.rules.review
        known = review.by and review.on
        parts = [
            self.messages("document.edition", edition=self.rules.edition),
            self.messages("document.reviewed", by=review.by, on=review.on)
            if known
            else review.pending,
        ]
        if self.overdue:
            parts.append(self.messages("document.overdue", day=review.again_after))
        return " ".join(parts)

    def meanings(self, words: Iterable[Word]) -> list[Section]:
        """Return a list with one section, the meanings of words, or an empty list."""
        lines = [
            line._replace(text=f"{word.name}: {line.text}")
            for word in words
            for line in self.citations.lines(word.says)
        ]
        if not lines:
            return []
        return [Section(self.messages("document.words"), (Passage(tuple(lines), "list"),))]

    def _help(self, ids: Iterable[str], role: Role) -> Section:
        lines = Passage(self.citations.lines(ids), "list")
        section = Section(self.rules.notices.heading, (lines,), role=role)
        return self.citations.label_once(section)

    def _words_explained(self, body: Sequence[Section]) -> list[Section]:
        """Explain each glossary word that the text uses but does not explain itself."""
        used = {
            line.cite.statement.id: line.text
            for section in body
            for line in lines_of(section)
            if line.cite
        }
        text = plain(" ".join(used.values()))
        return self.meanings(
            word
            for word in self.rules.glossary.values()
            if not used.keys() >= set(word.says) and word.is_in(text)
        )

    def _review_data(self) -> dict[str, Any]:
        review = self.rules.review
        return {
            "edition": self.rules.edition,
            "reviewed_by": review.by or None,
            "reviewed_on": review.on or None,
            "again_after": review.again_after or None,
            "passed": self.overdue,
            "state": self.review(),
        }
