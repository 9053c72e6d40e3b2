"""A check's faces: problems and proof as text, as JSON, or as GitHub's annotations."""

import json
from collections.abc import Sequence
from typing import Any, Final

from explainer.check import Checked
from explainer.problem import Problem, visible
from explainer.proof import Proof
from explainer.render.count import count_of, exact

FORMATS: Final = ("text", "json", "github")
MOST: Final = 40  # texts whose grades are shown
NOT_MEASURED: Final = (
    "Reading grades: not measured. For an English guide: pip install 'explainer[readability]'"
)


def render(checked: Sequence[Checked], format: str) -> str:
    """Return what was found in some files, in one of ``FORMATS``."""
    problems = [problem for one in checked for problem in one.problems]
    if format == "json":
        result = {
            "problems": [problem._asdict() for problem in problems],
            "proof": next((_proof(one.proof) for one in checked if one.proof), None),
            "proofs": {one.file: one.proof and _proof(one.proof) for one in checked},
            "readability": {one.file: _grades(one) for one in checked},
        }
        return json.dumps(result, ensure_ascii=False, indent=2) + "\n"
    if format == "github":
        return "".join(f"{_annotation(problem)}\n" for problem in problems)
    told = [f"{visible(one.file)}: {_told(one.proof)}" for one in checked if one.proof]
    mend = sum(problem.severity != "note" for problem in problems)
    if mend:
        told = [f"{mend} to mend.", *(f"The table of {line}" for line in told)]
    sound = [one for one in checked if one.is_sound]
    read = [line for one in sound for line in _read(one, named=len(checked) > 1)]
    unread = [] if all(one.scores is not None for one in sound) else [NOT_MEASURED]
    return "".join(f"{line}\n" for line in [*map(str, problems), *told, *read, *unread])


def _grades(checked: Checked) -> list[dict[str, Any]] | None:
    if checked.scores is None:
        return None
    return [
        {
            "audience": score.audience,
            "text": score.name,
            "grade": score.grades.grade,
            "smog": score.grades.smog,
        }
        for score in checked.scores
    ]


def _read(checked: Checked, *, named: bool) -> list[str]:
    """Say how hard each text is, a line for each and a column for each reader."""
    if not checked.scores:
        return []
    limits = {score.audience: score.limit for score in checked.scores}
    hardest = sorted(checked.scores, key=lambda score: -score.grades.grade)
    names = list(dict.fromkeys(score.name for score in hardest))
    rows: dict[str, list[str]] = {}
    for score in checked.scores:
        if score.name in names[:MOST]:
            rows.setdefault(score.name, []).append(_pair(*score.grades))
    of_many = f" ({MOST} hardest)" if len(names) > MOST else ""
    file = f" of {visible(checked.file)}" if named else ""
    lines = [[f"Reading grade / SMOG{file}{of_many}", *limits]]
    if any(limits.values()):
        lines.append(["  limit", *(_pair(x.grade, x.smog) if x else "-" for x in limits.values())])
    return _aligned([*lines, *([f"  {name}", *pairs] for name, pairs in rows.items())])


def _aligned(lines: Sequence[Sequence[str]]) -> list[str]:
    """Return a table's lines with each column as wide as its widest entry."""
    widths = [max(map(len, column)) + 2 for column in zip(*lines, strict=True)]
    return [
        "".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
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


def _told(proof: Proof) -> str:
    complete, unique = ("yes" if holds else "no" for holds in (proof.complete, proof.unique))
    return (
        f"{proof.questions} questions, {proof.rows} levels, "
        f"{count_of(proof.combinations)} combinations, "
        f"{proof.nodes} nodes; complete: {complete}, unique: {unique}"
    )


def _annotation(problem: Problem) -> str:
    """Return a problem as GitHub shows it beside the line; its own sign is escaped."""
    level = "notice" if problem.severity == "note" else problem.severity
    message = visible(problem.message).replace("%", "%25")
    file = visible(problem.file).replace("%", "%25").replace(",", "%2C").replace(":", "%3A")
    place = f"file={file},line={problem.line},col={problem.column},title={problem.code}"
    return f"::{level} {place}::{message}"
