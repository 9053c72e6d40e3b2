"""Shared test helpers: the two guides, ways to run the command, and snapshots."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import hypothesis
import pytest
import typer
import yaml
from typer import testing
from typer.testing import CliRunner

import explainer_cli
from explainer.checks import check as checks
from explainer.checks import readability
from explainer.checks.check import Report, sound
from explainer.cli import resources, screen
from explainer.cli.command import texts_of
from explainer.cli.translating import translations_of
from explainer.decision import guide as guides
from explainer.decision.diagram import Diagram
from explainer.decision.guide import Guide, released_guide
from explainer.decision.table import Table
from explainer.documents.composer import Composer
from explainer.messages.catalogue import Messages, Unit
from explainer.rules.model import RuleSet

hypothesis.settings.register_profile("here", deadline=None)  # a busy machine must not fail tests
hypothesis.settings.load_profile("here")

os.environ |= {"LC_ALL": "C.UTF-8", "EXPLAINER_LANG": ""}  # this machine's must not matter

TESTS = Path(__file__).parent
ROOT = TESTS.parent
SHIPPED = ROOT / "rules.yaml"
OTHER = TESTS / "other.yaml"
TODAY = "2026-11-23"
GUIDES = {"shipped": SHIPPED, "other": OTHER}
SAFE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is ten times as fast as PyYAML


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="Rewrite the snapshots.")


class Opened(NamedTuple):
    """A guide and the file that it was loaded from."""

    path: Path
    guide: Guide

    @property
    def rules(self) -> RuleSet:
        return self.guide.rules

    @property
    def table(self) -> Table:
        return self.guide.table

    @property
    def diagram(self) -> Diagram:
        return self.guide.diagram

    def composer(self, audience: str = "") -> Composer:
        return Composer(self.guide, audience)


def open_guide(path: Path) -> Opened:
    return Opened(path, _guide_in(path.read_bytes(), path.name))


@lru_cache(maxsize=8)
def _guide_in(data: bytes, name: str) -> Guide:
    report = sound(data, name, english)
    assert report.guide, [str(problem) for problem in report.problems]
    return report.guide


@pytest.fixture(autouse=True)
def in_english() -> None:
    """Start each test with messages in English, whatever language an earlier one left in use."""
    resources.use(resources.ORIGINAL)


@pytest.fixture(params=GUIDES.values(), ids=GUIDES.keys(), scope="session")
def guide(request: pytest.FixtureRequest) -> Opened:
    """Open each guide in turn."""
    return open_guide(request.param)


def english(language: str = "en", **names: str) -> Messages:
    """Return the tool's English messages, whatever the ``language``."""
    return resources.messages("en", **names)


@lru_cache(maxsize=8)  # many tests check the shipped file
def check(data: bytes, name: str = "file", today: str = TODAY, *, quick: bool = False) -> Report:
    """Check a rules file as of a fixed date. If ``quick``, rate every text as easy to read.

    Translations are checked if it is the shipped file.
    """
    easy = readability.Grades(1.0, 1.0)
    measure_for = (lambda language: lambda text: easy) if quick else readability.measure_for
    if data != SHIPPED.read_bytes():
        return checks.check(data, name, english, today, measure_for)
    files_of = partial(translations_of, SHIPPED)
    return checks.check(data, name, resources.messages, today, measure_for, None, files_of)


class Ran(NamedTuple):
    """The exit code, stdout and stderr of a run of the command."""

    code: int
    out: str
    err: str


@lru_cache(maxsize=16)
def _read_once(data: bytes, file: str, without: tuple[str, ...]) -> Report:
    return sound(data, file, resources.messages, without=without)


@lru_cache(maxsize=2)
def _released_once(data: bytes) -> Guide:
    return released_guide(data, resources.released(data) or {}, resources.messages)


@lru_cache(maxsize=1)
def command(app: typer.Typer = explainer_cli.app) -> Any:
    """Return the whole command, which takes longer to make than most commands take to run."""
    return typer.main.get_command(app)


@contextmanager
def guides_kept() -> Iterator[None]:
    """In this context, load each rules file only once, for speed."""

    def read(
        data: bytes, file: str, messages_for: object, watch: object, without: Iterable[str]
    ) -> Report:
        return _read_once(data, file, tuple(without))

    def read_released(data: bytes, values: object, messages_for: object) -> Guide:
        return _released_once(data)

    with (
        mock.patch.object(checks, "sound", read),
        mock.patch.object(guides, "released_guide", read_released),
    ):
        yield


def run(*words: str | Path, **env: str) -> Ran:
    """Run the command in this process, reusing the command and the guides, for speed."""
    resources.use("")
    screen.say_once.cache_clear()
    with guides_kept(), mock.patch.object(testing, "_get_command", command):
        result = CliRunner().invoke(explainer_cli.app, [str(word) for word in words], env=env)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)


def help_texts() -> list[Unit]:
    """Return the texts of the help pages."""
    return texts_of(command())


def process(*words: str | Path, stdin: bytes | None = None, cwd: Path = ROOT, **env: str) -> Any:
    """Run the command in a separate process, with bytes as input and output."""
    return subprocess.run(
        [sys.executable, ROOT / "explainer_cli.py", *words],
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, **env},
        timeout=60,
        check=False,
    )


def large_rules(count: int) -> bytes:
    """Return a rules file with at least ``count`` levels, as the proof benchmark generates it."""
    with mock.patch.object(sys, "path", [str(ROOT), *sys.path]):
        from benchmarks.files import cells, table_file
    return table_file(cells(count))


def terminal(**env: str) -> dict[str, str]:
    """Return the environment of a plain terminal, with the variables that measure coverage."""
    measured = {key: value for key, value in os.environ.items() if key.startswith("COV")}
    return {"PATH": "/usr/bin:/bin", "TERM": "xterm", "LANG": "C.UTF-8", **measured, **env}


def unmeasured(**env: str) -> dict[str, str]:
    """Return the environment without coverage measurement, which writes its own files."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    return {**kept, **env}


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes the other guide with some texts replaced."""

    def write(*pairs: tuple[str, str]) -> Path:
        text = OTHER.read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "new.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def snapshot(request: pytest.FixtureRequest) -> Iterator[Callable[[str, str], None]]:
    """Compare an output with its snapshot file. ``pytest --update`` rewrites the file."""

    def compare(name: str, text: str) -> None:
        path = TESTS / "snapshots" / name
        if request.config.getoption("--update"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.exists(), f"no snapshot {name}: run pytest --update and review the diff"
        assert text == path.read_text(encoding="utf-8")

    yield compare


def data(name: str) -> Any:
    """Return the contents of a YAML file in the tests folder."""
    return yaml.load((TESTS / name).read_text(encoding="utf-8"), Loader=SAFE)  # noqa: S506
