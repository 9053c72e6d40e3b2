"""A parsed file: the plain values in a YAML text, and the position of each.

The only module that uses YAML. Values are built from libyaml's events one by one:
every scalar stays the text that was written (so ``yes`` is "yes" and a date is its
digits), and equal keys, aliases, merges and tags are refused.
"""

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

import yaml

from explainer.rules.problem import Path, Problem

LIMIT: Final = 16 * 1024 * 1024  # bytes; the shipped guide has about 50 thousand
DEPTH: Final = 20  # levels of nesting; a rules file needs six

Value = Any  # text, None, a list of values or a dict from text to value
Watch = Callable[[float], None]  # called with the share of the work that is done, from 0 to 1

_CONTROL_MESSAGE: Final = "A control character stands here, one that cannot be printed. Remove it."
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_TURNS: Final = re.compile(r"[\u202a-\u202e\u2066-\u2069]")  # bidi embeddings, overrides, isolates
_GLUED: Final = re.compile(r"[ ]*[\w-]+:(?=[^\s:/])")  # a key, its ':' and no space
_CUT: Final = re.compile(r"[ \t]+(#[^\s#]+)")  # what ends a plain text, but is no usual comment
_A_KEY: Final = -1  # in the path of a key itself, where no key and no list index can be


class Position(NamedTuple):
    """Where a key and its value start: line and column, both counted from 1."""

    key: tuple[int, int]
    value: tuple[int, int]


class Parsed(NamedTuple):
    """The top-level keys of a text with their values, the position of each, and its problems.

    ``root`` is None where the text is not YAML, or not a mapping.
    """

    root: dict[str, Value] | None
    positions: Mapping[Path, Position]
    problems: tuple[Problem, ...]

    def position(self, path: Path) -> Position:
        """Return the position of ``path``, or of the nearest key above it."""
        while path and path not in self.positions:
            path = path[:-1]
        return self.positions.get(path, Position((1, 1), (1, 1)))


def parse(data: bytes, file: str, watch: Watch | None = None) -> Parsed:
    """Return what the YAML in ``data`` holds; ``file`` is the name that problems carry."""
    parser = _Parser(file, watch)
    try:
        root = parser.parse(_decode(data))
    except _StopError as stop:
        parser.problems.append(Problem(file, *stop.args))
        root = None
    return Parsed(root, parser.positions, tuple(parser.problems))


class _StopError(Exception):
    """Parsing cannot go on; carries line, column, code and message."""


def _decode(data: bytes) -> str:
    """Return the text of a file, its lines ended as on Unix; refuse what cannot be printed."""
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
    if match := _CONTROL.search(text):
        line = text.count("\n", 0, match.start()) + 1
        column = match.start() - text.rfind("\n", 0, match.start())
        raise _StopError(line, column, "control-character", _CONTROL_MESSAGE)
    return text


