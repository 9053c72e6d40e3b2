"""A language: its tag, such as 'en-GB' (BCP 47), and the direction that it is written in."""

import re
from collections.abc import Iterable
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


def tag_of(text: str) -> str:
    """Return the tag that was meant, in lowercase: systems write 'es_MX.UTF-8' or 'es@euro'."""
    return re.split("[.@]", text, maxsplit=1)[0].strip().replace("_", "-").lower()


def best(wanted: str, known: Iterable[str]) -> str:
    """Return the known tag that serves whoever wants a language, or "" if none does.

    Best is the tag itself, then the language without a region, then the first of another region,
    but not in another script.
    """
    tag, tags = tag_of(wanted), list(known)
    ways = (
        [each for each in tags if tag_of(each) == tag],
        [each for each in tags if tag_of(each) == primary(tag)],
        [each for each in tags if primary(tag_of(each)) == primary(tag) and _is_read(each, tag)],
    )
    return next((found[0] for found in ways if found), "")


def primary(tag: str) -> str:
    """Return a tag's language without script, region or variant, in lowercase."""
    return tag.partition("-")[0].lower()


def direction(tag: str) -> str:
    """Return 'rtl' if the language is written from right to left, or else 'ltr'."""
    script = _script(tag) or primary(tag)
    return "rtl" if f" {script} " in _LEFTWARD else "ltr"


def _script(tag: str) -> str:
    """Return a tag's script in lowercase, or "" if it has none."""
    _, *rest = tag.lower().split("-")
    return rest[0] if rest and len(rest[0]) == 4 and rest[0].isalpha() else ""


def _is_read(tag: str, wanted: str) -> bool:
    """Return whether two tags of a language can be in the same script."""
    return not (_script(tag) and _script(wanted)) or _script(tag) == _script(wanted)
