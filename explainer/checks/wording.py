"""Wording: the phrases in a text that sound like advice about the reader's own case."""

import re
from collections.abc import Callable
from typing import Final

from explainer.messages.catalogue import Messages

FAR: Final = 400  # characters before a phrase that may govern it; most sentences are shorter
_ENDS: Final = ".!?;:,\u2013\u2014"  # each of these ends a clause
_END: Final = re.compile(f"[{_ENDS}]")
_INSERTED: Final = re.compile(rf",[^{_ENDS}]*,$")


def advice_finder(messages: Messages) -> Callable[[str], str]:
    """Return a function that finds the first advice in a text, or "".

    A phrase such as "you need" or "your bike must" is advice, unless what stands before it in its
    sentence governs it. There are three ways in which it can:

    1. A hedge stands right before the phrase: "do you need", "if you need", "all that you need",
       "may have to get", "told you that you need". Only something between two commas may part them:
       "if, at night, you need".
    2. The clause starts with a condition, and "and" or "or" joins the phrase to it: "If it rains
       and you need help, call." No other words may, as in "If it rains you need a coat".
    3. The clause has a report before the phrase, and no word such as "but" or "so" in between:
       "The leaflet says for a slit you need a tube."

    A clause ends with any stop, comma or dash. So "If it rains, you need a coat" is advice, and so
    is "You need a coat if it rains". What asserts the phrase makes it advice in any case: "note
    that you need", "this means you need", "we think you need". In doubt, it is advice: the author
    can reword it, or accept it.
    """
    directives, adverbs = _any(messages, "wording.directive"), _any(messages, "wording.adverbs")
    reports, joins = _any(messages, "wording.reports"), _any(messages, "wording.joins")
    asserts, hedges = _any(messages, "wording.asserted"), _any(messages, "wording.hedges")
    conditions, turns = _any(messages, "wording.conditions"), _any(messages, "wording.turns")
    directive = _pattern(directives.replace("*", r"\w+").replace("~", f"(?: {adverbs})?") + r"\b")
    asserted, hedged = _pattern(f"{asserts}$"), _pattern(f"(?:{hedges}|{reports})$")
    conditional, joined = _pattern(rf"^\W*{conditions}\b"), _pattern(f"{joins}$")
    reported = _pattern(rf"{reports}\b(?!.*(?:{joins}|{turns})\b)")

    def is_governed(before: str) -> bool:
        if asserted.search(before):
            return False
        if hedged.search(before) or hedged.search(_INSERTED.sub("", before)):
            return True
        clause = _END.split(before)[-1]
        return bool((joined if conditional.search(clause) else reported).search(clause))

    def advice_in(text: str) -> str:
        straight = text.replace("\u2019", "'")
        for found in directive.finditer(straight):
            start = found.start()
            if not is_governed(straight[max(0, start - FAR) : start].rstrip(' "\u201c')):
                return found[0]
        return ""

    return advice_in


def _any(messages: Messages, key: str) -> str:
    """Return a pattern for what any pattern of a list in the messages finds, from a word on."""
    return rf"\b(?:{'|'.join(messages.list(key))})"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)
