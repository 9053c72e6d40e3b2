"""A parsed file: the plain values in YAML text, and the position of each value.

This is the only module that uses YAML. Values are built one by one from libyaml's
events. Every scalar is kept as written, so ``yes`` is the string "yes" and a date is a string
too. Duplicate keys, aliases, merges and tags are rejected.
"""

import re
import sys
from collections.abc import Callable, Collection
from typing import Any, Final, NamedTuple
from unicodedata import normalize

import yaml

from explainer.rules.problem import Path, Problem

LIMIT: Final = 16 * 1024 * 1024  # bytes; the shipped guide has about 400,000
DEPTH: Final = 20  # levels of nesting; a rules file needs six

Value = Any  # a string, None, a list of values, or a dict from strings to values
Watch = Callable[[float], None]  # called with the fraction of the work done, from 0 to 1

_CONTROL_MESSAGE: Final = "Found a control character, which cannot be printed. Remove it."
# These two are compiled when a file needs them, which takes 2 ms: most files are all printable.
_CONTROL: Final = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]"
_TURNS: Final = r"[\u202a-\u202e\u2066-\u2069]"  # bidi embeddings, overrides, isolates
_GLUED: Final = re.compile(r"[ ]*[\w-]+:(?=[^\s:/])")  # a key and ':' without a space after it
_CUT: Final = re.compile(r"[ \t]+(#[^\s#]+)")  # ends unquoted text, maybe by mistake


class Position(NamedTuple):
    """The line and column where a key starts and where its value starts, counted from 1."""

    key: tuple[int, int]
    value: tuple[int, int]


# YAML's own marks of where a key and its value start, and a dict or list of the marks below.
Marks = tuple[Any, Any, Any]


class Parsed(NamedTuple):
    """The values in a YAML file, where each starts, and the problems found.

    ``root`` is None if the file is not valid YAML or does not contain a mapping.
    """

    root: dict[str, Value] | None
    marks: Marks | None
    problems: tuple[Problem, ...]

    def position(self, path: Path) -> Position:
        """Return the position of ``path``, or of the closest key above ``path``."""
        if self.marks is None:
            return Position((1, 1), (1, 1))
        key, value, below = self.marks
        for step in path:
            try:
                key, value, below = below[step]
            except (LookupError, TypeError):
                break
        return Position(_at(key), _at(value))


def parse(
    data: bytes, file: str, watch: Watch | None = None, without: Collection[str] = ()
) -> Parsed:
    """Parse the YAML in ``data``; problems refer to it as ``file``.

    The top-level keys in ``without`` are skipped, with all below them.
    """
    parser = _Parser(file, watch)
    try:
        root = parser.parse(_blanked(_decode(data), without))
    except _StopError as stop:
        parser.problems.append(Problem(file, *stop.args))
        root = None
    return Parsed(root, parser.marks, tuple(parser.problems))


class _StopError(Exception):
    """A problem that stops the parser, with its line, column, code and message."""


def _decode(data: bytes) -> str:
    """Decode a file, using Unix line endings; raise _StopError if it is not plain text."""
    if len(data) > LIMIT:
        message = f"The file is larger than {LIMIT // 1024**2} MiB. Split it."
        raise _StopError(1, 1, "too-large", message)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        before = data[data.rfind(b"\n", 0, error.start) + 1 : error.start]
        column = len(before.decode("utf-8-sig")) + 1
        message = "This is not UTF-8 text. Save the file as UTF-8."
        raise _StopError(line, column, "not-utf-8", message) from None
    if not _is_printable(text) and (match := re.search(_CONTROL, text)):
        line = text.count("\n", 0, match.start()) + 1
        column = match.start() - text.rfind("\n", 0, match.start())
        raise _StopError(line, column, "control-character", _CONTROL_MESSAGE)
    return text


def _blanked(text: str, keys: Collection[str]) -> str:
    """Return text with top-level keys and all below them as empty lines.

    It must be plain where they start, on a line of their own, and where they end: at another
    key, or at the end of the file.
    """
    for key in keys:
        block = rf"^{key}:[ \t]*(?:#.*)?\n(?:(?:[ \t#].*)?\n)*+(?=[a-z_]+:|\Z)"
        if found := re.search(block, text, re.MULTILINE):
            text = text[: found.start()] + "\n" * found[0].count("\n") + text[found.end() :]
    return text


def _is_printable(text: str) -> bool:
    """Check quickly whether text has no control characters, and none that change direction."""
    return text.replace("\n", "").isprintable()


