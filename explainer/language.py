"""A language: its tag, such as 'en-GB' (BCP 47), and the direction of its script."""

import re
from typing import Final

_TAG: Final = re.compile(  # a language, then perhaps a script and a region
    r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?:[a-z]{2}|\d{3}))?", re.IGNORECASE
)
_LEFTWARD: Final = (  # languages and scripts that are written from right to left (CLDR)
    "ar arc ckb dv fa glk he iw ks lrc mzn nqo ps sd syr ug ur yi",
    "adlm arab aran hebr mand nkoo rohg samr syrc thaa",
)


def is_tag(tag: str) -> bool:
    """Return whether a tag is well formed, such as 'en', 'en-GB' or 'zh-Hant'."""
    return _TAG.fullmatch(tag) is not None


def primary(tag: str) -> str:
    """Return a tag's language without region or script, in lowercase, or "" if it is not a tag."""
    found = _TAG.fullmatch(tag)
    return found["language"].lower() if found else ""


def direction(tag: str) -> str:
    """Return 'rtl' if the language is written from right to left, or else 'ltr'."""
    found = _TAG.fullmatch(tag)
    script = (found["script"] or found["language"]).lower() if found else ""
    return "rtl" if script in " ".join(_LEFTWARD).split() else "ltr"
