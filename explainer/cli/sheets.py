"""Sheets: the handout for a name or some answers, to write to a file or to print."""

import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from explainer.cli.files import read_logo, save_new, scratch
from explainer.cli.output import FILE_WIDTH, SHEETS, file_of, put, rendered, target, writer
from explainer.cli.resources import messages, templates
from explainer.cli.screen import STAND_IN, fail, say
from explainer.cli.session import interviewed, outcome_of
from explainer.cli.values import named

if TYPE_CHECKING:
    from explainer.decision.outcome import Outcome
    from explainer.documents.composer import Composer
    from explainer.documents.document import Document
    from explainer.documents.follow_up import Entry
    from explainer.rules.model import Level, Procedure

    Make = Callable[[Composer, int | None], Document]


def sheet_writer(
    format: str | None, output: str | None, force: bool, open_it: bool, *, is_bilingual: bool
) -> "Callable[[Sequence[Composer], Make], None]":
    """Return a function that writes a sheet, as HTML unless another format is chosen.

    A file's extension also sets the format; a sheet to open in a browser, or in two languages, is
    always HTML.
    """
    path = file_of(output)
    chosen = format or (None if path and path.suffix else SHEETS[0])
    known = SHEETS[:1] if open_it else SHEETS
    if is_bilingual and target(chosen, output, force, known)[1] != SHEETS[0]:
        fail(messages()("language.two-html"))
    write = writer(chosen, output, force, known, sheet=True)

    def write_sheet(composers: "Sequence[Composer]", make: "Make") -> None:
        if is_bilingual:
            put(path, _bilingual(composers, make), "html", force=force)
        else:
            write(make(composers[0], None))

    return write_sheet


def sheet_maker(
    composer: "Composer", name: Sequence[str], pairs: Sequence[str], no_input: bool
) -> "Make":
    """Return a function that makes the sheet about a name, or about the outcome of some answers.

    It makes the same sheet in any language of the guide, with at most so many sections.
    """
    from explainer.documents.handout import handout, named_handout

    if not name:
        interview, _ = interviewed(composer, pairs, no_input)
        return lambda its, most: handout(its, outcome_of(its, interview), most)
    rules = composer.rules
    found = named(composer.guide, name, [*rules.procedures.values(), *rules.levels.values()])

    def made(its: "Composer", most: int | None) -> "Document":
        entries: Mapping[str, Level | Procedure] = its.rules.procedures
        if found.id not in entries:
            entries = its.rules.levels
        return named_handout(its, entries[found.id], None, most)

    return made


def _bilingual(composers: "Sequence[Composer]", make: "Make") -> str:
    """Return a sheet in two languages, which ``make`` makes in each."""
    from explainer.documents.bilingual import bilingual
    from explainer.render.html import render_bilingual

    main, beside = composers
    sheet = bilingual(
        lambda most: (make(main, most), make(beside, most)), (main.messages, beside.messages)
    )
    return render_bilingual(sheet, templates())


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
