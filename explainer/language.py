"""A language: its tag, such as 'en-GB' (BCP 47), and the direction that it is written in."""

import re
from typing import Final

TAG: Final = (  # a language, then perhaps a script, a region and variants
    "^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?"
    "(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*$"
)
_LEFTWARD: Final = (  # languages and scripts that are usually written from right to left
    " ar arc ckb dv fa glk he iw ks lrc mzn nqo ps sd syr ug ur yi"
    " adlm arab aran hebr mand nkoo rohg samr syrc thaa "
)


def is_tag(text: str) -> bool:
    """Return whether a text is a tag, such as 'en', 'en-GB' or 'zh-Hant'."""
    return re.fullmatch(TAG, text) is not None


def primary(tag: str) -> str:
    """Return a tag's language without script, region or variant, in lowercase."""
    return tag.partition("-")[0].lower()


def direction(tag: str) -> str:
    """Return 'rtl' if the language is written from right to left, or else 'ltr'."""
    language, *rest = tag.lower().split("-")
    script = rest[0] if rest and len(rest[0]) == 4 and rest[0].isalpha() else language
    return "rtl" if f" {script} " in _LEFTWARD else "ltr"
