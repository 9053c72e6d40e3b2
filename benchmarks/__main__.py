"""Run every benchmark, print what it measured, and write it into docs/performance.md.

    python -m benchmarks        (or `make bench`, which makes the environment as well)

Exit code 1 where a goal does not hold, and its name; `make` turns that into its own 2.
"""

import gc
import platform
import re
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Final

from benchmarks.decisions import decisions
from benchmarks.formats import formats
from benchmarks.imports import imports
from benchmarks.proof import at_scale, beside_naive
from benchmarks.result import Goal, Result, markdown, settled, text
from benchmarks.startup import startup

PAGE: Final = Path(__file__).parent.parent / "docs" / "performance.md"
BESIDE: Final = ("typer", "rich", "pyyaml", "pydantic", "jinja2", "copier", "zen-engine", "pyperf")


def machine() -> Result:
    """Return when, where and with what this was measured."""
    import pyperf  # here, since what judges is tested without it

    told = pyperf.Run([1.0], collect_metadata=True).get_metadata()
    cores = f"{told.get('cpu_model_name', platform.machine())}, {told['cpu_count']} cores"
    return Result(
        "machine",
        ("measured", date.today().isoformat()),
        (
            ("machine", f"{cores}, {platform.system()}"),
            ("Python", platform.python_version()),
            *((name, version(name)) for name in BESIDE),
        ),
    )


def goals(results: list[Result]) -> Result:
    """Return every goal with what was measured."""
    every = [goal for result in results for goal in result.goals]
    return Result("goals", ("goal", "limit", "measured", "held"), tuple(map(_told, every)))


def _told(goal: Goal) -> tuple[str, ...]:
    how, held = ("at least" if goal.at_least else "at most"), "yes" if goal.held else "**no**"
    digits = 1 if goal.limit >= 100 else 3  # one more than the limit has
    return goal.what, f"{how} {goal.limit:.{digits - 1}f} x", f"{goal.value:.{digits}f} x", held


def write(results: list[Result]) -> None:
    """Put each table after its mark in the page; everything else in it stays."""
    page = PAGE.read_text(encoding="utf-8")
    for result in results:
        mark = f"<!-- {result.name} -->\n"
        if page.count(mark) != 1:
            raise SystemExit(f"{PAGE.name} has no mark for '{result.name}'")
        before, after = page.split(mark)
        after = re.sub(r"\A(\|.*\n)*", "", after)
        page = before + mark + markdown(result.heads, result.rows) + after
    PAGE.write_text(page, encoding="utf-8", newline="\n")


def main() -> int:
    """Measure, print, write; return the exit code."""
    gc.disable()  # as the command does
    results = [machine()]
    for what in (startup, imports, decisions, at_scale, formats):
        print(f"{what.__module__.rpartition('.')[2]} ...", file=sys.stderr, flush=True)
        results.append(settled(what()))
    results.append(beside_naive())
    return judged(results)


def judged(results: list[Result]) -> int:
    """Print and write what was measured, the goals at the end; return the exit code."""
    results = [*results, goals(results)]
    for result in results:
        print(f"\n{text(result.heads, result.rows)}", end="")
    write(results)
    broken = [goal.what for result in results for goal in result.goals if not goal.held]
    print("\nEvery goal holds." if not broken else f"\nBroken: {'; '.join(broken)}.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
