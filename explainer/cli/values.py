"""Values typed on the command line, held against what is known; a wrong one ends the run."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from explainer.cli.resources import messages
from explainer.cli.screen import fail, say

if TYPE_CHECKING:
    from explainer.decision.guide import Guide
    from explainer.documents.lookup import Named
    from explainer.messages.catalogue import Messages
    from explainer.rules.model import Faq, Procedure


def one_of(texts: "Messages", what: str, given: str | None, known: Sequence[str]) -> str:
    """Return what was given, or the first that is known where nothing was."""
    if given is not None and given not in known:
        from explainer.text import allowed_names

        allowed = allowed_names(given, known)
        fail(texts("error.unknown", what=what, given=given, allowed=allowed))
    return given or known[0]


def number(option: str, typed: str | None) -> int | None:
    """Return the whole number typed for an option, if any."""
    if typed is None:
        return None
    try:
        return int(typed)
    except ValueError:
        from explainer.text import brief

        fail(messages()("error.number", option=option, typed=brief(typed)))


def answers(guide: "Guide", pairs: Sequence[str]) -> dict[str, str]:
    """Return the answers given as QUESTION=ANSWER; each must be one that the rules file has."""
    from explainer.rules.model import NOT_SURE

    found: dict[str, str] = {}
    known = guide.rules.questions
    for pair in pairs:
        question, sign, answer = pair.partition("=")
        if not sign:
            fail(guide.messages("error.pair", given=pair, questions=", ".join(known)))
        one_of(guide.messages, "question", question, tuple(known))
        one_of(guide.messages, "answer", answer, (*known[question].answers, NOT_SURE))
        if found.setdefault(question, answer) != answer:
            fail(guide.messages("error.twice", question=question))
    return found


def named(guide: "Guide", name: Sequence[str], known: "Sequence[Named]") -> "Named":
    """Return which of ``known`` some words name."""
    from explainer.documents.lookup import find_at_start, suggest

    wanted = " ".join(name)
    if not wanted:
        fail(guide.messages("error.no-name", allowed=suggest("", known)))
    found, rest = find_at_start(wanted, known)
    if found is None:
        allowed = suggest(wanted, known)
        fail(guide.messages("error.unknown", what="name", given=wanted, allowed=allowed))
    if rest:
        say(guide.messages("note.left-out", name=found.name, rest=rest))
    return found


def compared(guide: "Guide", name: Sequence[str]) -> "list[Procedure]":
    """Return the procedures that some words name, or those that the guide itself compares.

    A single one is set beside the latter.
    """
    from explainer.documents.lookup import find_all, suggest
    from explainer.rules.model import Procedure

    rules = guide.rules
    known = list(rules.procedures.values())
    joining = guide.messages("compare.joining").split("|")
    words = [word for word in name or rules.compare if word.casefold() not in joining]
    entries, unknown = find_all(words, known)
    if unknown:
        allowed = suggest(unknown, known)
        fail(guide.messages("error.unknown", what="procedure", given=unknown, allowed=allowed))
    found = [entry for entry in entries if isinstance(entry, Procedure)]
    if len(found) == 1:
        found += [p for p in (rules.procedures[x] for x in rules.compare) if p not in found]
    return found


def asked_about(guide: "Guide", words: Sequence[str]) -> "list[Faq]":
    """Return the questions of the guide that some words are about; all of them without words."""
    from explainer.documents.lookup import faq_about
    from explainer.text import allowed_names

    found = faq_about(guide.rules, words)
    if not found:
        wanted = " ".join(words)
        allowed = allowed_names(wanted, tuple(guide.rules.faq))
        fail(guide.messages("error.no-match", word=wanted, allowed=allowed))
    return found
