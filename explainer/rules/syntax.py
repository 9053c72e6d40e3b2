"""The cause of a YAML error, in an author's words.

The YAML library says where it could not read on, which is often below the mistake, in words about
its own grammar. So this looks at the lines themselves for what authors usually get wrong.
"""

import re
from collections.abc import Sequence
from typing import Final

Place = tuple[int, int]  # a line and a column, counted from 1

_LINE: Final = r"^ *(?:- +)*"  # what comes before a key that starts a line
_BEFORE: Final = rf"(?:{_LINE}|(?:{_LINE}|[\[{{,]\s*)[\w-]+:\s+|[\[{{]\s*)"  # and before a value
_KEY: Final = re.compile(rf"{_LINE}[\w-]+:(?=\s|$)")
_QUOTED: Final = "The text in quotes ends here, but more follows. "

# What authors get wrong within a line, and how to repair it. The group is the place.
_IN_LINE: Final = tuple(
    (re.compile(pattern), message)
    for pattern, message in (
        (r"^ *(\t)", "A tab is used to indent this line. Use spaces."),
        (
            r"(?:^ *|:)(\u00a0)",
            "This is a no-break space, which only looks like a space. Retype it.",
        ),
        (r"^ *(-)(?=[^\s-])", "A space is missing after this '-'."),
        (rf"{_LINE}[\w-]+(:)(?=[^\s:/])", "A space is missing after this ':'."),
        (
            rf"""{_BEFORE}"(?:[^"\\]|\\.)*"\s*([^\s"',:#\]}}])""",
            f'{_QUOTED}Put single quotes around the whole text, or write \\" for each quote in it.',
        ),
        (
            rf"""{_BEFORE}'(?:[^']|'')*'\s*([^\s"',:#\]}}])""",
            f"{_QUOTED}Put double quotes around the whole text, or write '' for each apostrophe "
            "in it.",
        ),
        (
            rf"{_BEFORE}([*&%@`>|](?![>|+-]*\s*$)|[\[{{](?=[^\[\]{{}}]*[\]}}]\s*[^\s,:#\]}}]))",
            "A text cannot start with '{}'. Put the whole text in quotes.",
        ),
    )
)

_COLON: Final = "': ' is in an unquoted text here. Put the text in quotes."
_COLON_OR_COMMA: Final = (
    "A comma is missing before this key; or ': ' is part of a text, which then needs quotes."
)
_UNCLOSED: Final = (
    "The bracket that opens here is not closed, a comma is missing inside it, or a text inside it "
    "needs quotes (one with ': ' or ' #')."
)
_OPEN_QUOTE: Final = (
    "The quote that opens here is not closed. Close it, or put quotes of the other kind around the "
    "whole text."
)
_ESCAPE: Final = (
    "In double quotes, '\\' starts an escape sequence. Write it twice, or use single quotes."
)
_START: Final = "A value cannot start like this. Put it in quotes. To indent, use spaces, not tabs."
_NO_COMMENT: Final = "The text above is neither a key nor a comment. Start a comment with '#'."
_NO_KEY: Final = (
    "Expected ': ' after a key. If this line continues the text above, indent it further than the "
    "key of that text."
)

# Maps libyaml's message to ours, if the lines do not tell more.
_KNOWN: Final = {
    "block sequence entries are not allowed in this context": (
        "A list with '-' starts on a line of its own, below its key."
    ),
    "could not find expected ':'": _NO_KEY,
    "did not find expected <document start>": _NO_COMMENT,
    "did not find expected '-' indicator": (
        "The lines above start with '-', but this one does not. Remove the '-' above, or add one."
    ),
    "did not find expected node content": (
        "A value is missing here. Is there a comma too many, or is a bracket above it left open?"
    ),
    "did not find expected hexdecimal number": _ESCAPE,
    "found unknown escape character": _ESCAPE,
    "found unexpected end of stream": _OPEN_QUOTE,
    "did not find expected ',' or '}'": _UNCLOSED,
    "did not find expected ',' or ']'": _UNCLOSED,
    **dict.fromkeys(
        (
            "found character that cannot start any token",
            "mapping keys are not allowed in this context",
            "did not find expected alphabetic or numeric character",
            "did not find expected comment or line break",
        ),
        _START,
    ),
}
_MISFIT: Final = ("did not find expected key", "mapping values are not allowed in this context")
# These are reported where the construct starts.
_AT_START: Final = (_OPEN_QUOTE, _UNCLOSED, _NO_KEY)


def cause(what: str, lines: Sequence[str], stop: Place, start: Place | None) -> tuple[Place, str]:
    """Return the place of the cause of a YAML error, and what to tell the author.

    ``what`` is libyaml's message, ``stop`` is where it could not read on, and ``start`` is where
    the construct that it was reading starts, if it says so.
    """
    last = (len(lines), len(lines[-1]) + 1)
    stop, start = min(stop, last), min(start, last) if start else None  # maybe after the last line
    if place := _open_quote(lines, stop):
        return place, _OPEN_QUOTE
    numbers = dict.fromkeys((stop[0], start[0] if start else stop[0], max(1, stop[0] - 1)))
    for number in numbers:
        for pattern, message in _IN_LINE:
            if found := pattern.search(lines[number - 1]):
                return (number, found.start(1) + 1), message.replace("{}", found[1])
    line, message = lines[stop[0] - 1], _KNOWN.get(what, f"This is not valid YAML: {what}.")
    sign, indent = line[stop[1] - 1 : stop[1]], len(line) - len(line.lstrip())
    if what in _MISFIT or line.lstrip().startswith("- "):
        key = _KEY.match(line)
        if stop[1] in (indent + 1, key.end() if key else 0):
            return (stop[0], indent + 1), _misfit(lines, stop[0], indent)
        if sign in ("]", "}"):
            return stop, "This bracket closes nothing. Remove it, or open one before it."
        message = _COLON if sign == ":" else message
    if message == _UNCLOSED and sign == ":" and start and start[0] == stop[0]:
        return stop, _COLON_OR_COMMA
    return (start or stop) if message in _AT_START else stop, message


def _open_quote(lines: Sequence[str], stop: Place) -> Place | None:
    """Return where the quote starts that ends on the line of ``stop``, if it is open above.

    A text in quotes may have several lines, but nothing may follow it.
    """
    line = lines[stop[0] - 1]
    for quote in "\"'":
        if line[: stop[1]].count(quote) % 2:
            for number in range(stop[0] - 1, 0, -1):
                if lines[number - 1].count(quote) % 2:
                    if found := re.search(rf"{_BEFORE}({quote})[^{quote}]*$", lines[number - 1]):
                        return number, found.start(1) + 1
                    break
    return None


def _misfit(lines: Sequence[str], number: int, indent: int) -> str:
    """Say how a line is indented, and how the lines above it are that it may belong with."""
    above: list[tuple[int, int]] = []  # the indentation and the number of each
    for other in range(number - 1, 0, -1):
        text = lines[other - 1].lstrip()
        if text and not text.startswith("#"):
            above.append((len(lines[other - 1]) - len(text), other))
            if above[-1][0] < indent:
                break
    deeper = min((x for x in above if x[0] > indent), default=None, key=lambda x: x[0])
    shallower = above[-1] if above and above[-1][0] < indent else None
    if not above or above[0][0] == indent:
        return _NO_COMMENT
    told = " and ".join(f"line {x[1]} by {x[0]}" for x in (deeper, shallower) if x)
    spaces = "1 space" if indent == 1 else f"{indent} spaces"
    return (
        f"This line is indented by {spaces}, but {told}. "
        "Indent it like the lines that it belongs with."
    )
