"""The report renderers: problems and proof as text, as JSON, or as GitHub annotations."""

import json
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

from explainer.checks.check import Report
from explainer.checks.coverage import unreached
from explainer.decision.guide import Guide
from explainer.decision.proof import Proof
from explainer.decision.table import in_yaml
from explainer.render.numbers import count_of, exact
from explainer.rules.problem import Problem
from explainer.text import cells, padded, visible

if TYPE_CHECKING:
    from explainer.checks.readability import Score

FORMATS: Final = ("text", "json", "github")
LENGTH: Final = 200  # show at most this many characters of what 'otherwise' takes
MOST: Final = 40  # show the grades of at most this many texts
LATER: Final = "Warnings may follow once the errors are fixed."
NOT_MEASURED: Final = (
    "Reading grades: not measured. For an English guide: pip install 'explainer[readability]'"
)
EASE: Final = "Fernández Huerta / Szigriszt-Pazos"
NOT_READ: Final = "Long words and wording: not checked. There are no lists of words for"


def render(reports: Sequence[Report], format: str, *, coverage: bool = False) -> str:
    """Return the reports on the checked files, in one of ``FORMATS``.

    With ``coverage``, the text also says which levels no example reaches.
    """
    if format == "json":
        return json.dumps(_data(reports), ensure_ascii=False, indent=2) + "\n"
    problems = [problem for report in reports for problem in report.problems]
    if format == "github":
        return "".join(f"{_annotation(problem)}\n" for problem in problems)
    lines = [*map(str, problems), *_verdict(reports)]
    lines += [_coverage(report.guide) for report in reports if coverage and report.guide]
    return "".join(f"{line}\n" for line in lines)


def _data(reports: Sequence[Report]) -> dict[str, Any]:
    """Return the reports as plain values."""
    proofs = {report.file: report.proof and _proof(report.proof) for report in reports}
    return {
        "problems": [problem._asdict() for report in reports for problem in report.problems],
        "proof": next(filter(None, proofs.values()), None),
        "proofs": proofs,
        "readability": {report.file: _scores(report.scores) for report in reports},
        "translations": {
            report.file: {each.language: _scores(each.scores) for each in report.translations}
            for report in reports
        },
        "accepted": {report.file: report.accepted for report in reports},
        "unreached": {r.file: r.guide and list(unreached(r.guide)) for r in reports},
    }


def _verdict(reports: Sequence[Report]) -> Iterator[str]:
    """Yield a summary: what there is to fix, the proofs, the grades, and what was left out."""
    problems = [problem for report in reports for problem in report.problems]
    to_fix = sum(problem.severity != "note" for problem in problems)
    if to_fix:
        later = "" if all(r.is_sound for r in reports) else f" {LATER}"
        yield f"{to_fix} problem{'s' if to_fix > 1 else ''} to fix.{later}"
    for report in reports:
        if report.proof:
            start = "The table in " if to_fix else ""
            yield f"{start}{visible(report.file)}: {_proof_line(report.proof)}"
            yield from _otherwise(report)
    sound = [report for report in reports if report.is_sound]
    for report in sound:
        of_file = f" of {visible(report.file)}" if len(reports) > 1 else ""
        if report.scores:
            yield from _score_table(report.scores, f"Reading grade / SMOG{of_file}")
        for each in report.translations:
            if each.scores:
                title = f"Reading ease{of_file} in '{each.language}', {EASE}"
                yield from _score_table(each.scores, title)
    yield from _left_out(reports)


def _left_out(reports: Sequence[Report]) -> Iterator[str]:
    """Yield what was not checked, and how many findings are not shown."""
    sound = [report for report in reports if report.is_sound]
    if not all(report.scores is not None for report in sound):
        yield NOT_MEASURED
    guides = [report.guide for report in sound if report.guide]
    for language in dict.fromkeys(g.rules.language for g in guides if not g.has_wording):
        yield f"{NOT_READ} '{language}'."
    for report in reports:
        if count := report.accepted:
            them = "finding is not shown, because {} accepts it."
            if count > 1:
                them = "findings are not shown, because {} accepts them."
            yield f"{count} {them.format(visible(report.file))}"


