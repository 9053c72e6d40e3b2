"""A name: what a reader calls a procedure, a level or a glossary word."""

import re
from collections.abc import Iterable, Sequence

from explainer.model import Faq, Level, Procedure, RuleSet, Word
from explainer.problem import allowed_words

Named = Procedure | Level | Word


def find(name: str, entries: Iterable[Named]) -> Named | None:
    """Return the first entry called ``name`` by its id, its name or another form of it."""
    wanted = _plain(name)
    return next((e for e in entries if wanted in map(_plain, _forms(e))), None)


def everything(rules: RuleSet) -> list[Named]:
    """Return all that has a name; where two share one, a procedure comes first."""
    return [*rules.procedures.values(), *rules.levels.values(), *rules.glossary.values()]


def suggest(name: str, entries: Sequence[Named]) -> str:
    """Say which names there are, the nearest to ``name`` first."""
    forms = [form for entry in entries for form in _forms(entry)[1:]]
    close = allowed_words(name, forms).partition("Allowed: ")[0]
    shown = dict.fromkeys(entry.name for entry in entries if not isinstance(entry, Level))
    return f"{close}Allowed: {', '.join(shown)}."


def faq_about(rules: RuleSet, words: Sequence[str]) -> list[Faq]:
    """Return the questions whose own text, or whose answer, holds every one of ``words``."""
    wanted = [_plain(word) for word in words]
    return [
        entry
        for entry in rules.faq.values()
        if all(word in _plain(_text(rules, entry)) for word in wanted)
    ]


def faq_words(rules: RuleSet) -> list[str]:
    """Return the longer words of the questions, for a near match."""
    text = " ".join(entry.question for entry in rules.faq.values())
    return sorted({word for word in _plain(text).split() if len(word) > 3})


def _text(rules: RuleSet, entry: Faq) -> str:
    return " ".join([entry.id, entry.question, *(rules.statements[s].text for s in entry.says)])


def _forms(entry: Named) -> tuple[str, ...]:
    also = () if isinstance(entry, Level) else entry.also
    return (entry.id, entry.name, *also)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()
