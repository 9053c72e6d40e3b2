"""Start-up: finds the command in a command line, and keeps short runs fast.

Measured with Typer 0.29.2 on ``ask`` with every answer given (medians of 25 interleaved runs):
174 ms without keeping values as typed, 144 ms without the garbage-collection calls below,
118 ms with both.
"""

import gc
import sys
from typing import Any

from explainer.cli import screen
from explainer.cli.help import Group
from explainer.cli.resources import messages
from explainer.text import nearest, visible


class _AsTyped:
    """A replacement for Typer's conversion of values; it keeps each value as typed."""

    def coerce(self, value: Any, param: Any, ctx: object) -> Any:
        return () if value is None and (param.multiple or param.nargs == -1) else value


class Commands(Group):
    """The command group: values stay as typed, and a line without a command means ``ask``.

    From 0.29 on, Typer converts each value with pydantic, which takes 90 ms to load: a third
    of the run. ``_runtime_param`` is private to Typer; in a version without it, setting it
    does nothing, and a test fails.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the command line up to the command."""
        for command in (self, *self.commands.values()):
            for param in command.get_params(ctx):  # including its --help
                vars(param)["_runtime_param"] = _AsTyped()
        own = {name for param in self.get_params(ctx) for name in param.opts}
        return super().parse_args(ctx, args if ctx.resilient_parsing else _with_command(args, own))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command; if the word resembles none, explain how to look up a name."""
        unknown = self.get_command(ctx, args[0]) is None and not ctx.resilient_parsing
        if unknown and not nearest(args[0], self.commands):
            ctx.fail(messages()("lookup.no-command", name=visible(" ".join(args))))
        return super().resolve_command(ctx, args)


def pass_on(ctx: Any, name: str, value: str | None) -> None:
    """Pass on an option given before the command; stop if the command has no such option."""
    command = ctx.command.commands[ctx.invoked_subcommand]
    if value is not None and all(param.name != name for param in command.params):
        ctx.fail(messages()("usage.no-option", command=command.name, option=f"--{name}"))
    ctx.default_map = {command.name: {name: value}}


def run(app: Any) -> None:
    """Run a Typer application with the arguments from the command line."""
    gc.disable()  # a short run creates little garbage
    screen.prepare()
    try:
        app(sys.argv[1:])  # explicit, or Typer would expand wildcards on Windows
    finally:
        gc.freeze()  # skip the collection at exit, too


def _with_command(args: list[str], own: set[str]) -> list[str]:
    """Return a command line, with ``ask`` added if it has no command and no ``own`` option."""
    at = 0
    while at < len(args) and args[at].partition("=")[0] == "--rules":
        at += 1 if "=" in args[at] else 2
    if at > len(args):  # --rules without a file
        return args
    word = args[at].partition("=")[0] if at < len(args) else "-"
    return [*args[:at], "ask", *args[at:]] if word.startswith("-") and word not in own else args
