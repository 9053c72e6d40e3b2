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

        Lines about the guide's silence are not statements and carry no label.
        """
        silent = self.messages("document.silent")
        labels = {line.label for line in lines_of(section) if line.text != silent}
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

    def sources(
        self, numbers: Mapping[Reference, int], *, with_urls: bool = True, is_short: bool = False
    ) -> Section:
        """Return the section that lists the cited sources, each with its numbered places.

        If ``is_short``, the numbers are enough.
        """
        lines = []
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
            parts = (
                about,
                source.year and f"{source.year}.",
                *places,
                source.url if with_urls and not is_short else "",
            )
            if places:
                lines.append(" ".join(part for part in parts if part))
        passage = Passage(own(lines), "list")
        return Section(self.messages("document.sources"), (passage,), role="sources")

    def cited(self, numbers: Mapping[Reference, int]) -> dict[str, Any]:
        """Return the cited sources by id, as plain values."""
        return {
            name: {k: v for k, v in source._asdict().items() if v and k != "id"}
            for name, source in self.rules.sources.items()
            if any(name == cited for cited, _ in numbers)
        }

    def _line(self, statement: Statement) -> Line:
        kind = self.rules.kind(statement)
        return Line(statement.text, Citation(0, statement, kind), self._labels[kind])


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
