"""An explanation: the document for an outcome, a name, a comparison or the FAQ.

Wording, order, labels and citations are decided here once, so that no two faces
can differ. Texts come from the rules file and from the words catalogue.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from explainer.document import (
    Block,
    Citation,
    Document,
    Flow,
    Grid,
    Line,
    Passage,
    Row,
    Section,
    Step,
    Way,
    lines_of,
    with_lines,
)
from explainer.flow import Branch, Fork
from explainer.model import NOT_SURE, Faq, Kind, Level, Procedure, RuleSet, Sections, Word
from explainer.outcome import Outcome
from explainer.paths import Path
from explainer.problem import plain
from explainer.words import Words

Place = tuple[str, str]  # a source's id, and where in it


class Desk:
    """Where documents are written for one reader: what is said, in which order and words."""

    def __init__(self, rules: RuleSet, words: Words, audience: str) -> None:
        """Write for ``audience``, one of the audiences of ``rules``."""
        self.rules, self.words, self.audience = rules, words, audience

    # --- documents ---

    def outcome(self, result: Outcome) -> Document:
        """Explain where the answers led."""
        if result.status == "open":
            return self._open(result)
        level = self.rules.levels[result.levels[0]]
        procedure = self.rules.procedures.get(level.procedure)
        short, *rest = self._printed(level, procedure)
        said = {line.cite.statement.id for line in lines_of(short) if line.cite} if short else set()
        basis = self._lines(name for name in level.basis if name not in said)
        why = self._section("heading.why", self._given(result.answers), basis)
        sections = [short, why, self._changes(result), *rest]
        return self._document(self._title(level), self._lead(level), sections, self._data(result))

    def procedure(self, procedure: Procedure) -> Document:
        """Explain a procedure by its name, as on a treatment plan."""
        levels = [x for x in self.rules.levels.values() if x.procedure == procedure.id]
        rows = [Row(f"{x.name}.", (self._lines(x.basis),)) for x in levels]
        columns = (self.words("column.case"), self.words("column.basis"))
        when = Section(self.words("heading.when"), (Grid(columns, tuple(rows)),))
        short, *rest = self._printed(None, procedure)
        lead = [self.words("lead.also", names=", ".join(procedure.also))] if procedure.also else []
        data = {"procedure": procedure.id, "levels": [x.id for x in levels]}
        return self._document(procedure.name, _own(lead), [short, when, *rest], data)

    def level(self, level: Level) -> Document:
        """Explain a level by its name."""
        procedure = self.rules.procedures.get(level.procedure)
        short, *rest = self._printed(level, procedure)
        why = self._section("heading.when", self._given(level.when), self._lines(level.basis))
        data = {"level": level.id, "procedures": [level.procedure] if level.procedure else []}
        lead = _own([self._outcome_of(level)])
        return self._document(level.name, lead, [short, why, *rest], data)

    def word(self, word: Word) -> Document:
        """Explain a word of the glossary."""
        meaning = Section(self.words("heading.meaning"), (Passage(self._lines(word.says)),))
        return self._document(word.name, (), [meaning], {"word": word.id})

    def compare(self, procedures: Sequence[Procedure]) -> Document:
        """Set procedures side by side: the rows are a reader's questions."""
        names = [procedure.name for procedure in procedures]
        about = self._section("heading.about", (), self._lines(self.rules.purpose))
        data = {"procedures": [procedure.id for procedure in procedures]}
        title = self.words("title.compare", names=" / ".join(names))
        return self._document(title, (), [about, self._side_by_side(procedures)], data)

    def faq(self, entries: Iterable[Faq]) -> Document:
        """Give the guide's answers to its own questions."""
        sections = {e.id: (e.question, self._lines(e.says)) for e in entries}
        told = {name: said for name, said in sections.items() if said[1]}
        data = {"faq": list(told)}
        asked = [Section(question, (Passage(lines),)) for question, lines in told.values()]
        return self._document(self.words("title.faq"), (), asked, data)

    def paths(self, found: Sequence[Path]) -> Document:
        """Lay each path out for an expert, with room to agree, to change and to sign."""
        columns = ("paths.path", "paths.answers", "paths.case", "paths.outcome", "paths.opinion")
        rows = []
        for number, (answers, name) in enumerate(found, 1):
            level = self.rules.levels[name]
            cells = (self._given(answers), _own([level.name]), _own([self._outcome_of(level)]))
            rows.append(Row(str(number), (*cells, ())))
        grid = Grid(tuple(map(self.words, columns)), tuple(rows))
        sign = self.words("paths.sign").split("|")
        sections = [
            Section(self.words("heading.paths", count=len(rows)), (grid,)),
            self._section("heading.sign", _own(sign), ()),
        ]
        data = {"paths": [self._path(path) for path in found]}
        title = self.words("title.paths", title=self.rules.title)
        return self._document(title, _own([self.words("lead.paths")]), sections, data)

    def flow(self, forks: Sequence[Fork]) -> Document:
        """Show how the questions lead on to one another, and to what."""
        steps = [
            Step(
                self.rules.questions[fork.question].ask,
                tuple(self._way(fork.question, branch) for branch in fork.branches),
            )
            for fork in forks
        ]
        sections = [Section(self.words("heading.flow"), (Flow(tuple(steps)),))]
        title = self.words("title.flow", title=self.rules.title)
        lead = _own([self.words("lead.flow")])
        return self._document(title, lead, sections, {"flow": [_fork(fork) for fork in forks]})

    def safety_net(self) -> Section:
        """Return when to get help at once, as it stands on every face."""
        notices = self.rules.notices
        lines = Passage(self._lines(notices.safety_net), "list")
        return _label_once(Section(notices.heading, (lines,)))

    def first_help(self) -> Section:
        """Return the most urgent of the safety net, to stand before the first question."""
        notices = self.rules.notices
        return _label_once(Section(notices.heading, (Passage(self._lines(notices.first), "list"),)))

    # --- parts ---

    def _open(self, result: Outcome) -> Document:
        lead = _own([self.words("lead.open")])
        chosen = [self.rules.procedures[p] for p in result.procedures]
        sections = [
            self._settle(result),
            self._possible(result.levels),
            self._section("heading.why", self._given(result.answers), ()),
            self._changes(result),
            self._side_by_side(chosen) if len(chosen) == 2 else None,
        ]
        return self._document(self.words("title.open"), lead, sections, self._data(result))

    def _title(self, level: Level) -> str:
        return self._outcome_of(level) if level.procedure else level.name

    def _lead(self, level: Level) -> tuple[Line, ...]:
        if not level.procedure:
            return _own([self.words("lead.no-procedure")])
        return _own([self.words("lead.level", name=level.name)])

    def _outcome_of(self, level: Level) -> str:
        """Say what a level leads to; a reading of the guide is never called the guide's."""
        if not level.procedure:
            return self.words("outcome.none")
        kinds = {self.rules.kind(self.rules.statements[s]) for s in level.basis}
        key = "outcome.guide" if kinds == {"guide"} else "outcome.reading"
        return self.words(key, name=self.rules.procedures[level.procedure].name)

    def _printed(self, level: Level | None, procedure: Procedure | None) -> list[Section | None]:
        """Return the sections of a level and its procedure, in the file's order."""
        mine: Sections = level.sections if level else {}
        its: Sections = procedure.sections if procedure else {}
        told = level.basis if level else ()  # stands above already, as the reason
        silent = [
            self.words("silent.question", question=section.question)
            for section in self.rules.sections.values()
            if section.question and section.id not in its
        ]
        printed: list[Section | None] = []
        for section in self.rules.sections.values():
            ids = mine.get(section.id) or its.get(section.id, ())
            fresh = [name for name in ids if name not in told]
            lines = self._lines(fresh if fresh and printed else ids)
            if section.style == "silence":
                lines = (*_own(silent if procedure else ()), *lines)
            block = Passage(lines, "list" if section.style == "silence" else section.style)
            printed.append(Section(section.heading, (block,)) if lines else None)
        return printed

    def _given(self, answers: Mapping[str, str]) -> tuple[Line, ...]:
        """Tell answers back, each with its question."""
        return _own(
            self.words("given", question=self.rules.questions[q].ask, answer=self._label(q, a))
            for q, a in answers.items()
        )

    def _label(self, question: str, answer: str) -> str:
        if answer == NOT_SURE:
            return self.words("not-sure")
        return self.rules.questions[question].answers[answer]

    def _changes(self, result: Outcome) -> Section | None:
        """Show the single answers that lead elsewhere; where much is open, only to an end."""
        single = result.status == "decided"
        rows = [
            Row(self._label(c.question, c.answer), (self._outcomes(c.levels),))
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
            rows = [
                Row(self._label(c.question, c.answer), (self._outcomes(c.levels),))
                for c in result.would_change
                if c.question == question
            ]
            ask = self.words("quoted", text=self.rules.questions[question].settle)
            blocks.append(Passage(_own([ask]), "checklist"))
            if any(len(c.levels) == 1 for c in result.would_change if c.question == question):
                blocks.append(Grid(columns, tuple(rows)))
        return Section(self.words("heading.settle"), tuple(blocks)) if blocks else None

    def _outcomes(self, levels: Sequence[str]) -> tuple[Line, ...]:
        """Say what some levels lead to: one by its outcome, several as still open."""
        if len(levels) > 1:
            return _own([self.words("outcome.several")])
        level = self.rules.levels[levels[0]]
        if not level.procedure:
            return _own([self.words("outcome.level", level=level.name)])
        return _own([self._outcome_of(level)])

    def _possible(self, levels: Sequence[str]) -> Section:
        """Show each level still possible: its outcome, and that in short."""
        first = next(iter(self.rules.sections))
        rows = []
        for level in (self.rules.levels[name] for name in levels):
            procedure = self.rules.procedures.get(level.procedure)
            its = procedure.sections.get(first, ()) if procedure else ()
            short = self._lines(level.sections.get(first, its))
            rows.append(Row(f"{level.name}.", ((Line(self._outcome_of(level)), *short),)))
        columns = (self.words("column.case"), self.words("column.outcome"))
        return Section(self.words("heading.possible"), (Grid(columns, tuple(rows)),))

    def _path(self, path: Path) -> dict[str, Any]:
        """Return a path as plain values."""
        procedure = self.rules.levels[path.level].procedure or None
        return {"answers": dict(path.answers), "level": path.level, "procedure": procedure}

    def _way(self, question: str, branch: Branch) -> Way:
        said = self.words("or").join(self._label(question, answer) for answer in branch.answers)
        if branch.fork:
            return Way(said, Line(self.words("flow.on", number=branch.fork)), branch.fork)
        level = self.rules.levels[branch.level]
        return Way(said, Line(f"{level.name}. {self._outcome_of(level)}."), 0)

    def _side_by_side(self, procedures: Sequence[Procedure]) -> Section | None:
        silent = _own([self.words("silent")])
        rows = [
            Row(
                section.question,
                tuple(
                    self._lines(p.sections[section.id]) if section.id in p.sections else silent
                    for p in procedures
                ),
            )
            for section in self.rules.sections.values()
            if section.question
        ]
        columns = (self.words("column.question"), *(p.name for p in procedures))
        grid = Grid(columns, tuple(rows))
        return Section(self.words("heading.side-by-side"), (grid,)) if rows else None

    # --- lines and the whole ---

    def _lines(self, ids: Iterable[str]) -> tuple[Line, ...]:
        return tuple(self._line(name) for name in ids if self._is_for_reader(name))

    def _is_for_reader(self, name: str) -> bool:
        audiences = self.rules.statements[name].audiences
        return not audiences or self.audience in audiences

    def _line(self, name: str) -> Line:
        statement = self.rules.statements[name]
        kind = self.rules.kind(statement)
        return Line(statement.text, Citation(0, statement, kind), self._kind_label(kind))

    def _kind_label(self, kind: Kind) -> str:
        return "" if kind == "guide" else self.words(f"kind.{kind}")

    def _section(
        self, heading: str, listed: tuple[Line, ...], said: tuple[Line, ...]
    ) -> Section | None:
        """Return a section of listed lines, then running text; None if it would be empty."""
        blocks = [Passage(listed, "list")] if listed else []
        blocks += [Passage(said)] if said else []
        return Section(self.words(heading), tuple(blocks)) if blocks else None

    def _document(
        self,
        title: str,
        lead: tuple[Line, ...],
        sections: Sequence[Section | None],
        data: Mapping[str, Any],
    ) -> Document:
        body = [section for section in sections if section]
        body += self._words_explained(body)
        numbers: dict[Place, int] = {}
        body = [_numbered(_label_once(section), numbers) for section in body]
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
        )

    def _words_explained(self, body: Sequence[Section]) -> list[Section]:
        """Explain each glossary word that the text uses and does not already explain."""
        said = {
            line.cite.statement.id: line.text
            for section in body
            for line in lines_of(section)
            if line.cite
        }
        text = plain(" ".join(said.values()))
        explained = [
            line._replace(text=f"{word.name}: {line.text}")
            for word in self.rules.glossary.values()
            if not said.keys() >= set(word.says) and word.is_in(text)
            for line in self._lines(word.says)
        ]
        if not explained:
            return []
        return [Section(self.words("heading.words"), (Passage(tuple(explained), "list"),))]

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
        return Section(self.words("heading.sources"), (Passage(_own(lines), "list"),))

    def _cited(self, numbers: Mapping[Place, int]) -> dict[str, Any]:
        return {
            name: {k: v for k, v in source._asdict().items() if v and k != "id"}
            for name, source in self.rules.sources.items()
            if any(name == cited for cited, _ in numbers)
        }

    def _reviewed(self) -> str:
        review = self.rules.review
        edition = self.words("footer.edition", edition=self.rules.edition)
        if not (review.by and review.on):
            return f"{edition} {review.pending}"
        return edition + " " + self.words("footer.reviewed", by=review.by, on=review.on)

    def _review(self) -> dict[str, Any]:
        review = self.rules.review
        return {
            "edition": self.rules.edition,
            "reviewed_by": review.by or None,
            "reviewed_on": review.on or None,
            "state": self._reviewed(),
        }

    def _data(self, result: Outcome) -> dict[str, Any]:
        """Return an outcome as plain values, as the JSON contract has it."""
        ask = self.rules.questions
        return {
            "status": result.status,
            "levels": list(result.levels),
            "procedures": list(result.procedures),
            "answers": dict(result.answers),
            "because": [
                {"question": q, "answer": a, "text": f"{ask[q].ask} {self._label(q, a)}."}
                for q, a in result.answers.items()
            ],
            "would_change": [
                {"question": q, "answer": a, "levels": list(levels)}
                for q, a, levels in result.would_change
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


def _own(texts: Iterable[str]) -> tuple[Line, ...]:
    """Return lines in the tool's own words: they make no claim, so they cite nothing."""
    return tuple(Line(text) for text in texts)


def _label_once(section: Section) -> Section:
    """Say a label in the heading, once, where every line below would repeat it."""
    labels = {line.label for line in lines_of(section)}
    if len(labels) != 1 or "" in labels:
        return section
    return with_lines(section, lambda line: line._replace(label=""))._replace(label=labels.pop())


def _numbered(section: Section, numbers: dict[Place, int]) -> Section:
    """Give each cited place a number in reading order; ``numbers`` carries on between calls."""

    def number(line: Line) -> Line:
        if line.cite is None:
            return line
        place = (line.cite.statement.source, line.cite.statement.place)
        cite = line.cite._replace(number=numbers.setdefault(place, len(numbers) + 1))
        return line._replace(cite=cite)

    return with_lines(section, number)
