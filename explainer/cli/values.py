"""Values typed on the command line, checked against the known ones; a wrong one ends the run."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from explainer.cli.resources import messages
from explainer.cli.screen import fail, say

if TYPE_CHECKING:
    from explainer.decision.guide import Guide
    from explainer.documents.composer import Composer
    from explainer.documents.document import Document
    from explainer.documents.lookup import Named
    from explainer.messages.catalogue import Messages
    from explainer.rules.model import Faq, Procedure, Section


def one_of(texts: "Messages", what: str, given: str | None, known: Sequence[str]) -> str:
    """Return ``given``, or the first known value if it is None; stop if it is unknown."""
    if given is not None and given not in known:
        from explainer.documents.lookup import allowed

        name, instead = texts(f"what.{what}"), allowed(texts, given, known)
        fail(texts("lookup.unknown", what=name, given=given, allowed=instead))
    return given or known[0]


def number(option: str, typed: str | None) -> int | None:
    """Return the whole number typed for an option, or None; stop if it is not a number."""
    if typed is None:
        return None
    try:
        return int(typed)
    except ValueError:
        from explainer.text import brief

        fail(messages()("usage.not-a-number", option=option, typed=brief(typed)))


def answers(guide: "Guide", pairs: Sequence[str]) -> dict[str, str]:
    """Parse answers given as QUESTION=ANSWER; stop if the rules file does not define one."""
    from explainer.rules.model import NOT_SURE

    found: dict[str, str] = {}
    known = guide.rules.questions
    for pair in pairs:
        question, sign, answer = pair.partition("=")
        if not sign:
            fail(guide.messages("usage.not-a-pair", given=pair, questions=", ".join(known)))
        one_of(guide.messages, "question", question, tuple(known))
        one_of(guide.messages, "answer", answer, (*known[question].answers, NOT_SURE))
        if found.setdefault(question, answer) != answer:
            fail(guide.messages("usage.answered-twice", question=question))
    return found


def about(composer: "Composer", name: Sequence[str]) -> "Document":
    """Return the document about the entry that the words name, or about one of its topics."""
    from explainer.documents.lookup import everything, find_topic, suggest_topic
    from explainer.rules.model import Word

    entry, rest = _named(composer.guide, name, everything(composer.rules))
    topics: Mapping[str, Section] = {}
    if not isinstance(entry, Word):
        topics = composer.sections.topics(entry)
        if topic := find_topic(rest, composer.sections.answered(entry)):
            return composer.topic(entry, topic)
    if rest:
        texts = composer.messages
        say(
            texts("lookup.left-out", name=entry.name, rest=rest)
            + suggest_topic(texts, rest, topics)
        )
    return composer.named(entry)


def named(guide: "Guide", name: Sequence[str], known: "Sequence[Named]") -> "Named":
    """Find an entry of ``known`` by name; stop if there is none."""
    found, rest = _named(guide, name, known)
    if rest:
        say(guide.messages("lookup.left-out", name=found.name, rest=rest))
    return found


def _named(guide: "Guide", name: Sequence[str], known: "Sequence[Named]") -> "tuple[Named, str]":
    """Find an entry by name; return it and the words left over, or stop if there is none."""
    from explainer.documents.lookup import find_at_start, suggest

    wanted = " ".join(name)
    if not wanted:
        fail(guide.messages("lookup.no-name", allowed=suggest(guide.messages, "", known)))
    found, rest = find_at_start(wanted, known)
    if found is None:
        names = suggest(guide.messages, wanted, known)
        fail(guide.messages("lookup.nothing", given=wanted, allowed=names))
    return found, rest


def compared(guide: "Guide", name: Sequence[str]) -> "list[Procedure]":
    """Return the named procedures, or by default those that the guide compares."""
    from explainer.documents.lookup import allowed, find_all, suggest
    from explainer.documents.sections import FEWEST, MOST, can_compare
    from explainer.rules.model import Procedure

    rules = guide.rules
    known = list(rules.procedures.values())
    joining = guide.messages.list("lookup.joining")
    words = [word for word in name or rules.compare if word.casefold() not in joining]
    entries, unknown = find_all(words, known)
    if unknown:
        names = suggest(guide.messages, unknown, known)
        fail(guide.messages("lookup.nothing", given=unknown, allowed=names))
    found = [entry for entry in entries if isinstance(entry, Procedure)]
    if not can_compare(found):
        names = allowed(guide.messages, "", tuple(p.id for p in known), "lookup.names")
        fail(guide.messages("lookup.compared", fewest=FEWEST, most=MOST, allowed=names))
    return found


def asked_about(guide: "Guide", words: Sequence[str]) -> "list[Faq]":
    """Return the FAQ entries about some words, or every entry if there are no words."""
    from explainer.documents.lookup import allowed, faq_about

    if not guide.rules.faq:
        fail(guide.messages("lookup.no-faq"))
    found = faq_about(guide.rules, words)
    if not found:
        wanted = " ".join(words)
        known = allowed(guide.messages, wanted, tuple(guide.rules.faq), "lookup.words")
        fail(guide.messages("lookup.no-question", word=wanted, allowed=known))
    return found
