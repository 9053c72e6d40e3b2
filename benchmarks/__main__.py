"""Run every benchmark, print the results, and write them to docs/performance.md.

    python -m benchmarks        (or `make bench`, which also creates the environment)

If a goal is missed, a message identifies it and the exit code is 1. `make` then exits with 2.
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
from benchmarks.search import search
from benchmarks.startup import startup

PAGE: Final = Path(__file__).parent.parent / "docs" / "performance.md"
BESIDE: Final = ("typer", "rich", "pyyaml", "pydantic", "jinja2", "copier", "zen-engine", "pyperf")


def machine() -> Result:
    """Return the date, the machine and the package versions of this run."""
    import pyperf  # imported late because the tests import this module without pyperf

    metadata = pyperf.Run([1.0], collect_metadata=True).get_metadata()
    processor = metadata.get("cpu_model_name", platform.machine())
    cores = f"{processor}, {metadata['cpu_count']} cores"
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
    """Return a table that lists the limit and the measured value of every goal."""
    every = [goal for result in results for goal in result.goals]
    return Result("goals", ("goal", "limit", "measured", "met"), tuple(map(_row, every)))


def _row(goal: Goal) -> tuple[str, ...]:
    how, met = ("at least" if goal.at_least else "at most"), "yes" if goal.met else "**no**"
    digits = 1 if goal.limit >= 100 else 3  # one more decimal place than in the limit
    return goal.what, f"{how} {goal.limit:.{digits - 1}f} x", f"{goal.value:.{digits}f} x", met


def write(results: list[Result]) -> None:
    """Replace the table after each marker in the page, and keep everything else."""
    page = PAGE.read_text(encoding="utf-8")
    for result in results:
        mark = f"<!-- {result.name} -->\n"
        if page.count(mark) != 1:
            raise SystemExit(f"{PAGE.name} must have exactly one mark '{mark.strip()}'")
        before, after = page.split(mark)
        after = re.sub(r"\A(\|.*\n)*", "", after)
        page = before + mark + markdown(result.heads, result.rows) + after
    PAGE.write_text(page, encoding="utf-8", newline="\n")


def main() -> int:
    """Run all benchmarks, print and write the results, and return the exit code."""
    gc.disable()  # as the `explainer` command does
    results = [machine()]
    for what in (startup, imports, decisions, at_scale, search, formats):
        print(f"{what.__module__.rpartition('.')[2]} ...", file=sys.stderr, flush=True)
        results.append(settled(what()))
    results.append(beside_naive())
    return judged(results)


def judged(results: list[Result]) -> int:
    """Print and write the results, followed by the goals, and return the exit code."""
    results = [*results, goals(results)]
    for result in results:
        print(f"\n{text(result.heads, result.rows)}", end="")
    write(results)
    missed = [goal.what for result in results for goal in result.goals if not goal.met]
    print("\nAll goals were met." if not missed else f"\nMissed goals: {'; '.join(missed)}.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
