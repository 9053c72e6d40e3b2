"""The README: every example in it is run, and shows what really happens."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from conftest import ROOT, process, terminal

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
EXAMPLES = [
    (command, shown)
    for block in BLOCKS
    for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
]
assert EXAMPLES


def fits(shown: str, real: str) -> bool:
    """Compare, where ``...`` stands for anything."""
    parts = map(re.escape, shown.split("..."))
    return re.fullmatch(r"\s*" + "(?:.|\n)*".join(parts) + r"\s*", real) is not None


WRITTEN = ("compare.md", "paths.csv", "sheet.html", "guide.html", "cards.tsv")


@pytest.mark.parametrize(("command", "shown"), EXAMPLES, ids=[c for c, _ in EXAMPLES])
def test_example(command: str, shown: str) -> None:
    words = shlex.split(command)
    assert words[0] == "explainer"
    if "\n> " in shown:
        real = session(words[1:], re.findall(r"^> (.*)$", shown, re.MULTILINE))
    else:
        with TemporaryDirectory() as folder:  # a short name, so that no line wraps for it
            written = {name: str(Path(folder, name)) for name in WRITTEN}
            result = process(*(written.get(word, word) for word in words[1:]), COLUMNS="80")
        real = (result.stdout + result.stderr).decode().replace("\r\n", "\n")
        real = real.replace(f"{folder}{os.sep}", "")
    assert fits(shown, real), real


def session(words: list[str], typed: list[str]) -> str:
    """Type at a real terminal; return all that then stands on the screen."""
    pexpect = pytest.importorskip("pexpect", reason="needs a Unix terminal")
    screen = pexpect.spawn(
        sys.executable,
        [str(ROOT / "explainer_cli.py"), *words],
        dimensions=(50, 80),
        encoding="utf-8",
        timeout=20,
        env=terminal(TERM="dumb"),
    )
    told = ""
    for line in typed:
        screen.expect_exact("\r\n> ")
        told += screen.before + screen.after
        screen.sendline(line)
    screen.expect(pexpect.EOF)
    return str(told + screen.before).replace("\r\n", "\n")


def test_setup_commands_make_their_own_environment() -> None:
    """Two lines set everything up; .ci/run takes them from here and runs them."""
    lines = re.findall(r"^    (python3 -m venv .*)$", README, re.MULTILINE)
    assert len(lines) == 2
    assert "explainer ask" in lines[0]
    assert lines[1].endswith("pytest -q")


def test_links_lead_somewhere() -> None:
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/rules-file.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert ((ROOT / name).parent / target).exists(), (name, target)


def test_bash_is_happy_with_the_ci_script() -> None:
    if sys.platform == "win32":
        pytest.skip("no bash")
    subprocess.run(["bash", "-n", ROOT / ".ci" / "run"], check=True)
