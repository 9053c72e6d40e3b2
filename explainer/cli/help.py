"""Help pages: plain text in three groups, with one example per line, at any width.

They do not use Rich: loading it would take a quarter of the time of ``--help``, and it would
cut off long names on narrow screens and draw boxes that screen readers read out.
"""

import sys
from textwrap import fill
from typing import Any, Final

from typer.core import TyperCommand, TyperGroup

from explainer.cli.screen import width

READ: Final = "Read"
STUDY: Final = "Study"
WRITE: Final = "Write a guide"
NARROW: Final = 60  # columns; on narrower screens, a long name gets its own line
SHORT: Final = 8  # characters; a longer name counts as long


def entry(group: str, help: str, *examples: str) -> dict[str, Any]:
    """Return the arguments that register a command: its group and text in ``--help``, and examples.

    The text is not a docstring, because Python may run without docstrings (PYTHONOPTIMIZE=2).
    """
    return {"cls": Command, "rich_help_panel": group, "help": help, "epilog": "\n".join(examples)}


class Command(TyperCommand):
    """A command whose help fits the width of the screen."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help page."""
        formatter.width = width(sys.stdout)
        super().format_help(ctx, formatter)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the usage after the command's name, with no braces around required arguments."""
        return [piece.strip("{}") for piece in super().collect_usage_pieces(ctx)]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, then the options."""
        _write_parameters(self, ctx, formatter)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the examples."""
        _write_examples(self, formatter)


class Group(TyperGroup):
    """The top-level command; its help lists the commands in groups."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help page."""
        formatter.width = width(sys.stdout)
        super().format_help(ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the commands by group, then the options."""
        for group in (READ, STUDY, WRITE):
            rows = [
                (name, command.get_short_help_str(200))
                for name, command in self.commands.items()
                if getattr(command, "rich_help_panel", None) == group
            ]
            _write_rows(formatter, group, rows)
        _write_parameters(self, ctx, formatter)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the examples."""
        _write_examples(self, formatter)


def _write_parameters(command: Any, ctx: Any, formatter: Any) -> None:
    """Write the arguments by their display names, then the options."""
    arguments, options = [], []
    for param in command.get_params(ctx):
        if param.param_type_name == "argument":
            arguments.append((param.metavar, param.help or ""))
        elif record := param.get_help_record(ctx):
            options.append((record[0], record[1] or ""))
    _write_rows(formatter, "Arguments", arguments)
    _write_rows(formatter, "Options", options)


def _write_rows(formatter: Any, heading: str, rows: list[tuple[str, str]]) -> None:
    if not rows:
        return
    longest = max(len(name) for name, _ in rows)
    widest = longest if formatter.width >= NARROW or longest <= SHORT else SHORT // 2
    with formatter.section(heading):
        formatter.write_dl(rows, col_max=widest)


def _write_examples(command: Any, formatter: Any) -> None:
    with formatter.section("Examples"):
        for example in (command.epilog or "").split("\n"):
            wrapped = fill(
                example,
                formatter.width,
                initial_indent="  ",
                subsequent_indent="      ",
                break_on_hyphens=False,
            )
            formatter.write(f"{wrapped}\n")
