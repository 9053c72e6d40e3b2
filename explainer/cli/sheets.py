"""Sheets: the handout about a name or some answers, and the offer of one after a session."""

import contextlib
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from explainer.cli.files import free_name, read_logo, save
from explainer.cli.output import FILE_WIDTH, SHEETS, file_of, rendered, writer
from explainer.cli.prompts import Quit, is_key, typed_line
from explainer.cli.screen import say
from explainer.cli.session import ask_for_outcome
from explainer.cli.values import named

if TYPE_CHECKING:
    from explainer.decision.outcome import Outcome
    from explainer.documents.composer import Composer
    from explainer.documents.document import Document


def sheet_writer(
    format: str | None, output: str | None, force: bool, open_it: bool
) -> "Callable[[Document], None]":
    """Return a function that writes a sheet, as HTML unless another format is chosen.

    A file's extension also chooses a format; a sheet to open in a browser is HTML.
    """
    path = file_of(output)
    chosen = format or (None if path and path.suffix else SHEETS[0])
    return writer(chosen, output, force, SHEETS[:1] if open_it else SHEETS, sheet=True)


def sheet_about(
    composer: "Composer", name: Sequence[str], pairs: Sequence[str], no_input: bool
) -> "Document":
    """Return the sheet about a procedure or level by name, or about the outcome of answers."""
    from explainer.documents.handout import handout, named_handout
    from explainer.rules.model import Word

    if not name:
        return handout(composer, ask_for_outcome(composer, pairs, no_input)[0])
    rules = composer.rules
    found = named(composer.guide, name, [*rules.procedures.values(), *rules.levels.values()])
    assert not isinstance(found, Word)  # noqa: S101 (for the type checker)
    return named_handout(composer, found)


def offer_sheet(composer: "Composer", result: "Outcome") -> None:
    """Offer to save the result as a sheet."""
    from explainer.documents.handout import given_by, handout

    say(composer.messages("interview.sheet"))
    with contextlib.suppress(Quit, EOFError, KeyboardInterrupt):
        if is_key(composer.guide, "key.sheet", typed_line(composer.guide)):
            level = result.levels[0] if result.status == "decided" else "open"
            logo, by = os.environ.get("EXPLAINER_LOGO"), os.environ.get("EXPLAINER_BY", "")
            image = read_logo(logo) if logo else ""
            sheet = given_by(composer, handout(composer, result), by, image)
            text = rendered(sheet, "html", FILE_WIDTH, sheet=True)
            save(free_name(f"explainer-{level}", ".html"), text)
