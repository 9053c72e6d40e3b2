"""A lookup: the procedure, level, glossary word or question that some words refer to."""

from collections.abc import Iterable, Mapping, Sequence

from explainer.documents.targets import names_of
from explainer.messages.catalogue import Messages
from explainer.rules.model import Level, Procedure, RuleSet, Section, Word
from explainer.text import MANY, nearest, plain, unaccented

Named = Procedure | Level | Word


def everything(rules: RuleSet) -> list[Named]:
    """Return everything that has a name. If two entries share one, the first entry wins."""
    return [*rules.procedures.values(), *rules.levels.values(), *rules.glossary.values()]


def find(name: str, entries: Iterable[Named]) -> Named | None:
    """Return the first entry whose id, name or other form is ``name``, accents aside, or None."""
    wanted = _comparable(name)
    return next((e for e in entries if wanted in map(_comparable, _forms(e))), None)


def find_at_start(name: str, entries: Sequence[Named]) -> tuple[Named | None, str]:
    """Return the entry named by the most leading words of ``name``, and the words left over.

    A treatment plan contains more than a name, such as the place, the price and the date.
    """
    words = name.split()
    for end in range(len(words), 0, -1):
        found = find(" ".join(words[:end]), entries)
        if found:
            return found, " ".join(words[end:])
    return None, name


def find_all(words: Sequence[str], entries: Sequence[Named]) -> tuple[list[Named], str]:
    """Return the entries that ``words`` name, in order, and the first unknown word or ""."""
    found: list[Named] = []
    rest = " ".join(words)
    while rest:
        entry, left = find_at_start(rest, entries)
        if entry is None:
            return found, rest.split()[0]
        if entry not in found:
            found.append(entry)
        rest = left
    return found, ""


def suggest(messages: Messages, name: str, entries: Sequence[Named]) -> str:
    """Return a hint: the name closest to ``name``, if one is close, and the known names."""
    forms = [form for entry in entries for form in _forms(entry)[1:]]
    names = dict.fromkeys(entry.name for entry in entries if not isinstance(entry, Level))
    return _near(messages, name, forms) + _listed(messages, "lookup.names", [*names])


def allowed(
    messages: Messages, word: str, known: Sequence[str], key: str = "lookup.allowed"
) -> str:
    """Return a hint: the known word closest to ``word``, if any, and the message ``key``."""
    return _near(messages, word, known) + _listed(messages, key, known)


def suggest_topic(messages: Messages, words: str, topics: Mapping[str, Section]) -> str:
    """Return a hint to add to a note: the topic closest to ``words``, if any, and all topics."""
    return f" {allowed(messages, words, [*topics], 'lookup.topics')}" if topics else ""


def _comparable(name: str) -> str:
    """Return a name in the form to compare, without accents, which are often left out."""
    return unaccented(plain(name))


def _near(messages: Messages, word: str, known: Sequence[str]) -> str:
    close = nearest(word, known)
    return messages("lookup.near", name=close) if close else ""


def _listed(messages: Messages, key: str, names: Sequence[str]) -> str:
    """Return the message ``key`` with the first ``MANY`` names."""
    if not names:
        return messages("lookup.none")
    shown = ", ".join(names[:MANY])
    more = messages("lookup.and-more", names=shown) if len(names) > MANY else shown
    return messages(key, names=more)


def _forms(entry: Named) -> tuple[str, ...]:
    return (entry.id, *names_of(entry))
