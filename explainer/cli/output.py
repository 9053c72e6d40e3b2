"""Output: the format of a result, and where it goes."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from explainer.cli.files import refuse, save, scratch
from explainer.cli.resources import messages, templates
from explainer.cli.screen import console, fail, print_result, say, to_stdout, width
from explainer.cli.values import one_of

if TYPE_CHECKING:
    from explainer.documents.document import Document
    from explainer.study.cards import Deck

FORMATS: Final = ("terminal", "text", "markdown", "json", "html")  # available for every document
SHEETS: Final = ("html", "markdown", "text")
SUFFIXES: Final = {
    ".txt": "text",
    "": "text",
    ".md": "markdown",
    ".json": "json",
    ".html": "html",
    ".csv": "csv",
    ".tsv": "tsv",
    ".apkg": "apkg",
    ".mmd": "mermaid",
    ".dot": "dot",
}
STDOUT: Final = ("-", "/dev/stdout")  # a file behind it must be written to, not replaced
FILE_WIDTH: Final = 80  # columns of text in a file


def writer(
    format: str | None,
    output: str | None,
    force: bool,
    formats: Sequence[str] = FORMATS,
    *,
    sheet: bool = False,
    brief: bool = False,
) -> Callable[["Document"], None]:
    """Return a function that writes a document; stop now if the format or file is invalid.

    If ``brief``, text formats show only the card. If ``sheet``, HTML is laid out for printing.
    """
    path, chosen = target(format, output, force, formats)

    def write(document: "Document") -> None:
        if path is None:
            show(document, chosen, sheet=sheet, brief=brief)
        else:
            text = rendered(document, chosen, FILE_WIDTH, sheet=sheet, brief=brief)
            save(path, text, force=force)

    return write


def target(
    format: str | None, output: str | None, force: bool, formats: Sequence[str]
) -> tuple[Path | None, str]:
    """Return the file to write (None for stdout) and the format; stop if either is invalid."""
    texts, path = messages(), file_of(output)
    chosen = one_of(texts, "format", format, formats) if format else _format_for(path, formats)
    if chosen is None or chosen not in formats:
        known = ", ".join(suffix for suffix, name in SUFFIXES.items() if suffix and name in formats)
        fail(texts("file.extension", path=path, known=known))
    if path is not None:
        refuse(path, force=force)
    return path, chosen


def format_of(format: str | None, output: str | None) -> str | None:
    """Return the format of a document: as chosen, or by the file's extension, or the default."""
    return format or _format_for(file_of(output), FORMATS)


def file_of(output: str | None) -> Path | None:
    """Return the file that --output names, or None for stdout; stop if it names a folder."""
    if output is None or output in STDOUT:
        return None
    if not output.strip() or output.endswith(("/", os.sep)):
        fail(messages()("file.folder", path=output))
    return Path(output)


def put(path: Path | None, result: str | bytes, format: str, *, force: bool) -> None:
    """Write a result in a format to a file, or to stdout if no file is given."""
    if path is None:
        print_result(result, format)
    else:
        save(path, result, force=force)


def packaged(deck: "Deck", path: Path | None) -> bytes:
    """Return a deck as an Anki package that may replace an earlier one at ``path``.

    Stop if the library for it is not installed.
    """
    try:
        from explainer.render.package import LIMIT, render
    except ImportError:
        fail(messages()("file.no-genanki"))
    before = b""
    if path:
        with contextlib.suppress(OSError, ValueError):
            if path.is_file() and path.stat().st_size < LIMIT:
                before = path.read_bytes()
    return render(deck, templates(), before)


def rendered(
    document: "Document", format: str, columns: int, *, sheet: bool = False, brief: bool = False
) -> str:
    """Return a document in a format; ``columns`` is the width for formats that wrap lines."""
    if format == "html":
        from explainer.render import html

        return html.render(document, templates(), sheet=sheet)
    if format == "terminal":
        from explainer.render import terminal

        return terminal.render_text(document, columns, brief=brief)
    if format == "text":
        from explainer.render import text

        return text.render(document, columns, brief=brief)
    return _as_data(document, format)


def _as_data(document: "Document", format: str) -> str:
    """Return a document in a format that does not wrap lines."""
    from explainer.render import csv, graph, json, markdown

    renderers: dict[str, Callable[[Document], str]] = {
        "csv": csv.render,
        "dot": graph.dot,
        "json": json.render,
        "markdown": markdown.render,
        "mermaid": graph.mermaid,
    }
    return renderers[format](document)


def refuse_terminal(output: str | None, open_it: bool) -> None:
    """Refuse to print HTML to a terminal, or to open a page that goes to stdout."""
    if (output is None and not open_it and sys.stdout.isatty()) or (open_it and output == "-"):
        fail(messages()("usage.no-target"))


@contextlib.contextmanager
def browsable(output: str | None, open_it: bool) -> Iterator[tuple[str | None, bool]]:
    """Yield the file for a page and whether to replace it; then open the page if asked to."""
    if not open_it:
        yield output, False
        return
    with contextlib.ExitStack() as stack:
        path = output or str(stack.enter_context(scratch()))
        yield path, output is None
    import webbrowser

    if not webbrowser.open(Path(path).resolve().as_uri()):
        say(messages()("file.no-browser"))


def _format_for(path: Path | None, formats: Sequence[str]) -> str | None:
    """Return the format for a file's extension (None if unknown), or the default for stdout."""
    if path is not None:
        return SUFFIXES.get(path.suffix.lower())
    if "terminal" not in formats:
        return formats[0]
    return "terminal" if sys.stdout.isatty() else "text"


def show(document: "Document", format: str, *, sheet: bool = False, brief: bool = False) -> None:
    """Write a document to stdout."""
    if format != "terminal":
        text = rendered(document, format, width(sys.stdout), sheet=sheet, brief=brief)
        print_result(text, format)
        return
    from explainer.render.terminal import render

    with to_stdout():
        console(sys.stdout).print(render(document, brief=brief), crop=False)
