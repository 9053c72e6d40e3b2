"""Mistakes as authors make them: `explainer check` names the cause of each, and nothing else."""

from typing import Any

import pytest
from conftest import OTHER, check, data

MISTAKES = data("mistakes.yaml")
assert len(MISTAKES) >= 40
TEXT = OTHER.read_text(encoding="utf-8")


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake["name"])
def test_a_mistake_is_reported_once_where_it_is(mistake: dict[str, Any]) -> None:
    text, changes = mistake.get("file", TEXT), mistake.get("change", [])
    for change in changes if isinstance(changes, list) else [changes]:
        assert change["old"] in text
        text = text.replace(change["old"], change["new"])
    found = check(text.encode(mistake.get("encoding", "utf-8")), quick=True).problems
    said = "".join(f"{problem}\n".removeprefix("file:") for problem in found)
    assert said == mistake["says"]
