"""A quiz: items that have one right choice each; of a case, the decision diagram decides it.

Items are drawn from what the rules file holds: each path as a case, each case with one answer
changed, each case with one answer missing, each word of the glossary, and what the guide says of
one procedure alone. Where we had to read the guide, nothing is asked: the key would be ours. A
seed decides which are asked, and in which order.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, zip_longest
from random import Random
from typing import Final, NamedTuple

from explainer.diagram import Diagram
from explainer.document import Document, Line, Passage, Section
from explainer.editor import own
from explainer.explain import Desk
from explainer.interview import Trail, change, follow
from explainer.model import NOT_SURE, Procedure, RuleSet
from explainer.outcome import outcome
from explainer.paths import Path, paths
from explainer.problem import plain
from explainer.table import Answers

TOPICS: Final = ("cases", "pairs", "settle", "words", "statements")
CHOICES: Final = 4  # the most that an item has
MANY: Final = 60  # paths that are asked about; of a large table, the first


class Choice(NamedTuple):
    """What may be chosen, and why it is right or what it would be right for."""

    text: str
    why: str = ""


class Item(NamedTuple):
    """A question with its choices; ``right`` is the place of the one that is right.

    ``told`` is what is known; ``rule`` is what decides, each line with its source; ``reread``
    names what to read again. Before it is drawn, it has all its choices, the right one first.
    """

    id: str
    topic: str
    told: tuple[str, ...]
    ask: str
    choices: tuple[Choice, ...]
    rule: tuple[Line, ...]
    reread: str
    right: int = 0


class End(NamedTuple):
    """Where cases may lead: what is said of them, their levels, and which cases they are."""

    text: str
    levels: tuple[str, ...]
    cases: str


def pool(desk: Desk, diagram: Diagram) -> dict[str, list[Item]]:
    """Return all that may be asked, by topic; what has but one choice is left out."""
    found = paths(diagram.table)[:MANY]
    made = chain(
        _cases(desk, found),
        _pairs(desk, diagram, found),
        _settle(desk, diagram, found),
        _words(desk),
        _statements(desk),
    )
    ready: dict[str, list[Item]] = {topic: [] for topic in TOPICS}
    asked = set[tuple[tuple[str, ...], str, str]]()
    for item in made:
        choices = _once(item.choices)
        same = (item.told, item.ask, choices[0].text)
        if len(choices) > 1 and same not in asked:
            asked.add(same)
            ready[item.topic].append(item._replace(choices=choices))
    return ready


def quiz(ready: Mapping[str, Sequence[Item]], count: int, seed: int) -> tuple[Item, ...]:
    """Return ``count`` items, turn about from each topic; the same seed gives the same ones."""
    draw = Random(f"{seed}")  # noqa: S311 - for play, not for secrets
    piles = [draw.sample(pile, len(pile)) for pile in ready.values()]
    turns = (item for turn in zip_longest(*piles) for item in turn if item)
    return tuple(_drawn(draw, item) for item in islice(turns, count))


def turned(item: Item) -> Item:
    """Return an item with its choices the other way round, so that no place can be remembered."""
    last = len(item.choices) - 1
    return item._replace(choices=item.choices[::-1], right=last - item.right)


def summary(desk: Desk, first: Mapping[Item, bool]) -> list[str]:
    """Say how many were right at the first try, in all and by topic, and what to read again."""
    if not first:
        return [desk.words("quiz.none")]
    lines = [desk.words("quiz.score", right=sum(first.values()), count=len(first))]
    for topic in TOPICS:
        tries = [right for item, right in first.items() if item.topic == topic]
        if tries:
            name = desk.words(f"quiz.topic.{topic}")
            lines.append(desk.words("quiz.topic", topic=name, right=sum(tries), count=len(tries)))
    missed = dict.fromkeys(item.reread for item, right in first.items() if not right)
    return [*lines, *(desk.words("quiz.reread", name=name) for name in missed)]


def _drawn(draw: Random, item: Item) -> Item:
    """Draw some of the wrong choices, and put the right one among them."""
    right, *wrong = item.choices
    some = [right, *draw.sample(wrong, min(len(wrong), CHOICES - 1))]
    choices = tuple(draw.sample(some, len(some)))
    return item._replace(choices=choices, right=choices.index(right))


def key(desk: Desk, items: Sequence[Item], seed: int) -> Document:
    """Return a quiz to read: all its questions, and the key after them."""
    asked = [
        Section(
            f"{number}. {item.ask}",
            (
                *([Passage(own(item.told), "list")] if item.told else []),
                Passage(own(choice.text for choice in item.choices), "steps"),
            ),
        )
        for number, item in enumerate(items, 1)
    ]
    answers = [
        Section(
            desk.words("quiz.answer", number=number, choice=item.right + 1),
            (
                Passage(own([item.choices[item.right].text])),
                *([Passage(item.rule, "list")] if item.rule else []),
            ),
        )
        for number, item in enumerate(items, 1)
    ]
    title = desk.words("title.quiz", title=desk.rules.title)
    lead = own([desk.words("lead.quiz", count=len(items), seed=seed)])
    return desk.editor.document(title, lead, [*asked, *answers], {"seed": seed})


# --- what is asked ----------------------------------------------------------------------


def _cases(desk: Desk, found: Sequence[Path]) -> Iterator[Item]:
    """Yield each path, and ask what the guide describes for its answers."""
    ends = _ends(desk, found)
    for path in found:
        level = desk.rules.levels[path.level]
        right = next((end for end in ends if path.level in end.levels), None)
        if right is None:
            continue
        yield Item(
            f"case.{path.level}",
            "cases",
            _told(desk, path.answers),
            desk.words("card.case"),
            _choices(right, ends),
            _basis(desk, [path.level]),
            level.name,
        )


def _pairs(desk: Desk, diagram: Diagram, found: Sequence[Path]) -> Iterator[Item]:
    """Yield each path with one answer changed, where that leads elsewhere."""
    ends, several = _ends(desk, found), _several(desk)
    for path in found:
        trail, was = _walked(diagram, path.answers), _end_of(ends, [path.level], several)
        for question, answer in _others(desk, path):
            left = diagram.table.names(change(diagram, trail, question, answer).node.live)
            now = _end_of(ends, left, several)
            if was is None or now is None or now == was:
                continue
            asked, said = desk.rules.questions[question].ask, desk.label(question, answer)
            yield Item(
                f"pair.{path.level}.{question}.{answer}",
                "pairs",
                _told(desk, path.answers),
                desk.words("quiz.pair", outcome=was.text, question=asked, answer=said),
                _choices(now, _rivals(desk, now, [*ends, several])),
                _basis(desk, left),
                desk.rules.levels[path.level].name,
            )


def _others(desk: Desk, path: Path) -> Iterator[tuple[str, str]]:
    """Yield each answer that a path could have had instead, with its question."""
    for question, given in path.answers.items():
        for answer in desk.rules.questions[question].answers:
            if answer != given:
                yield question, answer


def _rivals(desk: Desk, now: End, ends: Iterable[End]) -> list[End]:
    """Leave out what could be called right as well.

    While answers are missing, nothing can be named either.
    """
    both = {desk.words("outcome.none"), desk.words("outcome.several")}
    return [end for end in ends if now.text not in both or end.text not in both]


def _several(desk: Desk) -> End:
    return End(desk.words("outcome.several"), (), desk.words("quiz.several"))


def _end_of(ends: Iterable[End], levels: Iterable[str], several: End) -> End | None:
    """Return where all of some levels lead, or that they differ; None where we read the guide."""
    found = [next((end for end in ends if name in end.levels), None) for name in levels]
    if None in found:
        return None
    return found[0] if len(set(found)) == 1 else several


def _settle(desk: Desk, diagram: Diagram, found: Sequence[Path]) -> Iterator[Item]:
    """Yield each path with its first or last answer missing, where that one would settle it.

    With one in between missing, the later answers may presuppose it.
    """
    questions = desk.rules.questions
    for path in found:
        asked = list(path.answers)
        for question in dict.fromkeys((asked[0], asked[-1])):
            trail = _walked(diagram, {**path.answers, question: NOT_SURE})
            result = outcome(desk.rules, diagram, trail)
            ways = [c.levels for c in result.would_change if c.question == question]
            leads = {desk.outcome_of(desk.rules.levels[levels[0]]) for levels in ways}
            single = all(len(levels) == 1 for levels in ways)
            if result.settle != (question,) or not single or len(leads) < 2:
                continue
            known = {q: a for q, a in path.answers.items() if q != question}
            idle = [q for q in questions if q not in result.answers]
            yield Item(
                f"settle.{path.level}.{question}",
                "settle",
                _told(desk, known),
                desk.words("quiz.settle"),
                (
                    Choice(questions[question].ask, desk.words("quiz.settles")),
                    *(Choice(questions[q].ask, desk.words("quiz.idle")) for q in idle),
                    *(Choice(questions[q].ask, desk.words("quiz.known")) for q in known),
                ),
                _basis(desk, result.levels),
                desk.rules.levels[path.level].name,
            )


def _words(desk: Desk) -> Iterator[Item]:
    """Yield each word, and ask what it means; a meaning that has its own word tells too much."""
    meanings = {
        word: " ".join(line.text for line in desk.editor.lines(word.says))
        for word in desk.rules.glossary.values()
    }
    fair = {word: text for word, text in meanings.items() if text and not word.is_in(plain(text))}
    for word, meaning in fair.items():
        others = [
            Choice(text, desk.words("quiz.word", name=other.name))
            for other, text in fair.items()
            if text != meaning and not word.is_in(plain(text))
        ]
        yield Item(
            f"word.{word.id}",
            "words",
            (),
            desk.words("card.word", name=word.name),
            (Choice(meaning), *others),
            desk.editor.lines(word.says),
            word.name,
        )


def _statements(desk: Desk) -> Iterator[Item]:
    """Yield what the guide tells of one compared procedure alone, where it does not name it.

    Only what each is, and what happens: the first two sections, and the steps.
    """
    rules = desk.rules
    names = [plain(name) for p in rules.procedures.values() for name in (p.name, *p.also)]
    for right in (rules.procedures[name] for name in rules.compare):
        others = [p for p in rules.procedures.values() if p.name != right.name]
        elsewhere = _told_elsewhere(rules, right)
        for name in dict.fromkeys(_core(rules, right)):
            statement, lines = rules.statements[name], desk.editor.lines([name])
            is_named = any(f" {each} " in f" {plain(statement.text)} " for each in names)
            is_shared = plain(statement.text) in elsewhere
            if is_named or is_shared or not lines or rules.kind(statement) != "guide":
                continue
            why = desk.words("quiz.only", name=right.name)
            yield Item(
                f"statement.{name}",
                "statements",
                (statement.text,),
                desk.words("quiz.statement"),
                (
                    Choice(right.name),
                    *(Choice(p.name, why) for p in others if p.id in rules.compare),
                ),
                lines,
                right.name,
            )


def _told_elsewhere(rules: RuleSet, procedure: Procedure) -> set[str]:
    """Return, made plain, every text that is told of something else as well."""
    ids = {*rules.purpose, *rules.notices.first, *rules.notices.safety_net}
    for other in rules.procedures.values():
        if other != procedure:
            ids.update(*other.sections.values())
    for level in rules.levels.values():
        if level.procedure != procedure.id:
            ids.update(level.basis, *level.sections.values())
    return {plain(rules.statements[name].text) for name in ids}


def _core(rules: RuleSet, procedure: Procedure) -> Iterator[str]:
    """Yield the statements that tell what a procedure is, and what happens."""
    for place, section in enumerate(rules.sections.values()):
        if place < 2 or section.style == "steps":
            yield from procedure.sections.get(section.id, ())


# --- parts ------------------------------------------------------------------------------


def _walked(diagram: Diagram, answers: Answers) -> Trail:
    """Walk to the end; what is not answered counts as "not sure"."""
    return follow(diagram, {**dict.fromkeys(diagram.table.tests, NOT_SURE), **answers})


def _told(desk: Desk, answers: Answers) -> tuple[str, ...]:
    """Tell a case in the answers' own words."""
    return tuple(line.text for line in desk.given(answers))