class _Parser:
    """Builds plain values from YAML events, and records the position of each.

    From events, because libyaml's own composer overflows the stack on deep nesting
    and keeps the last of two equal keys.
    """

    def __init__(self, file: str, watch: Watch | None) -> None:
        self.file, self.watch = file, watch
        self.positions: dict[Path, Position] = {}
        self.problems: list[Problem] = []
        self.lines: list[str] = []
        self.events: Iterator[Any] = iter(())

    def parse(self, text: str) -> dict[str, Value]:
        """Return the text's top-level mapping; raise _StopError where there is none."""
        self.lines = text.removesuffix("\n").split("\n")
        self.events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        try:
            root = self.document()
        except yaml.YAMLError as error:
            raise _StopError(*self.syntax_error(error)) from None
        if root is None:
            raise _StopError(1, 1, "empty-file", "The file is empty. Start it with 'title:'.")
        if not isinstance(root, dict):
            message = "This is no rules file: expected keys such as 'title:' and 'questions:'."
            raise _StopError(1, 1, "no-rules-file", message)
        return root

    def document(self) -> Value:
        root, documents = None, 0
        for event in self.events:
            if type(event) is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self.report(event, "several-documents", "A second document; keep one a file.")
                    break
                root = self.value(next(self.events), (), None)
        return root

    def value(self, event: Any, path: Path, key: tuple[int, int] | None) -> Value:
        at = _at(event)
        self.positions[path] = Position(key or at, at)
        if len(path) > DEPTH:
            message = f"More than {DEPTH} levels of nesting; six are needed."
            raise _StopError(*at, "too-deep", message)
        if type(event) is yaml.AliasEvent:
            self.report(event, "alias", f"'*{event.anchor}' is an alias. Write the text out here.")
            return f"*{event.anchor}"
        if event.anchor:
            message = f"'&{event.anchor}' is an anchor. If it belongs to the text, use quotes."
            self.report(event, "anchor", message)
        if event.tag not in (None, "!"):
            self.report(event, "tag", f"'{event.tag}' is a tag. Leave it out, or use quotes.")
        if type(event) is yaml.ScalarEvent:
            return self.scalar(event)
        if type(event) is yaml.MappingStartEvent:
            return self.mapping(path)
        return [self.value(item, (*path, i), None) for i, item in enumerate(self.until_end())]

    def mapping(self, path: Path) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for event in self.until_end():
            key = self.value(event, (*path, _A_KEY), None)
            code, message = "", ""
            if not isinstance(key, str):
                code, message = "wrong-type", "Expected a key, a plain word with ':' after it."
            elif key == "<<":
                code, message = "merge", "'<<' merges are not used here. Write the keys out."
            elif key in values:
                line, column = self.positions[*path, key].key
                message = f"'{key}' stands here already, at line {line}, column {column}."
                code = "duplicate-key"
            if code:
                self.report(event, code, message)
                self.value(next(self.events), (*path, _A_KEY), None)  # read past it
            else:
                values[key] = self.value(next(self.events), (*path, key), _at(event))
            if self.watch and len(path) == 1:
                self.watch(event.start_mark.line / len(self.lines))
        return values

    def scalar(self, event: yaml.ScalarEvent) -> str | None:
        """Return the text as written, on one line; nothing, ``~`` and ``null`` are None."""
        text: str = event.value
        if _CONTROL.search(text):
            self.report(event, "control-character", _CONTROL_MESSAGE)
        if turn := _TURNS.search(text):
            message = (
                f"U+{ord(turn[0]):04X} stands in the text, which turns its direction unseen. It is "
                "left out: every format sets the direction by itself. Remove it."
            )
            self.problems.append(Problem(self.file, *_at(event), "direction", message, "warning"))
            text = _TURNS.sub("", text)
        if not event.style:
            self.check_cut(event)
            if text in ("", "~", "null"):
                return None
        # One object for equal texts: ids are compared by the thousand, and looked up faster.
        return sys.intern(" ".join(text.split("\n")).strip())

    def check_cut(self, event: Any) -> None:
        """Warn of a text that a '#' ends though it seems to go on: comments have a space there."""
        line, column = event.end_mark.line, event.end_mark.column
        after = _CUT.match(self.lines[line], column) if line < len(self.lines) else None
        if after:
            message = f"The text ends before '{after[1]}': a ' #' starts a comment. Use quotes."
            at = (line + 1, after.start(1) + 1)
            self.problems.append(Problem(self.file, *at, "cut-text", message, "warning"))

    def until_end(self) -> Iterator[Any]:
        for event in self.events:
            if isinstance(event, yaml.CollectionEndEvent):
                return
            yield event

    def report(self, event: Any, code: str, message: str) -> None:
        self.problems.append(Problem(self.file, *_at(event), code, message))

    def syntax_error(self, error: yaml.YAMLError) -> tuple[int, int, str, str]:
        """Return a YAML error's position, which may be past the last line, its code and message."""
        what = getattr(error, "problem", None) or "unreadable"
        at_start, repair = _SYNTAX.get(what, (False, f"This is not valid YAML: {what}."))
        marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
        mark = marks[at_start] or marks[not at_start]
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        for number in (line, line - 1):  # a key without its space reads as a text
            if glued := _GLUED.match(self.lines[number - 1]) if number <= len(self.lines) else None:
                return number, glued.end(), "yaml-syntax", "A space is missing after this ':'."
        if line > len(self.lines):
            line, column = len(self.lines), 1
        return line, column, "yaml-syntax", repair


_UNCLOSED = (
    "What opens here is not closed, a comma is missing in it, or a text in it needs quotes "
    "(one with ': ' or ' #')."
)
_START = "A text cannot start like this. Put it in quotes; indent with spaces, not with tabs."
_ESCAPE = "In double quotes, a '\\' starts a code. Write it twice, or use single quotes."
_MISFIT = "This line does not fit. Is it indented too far, or is a quote further up not closed?"

# What libyaml says, whether it is reported where the construct starts, and the repair.
_SYNTAX: Final[dict[str, tuple[bool, str]]] = {
    "mapping values are not allowed in this context": (
        False,
        "A ': ' stands inside a text, or the line is indented too far. Put such a text in quotes.",
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
        "What stands above is neither a key nor a comment. A comment starts with '#'.",
    ),
    "could not find expected ':'": (True, "Expected ': ' after this key."),
    "did not find expected key": (False, _MISFIT),
    "did not find expected '-' indicator": (False, _MISFIT),
    "did not find expected ',' or '}'": (True, _UNCLOSED),
    "did not find expected ',' or ']'": (True, _UNCLOSED),
    "found unexpected end of stream": (True, "The quote that opens here is not closed."),
}


def _at(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1
