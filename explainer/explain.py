"""An explanation: the document for an outcome, a name, a comparison or the FAQ.

Wording, order, labels and citations are decided here once, so that no two faces
can differ. Texts come from the rules file and from the words catalogue.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from explainer import model
from explainer.document import (
    Block,
    Document,
    Flow,
    Grid,
    Line,
    Link,
    Part,
    Passage,
    Picture,
    Row,
    Section,
    Step,
    Way,
    lines_of,
)
from explainer.editor import Editor, own
from explainer.flow import Branch, Fork
from explainer.interview import Trail
from explainer.model import NOT_SURE, Faq, Ids, Level, Procedure, Region, RuleSet, Sections, Word
from explainer.outcome import Change, Outcome
from explainer.outline import box
from explainer.paths import Path
from explainer.problem import visible
from explainer.table import Answers
from explainer.words import Words

Where = Callable[[Answers], str]  # the address on a page where answers, in the order asked, lead


def about(procedure: str) -> str:
    """Return the address on a page where a procedure is explained by its name."""
    return f"About.{procedure}"  # no answer has a capital letter


class Desk:
    """Where documents are written for one reader: what is said, in which order and words."""

    def __init__(self, rules: RuleSet, words: Words, audience: str, today: str = "") -> None:
        """Write for ``audience``, one of the audiences of ``rules``; ``today`` as in 2026-11-23."""
        self.rules, self.words = rules, words
        self.editor = Editor(rules, words, audience, today)
        self._asked = {name for name in rules.sections if self._is_asked(name)}

    # --- documents ---

    def outcome(self, result: Outcome, where: Where | None = None) -> Document:
        """Explain where the answers led; ``where`` makes other answers links."""
        if result.status == "open":
            return self._open(result, where)
        level = self.rules.levels[result.levels[0]]
        procedure = self.rules.procedures.get(level.procedure)
        short, *rest = self._printed(level, procedure)
        said = {line.cite.statement.id for line in lines_of(short) if line.cite} if short else set()
        basis = self.editor.lines(name for name in level.basis if name not in said)
        picture, changes = self._picture(level, procedure), self._changes(result, where)
        sections = [short, picture, *self._why(result, basis, where), changes, *rest]
        return self.editor.document(
            self._title(level), self._lead(level), sections, self._data(result)
        )

    def procedure(self, procedure: Procedure) -> Document:
        """Explain a procedure by its name, as on a treatment plan."""
        levels = [x for x in self.rules.levels.values() if x.procedure == procedure.id]
        when = self._rests_on("heading.when", levels)
        short, *rest = self._printed(None, procedure)
        lead = [self.words("lead.also", names=", ".join(procedure.also))] if procedure.also else []
        data = {"procedure": procedure.id, "levels": [x.id for x in levels]}
        picture = self._picture(None, procedure)
        return self.editor.document(procedure.name, own(lead), [short, picture, when, *rest], data)

    def level(self, level: Level) -> Document:
        """Explain a level by its name."""
        procedure = self.rules.procedures.get(level.procedure)
        short, *rest = self._printed(level, procedure)
        why = self.editor.section(
            "heading.when", self.given(level.when), self.editor.lines(level.basis)
        )
        data = {"level": level.id, "procedures": [level.procedure] if level.procedure else []}
        lead = own([self.outcome_of(level)])
        picture = self._picture(level, procedure)
        return self.editor.document(level.name, lead, [short, picture, why, *rest], data)

    def handout(
        self, level: Level | None, procedure: Procedure | None, answers: Mapping[str, str]
    ) -> Document:
        """Write a sheet to print about a level, a procedure or both.

        ``answers`` led there; without them it was named.
        """
        printed = zip(self.rules.sections.values(), self._printed(level, procedure), strict=True)
        short, *rest = [part for section, part in printed if section.id in self.rules.on_sheet()]
        why = self.editor.section("heading.why", self.given(answers), ())
        title = self._title(level) if level else procedure.name if procedure else ""
        lead: tuple[Line, ...] = ()
        if level:
            lead = self._lead(level) if answers else own([self.words("lead.case", name=level.name)])
        data = {"level": level and level.id, "procedure": procedure and procedure.id}
        picture = self._picture(level, procedure)
        document = self.editor.document(title, lead, [short, picture, why, *rest], data)
        return document._replace(blanks=self._blanks())

    def open_handout(self, result: Outcome) -> Document:
        """Write a sheet about answers that leave more than one level: what to ask, above all."""
        asked = own(
            self.words("quoted", text=self.rules.questions[q].settle) for q in result.settle
        )
        settle = Section(self.words("heading.settle"), (Passage(asked, "checklist"),))
        sections = [
            settle if asked else None,
            self._possible(result.levels),
            *self._why(result, (), None),
        ]
        lead = own([self.words("lead.open")])
        title = self.words("title.open")
        document = self.editor.document(title, lead, sections, self._data(result))
        return document._replace(blanks=self._blanks())

    def given_by(self, document: Document, who: str, logo: str) -> Document:
        """Say on a document who hands it out; ``logo`` is the data address of an image."""
        by = own([self.words("lead.by", who=visible(who))] if who else [])
        return document._replace(lead=(*by, *document.lead), logo=logo)

    def word(self, word: Word) -> Document:
        """Explain a word of the glossary."""
        meaning = Section(self.words("heading.meaning"), (Passage(self.editor.lines(word.says)),))
        return self.editor.document(word.name, (), [meaning], {"word": word.id})

    def compare(self, procedures: Sequence[Procedure]) -> Document:
        """Set procedures side by side: the rows are a reader's questions."""
        names = [procedure.name for procedure in procedures]
        about = self.editor.section("heading.about", (), self.editor.lines(self.rules.purpose))
        data = {"procedures": [procedure.id for procedure in procedures]}
        title = self.words("title.compare", names=" / ".join(names))
        return self.editor.document(title, (), [about, self._side_by_side(procedures)], data)

    def faq(self, entries: Iterable[Faq]) -> Document:
        """Give the guide's answers to its own questions."""
        sections = {e.id: (e.question, self.editor.lines(e.says)) for e in entries}
        told = {name: said for name, said in sections.items() if said[1]}
        data = {"faq": list(told)}
        asked = [Section(question, (Passage(lines),)) for question, lines in told.values()]
        return self.editor.document(self.words("title.faq"), (), asked, data)

    def paths(self, found: Sequence[Path], fingerprint: str) -> Document:
        """Lay each path out for an expert, with room to agree, to change and to sign.

        ``fingerprint`` ties a signature to the file that was read.
        """
        columns = (
            *("paths.path", "paths.answers", "paths.case", "paths.outcome"),
            *("column.basis", "paths.opinion"),
        )
        rows = []
        for number, (answers, name) in enumerate(found, 1):
            level = self.rules.levels[name]
            rows.append(
                Row(
                    str(number),
                    (
                        self.given(answers),
                        own([level.name]),
                        own([self.outcome_of(level)]),
                        self.editor.lines(level.basis),
                        (),
                    ),
                )
            )
        grid = Grid(tuple(map(self.words, columns)), tuple(rows))
        edition = self.rules.edition
        sign = self.words("paths.sign", edition=edition, fingerprint=fingerprint).split("|")
        sections = [
            Section(self.words("heading.paths", count=len(rows)), (grid,)),
            self.editor.section("heading.sign", own(sign), ()),
        ]
        data = {"paths": [self._path(path) for path in found], "fingerprint": fingerprint}
        title = self.words("title.paths", title=self.rules.title)
        return self.editor.document(title, own([self.words("lead.paths")]), sections, data)

    def flow(self, forks: Sequence[Fork]) -> Document:
        """Show how the questions lead on to one another, and to what."""
        steps = [
            Step(
                self.rules.questions[fork.question].ask,
                tuple(self._way(fork.question, branch) for branch in fork.branches),
            )
            for fork in forks
        ]
        ends = [branch.level for fork in forks for branch in fork.branches if branch.level]
        sections = [
            Section(self.words("heading.flow"), (Flow(tuple(steps)),)),
            self._rests_on("heading.rests", [self.rules.levels[x] for x in dict.fromkeys(ends)]),
        ]
        title = self.words("title.flow", title=self.rules.title)
        lead = own([self.words("lead.flow")])
        return self.editor.document(
            title, lead, sections, {"flow": [_fork(fork) for fork in forks]}
        )

    def question(self, trail: Trail, most: int, where: Where) -> Document:
        """Ask a trail's next question; ``most`` is how many may follow, this one included."""
        question, number = self.rules.questions[str(trail.node.question)], len(trail.answers) + 1
        position = self.words("prompt.position", number=number, most=number - 1 + most)
        lead = own([position] if trail.answers else [self.words("page.intro"), position])
        settle = self.words("prompt.settle", settle=question.settle)
        sections = [
            self.editor.section("heading.so-far", self.given(trail.answers, where), ()),
            self.editor.section("heading.why-asked", (), own([question.why, settle])),
        ]
        return self.editor.document(question.ask, lead, sections, {})

    def glossary(self) -> Document:
        """Tell what each word of the glossary means."""
        meanings = self.editor.meanings(self.rules.glossary.values())
        return self.editor.document(self.words("title.glossary"), (), meanings, {})

    def chapters(self) -> dict[tuple[str, ...], Document]:
        """Write all that can be read beside the questions, by its path in the rules file.

        What has nothing for this reader is left out.
        """
        rules = self.rules
        compared = [rules.procedures[name] for name in rules.compare]
        told: dict[tuple[str, ...], Document] = {
            ("procedures", entry.id): self.procedure(entry) for entry in rules.procedures.values()
        }
        told |= {("compare",): self.compare(compared)} if compared else {}
        told |= {("faq",): self.faq(rules.faq.values())} if rules.faq else {}
        told |= {("glossary",): self.glossary()} if rules.glossary else {}
        return {path: document for path, document in told.items() if document.sections[:-1]}

    # --- parts ---

    def _blanks(self) -> tuple[str, ...]:
        return tuple(self.words("sheet.blanks").split("|"))

    def _open(self, result: Outcome, where: Where | None) -> Document:
        lead = own([self.words("lead.open")])
        chosen = [self.rules.procedures[p] for p in result.procedures]
        sections = [
            self._settle(result),
            self._possible(result.levels, where),
            *self._why(result, (), where),
            self._changes(result, where),
            self._side_by_side(chosen) if len(chosen) == 2 else None,
        ]
        return self.editor.document(self.words("title.open"), lead, sections, self._data(result))

    def _title(self, level: Level) -> str:
        return self.outcome_of(level) if level.procedure else level.name

    def _lead(self, level: Level) -> tuple[Line, ...]:
        if not level.procedure:
            return own([self.words("lead.no-procedure")])
        return own([self.words("lead.level", name=level.name)])

    def outcome_of(self, level: Level) -> str:
        """Say what a level leads to; a reading of the guide is never called the guide's."""
        if not level.procedure:
            return self.words("outcome.none")
        key = "outcome.reading" if self.rules.is_reading(level) else "outcome.guide"
        return self.words(key, name=self.rules.procedures[level.procedure].name)

    def _printed(self, level: Level | None, procedure: Procedure | None) -> list[Section | None]:
        """Return the sections of a level and its procedure, in the file's order."""
        mine: Sections = level.sections if level else {}
        its: Sections = procedure.sections if procedure else {}
        told = level.basis if level else ()  # stands above already, as the reason
        printed: list[Section | None] = []
        for section in self.rules.sections.values():
            ids = mine.get(section.id) or its.get(section.id, ())
            fresh = [name for name in ids if name not in told]
            lines = self.editor.lines(fresh if fresh and printed else ids)
            known = (*ids, *its.get(section.id, ()))
            silent = self._silence(known) if procedure and section.id in self._asked else ()
            blocks = [Passage(silent)] if silent else []
            blocks += [Passage(lines, section.style)] if lines else []
            printed.append(Section(section.heading, tuple(blocks)) if blocks else None)
        return printed

    def _is_asked(self, section: str) -> bool:
        """Tell whether a section has a question, and not for other readers alone."""
        if not self.rules.sections[section].question:
            return False
        procedures = self.rules.procedures.values()
        its = [name for entry in procedures for name in entry.sections.get(section, ())]
        return not its or any(self._is_ours(name) for name in its)

    def _is_ours(self, statement: str) -> bool:
        return self.rules.statements[statement].is_for(self.editor.audience)

    def _silence(self, ids: Iterable[str]) -> tuple[Line, ...]:
        """Say it where none of some statements is from the guide, or none is for this reader."""
        known = list(ids)
        if all(self.rules.statements[name].source != self.rules.guide for name in known):
            return own([self.words("silent")])
        return () if any(map(self._is_ours, known)) else own([self.words("silent.here")])

    def _picture(self, level: Level | None, procedure: Procedure | None) -> Section | None:
        """Draw what a level has and what its procedure leaves, where there are pictures."""
        before = (level and level.picture) or (procedure.before if procedure else "")
        after = procedure.after if procedure else ""
        titles = ("picture.before" if procedure else "picture.now", "picture.after")
        shown = {
            self.words(title): self.rules.pictures[name]
            for title, name in zip(titles, (before, after), strict=True)
            if name
        }
        if not shown:
            return None
        regions = self.rules.regions.values()
        parts = (self._part(region, list(shown.values())) for region in reversed(list(regions)))
        frame = box(region.outline for region in regions)
        drawing = Picture(tuple(shown), tuple(part for part in parts if part), frame)
        captions = dict.fromkeys(name for picture in shown.values() for name in picture.caption)
        lines = self.editor.lines(captions)
        blocks: tuple[Block, ...] = (drawing, Passage(lines)) if lines else (drawing,)
        return Section(self.words("heading.picture"), blocks)

    def _part(self, region: Region, shown: Sequence[model.Picture]) -> Part | None:
        """Say how a region is in each picture; None where no picture has it."""
        states = [self.rules.states.get(picture.looks.get(region.id, "")) for picture in shown]
        if not any(states):
            return None
        missing = self.words("picture.gone" if states[0] else "picture.none")
        names = dict.fromkeys(state.name if state else missing for state in states)
        looks = self.words("picture.then").join(names)
        said = self.words("picture.part", name=region.name, looks=looks)
        line = Line(said, label=self.words("kind.reading"))
        patterns = tuple(state.pattern if state else None for state in states)
        return Part(region.id, line, region.outline, patterns)

    def given(self, answers: Answers, where: Where | None = None) -> tuple[Line, ...]:
        """Tell answers back, each with its question and, on a page, a link to it."""
        lines, before = [], dict[str, str]()
        for q, a in answers.items():
            said = self.words(
                "given", question=self.rules.questions[q].ask, answer=self.label(q, a)
            )
            link = Link(where(before), self.words("page.change")) if where else None
            lines.append(Line(said, link=link))
            before[q] = a
        return tuple(lines)

    def label(self, question: str, answer: str) -> str:
        """Return an answer's text."""
        if answer == NOT_SURE:
            return self.words("not-sure")
        return self.rules.questions[question].answers[answer]

    def _why(
        self, result: Outcome, basis: tuple[Line, ...], where: Where | None
    ) -> list[Section | None]:
        """Tell what led here; on a page the answers stand apart, as on the way."""
        given = self.given(result.answers, where)
        if not where:
            return [self.editor.section("heading.why", given, basis)]
        return [
            self.editor.section("heading.so-far", given, ()),
            self.editor.section("heading.why", (), basis),
        ]

    def _changes(self, result: Outcome, where: Where | None) -> Section | None:
        """Show the single answers that lead elsewhere; where much is open, only to an end."""
        single = result.status == "decided"
        rows = [
            self._change(c, where)
            for c in result.would_change
            if c.question not in result.settle and (single or len(c.levels) == 1)
        ]
        columns = (self.words("column.answer"), self.words("column.outcome"))
        grid = Grid(columns, tuple(rows))
        return Section(self.words("heading.change"), (grid,)) if rows else None

    def _settle(self, result: Outcome) -> Section | None:
        """Show what to ask; where an answer would settle it, also what each would lead to."""
        blocks: list[Block] = []
        columns = (self.words("column.answer"), self.words("column.outcome"))
        for question in result.settle:
            rows = [self._change(c, None) for c in result.would_change if c.question == question]
            ask = self.words("quoted", text=self.rules.questions[question].settle)
            blocks.append(Passage(own([ask]), "checklist"))
            if any(len(c.levels) == 1 for c in result.would_change if c.question == question):
                blocks.append(Grid(columns, tuple(rows)))
        return Section(self.words("heading.settle"), tuple(blocks)) if blocks else None

    def _change(self, change: Change, where: Where | None) -> Row:
        """Say what another answer leads to; on a page it is a link."""
        lines = self._outcomes(change.levels)
        link = Link(where(change.answers)) if where else None
        cell = tuple(line._replace(link=link) for line in lines)
        return Row(self.label(change.question, change.answer), (cell,))

    def _outcomes(self, levels: Sequence[str]) -> tuple[Line, ...]:
        """Say what some levels lead to: one by its outcome, several as still open."""
        if len(levels) > 1:
            return own([self.words("outcome.several")])
        level = self.rules.levels[levels[0]]
        if not level.procedure:
            return own([self.words("outcome.level", level=level.name)])
        return own([self.outcome_of(level)])

    def _possible(self, levels: Sequence[str], where: Where | None = None) -> Section:
        """Show each level still possible: its outcome, and that in short."""
        first = next(iter(self.rules.sections))
        rows = []
        for level in (self.rules.levels[name] for name in levels):
            procedure = self.rules.procedures.get(level.procedure)
            its = procedure.sections.get(first, ()) if procedure else ()
            short = self.editor.lines(level.sections.get(first, its))
            link = Link(about(level.procedure)) if where and level.procedure else None
            outcome = Line(self.outcome_of(level), link=link)
            rows.append(Row(f"{level.name}.", ((outcome, *short),)))
        columns = (self.words("column.case"), self.words("column.outcome"))
        return Section(self.words("heading.possible"), (Grid(columns, tuple(rows)),))

    def _rests_on(self, heading: str, levels: Iterable[Level]) -> Section:
        """Show the statements that each of some levels rests on."""
        rows = [Row(f"{level.name}.", (self.editor.lines(level.basis),)) for level in levels]
        columns = (self.words("column.case"), self.words("column.basis"))
        return Section(self.words(heading), (Grid(columns, tuple(rows)),))

    def _path(self, path: Path) -> dict[str, Any]:
        """Return a path as plain values."""
        procedure = self.rules.levels[path.level].procedure or None
        return {"answers": dict(path.answers), "level": path.level, "procedure": procedure}

    def _way(self, question: str, branch: Branch) -> Way:
        said = self.words("or").join(self.label(question, answer) for answer in branch.answers)
        if branch.fork:
            return Way(said, Line(self.words("flow.on", number=branch.fork)), branch.fork)
        level = self.rules.levels[branch.level]
        return Way(said, Line(f"{level.name}. {self.outcome_of(level)}."), 0)

    def _side_by_side(self, procedures: Sequence[Procedure]) -> Section | None:
        rows = [
            Row(
                section.question,
                tuple(self.told(p.sections.get(section.id, ())) for p in procedures),
            )
            for section in self.rules.sections.values()
            if section.id in self._asked
        ]
        columns = (self.words("column.question"), *(p.name for p in procedures))
        grid = Grid(columns, tuple(rows))
        return Section(self.words("heading.side-by-side"), (grid,)) if rows else None

    def told(self, ids: Ids) -> tuple[Line, ...]:
        """Return statements for this reader, after a word on the guide's silence."""
        return (*self._silence(ids), *self.editor.lines(ids))

    def _data(self, result: Outcome) -> dict[str, Any]:
        """Return an outcome as plain values, as the JSON contract has it."""
        ask = self.rules.questions
        return {
            "status": result.status,
            "levels": list(result.levels),
            "procedures": list(result.procedures),
            "answers": dict(result.answers),
            "because": [
                {"question": q, "answer": a, "text": f"{ask[q].ask} {self.label(q, a)}."}
                for q, a in result.answers.items()
            ],
            "would_change": [
                {"question": q, "answer": a, "levels": list(levels)}
                for q, a, levels, _ in result.would_change
            ],
            "settle": [{"question": q, "ask": ask[q].settle} for q in result.settle],
        }


def _fork(fork: Fork) -> dict[str, Any]:
    """Return a fork as plain values."""
    ways = [
        {"answers": list(answers), "step": number or None, "level": level or None}
        for answers, number, level in fork.branches
    ]
    return {"question": fork.question, "ways": ways}
