"""Checks of the study items: one right choice, reasons for all, and nothing that gives it away."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from explainer.decision.guide import Guide
from explainer.rules.loader import Loaded
from explainer.rules.model import Cloze, Item, RuleSet
from explainer.rules.problem import Path, Problem, where
from explainer.study.cards import HIDDEN, MOST, fits, hidden
from explainer.study.guessers import GUESSERS, chance, odds, overlap, success
from explainer.study.items import compared
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


def _same_item(loaded: Loaded, guide: Guide) -> Iterator[Problem]:
    """Find an item that asks a reader the same as an earlier one, with the same answer."""
    seen: dict[tuple[str, ...], str] = {}
    for path, item in _items(guide):
        same = (guide.rules.audience_of(item), *_asked(item), compared(item.right.text))
        if seen.setdefault(same, item.id) != item.id:
            message = f"{where(path)}: this asks the same as items > {seen[same]}. Remove one."
            yield loaded.problem(path, "same-item", message)


def _same_choice(loaded: Loaded, guide: Guide) -> Iterator[Problem]:
    """Find a choice that an item has twice."""
    for path, item in _items(guide):
        counts = Counter(compared(choice.text) for choice in item.choices)
        for number, choice in enumerate(item.wrong):
            if counts[compared(choice.text)] > 1:
                message = (
                    f"{where((*path, 'wrong', number))}: this item has the choice "
                    f"{brief(choice.text)} twice. Change one."
                )
                yield loaded.problem((*path, "wrong", number), "same-choice", message)


def _true_choice(loaded: Loaded, guide: Guide) -> Iterator[Problem]:
    """Find a wrong choice that is the answer of another item that asks the same."""
    answers = {
        (_asked(item), compared(item.right.text)): name for name, item in guide.rules.items.items()
    }
    for path, item in _items(guide):
        asked = _asked(item)
        for number, choice in enumerate(item.wrong):
            other = answers.get((asked, compared(choice.text)), item.id)
            if other != item.id:
                message = (
                    f"{where((*path, 'wrong', number))}: {brief(choice.text)} is right, too: "
                    f"items > {other} has it as the answer. Change it, or ask more exactly."
                )
                yield loaded.problem((*path, "wrong", number), "true-choice", message)


def _asked(item: Item) -> tuple[str, ...]:
    """Return the words of a question, regardless of their order."""
    return tuple(sorted(plain(item.ask).split()))


def _said_choice(loaded: Loaded, guide: Guide) -> Iterator[Problem]:
    """Find a wrong choice that the statement behind the right one says, word for word."""
    for path, item in _items(guide):
        said = [plain(guide.rules.statements[name].text) for name in item.right.says]
        for number, choice in enumerate(item.wrong):
            text = plain(choice.text)
            if len(text.split()) >= SAID and any(f" {text} " in f" {each} " for each in said):
                message = (
                    f"{where((*path, 'wrong', number))}: {brief(choice.text)} may be right, too: "
                    "the reason for the right choice says the same. Make sure that it does not."
                )
                path_of = (*path, "wrong", number)
                yield loaded.problem(path_of, "said-choice", message, "warning")


def _unseen_reason(loaded: Loaded, guide: Guide) -> Iterator[Problem]:
    """Find a reason that the reader of an item or a cloze cannot see."""
    rules = guide.rules
    for path, entry, ids in reasons(rules):
        audience = rules.audience_of(entry)
        for number, name in enumerate(ids):
            statement = rules.statements[name]
            if not statement.is_for(audience):
                repair = "Add the reader to its 'audiences', or give another reason."
                if not entry.audience:
                    repair = (
                        f"This entry is for '{audience}', as it has no 'audience'. Add "
                        f"'audience: {statement.audiences[0]}' to it, or give another reason."
                    )
                message = (
                    f"{where((*path, number))}: '{name}' is not for '{audience}', who would see no "
                    f"reason. {repair}"
                )
                yield loaded.problem((*path, number), "unseen-reason", message)


def reasons(rules: RuleSet) -> Iterator[tuple[Path, Item | Cloze, tuple[str, ...]]]:
    """Yield the statements behind each choice and each cloze, with their path."""
    for item in rules.items.values():
        yield ("items", item.id, "right", "says"), item, item.right.says
        for number, choice in enumerate(item.wrong):
            yield ("items", item.id, "wrong", number, "says"), item, choice.says
    for cloze in rules.clozes.values():
        yield ("clozes", cloze.id, "says"), cloze, cloze.says


def _no_blank(loaded: Loaded, guide: Guide) -> Iterator[Problem]:
    """Find a cloze with nothing to fill in, or with braces that do not mark just that."""
    for name, cloze in guide.rules.clozes.items():
        parts, rest = hidden(cloze.text), HIDDEN.sub("", cloze.text)
        marked = parts and all(part.strip() and "::" not in part for part in parts)
        if not marked or set(rest) & set("{}"):
            message = (
                f"clozes > {name} > text: put one brace before and one after each part to fill "
                "in, and use no other braces: '... at {24} months'."
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
            message = (
                f"{where((*path, 'right'))}: the right choice {clue}. Reword it, or the others."
            )
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
            sign = 1 if found > blind else -1
            which = [
                item.id for item in items if sign * odds(guesser, item) > sign * chance([item])
            ]
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
ERRORS: Final[tuple[Check, ...]] = (
    *(_same_item, _same_choice, _true_choice, _unseen_reason, _no_blank),
)
WARNINGS: Final[tuple[Check, ...]] = (*(_said_choice, _two_facts, _no_question, _clue, _guessable),)
