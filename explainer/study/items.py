"""Quiz items: questions with choices, one of them right; for cases, the diagram decides which.

Items are made from the rules file: each path as a case, each case with one answer changed,
each case with one answer missing, each glossary word, and what the guide says about only one
procedure. No item asks about our reading of the guide: the answer would be ours, not the guide's.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

from explainer.decision.interview import change, finish
from explainer.decision.outcome import outcome
from explainer.decision.paths import Path, paths
from explainer.decision.table import Answers
from explainer.documents.composer import Composer
from explainer.documents.document import Line
from explainer.rules.model import NOT_SURE, Procedure, RuleSet
from explainer.text import plain

TOPICS: Final = ("cases", "pairs", "settle", "words", "statements")
MANY: Final = 60  # the most paths to ask about, from the start of the table


class Choice(NamedTuple):
    """A choice, and why it is right or when it would be."""

    text: str
    why: str = ""


class Item(NamedTuple):
    """A question with its choices; ``right`` is the index of the right one.

    ``known`` is the given information; ``rule`` is the basis of the answer, with sources;
    ``reread`` names what to read again. An item in the pool has all its choices, the right one
    first; a drawn item has only some, shuffled.
    """

    id: str
    topic: str
    known: tuple[str, ...]
    ask: str
    choices: tuple[Choice, ...]
    rule: tuple[Line, ...]
    reread: str
    right: int = 0


class End(NamedTuple):
    """An outcome that cases may lead to: its text, its levels, and a text that names its cases."""

    text: str
    levels: tuple[str, ...]
    cases: str


def pool(composer: Composer) -> dict[str, list[Item]]:
    """Return all items by topic, without repeats or items with only one choice."""
    found = paths(composer.guide.table)[:MANY]
    made = chain(
        _cases(composer, found),
        _pairs(composer, found),
        _settle(composer, found),
        _words(composer),
        _statements(composer),
    )
    ready: dict[str, list[Item]] = {topic: [] for topic in TOPICS}
    asked = set[tuple[tuple[str, ...], str, str]]()
    for item in made:
        choices = _once(item.choices)
        same = (item.known, item.ask, choices[0].text)
        if len(choices) > 1 and same not in asked:
            asked.add(same)
            ready[item.topic].append(item._replace(choices=choices))
    return ready


# --- by topic ---------------------------------------------------------------------------


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
            "cases",
            _given(composer, path.answers),
            composer.messages("flash.case"),
            _choices(right, ends),
            _basis(composer, [path.level]),
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
                "pairs",
                _given(composer, path.answers),
                composer.messages("quiz.pair", outcome=was.text, question=asked, answer=said),
                _choices(now, _rivals(composer, now, [*ends, several])),
                _basis(composer, left),
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
            ways = [c.levels for c in result.would_change if c.question == question]
            leads = {
                composer.results.outcome_of(composer.rules.levels[levels[0]]) for levels in ways
            }
            single = all(len(levels) == 1 for levels in ways)
            if result.settle != (question,) or not single or len(leads) < 2:
                continue
            known = {q: a for q, a in path.answers.items() if q != question}
            idle = [q for q in questions if q not in result.answers]
            yield Item(
                f"settle.{path.level}.{question}",
                "settle",
                _given(composer, known),
                composer.messages("quiz.settle"),
                (
                    Choice(questions[question].ask, composer.messages("quiz.settles")),
                    *(Choice(questions[q].ask, composer.messages("quiz.idle")) for q in idle),
                    *(Choice(questions[q].ask, composer.messages("quiz.known")) for q in known),
                ),
                _basis(composer, result.levels),
                composer.rules.levels[path.level].name,
            )


def _words(composer: Composer) -> Iterator[Item]:
    """Yield an item on each word's meaning, unless the meaning contains the word itself."""
    meanings = {
        word: " ".join(line.text for line in composer.citations.lines(word.says))
        for word in composer.rules.glossary.values()
    }
    fair = {word: text for word, text in meanings.items() if text and not word.is_in(plain(text))}
    for word, meaning in fair.items():
        others = [
            Choice(text, composer.messages("quiz.word", name=other.name))
            for other, text in fair.items()
            if text != meaning and not word.is_in(plain(text))
        ]
        yield Item(
            f"word.{word.id}",
            "words",
            (),
            composer.messages("flash.word", name=word.name),
            (Choice(meaning), *others),
            composer.citations.lines(word.says),
            word.name,
        )


def _statements(composer: Composer) -> Iterator[Item]:
    """Yield an item for each of the guide's statements about only one compared procedure.

    Use only essential sections (what a procedure is, and what happens), and no statement that
    names a procedure.
    """
    rules = composer.rules
    names = [plain(name) for p in rules.procedures.values() for name in (p.name, *p.also)]
    for right in (rules.procedures[name] for name in rules.compare):
        others = [p for p in rules.procedures.values() if p.name != right.name]
        elsewhere = _said_elsewhere(rules, right)
        essential = (right.sections.get(name, ()) for name in rules.essentials)
        for name in dict.fromkeys(chain.from_iterable(essential)):
            statement, lines = rules.statements[name], composer.citations.lines([name])
            is_named = any(f" {each} " in f" {plain(statement.text)} " for each in names)
            is_shared = plain(statement.text) in elsewhere
            if is_named or is_shared or not lines or rules.kind(statement) != "guide":
                continue
            why = composer.messages("quiz.only", name=right.name)
            yield Item(
                f"statement.{name}",
                "statements",
                (statement.text,),
                composer.messages("quiz.statement"),
                (
                    Choice(right.name),
                    *(Choice(p.name, why) for p in others if p.id in rules.compare),
                ),
                lines,
                right.name,
            )


def _said_elsewhere(rules: RuleSet, procedure: Procedure) -> set[str]:
    """Return the normalized text of every statement that is used outside a procedure."""
    ids = {*rules.purpose, *rules.notices.advice}
    for other in rules.procedures.values():
        if other != procedure:
            ids.update(*other.sections.values())
    for level in rules.levels.values():
        if level.procedure != procedure.id:
            ids.update(level.basis, *level.sections.values())
    return {plain(rules.statements[name].text) for name in ids}


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


def _choices(right: End, ends: Iterable[End]) -> tuple[Choice, ...]:
    """Return the right outcome as a choice, then the others."""
    others = (end for end in ends if end != right)
    return tuple(Choice(end.text, end.cases) for end in (right, *others))


def _basis(composer: Composer, levels: Iterable[str]) -> tuple[Line, ...]:
    """Return the statements that levels are based on, each once."""
    ids = chain.from_iterable(composer.rules.levels[name].basis for name in levels)
    return composer.citations.lines(dict.fromkeys(ids))


def _once(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """Return the choices, without those that repeat an earlier text."""
    once: dict[str, Choice] = {}
    for choice in choices:
        once.setdefault(choice.text, choice)
    return tuple(once.values())
