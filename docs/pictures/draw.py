"""The README's pictures, made from real output of the command: `make pictures`."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.text import Text

HERE = Path(__file__).parent
COMMAND = [sys.executable, str(HERE.parents[1] / "explainer_cli.py")]


def main() -> None:
    """Draw all pictures."""
    paths = json.loads(run("paths", "--format", "json"))["paths"]
    name = json.loads(run("compare", "--format", "json"))["procedures"][0]
    answers = next(path["answers"] for path in paths if path["procedure"] == name)
    draw_terminal(name)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as folder:
        browser = driver.chromium.launch(executable_path=chromium)
        draw_page(browser, Path(folder), ".".join(answers.values()))
        draw_sheet(browser, Path(folder), name)


def run(*words: str, **env: str) -> str:
    """Run the command and return what it prints to stdout."""
    result = subprocess.run(
        [*COMMAND, *words], capture_output=True, check=True, env={**os.environ, **env}
    )
    return result.stdout.decode()


def draw_terminal(name: str) -> None:
    """Draw an answer, which fits on one screen, as SVG, with Rich."""
    colours = {"FORCE_COLOR": "1", "COLUMNS": "84", "TERM": "xterm-256color"}
    output = run("show", name, "--format", "terminal", **colours)
    console = Console(record=True, width=84, file=open(os.devnull, "w"))  # noqa: PTH123, SIM115
    console.print(Text.from_ansi(output))
    svg = console.export_svg(title=f"explainer show {name}", unique_id="t")
    (HERE / "terminal.svg").write_text(svg, encoding="utf-8", newline="\n")


def draw_page(browser: Browser, folder: Path, end: str) -> None:
    """Draw three screens of the web page, as on a phone, one of them in dark mode."""
    path = folder / "guide.html"
    run("page", "-o", str(path))
    places = (("", "light"), (end, "light"), (end, "dark"))
    shots = []
    for number, (place, scheme) in enumerate(places):
        page = browser.new_page(viewport={"width": 390, "height": 1060}, color_scheme=scheme)
        page.goto(f"{path.as_uri()}#{place}")
        shots.append(folder / f"{number}.png")
        page.screenshot(path=shots[-1])
    _side_by_side(browser, shots, HERE / "page.png", 300)


def draw_sheet(browser: Browser, folder: Path, name: str) -> None:
    """Draw both sides of a printed sheet."""
    path = folder / "sheet.html"
    run("handout", name, "--by", "Hill Street, 555 0100", "-o", str(path))
    page = browser.new_page()
    page.goto(path.as_uri())
    page.pdf(path=folder / "sheet.pdf", format="A4")
    subprocess.run(
        ["pdftoppm", "-r", "72", "-png", "sheet.pdf", "side"],  # noqa: S607
        cwd=folder,
        check=True,
    )
    _side_by_side(browser, sorted(folder.glob("side*.png")), HERE / "sheet.png", 450)


def _side_by_side(browser: Browser, shots: list[Path], target: Path, width: int) -> None:
    """Draw pictures in a row, each ``width`` pixels wide with a thin frame."""
    style = f"width:{width}px;border:1px solid #999;margin:8px;vertical-align:top"
    row = "".join(f'<img style="{style}" src="{shot.as_uri()}">' for shot in shots)
    frame = target.with_suffix(".html")
    frame.write_text(f"<div style='white-space:nowrap;width:max-content'>{row}</div>")
    page = browser.new_page()
    page.goto(frame.as_uri())
    page.locator("div").screenshot(path=target)
    frame.unlink()


if __name__ == "__main__":
    main()
