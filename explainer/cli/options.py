"""The options and arguments of the commands, each declared once; all are texts and flags."""

from typing import Annotated

import typer

from explainer.cli.output import FORMATS, SHEETS


def _format(*formats: str) -> object:
    help = f"One of: {', '.join(formats)}."
    return typer.Option("--format", help=help, metavar="FORMAT")


# --- of most commands -----------------------------------------------------------------

Rules = Annotated[
    str | None,
    typer.Option(
        "--rules",
        help="Another rules file; - is stdin. Or set EXPLAINER_RULES.",
        metavar="FILE",
    ),
]
Audience = Annotated[
    str | None,
    typer.Option(
        "--for", help="The reader: one of the audiences in the rules file.", metavar="WHO"
    ),
]
Format = Annotated[str | None, _format(*FORMATS)]
Output = Annotated[
    str | None,
    typer.Option(
        "--output", "-o", help="Write to a file; its extension sets the format.", metavar="FILE"
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")]

# --- of reading -----------------------------------------------------------------------

Answers = Annotated[
    list[str] | None,
    typer.Option(
        "--answer", "-a", help="An answer given ahead; repeat for more.", metavar="QUESTION=ANSWER"
    ),
]
NoInput = Annotated[bool, typer.Option("--no-input", help="Never prompt.")]
Name = Annotated[
    list[str] | None, typer.Argument(help="As on the plan; no quotes needed.", metavar="NAME")
]
SheetName = Annotated[
    list[str] | None,
    typer.Argument(help="As on the plan; without a name, it asks first.", metavar="NAME"),
]
Words = Annotated[
    list[str] | None, typer.Argument(help="Only questions with these words.", metavar="WORD")
]
By = Annotated[
    str,
    typer.Option(
        "--by", envvar="EXPLAINER_BY", help="Who hands it out: name and phone.", metavar="TEXT"
    ),
]
Logo = Annotated[
    str | None,
    typer.Option(
        "--logo",
        envvar="EXPLAINER_LOGO",
        help="An image of who hands it out: PNG, JPEG or GIF.",
        metavar="FILE",
    ),
]
Open = Annotated[bool, typer.Option("--open", help="Open it in the browser.")]
SheetFormat = Annotated[str | None, _format(*SHEETS)]

# --- of studying ----------------------------------------------------------------------

Questions = Annotated[
    str | None, typer.Option("--questions", help="How many; without this, ten.", metavar="N")
]
Seed = Annotated[
    str | None, typer.Option("--seed", help="The same seed asks the same.", metavar="N")
]
Topic = Annotated[
    str | None,
    typer.Option("--topic", help="cases, pairs, settle, words or statements.", metavar="TOPIC"),
]
CardFormat = Annotated[str | None, _format("tsv (for Anki)", "markdown", "json")]

# --- of writing a guide ---------------------------------------------------------------

Files = Annotated[
    list[str] | None,
    typer.Argument(
        help="Rules files, or - for stdin; without one, the one in use.", metavar="FILE"
    ),
]
Explain = Annotated[
    str | None,
    typer.Option("--explain", help="Show what a problem's code means.", metavar="CODE"),
]
Old = Annotated[str, typer.Argument(help="A rules file, or - for stdin.", metavar="OLD")]
New = Annotated[str, typer.Argument(help="Another one, or -.", metavar="NEW")]
CheckFormat = Annotated[str | None, _format("text", "json", "github")]
DiffFormat = Annotated[str | None, _format("text", "json")]
PathsFormat = Annotated[str | None, _format(*FORMATS, "csv")]
FlowFormat = Annotated[str | None, _format(*FORMATS, "mermaid", "dot")]
