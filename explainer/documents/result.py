"""A result: the sections that explain an outcome, such as what to ask and what would change it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from explainer.decision.guide import Guide
from explainer.decision.outcome import Change, Outcome
from explainer.decision.table import Answers
from explainer.documents.assembler import Assembler
from explainer.documents.citations import own
from explainer.documents.document import Block, Grid, Line, Link, Passage, Row, Section
from explainer.rules.model import Level

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

    def title_of(self, level: Level) -> str:
        """Return the title of a level: what the guide describes for it, or else its name."""
        is_described = level.procedure and not self.rules.is_reading(level)
        return self.outcome_of(level) if is_described else level.name

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
        """Return a table of the levels that are still possible, and what each leads to."""
        rows = []
        for level in (self.rules.levels[name] for name in levels):
            entry = self.rules.procedures.get(level.procedure, level)
            summary = self.citations.lines(self.rules.summary(entry))[:1]
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
        """Show where changing one answer leads; if the result is open, only changes that decide it.

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
        """Return what levels lead to: the outcome of a single level, or a note that it is open."""
        if len(levels) > 1:
            return self.messages("document.outcome-several")
        level = self.rules.levels[levels[0]]
        if not level.procedure:
            return self.messages("document.outcome-level", level=level.name)
        return self.outcome_of(level)
