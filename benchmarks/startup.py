"""The time and memory of whole commands, from start to exit, compared with familiar commands.

pyperf times each run and reports its peak memory. The commands run in turn, so that their runs
can be compared. The project must be installed (`pip install .`), so that its files are compiled
like those of the libraries.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from benchmarks.files import loaded
from benchmarks.result import Goal, Result, ratio
from benchmarks.search import QUERY

PAIRS: Final = 20
ASK: Final = 1.15
TRANSLATED: Final = 1.10
FIND: Final = 0.80
HELP: Final = 1.10
MEMORY: Final = 1.15
MINIMAL: Final = """
import typer
from rich.console import Console
from rich.panel import Panel

app = typer.Typer()

@app.command()
def main() -> None:
    Console().print(Panel("hello"))

app()
"""
PLAIN: Final = """
import typer

app = typer.Typer()

@app.command()
def main() -> None:
    typer.echo("hello")

app()
"""
RULES: Final = Path(__file__).parent.parent / "rules.yaml"
PYPERF: Final = ("-m", "pyperf", "command", "--quiet", "--processes=1", "--values=1", "--loops=1")
IN_ENGLISH: Final = "ask, as text"
IN_SPANISH: Final = "ask, as text, in Spanish"
BARE: Final = "python -c pass"
TYPER: Final = "minimal"
TYPER_HELP: Final = "minimal --help"
NO_RICH: Final = "minimal, without Rich"
COPIER: Final = "copier --version"
HEADS: Final = (
    "time / minimal",
    "time / python",
    "time / copier",
    "memory / minimal",
    "ms",
    "peak MB",
)


class Run(NamedTuple):
    """The time in seconds and the peak memory in bytes of one run of a command."""

    time: float
    memory: float


def run(command: list[str], folder: Path) -> Run:
    """Run a command once under pyperf."""
    import pyperf  # imported late because the tests import this module without pyperf

    output = folder / "run.json"
    output.unlink(missing_ok=True)
    timed = [sys.executable, *PYPERF, "--warmups=0", "--output", str(output), "--", *command]
    subprocess.run(timed, stdout=subprocess.DEVNULL, check=True)
    found = pyperf.Benchmark.load(str(output))
    return Run(found.get_values()[0], found.get_metadata()["command_max_rss"])


def full_answers() -> list[str]:
    """Return the answers of the shipped guide's longest example, as command-line options."""
    examples = loaded(RULES.read_bytes()).examples
    longest = max(examples.values(), key=lambda example: len(example.answers))
    return [word for q, a in longest.answers.items() for word in ("--answer", f"{q}={a}")]


def commands(folder: Path) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return two mappings from names to command lines: for other programs, and for our commands."""
    scripts = Path(sys.executable).parent
    found = {name: shutil.which(name, path=str(scripts)) for name in ("explainer", "copier")}
    if not all(found.values()):
        raise SystemExit("explainer or copier is not installed. Run: pip install '.[bench]'")
    minimal, plain = folder / "minimal.py", folder / "plain.py"
    minimal.write_text(MINIMAL, encoding="utf-8")
    plain.write_text(PLAIN, encoding="utf-8")
    others = {
        BARE: [sys.executable, "-c", "pass"],
        NO_RICH: [sys.executable, str(plain)],
        TYPER: [sys.executable, str(minimal)],
        TYPER_HELP: [sys.executable, str(minimal), "--help"],
        COPIER: [str(found["copier"]), "--version"],
    }
    ours = {
        IN_ENGLISH: ["ask", *full_answers(), "--format", "text"],
        IN_SPANISH: ["ask", *full_answers(), "--format", "text", "--lang", "es"],
        "ask, as in a terminal": ["ask", *full_answers(), "--format", "terminal"],
        "ask, as HTML": ["ask", *full_answers(), "--format", "html"],
        "find": QUERY.split(),
        "show": ["show", next(iter(loaded(RULES.read_bytes()).procedures))],
        "--help": ["--help"],
        "check": ["check", str(RULES)],
    }
    return others, {name: [str(found["explainer"]), *words] for name, words in ours.items()}


def startup() -> Iterator[Result]:
    """Yield the time and memory used by each command in all rounds so far."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        others, ours = commands(folder)
        runs: dict[str, list[Run]] = {command: [] for command in {**others, **ours}}
        for words in (others | ours).values():
            run(words, folder)  # not timed; it loads the files into the disk cache
        while True:
            for _ in range(PAIRS):
                for command, words in (others | ours).items():
                    runs[command].append(run(words, folder))
            yield beside(runs, list(ours))


def times(mine: list[Run], other: list[Run]) -> float:
    """Return how many times as long one command takes as another."""
    return ratio([run.time for run in mine], [run.time for run in other])


def beside(runs: dict[str, list[Run]], ours: list[str]) -> Result:
    """Return a table that compares our commands with the others, and the goals."""
    rows, time, memory = [], dict[str, float](), dict[str, float]()
    for name, mine in runs.items():
        plain = runs[TYPER_HELP if name.endswith("--help") else TYPER]
        peak, least = (median(run.memory for run in found) for found in (mine, plain))
        if name in ours:
            time[name], memory[name] = times(mine, plain), peak / least
        rows.append(
            (
                f"**{name}**" if name in ours else name,
                *(f"{times(mine, other):.2f}" for other in (plain, runs[BARE], runs[COPIER])),
                "" if name == BARE else f"{peak / least:.2f}",
                f"{median(run.time for run in mine) * 1000:.0f}",
                "" if name == BARE else f"{peak / 1e6:.1f}",  # too low for pyperf to measure
            )
        )
    asked = max(ratio for name, ratio in time.items() if name.startswith("ask"))
    translated = times(runs[IN_SPANISH], runs[IN_ENGLISH])
    return Result(
        "startup",
        (f"command (median of {len(runs[TYPER])})", *HEADS),
        tuple(rows),
        (
            Goal("ask, vs. a minimal command", asked, ASK),
            Goal("ask in Spanish, vs. in English", translated, TRANSLATED),
            Goal("find, vs. a minimal command", time["find"], FIND),
            Goal("--help, vs. the minimal command's", time["--help"], HELP),
            Goal("peak memory, vs. a minimal command", max(memory.values()), MEMORY),
        ),
    )
