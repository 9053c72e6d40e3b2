"""An assembler: makes whole documents of sections, with everything that all documents share.

Word explanations, source numbers, notices, the review and the order are all handled here.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from explainer.decision.guide import Guide
from explainer.documents.citations import Citations, Reference, numbered
from explainer.documents.document import Document, Line, Passage, Section, lines_of
from explainer.rules.model import Word
from explainer.text import plain


class Assembler:
    """Assembles documents for the reader of ``citations``."""

    def __init__(self, guide: Guide, citations: Citations, today: str) -> None:
        """Assemble as of ``today``, such as 2026-11-23; if it is "", no review is overdue."""
        self.rules, self.messages, self.citations = guide.rules, guide.messages, citations
        self.original = guide.original
        self.overdue = self.rules.review.is_overdue(today)

    def section(
        self, heading: str, listed: tuple[Line, ...], prose: tuple[Line, ...]
    ) -> Section | None:
        """Return a section with a list, then running text, or None if it would be empty.

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
        card: Sequence[Section] = (),
        more: str = "",
        on_paper: bool = False,
        with_help: bool = True,
        is_short: bool = False,
    ) -> Document:
        """Return a whole document, with words explained, sources numbered and notices added.

        The card comes first, followed by when to get help; ``more`` says how to see what is not
        on the card. On paper, words are not explained, help comes last, and sources are brief, to
        save space. ``with_help`` is false if the card already says in full when to get help. To fit
        on one page, a document that ``is_short`` has none of these, and its sources are brief.
        """
        body = [section for section in sections if section]
        body += [] if on_paper or is_short else self._words_explained(body)
        is_named = on_paper and bool(data.get("procedure"))
        help = [self.help(is_named=is_named)] if with_help and not is_short else []
        ordered = (*body, *help) if on_paper else (*help, *body)
        labeled = list(map(self.citations.label_once, ordered))
        numbers: dict[Reference, int] = {}
        if on_paper:
            below = tuple(self.citations.on_paper(section, numbers) for section in labeled)
            sources = self.citations.short_sources(numbers)
        else:
            below = numbered(labeled, numbers)
            sources = self.citations.sources(numbers, is_short=is_short)
        return Document(
            title=title,
            disclaimer=self.rules.notices.disclaimer,
            review=self.review(),
            lead=lead,
            sections=(*card, *below, sources),
            data={
                **data,
                "audience": self.citations.audience,
                "language": self.rules.language,
                "sources": self.citations.cited(numbers),
                "review": self._review_data(),
            },
            language=self.rules.language,
            reviewed=self.reviewed(),
            more=more,
            is_translation=self.rules.translation is not None,
        )

    def cover(self, numbers: dict[Reference, int]) -> Document:
        """Return the document that many views share: notices and help.

        ``numbers`` contains the reference numbers of those views; help adds its own.
        """
        (in_full,) = numbered((self.help(),), numbers)
        return Document(
            title=self.rules.title,
            disclaimer=self.rules.notices.disclaimer,
            review=self.edition(),
            reviewed=self.reviewed(),
            lead=(),
            sections=(in_full,),
            data={},
            language=self.rules.language,
        )

    def help(self, *, is_named: bool = False) -> Section:
        """Return the section on when and where to get help.

        On a sheet that names a procedure, injuries are left out: they are another matter.
        """
        notices, blocks = self.rules.notices, list[Passage]()
        for key, tier in notices.tiers.items():
            if is_named and key == "injury":
                continue
            lines = self.citations.lines(tier.in_full)
            label = self.messages("card.label", heading=tier.label) if tier.label else ""
            blocks.append(Passage(lines, "list", label, key))
        return self.citations.label_once(Section(notices.heading, tuple(blocks), role="help"))

    def review(self) -> str:
        """Return the edition, who reviewed it, and when the next review is or was due."""
        return f"{self.edition()} {self.reviewed()}"

    def edition(self) -> str:
        """Return the edition, and when it is to be checked again."""
        edition = self.messages("document.edition", edition=self.rules.edition)
        day = "" if self.overdue else self.rules.review.again_after
        again = self.messages("document.again", day=self.messages.day(day)) if day else ""
        return f"{edition} {again}".strip()

    def reviewed(self) -> str:
        """Return who reviewed the guide, and its translation, and whether a review is overdue."""
        review, translation, messages = self.rules.review, self.rules.translation, self.messages
        parts = [review.pending]
        if review.by and review.on:
            parts = [messages("document.reviewed", by=review.by, on=messages.day(review.on))]
        if self.overdue:
            parts.append(messages("document.overdue", day=messages.day(review.again_after)))
        if translation and translation.by and translation.on:
            on = messages.day(translation.on)
            parts.append(messages("document.translation-reviewed", by=translation.by, on=on))
        elif translation:
            parts.append(translation.pending)
        return " ".join(parts)

    def meanings(self, words: Iterable[Word]) -> list[Section]:
        """Return a list of one section that explains the words, or an empty list."""
        lines = [
            line._replace(text=f"{word.name}: {line.text}")
            for word in words
            for line in self.citations.lines(word.says)
        ]
        if not lines:
            return []
        return [Section(self.messages("document.words"), (Passage(tuple(lines), "list"),))]

    def _words_explained(self, body: Sequence[Section]) -> list[Section]:
        """Explain each glossary word that the text uses but does not explain itself.

        The text of the original decides, so that the words are the same in every language.
        """
        cited = (line.cite for section in body for line in lines_of(section) if line.cite)
        used = dict.fromkeys(cite.statement.id for cite in cited)
        text = plain(" ".join(self.original.statements[name].text for name in used))
        return self.meanings(
            word
            for name, word in self.rules.glossary.items()
            if not used.keys() >= self._ours(word) and self.original.glossary[name].is_in(text)
        )

    def _ours(self, word: Word) -> set[str]:
        """Return the ids of the statements that explain a word to this reader."""
        return {line.cite.statement.id for line in self.citations.lines(word.says) if line.cite}

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
