"""Files that the user names: rules and logos to read, results to write."""

import contextlib
import itertools
import os
import sys
from collections.abc import Iterator, Sequence
from errno import EACCES, EBUSY, EPERM, EROFS, EXDEV
from pathlib import Path
from typing import TYPE_CHECKING, Final

from explainer.cli.resources import messages, shipped_rules
from explainer.cli.screen import STAND_IN, fail, say

if TYPE_CHECKING:
    from io import FileIO

    from explainer.rules.problem import Problem

STDIN: Final = Path("-")
NEW: Final = Path("rules.yaml")  # a new guide, if its author gives it no other name
FIXED: Final = (EBUSY, EXDEV, EACCES, EPERM, EROFS)  # a file, such as a mounted one, must stay


# --- reading --------------------------------------------------------------------------


def rules_path(file: str | None) -> Path:
    """Return the rules file to use: ``file``, EXPLAINER_RULES, or the shipped one."""
    chosen = (os.environ.get("EXPLAINER_RULES") or None) if file is None else file
    return shipped_rules() if chosen is None else path_of(chosen)


def path_of(file: str) -> Path:
    """Return the path of a file to read; only "-" is stdin, and not a file of that name."""
    path = Path(file)
    return Path.cwd() / path if path == STDIN and file != str(STDIN) else path


def name_of(path: Path) -> str:
    """Return a file's name as messages show it."""
    return "<stdin>" if path == STDIN else str(path)


def each_once(paths: Sequence[Path]) -> list[Path]:
    """Return the paths without repeated files, noting each one left out."""
    once: dict[str, Path] = {}
    for path in paths:
        try:
            real = os.path.realpath(path)
        except OSError:  # the current folder is gone
            real = str(path)
        if once.setdefault(real, path) is not path:
            say(messages()("file.given-twice", path=name_of(path)))
    return list(once.values())


def read_rules(path: Path) -> "bytes | Problem":
    """Return a rules file's bytes, or the problem that keeps it from being read."""
    from explainer.rules.problem import Problem
    from explainer.rules.values import LIMIT

    try:
        if path == STDIN:
            return sys.stdin.buffer.read(LIMIT + 1)
        with path.open("rb") as opened:
            return opened.read(LIMIT + 1)
    except (OSError, ValueError) as error:
        message = messages()("file.unreadable", reason=_reason(error))
        return Problem(str(path), 1, 1, "unreadable", message)


def read_logo(path: str) -> str:
    """Return an image file as a data URL; stop if it is remote, too large or not an image."""
    from explainer.drawing.logo import LIMIT, data_address

    texts = messages()
    if "://" in path:
        fail(texts("file.logo-remote", path=path))
    try:
        with Path(path).open("rb") as opened:
            image = opened.read(LIMIT + 1)
    except (OSError, ValueError) as error:
        fail(texts("file.logo-unreadable", path=path, reason=_reason(error)))
    if len(image) > LIMIT:
        fail(texts("file.logo-large", path=path, limit=LIMIT // 1000))
    address = data_address(image)
    if address is None:
        fail(texts("file.logo-kind", path=path))
    return address


# --- writing --------------------------------------------------------------------------


def refuse(path: Path, *, force: bool) -> None:
    """Stop if a path cannot be written: it is a folder, or has none, or is not to be replaced."""
    try:
        if path.is_dir():
            fail(messages()("file.folder", path=path))
        if os.path.lexists(path) and not force:
            fail(messages()("file.exists", path=path))
        if not path.exists() and not os.access(path.parent, os.W_OK):
            path.parent.stat()  # if there is none, this is the error to report
            raise PermissionError(EACCES, os.strerror(EACCES))
    except (OSError, ValueError) as error:
        fail(messages()("file.not-written", path=path, reason=_reason(error)))


def save(path: Path, result: str | bytes, *, force: bool) -> None:
    """Write a file, and report it; stop if it cannot be written, or exists without ``force``."""
    try:
        _save(path, result, force=force)
    except FileExistsError:
        fail(messages()("file.exists", path=path))


def save_new(start: str, suffix: str, text: str) -> None:
    """Write a new file to the current folder, with a number in its name if necessary."""
    for number in itertools.count(1):
        path = Path(f"{start}-{number}{suffix}" if number > 1 else start + suffix)
        with contextlib.suppress(FileExistsError):
            _save(path, text, force=False)
            return


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """Yield the path of a temporary HTML file; delete it if it stays empty, or if writing fails."""
    import tempfile

    descriptor, name = tempfile.mkstemp(suffix=".html", prefix="explainer-")
    os.close(descriptor)
    path = Path(name)
    try:
        yield path
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    if path.exists() and not path.stat().st_size:
        path.unlink()


def _save(path: Path, result: str | bytes, *, force: bool) -> None:
    """Do the same as ``save``, but raise FileExistsError if the file exists."""
    data = result if isinstance(result, bytes) else result.encode("utf-8", STAND_IN)
    try:
        if force:
            _replace(path, data)
        else:
            _create(path, data)
    except FileExistsError:
        raise
    except (OSError, ValueError) as error:
        fail(messages()("file.not-written", path=path, reason=_reason(error)))
    say(messages()("file.saved", path=path))


def _create(path: Path, data: bytes) -> None:
    """Write a file that must not exist yet: whoever creates it first wins."""
    with path.open("xb") as opened:
        try:
            opened.write(data)
            opened.flush()
        except BaseException:  # even if interrupted
            with contextlib.suppress(OSError):
                path.unlink()
            raise


def _replace(path: Path, data: bytes) -> None:
    """Write a file completely or not at all: replace the old one once the new one is complete."""
    if path.exists() and not path.is_file():  # a device or pipe must not be replaced
        path.write_bytes(data)
        return
    path = Path(os.path.realpath(path))
    if not path.exists():
        with contextlib.suppress(FileExistsError):
            _create(path, data)
            return
    try:
        _swap(path, data)
    except OSError as error:
        if error.errno not in FIXED:
            raise
        _overwrite(path, data)


def _swap(path: Path, data: bytes) -> None:
    """Put a new file in a file's place, with the same permissions and, if possible, owner."""
    import tempfile

    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    draft = Path(name)
    try:
        with open(descriptor, "wb") as opened:  # noqa: PTH123 (it is open already)
            opened.write(data)
        was = path.stat()
        with contextlib.suppress(OSError, AttributeError):  # not allowed, or not on this system
            os.chown(draft, was.st_uid, was.st_gid)
        draft.chmod(was.st_mode & 0o777)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _overwrite(path: Path, data: bytes) -> None:
    """Write over a file in its place; if that fails, put back what was there."""
    with path.open("r+b", buffering=0) as opened:
        before = opened.read()
        try:
            _fill(opened, data)
        except BaseException:  # even if interrupted
            _fill(opened, before)
            raise


def _fill(opened: "FileIO", data: bytes) -> None:
    """Make some bytes the whole contents of an open file."""
    opened.seek(0)
    written = 0
    while written < len(data):
        written += opened.write(data[written:])
    opened.truncate()


def _reason(error: Exception) -> object:
    return getattr(error, "strerror", None) or error
