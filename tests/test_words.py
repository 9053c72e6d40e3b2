"""The tool's own words: each is used, and each that is used is there."""

import json
import re

from conftest import ROOT

WORDS: dict[str, str] = json.loads(
    (ROOT / "explainer" / "words" / "en.json").read_text(encoding="utf-8")
)
CODE = "".join(
    path.read_text(encoding="utf-8")
    for path in [ROOT / "explainer_cli.py", *(ROOT / "explainer").rglob("*.py")]
)


def test_every_text_is_used() -> None:
    built = {"kind.reading", "kind.beyond", "source.guide", "source.beyond"}  # f"kind.{kind}"
    built |= {key for key in WORDS if key.startswith("quiz.topic.")}
    for key in WORDS.keys() - built:
        assert f'"{key}"' in CODE, key


def test_every_text_that_is_used_is_there() -> None:
    used = re.findall(r'words(?:\(\))?\(\s*"([\w.-]+)"', CODE)
    used += re.findall(r'section\(\s*"([\w.-]+)"', CODE)
    assert len(used) > 30
    assert set(used) <= WORDS.keys()
