"""`explainer check`: every problem, the proof, and the formats that programs read."""

import json
from pathlib import Path

from conftest import OTHER, SHIPPED, TESTS, run

SEVERAL = TESTS / "invalid" / "several-at-once.yaml"
UNUSED = TESTS / "invalid" / "unused.yaml"


def test_a_sound_file_ends_with_its_proof() -> None:
    result = run("check", OTHER)
    assert result.code == 0
    assert result.out == (
        f"{OTHER}: 2 questions, 4 levels, 6 combinations, 6 nodes; complete: yes, unique: yes\n"
    )


def test_the_shipped_file_has_no_problem() -> None:
    result = run("check")
    assert result.code == 0
    assert result.out.startswith(f"{SHIPPED}: 5 questions, 6 levels, 32 combinations, ")
    assert result.out.endswith("complete: yes, unique: yes\n")
    assert result.out == run("check", "--rules", SHIPPED).out


def test_all_files_are_checked_once_and_the_worst_counts(tmp_path: Path) -> None:
    missing = tmp_path / "missing.yaml"
    result = run("check", OTHER, SEVERAL, missing, tmp_path, OTHER)
    assert result.code == 1
    assert result.out.count("6 combinations") == 1
    assert f"{SEVERAL}:5:6: error: " in result.out
    assert f"{missing}:1:1: error: The file cannot be read" in result.out
    assert f"{tmp_path}:1:1: error: The file cannot be read" in result.out
    assert "complete: no, unique: yes" in result.out
    assert not result.err


def test_json() -> None:
    result = run("check", UNUSED, "--format", "json")
    assert result.code == 1
    told = json.loads(result.out)
    assert {problem["code"] for problem in told["problems"]} == {"unused"}
    assert {problem["severity"] for problem in told["problems"]} == {"warning"}
    assert told["problems"][0].keys() == {
        *("file", "line", "column", "severity", "code", "message"),
    }
    assert told["proof"].keys() == {
        *("questions", "rows", "combinations", "nodes", "complete", "unique"),
    }
    assert told["proof"]["complete"] is True
    assert json.loads(run("check", SHIPPED, "--format", "json").out)["problems"] == []


def test_github() -> None:
    result = run("check", UNUSED, OTHER, "--format", "github")
    first = result.out.splitlines()[0]
    assert first.startswith(f"::warning file={UNUSED},line=18,col=3,title=unused::questions: ")
    assert result.out.count("::warning") == len(result.out.splitlines())


def test_an_unknown_format_is_told() -> None:
    result = run("check", OTHER, "--format", "githib")
    assert result.code == 2
    assert "Did you mean 'github'?" in result.err


def test_slips_do_not_keep_readers_from_the_guide() -> None:
    """A warning is for the author; only errors could mislead a reader."""
    assert run("show", "wait", "--rules", UNUSED).code == 0
