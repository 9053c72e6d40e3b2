"""ASCII: how to spell out the characters that a console cannot show.

What is spelled must not be mistaken for something else: a number, a sign and a quotation keep their
meaning. A character that cannot be spelled becomes a question mark.
"""

from typing import Final
from unicodedata import category, decimal, decomposition

UNKNOWN: Final = "?"
_SPELLED: Final = {
    "\u00a9": "(c)",
    "\u00ab": '"',
    "\u00ae": "(R)",
    "\u00b0": "deg",
    "\u00b1": "+/-",
    "\u00b7": "*",
    "\u00bb": '"',
    "\u00d7": "x",
    "\u00df": "ss",
    "\u00f7": "/",
    "\u2010": "-",
    "\u2011": "-",
    "\u2013": "-",
    "\u2014": "-",
    "\u2018": "'",
    "\u2019": "'",
    "\u201a": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u201e": '"',
    "\u2022": "*",
    "\u2026": "...",
    "\u2044": "/",
    "\u20ac": "EUR",
    "\u2122": "(TM)",
    "\u2190": "<-",
    "\u2192": "->",
    "\u2212": "-",
    "\u2248": "~",
    "\u2260": "!=",
    "\u2264": "<=",
    "\u2265": ">=",
    "\u2500": "-",
    "\u2502": "|",
    "\u251c": "+",
    "\u2514": "+",
    "\u2610": "[ ]",
    "\u2611": "[x]",
    "\u2713": "[x]",
}
_RAISED: Final = {"<super>": "^", "<sub>": "_"}  # without a mark, they would change a number


def spelled(text: str, before: str = "") -> str:
    """Return a text in ASCII; ``before`` is what comes before it."""
    found, last, last_tag = "", before[-1:], ""
    for character in text:
        tag = decomposition(character).partition(" ")[0] if character not in _SPELLED else ""
        if tag == "<fraction>":
            found += " " if last.isnumeric() else ""
        elif tag != last_tag:
            found += _RAISED.get(tag, "")
        found += _one(character, last)
        last, last_tag = character, tag
    return found


def _one(character: str, last: str) -> str:
    """Spell out one character, which comes after ``last``."""
    if character.isascii():
        return character
    if character in _SPELLED:
        return _SPELLED[character]
    if category(character) == "Mn":  # an accent: only a letter stays the same without it
        return "" if last.isalpha() else UNKNOWN
    number = decimal(character, None)
    if number is not None:
        return str(number)
    tag, *codes = decomposition(character).split() or [""]
    codes, circled = (codes, tag == "<circle>") if tag[:1] == "<" else ([tag, *codes], False)
    parts = "".join(chr(int(code, 16)) for code in codes if code)
    plain = spelled(parts, last) if parts else UNKNOWN
    return f"({plain})" if circled else plain
