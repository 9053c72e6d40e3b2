"""A composer: writes the document for an outcome, a name, a comparison or the FAQ.

Wording, order, labels and citations are decided here and in the assembler, once, so that
no two formats can differ. The text comes from the rules file and from the messages.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from explainer.decision.guide import Guide
from explainer.decision.interview import Interview
from explainer.decision.outcome import Outcome
from explainer.documents.assembler import Assembler
from explainer.documents.card import UNMATCHED, Cards, Matched
from explainer.documents.citations import Citations, own
from explainer.documents.document import (
    Document,
    Line,
    Link,
    Passage,
    Section,
    flagged,
    lines_of,
    with_lines,
)
from explainer.documents.picture import picture
from explainer.documents.result import AddressOf, Results, about
from explainer.documents.sections import Sections, can_compare
from explainer.rules import model
from explainer.rules.model import Faq, Level, Procedure, Tier, Word
from explainer.text import plain

MOST_RUNNING: Final = 3  # statements in running text; more are a list


class Composer:
    """Composes documents for one reader of a guide."""

    def __init__(self, guide: Guide, audience: str = "", today: str = "") -> None:
        """Compose for ``audience``, by default the guide's first, as of a date like 2026-11-23."""
        self.guide, self.rules, self.messages = guide, guide.rules, guide.messages
        self.audience, self.today = audience or guide.first_reader, today
        self.citations = Citations(guide, self.audience)
        self.assembler = Assembler(guide, self.citations, today)
        notice = f"{self.rules.notices.disclaimer} {self.assembler.reviewed()}"
        self.cards = Cards(guide, self.citations, notice)
        self.sections = Sections(guide, self.citations)
        self.results = Results(guide, self.assembler)

    def for_reader(self, audience: str) -> "Composer":
        """Return the composer for one of the guide's audiences."""
        return self if audience == self.audience else Composer(self.guide, audience, self.today)

    # --- documents ---

    def outcome(self, result: Outcome, address_of: AddressOf | None = None) -> Document:
        """Explain the outcome of the answers; with ``address_of``, other answers are links."""
        if result.status == "open":
            return self._open(result, address_of)
        level = self.rules.levels[result.levels[0]]
        procedure = self.rules.procedures.get(level.procedure)
        title, parts = self.results.title_of(level), self.sections.of(level, procedure)
        above = {line.cite.statement.id for x in parts[:1] for line in lines_of(x) if line.cite}
        basis = self.citations.lines(name for name in level.basis if name not in above)
        sections = [
            *self.with_picture(parts, level, procedure),
            self.results.further(level, address_of),
            self.results.changes(result, address_of),
            *self.results.why(result, basis, address_of),
        ]
        return self.assembler.document(
            title,
            self.results.lead_of(level),
            sections,
            self.results.data(result),
            card=self.cards.of_entry(title, level, procedure),
            more=self.more_about(level),
        )

    def named(self, entry: Procedure | Level | Word) -> Document:
        """Explain a procedure, a level or a word that was looked up by name."""
        if isinstance(entry, Procedure):
            return self.procedure(entry)
        return self.level(entry) if isinstance(entry, Level) else self.word(entry)

    def procedure(self, procedure: Procedure) -> Document:
        """Explain a procedure looked up by name, for example from a treatment plan."""
        levels = [x for x in self.rules.levels.values() if x.procedure == procedure.id]
        sections = [
            *self.with_picture(self.sections.of(None, procedure), None, procedure),
            self.results.rests_on("document.when", levels) if levels else None,
        ]
        title = self.results.title_of(procedure)
        return self.assembler.document(
            title,
            (),
            sections,
            {"procedure": procedure.id, "levels": [x.id for x in levels]},
            card=self.cards.of_entry(title, None, procedure),
            more=self.more_about(procedure),
        )

    def level(self, level: Level) -> Document:
        """Explain a level that was looked up by name."""
        procedure = self.rules.procedures.get(level.procedure)
        basis, title = self.citations.lines(level.basis), self.results.name_of(level)
        sections = [
            *self.with_picture(self.sections.of(level, procedure), level, procedure),
            self.results.further(level, None),
            self.assembler.section("document.when", self.results.cases_of(level), basis),
        ]
        return self.assembler.document(
            title,
            own([self.results.outcome_of(level)]),
            sections,
            {"level": level.id, "procedures": [level.procedure] if level.procedure else []},
            card=self.cards.of_entry(title, level, procedure),
            more=self.more_about(level),
        )

    def word(self, word: Word) -> Document:
        """Explain a word in the glossary."""
        passage = Passage(self.citations.lines(word.says))
        section = Section(self.messages("document.meaning"), (passage,))
        return self._on_a_card(word.name, [section], [passage], {"word": word.id})

    def topic(
        self, entry: Procedure | Level, topic: model.Section, matched: Matched = UNMATCHED
    ) -> Document:
        """Answer one of a reader's questions about a procedure or a level."""
        level, procedure = self.sections.both(entry)
        section = self.sections.section(topic.id, level, procedure)
        name, asked = (procedure or entry).name, topic.question or topic.topic or topic.heading
        title = self.messages("document.title-topic", name=name, topic=asked)
        blocks = section.blocks if section else ()
        every = [block for block in blocks if isinstance(block, Passage)]
        passages = [block for block in every if block != self.sections.silent] or every
        data = {"topic": topic.id, "of": entry.id}
        return self._on_a_card(title, [section], passages, data, matched)

    def help(self, *, in_full: bool = False) -> Document:
        """Explain when to get help, and offer what readers may look for first.

        ``in_full`` adds the sources.
        """
        offers = "\n".join([*self.offers(), self.messages("card.more-options")])
        card = self.cards.help_before() if in_full else self.cards.help_in_full()
        title, data = self.rules.notices.heading, {"help": True}
        return self.assembler.document(
            title, (), [], data, card=card, more=offers, with_help=in_full
        )

    def urgent(self, tier: Tier, answer: Document | None, matched: Matched = UNMATCHED) -> Document:
        """Explain a tier of help in full, then as much of an answer as the card has room for."""
        title, help = self.rules.notices.heading, self.cards.help_about(tier)
        passages, more = list[Passage](), self.messages("card.more-help")
        if answer:
            blocks = (b for s in answer.card if s.role == "card" for b in s.blocks)
            own_title = Passage(own([answer.title]))
            passages = [own_title, *(b for b in blocks if isinstance(b, Passage))]
        shown = self.cards.shortened(title, passages, matched, help) if passages else []
        card = self.cards.of_passages(shown if len(shown) > 1 else (), help)
        body = answer.body if answer else ()
        return self.assembler.document(title, (), body, {}, card=card, more=more)

    def nothing(self) -> Document:
        """Say that the guide has nothing about what was asked."""
        help = self.cards.help(is_named=False)
        title, card = self.messages("find.nothing"), (help, *self.cards.legend([help]))
        more = self.messages("card.more-none")
        return self.assembler.document(title, (), (), {}, card=card, more=more)

    def compare(self, procedures: Sequence[Procedure], *, in_full: bool = False) -> Document:
        """Compare procedures: what there is to decide, then a few questions in a table.

        ``in_full`` adds a table of all questions, and what the guide is for.
        """
        names = [procedure.name for procedure in procedures]
        table, purpose = self.sections.grid(procedures), self.citations.lines(self.rules.purpose)
        full = [
            self.sections.side_by_side(procedures),
            self.assembler.section("document.about", (), purpose),
        ]
        help = self.cards.help(is_named=True)
        decision = self.cards.decision()
        short = [with_lines(table, flagged)] if table else []
        return self.assembler.document(
            self.messages("document.title-compare", names=" / ".join(names)),
            (),
            [*short, *(full if in_full else ())],
            {"procedures": [procedure.id for procedure in procedures]},
            card=(help, *decision, *self.cards.legend([help, *decision, *short])),
            more=f"{self.messages('card.more')} {self.assembler.edition()}",
            is_short=not in_full,
        )

    def asked(self, entry: Faq, matched: Matched = UNMATCHED) -> Document:
        """Answer one of the questions in the FAQ."""
        lines = self.citations.lines(entry.says)
        answer = Passage(lines, "list" if len(lines) > MOST_RUNNING else "text")
        sections = [Section(self.messages("document.cited"), (answer,))] if lines else []
        return self._on_a_card(entry.question, sections, [answer], {"faq": [entry.id]}, matched)

    def faq(self, *, is_listed: bool = True) -> Document:
        """Answer the questions in the FAQ; the card lists them with one line for each."""
        answers = {e.question: self.citations.lines(e.says) for e in self.rules.faq.values()}
        shown = {question: lines for question, lines in answers.items() if lines}
        sections = [Section(question, (Passage(lines),)) for question, lines in shown.items()]
        listed = [Passage(lines[:1], label=question) for question, lines in shown.items()]
        return self.assembler.document(
            self.messages("document.title-faq"),
            (),
            sections,
            {"faq": [e.id for e in self.rules.faq.values() if e.question in shown]},
            card=self.cards.of_passages(listed if is_listed else ()),
            more=self.messages("card.more-faq"),
        )

    def question(self, interview: Interview, most: int, address_of: AddressOf) -> Document:
        """Ask an interview's next question; ``most`` counts it and any that may follow."""
        question = self.rules.questions[str(interview.node.question)]
        number = len(interview.answers) + 1
        position = self.messages("interview.position", number=number, most=number - 1 + most)
        hint = [question.hint] if question.hint else []
        first = [] if interview.answers else [self.messages("page.intro")]
        settle = self.messages("interview.settle", settle=question.settle)
        sections = [
            *self.results.to_change(interview.answers, address_of),
            self.assembler.section("document.why-asked", (), own([question.why, settle])),
        ]
        return self.assembler.document(question.ask, own([*hint, *first, position]), sections, {})

    def glossary(self) -> Document:
        """Explain every word in the glossary."""
        meanings = self.assembler.meanings(self.rules.glossary.values())
        title = self.messages("document.title-glossary")
        help = self.cards.help(is_named=True)
        card = (help, *self.cards.legend([help]))
        return self.assembler.document(title, (), meanings, {}, card=card)

    def names(self) -> Document:
        """List every name and question in alphabetical order, each with its answer."""
        found: dict[str, Section] = {}
        for name, lines in self._names():
            known = found.get(plain(name), Section(name, (Passage(()),)))
            whole = dict.fromkeys((*lines_of(known), *lines))  # a name can have several entries
            found[plain(name)] = known._replace(blocks=(Passage(tuple(whole)),))
        title, sections = (
            self.messages("document.title-names"),
            [found[key] for key in sorted(found)],
        )
        return self.assembler.document(title, (), sections, {}, card=self.cards.of_passages(()))

    def chapters(self, *, in_full: bool = False) -> dict[tuple[str, ...], Document]:
        """Return every document outside the interview, by its path in the rules file.

        Documents that have nothing for this reader are omitted. ``in_full`` is for comparisons.
        """
        rules = self.rules
        compared = [rules.procedures[name] for name in rules.compare]
        found: dict[tuple[str, ...], Document] = {
            ("procedures", entry.id): self.procedure(entry) for entry in rules.procedures.values()
        }
        offered = [rules.faq[name] for name in rules.start]
        found |= {("faq", entry.id): self.asked(entry) for entry in offered}
        found |= {("help",): self.help()}
        if can_compare(compared):
            found["compare",] = self.compare(compared, in_full=in_full)
        found |= {("faq",): self.faq(is_listed=False)} if rules.faq else {}
        found |= {("glossary",): self.glossary()} if rules.glossary else {}
        return {
            path: document for path, document in found.items() if document.body or path == ("help",)
        }

    # --- parts, for documents here and elsewhere in the package ---

    def with_picture(
        self, parts: Sequence[Section], level: Level | None, procedure: Procedure | None
    ) -> list[Section | None]:
        """Return sections with the picture before them, beside the card."""
        return [picture(self.guide, self.citations, level, procedure), *parts]

    def offers(self) -> list[str]:
        """Return what readers may want instead of the questions, and how to see it."""
        return [
            self.messages("start.offer", question=self.rules.faq[name].question, id=name)
            for name in self.rules.start
        ]

    def more_about(self, entry: Level | Procedure) -> str:
        """Return a hint on how to see more than the card: everything, or one topic."""
        topics = list(self.sections.topics(entry))
        if not topics:
            return self.messages("card.more")
        _, procedure = self.sections.both(entry)
        name = (procedure or entry).id
        if self.audience != self.guide.first_reader:
            return self.messages("card.more-print", name=name)
        topic = next((name for name in topics if " " not in name), topics[0])  # a short name
        return self.messages("card.more-topic", name=name, topic=topic)

    # --- parts, for this module ---

    def _names(self) -> Iterator[tuple[str, tuple[Line, ...]]]:
        """Yield each name and question with its answer, or the start of it and a link."""
        says = [(entry.question, entry.says) for entry in self.rules.faq.values()]
        says += [(word.name, word.says) for word in self.rules.glossary.values()]
        yield from ((name, lines) for name, ids in says if (lines := self.citations.lines(ids)))
        for entry in self.rules.procedures.values():
            more = Line(self.messages("document.further"), link=Link(about(entry.id)))
            yield entry.name, (*self.citations.lines(self.rules.summary(entry))[:1], more)

    def _open(self, result: Outcome, address_of: AddressOf | None) -> Document:
        levels = result.levels
        possible = (
            self.results.each_possible(levels, address_of)
            if address_of
            else [self.results.possible(levels)]
        )
        sections = [
            self.results.settle(result),
            *possible,
            self.results.changes(result, address_of),
            *self.results.why(result, (), address_of),
        ]
        names = " ".join(result.procedures)
        procedures = [self.rules.procedures[name] for name in result.procedures]
        more = "card.more-compare" if self.sections.can_compare(procedures) else "card.more"
        return self.assembler.document(
            self.messages("document.title-open", count=len(result.levels)),
            own([self.messages("document.lead-open")]),
            sections,
            self.results.data(result),
            card=self.cards.of_outcomes(result),
            more=self.messages(more, names=names),
        )

    def _on_a_card(
        self,
        title: str,
        sections: Sequence[Section | None],
        passages: Sequence[Passage],
        data: Mapping[str, Any],
        matched: Matched = UNMATCHED,
    ) -> Document:
        """Return a document that shows as much of the passages on its card as fits there."""
        shown = self.cards.shortened(title, passages, matched)
        is_whole = sum(len(p.lines) for p in shown) == sum(len(p.lines) for p in passages)
        more = "card.more-help" if is_whole else "card.more-cut"
        card = self.cards.of_passages(shown)
        return self.assembler.document(
            title, (), sections, data, card=card, more=self.messages(more)
        )
