"""The schema agrees with `load`, as far as a schema can."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import OTHER, ROOT, SHIPPED, TESTS, check, run
from jsonschema import Draft7Validator

SCHEMA = json.loads((ROOT / "rules.schema.json").read_text(encoding="utf-8"))
EDITOR = Draft7Validator(SCHEMA)
GOOD = [SHIPPED, OTHER, *sorted((TESTS / "valid").glob("*.yaml"))]
STRUCTURE = {
    *("missing-key", "unknown-key", "wrong-type", "not-allowed", "empty", "bad-id"),
    *("no-rules-file", "bad-language", "misplaced", "split-text"),
}
BEYOND = {  # rejected by an editor's own YAML parser, or not expressible in a schema
    *("alias", "control", "not-utf-8", "too-large", "yaml", "tag", "several-documents"),
    *("empty-file", "key-is-a-list", "bad-id-answer", "too-deep", "missing-key-review"),
}
READABLE = [
    path
    for path in sorted((TESTS / "invalid").glob("*.yaml"))
    if not {path.stem, path.stem.split("-")[0]} & BEYOND
]
assert READABLE


class Editor(yaml.SafeLoader):
    """A loader for YAML 1.2, as in editors: only true, false and null are special words."""


Editor.yaml_implicit_resolvers = {
    key: [(tag, pattern) for tag, pattern in resolvers if "bool" not in tag and "time" not in tag]
    for key, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for first in "tf":
    resolver = ("tag:yaml.org,2002:bool", re.compile("true|false"))
    Editor.yaml_implicit_resolvers.setdefault(first, []).append(resolver)


def read(path: Path) -> Any:
    return yaml.load(path.read_bytes(), Loader=Editor)  # noqa: S506


def test_the_file_is_what_the_command_prints(snapshot) -> None:
    """`pytest --update` rewrites rules.schema.json."""
    snapshot("../../rules.schema.json", run("schema").out)
    Draft7Validator.check_schema(SCHEMA)


def test_the_rules_file_names_it() -> None:
    first = SHIPPED.read_text(encoding="utf-8").split("\n")[0]
    assert first == "# yaml-language-server: $schema=rules.schema.json"


@pytest.mark.thorough
@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_an_editor_finds_nothing_in_a_valid_file(path: Path) -> None:
    assert not list(EDITOR.iter_errors(read(path)))


@pytest.mark.thorough
@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.stem)
def test_an_editor_finds_what_is_wrong_with_the_structure(path: Path) -> None:
    found = {problem.code for problem in check(path.read_bytes()).problems}
    assert bool(list(EDITOR.iter_errors(read(path)))) == bool(found & STRUCTURE)


def test_everything_in_it_is_described() -> None:
    """Editors show a description of each key, which comes from the model."""
    for thing in (SCHEMA, *SCHEMA["definitions"].values()):
        assert thing["description"]
        assert all(value["description"] for value in thing["properties"].values())
