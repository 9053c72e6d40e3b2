"""ASCII: how to spell out the characters that a console cannot show.

What is spelled must not be mistaken for something else: a number, a sign and a quotation keep their
meaning. A character that cannot be spelled becomes a question mark.
"""

from typing import Final
from unicodedata import category, decimal, decomposition

UNKNOWN: Final = "?"
_SPELLED: Final = {
    "\u00a1": "",  # as people leave them out in typing
    "\u00a9": "(c)",
    "\u00aa": "a",
    "\u00ab": '"',
    "\u00ae": "(R)",
    "\u00b0": "deg",
    "\u00b1": "+/-",
    "\u00b5": "u",
    "\u00b7": "*",
    "\u00ba": "o",
    "\u00bb": '"',
    "\u00bf": "",
    "\u00c6": "AE",
    "\u00d7": "x",
    "\u00d8": "O",
    "\u00df": "ss",
    "\u00e6": "ae",
    "\u00f7": "/",
    "\u00f8": "o",
    "\u0142": "l",
    "\u0153": "oe",
    "\u2010": "-",
    "\u2011": "-",
    "\u2012": "-",
    "\u2013": "-",
    "\u2014": "-",
    "\u2015": "-",
    "\u2018": "'",
    "\u2019": "'",
    "\u201a": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u201e": '"',
    "\u2022": "*",
    "\u2026": "...",
    "\u2032": "'",
    "\u2033": '"',
    "\u2039": "'",
    "\u203a": "'",
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
    "\u2612": "[x]",
    "\u2713": "[x]",
}
_RAISED: Final = {"<super>": "^", "<sub>": "_"}  # without a mark, they would change a number


def spelled(text: str, before: str = "") -> str:
    """Return a text in ASCII; ``before`` is what comes before it."""
    found, last, last_kind = "", before[-1:], ""
    for character in text:
        kind, _ = _made_of(character)
        if kind == "<fraction>":
            found += " " if last.isnumeric() else ""
        elif kind != last_kind:
            found += _RAISED.get(kind, "")
        found += _one(character, last)
        if category(character) != "Mn":
            last, last_kind = character, kind
    return found


def _one(character: str, last: str) -> str:
    """Spell out one character, which comes after ``last``."""
    if character.isascii():
        return character
    if character in _SPELLED:
        return _SPELLED[character]
    if category(character) == "Cf" or "\ufe00" <= character <= "\ufe0f":  # invisible
        return ""
    if category(character) == "Mn":  # an accent: only a letter stays the same without it
        return "" if last.isalpha() else UNKNOWN
    number = decimal(character, None)
    if number is not None:
        return str(number)
    kind, parts = _made_of(character)
    plain = spelled(parts, last) if parts else UNKNOWN
    return f"({plain})" if kind == "<circle>" else plain


def _made_of(character: str) -> tuple[str, str]:
    """Return how a character is made of others, such as "<super>" or "", and the others."""
    if character in _SPELLED:
        return "", ""
    codes = decomposition(character).split()
    kind = codes.pop(0) if codes and codes[0].startswith("<") else ""
    return kind, "".join(chr(int(code, 16)) for code in codes)