def _scores(scores: "tuple[Score, ...] | None") -> list[dict[str, Any]] | None:
    if scores is None:
        return None
    return [
        {"audience": score.audience, "text": score.name, **score.found._asdict()}
        for score in scores
    ]


def _score_table(scores: "tuple[Score, ...]", title: str) -> list[str]:
    """Return reading scores as a table: a row for each text, a column for each reader."""
    limits = {score.audience: score.limit for score in scores}
    hardest = sorted(scores, key=lambda score: -score.found.hardness)
    names = list(dict.fromkeys(score.name for score in hardest))
    rows: dict[str, dict[str, str]] = {}  # by text, then by reader
    for score in scores:
        if score.name in names[:MOST]:
            rows.setdefault(score.name, dict.fromkeys(limits, "-"))
            rows[score.name][score.audience] = _pair(score.found)
    of_many = f" ({MOST} hardest)" if len(names) > MOST else ""
    lines = [[f"{title}{of_many}", *limits]]
    if any(limits.values()):
        lines.append(["  limit", *(_pair(x[1:]) if x else "-" for x in limits.values())])
    return _aligned([*lines, *([f"  {name}", *row.values()] for name, row in rows.items())])


def _aligned(lines: Sequence[Sequence[str]]) -> list[str]:
    """Return a table's lines with each column as wide as its widest entry."""
    widths = [max(map(cells, column)) + 2 for column in zip(*lines, strict=True)]
    return [
        "".join(padded(text, width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]


def _pair(scores: tuple[float, float]) -> str:
    return " / ".join(f"{score:.1f}" for score in scores)


def _proof(proof: Proof) -> dict[str, Any]:
    return {
        "questions": proof.questions,
        "rows": proof.levels,
        "combinations": exact(proof.combinations),
        "nodes": proof.nodes,
        "complete": proof.complete,
        "unique": proof.unique,
        "otherwise": exact(proof.otherwise),
    }


def _proof_line(proof: Proof) -> str:
    complete, unique = ("yes" if holds else "no" for holds in (proof.complete, proof.unique))
    return (
        f"{proof.questions} questions, {proof.levels} levels, "
        f"{count_of(proof.combinations)} combinations, "
        f"{proof.nodes} nodes; complete: {complete}, unique: {unique}"
    )


def _otherwise(report: Report) -> Iterator[str]:
    """Yield what the level with ``otherwise`` takes, in short."""
    table, proof = report.guide and report.guide.table, report.proof
    if table and proof and table.otherwise:
        groups = [in_yaml(conditions) for conditions in table.cases_otherwise]
        ends = list(accumulate(map(len, groups)))  # where each would end in a list of them
        shown = max(1, sum(end <= LENGTH for end in ends))
        more = f", and {len(groups) - shown:,} more" if len(groups) > shown else ""
        yield (
            f"'{table.rows[-1]}' takes what no other level covers, {count_of(proof.otherwise)} of "
            f"{count_of(proof.combinations)} combinations: {', '.join(groups[:shown])}{more}."
        )


def _coverage(guide: Guide) -> str:
    """Return which levels the examples reach, and which they do not."""
    missing, levels = unreached(guide), len(guide.rules.levels)
    rest = f" No example leads to: {', '.join(missing)}." if missing else ""
    return f"The examples reach {levels - len(missing)} of {levels} levels.{rest}"


def _annotation(problem: Problem) -> str:
    """Return a problem as an annotation, which GitHub shows beside the line."""
    level = "notice" if problem.severity == "note" else problem.severity
    message = visible(problem.message).replace("%", "%25")
    file = visible(problem.file).replace("%", "%25").replace(",", "%2C").replace(":", "%3A")
    at = f"file={file},line={problem.line},col={problem.column},title={problem.code}"
    return f"::{level} {at}::{message}"
