"""Citations: statements as lines with their sources, and the numbered list of sources."""

from collections.abc import Iterable, Mapping
from itertools import zip_longest
from typing import Any

from explainer.decision.guide import Guide
from explainer.documents.document import (
    CARD,
    FLAGS,
    Citation,
    Line,
    Passage,
    Section,
    flagged,
    lines_of,
    with_lines,
)
from explainer.rules.model import Statement
from explainer.text import shortened

Reference = tuple[str, str]  # a source's id, and the place in it


class Citations:
    """Cites the statements of a guide for one reader."""

    def __init__(self, guide: Guide, audience: str) -> None:
        """Cite for ``audience``, one of the guide's audiences."""
        self.rules, self.messages, self.audience = guide.rules, guide.messages, audience
        self._labels = {
            kind: "" if kind == "guide" else guide.messages(f"document.kind-{kind}")
            for kind in FLAGS
        }

    def lines(self, ids: Iterable[str]) -> tuple[Line, ...]:
        """Return the statements meant for this reader, as lines."""
        statements = (self.rules.statements[name] for name in ids)
        return tuple(map(self._line, (s for s in statements if s.is_for(self.audience))))

    def flagged(self, ids: Iterable[str]) -> tuple[Line, ...]:
        """Return the statements meant for this reader, as lines of a card."""
        return flagged_once(self.lines(ids))

    def label_once(self, section: Section) -> Section:
        """Move a label that every line of a section shares to the section's heading.

        Notes in the tool's own words are not statements and carry no label.
        """
        notes = {self.messages("document.silent"), self.messages("picture.use")}
        labels = {line.label for line in lines_of(section) if line.text not in notes}
        if len(labels) != 1 or "" in labels:
            return section
        bare = with_lines(section, lambda line: line._replace(label=""))
        return bare._replace(label=labels.pop())

    def source_of(self, line: Line) -> str:
        """Return a line's source: title, publisher, year and place; "" for the tool's own words."""
        if line.cite is None:
            return ""
        statement = line.cite.statement
        source = self.rules.sources[statement.source]
        about = self.messages(
            "document.source-of-line", title=source.title, publisher=source.publisher
        )
        parts = (about, source.year and f"{source.year}.", f"{statement.place}.")
        return " ".join(part for part in parts if part)

    def short_source_of(self, line: Line) -> str:
        """Return a line's source in short: title and place; "" for the tool's own words."""
        if line.cite is None:
            return ""
        statement = line.cite.statement
        title = shortened(self.rules.sources[statement.source].title)
        return self.messages("document.source-in-short", title=title, place=statement.place)

    def on_paper(self, section: Section, numbers: dict[Reference, int]) -> Section:
        """Return a section for paper: its heading has the numbers of all the sources in it.

        Sources are numbered in reading order, and ``numbers`` contains the numbers so far. Help
        has them in the label of each tier. A line has only the flag for its kind.
        """

        def mark(lines: Iterable[Line]) -> str:
            names = [line.cite.statement.source for line in lines if line.cite]
            found = {numbers.setdefault((name, ""), len(numbers) + 1) for name in names}
            if not found:
                return ""
            listed = ", ".join(map(str, sorted(found)))
            return self.messages("document.source-number", number=listed)

        if section.role in CARD:
            return section
        if section.role != "help":
            section = section._replace(mark=mark(lines_of(section)))
        blocks = []
        for block in section.blocks:
            if isinstance(block, Passage):
                lines = block.lines if section.label else flagged_once(block.lines)
                its = mark(block.lines) if section.role == "help" else ""
                block = block._replace(lines=lines, mark=its)
            blocks.append(block)
        return section._replace(blocks=tuple(blocks))

    def short_sources(self, numbers: Mapping[Reference, int]) -> Section:
        """Return the section that lists the cited sources by number: title, publisher, year."""
        lines = []
        for (name, _), number in numbers.items():
            source = self.rules.sources[name]
            title, publisher = source.title, source.publisher
            about = (
                self.messages("document.source-guide", title=title, publisher=publisher)
                if name == self.rules.guide
                else self.messages("document.source-short", title=title, publisher=publisher)
            )
            parts = (
                self.messages("document.source-number", number=number),
                about,
                source.year and f"{source.year}.",
            )
            lines.append(" ".join(part for part in parts if part))
        heading = self.messages("document.sources-short")
        return Section(heading, (Passage(own(lines), "list"),), role="sources")

    def each_source(
        self, numbers: Mapping[Reference, int], *, is_short: bool = False
    ) -> dict[str, Section]:
        """Return a section for each cited source, by its id, with its numbered places.

        If ``is_short``, the numbers are enough.
        """
        found = {}
        for source in self.rules.sources.values():
            places = [
                self.messages("document.source-number", number=number)
                if is_short
                else self.messages("document.source-place", number=number, place=place)
                for (name, place), number in numbers.items()
                if name == source.id
            ]
            kind = "guide" if source.id == self.rules.guide else "beyond"
            about = self.messages(
                f"document.source-{kind}", title=source.title, publisher=source.publisher
            )
            year, url = source.year and f"{source.year}.", "" if is_short else source.url
            if places:
                line = " ".join(part for part in (about, year, *places, url) if part)
                found[source.id] = Section("", (Passage(own([line]), "list"),), role="sources")
        return found

    def sources(self, numbers: Mapping[Reference, int], *, is_short: bool = False) -> Section:
        """Return the section that lists the cited sources, each with its numbered places.

        If ``is_short``, the numbers are enough.
        """
        each = self.each_source(numbers, is_short=is_short).values()
        lines = tuple(line for section in each for line in lines_of(section))
        heading = self.messages("document.sources")
        return Section(heading, (Passage(lines, "list"),), role="sources")

    def cited(self, numbers: Mapping[Reference, int]) -> dict[str, Any]:
        """Return the cited sources by id, as plain values."""
        return {
            name: {k: v for k, v in source._asdict().items() if v and k != "id"}
            for name, source in self.rules.sources.items()
            if any(name == cited for cited, _ in numbers)
        }

    def _line(self, statement: Statement) -> Line:
        kind = self.rules.kind(statement)
        url = self.rules.sources[statement.source].url if statement.link else ""
        return Line(statement.text, Citation(0, statement, kind, url), self._labels[kind])


def own(texts: Iterable[str]) -> tuple[Line, ...]:
    """Return lines in the tool's own words, which make no claims and so cite nothing."""
    return tuple(Line(text) for text in texts)


def flagged_once(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return lines with flags; in a run of lines of the same kind, only the last has one."""
    found = list(map(flagged, lines))
    return tuple(
        line._replace(flag="") if after and after.flag == line.flag else line
        for line, after in zip_longest(found, found[1:])
    )


def numbered(sections: Iterable[Section], numbers: dict[Reference, int]) -> tuple[Section, ...]:
    """Return sections with each reference numbered in reading order.

    ``numbers`` contains the numbers assigned so far; new ones are added to it. Cards have flags
    instead.
    """

    def number(line: Line) -> Line:
        if line.cite is None:
            return line
        reference = (line.cite.statement.source, line.cite.statement.place)
        cite = line.cite._replace(number=numbers.setdefault(reference, len(numbers) + 1))
        return line._replace(cite=cite)

    return tuple(
        section if section.role in CARD else with_lines(section, number) for section in sections
    )
