"""A lookup: the procedure, level, glossary word or question that some words refer to."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from explainer.messages.catalogue import Messages
from explainer.rules.model import Faq, Level, Procedure, RuleSet, Section, Word
from explainer.text import MANY, nearest, plain

Named = Procedure | Level | Word

LONG_ENOUGH: Final = 3


def everything(rules: RuleSet) -> list[Named]:
    """Return everything that has a name. If two entries share one, the first entry wins."""
    return [*rules.procedures.values(), *rules.levels.values(), *rules.glossary.values()]


def find(name: str, entries: Iterable[Named]) -> Named | None:
    """Return the first entry whose id, name or other form is ``name``, or None."""
    wanted = plain(name)
    return next((e for e in entries if wanted in map(plain, _forms(e))), None)


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


def find_topic(words: str, topics: Iterable[Section]) -> Section | None:
    """Return the topic with ``words`` as its id, short name or heading, or else in its question.

    A question matches only words of at least ``LONG_ENOUGH`` characters.
    """
    wanted, known = plain(words), list(topics)
    if not wanted:
        return None
    for section in known:
        if wanted in map(plain, (section.id, section.topic, section.heading)):
            return section
    if len(wanted) < LONG_ENOUGH:
        return None
    asked = (s for s in known if f" {wanted} " in f" {plain(f'{s.topic} {s.question}')} ")
    return next(asked, None)


def suggest_topic(messages: Messages, words: str, topics: Mapping[str, Section]) -> str:
    """Return a hint to add to a note: the topic closest to ``words``, if any, and all topics."""
    return f" {allowed(messages, words, [*topics], 'lookup.topics')}" if topics else ""


def faq_about(rules: RuleSet, words: Sequence[str]) -> list[Faq]:
    """Return the FAQ entries whose questions, or else answers, share the most words with ``words``.

    Words of four letters or more also match if one starts with the other.
    """
    wanted = plain(" ".join(words)).split()
    asked = {e.id: plain(f"{e.id} {e.question}") for e in rules.faq.values()}
    answered = {
        e.id: plain(" ".join(rules.statements[s].text for s in e.says)) for e in rules.faq.values()
    }
    for texts in (asked, answered):
        score = {
            name: sum(_has(text.split(), word) for word in wanted) for name, text in texts.items()
        }
        best = max(score.values())
        if best or not wanted:
            return [rules.faq[name] for name in score if score[name] == best]
    return []


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


def _has(words: Sequence[str], wanted: str) -> bool:
    """Return whether ``wanted`` matches one of ``words``, as in ``faq_about``."""
    return any(
        w == wanted
        or (min(len(w), len(wanted)) > 3 and (w.startswith(wanted) or wanted.startswith(w)))
        for w in words
    )


def _forms(entry: Named) -> tuple[str, ...]:
    match entry:
        case Procedure():
            return (entry.id, entry.name, *entry.also)
        case Word():
            return (entry.id, entry.name, *entry.forms)
        case Level():
            return (entry.id, entry.name)
