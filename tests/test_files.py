"""Files: written whole or not at all, by whoever was first, and never in the place of another."""

import errno
import os
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from unittest import mock

import pytest
import typer

from explainer.cli import files
from explainer.cli.files import save, save_new

ROUNDS = 500
TEXTS = {name: name * 5000 for name in "ab"}


def together(write: Callable[[str], None]) -> None:
    """Let two writers write at the same moment, many times; both have the same process number."""
    barrier = Barrier(len(TEXTS))

    def writer(name: str) -> None:
        for _ in range(ROUNDS):
            barrier.wait(timeout=20)
            write(name)
            barrier.wait(timeout=20)

    with ThreadPoolExecutor(len(TEXTS)) as pool:
        for done in [pool.submit(writer, name) for name in TEXTS]:
            done.result()


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "say", lambda text: None)


@pytest.mark.slow
def test_two_writers_of_two_files_never_swap_them(tmp_path: Path) -> None:
    for name in TEXTS:
        (tmp_path / name).write_text("old", encoding="utf-8")

    def write(name: str) -> None:
        save(tmp_path / name, TEXTS[name], force=True)
        assert (tmp_path / name).read_text(encoding="utf-8") == TEXTS[name]

    together(write)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


@pytest.mark.slow
def test_two_writers_of_one_file_leave_one_whole_text(tmp_path: Path) -> None:
    path = tmp_path / "one"

    def write(name: str) -> None:
        save(path, TEXTS[name], force=True)
        assert path.read_text(encoding="utf-8") in TEXTS.values()

    together(write)
    assert [file.name for file in tmp_path.iterdir()] == ["one"]


@pytest.mark.slow
def test_only_the_first_of_two_writers_creates_a_file(tmp_path: Path) -> None:
    """The check before the questions is not enough: the file may appear while they are asked."""
    rounds, won = dict.fromkeys(TEXTS, 0), list[tuple[int, str]]()

    def write(name: str) -> None:
        rounds[name] += 1
        path = tmp_path / str(rounds[name])
        try:
            save(path, TEXTS[name], force=False)
        except typer.Exit as refused:
            assert refused.exit_code == 2
        else:
            won.append((rounds[name], name))

    together(write)
    assert sorted(number for number, _ in won) == [*range(1, ROUNDS + 1)]
    for number, name in won:
        assert (tmp_path / str(number)).read_text(encoding="utf-8") == TEXTS[name]


def test_a_new_name_is_found_if_one_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for text in TEXTS.values():
        save_new("sheet", ".html", text)
    found = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert found == {"sheet.html": TEXTS["a"], "sheet-2.html": TEXTS["b"]}


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_planted_link_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even if somebody guesses the name of the draft."""
    other, link = tmp_path / "other", tmp_path / "link"
    other.write_text("precious", encoding="utf-8")
    monkeypatch.setattr(tempfile, "_get_candidate_names", lambda: iter(["guessed", "free"]))
    (tmp_path / ".target.guessed").symlink_to(other)
    target = tmp_path / "target"
    target.write_text("old", encoding="utf-8")
    save(target, "new", force=True)
    assert target.read_text(encoding="utf-8") == "new"
    link.symlink_to(tmp_path / "nowhere")  # even one that leads nowhere is in the way
    with pytest.raises(typer.Exit):
        save(link, "new", force=False)
    assert other.read_text(encoding="utf-8") == "precious"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_that_the_user_names_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("old", encoding="utf-8")
    real.chmod(0o604)
    link.symlink_to(real)
    save(link, "new", force=True)
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "new"
    assert real.stat().st_mode & 0o777 == 0o604


@pytest.mark.parametrize("number", ["EBUSY", "EXDEV", "EACCES", "EPERM", "EROFS"])
def test_a_file_that_cannot_be_replaced_is_written_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    """A file that a container mounts is busy; its folder may not be writable."""
    path = tmp_path / "mounted"

    def busy(self: Path, target: Path) -> None:
        raise OSError(getattr(errno, number), "busy")

    monkeypatch.setattr(Path, "replace", busy)
    for text in ("short", "much longer than that", "short"):
        path.write_text("what was there before", encoding="utf-8")
        node = path.stat().st_ino
        save(path, text, force=True)
        assert path.read_text(encoding="utf-8") == text
        assert path.stat().st_ino == node
        assert [file.name for file in tmp_path.iterdir()] == ["mounted"]


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt()], ids=repr)
def test_if_that_fails_too_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    path = tmp_path / "mounted"
    path.write_text("precious", encoding="utf-8")
    fill = files._fill

    def full(opened: object, data: bytes) -> None:
        fill(opened, data[:3])  # type: ignore[arg-type]
        if data != b"precious":
            raise failure
        fill(opened, data)  # type: ignore[arg-type]

    def denied(path: Path, data: bytes) -> None:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr(files, "_swap", denied)
    monkeypatch.setattr(files, "_fill", full)
    with pytest.raises((typer.Exit, KeyboardInterrupt)):
        save(path, "new and longer", force=True)
    assert path.read_text(encoding="utf-8") == "precious"


def test_an_interrupted_new_file_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def interrupting(self: Path, *how: str) -> Any:
        file = opened(self, *how)
        write = mock.Mock(side_effect=KeyboardInterrupt)
        return mock.MagicMock(__enter__=lambda _: mock.Mock(write=write), __exit__=file.__exit__)

    monkeypatch.setattr(Path, "open", interrupting)
    with pytest.raises(KeyboardInterrupt):
        save(tmp_path / "new", "text", force=False)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes there")
def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as pool:
        read = pool.submit(pipe.read_text, encoding="utf-8")
        save(pipe, "text", force=True)
        assert read.result(timeout=20) == "text"
