"""Options and arguments of the commands, each declared once; all are strings or flags."""

from typing import Annotated

import typer

from explainer.cli.languages import chosen
from explainer.cli.output import FORMATS, SHEETS


def _format(*formats: str) -> object:
    help = f"One of: {', '.join(formats)}."
    return typer.Option("--format", help=help, metavar="FORMAT")


# --- shared by most commands ----------------------------------------------------------

Rules = Annotated[
    str | None,
    typer.Option(
        "--rules",
        help="Another rules file, or - for stdin. Or set EXPLAINER_RULES.",
        metavar="FILE",
    ),
]
Audience = Annotated[
    str | None,
    typer.Option(
        "--for", help="Who will read it: one of the audiences in the rules file.", metavar="WHO"
    ),
]
Lang = Annotated[
    str | None,
    typer.Option(
        "--lang",
        help="The language to read in, such as es. Or set EXPLAINER_LANG.",
        metavar="CODE",
        callback=chosen,
    ),
]
Format = Annotated[str | None, _format(*FORMATS)]
Output = Annotated[
    str | None,
    typer.Option(
        "--output", "-o", help="Write to a file; its extension sets the format.", metavar="FILE"
    ),
]
Everything = Annotated[
    bool, typer.Option("--all", help="Show everything, with sources, instead of one screen.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")]

# --- reading --------------------------------------------------------------------------

Answers = Annotated[
    list[str] | None,
    typer.Option(
        "--answer",
        "-a",
        help="Answer a question in advance. Can be repeated.",
        metavar="QUESTION=ANSWER",
    ),
]
NoInput = Annotated[bool, typer.Option("--no-input", help="Never prompt.")]
Name = Annotated[
    list[str] | None,
    typer.Argument(
        help="A name from the guide or the plan you were given. Quotes are not needed.",
        metavar="NAME",
    ),
]
SheetName = Annotated[
    list[str] | None,
    typer.Argument(
        help="A name from the guide or the plan you were given. "
        "If you leave it out, you are asked questions.",
        metavar="NAME",
    ),
]
Words = Annotated[
    list[str] | None,
    typer.Argument(help="What you are looking for. Quotes are not needed.", metavar="WORD"),
]
By = Annotated[
    str,
    typer.Option(
        "--by",
        envvar="EXPLAINER_BY",
        show_envvar=False,
        help="Your name and phone number, for the sheet. Or set EXPLAINER_BY.",
        metavar="TEXT",
    ),
]
Logo = Annotated[
    str | None,
    typer.Option(
        "--logo",
        envvar="EXPLAINER_LOGO",
        show_envvar=False,
        help="Your logo: a PNG, JPEG or GIF file. Or set EXPLAINER_LOGO.",
        metavar="FILE",
    ),
]
Open = Annotated[
    bool, typer.Option("--open", help="Open it in the browser, ready to print or save.")
]
OtherPage = Annotated[
    str | None,
    typer.Option(
        "--other-page",
        help="The file or the address of the page in the other language, to link to.",
        metavar="FILE",
    ),
]
SheetFormat = Annotated[str | None, _format(*SHEETS)]

# --- studying -------------------------------------------------------------------------

Questions = Annotated[
    str | None,
    typer.Option("--questions", help="Number of questions (default: 10).", metavar="N"),
]
Seed = Annotated[
    str | None,
    typer.Option(
        "--seed", help="Use the same number to get the same questions again.", metavar="N"
    ),
]
Exam = Annotated[
    str | None,
    typer.Option("--exam", help="Number of questions, with all feedback at the end.", metavar="N"),
]
Topic = Annotated[
    str | None,
    typer.Option("--topic", help="cases, or one of the topics in the rules file.", metavar="TOPIC"),
]
Level = Annotated[
    str | None, typer.Option("--level", help="1 (easy), 2 or 3 (hard).", metavar="LEVEL")
]
CardFormat = Annotated[
    str | None, _format("tsv (for Anki)", "apkg (for Anki, with pictures)", "markdown", "json")
]

# --- writing a guide ------------------------------------------------------------------

NewFile = Annotated[
    str,
    typer.Argument(
        help="The file to write, or - for stdout (default: rules.yaml).",
        metavar="FILE",
        show_default=False,
    ),
]
Files = Annotated[
    list[str] | None,
    typer.Argument(
        help="Rules files to check, or - for stdin (default: that of --rules or EXPLAINER_RULES, "
        "or else the guide that comes with explainer).",
        metavar="FILE",
    ),
]
SkipOthers = Annotated[
    bool,
    typer.Option("--skip-others", help="Skip files that are not rules files, and say which."),
]
Coverage = Annotated[
    bool, typer.Option("--coverage", help="Also say which levels no example reaches.")
]
Explain = Annotated[
    str | None,
    typer.Option("--explain", help="Show what a problem's code means.", metavar="CODE"),
]
Old = Annotated[str, typer.Argument(help="A rules file, or - for stdin.", metavar="OLD")]
New = Annotated[
    str, typer.Argument(help="The rules file to compare it with, or - for stdin.", metavar="NEW")
]
Language = Annotated[
    str, typer.Argument(help="The language to translate into, such as es.", metavar="LANG")
]
CheckFormat = Annotated[str | None, _format("text", "json", "github")]
DiffFormat = Annotated[str | None, _format("text", "json")]
PathsFormat = Annotated[str | None, _format(*FORMATS, "csv")]
FlowFormat = Annotated[str | None, _format(*FORMATS, "mermaid", "dot")]
