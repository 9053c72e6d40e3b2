"""The time that each library adds to startup, measured by `python -X importtime`."""

import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.result import Result
from benchmarks.startup import full_answers

RUNS: Final = 7
PYTHON: Final = "Python itself"
LIBRARIES: Final = {
    "typer": "import typer",
    "rich": "import rich.console, rich.table",
    "yaml": "import yaml",
    "pydantic_core": "import pydantic_core",
    "pydantic": "from pydantic import TypeAdapter",
    "jinja2": "import jinja2",
}
RUN: Final = "import sys, explainer_cli; sys.argv = ['explainer', *{words}]; explainer_cli.main()"


def import_report(code: str) -> str:
    """Run code and return Python's report on what the code imports.

    The code runs in another folder, so that it imports the installed package, not the checkout.
    """
    words = [sys.executable, "-X", "importtime", "-c", code]
    folder = Path(sys.executable).parent
    ran = subprocess.run(
        words, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=True
    )
    return ran.stderr


def costs(lines: str) -> dict[str, float]:
    """Return the import time of each library in milliseconds.

    ``lines`` is Python's import report. A module that isn't part of any library counts
    toward the library that first imported it, or else toward Python itself.
    """
    found: dict[str, float] = defaultdict(float)
    owners: list[str] = []
    for line in reversed(lines.splitlines()):  # so that importers precede their imports
        if not line.startswith("import time:") or "[us]" in line:
            continue
        own, _, name = line.removeprefix("import time:").split("|")
        depth, package = (len(name) - len(name.lstrip()) - 1) // 2, name.strip().partition(".")[0]
        del owners[depth:]
        ours = package.startswith("explainer")
        asked = owners[-1] if owners else PYTHON
        owners.append("explainer" if ours else package if package in LIBRARIES else asked)
        found[owners[-1]] += int(own) / 1000
    return found


def middle(codes: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """Return the median costs of each piece of code, running the pieces in turn."""
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in codes}
    for _ in range(RUNS):
        for name, code in codes.items():
            runs[name].append(costs(import_report(code)))
    return {
        name: {
            library: median(run.get(library, 0.0) for run in each)
            for library in (PYTHON, *LIBRARIES, "explainer")
        }
        for name, each in runs.items()
    }


def imports() -> Iterator[Result]:
    """Yield the import times of each library, alone and as part of each command."""
    asked = ["ask", *full_answers(), "--format"]
    lines = {
        "ask, as text": [*asked, "text"],
        "ask, as in a terminal": [*asked, "terminal"],
        "ask, as HTML": [*asked, "html"],
        "--help": ["--help"],
    }
    used = middle({name: RUN.format(words=words) for name, words in lines.items()})
    alone = middle({PYTHON: "pass", **LIBRARIES})
    rows = []
    for name in (PYTHON, *LIBRARIES, "explainer"):
        whole = sum(alone[name].values()) - sum(alone[PYTHON].values()) if name in LIBRARIES else 0
        cells = (whole, *(found[name] for found in used.values()))
        rows.append((name, *(f"{cell:.0f}" if cell >= 0.5 else "-" for cell in cells)))
    yield Result("imports", ("ms to import", "imported alone", *lines), tuple(rows))
