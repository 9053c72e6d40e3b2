"""The report renderers: problems and proof as text, as JSON, or as GitHub annotations."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from explainer.checks.check import Report
from explainer.decision.proof import Proof
from explainer.render.numbers import count_of, exact
from explainer.rules.problem import Problem
from explainer.text import cells, padded, visible

FORMATS: Final = ("text", "json", "github")
MOST: Final = 40  # show the grades of at most this many texts
LATER: Final = "Warnings may follow once the errors are fixed."
NOT_MEASURED: Final = (
    "Reading grades: not measured. For an English guide: pip install 'explainer[readability]'"
)


def render(reports: Sequence[Report], format: str) -> str:
    """Return the reports on the checked files, in one of ``FORMATS``."""
    if format == "json":
        return json.dumps(_data(reports), ensure_ascii=False, indent=2) + "\n"
    problems = [problem for report in reports for problem in report.problems]
    if format == "github":
        return "".join(f"{_annotation(problem)}\n" for problem in problems)
    return "".join(f"{line}\n" for line in [*map(str, problems), *_verdict(reports)])


def _data(reports: Sequence[Report]) -> dict[str, Any]:
    """Return the reports as plain values."""
    proofs = {report.file: report.proof and _proof(report.proof) for report in reports}
    return {
        "problems": [problem._asdict() for report in reports for problem in report.problems],
        "proof": next(filter(None, proofs.values()), None),
        "proofs": proofs,
        "readability": {report.file: _grades(report) for report in reports},
    }


def _verdict(reports: Sequence[Report]) -> Iterator[str]:
    """Yield a summary of the reports: how much there is to fix, the proofs, and the grades."""
    problems = [problem for report in reports for problem in report.problems]
    to_fix = sum(problem.severity != "note" for problem in problems)
    if to_fix:
        later = "" if all(r.is_sound for r in reports) else f" {LATER}"
        yield f"{to_fix} problem{'s' if to_fix > 1 else ''} to fix.{later}"
    for report in reports:
        if report.proof:
            start = "The table in " if to_fix else ""
            yield f"{start}{visible(report.file)}: {_proof_line(report.proof)}"
    sound = [report for report in reports if report.is_sound]
    for report in sound:
        yield from _grade_table(report, named=len(reports) > 1)
    if not all(report.scores is not None for report in sound):
        yield NOT_MEASURED


def _grades(report: Report) -> list[dict[str, Any]] | None:
    if report.scores is None:
        return None
    return [
        {
            "audience": score.audience,
            "text": score.name,
            "grade": score.grades.grade,
            "smog": score.grades.smog,
        }
        for score in report.scores
    ]


def _grade_table(report: Report, *, named: bool) -> list[str]:
    """Return the reading grades as a table: a row for each text, a column for each reader."""
    if not report.scores:
        return []
    limits = {score.audience: score.limit for score in report.scores}
    hardest = sorted(report.scores, key=lambda score: -score.grades.grade)
    names = list(dict.fromkeys(score.name for score in hardest))
    rows: dict[str, dict[str, str]] = {}  # by text, then by reader
    for score in report.scores:
        if score.name in names[:MOST]:
            rows.setdefault(score.name, dict.fromkeys(limits, "-"))
            rows[score.name][score.audience] = _pair(*score.grades)
    of_many = f" ({MOST} hardest)" if len(names) > MOST else ""
    file = f" of {visible(report.file)}" if named else ""
    lines = [[f"Reading grade / SMOG{file}{of_many}", *limits]]
    if any(limits.values()):
        lines.append(["  limit", *(_pair(x.grade, x.smog) if x else "-" for x in limits.values())])
    return _aligned([*lines, *([f"  {name}", *row.values()] for name, row in rows.items())])


def _aligned(lines: Sequence[Sequence[str]]) -> list[str]:
    """Return a table's lines with each column as wide as its widest entry."""
    widths = [max(map(cells, column)) + 2 for column in zip(*lines, strict=True)]
    return [
        "".join(padded(text, width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]


def _pair(grade: float, smog: float) -> str:
    return f"{grade:.1f} / {smog:.1f}"


def _proof(proof: Proof) -> dict[str, Any]:
    return {
        "questions": proof.questions,
        "rows": proof.rows,
        "combinations": exact(proof.combinations),
        "nodes": proof.nodes,
        "complete": proof.complete,
        "unique": proof.unique,
    }


def _proof_line(proof: Proof) -> str:
    complete, unique = ("yes" if holds else "no" for holds in (proof.complete, proof.unique))
    return (
        f"{proof.questions} questions, {proof.rows} levels, "
        f"{count_of(proof.combinations)} combinations, "
        f"{proof.nodes} nodes; complete: {complete}, unique: {unique}"
    )


def _annotation(problem: Problem) -> str:
    """Return a problem as an annotation, which GitHub shows beside the line."""
    level = "notice" if problem.severity == "note" else problem.severity
    message = visible(problem.message).replace("%", "%25")
    file = visible(problem.file).replace("%", "%25").replace(",", "%2C").replace(":", "%3A")
    at = f"file={file},line={problem.line},col={problem.column},title={problem.code}"
    return f"::{level} {at}::{message}"
