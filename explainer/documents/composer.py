"""A composer: writes the document for an outcome, a name, a comparison or the FAQ.

Wording, order, labels and citations are decided here and in the assembler, once, so that
no two formats can differ. Texts come from the rules file and from the messages.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from explainer.decision.guide import Guide
from explainer.decision.interview import Interview
from explainer.decision.outcome import Change, Outcome
from explainer.decision.table import Answers
from explainer.documents.assembler import Assembler
from explainer.documents.citations import Citations, own
from explainer.documents.document import (
    Block,
    Document,
    Grid,
    Line,
    Link,
    Passage,
    Role,
    Row,
    Section,
    lines_of,
)
from explainer.documents.picture import picture
from explainer.rules.model import Faq, Ids, Level, Procedure, Word

AddressOf = Callable[[Answers], str]  # returns the address of the view for some answers


def about(procedure: str) -> str:
    """Return the address of the view that explains a procedure by name."""
    return f"About.{procedure}"  # unique: answer ids have no capital letters


class Parts(NamedTuple):
    """The sections of a level and its procedure: the summary, if there is one, and the details."""

    summary: Section | None
    details: tuple[Section, ...]


class Composer:
    """Composes documents for one reader of a guide."""

    def __init__(self, guide: Guide, audience: str = "", today: str = "") -> None:
        """Compose for ``audience``, by default the guide's first; ``today`` is like 2026-11-23."""
        self.guide, self.rules, self.messages = guide, guide.rules, guide.messages
        self.audience = audience or guide.first_reader
        self.citations = Citations(guide, self.audience)
        self.assembler = Assembler(guide, self.citations, today)
        self._asked = {name for name in self.rules.sections if self._is_asked(name)}

    # --- documents ---

    def outcome(self, result: Outcome, address_of: AddressOf | None = None) -> Document:
        """Explain the outcome of the answers; with ``address_of``, other answers are links."""
        if result.status == "open":
            return self._open(result, address_of)
        level = self.rules.levels[result.levels[0]]
        procedure = self.rules.procedures.get(level.procedure)
        parts = self.parts(level, procedure)
        above = lines_of(parts.summary) if parts.summary else ()
        shown = {line.cite.statement.id for line in above if line.cite}
        basis = self.citations.lines(name for name in level.basis if name not in shown)
        sections = [
            parts.summary,
            picture(self.guide, self.citations, level, procedure),
            *self.why(result, basis, address_of),
            self._changes(result, address_of),
            *parts.details,
        ]
        title = self.title_of(level)
        return self.assembler.document(
            title, self.lead_of(level), sections, self.outcome_data(result)
        )

    def named(self, entry: Procedure | Level | Word) -> Document:
        """Explain a procedure, a level or a word by its name."""
        if isinstance(entry, Procedure):
            return self.procedure(entry)
        return self.level(entry) if isinstance(entry, Level) else self.word(entry)

    def procedure(self, procedure: Procedure) -> Document:
        """Explain a procedure by its name, as on a treatment plan."""
        levels = [x for x in self.rules.levels.values() if x.procedure == procedure.id]
        parts = self.parts(None, procedure)
        also = [self.messages("document.lead-also", names=", ".join(procedure.also))]
        sections = [
            parts.summary,
            picture(self.guide, self.citations, None, procedure),
            self.rests_on("document.when", levels),
            *parts.details,
        ]
        data = {"procedure": procedure.id, "levels": [x.id for x in levels]}
        lead = own(also if procedure.also else [])
        return self.assembler.document(procedure.name, lead, sections, data)

    def level(self, level: Level) -> Document:
        """Explain a level by its name."""
        procedure = self.rules.procedures.get(level.procedure)
        parts = self.parts(level, procedure)
        basis = self.citations.lines(level.basis)
        sections = [
            parts.summary,
            picture(self.guide, self.citations, level, procedure),
            self.assembler.section("document.when", self.given(level.when), basis),
            *parts.details,
        ]
        data = {"level": level.id, "procedures": [level.procedure] if level.procedure else []}
        return self.assembler.document(level.name, own([self.outcome_of(level)]), sections, data)

    def word(self, word: Word) -> Document:
        """Explain a word of the glossary."""
        meaning = Passage(self.citations.lines(word.says))
        section = Section(self.messages("document.meaning"), (meaning,))
        return self.assembler.document(word.name, (), [section], {"word": word.id})

    def compare(self, procedures: Sequence[Procedure]) -> Document:
        """Compare procedures in a table whose rows are a reader's questions."""
        names = [procedure.name for procedure in procedures]
        purpose = self.citations.lines(self.rules.purpose)
        sections = [
            self.assembler.section("document.about", (), purpose),
            self._side_by_side(procedures),
        ]
        data = {"procedures": [procedure.id for procedure in procedures]}
        title = self.messages("document.title-compare", names=" / ".join(names))
        return self.assembler.document(title, (), sections, data)

    def faq(self, entries: Iterable[Faq]) -> Document:
        """Give the guide's answers to its own questions."""
        answers = {e.id: (e.question, self.citations.lines(e.says)) for e in entries}
        shown = {name: entry for name, entry in answers.items() if entry[1]}
        sections = [Section(question, (Passage(lines),)) for question, lines in shown.values()]
        data = {"faq": list(shown)}
        return self.assembler.document(self.messages("document.title-faq"), (), sections, data)

    def question(self, interview: Interview, most: int, address_of: AddressOf) -> Document:
        """Ask an interview's next question; ``most`` counts it and all that may follow."""
        question = self.rules.questions[str(interview.node.question)]
        number = len(interview.answers) + 1
        position = self.messages("interview.position", number=number, most=number - 1 + most)
        first = [] if interview.answers else [self.messages("page.intro")]
        settle = self.messages("interview.settle", settle=question.settle)
        sections = [
            self.assembler.section(
                "document.so-far", self.given(interview.answers, address_of), ()
            ),
            self.assembler.section("document.why-asked", (), own([question.why, settle])),
        ]
        return self.assembler.document(question.ask, own([*first, position]), sections, {})

    def glossary(self) -> Document:
        """Explain each word of the glossary."""
        meanings = self.assembler.meanings(self.rules.glossary.values())
        return self.assembler.document(self.messages("document.title-glossary"), (), meanings, {})

    def chapters(self) -> dict[tuple[str, ...], Document]:
        """Return every document outside the interview, by its path in the rules file.

        Documents that have nothing for this reader are omitted.
        """
        rules = self.rules
        compared = [rules.procedures[name] for name in rules.compare]
        found: dict[tuple[str, ...], Document] = {
            ("procedures", entry.id): self.procedure(entry) for entry in rules.procedures.values()
        }
        found |= {("compare",): self.compare(compared)} if compared else {}
        found |= {("faq",): self.faq(rules.faq.values())} if rules.faq else {}
        found |= {("glossary",): self.glossary()} if rules.glossary else {}
        return {path: document for path, document in found.items() if document.body}

    # --- parts, for documents here and elsewhere in the package ---

    def parts(
        self, level: Level | None, procedure: Procedure | None, names: Iterable[str] = ()
    ) -> Parts:
        """Return the sections of a level and its procedure, in the file's order.

        With ``names``, only those sections are returned.
        """
        wanted = set(names or self.rules.sections)
        found = {
            name: section
            for name in self.rules.sections
            if name in wanted and (section := self._section(name, level, procedure))
        }
        return Parts(found.pop(self.rules.summary, None), tuple(found.values()))

    def title_of(self, level: Level) -> str:
        """Return the title of a level: its outcome, or its name if it leads to no procedure."""
        return self.outcome_of(level) if level.procedure else level.name

    def lead_of(self, level: Level) -> tuple[Line, ...]:
        """Return the opening line about a level that some answers led to."""
        if not level.procedure:
            return own([self.messages("document.lead-no-procedure")])
        return own([self.messages("document.lead-level", name=level.name)])

    def outcome_of(self, level: Level) -> str:
        """Return what a level leads to; never attribute our reading of the guide to the guide."""
        if not level.procedure:
            return self.messages("document.outcome-none")
        key = (
            "document.outcome-reading" if self.rules.is_reading(level) else "document.outcome-guide"
        )
        return self.messages(key, name=self.rules.procedures[level.procedure].name)

    def given(self, answers: Answers, address_of: AddressOf | None = None) -> tuple[Line, ...]:
        """Return answers with their questions and, on a page, a link to change each answer."""
        lines, before = [], dict[str, str]()
        for q, a in answers.items():
            question = self.rules.questions[q].ask
            text = self.messages(
                "document.given", question=question, answer=self.guide.answer(q, a)
            )
            change = self.messages("page.change")
            link = Link(address_of(before), change) if address_of else None
            lines.append(Line(text, link=link))
            before[q] = a
        return tuple(lines)

    def why(
        self, result: Outcome, basis: tuple[Line, ...], address_of: AddressOf | None
    ) -> list[Section | None]:
        """Return the reasons for a result; on a page, the answers have their own section."""
        given, section = self.given(result.answers, address_of), self.assembler.section
        if not address_of:
            return [section("document.why", given, basis)]
        return [section("document.so-far", given, ()), section("document.why", (), basis)]

    def possible(self, levels: Sequence[str], address_of: AddressOf | None = None) -> Section:
        """Return a table of the levels that are still possible, with outcomes and summaries."""
        rows = []
        for level in (self.rules.levels[name] for name in levels):
            procedure = self.rules.procedures.get(level.procedure)
            its = procedure.sections.get(self.rules.summary, ()) if procedure else ()
            summary = self.citations.lines(level.sections.get(self.rules.summary, its))
            link = Link(about(level.procedure)) if address_of and level.procedure else None
            outcome = Line(self.outcome_of(level), link=link)
            rows.append(Row(f"{level.name}.", ((outcome, *summary),)))
        columns = (self.messages("document.column-case"), self.messages("document.column-outcome"))
        return Section(self.messages("document.possible"), (Grid(columns, tuple(rows)),))

    def rests_on(self, heading: str, levels: Iterable[Level]) -> Section:
        """Return a table of the statements that each level is based on."""
        rows = [Row(f"{level.name}.", (self.citations.lines(level.basis),)) for level in levels]
        columns = (self.messages("document.column-case"), self.messages("document.column-basis"))
        return Section(self.messages(heading), (Grid(columns, tuple(rows)),))

    def lines_or_silence(self, ids: Ids) -> tuple[Line, ...]:
        """Return the statements for this reader, after a note if the guide is silent."""
        return (*self._silence(ids), *self.citations.lines(ids))

    def outcome_data(self, result: Outcome) -> dict[str, Any]:
        """Return an outcome as plain values, as defined by the JSON contract."""
        ask = self.rules.questions
        return {
            "status": result.status,
            "levels": list(result.levels),
            "procedures": list(result.procedures),
            "answers": dict(result.answers),
            "because": [
                {"question": q, "answer": a, "text": f"{ask[q].ask} {self.guide.answer(q, a)}."}
                for q, a in result.answers.items()
            ],
            "would_change": [
                {"question": q, "answer": a, "levels": list(levels)}
                for q, a, levels, _ in result.would_change
            ],
            "settle": [{"question": q, "ask": ask[q].settle} for q in result.settle],
        }

    # --- parts, for this module ---

    def _open(self, result: Outcome, address_of: AddressOf | None) -> Document:
        chosen = [self.rules.procedures[p] for p in result.procedures]
        sections = [
            self._settle(result),
            self.possible(result.levels, address_of),
            *self.why(result, (), address_of),
            self._changes(result, address_of),
            self._side_by_side(chosen) if len(chosen) == 2 else None,
        ]
        title, lead = (
            self.messages("document.title-open"),
            own([self.messages("document.lead-open")]),
        )
        return self.assembler.document(title, lead, sections, self.outcome_data(result))

    def _section(
        self, name: str, level: Level | None, procedure: Procedure | None
    ) -> Section | None:
        """Return one section of a level and its procedure, or None if it would be empty."""
        section, is_summary = self.rules.sections[name], name == self.rules.summary
        its = procedure.sections.get(name, ()) if procedure else ()
        ids = (level.sections.get(name) if level else ()) or its
        reason = level.basis if level else ()  # already shown above, as the reason
        fresh = [each for each in ids if each not in reason]
        lines = self.citations.lines(fresh if fresh and not is_summary else ids)
        silent = self._silence((*ids, *its)) if procedure and name in self._asked else ()
        blocks: list[Block] = [Passage(silent)] if silent else []
        blocks += [Passage(lines, section.style)] if lines else []
        role: Role = "summary" if is_summary else "body"
        return Section(section.heading, tuple(blocks), role=role) if blocks else None

    def _is_asked(self, section: str) -> bool:
        """Return whether a section has a question, and is not meant for other readers only."""
        if not self.rules.sections[section].question:
            return False
        procedures = self.rules.procedures.values()
        its = [name for entry in procedures for name in entry.sections.get(section, ())]
        return not its or any(self._is_ours(name) for name in its)

    def _is_ours(self, statement: str) -> bool:
        return self.rules.statements[statement].is_for(self.audience)

    def _silence(self, ids: Iterable[str]) -> tuple[Line, ...]:
        """Return a note if no statement comes from the guide, or none is for this reader."""
        known = list(ids)
        if all(self.rules.statements[name].source != self.rules.guide for name in known):
            return own([self.messages("document.silent")])
        return (
            () if any(map(self._is_ours, known)) else own([self.messages("document.silent-here")])
        )

    def _changes(self, result: Outcome, address_of: AddressOf | None) -> Section | None:
        """Show which single answers lead elsewhere; for an open result, only deciding ones."""
        single = result.status == "decided"
        rows = [
            self._change(c, address_of)
            for c in result.would_change
            if c.question not in result.settle and (single or len(c.levels) == 1)
        ]
        columns = (
            self.messages("document.column-answer"),
            self.messages("document.column-outcome"),
        )
        grid = Grid(columns, tuple(rows))
        return Section(self.messages("document.change"), (grid,)) if rows else None

    def _settle(self, result: Outcome) -> Section | None:
        """Show what to ask; if an answer could settle it, also show where each answer leads."""
        blocks: list[Block] = []
        columns = (
            self.messages("document.column-answer"),
            self.messages("document.column-outcome"),
        )
        for question in result.settle:
            rows = [self._change(c, None) for c in result.would_change if c.question == question]
            ask = self.messages("document.quoted", text=self.rules.questions[question].settle)
            blocks.append(Passage(own([ask]), "checklist"))
            if any(len(c.levels) == 1 for c in result.would_change if c.question == question):
                blocks.append(Grid(columns, tuple(rows)))
        if not blocks:
            return None
        return Section(self.messages("document.settle"), tuple(blocks), role="summary")

    def _change(self, change: Change, address_of: AddressOf | None) -> Row:
        """Return a row that shows where another answer leads; on a page, it is a link."""
        link = Link(address_of(change.answers)) if address_of else None
        line = Line(self._outcome_of_all(change.levels), link=link)
        return Row(self.guide.answer(change.question, change.answer), ((line,),))

    def _outcome_of_all(self, levels: Sequence[str]) -> str:
        """Return what levels lead to: the outcome of a single one, or that it is still open."""
        if len(levels) > 1:
            return self.messages("document.outcome-several")
        level = self.rules.levels[levels[0]]
        if not level.procedure:
            return self.messages("document.outcome-level", level=level.name)
        return self.outcome_of(level)

    def _side_by_side(self, procedures: Sequence[Procedure]) -> Section | None:
        rows = [
            Row(
                section.question,
                tuple(self.lines_or_silence(p.sections.get(section.id, ())) for p in procedures),
            )
            for section in self.rules.sections.values()
            if section.id in self._asked
        ]
        columns = (self.messages("document.column-question"), *(p.name for p in procedures))
        grid = Grid(columns, tuple(rows))
        return Section(self.messages("document.side-by-side"), (grid,)) if rows else None
