"""The shipped rules file is checked here, before its release, and not again at each start."""

import json
from pathlib import Path
from zlib import crc32

import pytest
from conftest import OTHER, ROOT, SHIPPED, check, english

from explainer.checks.check import sound
from explainer.cli.resources import released
from explainer.decision.guide import released_guide
from explainer.rules.parser import parse

DATA = SHIPPED.read_bytes()
RECORD, VALUES = (ROOT / "explainer" / name for name in ("released.txt", "released.json"))


def test_the_record_is_of_the_shipped_file(request: pytest.FixtureRequest) -> None:
    assert not check(DATA, SHIPPED.name).problems
    values = parse(DATA, SHIPPED.name).root
    if request.config.getoption("--update"):
        text = json.dumps(values, ensure_ascii=False, indent=0, separators=(",", ":"))
        VALUES.write_text(text + "\n", encoding="utf-8", newline="\n")
        RECORD.write_text(f"{len(DATA)} {crc32(DATA):08x}\n", encoding="ascii", newline="\n")
    assert released(DATA) == values, "rules.yaml has changed: run pytest --update"


def test_a_file_with_any_edit_is_checked() -> None:
    assert not released(DATA.replace(b"a", b"b", 1))
    assert not released(DATA + b"\n")
    assert not released(OTHER.read_bytes())


@pytest.mark.parametrize("path", [SHIPPED, OTHER], ids=lambda path: path.stem)
def test_without_checks_the_guide_is_the_same(path: Path) -> None:
    data = path.read_bytes()
    values = parse(data, path.name).root
    fast, slow = released_guide(data, values, english), sound(data, path.name, english).guide
    assert slow
    assert (fast.rules, fast.table, fast.file_bytes) == (slow.rules, slow.table, slow.file_bytes)
