"""The README and its companion pages: every example runs and shows the real output."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from conftest import ROOT, process, terminal

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES: dict[str, Any] = {
    "README.md": (),
    "docs/using.md": pytest.mark.slow,
    "docs/authoring.md": pytest.mark.slow,
    "docs/study.md": pytest.mark.slow,
}
EXAMPLES = [
    pytest.param(command, shown, id=f"{page}: {command}", marks=marks)
    for page, marks in PAGES.items()
    for block in re.findall(
        r"```console\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL
    )
    for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
]


def fits(shown: str, real: str) -> bool:
    """Return whether an example matches the real output; ``...`` matches anything."""
    first, *others = shown.strip().split("...")
    real = real.strip()
    if not others:
        return real == first
    *middle, last = others
    at = len(first)
    for part in middle:  # the earliest match leaves the most text for the other parts
        found = real.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return real.startswith(first) and real[at:].endswith(last)


def test_fits() -> None:
    assert fits("a\n...\nd\n", "a\nb\nc\nd\n")
    assert fits("...b...", "abc")
    assert not fits("a...a", "a")
    assert not fits("a...", "ba")
    assert not fits("...c...b...", "abc")
    assert not fits("a", "ab")


WRITTEN = (
    "compare.md",
    "my-guide.yaml",
    "paths.csv",
    "sheet.html",
    "guide.html",
    "guia.html",
    "cards.apkg",
    "cards.tsv",
    "quiz.html",
)


def test_every_page_has_examples() -> None:
    found = {str(example.id).partition(":")[0] for example in EXAMPLES}
    assert found == set(PAGES)


@pytest.mark.parametrize(("command", "shown"), EXAMPLES)
def test_example(command: str, shown: str) -> None:
    words = shlex.split(command)
    assert words[0] == "explainer"
    if "\n>" in shown:
        real = session(words[1:], re.findall(r"^> ?(.*)$", shown, re.MULTILINE))
    else:
        with TemporaryDirectory() as folder:  # its path is short, so that no line wraps
            written = {name: str(Path(folder, name)) for name in WRITTEN}
            result = process(*(written.get(word, word) for word in words[1:]), COLUMNS="80")
        real = (result.stdout + result.stderr).decode().replace("\r\n", "\n")
        real = real.replace(f"{folder}{os.sep}", "")
    assert fits(re.sub(r"^>$", "> ", shown, flags=re.MULTILINE), real), real


def session(words: list[str], typed: list[str]) -> str:
    """Type lines into a real terminal, and return everything that it shows."""
    pexpect = pytest.importorskip("pexpect", reason="needs a Unix terminal")
    screen = pexpect.spawn(
        sys.executable,
        [str(ROOT / "explainer_cli.py"), *words],
        dimensions=(50, 80),
        encoding="utf-8",
        timeout=20,
        env=terminal(TERM="dumb"),
    )
    shown = ""
    for line in typed:
        screen.expect_exact("\r\n> ")
        shown += screen.before + screen.after
        screen.sendline(line)
    screen.expect(pexpect.EOF)
    return str(shown + screen.before).replace("\r\n", "\n")


def test_setup_commands_make_their_own_environment() -> None:
    """Two lines of the README set everything up, and .ci/run runs those lines."""
    lines = re.findall(r"^    (python3 -m venv .*)$", README, re.MULTILINE)
    assert len(lines) == 2
    assert "explainer ask" in lines[0]
    assert lines[1].endswith("pytest -q")


def test_links_lead_somewhere() -> None:
    names = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
    for page in (*map(ROOT.joinpath, names), *(ROOT / "docs").glob("*.md")):
        text = page.read_text(encoding="utf-8")
        for target, anchor in re.findall(r"\]\(([^)#:]*)(?:#([\w-]+))?\)", text):
            file = page.parent / target if target else page
            assert file.exists(), (page.name, target)
            if anchor:
                assert anchor in headings(file), (page.name, target, anchor)


def headings(page: Path) -> set[str]:
    """Return the anchors that code hosts generate for a page's headings."""
    titles = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_bash_is_happy_with_the_ci_script() -> None:
    if sys.platform == "win32":
        pytest.skip("no bash")
    subprocess.run(["bash", "-n", ROOT / ".ci" / "run"], check=True)
