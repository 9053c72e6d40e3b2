"""Sections: what one reader sees about a level or a procedure, question by question."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from explainer.decision.guide import Guide
from explainer.documents.citations import Citations, own
from explainer.documents.document import Block, Grid, Line, Passage, Row, Section
from explainer.documents.picture import drawing
from explainer.rules import model
from explainer.rules.model import Ids, Level, Procedure

FEWEST, MOST = 2, 4  # procedures in a comparison
MOST_ROWS: Final = 9  # of its table
FEW_ROWS: Final = 3  # before those for one reader alone, so that all fit on a page
MOST_TO_ASK: Final = 6  # questions on the printed sheet, with room to write


def can_compare(procedures: Sequence[object]) -> bool:
    """Check whether there are as many procedures as a comparison has room for."""
    return FEWEST <= len(procedures) <= MOST


def _first_lines(block: Block) -> Block:
    """Return a block as it is on the printed sheet: a checklist is cut to its first lines."""
    if not isinstance(block, Passage) or block.look != "checklist":
        return block
    return block._replace(lines=block.lines[:MOST_TO_ASK])


class Sections:
    """Makes the sections of levels and procedures for the reader of ``citations``."""

    def __init__(self, guide: Guide, citations: Citations) -> None:
        """Make sections for the reader of ``citations``."""
        self.guide = guide
        self.rules, self.messages, self.citations = guide.rules, guide.messages, citations
        self.silent = Passage(own([self.messages("document.silent")]))
        self._asked = {name for name in self.rules.sections if self._is_asked(name)}

    def of(self, level: Level | None, procedure: Procedure | None) -> list[Section]:
        """Return the sections of a level and its procedure, in the file's order."""
        found = (self.section(name, level, procedure) for name in self.rules.sections)
        return [section for section in found if section]

    def on_sheet(self, level: Level | None, procedure: Procedure | None) -> list[Section]:
        """Return the sections for the printed sheet, without notes about the guide's silence.

        A checklist has room to write, so only its first lines are on the sheet.
        """
        found = []
        for name in self.rules.on_sheet():
            whole = self.section(name, level, procedure)
            blocks = whole.blocks if whole else ()
            kept = tuple(map(_first_lines, (block for block in blocks if block != self.silent)))
            if kept:
                found.append(Section(self.rules.sections[name].heading, kept))
        return found

    def answered(self, entry: Procedure | Level) -> list[model.Section]:
        """Return the sections to show for an entry, even if only to say what to ask."""
        level, procedure = self.both(entry)
        sections = self.rules.sections.items()
        return [section for name, section in sections if self.section(name, level, procedure)]

    def topics(self, entry: Procedure | Level) -> dict[str, model.Section]:
        """Return the answered sections that readers can choose by a short name, by that name."""
        return {section.topic: section for section in self.answered(entry) if section.topic}

    def both(self, entry: Procedure | Level) -> tuple[Level | None, Procedure | None]:
        """Return an entry as a level and its procedure, or as a procedure alone."""
        if isinstance(entry, Level):
            return entry, self.rules.procedures.get(entry.procedure)
        return None, entry

    def section(
        self, name: str, level: Level | None, procedure: Procedure | None
    ) -> Section | None:
        """Return one section of a level and its procedure, or None if it would be empty.

        The answer to the reader's question comes first or, if there is none, what to ask the
        expert. A note that the guide does not cover the question comes last.
        """
        section = self.rules.sections[name]
        its = procedure.sections.get(name, ()) if procedure else ()
        ids = level.shown(name, its) if level else its
        lines = self.citations.lines(ids)
        blocks: list[Block] = [Passage(lines, section.style)] if lines else []
        if lines and section.picture:
            shown = self.rules.pictures[section.picture]
            title = shown.title or section.heading
            blocks.append(drawing(self.guide, {title: shown}, has_key=False))
        if procedure and name in self._asked:
            if not lines and (asked := self._asked_of(section)):
                blocks.append(Passage(asked, label=self.messages("card.ask")))
            silent = self._silence((*ids, *its))
            blocks += [Passage(silent)] if silent else []
        if not blocks:
            return None
        return Section(section.question or section.heading, tuple(blocks), group=section.group)

    def can_compare(self, procedures: Sequence[Procedure]) -> bool:
        """Check whether a comparison has room for these procedures, and anything to compare."""
        return can_compare(procedures) and self.grid(procedures) is not None

    def grid(self, procedures: Sequence[Procedure]) -> Section | None:
        """Return a table of a few questions, with a short answer for each procedure.

        A reader who has rows of their own gets those, after the first few that are for everybody.
        """
        answers = [procedure.grid or self._short(procedure) for procedure in procedures]
        asked = self._compared(answers)
        rows = (
            Row(
                section.question or section.heading,
                tuple(
                    self._answer(section, its.get(section.id, ())) or self.silent.lines
                    for its in answers
                ),
            )
            for section in asked
        )
        columns = (self.messages("document.column-question"), *(p.name for p in procedures))
        grid = Grid(columns, tuple(rows))
        return Section("", (grid,), role="table") if asked else None

    def _compared(self, answers: Sequence[Mapping[str, Ids]]) -> list[model.Section]:
        """Return the sections with an answer for this reader; those not for the first one last."""
        shared, alone = list[model.Section](), list[model.Section]()
        for section in self.rules.sections.values():
            ids = [name for its in answers for name in its.get(section.id, ())]
            ours = [self.rules.statements[name] for name in ids if self._is_ours(name)]
            if ours:
                is_theirs = not all(each.is_for(self.guide.first_reader) for each in ours)
                (alone if is_theirs else shared).append(section)
        return [*(shared[:FEW_ROWS] if alone else shared), *alone][:MOST_ROWS]

    def _short(self, procedure: Procedure) -> dict[str, Ids]:
        """Return the first statement for this reader in each section that has a question."""
        firsts = {
            name: next((x for x in procedure.sections.get(name, ()) if self._is_ours(x)), "")
            for name in self.rules.sections
            if name in self._asked
        }
        return {name: (first,) for name, first in firsts.items() if first}

    def side_by_side(self, procedures: Sequence[Procedure]) -> Section | None:
        """Return a table of all the reader's questions, with an answer for each procedure."""
        rows = [
            Row(
                section.question,
                tuple(self._cell(section, p.sections.get(section.id, ())) for p in procedures),
            )
            for section in self.rules.sections.values()
            if section.id in self._asked
        ]
        columns = (self.messages("document.column-question"), *(p.name for p in procedures))
        grid = Grid(columns, tuple(rows))
        return Section(self.messages("document.side-by-side"), (grid,)) if rows else None

    def _cell(self, section: model.Section, ids: Ids) -> tuple[Line, ...]:
        """Return the answer, or else what to ask, followed by a note if the guide is silent."""
        return (*self._answer(section, ids), *self._silence(ids))

    def _answer(self, section: model.Section, ids: Ids) -> tuple[Line, ...]:
        """Return the statements for this reader, or else what to ask."""
        label = self.messages("card.ask")
        return self.citations.lines(ids) or tuple(
            line._replace(text=f"{label} {line.text}") for line in self._asked_of(section)
        )

    def _asked_of(self, section: model.Section) -> tuple[Line, ...]:
        """Return the question to ask if a section has no answer, if it is for this reader."""
        return self.citations.lines([section.ask] if section.ask else [])

    def _is_asked(self, section: str) -> bool:
        """Return whether a section has a question and is not meant only for other readers."""
        if not self.rules.sections[section].question:
            return False
        procedures = self.rules.procedures.values()
        its = [name for entry in procedures for name in entry.sections.get(section, ())]
        return not its or any(self._is_ours(name) for name in its)

    def _is_ours(self, statement: str) -> bool:
        return self.rules.statements[statement].is_for(self.citations.audience)

    def _silence(self, ids: Iterable[str]) -> tuple[Line, ...]:
        """Return a note if no statement comes from the guide, or none is for this reader."""
        known = list(ids)
        if all(self.rules.statements[name].source != self.rules.guide for name in known):
            return self.silent.lines
        return (
            () if any(map(self._is_ours, known)) else own([self.messages("document.silent-here")])
        )
