"""Where start-up goes: what each library costs to import, as `python -X importtime` tells."""

import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from statistics import median
from typing import Final

from benchmarks.result import Result
from benchmarks.startup import full_answers

RUNS: Final = 7
LIBRARIES: Final = {
    "typer": "import typer",
    "rich": "import rich.console, rich.table",
    "yaml": "import yaml",
    "pydantic_core": "import pydantic_core",
    "pydantic": "from pydantic import TypeAdapter",
    "jinja2": "import jinja2",
}
RUN: Final = "import sys, explainer_cli; sys.argv = ['explainer', *{words}]; explainer_cli.main()"


def imported(code: str) -> dict[str, float]:
    """Return the milliseconds that each library took, with what it alone brought along.

    A module of no library counts for the one that asked for it first; else for Python.
    """
    words = [sys.executable, "-X", "importtime", "-c", code]
    told = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=True)
    costs: dict[str, float] = defaultdict(float)
    owners: list[str] = []
    for line in reversed(told.stderr.splitlines()):  # then what asked stands before what it got
        if not line.startswith("import time:") or "|" not in line or "[us]" in line:
            continue
        own, _, name = line.removeprefix("import time:").split("|")
        depth, package = (len(name) - len(name.lstrip()) - 1) // 2, name.strip().partition(".")[0]
        del owners[depth:]
        ours = package.startswith("explainer")
        asked = owners[-1] if owners else "Python itself"
        owners.append("explainer" if ours else package if package in LIBRARIES else asked)
        costs[owners[-1]] += int(own) / 1000
    return costs


def _middle(code: str) -> dict[str, float]:
    runs = [imported(code) for _ in range(RUNS)]
    return {name: median(run.get(name, 0.0) for run in runs) for name in set().union(*runs)}


def imports() -> Iterator[Result]:
    """Yield the table: each library alone, and in the commands that people start."""
    asked = ["ask", *full_answers(), "--format"]
    lines = {
        "ask, as text": [*asked, "text"],
        "ask, as in a terminal": [*asked, "terminal"],
        "ask, as HTML": [*asked, "html"],
        "--help": ["--help"],
    }
    used: Mapping[str, Mapping[str, float]] = {
        name: _middle(RUN.format(words=words)) for name, words in lines.items()
    }
    bare = sum(_middle("pass").values())
    rows = []
    for name in ("Python itself", *LIBRARIES, "explainer"):
        alone = LIBRARIES.get(name)
        whole = sum(_middle(alone).values()) - bare if alone else None
        costs = (found.get(name, 0.0) for found in used.values())
        rows.append(
            (
                name,
                "" if whole is None else f"{whole:.0f}",
                *(f"{cost:.0f}" if cost >= 0.5 else "-" for cost in costs),
            )
        )
    yield Result("imports", ("ms to import", "imported alone", *lines), tuple(rows))
