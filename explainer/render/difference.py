"""The difference renderers: what changed between two rules files, as text or as JSON."""

import json
from collections.abc import Iterator
from typing import Any, Final

from explainer.checks.difference import Difference, Move
from explainer.decision.table import as_written
from explainer.render.numbers import count_of, exact
from explainer.text import visible

FORMATS: Final = ("text", "json")


def render(found: Difference, format: str) -> str:
    """Return a difference in one of ``FORMATS``."""
    if format == "json":
        return json.dumps(_data(found), ensure_ascii=False, indent=2) + "\n"
    return "".join(f"{visible(line)}\n" for line in _lines(found))


def _lines(found: Difference) -> Iterator[str]:
    both = count_of(found.combinations)
    if not found.moves and not found.edits:
        yield f"No differences: all {both} combinations have the same result and the same texts."
        yield from _order(found)
        return
    moved = sum(move.cases for move in found.moves)
    least = "At least " if found.more else ""
    if found.combinations == found.before == found.now:
        yield f"{least}{count_of(moved)} of {both} combinations have another result."
    else:
        before, now = count_of(found.before), count_of(found.now)
        yield (
            f"{least}{count_of(moved)} of the {both} combinations in both files have another "
            f"result. The old file has {before}, the new one {now}."
        )
    for move in found.moves:
        answers = ", ".join(f"{q}={' or '.join(answers)}" for q, answers in move.conditions.items())
        yield f"  {answers} ({count_of(move.cases)})"
        yield f"    was: {_end(move.before)}"
        yield f"    now: {_end(move.after)}"
    above = ""
    for path, before, after in found.edits:
        if path[0] != above:
            above = path[0]
            changed = sum(1 for edit in found.edits if edit.path[0] == above)
            yield f"{above}: {changed} changed"
        yield f"  {' > '.join(path)}"
        yield f"    was: {before}" if before else "    added"
        yield f"    now: {after}" if after else "    removed"
    yield from _order(found)


def _order(found: Difference) -> Iterator[str]:
    if found.reordered:
        yield "Shown in another order:"
        yield from (f"  {' > '.join(path)}" for path in found.reordered)


def _end(end: tuple[str, str]) -> str:
    level, procedure = end
    return f"{level} ({procedure})" if procedure else level


def _data(found: Difference) -> dict[str, Any]:
    return {
        "combinations": exact(found.combinations),
        "combinations_before": exact(found.before),
        "combinations_now": exact(found.now),
        "more_moves": found.more,
        "moves": [_move(move) for move in found.moves],
        "edits": [edit._asdict() for edit in found.edits],
        "reordered": found.reordered,
    }


def _move(move: Move) -> dict[str, Any]:
    before, after = (
        {"level": level, "procedure": procedure or None}
        for level, procedure in (move.before, move.after)
    )
    return {
        "answers": as_written(move.conditions),
        "combinations": exact(move.cases),
        "before": before,
        "after": after,
    }
