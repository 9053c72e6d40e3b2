"""Helpers that compare, measure, wrap, quote and escape text, and suggest the most similar name."""

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Final
from unicodedata import category, name, normalize

MANY: Final = 40  # the most names to show in a list of allowed names
LONG: Final = 60  # the most characters to show of a quoted string
_NARROW: Final = re.compile(r"[ -\u02ff\u2010-\u2027\u2500-\u257f]*")  # one column each
_JOINING: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"  # invisible: they join or part letters
_INVISIBLE: Final = dict.fromkeys(map(ord, _JOINING))
READABLE: Final = 88  # columns; longer lines of text are hard to read
_UNSPACED: Final = (  # scripts without spaces: a line may end after each character
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u312f\u31a0-\ua4cf\uf900-\ufaff"
    r"\uff00-\uff60\U00020000-\U0003ffff"
)
_OPENING: Final = r"\u3008\u300a\u300c\u300e\u3010\uff08"  # no line ends after these
_CLOSING: Final = (  # no line starts with these
    r"\u3001\u3002\u3009\u300b\u300d\u300f\u3011\uff01\uff09\uff0c\uff1a\uff1b\uff1f"
)
_PIECE: Final = re.compile(  # a word, or a character that a line may end after
    rf"[{_OPENING}]*(?:[^ \t\n{_UNSPACED}]+|[{_UNSPACED}])[{_CLOSING}]*"
)
_WORD: Final = re.compile(r"[^\W_]+")
_MARK: Final = re.compile(r"[^\w\s\x00-\u02ff\u2000-\u206f]")  # or another rare sign
_SPACES: Final = re.compile(r"[ \t\n\r\f\v]+")  # a no-break space is none of them


def folded(text: str) -> str:
    """Return text in the form to compare: however it was typed, the same text is equal (NFKC)."""
    if text.isascii():
        return text.casefold()
    shown = text.translate(_INVISIBLE)
    return normalize("NFKC", normalize("NFKC", shown).casefold())


def unaccented(text: str) -> str:
    """Return text without accents, which are often left out in typing.

    In scripts other than Latin and Greek, such a mark makes another letter, so it stays.
    """
    if text.isascii():
        return text
    kept, base = "", ""
    for sign in normalize("NFD", text):
        is_mark = category(sign) == "Mn"
        base = base if is_mark else sign
        if not (is_mark and base and name(base, "").startswith(("LATIN ", "GREEK "))):
            kept += sign
    return normalize("NFC", kept)


def plain(text: str) -> str:
    """Convert text to lowercase words separated by single spaces, for comparisons."""
    return " ".join(words_in(folded(text)))


def words_in(text: str) -> list[str]:
    """Return the words in a text: its letters and digits, with the marks that belong to them."""
    if not _MARK.search(text):
        return _WORD.findall(text)
    signs = (c if c.isalnum() or category(c).startswith("M") else " " for c in text)
    return "".join(signs).split()


def cells(text: str) -> int:
    """Return how many columns a terminal needs for a text; some characters need two, or none."""
    if _NARROW.fullmatch(text):
        return len(text)
    from rich.cells import cell_len  # imported late: few texts need it

    return cell_len(text)


def squeezed(text: str) -> str:
    """Return text with single spaces, except for no-break spaces."""
    return _SPACES.sub(" ", text).strip(" ")


def padded(text: str, width: int) -> str:
    """Return text followed by spaces, so that it takes ``width`` columns."""
    return text + " " * (width - cells(text))


def is_whole(word: str) -> bool:
    """Return whether no line may end inside a word; scripts without spaces have no long words."""
    return _PIECE.fullmatch(word) is not None


def number_of(text: str) -> int:
    """Return the number that a text of up to nine digits is, or 0 if it is anything else."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def spans(text: str, width: int, first: int = 0, then: int = 0) -> Iterator[tuple[int, int]]:
    """Yield where each row of a text starts and ends, if it is wrapped to ``width`` columns.

    ``first`` columns of the first row and ``then`` of the others are taken. Long words, such as
    addresses and paths, stay whole.
    """
    if _NARROW.fullmatch(text) and "  " not in f" {text}":
        yield from _narrow_spans(text, width - first, width - then)
        return
    start = end = 0
    used = first
    for piece in _PIECE.finditer(text):
        size, gap = cells(piece[0]), piece.start() - end
        if end > start and used + gap + size > width and (size or gap):
            yield start, end
            start, used, gap = piece.start(), then, 0
        used += gap + size
        end = piece.end()
    yield start, end


def _narrow_spans(text: str, first: int, then: int) -> Iterator[tuple[int, int]]:
    """Do the same if each character takes one column, in a fraction of the time.

    An edited rules file has all its cards measured at every run.
    """
    start, room = 0, first
    while len(text) - start > room:
        end = text.rfind(" ", start, start + max(0, room) + 1)
        if end < 0:  # a long word stays whole
            end = text.find(" ", start)
        if end < 0:
            break
        yield start, end
        start, room = end + 1, then
    yield start, len(text)


def wrap(text: str, width: int, first: str = "", then: str = "") -> list[str]:
    """Wrap text to ``width`` columns; the first row starts with ``first``, the others ``then``."""
    rows = spans(text, width, cells(first), cells(then))
    return [(then if start else first) + text[start:end] for start, end in rows]


def is_one_typo(typed: str, word: str) -> bool:
    """Check whether one letter is missing, added or wrong, or two neighbors are swapped."""
    if abs(len(typed) - len(word)) > 1:
        return False
    start = _shared(typed, word)
    end = _shared(typed[start:][::-1], word[start:][::-1])
    left, right = typed[start : len(typed) - end], word[start : len(word) - end]
    return max(len(left), len(right)) <= 1 or (len(left) == 2 and left == right[::-1])


def _shared(text: str, other: str) -> int:
    """Return how many characters two texts have in common at their starts."""
    pairs = zip(text, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """Return the allowed word most similar to ``word``, or None if no word is close."""
    from difflib import get_close_matches  # imported late: it takes 3 ms, and only typos need it

    known = {folded(entry): entry for entry in allowed}
    close = get_close_matches(folded(word), known, n=1, cutoff=0.75)
    return known[close[0]] if close else None


def visible(text: str) -> str:
    """Escape the control characters and invisible characters in a string, for authors."""
    return _escaped(text, "")


def harmless(text: str) -> str:
    """Escape what a terminal could obey, and what changes the direction of text."""
    return _escaped(text, _JOINING)


def _escaped(text: str, kept: str) -> str:
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or c in kept or (kept and category(c) == "Zs") else ascii(c)[1:-1]
        for c in text
    )


def shortened(text: str) -> str:
    """Return the text, truncated after ``LONG`` characters; if most of it stays, between words."""
    if len(text) <= LONG:
        return text
    start = text[: LONG + 1].rpartition(" ")[0].rstrip(" ,;:")
    return f"{start if len(start) > LONG // 2 else text[:LONG]}..."


def brief(text: str) -> str:
    """Return the text in quotes, truncated after ``LONG`` characters."""
    return f"'{shortened(text)}'"
