"""Items on cases: which outcome the guide describes, what would change it, what would settle it.

They are generated from the decision table's paths, and the diagram decides which choice is
right. No item asks about our reading of the guide: the answer would be ours, not the guide's.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

from explainer.decision.interview import change, finish
from explainer.decision.outcome import outcome
from explainer.decision.paths import Path, paths
from explainer.decision.table import Answers
from explainer.documents.citations import own
from explainer.documents.composer import Composer
from explainer.documents.document import Line
from explainer.rules.model import NOT_SURE
from explainer.study.items import CASES, Choice, Item

MANY: Final = 60  # the most paths to ask about, from the start of the table


class End(NamedTuple):
    """An outcome that cases may lead to: its text, its levels, and a text that names its cases."""

    text: str
    levels: tuple[str, ...]
    cases: str


def cases(composer: Composer) -> Iterator[Item]:
    """Yield the items on cases."""
    one_each = {path.level: path for path in reversed(paths(composer.guide.table))}
    found = list(reversed(one_each.values()))[:MANY]  # the first path of each level
    yield from chain(_cases(composer, found), _pairs(composer, found), _settle(composer, found))


def _cases(composer: Composer, found: Sequence[Path]) -> Iterator[Item]:
    """Yield an item for each path, asking what the guide describes for its answers."""
    ends = _ends(composer, found)
    for path in found:
        level = composer.rules.levels[path.level]
        right = next((end for end in ends if path.level in end.levels), None)
        if right is None:
            continue
        yield Item(
            f"case.{path.level}",
            CASES,
            1,
            _given(composer, path.answers),
            composer.messages("flash.case"),
            _choices(right, ends, _basis(composer, [path.level])),
            level.name,
        )


def _pairs(composer: Composer, found: Sequence[Path]) -> Iterator[Item]:
    """Yield an item for each way to change one answer in a path and reach another outcome."""
    diagram, ends, several = composer.guide.diagram, _ends(composer, found), _several(composer)
    for path in found:
        interview, was = finish(diagram, path.answers), _end_of(ends, [path.level], several)
        for question, answer in _others(composer, path):
            left = diagram.table.names(change(diagram, interview, question, answer).node.live)
            now = _end_of(ends, left, several)
            if was is None or now is None or now == was:
                continue
            asked, said = (
                composer.rules.questions[question].ask,
                composer.guide.answer(question, answer),
            )
            yield Item(
                f"pair.{path.level}.{question}.{answer}",
                CASES,
                2,
                _given(composer, path.answers),
                composer.messages("quiz.pair", outcome=was.text, question=asked, answer=said),
                _choices(now, _rivals(composer, now, [*ends, several]), _basis(composer, left)),
                composer.rules.levels[path.level].name,
            )


def _others(composer: Composer, path: Path) -> Iterator[tuple[str, str]]:
    """Yield each answer that a path could have had instead, with its question."""
    for question, given in path.answers.items():
        for answer in composer.rules.questions[question].answers:
            if answer != given:
                yield question, answer


def _rivals(composer: Composer, now: End, ends: Iterable[End]) -> list[End]:
    """Return the ends that are clearly wrong if ``now`` is right.

    If answers are missing, no procedure can be named, so the wordings for no procedure and for
    several outcomes would both be right.
    """
    keys = ("document.outcome-none", "document.outcome-several")
    both = {composer.messages(key) for key in keys}
    return [end for end in ends if now.text not in both or end.text not in both]


def _several(composer: Composer) -> End:
    return End(composer.messages("document.outcome-several"), (), composer.messages("quiz.several"))


def _end_of(ends: Iterable[End], levels: Iterable[str], several: End) -> End | None:
    """Return the levels' common end, ``several`` if they differ, or None if one is our reading."""
    found = [next((end for end in ends if name in end.levels), None) for name in levels]
    if None in found:
        return None
    return found[0] if len(set(found)) == 1 else several


def _settle(composer: Composer, found: Sequence[Path]) -> Iterator[Item]:
    """Yield an item for each path whose first or last answer, if missing, would settle the case.

    Answers in between are never removed, because later ones may depend on them.
    """
    questions, diagram = composer.rules.questions, composer.guide.diagram
    for path in found:
        asked = list(path.answers)
        for question in dict.fromkeys((asked[0], asked[-1])):
            interview = finish(diagram, {**path.answers, question: NOT_SURE})
            result = outcome(composer.rules, diagram, interview)
            ways = [c for c in result.would_change if c.question == question]
            leads = {c.answer: _outcome(composer, c.levels[0]) for c in ways if len(c.levels) == 1}
            single = len(leads) == len(ways)
            if result.settle != (question,) or not single or len(set(leads.values())) < 2:
                continue
            known = {q: a for q, a in path.answers.items() if q != question}
            settles = [
                composer.messages(
                    "quiz.settles", answer=composer.guide.answer(question, answer), outcome=text
                )
                for answer, text in leads.items()
            ]
            idle = [q for q in questions if q not in result.answers]
            yield Item(
                f"settle.{path.level}.{question}",
                CASES,
                3,
                _given(composer, known),
                composer.messages("quiz.settle"),
                (
                    Choice(questions[question].ask, own(settles)),
                    *(_choice(questions[q].ask, composer.messages("quiz.idle")) for q in idle),
                ),
                composer.rules.levels[path.level].name,
            )


def _outcome(composer: Composer, level: str) -> str:
    return composer.results.outcome_of(composer.rules.levels[level])


# --- parts ------------------------------------------------------------------------------


def _given(composer: Composer, answers: Answers) -> tuple[str, ...]:
    """Return a case as its answers, each with its question."""
    return tuple(line.text for line in composer.results.given(answers))


def _ends(composer: Composer, found: Sequence[Path]) -> list[End]:
    """Return each outcome that the guide itself describes, and the one without a procedure."""
    cases: dict[str, list[str]] = {}
    for path in found:
        level = composer.rules.levels[path.level]
        if not level.procedure or not composer.rules.is_reading(level):
            cases.setdefault(composer.results.outcome_of(level), []).append(path.level)
    return [End(text, tuple(levels), _cases_of(composer, levels)) for text, levels in cases.items()]


def _cases_of(composer: Composer, levels: Iterable[str]) -> str:
    names = [f"{composer.rules.levels[name].name}." for name in levels]
    return composer.messages("quiz.for", cases=" / ".join(names))


def _choices(right: End, ends: Iterable[End], why: tuple[Line, ...]) -> tuple[Choice, ...]:
    """Return the right outcome as a choice, with its reason, then the others."""
    others = (_choice(end.text, end.cases) for end in ends if end != right)
    return (Choice(right.text, why), *others)


def _choice(text: str, why: str) -> Choice:
    """Return a choice with a reason in the tool's own words."""
    return Choice(text, own([why]))


def _basis(composer: Composer, levels: Iterable[str]) -> tuple[Line, ...]:
    """Return the statements that levels are based on, each once."""
    ids = chain.from_iterable(composer.rules.levels[name].basis for name in levels)
    return composer.citations.lines(dict.fromkeys(ids))
