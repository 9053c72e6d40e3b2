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

from explainer.rules.problem import Path, Problem, Severity
from explainer.rules.values import LIMIT, Value, Watch

DEPTH: Final = 20  # levels of nesting; a rules file needs six

_CONTROL_MESSAGE: Final = "Found a control character, which cannot be printed. Remove it."
# These two are compiled when a file needs them, which takes 2 ms: most files are all printable.
_CONTROL: Final = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]"
_TURNS: Final = r"[\u202a-\u202e\u2066-\u2069]"  # bidi embeddings, overrides, isolates
_CUT: Final = re.compile(r"[ \t]+(#[^\s#]+)")  # ends unquoted text, maybe by mistake
_CURLY: Final = ("\u201c\u201d", "\u2018\u2019")  # opening and closing quotes
_TWICE: Final = "Keep one, and move what is below the other to it; or rename one."
_NO_ID: Final = "Remove one; or if another entry starts here, write its id above."
_SAVE: Final = "Save the file as UTF-8."


def hidden_in(text: str) -> str:
    """Return the first control character, or character that changes the direction, or ""."""
    if _is_printable(text):
        return ""
    found = re.search(f"{_CONTROL}|{_TURNS}", text)
    return found[0] if found else ""


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

    def part_at(self, line: int) -> str:
        """Return the top-level key that a line is below."""
        keys: dict[str, Marks] = self.marks[2] if self.marks else {}
        return max((mark[0].line, key) for key, mark in keys.items() if mark[0].line < line)[1]


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
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0\0" in (data[0:4:2], data[1:4:2]):
        raise _StopError(1, 1, "not-utf-8", f"This is UTF-16 text. {_SAVE}")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        before = data[data.rfind(b"\n", 0, error.start) + 1 : error.start]
        column = len(before.decode("utf-8-sig")) + 1
        shown = data[error.start : error.start + 1].decode("cp1252", "replace")
        perhaps = f", but perhaps Windows-1252 (with '{shown}' here)" if shown.isprintable() else ""
        message = f"This is not UTF-8 text{perhaps}. {_SAVE}"
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

    def parse(self, text: str) -> dict[str, Value] | None:
        """Return the top-level mapping in the text; raise _StopError if there is none.

        It is None if a second document, which is reported, is not valid by itself.
        """
        self.lines = text.removesuffix("\n").split("\n")
        self.has_turns = not _is_printable(text) and bool(re.search(_TURNS, text))
        self.cut_lines = {n for n, line in enumerate(self.lines) if " #" in line or "\t#" in line}
        try:
            self.next = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text).get_event
            root = self.document()
        except yaml.YAMLError as error:
            if any(problem.code == "several-documents" for problem in self.problems):
                return None
            raise _StopError(*self.syntax_error(error)) from None
        if root is None:
            raise _StopError(1, 1, "empty-file", "The file is empty. Start it with 'title:'.")
        if not isinstance(root, dict):
            found = "a list" if isinstance(root, list) else "text"
            message = f"This is not a rules file: expected keys such as 'title:', found {found}."
            raise _StopError(1, 1, "no-rules-file", message)
        return root

    def document(self) -> Value:
        """Return the value of the document; those that follow by mistake are added to it."""
        root, count = None, 0
        while type(event := self.next()) is not yaml.StreamEndEvent:
            if type(event) is yaml.DocumentStartEvent:
                count += 1
                if count > 1:
                    message = "'---' starts a second YAML document. Remove this line."
                    self.report(event, "several-documents", message)
                event = self.next()
                value, marks = self.value(event, event.start_mark, 0)
                if self.marks is None:
                    root, self.marks = value, marks
                elif isinstance(root, dict) and isinstance(value, dict):
                    _merge(root, self.marks[2], value, marks[2])
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
            message = f"'*{event.anchor}' is a YAML alias. Put the text in quotes, or write it out."
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
        has_twin = False
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
                message += _NO_ID if depth == 2 else _TWICE
            value, marks = self.value(self.next(), start, depth + 1)
            if code:
                if not has_twin or depth != 2:  # in an entry without its id, every key is one
                    self.report(event, code, message)
                has_twin = code == "duplicate-key"
                if code == "duplicate-key":  # what is below both of them is known elsewhere
                    _merge(values, below, {key: value}, {key: marks})
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
        plain = text if text.isascii() else self.normal(event, text)
        return sys.intern(plain.replace("\n", " ").strip())

    def normal(self, event: Any, text: str) -> str:
        """Return text in its normal form; warn if the quotes around it are part of it."""
        if not event.style and text[0] + text[-1] in _CURLY and text[0] not in text[1:]:
            message = (
                'Curly quotes around a text are part of it. Use straight quotes ("..."), or none.'
            )
            self.report(event, "curly-quotes", message, "warning")
        return normalize("NFC", text)

    def without_turns(self, event: Any, text: str) -> str:
        """Return text without characters that change its direction; report bad characters."""
        if re.search(_CONTROL, text):
            self.report(event, "control-character", _CONTROL_MESSAGE)
        if turn := re.search(_TURNS, text):
            message = (
                f"The text contains U+{ord(turn[0]):04X}, an invisible character that changes its "
                "direction. It is ignored: every format sets the direction itself. Remove it."
            )
            self.report(event, "direction", message, "warning")
        return re.sub(_TURNS, "", text)

    def check_cut(self, event: Any) -> None:
        """Report text that may have been cut short by a '#' that is not followed by a space."""
        line, column = event.end_mark.line, event.end_mark.column
        after = _CUT.match(self.lines[line], column) if line < len(self.lines) else None
        if after:
            message = f"The text ends before '{after[1]}': ' #' starts a comment. Use quotes."
            at = (line + 1, after.start(1) + 1)
            severity: Severity = "warning" if event.value else "error"
            self.problems.append(Problem(self.file, *at, "cut-text", message, severity))

    def report(self, event: Any, code: str, message: str, severity: Severity = "error") -> None:
        self.problems.append(Problem(self.file, *_at(event.start_mark), code, message, severity))

    def syntax_error(self, error: yaml.YAMLError) -> tuple[int, int, str, str]:
        """Return the line, column, code and message of a YAML error."""
        from explainer.rules.syntax import cause  # imported late: few files need it

        what = getattr(error, "problem", None) or "unreadable"
        marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
        stop, start = (_at(mark) if mark else None for mark in marks)
        place, message = cause(what, self.lines, stop or start or (1, 1), start)
        for cut in [problem for problem in self.problems if problem.code == "cut-text"]:
            if cut.line == place[0]:
                self.problems.remove(cut)
                return cut.line, cut.column, cut.code, cut.message
        return *place, "yaml-syntax", message


def _merge(
    values: dict[str, Value],
    marks: dict[str, Marks],
    more: dict[str, Value],
    places: dict[str, Marks],
) -> None:
    """Add to values and their marks those of more values that they do not have."""
    for key, value in more.items():
        if values.get(key) is None:
            values[key], marks[key] = value, places[key]
        elif isinstance(values[key], dict) and isinstance(value, dict):
            _merge(values[key], marks[key][2], value, places[key][2])


def _at(mark: Any) -> tuple[int, int]:
    return mark.line + 1, mark.column + 1
