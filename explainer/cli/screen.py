"""The screen: output to stdout and stderr, its width, and how a run ends."""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NoReturn

import typer

from explainer.cli.resources import messages
from explainer.text import number_of, visible, wrap

DONE, PROBLEMS, USAGE, INTERRUPTED, TERMINATED = 0, 1, 2, 130, 143  # exit codes
PATIENCE: Final = 1.0  # seconds before a progress bar is shown
STAND_IN: Final = "explainer"  # the name of our error handler for encodings
WIDEST: Final = 88  # columns; longer lines of text are hard to read
NARROWEST: Final = 20  # columns, even if COLUMNS says fewer


def prepare() -> None:
    """Make the standard streams usable: reopen closed ones, and prevent encoding errors."""
    import codecs

    codecs.register_error(STAND_IN, _stand_in)
    for name, mode, errors in (
        ("stdin", "r", "replace"),
        ("stdout", "w", STAND_IN),
        ("stderr", "w", STAND_IN),
    ):
        if getattr(sys, name) is None:  # closed by the calling process
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
        getattr(sys, name).reconfigure(errors=errors)


def columns(stream: Any) -> int:
    """Return how many columns there are: what COLUMNS says, or the terminal, or else 80."""
    said = number_of(os.environ.get("COLUMNS", ""))
    if said:
        return max(NARROWEST, said)
    try:
        return max(NARROWEST, os.get_terminal_size(stream.fileno()).columns or 80)
    except (OSError, ValueError):
        return 80


def width(stream: Any) -> int:
    """Return the width of text in columns: all there are, up to what is easy to read."""
    return min(columns(stream), WIDEST)


def print_result(text: str, *, is_data: bool = False) -> None:
    """Write the result to stdout; data, unless a person is looking, as UTF-8 on any console."""
    with to_stdout():
        if is_data and not sys.stdout.isatty():
            sys.stdout.buffer.write(text.encode("utf-8", STAND_IN))
        else:
            sys.stdout.write(text)


@contextlib.contextmanager
def to_stdout() -> Iterator[None]:
    """Write to stdout in this context: a closed pipe is not an error, a full disk ends the run."""
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        drop_stdout()
        if not isinstance(error, BrokenPipeError):
            fail(messages()("file.not-written", path="stdout", reason=error.strerror))


def drop_stdout() -> None:
    """Send what is still to be written to stdout nowhere, so that Python can flush it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(text: str, *, wrapped: bool = True) -> None:
    """Write text other than the result to stderr, with control characters escaped."""
    lines = list(map(visible, text.split("\n")))
    if wrapped:
        columns = width(sys.stderr)
        lines = [
            row
            for line in lines
            for row in wrap(line, columns, then="     " if line[:1] == " " else "") or [""]
        ]
    with contextlib.suppress(OSError):  # stderr may be closed, or full
        print("\n".join(lines), file=sys.stderr, flush=True)


def fail(message: str) -> NoReturn:
    """Report an error, and exit with the code for incorrect usage."""
    say(f"explainer: {message}")
    raise typer.Exit(USAGE)


@contextlib.contextmanager
def progress() -> Iterator[Callable[[str, float], None]]:
    """Yield a progress callback; a terminal shows a bar after ``PATIENCE``."""
    started, bars = time.monotonic(), list[Any]()

    def said(what: str) -> str:
        return messages()(f"progress.{what}")

    def watch(what: str, done: float) -> None:
        if not bars and time.monotonic() - started > PATIENCE and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import Progress

            bars.append(
                Progress(console=Console(file=sys.stderr, width=width(sys.stderr)), transient=True)
            )
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

    return spelled(error.object[error.start : error.end], error.object[: error.start]), error.end
