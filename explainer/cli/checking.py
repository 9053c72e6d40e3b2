"""Checking: the report on a rules file for its author, and the meaning of a problem's code."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from explainer.cli.files import name_of, read_rules
from explainer.cli.guide import note_language
from explainer.cli.resources import explanations_text, messages
from explainer.cli.values import one_of

if TYPE_CHECKING:
    from explainer.checks.check import Report

_KEYS: Final = re.compile(rb"^(questions|levels|procedures|statements)[ \t]*:", re.MULTILINE)


def looks_like_rules(path: Path) -> bool:
    """Return whether a file seems meant as a rules file: by its name, or by some of its keys."""
    data = read_rules(path)
    return not isinstance(data, bytes) or "rules" in path.name or len({*_KEYS.findall(data)}) > 1


def report_on(path: Path, watch: Callable[[str, float], None]) -> "Report":
    """Check a file and return the report; report an unreadable file as a problem, too."""
    from explainer.checks.check import Report, check
    from explainer.checks.readability import measure_for

    data = read_rules(path)
    if not isinstance(data, bytes):
        return Report(name_of(path), (data,))
    today = date.today().isoformat()
    report = check(data, name_of(path), messages, today, measure_for, watch)
    if report.guide:
        note_language(report.guide)
    return report


def explained(code: str) -> str:
    """Return the explanation of a code, or of every code for "all"."""
    from explainer.checks.explanations import explanations
    from explainer.render.explanations import render

    known = explanations(explanations_text())
    chosen = one_of(messages(), "code", code, (*known, "all"))
    return render(known.values() if chosen == "all" else [known[chosen]])
