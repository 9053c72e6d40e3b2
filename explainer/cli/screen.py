"""The screen: output to stdout and stderr, its width, and how a run ends."""

import codecs
import contextlib
import io
import os
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import typer

from explainer.cli.resources import messages
from explainer.text import READABLE, harmless, number_of, wrap

if TYPE_CHECKING:
    from rich.console import Console

DONE, PROBLEMS, USAGE, INTERRUPTED, TERMINATED = 0, 1, 2, 130, 143  # exit codes
PATIENCE: Final = 1.0  # seconds before a progress bar is shown
STAND_IN: Final = "explainer"  # the name of our error handler for encodings
TEXTS: Final = ("terminal", "text")  # for people, first the card alone; the others are data
NARROWEST, WIDEST = 20, 500  # columns, whatever COLUMNS says
HEIGHT: Final = 25  # rows; Rich ignores the width if it has no height


def prepare() -> None:
    """Make the standard streams usable: reopen closed ones, and prevent encoding errors."""
    for name, mode, errors in (
        ("stdin", "r", "replace"),
        ("stdout", "w", STAND_IN),
        ("stderr", "w", STAND_IN),
    ):
        stream = getattr(sys, name)
        if stream is None:  # closed by the calling process
            stream = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115
        elif isinstance(stream.buffer, io.FileIO):  # PYTHONUNBUFFERED: it may write only a part
            encoding = stream.encoding
            stream = io.TextIOWrapper(io.BufferedWriter(stream.detach()), encoding)
        with contextlib.suppress(OSError, ValueError, AttributeError):  # or not on this system
            os.set_blocking(stream.fileno(), True)  # or it may read nothing, or write only a part
        stream.reconfigure(errors=errors)
        setattr(sys, name, stream)


def _columns(stream: Any) -> int:
    """Return how many columns there are: what COLUMNS says, or the terminal, or else 80."""
    said = number_of(os.environ.get("COLUMNS", ""))
    try:
        found = said or os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        found = 80
    return max(NARROWEST, min(found, WIDEST))


def width(stream: Any) -> int:
    """Return the width of text in columns: all there are, up to what is easy to read."""
    return min(_columns(stream), READABLE)


def console(stream: Any) -> "Console":
    """Return Rich's console for a stream: Rich itself writes, as it knows each terminal's needs."""
    from rich.console import Console

    class Screen(Console):
        def on_broken_pipe(self) -> None:  # Rich would exit
            raise BrokenPipeError

    return Screen(file=stream, width=_columns(stream), height=HEIGHT)


def print_result(result: str | bytes, format: str = "text") -> None:
    """Write the result to stdout; data, unless a person is looking, as UTF-8 on any console."""
    is_seen = sys.stdout.isatty()
    if isinstance(result, bytes) and is_seen:
        fail(messages()("file.no-package"))
    with to_stdout():
        if isinstance(result, bytes):
            sys.stdout.buffer.write(result)
        elif format not in TEXTS and not is_seen:
            sys.stdout.buffer.write(result.encode("utf-8", STAND_IN))
        else:
            sys.stdout.write(result)


@contextlib.contextmanager
def to_stdout() -> Iterator[None]:
    """Write to stdout in this context: a closed pipe is not an error, a full disk ends the run."""
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        drop(sys.stdout)
        if not isinstance(error, BrokenPipeError):
            fail(messages()("file.not-written", path="stdout", reason=error.strerror))


def drop(stream: Any) -> None:
    """Send what is still to be written to a stream nowhere, so that Python can flush it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def say(text: str, *, wrapped: bool = True) -> None:
    """Write text other than the result to stderr, with control characters escaped."""
    lines = list(map(harmless, text.split("\n")))
    if wrapped:
        room = width(sys.stderr)
        lines = [
            row
            for line in lines
            for row in wrap(line, room, then="     " if line[:1] == " " else "")
        ]
    try:
        print("\n".join(lines), file=sys.stderr, flush=True)
    except OSError:  # stderr is closed or full
        drop(sys.stderr)


@cache
def say_once(text: str) -> None:
    """Write a text to stderr unless this run has already said it."""
    say(text)


def fail(message: str) -> NoReturn:
    """Report an error, and exit with the code for incorrect usage."""
    say(f"explainer: {message}")
    raise typer.Exit(USAGE)


def end_calmly() -> None:
    """End the run as usual when it is told to end, instead of at once."""
    import signal

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))


@contextlib.contextmanager
def progress() -> Iterator[Callable[[str, float], None]]:
    """Yield a progress callback; a terminal shows a bar after ``PATIENCE``."""
    started, bars = time.monotonic(), list[Any]()

    def said(what: str) -> str:
        return messages()(f"progress.{what}")

    def watch(what: str, done: float) -> None:
        if not bars and time.monotonic() - started > PATIENCE and sys.stderr.isatty():
            from rich.progress import Progress

            end_calmly()  # or the cursor would stay hidden
            bars.append(Progress(console=console(sys.stderr), transient=True))
            bars[0].add_task(said(what), total=1.0)
            bars[0].start()
        for bar in bars:
            bar.update(bar.task_ids[0], description=said(what), completed=done)

    try:
        yield watch
    finally:
        for bar in bars:
            bar.stop()


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    """Spell out the characters that a console cannot show."""
    assert isinstance(error, UnicodeEncodeError)  # noqa: S101
    from explainer.cli.ascii import spelled

    before = error.object[max(0, error.start - 1) : error.start]
    return spelled(error.object[error.start : error.end], before), error.end


codecs.register_error(STAND_IN, _stand_in)
