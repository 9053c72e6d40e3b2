"""The shipped rules file is checked here, before its release, and not again at each start."""

from pathlib import Path
from zlib import crc32

import pytest
from conftest import OTHER, ROOT, SHIPPED, check, english

from explainer.checks.check import sound
from explainer.cli.resources import is_released
from explainer.decision.guide import released_guide

DATA = SHIPPED.read_bytes()
RECORD = ROOT / "explainer" / "released.txt"


def test_the_record_is_of_the_shipped_file(request: pytest.FixtureRequest) -> None:
    assert not check(DATA, SHIPPED.name).problems
    if request.config.getoption("--update"):
        RECORD.write_text(f"{len(DATA)} {crc32(DATA):08x}\n", encoding="ascii", newline="\n")
    assert is_released(DATA), "rules.yaml has changed: run pytest --update"


def test_a_file_with_any_edit_is_checked() -> None:
    assert not is_released(DATA.replace(b"a", b"b", 1))
    assert not is_released(DATA + b"\n")
    assert not is_released(OTHER.read_bytes())


@pytest.mark.parametrize("path", [SHIPPED, OTHER], ids=lambda path: path.stem)
def test_without_checks_the_guide_is_the_same(path: Path) -> None:
    data = path.read_bytes()
    fast, slow = released_guide(data, english), sound(data, path.name, english).guide
    assert slow
    assert (fast.rules, fast.table, fast.file_bytes) == (slow.rules, slow.table, slow.file_bytes)
