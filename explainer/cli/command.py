"""A command: its help page, and what it says about a line that it cannot take.

Help pages are plain text in three groups, with one example per line, at any width. They do not
use Rich: loading it would take a quarter of the time of ``--help``, and it would cut off long
names on narrow screens and draw boxes that screen readers read out.

Their texts are in the code, beside what they describe. In another language, each is translated
when it is shown. Commands for authors speak one language, so of them only the summary is.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from textwrap import fill, shorten
from typing import Any, Final, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from explainer.cli.resources import messages
from explainer.cli.screen import fail, width
from explainer.messages.catalogue import Unit
from explainer.text import shortened

READ: Final = "Read"
STUDY: Final = "Study"
WRITE: Final = "Write a guide"
HEADINGS = USAGE, ARGUMENTS, OPTIONS, EXAMPLES = "Usage:", "Arguments", "Options", "Examples"
QUERY: Final = "will it hurt"  # what an example looks up
OWN: Final = {  # the help of options that are not ours
    "--help": "Show this help.",
    "--install-completion": "Let your shell complete commands and options.",
    "--show-completion": "Print the lines that your shell needs to complete them.",
}
NARROW: Final = 60  # columns; on narrower screens, a long name gets its own line
SHORT: Final = 8  # characters; a longer name counts as long
ROOM: Final = 45  # characters; shells show longer texts on several lines, or as several choices
CONTEXT: Final = "help."  # of the texts, for translators, with a name
FIRST: Final = "The list of commands has only the first sentence."
_PLACEHOLDER: Final = re.compile(r"(?<![\w-])[A-Z]{2,}(?!\w)")
_UsageError: Any = typer.BadParameter.__base__  # has no public name in Typer


def entry(group: str, help: str, *examples: str) -> dict[str, Any]:
    """Return the arguments that register a command: its group and text in ``--help``, and examples.

    The text is not a docstring, because Python may run without docstrings (PYTHONOPTIMIZE=2).
    """
    return {"cls": Command, "rich_help_panel": group, "help": help, "epilog": "\n".join(examples)}


class _Page:
    """The parts of a help page, in the language of this run."""

    def format_help(self: Any, ctx: Any, formatter: Any) -> None:
        """Write the help page at the width of the screen."""
        formatter.width = width(sys.stdout)
        self.format_usage(ctx, formatter)
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_told(self.help, _name(self)))
        self.format_options(ctx, formatter)
        self.format_epilog(ctx, formatter)

    def format_usage(self: Any, ctx: Any, formatter: Any) -> None:
        """Write how to type the command, with no braces around required arguments."""
        pieces = [_named(piece.strip("{}")) for piece in self.collect_usage_pieces(ctx)]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=f"{_told(USAGE)} ")

    def format_epilog(self: Any, _: Any, formatter: Any) -> None:
        """Write the examples."""
        with formatter.section(_told(EXAMPLES)):
            for example in (self.epilog or "").split("\n"):
                wrapped = fill(
                    _named(example.replace(QUERY, _told(QUERY))),
                    formatter.width,
                    initial_indent="  ",
                    subsequent_indent="      ",
                    break_on_hyphens=False,
                )
                formatter.write(f"{wrapped}\n")

    def get_short_help_str(self: Any, limit: int = ROOM) -> str:
        """Return what the command does in a few words, which shells show when they complete it."""
        return shorten(_summary(self), limit, placeholder="...")


class Command(_Page, TyperCommand):
    """A command whose help fits the width of the screen, and that says what it cannot take."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the command line; stop if the command does not take all of it."""
        ctx.allow_extra_args = True
        with _explained(self, ctx):
            rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            words = shortened(" ".join(rest))
            fail(messages()("usage.too-much", command=self.name, words=words))
        return rest

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, then the options."""
        _write_parameters(self, ctx, formatter)


class Group(_Page, TyperGroup):
    """The top-level command; its help lists the commands in groups."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the command line up to the command."""
        if ctx.resilient_parsing:  # to complete it: shells show what the options mean
            for command in filter(_is_for_readers, (self, *self.commands.values())):
                for param in command.get_params(ctx):
                    vars(param)["help"] = shorten(_help_of(param), ROOM, placeholder="...")
        with _explained(self, ctx):
            return super().parse_args(ctx, args)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the commands by group, then the options."""
        for group in (READ, STUDY, WRITE):
            rows = [
                (name, _summary(command))
                for name, command in self.commands.items()
                if getattr(command, "rich_help_panel", None) == group
            ]
            _write_rows(formatter, group, rows)
        _write_parameters(self, ctx, formatter)


def texts_of(group: Any) -> list[Unit]:
    """Return the texts of all help pages that readers may want in their language."""
    texts = {(name, text): about for name, text, about in _texts(group)}
    count = Counter(name for name, _ in texts)  # such as --format, which differs by command
    return [
        Unit(CONTEXT + name, text, about, is_shared=count[name] > 1)
        for (name, text), about in texts.items()
    ]


def _texts(group: Any) -> Iterator[tuple[str, str, str]]:
    """Yield the name of each text, the text itself, and what it is."""
    yield from ((text, text, "A heading.") for text in (*HEADINGS, READ, STUDY, WRITE))
    yield QUERY, QUERY, "What an example looks up, as a reader would type it. No capitals."
    yield from ((name, text, "An option of all commands.") for name, text in OWN.items())
    for command in (group, *group.commands.values()):
        name, does = _name(command), f"What '{_name(command)}' does."
        if not _is_for_readers(command):
            yield name, _first(command.help), does
            continue
        yield name, command.help, f"{does} {FIRST}"
        for param in command.params:
            if _label(param) not in OWN:
                yield _label(param), param.help, f"What '{_label(param)}' means."
        metavars = " ".join(param.metavar or "" for param in command.params)
        for each in _PLACEHOLDER.findall(f"OPTIONS COMMAND ARGS {command.epilog} {metavars}"):
            yield each, each, "Stands for what a reader types. In capitals."


def _is_for_readers(command: Any) -> bool:
    return any(param.name == "lang" for param in command.params)


def _name(command: Any) -> str:
    return command.name or "explainer"


def _label(param: Any) -> str:
    """Return the name of a parameter: of an option, the long one.

    Click sets the order of the names of ``--help`` anew in each run.
    """
    return max(map(str, param.opts), key=len)


def _first(text: str) -> str:
    """Return the first sentence."""
    return re.split(r"(?<=\.)\s", text)[0]


def _summary(command: Any) -> str:
    """Return what a command does, in a sentence."""
    if _is_for_readers(command):
        return _first(_told(command.help, _name(command)))
    return _told(_first(command.help), _name(command))


def _help_of(param: Any) -> str:
    return _told(OWN.get(_label(param), param.help or ""), _label(param))


def _told(text: str, name: str = "") -> str:
    """Return the text with a name, by default with itself as its name, in this run's language."""
    return messages().translated(CONTEXT + (name or text), text)


