"""An editor: statements become cited lines, and sections a whole document.

What every document has in common is done here: labels, hard words, numbered
sources, notices and review.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from explainer.document import Citation, Document, Line, Passage, Section, lines_of, with_lines
from explainer.model import Kind, RuleSet, Statement, Word
from explainer.problem import plain
from explainer.words import Words

Place = tuple[str, str]  # a source's id, and where in it


class Editor:
    """Edits documents for one reader."""

    def __init__(self, rules: RuleSet, words: Words, audience: str, today: str = "") -> None:
        """Edit for ``audience``, one of the audiences of ``rules``; ``today`` as in 2026-11-23."""
        self.rules, self.words, self.audience = rules, words, audience
        self.passed = "" < rules.review.again_after < today

    def lines(self, ids: Iterable[str]) -> tuple[Line, ...]:
        """Return the statements that are for this reader, as lines."""
        statements = (self.rules.statements[name] for name in ids)
        return tuple(map(self._line, (s for s in statements if s.is_for(self.audience))))

    def section(
        self, heading: str, listed: tuple[Line, ...], said: tuple[Line, ...]
    ) -> Section | None:
        """Return a section of listed lines, then running text; None if it would be empty."""
        blocks = [Passage(listed, "list")] if listed else []
        blocks += [Passage(said)] if said else []
        return Section(self.words(heading), tuple(blocks)) if blocks else None

    def document(
        self,
        title: str,
        lead: tuple[Line, ...],
        sections: Sequence[Section | None],
        data: Mapping[str, Any],
    ) -> Document:
        """Return a whole document: words explained, sources numbered, notices added."""
        body = [section for section in sections if section]
        body += self._words_explained(body)
        numbers: dict[Place, int] = {}
        body = [_numbered(self._label_once(section), numbers) for section in body]
        help_now = _numbered(self.safety_net(), numbers)
        return Document(
            title=title,
            disclaimer=self.rules.notices.disclaimer,
            lead=lead,
            sections=(*body, self._sources(numbers)),
            safety_net=help_now,
            review=self._reviewed(),
            data={
                **data,
                "audience": self.audience,
                "sources": self._cited(numbers),
                "review": self._review(),
            },
            language=self.rules.language,
        )

    def cover(self, numbers: dict[Place, int]) -> Document:
        """Return what stands around many documents: notices, first help and the sources.

        ``numbers`` are those of the sources that the documents cite.
        """
        first, net = self.numbered((self.first_help(), self.safety_net()), numbers)
        return Document(
            title=self.rules.title,
            disclaimer=self.rules.notices.disclaimer,
            lead=(),
            sections=(first, self._sources(numbers)),
            safety_net=net,
            review=self._reviewed(),
            data={},
            language=self.rules.language,
        )

    def numbered(
        self, sections: Iterable[Section], numbers: dict[Place, int]
    ) -> tuple[Section, ...]:
        """Return sections with their sources numbered anew; ``numbers`` carries on."""
        return tuple(_numbered(section, numbers) for section in sections)

    def safety_net(self) -> Section:
        """Return when to get help, and where."""
        return self._help(self.rules.notices.safety_net)

    def first_help(self) -> Section:
        """Return the most urgent of the safety net, to stand before the first question."""
        return self._help(self.rules.notices.first)

    def _help(self, ids: Iterable[str]) -> Section:
        lines = Passage(self.lines(ids), "list")
        return self._label_once(Section(self.rules.notices.heading, (lines,)))

    def _line(self, statement: Statement) -> Line:
        kind = self.rules.kind(statement)
        return Line(statement.text, Citation(0, statement, kind), self._kind_label(kind))

    def _kind_label(self, kind: Kind) -> str:
        return "" if kind == "guide" else self.words(f"kind.{kind}")

    def _words_explained(self, body: Sequence[Section]) -> list[Section]:
        """Explain each glossary word that the text uses and does not already explain."""
        said = {
            line.cite.statement.id: line.text
            for section in body
            for line in lines_of(section)
            if line.cite
        }
        text = plain(" ".join(said.values()))
        return self.meanings(
            word
            for word in self.rules.glossary.values()
            if not said.keys() >= set(word.says) and word.is_in(text)
        )

    def meanings(self, words: Iterable[Word]) -> list[Section]:
        """Return a section that tells what words mean; none if there is nothing to tell."""
        lines = [
            line._replace(text=f"{word.name}: {line.text}")
            for word in words
            for line in self.lines(word.says)
        ]
        if not lines:
            return []
        return [Section(self.words("heading.words"), (Passage(tuple(lines), "list"),))]

    def _label_once(self, section: Section) -> Section:
        """Say a label in the heading, once, where every line below would repeat it.

        That the guide does not speak is no statement, and has none.
        """
        silent = self.words("silent")
        labels = {line.label for line in lines_of(section) if line.text != silent}
        if len(labels) != 1 or "" in labels:
            return section
        bare = with_lines(section, lambda line: line._replace(label=""))
        return bare._replace(label=labels.pop())

    def _sources(self, numbers: Mapping[Place, int]) -> Section:
        """List the sources cited, each with its numbered places."""
        lines = []
        for source in self.rules.sources.values():
            places = [
                self.words("place", number=number, place=place)
                for (name, place), number in numbers.items()
                if name == source.id
            ]
            kind = "guide" if source.id == self.rules.guide else "beyond"
            about = self.words(f"source.{kind}", title=source.title, publisher=source.publisher)
            parts = (about, source.year and f"{source.year}.", *places, source.url)
            if places:
                lines.append(" ".join(part for part in parts if part))
        return Section(self.words("heading.sources"), (Passage(own(lines), "list"),))

    def _cited(self, numbers: Mapping[Place, int]) -> dict[str, Any]:
        return {
            name: {k: v for k, v in source._asdict().items() if v and k != "id"}
            for name, source in self.rules.sources.items()
            if any(name == cited for cited, _ in numbers)
        }

    def _reviewed(self) -> str:
        review = self.rules.review
        known = review.by and review.on
        told = [
            self.words("footer.edition", edition=self.rules.edition),
            self.words("footer.reviewed", by=review.by, on=review.on) if known else review.pending,
        ]
        if self.passed:
            told.append(self.words("footer.passed", day=review.again_after))
        return " ".join(told)

    def _review(self) -> dict[str, Any]:
        review = self.rules.review
        return {
            "edition": self.rules.edition,
            "reviewed_by": review.by or None,
            "reviewed_on": review.on or None,
            "again_after": review.again_after or None,
            "passed": self.passed,
            "state": self._reviewed(),
        }


def own(texts: Iterable[str]) -> tuple[Line, ...]:
    """Return lines in the tool's own words: they make no claim, so they cite nothing."""
    return tuple(Line(text) for text in texts)


def _numbered(section: Section, numbers: dict[Place, int]) -> Section:
    """Give each cited place a number in reading order; ``numbers`` carries on between calls."""

    def number(line: Line) -> Line:
        if line.cite is None:
            return line
        place = (line.cite.statement.source, line.cite.statement.place)
        cite = line.cite._replace(number=numbers.setdefault(place, len(numbers) + 1))
        return line._replace(cite=cite)

    return with_lines(section, number)
