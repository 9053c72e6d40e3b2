"""The tool's own messages: each is used, and each that is used is there."""

import json
import re

from conftest import ROOT

TEXTS: dict[str, str] = json.loads(
    (ROOT / "explainer" / "messages" / "en.json").read_text(encoding="utf-8")
)
CODE = "".join(
    path.read_text(encoding="utf-8")
    for path in [ROOT / "explainer_cli.py", *(ROOT / "explainer").rglob("*.py")]
)


def test_every_text_is_used() -> None:
    built = {"kind.reading", "kind.beyond", "source.guide", "source.beyond"}  # f"kind.{kind}"
    built |= {key for key in TEXTS if key.startswith("quiz.topic.")}
    for key in TEXTS.keys() - built:
        assert f'"{key}"' in CODE, key


def test_every_text_that_is_used_is_there() -> None:
    used = re.findall(r'(?:messages|texts|found)(?:\(\))?\(\s*"([\w.-]+)"', CODE)
    used += re.findall(r'(?<!formatter\.)section\(\s*"([\w.-]+)"', CODE)
    assert len(used) > 30
    assert set(used) <= TEXTS.keys()