class _Parser:
    """A parser that builds plain values from YAML events and records where each starts.

    It uses events because libyaml's own composer overflows the stack if values are deeply
    nested and silently keeps the last of two identical keys. It runs at every start, so it
    searches for rare characters once in the whole text, not in each value.
    """

    def __init__(self, file: str, watch: Watch | None) -> None:
        self.file, self.watch = file, watch
        self.marks: Marks | None = None
        self.problems: list[Problem] = []
        self.lines: list[str] = []
        self.next: Callable[[], Any]  # returns the next event
        self.has_turns = False
        self.cut_lines = set[int]()  # the lines that may cut a value short, counted from 0

    def parse(self, text: str) -> dict[str, Value]:
        """Return the top-level mapping in the text; raise _StopError if there is none."""
        self.lines = text.removesuffix("\n").split("\n")
        self.has_turns = not _is_printable(text) and bool(re.search(_TURNS, text))
        self.cut_lines = {n for n, line in enumerate(self.lines) if " #" in line or "\t#" in line}
        try:
            self.next = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text).get_event
            root = self.document()
        except yaml.YAMLError as error:
            raise _StopError(*self.syntax_error(error)) from None
        if root is None:
            raise _StopError(1, 1, "empty-file", "The file is empty. Start it with 'title:'.")
        if not isinstance(root, dict):
            message = "This is not a rules file: expected keys such as 'title:' and 'questions:'."
            raise _StopError(1, 1, "no-rules-file", message)
        return root

    def document(self) -> Value:
        root, documents = None, 0
        while type(event := self.next()) is not yaml.StreamEndEvent:
            if type(event) is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    message = "A second YAML document starts here. Put it in a file of its own."
                    self.report(event, "several-documents", message)
                    break
                event = self.next()
                root, self.marks = self.value(event, event.start_mark, 0)
        return root

    def value(self, event: Any, key: Any, depth: int) -> tuple[Value, Marks]:
        """Return the value that starts with an event; ``key`` is the mark of its key."""
        start = event.start_mark
        if depth > DEPTH:
            message = (
                f"More than {DEPTH} levels of nesting; six are enough. Is a bracket left open?"
            )
            raise _StopError(*_at(start), "too-deep", message)
        if type(event) is yaml.ScalarEvent and not event.anchor and event.tag is None:
            return self.scalar(event), (key, start, ())
        if type(event) is yaml.AliasEvent:
            message = f"'*{event.anchor}' is a YAML alias. Write the text out here."
            self.report(event, "alias", message)
            return f"*{event.anchor}", (key, start, ())
        if event.anchor:
            message = f"'&{event.anchor}' is a YAML anchor. Remove it, or put the text in quotes."
            self.report(event, "anchor", message)
        if event.tag not in (None, "!"):
            message = f"'{event.tag}' is a YAML tag. Remove it, or put the text in quotes."
            self.report(event, "tag", message)
        if type(event) is yaml.ScalarEvent:
            return self.scalar(event), (key, start, ())
        if type(event) is yaml.MappingStartEvent:
            values, below = self.mapping(depth)
            return values, (key, start, below)
        items, marks = self.sequence(depth)
        return items, (key, start, marks)

    def sequence(self, depth: int) -> tuple[list[Value], list[Marks]]:
        values: list[Value] = []
        below: list[Marks] = []
        while type(event := self.next()) is not yaml.SequenceEndEvent:
            value, marks = self.value(event, event.start_mark, depth + 1)
            values.append(value)
            below.append(marks)
        return values, below

    def mapping(self, depth: int) -> tuple[dict[str, Value], dict[str, Marks]]:
        values: dict[str, Value] = {}
        below: dict[str, Marks] = {}
        while type(event := self.next()) is not yaml.MappingEndEvent:
            start = event.start_mark
            key, _ = self.value(event, start, depth + 1)
            code, message = "", ""
            if not isinstance(key, str):
                code, message = "wrong-type", "Expected a key: a plain word followed by ':'."
            elif key == "<<":
                code, message = "merge", "'<<' is a YAML merge key. Write the keys out."
            elif key in values:
                line, column = _at(below[key][0])
                message = f"'{key}' is already defined at line {line}, column {column}. "
                code = "duplicate-key"
                message += "Keep one, and move what is below the other to it; or rename one."
            value, marks = self.value(self.next(), start, depth + 1)
            if code:
                self.report(event, code, message)
            else:
                values[key], below[key] = value, marks
            if self.watch and depth == 1:
                self.watch(start.line / len(self.lines))
        return values, below

    def scalar(self, event: Any) -> str | None:
        """Return the text as written, joined into one line.

        Without quotes, an empty value, ``~`` and ``null`` become None.
        """
        text: str = event.value
        if event.style == '"' or self.has_turns:  # an escape can produce any character
            text = self.without_turns(event, text)
        if not event.style:
            if event.end_mark.line in self.cut_lines:
                self.check_cut(event)
            if text in ("", "~", "null"):
                return None
        # Equal strings share one object, which makes comparing and finding thousands of ids faster.
        # However an accent was typed, it is one character: limited consoles can show it.
        plain = text if text.isascii() else normalize("NFC", text)
        return sys.intern(plain.replace("\n", " ").strip())

    def without_turns(self, event: Any, text: str) -> str:
        """Return text without characters that change its direction; report bad characters."""
        if re.search(_CONTROL, text):
            self.report(event, "control-character", _CONTROL_MESSAGE)
        if turn := re.search(_TURNS, text):
            message = (
                f"The text contains U+{ord(turn[0]):04X}, an invisible character that changes its "
                "direction. It is ignored: every format sets the direction itself. Remove it."
            )
            at = _at(event.start_mark)
            self.problems.append(Problem(self.file, *at, "direction", message, "warning"))
        return re.sub(_TURNS, "", text)

    def check_cut(self, event: Any) -> None:
        """Warn if text may have been cut short by a '#' that is not followed by a space."""
        line, column = event.end_mark.line, event.end_mark.column
        after = _CUT.match(self.lines[line], column) if line < len(self.lines) else None
        if after:
            message = f"The text ends before '{after[1]}': ' #' starts a comment. Use quotes."
            at = (line + 1, after.start(1) + 1)
            self.problems.append(Problem(self.file, *at, "cut-text", message, "warning"))

    def report(self, event: Any, code: str, message: str) -> None:
        self.problems.append(Problem(self.file, *_at(event.start_mark), code, message))

    def syntax_error(self, error: yaml.YAMLError) -> tuple[int, int, str, str]:
        """Return the line, column, code and message of a YAML error."""
        what = getattr(error, "problem", None) or "unreadable"
        at_start, repair = _SYNTAX.get(what, (False, f"This is not valid YAML: {what}."))
        marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
        mark = marks[at_start] or marks[not at_start]
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        for number in (line, line - 1):  # a key with no space after ':' is parsed as text
            if glued := _GLUED.match(self.lines[number - 1]) if number <= len(self.lines) else None:
                return number, glued.end(), "yaml-syntax", "A space is missing after this ':'."
        if line > len(self.lines):  # an error at the end is reported after the last line
            line, column = len(self.lines), 1
        return line, column, "yaml-syntax", repair


