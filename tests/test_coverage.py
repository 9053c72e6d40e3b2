"""What examples reach, and what the level for all other cases takes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import OTHER, run

Write = Callable[..., Path]


def test_levels_that_no_example_reaches_are_named_on_request() -> None:
    """An example with several possible levels reaches none of them."""
    line = "The examples reach 1 of 4 levels. No example leads to: cut, slit, at-valve.\n"
    assert run("check", OTHER, "--coverage").out.endswith(line)
    assert "The examples reach" not in run("check", OTHER).out
    told = json.loads(run("check", OTHER, "--format", "json").out)
    assert told["unreached"] == {str(OTHER): ["cut", "slit", "at-valve"]}


@pytest.mark.thorough
def test_the_examples_of_the_shipped_file_reach_everything() -> None:
    assert run("check", "--coverage").out.endswith("The examples reach 6 of 6 levels.\n")


def test_coverage_without_a_sound_file_and_with_a_code(changed: Write) -> None:
    broken = changed(("hole: slit}", "hole: pin}"))
    assert "The examples reach" not in run("check", broken, "--coverage").out
    assert run("check", "--explain", "gap", "--coverage").code == 2


def test_swapped_procedures_do_not_pass(changed: Write) -> None:
    swapped = changed(
        ("procedure: patch\n", "procedure: new\n"),
        ("procedure: new-tube\n", "procedure: patch\n"),
        ("procedure: new\n", "procedure: new-tube\n"),
    )
    result = run("check", swapped)
    assert result.code == 1
    assert "these answers lead to the procedure new-tube, not to patch." in result.out


def test_what_otherwise_takes_is_told_in_short(changed: Write) -> None:
    others = changed(("when: {tyre: no, hole: valve}", "otherwise: true"))
    line = "'at-valve' takes what no other level covers, 1 of 6 combinations: "
    assert f"{line}{{tyre: no, hole: valve}}.\n" in run("check", others).out
    told = json.loads(run("check", others, "--format", "json").out)
    assert (told["proof"]["rows"], told["proof"]["otherwise"]) == (4, 1)
    shown = run("show", "at-valve", "--all", "--format", "text", "--rules", others).out
    assert "All answers that no other case covers." in shown
    assert "0 of 6 combinations have another result." in run("diff", OTHER, others).out
    found = json.loads(run("paths", "--rules", others, "--format", "json").out)["paths"]
    last = {"answers": {"tyre": "no", "hole": "valve"}, "level": "at-valve"}
    assert found[-1] == {**last, "procedure": "new-tube"}


def test_a_list_of_answers_is_shown_as_alternatives(changed: Write) -> None:
    two = changed(("hole: slit}", "hole: [slit, valve]}"), ("slit, at-valve]", "slit]"))
    lines = two.read_text(encoding="utf-8").splitlines(keepends=True)
    start = lines.index("  at-valve:\n")
    end = lines.index("sections:\n")
    two.write_text("".join([*lines[:start], *lines[end:]]), encoding="utf-8")
    assert "complete: yes, unique: yes" in run("check", two).out
    shown = run("paths", "--rules", two, "--format", "markdown").out
    assert 'What does the hole in the tube look like? "A slit" or "It is at the valve".' in shown
    found = json.loads(run("paths", "--rules", two, "--format", "json").out)["paths"]
    assert found[-1]["answers"] == {"tyre": "no", "hole": ["slit", "valve"]}
    assert "hole=valve" in run("diff", OTHER, two).out


def test_a_level_adds_to_the_sections_of_its_procedure(changed: Write) -> None:
    """The level's own statements come after those of the procedure, each once."""
    added = changed(("sections: {short: [tube-reading]}", "adds: {short: [tube-reading]}"))
    card = run("show", "at-valve", "--format", "text", "--rules", added).out
    assert "A slit calls for a new inner tube. The leaflet names no fix for the" in card
    only = run("show", "at-valve", "--format", "text", "--rules", OTHER).out
    assert "A slit calls for" not in only


def test_an_addition_is_on_a_composed_card_whatever_its_section(changed: Write) -> None:
    added = changed(
        ("    basis: [patch-when]", "    adds: {time: [tube-swap]}\n    basis: [patch-when]")
    )
    card = run("show", "pinhole", "--format", "text", "--rules", added).out
    assert "Time: It takes about as long as a coffee. Swap the tube." in " ".join(card.split())


def test_the_order_of_listed_answers_makes_no_difference(tmp_path: Path) -> None:
    text = OTHER.read_text(encoding="utf-8").replace(
        "leads: [pinhole, slit, at", "leads: [slit, at"
    )
    start, end = text.index("  pinhole:\n    name"), text.index("  slit:\n    name")
    files = [tmp_path / "one.yaml", tmp_path / "two.yaml"]
    for file, answers in zip(files, ("[slit, pin]", "[pin, slit]"), strict=True):
        merged = (text[:start] + text[end:]).replace("hole: slit}", f"hole: {answers}}}")
        file.write_text(merged.replace("leads: [pinhole], procedures: [patch]", "leads: [slit]"))
    one, two = (json.loads(run("paths", "--rules", f, "--format", "json").out) for f in files)
    assert one["paths"] == two["paths"]
    assert one["paths"][1]["answers"] == {"tyre": "no", "hole": ["pin", "slit"]}
    told = run("diff", *files)
    assert (told.code, told.out.startswith("No differences")) == (0, True)
