"""Translating: the files of a translation, which are beside the rules file, read and updated."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from explainer.cli.files import STDIN, name_of, read_rules, save
from explainer.cli.languages import compiled_file, read_compiled
from explainer.cli.resources import PACKAGE, messages, originals, shipped_rules
from explainer.cli.screen import PROBLEMS, fail, say
from explainer.language import is_tag, tag_of
from explainer.text import shortened

if TYPE_CHECKING:
    from explainer.checks.translations import Files
    from explainer.checks.update import Update
    from explainer.decision.guide import Guide
    from explainer.messages.catalogue import Unit
    from explainer.rules.problem import Problem


class _Task(NamedTuple):
    """What to translate, and the file for it."""

    path: Path
    units: "list[Unit]"
    notes: list[list[str]]
    is_guide: bool


def po_file(path: Path, tag: str) -> Path:
    """Return the PO file with the translation of a rules file, which is beside it."""
    return path.with_name(f"{path.stem}.{tag}.po")


def translations_of(path: Path, guide: "Guide") -> "Iterator[Files]":
    """Yield the files of a guide's translations; say so if they cannot be read without Babel."""
    if path == STDIN:
        if guide.rules.translations:
            say(messages()("translate.stdin"))
        return
    if guide.rules.translations and not _has_babel():
        say(messages()("translate.not-checked"))
        return
    from explainer.checks.translations import Files

    for tag in guide.rules.translations:
        source = po_file(path, tag)
        compiled = None
        with contextlib.suppress(OSError, ValueError):
            compiled = read_compiled(compiled_file(path, tag))
        data = read_rules(source) if source.exists() else None
        yield Files(tag, name_of(source), data, compiled)


def translate(guide: "Guide", path: Path, language: str, pages: "list[Unit]") -> None:
    """Write or update the files of a translation; stop before that if anything is wrong.

    ``pages`` are the texts of the help pages.
    """
    tag, texts = tag_of(language), messages()
    if path == STDIN:
        fail(texts("translate.no-file"))
    if path.resolve().parent == PACKAGE.resolve():  # not a checkout
        fail(texts("translate.installed", path=name_of(path)))
    if not _has_babel():
        fail(texts("translate.no-babel"))
    from explainer.checks import po
    from explainer.rules.problem import Problem

    if not is_tag(tag) or not po.is_known(tag):
        fail(texts("translate.unknown", language=shortened(language)))
    if tag == tag_of(guide.rules.language):
        fail(texts("translate.own", language=tag))
    tasks = [_guide_task(guide, path, tag), *_message_tasks(path, tag, pages)]
    done = [(task, _updated(task, tag)) for task in tasks]
    problems = [made for _, made in done if isinstance(made, Problem)]
    for problem in problems:
        say(str(problem), wrapped=False)
    if problems:
        raise typer.Exit(PROBLEMS)
    for task, made in done:
        if not isinstance(made, Problem):
            save(task.path, made.data, force=True)
            say(
                texts(
                    "translate.counts",
                    translated=made.translated,
                    stale=made.stale,
                    empty=made.empty,
                    obsolete=made.obsolete,
                )
            )
            if made.first:
                say(texts("translate.first", context=made.first, path=name_of(task.path)))
            problems += _compile(task, made, tag)
    if tag not in guide.rules.translations:
        _say_what_next(guide, path, tag)
    if problems:
        raise typer.Exit(PROBLEMS)


def _say_what_next(guide: "Guide", path: Path, tag: str) -> None:
    """Say what to add to the rules file, so that readers can get the translation."""
    texts = messages()
    lines = texts.list("translate.lines", language=tag, reader=guide.first_reader)
    if guide.rules.translations:
        say(texts("translate.below", path=name_of(path)))
    else:
        say(texts("translate.next", path=name_of(path)))
        lines = ("translations:", *lines)
    say("\n".join(lines), wrapped=False)


def _guide_task(guide: "Guide", path: Path, tag: str) -> _Task:
    from explainer.checks.notes import notes_for
    from explainer.checks.translations import translated_units

    units = translated_units(guide, tag)
    return _Task(po_file(path, tag), units, notes_for(units, guide.rules), is_guide=True)


def _message_tasks(path: Path, tag: str, pages: "list[Unit]") -> Iterator[_Task]:
    """Yield the tool's own messages and help, if this is its own guide in a checkout."""
    from explainer.checks.notes import notes_for

    if path == shipped_rules() and path.parent != PACKAGE:
        folder = PACKAGE / "messages"
        units = [*originals().values(), *pages]
        yield _Task(folder / f"{tag}.po", units, notes_for(units), is_guide=False)


def _updated(task: _Task, tag: str) -> "Update | Problem":
    """Return the updated file, or why the one that is there cannot be."""
    from explainer.checks.translations import opened
    from explainer.checks.update import update
    from explainer.rules.problem import Problem

    if not task.path.exists():
        return update(None, task.units, task.notes, tag)
    old = opened(read_rules(task.path), name_of(task.path), tag, task.units)
    if isinstance(old, Problem):
        return old
    return update(old, task.units, task.notes, tag)


def _compile(task: _Task, made: "Update", tag: str) -> "list[Problem]":
    """Compile an updated file for readers; return the problems that prevent it.

    The tool's messages are compiled only if all are there, as nobody is to see half of them.
    """
    from explainer.checks import po
    from explainer.checks.messages import message_problems

    compiled = task.path.with_suffix(".mo")
    catalog = po.parsed(made.data.decode(), tag)
    found = po.entries(catalog, task.units)
    problems = [] if task.is_guide else list(message_problems(name_of(task.path), found))
    for problem in problems:
        say(str(problem), wrapped=False)
    if task.is_guide or not (problems or made.stale or made.empty):
        save(compiled, po.compiled(catalog, found), force=True)
    elif compiled.exists():
        compiled.unlink()
        say(messages()("translate.withdrawn", path=name_of(compiled)))
    return problems


def _has_babel() -> bool:
    from importlib.util import find_spec

    return find_spec("babel") is not None
