"""A composer: writes the document for an outcome, a name, a comparison or the FAQ.

Wording, order, labels and citations are decided here and in the assembler, once, so that
no two formats can differ. Texts come from the rules file and from the messages.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from explainer.decision.guide import Guide
from explainer.decision.interview import Interview
from explainer.decision.outcome import Change, Outcome
from explainer.decision.table import Answers
from explainer.documents.assembler import Assembler
from explainer.documents.card import Cards
from explainer.documents.citations import Citations, own
from explainer.documents.document import (
    Block,
    Document,
    Grid,
    Line,
    Link,
    Passage,
    Row,
    Section,
    flagged,
    lines_of,
    with_lines,
)
from explainer.documents.picture import picture
from explainer.rules import model
from explainer.rules.model import Faq, Ids, Level, Procedure, Word

AddressOf = Callable[[Answers], str]  # returns the address of the view for some answers


def about(procedure: str) -> str:
    """Return the address of the view that explains a procedure by name."""
    return f"About.{procedure}"  # unique: answer ids have no capital letters


class Composer:
    """Composes documents for one reader of a guide."""

    def __init__(self, guide: Guide, audience: str = "", today: str = "") -> None:
        """Compose for ``audience``, by default the guide's first; ``today`` is like 2026-11-23."""
        self.guide, self.rules, self.messages = guide, guide.rules, guide.messages
        self.audience = audience or guide.first_reader
        self.citations = Citations(guide, self.audience)
        self.assembler = Assembler(guide, self.citations, today)
        notice = f"{self.rules.notices.disclaimer} {self.assembler.reviewed()}"
        self.cards = Cards(guide, self.citations, notice)
        self._asked = {name for name in self.rules.sections if self._is_asked(name)}

    # --- documents ---

    def outcome(self, result: Outcome, address_of: AddressOf | None = None) -> Document:
        """Explain the outcome of the answers; with ``address_of``, other answers are links."""
        if result.status == "open":
            return self._open(result, address_of)
        level = self.rules.levels[result.levels[0]]
        procedure = self.rules.procedures.get(level.procedure)
        title, parts = self.title_of(level), self.parts(level, procedure)
        above = {line.cite.statement.id for x in parts[:1] for line in lines_of(x) if line.cite}
        basis = self.citations.lines(name for name in level.basis if name not in above)
        sections = [
            *self.with_picture(parts, level, procedure),
            self._further(level, address_of),
            self._changes(result, address_of),
            *self.why(result, basis, address_of),
        ]
        return self.assembler.document(
            title,
            self.lead_of(level),
            sections,
            self.outcome_data(result),
            card=self.cards.of_entry(title, level, procedure),
            more=self.more_about(level, procedure),
        )

    def named(self, entry: Procedure | Level | Word) -> Document:
        """Explain a procedure, a level or a word by its name."""
        if isinstance(entry, Procedure):
            return self.procedure(entry)
        return self.level(entry) if isinstance(entry, Level) else self.word(entry)

    def procedure(self, procedure: Procedure) -> Document:
        """Explain a procedure by its name, as on a treatment plan."""
        levels = [x for x in self.rules.levels.values() if x.procedure == procedure.id]
        also = [self.messages("document.lead-also", names=", ".join(procedure.also))]
        sections = [
            *self.with_picture(self.parts(None, procedure), None, procedure),
            self.rests_on("document.when", levels) if levels else None,
        ]
        return self.assembler.document(
            procedure.name,
            own(also if procedure.also else []),
            sections,
            {"procedure": procedure.id, "levels": [x.id for x in levels]},
            card=self.cards.of_entry(procedure.name, None, procedure),
            more=self.more_about(None, procedure),
        )

    def level(self, level: Level) -> Document:
        """Explain a level by its name."""
        procedure = self.rules.procedures.get(level.procedure)
        basis = self.citations.lines(level.basis)
        sections = [
            *self.with_picture(self.parts(level, procedure), level, procedure),
            self._further(level, None),
            self.assembler.section("document.when", self.given(level.when), basis),
        ]
        return self.assembler.document(
            level.name,
            own([self.outcome_of(level)]),
            sections,
            {"level": level.id, "procedures": [level.procedure] if level.procedure else []},
            card=self.cards.of_entry(level.name, level, procedure),
            more=self.more_about(level, procedure),
        )

    def word(self, word: Word) -> Document:
        """Explain a word of the glossary."""
        heading = self.messages("document.meaning")
        return self._short(word.name, heading, word.says, {"word": word.id})

    def topic(self, entry: Procedure | Level, topic: model.Section) -> Document:
        """Answer one of a reader's questions about a procedure or a level."""
        level = entry if isinstance(entry, Level) else None
        procedure = self.rules.procedures.get(level.procedure) if level else entry
        assert not isinstance(procedure, Level)  # noqa: S101 (for the type checker)
        section = self._section(topic.id, level, procedure)
        title = self.messages(
            "document.title-topic", name=entry.name, topic=topic.question or topic.topic
        )
        passages = (
            block._replace(lines=tuple(map(flagged, block.lines)))
            for block in (section.blocks if section else ())
            if isinstance(block, Passage)
        )
        data = {"topic": topic.id, "of": entry.id}
        card, more = self.cards.of_passages(title, passages), self.messages("card.more-help")
        return self.assembler.document(title, (), [section], data, card=card, more=more)

    def topics(self, entry: Procedure | Level | None) -> dict[str, model.Section]:
        """Return the topics that have something to say about a procedure or level, by short name.

        Without an entry, return those that have something to say about any procedure.
        """
        level = entry if isinstance(entry, Level) else None
        procedure = self.rules.procedures.get(level.procedure) if level else entry
        assert not isinstance(procedure, Level)  # noqa: S101 (for the type checker)
        return {
            section.topic: section
            for name, section in self.rules.sections.items()
            if section.topic and self._section(name, level, procedure)
        }

    def follow_ups(self, result: Outcome) -> dict[str, Callable[[], Document]]:
        """Return what a reader may want next, by short name: topics, or each possible procedure."""
        if result.status == "decided":
            level = self.rules.levels[result.levels[0]]
            found: dict[str, Callable[[], Document]] = {
                name: partial(self.topic, level, topic)
                for name, topic in self.topics(level).items()
            }
            others = level.further
        else:
            found, others = {}, result.procedures
        procedures = [self.rules.procedures[name] for name in others]
        found |= {entry.name.lower(): partial(self.procedure, entry) for entry in procedures}
        if len(procedures) > 1:
            found[self.messages("reading.compare")] = partial(self.compare, procedures)
        return found

    def origins(self, document: Document) -> list[str]:
        """Return each statement on a document's card, followed by its source."""
        shown = {
            line.cite.statement.id: line
            for section in document.card
            for line in lines_of(section)
            if line.cite
        }
        return [
            self.messages("document.origin", text=line.text, source=self.citations.source_of(line))
            for line in shown.values()
        ]

    def help(self) -> Document:
        """Explain when to get help, in full."""
        title, more = self.rules.notices.heading, self.messages("card.more-options")
        card = self.cards.help_in_full()
        return self.assembler.document(title, (), [], {"help": True}, card=card, more=more)

    def compare(self, procedures: Sequence[Procedure]) -> Document:
        """Compare procedures in a table whose rows are a reader's questions."""
        names = [procedure.name for procedure in procedures]
        purpose = self.citations.lines(self.rules.purpose)
        table = self._side_by_side(procedures)
        sections = [table, self.assembler.section("document.about", (), purpose)]
        help = self.cards.help(is_named=True)
        flags = [with_lines(table, flagged)] if table else []
        return self.assembler.document(
            self.messages("document.title-compare", names=" / ".join(names)),
            (),
            sections,
            {"procedures": [procedure.id for procedure in procedures]},
            card=(help, *self.cards.legend([help, *flags])),
            more=self.messages("card.more"),
        )

    def faq(self, entries: Iterable[Faq], *, is_chosen: bool = False) -> Document:
        """Give the guide's answers to its own questions: in short, unless they were chosen."""
        answers = {e.id: (e.question, self.citations.lines(e.says)) for e in entries}
        shown = {name: entry for name, entry in answers.items() if entry[1]}
        sections = [Section(question, (Passage(lines),)) for question, lines in shown.values()]
        passages = [
            Passage(tuple(map(flagged, lines if is_chosen else lines[:1])), label=question)
            for question, lines in shown.values()
        ]
        title = self.messages("document.title-faq")
        return self.assembler.document(
            title,
            (),
            sections,
            {"faq": list(shown)},
            card=self.cards.of_passages(title, passages),
            more=self.messages("card.more-help" if is_chosen else "card.more-faq"),
        )

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
        title = self.messages("document.title-glossary")
        card = (self.cards.help(is_named=True),)
        return self.assembler.document(title, (), meanings, {}, card=card)

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
        found |= {("help",): self.help()}
        return {path: document for path, document in found.items() if document.body}

    # --- parts, for documents here and elsewhere in the package ---

    def parts(
        self, level: Level | None, procedure: Procedure | None, names: Iterable[str] = ()
    ) -> list[Section]:
        """Return the sections of a level and its procedure, in the file's order.

        With ``names``, only those sections are returned.
        """
        wanted = set(names or self.rules.sections)
        found = (
            self._section(name, level, procedure) for name in self.rules.sections if name in wanted
        )
        return [section for section in found if section]

    def with_picture(
        self, parts: Sequence[Section], level: Level | None, procedure: Procedure | None
    ) -> list[Section | None]:
        """Return sections with the picture after the first of them."""
        drawn = picture(self.guide, self.citations, level, procedure)
        return [*parts[:1], drawn, *parts[1:]]

    def more_about(self, level: Level | None, procedure: Procedure | None) -> str:
        """Return how to see more than the card: everything, or one topic."""
        entry = level or procedure
        topics = list(self.topics(entry)) if entry else []
        if not entry or not topics:
            return self.messages("card.more")
        topic = next((name for name in topics if " " not in name), topics[0])
        return self.messages("card.more-topic", name=(procedure or entry).id, topic=topic)

    def title_of(self, level: Level) -> str:
        """Return the title of a level: what the guide describes for it, or else its name."""
        is_described = level.procedure and not self.rules.is_reading(level)
        return self.outcome_of(level) if is_described else level.name

    def lead_of(self, level: Level) -> tuple[Line, ...]:
        """Return the line about a level that some answers led to, if its title does not say it."""
        if level.procedure and not self.rules.is_reading(level):
            return own([self.messages("document.lead-level", name=level.name)])
        return own([self.outcome_of(level)])

    def outcome_of(self, level: Level) -> str:
        """Return what a level leads to; never attribute our reading of the guide to the guide."""
        procedure = self.rules.procedures.get(level.procedure)
        if procedure is None:
            return self.messages("document.outcome-none")
        key = "reading" if self.rules.is_reading(level) else "guide"
        return self.messages(f"document.outcome-{key}", name=procedure.phrase or procedure.name)

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
            entry = self.rules.procedures.get(level.procedure, level)
            summary = self.citations.lines(self.rules.summary(entry))
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
        """Return the statements for this reader; if the guide is silent, end with a note."""
        return (*self.citations.lines(ids), *self._silence(ids))

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
            self._side_by_side(chosen) if len(chosen) == 2 else None,
            self._changes(result, address_of),
            *self.why(result, (), address_of),
        ]
        names = " ".join(procedure.id for procedure in chosen)
        more = "card.more-compare" if len(chosen) > 1 else "card.more"
        return self.assembler.document(
            self.messages("document.title-open", count=len(result.levels)),
            own([self.messages("document.lead-open")]),
            [section and section._replace(role="body") for section in sections],
            self.outcome_data(result),
            card=self.cards.of_outcomes(result),
            more=self.messages(more, names=names),
        )

    def _short(self, title: str, heading: str, says: Ids, data: Mapping[str, Any]) -> Document:
        """Return a document about a word: its card, and the same with numbers and sources."""
        section = Section(heading, (Passage(self.citations.lines(says)),))
        card = self.cards.of_passages(title, [Passage(self.citations.flagged(says))])
        more = self.messages("card.more-help")
        return self.assembler.document(title, (), [section], data, card=card, more=more)

    def _section(
        self, name: str, level: Level | None, procedure: Procedure | None
    ) -> Section | None:
        """Return one section of a level and its procedure, or None if it would be empty.

        What answers the reader's question comes first; if nothing does, what to ask the expert.
        That the guide does not cover it comes last.
        """
        section = self.rules.sections[name]
        its = procedure.sections.get(name, ()) if procedure else ()
        ids = (level.sections.get(name) if level else ()) or its
        lines = self.citations.lines(ids)
        blocks: list[Block] = [Passage(lines, section.style)] if lines else []
        if procedure and name in self._asked:
            if not lines and section.ask:
                label = self.messages("card.ask")
                blocks.append(Passage(self.citations.lines([section.ask]), label=label))
            silent = self._silence((*ids, *its))
            blocks += [Passage(silent)] if silent else []
        return Section(section.heading, tuple(blocks)) if blocks else None

    def _further(self, level: Level, address_of: AddressOf | None) -> Section | None:
        """Name the procedures to read about that a level does not lead to."""
        procedures = [self.rules.procedures[name] for name in level.further]
        lines = [
            Line(
                procedure.name
                if address_of
                else self.messages("document.read", name=procedure.name, id=procedure.id),
                link=Link(about(procedure.id)) if address_of else None,
            )
            for procedure in procedures
        ]
        return self.assembler.section("document.further", tuple(lines), ())

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
        """Show where single other answers lead; for an open result, only those that decide it.

        Answers that lead to the same outcome share a row.
        """
        single = result.status == "decided"
        rows: dict[str, tuple[Line, ...]] = {}
        for change in result.would_change:
            if change.question not in result.settle and (single or len(change.levels) == 1):
                outcome = self._outcome_of_all(change.levels)
                answer = self.given({change.question: change.answer})[0].text
                link = Link(address_of(change.answers)) if address_of else None
                rows[outcome] = (*rows.get(outcome, ()), Line(answer, link=link))
        columns = (
            self.messages("document.column-outcome"),
            self.messages("document.column-other"),
        )
        grid = Grid(columns, tuple(Row(outcome, (lines,)) for outcome, lines in rows.items()))
        return Section(self.messages("document.change"), (grid,)) if rows else None

    def _settle(self, result: Outcome) -> Section | None:
        """Show what to ask; if an answer could settle it, also show where each answer leads."""
        blocks: list[Block] = []
        columns = (
            self.messages("document.column-answer"),
            self.messages("document.column-outcome"),
        )
        for question in result.settle:
            rows = [self._change(c) for c in result.would_change if c.question == question]
            ask = self.messages("document.quoted", text=self.rules.questions[question].settle)
            blocks.append(Passage(own([ask]), "checklist"))
            if any(len(c.levels) == 1 for c in result.would_change if c.question == question):
                blocks.append(Grid(columns, tuple(rows)))
        if not blocks:
            return None
        return Section(self.messages("document.settle"), tuple(blocks))

    def _change(self, change: Change) -> Row:
        """Return a row that shows where another answer leads."""
        line = Line(self._outcome_of_all(change.levels))
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
                tuple(self._cell(section, p.sections.get(section.id, ())) for p in procedures),
            )
            for section in self.rules.sections.values()
            if section.id in self._asked
        ]
        columns = (self.messages("document.column-question"), *(p.name for p in procedures))
        grid = Grid(columns, tuple(rows))
        heading = self.messages("document.side-by-side")
        return Section(heading, (grid,), role="table") if rows else None

    def _cell(self, section: model.Section, ids: Ids) -> tuple[Line, ...]:
        """Return what answers a question, or else what to ask; then that the guide is silent."""
        lines = self.citations.lines(ids)
        if not lines and section.ask:
            label = self.messages("card.ask")
            lines = tuple(
                line._replace(text=f"{label} {line.text}")
                for line in self.citations.lines([section.ask])
            )
        return (*lines, *self._silence(ids))
