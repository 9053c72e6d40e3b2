"""Checking: the report on a rules file for its author, and the meaning of a problem's code."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from explainer.cli.files import NEW, name_of, rules_path
from explainer.cli.guide import note_language
from explainer.cli.resources import explanations_text, messages, shipped_rules
from explainer.cli.screen import say
from explainer.cli.translating import translations_of
from explainer.cli.values import one_of

if TYPE_CHECKING:
    from explainer.checks.check import Report
    from explainer.rules.problem import Problem

    Read = bytes | Problem  # what was read from a file, or why it could not be

_KEYS: Final = re.compile(
    rb"""^[^\w\n]*(["']?)(questions|levels|procedures|statements)\1[ \t]*:""", re.MULTILINE
)


def default_path(rules: str | None) -> Path:
    """Return the file to check if none is given; note if there is another one in this folder."""
    path, here = rules_path(rules), NEW
    if path == shipped_rules() and here.exists() and not here.samefile(path):
        say(messages()("file.other-here", path=here))
    return path


def without_others(given: Mapping[Path, "Read"]) -> dict[Path, "Read"]:
    """Return the files that seem meant as rules files; note each of the others.

    Such a file is called rules.yaml, or has at least two of the keys that every rules file has. A
    file that cannot be read is kept, so that it is reported.
    """
    kept: dict[Path, Read] = {}
    for path, data in given.items():
        plain = data.replace(b"\0", b"") if isinstance(data, bytes) else b""  # UTF-16 has zeros
        keys = {key for _, key in _KEYS.findall(plain)}
        if not isinstance(data, bytes) or path.stem.casefold() == "rules" or len(keys) > 1:
            kept[path] = data
        else:
            say(messages()("file.skipped", path=name_of(path)))
    return kept


def report_on(path: Path, data: "Read", watch: Callable[[str, float], None]) -> "Report":
    """Check the data of a file and return the report; report an unreadable file, too."""
    from explainer.checks.check import Report, check
    from explainer.checks.readability import measure_for

    if not isinstance(data, bytes):
        return Report(name_of(path), (data,))
    today = date.today().isoformat()
    report = check(
        data, name_of(path), messages, today, measure_for, watch, partial(translations_of, path)
    )
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
