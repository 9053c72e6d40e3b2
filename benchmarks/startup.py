"""Start-up: the whole of `explainer ask`, beside a minimal Typer command with one Rich panel.

    python benchmarks/startup.py [PAIRS]

Both run as processes, in turn, in this environment; the ratio of their medians counts.
Install the project first (`pip install .`), so that its files are compiled as the libraries'
are. Exit code 1 above the limit.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

LIMIT: Final = 1.20
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
RULES: Final = Path(__file__).parent.parent / "rules.yaml"


def seconds(command: list[str]) -> float:
    """Return how long a command takes, from start to end."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def full_answers() -> list[str]:
    """Return every answer of the shipped guide's longest example, as options."""
    from explainer.load import load

    rules = load(RULES.read_bytes(), RULES.name).rules
    if rules is None:
        raise SystemExit(f"{RULES} does not hold")
    longest = max(rules.examples.values(), key=lambda example: len(example.answers))
    return [word for q, a in longest.answers.items() for word in ("--answer", f"{q}={a}")]


def main(pairs: int) -> int:
    """Print the medians and their ratio for each face; return the exit code."""
    command = [str(Path(sys.executable).with_name("explainer")), "ask", *full_answers()]
    worst = 0.0
    with TemporaryDirectory() as folder:
        script = Path(folder) / "minimal.py"
        script.write_text(MINIMAL, encoding="utf-8")
        minimal = [sys.executable, str(script)]
        for format in ("text", "terminal"):
            ours = [*command, "--format", format]
            seconds(minimal), seconds(ours)  # both once before, so that the disk is warm
            timed = [(seconds(minimal), seconds(ours)) for _ in range(pairs)]
            base, mine = (statistics.median(column) for column in zip(*timed, strict=True))
            worst = max(worst, mine / base)
            print(
                f"ask --format {format:9} {mine * 1000:6.0f} ms   minimal {base * 1000:6.0f} ms"
                f"   ratio {mine / base:.2f}   ({pairs} pairs)"
            )
    print(f"limit {LIMIT:.2f}: {'held' if worst <= LIMIT else 'broken'}")
    return 0 if worst <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
