"""Reading: what a person at a terminal can do after the answer, until they quit."""

import contextlib
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from explainer.cli import prompts, session
from explainer.cli.finding import note
from explainer.cli.output import show
from explainer.cli.prompts import BACK, CHANGE, is_choice, is_key, looked_up, typed_line
from explainer.cli.screen import say, width
from explainer.cli.sheets import print_sheet
from explainer.text import cells, shortened

if TYPE_CHECKING:
    from explainer.decision.guide import Guide
    from explainer.decision.interview import Interview
    from explainer.decision.outcome import Outcome
    from explainer.documents.composer import Composer
    from explainer.documents.document import Document
    from explainer.documents.finder import Finder
    from explainer.documents.follow_up import Entry, FollowUp, FollowUps

START = ""  # an empty line
ALL, PRINT, SOURCES, MORE = "key.all", "key.print", "key.sources", "key.more"
KEYS = (ALL, PRINT, SOURCES, MORE, BACK, CHANGE)
MOST_LINES = 3  # of topics and keys, so that they fit below a card, with a line for the prompt
GAP = "  "


def read(composer: "Composer", interview: "Interview", format: str, *, brief: bool) -> None:
    """Show the answer, then whatever the reader asks for, until they quit."""
    from explainer.documents.finder import Finder

    finder = Finder(composer)
    with session.ended_early(composer.guide.messages, finished=True):
        while True:
            result = session.outcome_of(composer, interview)
            show(composer.outcome(result)._replace(more=""), format, brief=brief)
            key = _until_left(finder, result, format)
            if key == START:
                prompts.first_screen(finder)
                interview = session.started(finder, {})
            else:
                interview = _changed(finder, interview, key)


def _until_left(finder: "Finder", result: "Outcome", format: str) -> str:
    """Show what the reader asks for until they leave the answer; return the key they typed."""
    from explainer.documents.follow_up import after_result, origins, topics

    composer, guide = finder.composer, finder.composer.guide
    answer, its_entry = composer.outcome(result), _entry(composer, result)
    shown, entry, offered = answer, its_entry, after_result(composer, result)
    while True:
        _offer(guide, list(offered))
        typed = typed_line(guide)
        key = next((key for key in KEYS if is_key(guide, key, typed)), "other" if typed else START)
        if key in (START, CHANGE) or (key == BACK and shown is answer):
            return key
        if key == BACK:
            offered, entry, shown = after_result(composer, result), its_entry, answer
            _show(answer, format)
        elif key == PRINT:
            with contextlib.suppress(typer.Exit):  # the error was already reported
                print_sheet(composer, result, None if entry == its_entry else entry)
        elif key == MORE:
            say("\n".join(_lines(_numbered(list(offered)), width(sys.stderr))), wrapped=False)
        elif key == SOURCES:
            say("\n".join(origins(composer, shown)))
        elif key == ALL:
            show(shown, format)
        elif chosen := _chosen(finder, offered, entry, typed):
            shown = chosen.make()
            _show(shown, format)
            if chosen.entry:
                offered, entry = topics(composer, chosen.entry), chosen.entry
        elif not is_choice(typed) and (found := looked_up(finder, typed, _ids(finder, entry))):
            shown = found
        else:
            problem = "reading.unknown" if offered else "reading.unknown-key"
            say(guide.messages(problem, typed=shortened(typed), count=len(offered)))


def _show(document: "Document", format: str) -> None:
    """Show a document's card."""
    say("")
    show(document._replace(more=""), format, brief=True)


def _ids(finder: "Finder", entry: "Entry | None") -> list[str]:
    """Return the ids of an entry and its procedure, or none if it has no procedure."""
    level, procedure = finder.composer.sections.both(entry) if entry else (None, None)
    return [each.id for each in (level, procedure) if each and procedure]


def _entry(composer: "Composer", result: "Outcome") -> "Entry | None":
    """Return the level that a result leads to, or None if it is open."""
    decided = result.status == "decided"
    return composer.rules.levels[result.levels[0]] if decided else None


def _offer(guide: "Guide", names: Sequence[str]) -> None:
    """Show as many topics as there is room for, by number, then the keys."""
    columns = width(sys.stderr)
    keys = _lines(guide.messages("reading.keys").split(GAP), columns)
    items = shown = _numbered(names)
    while items and len(_lines(shown, columns)) + len(keys) > MOST_LINES:
        items = items[:-1]
        shown = [*items, guide.messages("reading.more", count=len(names) - len(items))]
    say("\n".join([*_lines(shown, columns), *keys]), wrapped=False)


def _numbered(names: Sequence[str]) -> list[str]:
    return [f"{number} {name}" for number, name in enumerate(names, 1)]


def _lines(items: Sequence[str], columns: int) -> list[str]:
    """Arrange items in lines, as many per line as fit, without breaking an item."""
    lines: list[str] = []
    for item in items:
        if lines and cells(lines[-1] + GAP + item) <= columns:
            lines[-1] += GAP + item
        else:
            lines.append(item)
    return lines


def _chosen(
    finder: "Finder", offered: "FollowUps", entry: "Entry | None", typed: str
) -> "FollowUp | None":
    """Find a follow-up by its number, by the start of its name, or by the topic's question."""
    from explainer.decision.interview import matching
    from explainer.documents.follow_up import topic_of

    names = {str(number): name for number, name in enumerate(offered, 1)}
    if found := matching(typed, names):
        return offered[names[found[0]]] if len(found) == 1 else None
    if entry is None or typed.isdecimal():
        return None
    section, finding = finder.topic(entry, typed)
    if section is None:
        return None
    note(finder.composer, finding)
    return topic_of(finder.composer, entry, section)


def _changed(finder: "Finder", interview: "Interview", key: str) -> "Interview":
    """Return the interview after going back to its last question, or changing an answer."""
    from explainer.decision.interview import back, follow

    answers, diagram = dict(interview.answers), finder.composer.guide.diagram
    if key == BACK:
        answers.popitem()
        changed = session.asked(finder, back(diagram, interview), answers)
    else:
        answers = session.change_one(finder, interview, answers)
        changed = session.asked(finder, follow(diagram, answers), answers)
    say("")
    return changed
