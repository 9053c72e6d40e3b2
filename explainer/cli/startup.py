"""Start-up: finds the command in a command line, keeps short runs fast, and ends any run well.

Measured with Typer 0.29.2 on ``ask`` with every answer given (medians of 25 interleaved runs):
174 ms without keeping values as typed, 144 ms without the garbage-collection calls below,
118 ms with both.
"""

import gc
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from explainer.cli import screen
from explainer.cli.command import Group
from explainer.cli.languages import prepare
from explainer.cli.resources import ORIGINAL, messages, use

BARE: Final = "explainer.bare"  # in a context's ``meta``: whether the command line has no words
FILES: Final = ("FILE", "OLD", "NEW")  # arguments that are files
COMMON: Final = ("--rules", "--lang")  # options that may come before the command
ASKING: Final = ("--for", "--all", "--rules", "--lang")  # options that may go with a question


class _AsTyped:
    """A replacement for Typer's conversion of values; it keeps each value as typed."""

    def coerce(self, value: Any, param: Any, ctx: object) -> Any:
        return () if value is None and (param.multiple or param.nargs == -1) else value


class Commands(Group):
    """The command group: values stay as typed, and a line without a command is understood.

    Without words, it means ``ask``; otherwise the words are looked up, as with ``find``.

    From 0.29 on, Typer converts each value with pydantic, which takes 90 ms to load: a third
    of the run. ``_runtime_param`` is private to Typer; in a version without it, setting it
    does nothing, and a test fails.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the command line up to the command, in the language that it asks for."""
        prepare(_value(args, "--lang"))
        for command in (self, *self.commands.values()):
            for param in command.get_params(ctx):  # including its --help
                vars(param)["_runtime_param"] = _AsTyped()
        if not ctx.resilient_parsing:
            own = {name for param in self.get_params(ctx) for name in param.opts}
            added = _added(args, self.commands, own)
            ctx.meta[BARE] = added == "ask"
            at = _start(args)
            args = [*args[:at], added, *args[at:]] if added else args
        return super().parse_args(ctx, args)


def commands(ctx: Any) -> list[str]:
    """Return the names of all commands."""
    return list(ctx.find_root().command.commands)


def pass_on(ctx: Any, given: Mapping[str, str | None]) -> None:
    """Pass on options given before the command; stop if the command has no such option.

    A command without ``--lang`` is for authors: all that it says is in one language.
    """
    command = ctx.command.commands[ctx.invoked_subcommand]
    values = {name: value for name, value in given.items() if value is not None}
    for name in values:
        if all(param.name != name for param in command.params):
            screen.fail(messages()("usage.no-option", command=command.name, option=f"--{name}"))
    if all(param.name != "lang" for param in command.params):
        use(ORIGINAL)
    ctx.default_map = {command.name: values}


def run(app: Any) -> None:
    """Run a Typer application with the arguments from the command line."""
    gc.disable()  # a short run creates little garbage
    screen.prepare()
    if os.getpid() == 1:  # in a container: otherwise, the kernel would ignore a request to end
        screen.end_calmly()
    try:
        # Explicit arguments, or Typer would expand wildcards on Windows; an explicit name, or a
        # variable named for another program could ask for completions.
        app(sys.argv[1:], prog_name="explainer")
    except (OSError, UnicodeError) as error:  # a full disk, a home folder that cannot be written
        file, reason = getattr(error, "filename", None), getattr(error, "strerror", None) or error
        text = messages()("file.trouble", reason=f"{reason} ({file})" if file else reason)
        screen.say(f"explainer: {text}")
        screen.drop(sys.stdout)
        sys.exit(screen.USAGE)
    finally:
        gc.freeze()  # skip the collection at exit, too


def _value(args: Sequence[str], option: str) -> str:
    """Return the last value of an option in a command line, or "".

    A value of another option counts, too, if it looks like this option.
    """
    found, end = "", args.index("--") if "--" in args else len(args)
    for arg, following in pairwise((*args[:end], "")):
        name, is_joined, value = arg.partition("=")
        if name == option:
            found = value if is_joined else following
    return found


def _start(args: Sequence[str]) -> int:
    """Return where the command is in a command line: after options that may come before it."""
    at = 0
    while at < len(args) and args[at].partition("=")[0] in COMMON:
        at += 1 if "=" in args[at] else 2
    return min(at, len(args))


def _added(args: Sequence[str], commands: Mapping[str, Any], own: set[str]) -> str:
    """Return the command that a command line leaves out, or "" if it has one."""
    rest = args[_start(args) :]
    first = rest[0].partition("=")[0] if rest else ""
    if first in own or (args and not rest and args[-1] in COMMON):  # without its value
        return ""
    options = _options(commands.values())
    words = _words(rest, options)
    if not words:
        return "ask"
    if first not in commands:
        is_late = words[0] in commands and _fits(commands[words[0]], words[1:])
        return "" if is_late else "find"  # options come after it: the group says so
    is_question = all(arg.partition("=")[0] in ASKING for arg in rest if _is_option(arg))
    return "find" if is_question and not _fits(commands[first], words[1:]) else ""


def _is_option(arg: str) -> bool:
    return arg.startswith("-") and arg != "-"


def _options(commands: Iterable[Any]) -> dict[str, bool]:
    """Return the options of commands, and whether each takes a value."""
    params = [param for command in commands for param in command.params]
    return {name: not getattr(param, "is_flag", True) for param in params for name in param.opts}


def _words(args: Sequence[str], valued: Mapping[str, bool]) -> list[str]:
    """Return the arguments that are neither options nor values of options."""
    words, is_value = list[str](), False
    for arg in args:
        if not is_value and not _is_option(arg):
            words.append(arg)
        is_value = not is_value and valued.get(arg, False)
    return words


def _fits(command: Any, words: Sequence[str]) -> bool:
    """Return whether a command takes these words: as many as they are, and files if it needs any.

    If it does not, they are a question, such as "check for swelling".
    """
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    if not arguments:
        return not words
    if words and arguments[0].metavar in FILES and not any(map(_is_file, words)):
        return False
    return len(words) <= len(arguments) or any(param.nargs == -1 for param in arguments)


def _is_file(word: str) -> bool:
    """Return whether a word is meant as a file: by its signs, or because it is one, or is empty."""
    is_named = word in ("", "-") or any(sign in word.rstrip(".") for sign in "./\\*")
    return is_named or os.path.exists(word)  # noqa: PTH110 (never raises)
