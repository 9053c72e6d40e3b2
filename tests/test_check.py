"""`explainer check`: every problem, the proof, and the formats that programs read."""

import json
from pathlib import Path

from conftest import OTHER, SHIPPED, TESTS, check, process, run

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
    assert result.out.count("\n") == 1
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
    assert "is given twice; it is looked at once." in " ".join(result.err.split())


def test_a_pipe_and_a_file_that_is_something_else(tmp_path: Path) -> None:
    """All are checked, each with a clear line."""
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear customers,\nwe are closed.\n")
    result = process("check", "-", letter, OTHER, stdin=UNUSED.read_bytes())
    told = result.stdout.decode()
    assert result.returncode == 1
    assert "<stdin>:18:3: warning: " in told
    assert f"{letter}:1:1: error: This is no rules file" in told
    assert f"{OTHER}: 2 questions" in told
    assert process("check", "-", stdin=OTHER.read_bytes()).returncode == 0
    empty = process("check", "-")
    assert empty.returncode == 1
    assert b"<stdin>:1:1: error: The file is empty." in empty.stdout


def test_a_note_is_no_failure() -> None:
    """A table with too many paths to show is sound all the same."""
    result = run("check", TESTS / "invalid" / "too-many-paths.yaml")
    assert result.code == 0
    assert "note: questions: asked in this order" in result.out
    github = run("check", TESTS / "invalid" / "too-many-paths.yaml", "--format", "github")
    assert github.out.startswith("::notice file=")


def test_a_day_passes() -> None:
    passed = TESTS / "invalid" / "review-passed.yaml"
    assert not check(passed.read_bytes(), today="2026-11-22").problems
    assert check(passed.read_bytes(), today="2026-11-23").problems
    assert run("check", passed).code == 1  # today is later than that


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
