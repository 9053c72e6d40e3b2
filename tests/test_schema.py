"""The schema agrees with `load`, as far as a schema can."""

import json
import re
from collections.abc import Iterator
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
    *("no-rules-file", "bad-language", "misplaced", "split-text", "same-answer"),
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
    is_structural = bool(found & STRUCTURE) or path.stem == "otherwise-with-when"
    assert bool(list(EDITOR.iter_errors(read(path)))) == is_structural


def schemas(thing: Any) -> Iterator[dict[str, Any]]:
    """Yield every schema in the file."""
    if isinstance(thing, dict):
        yield thing
    for below in thing.values() if isinstance(thing, dict) else thing:
        if isinstance(below, dict | list):
            yield from schemas(below)


def test_only_a_flag_is_offered_true_and_false() -> None:
    """An editor offers them wherever a boolean is allowed, so no text may be one."""
    types = [
        thing["type"] for thing in schemas(SCHEMA) if isinstance(thing.get("type"), str | list)
    ]
    assert ["string", "number"] in types
    assert {"boolean"} == {kind for kind in map(str, types) if "bool" in kind}
    assert types.count("boolean") == 5  # reading, link, required, handout, otherwise


def test_a_text_may_look_like_a_number_or_an_answer() -> None:
    text = (TESTS / "valid" / "smallest.yaml").read_text(encoding="utf-8")
    for value in ("7", "1.5", "yes", "no", "on", "2026-11-23"):
        changed = text.replace("expert: the baker", f"expert: {value}")
        assert not list(EDITOR.iter_errors(yaml.load(changed, Loader=Editor)))  # noqa: S506
        assert not check(changed.encode()).problems


def test_a_level_is_offered_as_a_number_and_may_be_quoted() -> None:
    level = Draft7Validator(SCHEMA["definitions"]["Item"]["properties"]["level"])
    assert [value for value in (0, 1, 2, 3, 4, "1", "3", "4", "12") if level.is_valid(value)] == [
        *(1, 2, 3, "1", "3"),
    ]


def test_a_reference_stands_by_itself() -> None:
    """Inside 'allOf', an editor would complete 'notices' without a colon and the keys below it."""
    assert not [thing for thing in schemas(SCHEMA) if "allOf" in thing]
    assert sum("$ref" in thing for thing in schemas(SCHEMA)) > 20


def test_everything_in_it_is_described() -> None:
    """Editors show a description of each key, which comes from the model."""
    for thing in (SCHEMA, *SCHEMA["definitions"].values()):
        assert thing["description"]
        assert all(value["description"] for value in thing["properties"].values())