_UNCLOSED = (
    "The bracket that opens here is not closed, a comma is missing inside it, or a value inside it "
    "needs quotes (one with ': ' or ' #')."
)
_START = "A value cannot start like this. Put it in quotes. To indent, use spaces, not tabs."
_ESCAPE = "In double quotes, '\\' starts an escape sequence. Write it twice, or use single quotes."
_MISFIT = "This line does not fit here. Is it indented too far, or is a quote above it left open?"

# Maps libyaml's message to our message, and to whether the error is reported at the start of
# the construct.
_SYNTAX: Final[dict[str, tuple[bool, str]]] = {
    "mapping values are not allowed in this context": (
        False,
        "A value contains ': ', or the line is indented too far. Put a value with ': ' in quotes.",
    ),
    "found character that cannot start any token": (False, _START),
    "block sequence entries are not allowed in this context": (False, _START),
    "mapping keys are not allowed in this context": (False, _START),
    "did not find expected alphabetic or numeric character": (False, _START),
    "did not find expected comment or line break": (False, _START),
    "did not find expected node content": (False, _START),
    "did not find expected hexdecimal number": (False, _ESCAPE),
    "found unknown escape character": (False, _ESCAPE),
    "did not find expected <document start>": (
        False,
        "The text above is neither a key nor a comment. Start a comment with '#'.",
    ),
    "could not find expected ':'": (True, "Expected ': ' after this key."),
    "did not find expected key": (False, _MISFIT),
    "did not find expected '-' indicator": (False, _MISFIT),
    "did not find expected ',' or '}'": (True, _UNCLOSED),
    "did not find expected ',' or ']'": (True, _UNCLOSED),
    "found unexpected end of stream": (True, "The quote that opens here is not closed."),
}


def _at(mark: Any) -> tuple[int, int]:
    return mark.line + 1, mark.column + 1
