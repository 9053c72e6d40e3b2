"""Values typed on the command line, checked against the known ones; a wrong one ends the run."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from explainer.cli.resources import messages
from explainer.cli.screen import fail, say
from explainer.text import folded, shortened, unaccented

if TYPE_CHECKING:
    from explainer.decision.guide import Guide
    from explainer.documents.lookup import Named
    from explainer.messages.catalogue import Messages
    from explainer.rules.model import Procedure


def one_of(texts: "Messages", what: str, given: str | None, known: Sequence[str]) -> str:
    """Return ``given``, or the first known value if it is None; stop if it is unknown."""
    if given is not None and given not in known:
        from explainer.documents.lookup import allowed

        name, instead = texts(f"what.{what}"), allowed(texts, given, known)
        fail(texts("lookup.unknown", what=name, given=shortened(given), allowed=instead))
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
            fail(
                guide.messages(
                    "usage.not-a-pair", given=shortened(pair), questions=", ".join(known)
                )
            )
        one_of(guide.messages, "question", question, tuple(known))
        one_of(guide.messages, "answer", answer, (*known[question].answers, NOT_SURE))
        if found.setdefault(question, answer) != answer:
            fail(guide.messages("usage.answered-twice", question=question))
    return found


def named(guide: "Guide", name: Sequence[str], known: "Sequence[Named]") -> "Named":
    """Find an entry of ``known`` by name; stop if there is none."""
    from explainer.documents.lookup import find_at_start, suggest

    wanted = " ".join(name)
    found, rest = find_at_start(wanted, known)
    if found is None:
        names = suggest(guide.messages, wanted, known)
        fail(guide.messages("lookup.nothing", given=wanted, allowed=names))
    if rest:
        say(guide.messages("lookup.left-out", name=found.name, rest=rest))
    return found


def compared(guide: "Guide", name: Sequence[str]) -> "list[Procedure]":
    """Return the named procedures, or by default those that the guide compares."""
    from explainer.documents.lookup import allowed, find_all, suggest
    from explainer.documents.sections import FEWEST, MOST, can_compare
    from explainer.rules.model import Procedure

    rules = guide.rules
    known = list(rules.procedures.values())
    joining = guide.messages.list("lookup.joining")
    words = [word for word in name or rules.compare if unaccented(folded(word)) not in joining]
    entries, unknown = find_all(words, known)
    if unknown:
        names = suggest(guide.messages, unknown, known)
        fail(guide.messages("lookup.nothing", given=unknown, allowed=names))
    found = [entry for entry in entries if isinstance(entry, Procedure)]
    if not can_compare(found):
        names = allowed(guide.messages, "", tuple(p.id for p in known), "lookup.names")
        fail(guide.messages("lookup.compared", fewest=FEWEST, most=MOST, allowed=names))
    return found
