"""Sheets: the handout for a name or some answers, to write to a file or to print."""

import contextlib
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from explainer.cli.files import read_logo, save_new, scratch
from explainer.cli.output import FILE_WIDTH, SHEETS, file_of, rendered, writer
from explainer.cli.screen import STAND_IN, say
from explainer.cli.session import interviewed, outcome_of
from explainer.cli.values import named

if TYPE_CHECKING:
    from explainer.decision.outcome import Outcome
    from explainer.documents.composer import Composer
    from explainer.documents.document import Document
    from explainer.documents.follow_up import Entry


def sheet_writer(
    format: str | None, output: str | None, force: bool, open_it: bool
) -> "Callable[[Document], None]":
    """Return a function that writes a sheet, as HTML unless another format is chosen.

    A file's extension also sets the format; a sheet to open in a browser is always HTML.
    """
    path = file_of(output)
    chosen = format or (None if path and path.suffix else SHEETS[0])
    return writer(chosen, output, force, SHEETS[:1] if open_it else SHEETS, sheet=True)


def sheet_about(
    composer: "Composer", name: Sequence[str], pairs: Sequence[str], no_input: bool
) -> "Document":
    """Return the sheet about a named procedure or level, or about the outcome of some answers."""
    from explainer.documents.handout import handout, named_handout
    from explainer.rules.model import Word

    if not name:
        interview, _ = interviewed(composer, pairs, no_input)
        return handout(composer, outcome_of(composer, interview))
    rules = composer.rules
    found = named(composer.guide, name, [*rules.procedures.values(), *rules.levels.values()])
    assert not isinstance(found, Word)  # noqa: S101 (for the type checker)
    return named_handout(composer, found)


def print_sheet(composer: "Composer", result: "Outcome", chosen: "Entry | None" = None) -> None:
    """Open the sheet about a result, or an entry chosen after it, in the browser, or save it."""
    import webbrowser

    from explainer.documents.handout import given_by, handout, named_handout

    logo, by = os.environ.get("EXPLAINER_LOGO"), os.environ.get("EXPLAINER_BY", "")
    for_all = composer.for_reader(composer.guide.first_reader)  # anyone may be handed the sheet
    about = named_handout(for_all, chosen) if chosen else handout(for_all, result)
    sheet = given_by(for_all, about, by, read_logo(logo) if logo else "")
    text = rendered(sheet, "html", FILE_WIDTH, sheet=True)
    with contextlib.suppress(OSError), scratch() as path:  # if there is no room, save it here
        path.write_bytes(text.encode("utf-8", STAND_IN))
        if webbrowser.open(path.resolve().as_uri()):
            say(composer.messages("reading.opened"))
            return
        path.unlink()
    level = result.levels[0] if result.status == "decided" else "open"
    save_new(f"explainer-{chosen.id if chosen else level}", ".html", text)
    say(composer.messages("reading.saved"))
