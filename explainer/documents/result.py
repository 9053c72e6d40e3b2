"""A result: the sections that explain an outcome, such as what to ask and what would change it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from explainer.decision.guide import Guide
from explainer.decision.outcome import Change, Outcome
from explainer.decision.table import Answers, Conditions
from explainer.documents.assembler import Assembler
from explainer.documents.citations import own
from explainer.documents.document import Block, Grid, Line, Link, Passage, Row, Section
from explainer.rules.model import Level, Procedure

AddressOf = Callable[[Answers], str]  # returns the address of the view for some answers


def about(procedure: str) -> str:
    """Return the address of the view that explains a procedure."""
    return f"About.{procedure}"  # unique: answer ids have no capital letters


class Results:
    """Makes sections that explain outcomes and the levels in them."""

    def __init__(self, guide: Guide, assembler: Assembler) -> None:
        """Make sections for the reader of ``assembler``."""
        self.guide, self.rules, self.messages = guide, guide.rules, guide.messages
        self.assembler, self.citations = assembler, assembler.citations

    def title_of(self, entry: Level | Procedure) -> str:
        """Return the title of a result or of a procedure's own document.

        A result's title says what the guide describes for the level, or else names the level.
        """
        if isinstance(entry, Procedure):
            return self.messages("document.title-procedure", name=entry.name)
        if not entry.procedure or self.rules.is_reading(entry):
            return entry.name
        name = self.rules.procedures[entry.procedure].in_sentence
        return self.messages("document.title-result", name=name)

    def name_of(self, level: Level) -> str:
        """Return the title of a level that a reader looked up: its name, and what it leads to."""
        procedure = self.rules.procedures.get(level.procedure)
        if procedure is None or self.rules.is_reading(level):
            return level.name
        name = procedure.in_sentence
        return self.messages("document.title-level", level=level.name, name=name)

    def lead_of(self, level: Level) -> tuple[Line, ...]:
        """Return the line below the title of a result: the level, or what the level leads to."""
        if level.procedure and not self.rules.is_reading(level):
            return own([self.messages("document.lead-level", name=level.name)])
        return own([self.outcome_of(level)])

    def outcome_of(self, level: Level) -> str:
        """Return what a level leads to; never attribute our reading of the guide to the guide."""
        procedure = self.rules.procedures.get(level.procedure)
        if procedure is None:
            return self.messages("document.outcome-none")
        key = "reading" if self.rules.is_reading(level) else "guide"
        return self.messages(f"document.outcome-{key}", name=procedure.in_sentence)

    def given(self, answers: Answers) -> tuple[Line, ...]:
        """Return answers with their questions."""
        return self.accepted({question: (answer,) for question, answer in answers.items()})

    def accepted(self, conditions: Conditions) -> tuple[Line, ...]:
        """Return conditions as questions, each with the answers that are accepted."""
        return own(
            self.messages(
                "document.given",
                question=self.rules.questions[q].ask,
                answer=self.guide.any_answer(q, answers),
            )
            for q, answers in conditions.items()
        )

    def cases_of(self, level: Level) -> tuple[Line, ...]:
        """Return the cases that a level is for."""
        if level.otherwise:
            return own([self.messages("document.otherwise")])
        table = self.guide.table  # without conditions that all answers meet
        return self.accepted(table.when[table.rows.index(level.id)])

    def to_change(self, answers: Answers, address_of: AddressOf) -> list[Section]:
        """Return a heading, then each answer with its question and a link to change it.

        Each answer is a section of its own, so that the views of a page can share it.
        """
        found, before = list[Section](), dict[str, str]()
        for q, a in answers.items():
            link = Link(address_of(before), self.messages("page.change"))
            line = Line(self.guide.answer(q, a), link=link)
            passage = Passage((line,), label=self.rules.questions[q].ask)
            found.append(Section("", (passage,), role="answers"))
            before[q] = a
        heading = Section(self.messages("document.so-far"), (), role="answers")
        return [heading, *found] if found else []

    def why(
        self, result: Outcome, basis: tuple[Line, ...], address_of: AddressOf | None
    ) -> list[Section | None]:
        """Return the reasons for a result; on a page, the answers have their own sections."""
        section, answers = self.assembler.section, result.answers
        if not address_of:
            return [section("document.why", self.given(answers), basis)]
        return [*self.to_change(answers, address_of), section("document.why", (), basis)]

    def possible(self, levels: Sequence[str]) -> Section:
        """Return a table of the levels that are still possible, and what each leads to."""
        rows = tuple(
            Row(f"{level.name}.", (self._leads(level, None),))
            for level in (self.rules.levels[name] for name in levels)
        )
        columns = (self.messages("document.column-case"), self.messages("document.column-outcome"))
        return Section(self.messages("document.possible"), (Grid(columns, rows),))

    def each_possible(self, levels: Sequence[str], address_of: AddressOf) -> list[Section]:
        """Return a heading, then a section for each level that is still possible.

        The views of a page can share these sections.
        """
        found = (self.rules.levels[name] for name in levels)
        return [
            Section(self.messages("document.possible"), (), role="answers"),
            *(Section(x.name, (Passage(self._leads(x, address_of)),)) for x in found),
        ]

    def _leads(self, level: Level, address_of: AddressOf | None) -> tuple[Line, ...]:
        """Return what a level leads to, with a link on a page, and a summary of it."""
        entry = self.rules.procedures.get(level.procedure, level)
        summary = self.citations.lines(self.rules.summary(entry))[:1]
        link = Link(about(level.procedure)) if address_of and level.procedure else None
        return (Line(self.outcome_of(level), link=link), *summary)

    def rests_on(self, heading: str, levels: Iterable[Level]) -> Section:
        """Return a table of the statements that each level is based on."""
        rows = [Row(f"{level.name}.", (self.citations.lines(level.basis),)) for level in levels]
        columns = (self.messages("document.column-case"), self.messages("document.column-basis"))
        return Section(self.messages(heading), (Grid(columns, tuple(rows)),))

    def further(self, level: Level, address_of: AddressOf | None) -> Section | None:
        """List the procedures that a level suggests for further reading."""
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

    def settle(self, result: Outcome) -> Section | None:
        """Show what to ask; if an answer could decide the case, also show where each one leads."""
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

    def changes(self, result: Outcome, address_of: AddressOf | None) -> Section | None:
        """Show where changing one answer leads.

        If the result is open, show only the changes that decide it.
        """
        passages = []
        for change in result.would_change:
            if change.question in result.settle:
                continue
            if result.status == "decided" or len(change.levels) == 1:
                link = Link(address_of(change.answers)) if address_of else None
                line = Line(self._outcome_of_all(change.levels), link=link)
                (given,) = self.given({change.question: change.answer})
                label = self.messages("document.if-answer", answer=given.text)
                passages.append(Passage((line,), label=label))
        return Section(self.messages("document.change"), tuple(passages)) if passages else None

    def data(self, result: Outcome) -> dict[str, Any]:
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

    def _change(self, change: Change) -> Row:
        """Return a row that shows where another answer leads."""
        line = Line(self._outcome_of_all(change.levels))
        return Row(self.guide.answer(change.question, change.answer), ((line,),))

    def _outcome_of_all(self, levels: Sequence[str]) -> str:
        """Return what levels lead to: the outcome of a single level, or a note that it is open.

        The level itself is named if its outcome alone does not tell which level it is.
        """
        if len(levels) > 1:
            return self.messages("document.outcome-several")
        level = self.rules.levels[levels[0]]
        if not level.procedure:
            return self.messages("document.outcome-level", level=level.name)
        outcome = self.outcome_of(level)
        alike = [x for x in self.rules.levels.values() if x.procedure == level.procedure]
        if len(alike) == 1:
            return outcome
        return self.messages("document.outcome-case", level=level.name, outcome=outcome)
