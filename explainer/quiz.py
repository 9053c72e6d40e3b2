"""A quiz: items that have one right choice each, which the decision diagram decides.

Items are drawn from what the rules file holds: each path as a case, each case with one answer
changed, each case with one answer not known, each word of the glossary, and each statement that
the guide makes of one procedure alone. A seed decides which are asked, and in which order.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from random import Random
from typing import Final, NamedTuple

from explainer.document import Document, Line, Passage, Section
from explainer.editor import own
from explainer.explain import Desk
from explainer.interview import change, follow
from explainer.model import NOT_SURE
from explainer.outcome import outcome
from explainer.paths import Path, paths
from explainer.problem import plain
from explainer.table import Answers, Table

TOPICS: Final = ("cases", "pairs", "settle", "words", "statements")
CHOICES: Final = 4  # the most that an item has


class Choice(NamedTuple):
    """What may be chosen, and why it is right or what it would be right for."""

    text: str
    why: str = ""


class Item(NamedTuple):
    """A question with its choices; ``right`` is the place of the one that is right.

    ``told`` is what is known; ``rule`` is what decides, each line with its source; ``reread``
    names what to read again.
    """

    id: str
    topic: str
    told: tuple[str, ...]
    ask: str
    choices: tuple[Choice, ...]
    right: int
    rule: tuple[Line, ...]
    reread: str


class Draft(NamedTuple):
    """An item before its choices are drawn: the right one, and all that are wrong."""

    id: str
    topic: str
    told: tuple[str, ...]
    ask: str
    right: Choice
    wrong: tuple[Choice, ...]
    rule: tuple[Line, ...]
    reread: str


class End(NamedTuple):
    """Where cases may lead: its text, its procedure (or none), and which cases it is for."""

    text: str
    procedure: str
    cases: str


def drafts(desk: Desk, table: Table) -> dict[str, list[Draft]]:
    """Return all that may be asked, by topic; a topic with too few choices has nothing."""
    found = paths(table)
    made = chain(
        _cases(desk, found),
        _pairs(desk, table, found),
        _settle(desk, table, found),
        _words(desk),
        _statements(desk),
    )
    ready: dict[str, list[Draft]] = {topic: [] for topic in TOPICS}
    for draft in made:
        if draft.wrong:
            ready[draft.topic].append(draft)
    return ready


def quiz(ready: Mapping[str, Sequence[Draft]], count: int, seed: int) -> tuple[Item, ...]:
    """Return ``count`` items, turn about from each topic; the same seed gives the same ones."""
    draw = Random(seed)  # noqa: S311 - for play, not for secrets
    piles = [draw.sample(pile, len(pile)) for pile in ready.values()]
    turns = (draft for turn in zip_longest(*piles) for draft in turn if draft)
    return tuple(_item(draw, draft) for draft, _ in zip(turns, range(count), strict=False))


def summary(desk: Desk, first: Mapping[Item, bool]) -> list[str]:
    """Say how many were right at the first try, in all and by topic, and what to read again."""
    lines = [desk.words("quiz.score", right=sum(first.values()), count=len(first))]
    for topic in TOPICS:
        tries = [right for item, right in first.items() if item.topic == topic]
        if tries:
            name = desk.words(f"quiz.topic.{topic}")
            lines.append(desk.words("quiz.topic", topic=name, right=sum(tries), count=len(tries)))
    missed = dict.fromkeys(item.reread for item, right in first.items() if not right)
    return [*lines, *(desk.words("quiz.reread", name=name) for name in missed)]


def _item(draw: Random, draft: Draft) -> Item:
    """Draw some of the wrong choices, and put the right one among them."""
    wrong = draw.sample(draft.wrong, min(len(draft.wrong), CHOICES - 1))
    choices = draw.sample([draft.right, *wrong], len(wrong) + 1)
    told, ask, rule, reread = draft.told, draft.ask, draft.rule, draft.reread
    right = choices.index(draft.right)
    return Item(draft.id, draft.topic, told, ask, tuple(choices), right, rule, reread)


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


def _cases(desk: Desk, found: Sequence[Path]) -> Iterator[Draft]:
    """Yield each path, and ask what the guide describes for its answers."""
    ends = _ends(desk, found)
    for path in found:
        level = desk.rules.levels[path.level]
        (right,) = (end for end in ends if end.text == desk.outcome_of(level))
        yield Draft(
            f"case.{path.level}",
            "cases",
            _told(desk, path.answers),
            desk.words("card.case"),
            *_choices(right, ends),
            _basis(desk, [path.level]),
            level.name,
        )


def _pairs(desk: Desk, table: Table, found: Sequence[Path]) -> Iterator[Draft]:
    """Yield each path with one answer changed, where that leads elsewhere."""
    several = End(desk.words("outcome.several"), "several levels", desk.words("quiz.several"))
    ends = {end.text: end for end in (*_ends(desk, found), several)}
    for path in found:
        trail, was = follow(table, path.answers), _end_of(desk, ends, [path.level], several)
        for question, given in path.answers.items():
            asked = desk.rules.questions[question]
            for answer in asked.answers:
                left = table.names(change(table, trail, question, answer).node.live)
                now = _end_of(desk, ends, left, several)
                if answer != given and now.procedure != was.procedure:
                    said = desk.label(question, answer)
                    yield Draft(
                        f"pair.{path.level}.{question}.{answer}",
                        "pairs",
                        _told(desk, path.answers),
                        desk.words("quiz.pair", outcome=was.text, question=asked.ask, answer=said),
                        *_choices(now, ends.values()),
                        _basis(desk, left),
                        desk.rules.levels[left[0]].name,
                    )


def _end_of(desk: Desk, ends: Mapping[str, End], levels: Sequence[str], several: End) -> End:
    """Return where some levels lead: one to its outcome."""
    return several if len(levels) > 1 else ends[desk.outcome_of(desk.rules.levels[levels[0]])]


def _settle(desk: Desk, table: Table, found: Sequence[Path]) -> Iterator[Draft]:
    """Yield each path with one answer not known, where that question alone would settle it."""
    for path in found:
        for question in path.answers:
            answers = {**path.answers, question: NOT_SURE}
            result = outcome(desk.rules, table, follow(table, answers))
            ends = [c.levels for c in result.would_change if c.question == question]
            if result.settle != (question,) or any(len(levels) > 1 for levels in ends):
                continue
            others = [q for q in result.answers if q != question]
            yield Draft(
                f"settle.{path.level}.{question}",
                "settle",
                _told(desk, result.answers),
                desk.words("quiz.settle"),
                Choice(desk.rules.questions[question].settle, desk.words("quiz.settles")),
                tuple(
                    Choice(desk.rules.questions[q].settle, desk.words("quiz.known")) for q in others
                ),
                _basis(desk, result.levels),
                desk.rules.levels[result.levels[0]].name,
            )


def _words(desk: Desk) -> Iterator[Draft]:
    """Yield each word, and ask what it means."""
    meanings = {
        word.id: " ".join(line.text for line in desk.editor.lines(word.says))
        for word in desk.rules.glossary.values()
    }
    for word in desk.rules.glossary.values():
        others = [
            Choice(meanings[other.id], desk.words("quiz.word", name=other.name))
            for other in desk.rules.glossary.values()
            if meanings[other.id] and not set(other.says) & set(word.says)
        ]
        if meanings[word.id]:
            yield Draft(
                f"word.{word.id}",
                "words",
                (),
                desk.words("card.word", name=word.name),
                Choice(meanings[word.id]),
                _once(others),
                desk.editor.lines(word.says),
                word.name,
            )


def _statements(desk: Desk) -> Iterator[Draft]:
    """Yield what the guide tells of one procedure alone, where it does not name it."""
    rules = desk.rules
    names = [plain(name) for p in rules.procedures.values() for name in (p.name, *p.also)]
    tellers: dict[str, set[str]] = {}
    for procedure in rules.procedures.values():
        for section, ids in procedure.sections.items():
            if rules.sections[section].style != "checklist":
                for name in ids:
                    tellers.setdefault(name, set()).add(procedure.id)
    elsewhere = {*rules.purpose}
    for level in rules.levels.values():
        if not level.procedure:
            elsewhere.update(level.basis, *level.sections.values())
    for name, told in tellers.items():
        statement, (line, *_) = rules.statements[name], (*desk.editor.lines([name]), None)
        is_named = any(f" {other} " in f" {plain(statement.text)} " for other in names)
        is_loose = len(told) > 1 or is_named or name in elsewhere
        if line is None or is_loose or rules.kind(statement) != "guide":
            continue
        (right,) = told
        yield Draft(
            f"statement.{name}",
            "statements",
            (statement.text,),
            desk.words("quiz.statement"),
            Choice(rules.procedures[right].name),
            tuple(
                Choice(p.name, desk.words("quiz.only", name=rules.procedures[right].name))
                for p in rules.procedures.values()
                if p.id != right
            ),
            (line,),
            rules.procedures[right].name,
        )


# --- parts ------------------------------------------------------------------------------


def _told(desk: Desk, answers: Answers) -> tuple[str, ...]:
    """Tell a case in the answers' own words."""
    return tuple(line.text for line in desk.given(answers))


def _ends(desk: Desk, found: Sequence[Path]) -> list[End]:
    """Return each outcome that there is."""
    cases: dict[tuple[str, str], list[str]] = {}
    for path in found:
        level = desk.rules.levels[path.level]
        cases.setdefault((desk.outcome_of(level), level.procedure), []).append(level.name)
    return [
        End(text, procedure, desk.words("quiz.for", cases=desk.words("or").join(names)))
        for (text, procedure), names in cases.items()
    ]


def _choices(right: End, ends: Iterable[End]) -> tuple[Choice, tuple[Choice, ...]]:
    """Return the outcome that is right, and those that name another procedure."""
    others = (end for end in ends if end.procedure != right.procedure)
    return Choice(right.text, right.cases), tuple(Choice(x.text, x.cases) for x in others)


def _basis(desk: Desk, levels: Iterable[str]) -> tuple[Line, ...]:
    """Return what some levels rest on, each statement once."""
    ids = chain.from_iterable(desk.rules.levels[name].basis for name in levels)
    return desk.editor.lines(dict.fromkeys(ids))


def _once(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """Leave out choices that read like one before."""
    return tuple({choice.text: choice for choice in reversed(list(choices))}.values())
