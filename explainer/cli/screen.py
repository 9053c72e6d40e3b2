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
from explainer.text import visible

DONE, PROBLEMS, USAGE, INTERRUPTED = 0, 1, 2, 130  # exit codes
PATIENCE: Final = 1.0  # seconds before a progress bar is shown
WIDEST: Final = 88  # columns; longer lines of text are hard to read
NARROWEST: Final = 20
PLAIN: Final = {  # stand-ins for characters that a console cannot show
    "\u2022": "*",
    "\u2610": "[ ]",
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2013": "-",
    "\u2014": "-",
    "\u2026": "...",
    "\u2500": "-",
    "\u2502": "|",
    "\u251c": "+",
    "\u2514": "+",
}


def prepare() -> None:
    """Make the standard streams usable: reopen closed ones, and prevent encoding errors."""
    import codecs

    codecs.register_error("explainer", _stand_in)
    for name, mode, errors in (
        ("stdin", "r", "replace"),
        ("stdout", "w", "explainer"),
        ("stderr", "w", "explainer"),
    ):
        if getattr(sys, name) is None:  # closed by the calling process
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
        getattr(sys, name).reconfigure(errors=errors)


def width(stream: Any) -> int:
    """Return the width to use in columns: COLUMNS, the terminal's, or 80, within limits."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return max(NARROWEST, min(int(columns), WIDEST))
    try:
        return max(NARROWEST, min(os.get_terminal_size(stream.fileno()).columns or 80, WIDEST))
    except (OSError, ValueError):
        return 80


def print_result(text: str) -> None:
    """Write the result to stdout; a closed pipe is not an error."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            fail(messages()("file.not-written", path="stdout", reason=error.strerror))


def say(text: str, *, wrap: bool = True) -> None:
    """Write text other than the result to stderr, with control characters escaped."""
    text = "\n".join(map(visible, text.split("\n")))
    if wrap:
        import textwrap

        columns = width(sys.stderr)
        text = "\n".join(
            textwrap.fill(
                line,
                columns,
                subsequent_indent="     " if line[:1] == " " else "",
                break_on_hyphens=False,  # do not break the names of answers
            )
            for line in text.split("\n")
        )
    with contextlib.suppress(OSError):  # stderr may be closed
        print(text, file=sys.stderr)


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

            bars.append(Progress(console=Console(file=sys.stderr), transient=True))
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
    """Replace characters that the console cannot show with their plain form, or with '?'."""
    import unicodedata

    assert isinstance(error, UnicodeEncodeError)  # noqa: S101
    plain = (
        PLAIN.get(c) or unicodedata.normalize("NFKD", c).encode("ascii", "ignore").decode() or "?"
        for c in error.object[error.start : error.end]
    )
    return "".join(plain), error.end
