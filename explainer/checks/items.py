"""Checks of the study items: one right choice, reasons for all, and nothing that gives it away."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from explainer.decision.guide import Guide
from explainer.rules.loader import Loaded
from explainer.rules.model import Cloze, Item, RuleSet
from explainer.rules.problem import Path, Problem, where
from explainer.study.cards import MOST, fits, hidden
from explainer.study.guessers import GUESSERS, chance, content, gives_away, overlap, success
from explainer.text import brief, plain

ASKS: Final = ("?", "\uff1f", "\u061f", "\u037e")  # what a question ends with
SAID: Final = 3  # words; a shorter choice may be in a statement by chance
MANY: Final = 40  # items; among fewer, a guesser may be lucky
LUCK: Final = 0.05  # how far from chance a guesser's success may be
STRETCH: Final = 1.5  # how many times as long as the others the right choice may be
REPEATED: Final = 2  # words of the question that only the right choice may have


_PICKS: Final = {  # what each guesser picks
    "longest": "the longest choice",
    "shortest": "the shortest choice",
    "most-repeated": "the choice that repeats most words of the question",
    "fewest-repeated": "the choice that repeats fewest words of the question",
}


def _same_choice(loaded: Loaded, guide: Guide) -> Iterator[Problem]:
    """Find a choice that an item has twice."""
    for path, item in _items(guide):
        counts = Counter(plain(choice.text) for choice in item.choices)
        for number, choice in enumerate(item.wrong):
            if counts[plain(choice.text)] > 1:
                message = (
                    f"{where((*path, 'wrong', number))}: this item has the choice "
                    f"{brief(choice.text)} twice. Change one."
                )
                yield loaded.problem((*path, "wrong", number), "same-choice", message)


def _true_choice(loaded: Loaded, guide: Guide) -> Iterator[Problem]:
    """Find a wrong choice that is true: the answer to the same question, or what a reason says."""
    answers = _answers(guide.rules)
    for path, item in _items(guide):
        said = [plain(guide.rules.statements[name].text) for name in item.right.says]
        for number, choice in enumerate(item.wrong):
            other = answers.get((frozenset(content(item.ask)), plain(choice.text)))
            is_said = len(choice.text.split()) >= SAID and any(
                f" {plain(choice.text)} " in f" {text} " for text in said
            )
            if (other and other != item.id) or is_said:
                why = (
                    f"items > {other} gives it as the right one" if other else "the reason says it"
                )
                message = (
                    f"{where((*path, 'wrong', number))}: {brief(choice.text)} seems to be right, "
                    f"too: {why}. Change it, or ask more exactly."
                )
                yield loaded.problem((*path, "wrong", number), "true-choice", message)


def _answers(rules: RuleSet) -> Mapping[tuple[frozenset[str], str], str]:
    """Return the id of the item for each question, as a set of words, and right choice."""
    return {
        (frozenset(content(item.ask)), plain(item.right.text)): item.id
        for item in rules.items.values()
    }


def _unseen_reason(loaded: Loaded, guide: Guide) -> Iterator[Problem]:
    """Find a reason that the reader of an item or a cloze cannot see."""
    rules = guide.rules
    for path, entry, ids in _reasons(rules):
        audience = rules.audience_of(entry)
        for number, name in enumerate(ids):
            if not rules.statements[name].is_for(audience):
                message = (
                    f"{where((*path, number))}: '{name}' is not for '{audience}', who would see no "
                    "reason. Add the reader to its 'audiences', or give another reason."
                )
                yield loaded.problem((*path, number), "unseen-reason", message)


def _reasons(rules: RuleSet) -> Iterator[tuple[Path, Item | Cloze, tuple[str, ...]]]:
    """Yield the statements behind each choice and each cloze, with their path."""
    for item in rules.items.values():
        yield ("items", item.id, "right", "says"), item, item.right.says
        for number, choice in enumerate(item.wrong):
            yield ("items", item.id, "wrong", number, "says"), item, choice.says
    for cloze in rules.clozes.values():
        yield ("clozes", cloze.id, "says"), cloze, cloze.says


def _no_blank(loaded: Loaded, guide: Guide) -> Iterator[Problem]:
    """Find a cloze with nothing to fill in."""
    for name, cloze in guide.rules.clozes.items():
        parts = hidden(cloze.text)
        if not parts or not all(part.strip() for part in parts):
            message = (
                f"clozes > {name} > text: there is nothing to fill in. Put braces around the part "
                "to fill in: '... at {24} months'."
            )
            yield loaded.problem(("clozes", name, "text"), "no-blank", message)


def _two_facts(loaded: Loaded, guide: Guide) -> Iterator[Problem]:
    """Find an answer that is too long for a card, or seems to be more than one fact."""
    backs: list[tuple[Path, str]] = [
        ((*path, "right", "text"), item.right.text) for path, item in _items(guide)
    ]
    for name, cloze in guide.rules.clozes.items():
        backs += [(("clozes", name, "text"), part) for part in hidden(cloze.text)]
    for path, text in backs:
        if not fits(text):
            message = (
                f"{where(path)}: {brief(text)} is too much for a card: at most {MOST} words, one "
                "sentence and one number. Make it two."
            )
            yield loaded.problem(path, "two-facts", message, "warning")


def _no_question(loaded: Loaded, guide: Guide) -> Iterator[Problem]:
    """Find an item that does not end with a question."""
    for path, item in _items(guide):
        if not item.ask.rstrip("\"')").endswith(ASKS):
            message = (
                f"{where((*path, 'ask'))}: this is not a question. On a card it stands alone: ask "
                "what can be answered without seeing the choices."
            )
            yield loaded.problem((*path, "ask"), "no-question", message, "warning")


def _clue(loaded: Loaded, guide: Guide) -> Iterator[Problem]:
    """Find an item whose right choice stands out by its length or by words of the question."""
    for path, item in _items(guide):
        if clue := _clue_in(item):
            message = f"{where((*path, 'right'))}: the right choice {clue}. Even them out."
            yield loaded.problem((*path, "right"), "clue", message, "warning")


def _clue_in(item: Item) -> str:
    """Return how the right choice stands out, or "" if it does not."""
    lengths = [len(choice.text) for choice in item.wrong]
    repeated = [overlap(item.ask, choice.text) for choice in item.wrong]
    if len(item.right.text) > STRETCH * max(lengths):
        return "is much longer than all others"
    if len(item.right.text) * STRETCH < min(lengths):
        return "is much shorter than all others"
    if overlap(item.ask, item.right.text) >= REPEATED + max(repeated):
        return "repeats more words of the question than all others"
    return ""


def _guessable(loaded: Loaded, guide: Guide) -> Iterator[Problem]:
    """Find a way to guess that is right more often, or less often, than by chance."""
    items = list(guide.rules.items.values())
    if len(items) < MANY:
        return
    blind = chance(items)
    for name, guesser in GUESSERS.items():
        found = success(guesser, items)
        if abs(found - blind) > LUCK:
            given = found > blind
            which = [item.id for item in items if gives_away(guesser, item) == given]
            message = (
                f"items: a reader who always picks {_PICKS[name]} is right in {found:.0%} of them. "
                f"Blind guesses are right in {blind:.0%}. Change some, such as: "
                f"{', '.join(which[:5])}."
            )
            yield loaded.problem(("items",), "guessable", message, "warning")


def _items(guide: Guide) -> Iterable[tuple[tuple[str, str], Item]]:
    """Return each item with its path."""
    return [(("items", name), item) for name, item in guide.rules.items.items()]


Check = Callable[[Loaded, Guide], Iterator[Problem]]
ERRORS: Final[tuple[Check, ...]] = (_same_choice, _true_choice, _unseen_reason, _no_blank)
WARNINGS: Final[tuple[Check, ...]] = (_two_facts, _no_question, _clue, _guessable)