def _ends(desk: Desk, found: Sequence[Path]) -> list[End]:
    """Return each outcome that the guide itself describes, and that none can be named."""
    cases: dict[str, list[str]] = {}
    for path in found:
        level = desk.rules.levels[path.level]
        if not level.procedure or not desk.rules.is_reading(level):
            cases.setdefault(desk.outcome_of(level), []).append(path.level)
    return [End(text, tuple(levels), _cases_of(desk, levels)) for text, levels in cases.items()]


def _cases_of(desk: Desk, levels: Iterable[str]) -> str:
    names = [f"{desk.rules.levels[name].name}." for name in levels]
    return desk.words("quiz.for", cases=" / ".join(names))


def _choices(right: End, ends: Iterable[End]) -> tuple[Choice, ...]:
    """Return the outcome that is right, then the others."""
    others = (end for end in ends if end != right)
    return tuple(Choice(end.text, end.cases) for end in (right, *others))


def _basis(desk: Desk, levels: Iterable[str]) -> tuple[Line, ...]:
    """Return what some levels rest on, each statement once."""
    ids = chain.from_iterable(desk.rules.levels[name].basis for name in levels)
    return desk.editor.lines(dict.fromkeys(ids))


def _once(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """Leave out choices that read like one before."""
    once: dict[str, Choice] = {}
    for choice in choices:
        once.setdefault(choice.text, choice)
    return tuple(once.values())