def _named(text: str) -> str:
    """Return a text with each placeholder, such as FILE, in the language of this run."""
    return _PLACEHOLDER.sub(lambda found: _told(found[0]), text)


@contextmanager
def _explained(command: Any, ctx: Any) -> Iterator[None]:
    """Stop if an option cannot be used as it was typed, and say why."""
    try:
        yield
    except _UsageError as error:
        option = getattr(error, "option_name", None)
        if not option:
            raise
        _refuse(command, ctx, option)


def _refuse(command: Any, ctx: Any, option: str) -> NoReturn:
    """Say what is wrong with an option, and stop."""
    from explainer.cli.values import one_of

    params = [p for p in command.get_params(ctx) if p.param_type_name == "option"]
    its = next((param for param in params if option in param.opts), None)
    if its is None:
        later = (p for each in getattr(command, "commands", {}).values() for p in each.params)
        if any(option in param.opts for param in later):
            fail(messages()("usage.too-early", option=option))
        one_of(messages(), "option", option, [_label(param) for param in params])
    if getattr(its, "is_flag", False):
        fail(messages()("usage.no-value", option=option))
    fail(messages()("usage.a-value", option=option, command=ctx.command_path))


def _write_parameters(command: Any, ctx: Any, formatter: Any) -> None:
    """Write the arguments by their display names, then the options."""
    arguments, options = [], []
    for param in command.get_params(ctx):
        if param.param_type_name == "argument":
            arguments.append((_named(param.metavar), _help_of(param)))
        elif record := param.get_help_record(ctx):
            options.append((_named(record[0]), _help_of(param)))
    _write_rows(formatter, ARGUMENTS, arguments)
    _write_rows(formatter, OPTIONS, options)


def _write_rows(formatter: Any, heading: str, rows: list[tuple[str, str]]) -> None:
    if not rows:
        return
    longest = max(len(name) for name, _ in rows)
    widest = longest if formatter.width >= NARROW or longest <= SHORT else SHORT // 2
    with formatter.section(_told(heading)):
        formatter.write_dl(rows, col_max=widest)
