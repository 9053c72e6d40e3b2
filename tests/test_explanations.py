"""`explainer check --explain`: each code has a text, a failing file and a passing file."""

import re

import pytest
from conftest import ROOT, TESTS, check, run

from explainer.checks.explanations import Explanation, explanations
from explainer.render.explanations import render

TEXT = (ROOT / "explainer" / "checks" / "explanations.toml").read_text(encoding="utf-8")
CODES = explanations(TEXT)
OF_TRANSLATIONS = {  # they need a PO file beside the rules file
    *("broken-po", "not-compiled", "other-guide", "other-lines", "other-numbers"),
    *("other-placeholders", "other-word", "stale", "untranslated"),
}
NO_FILE = {
    "guessable",
    *("not-utf-8", "table-too-large", "too-large", "too-many-places", "unreadable"),
    *OF_TRANSLATIONS,
}
ALONGSIDE = {"unnamed-answer": {"overlap"}}  # it always comes with an overlap
assert CODES


@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
def test_the_file_that_fails_does_and_the_file_that_passes_does(code: Explanation) -> None:
    assert code.short.endswith(".")
    assert code.means.endswith(".")
    if code.code in NO_FILE:
        assert not code.wrong
        return
    found = {p.code for p in check((code.rest + code.wrong).encode()).problems}
    assert found - ALONGSIDE.get(code.code, set()) == {code.code}
    assert not check((code.rest + code.right).encode()).problems


def test_every_code_has_a_text_and_a_file() -> None:
    """The codes in the invalid files and PO files, plus 'unreadable', are exactly the explained."""
    marks = [
        code
        for path in (TESTS / "invalid").glob("*.yaml")
        for mark in re.findall(r"# E: (.+)", path.read_text(errors="replace"))
        for code in mark.split()
    ]
    assert set(marks) | of_translations() | {"unreadable"} == set(CODES)


def of_translations() -> set[str]:
    """Return the codes in the tests of PO files."""
    files = (TESTS / "translations.yaml", TESTS / "test_translate.py")
    told = " ".join(file.read_text(encoding="utf-8") for file in files)
    return {code for code in OF_TRANSLATIONS if f"[{code}]" in told or f'"{code}"' in told}


def test_the_page_of_problems_is_what_the_command_tells(snapshot) -> None:
    """`pytest --update` rewrites docs/problems.md."""
    head = (
        "# Problems\n\nThe problems that `explainer check` can report. `explainer check --explain "
        "CODE` explains one of them.\nEach example replaces the matching keys of this file, "
        "which passes the check:\n\n"
    )
    smallest = re.search(r"smallest = '''\n(.*?)'''", TEXT, re.DOTALL)
    assert smallest
    file = "".join(f"    {line}\n" for line in smallest[1].splitlines())
    snapshot("../../docs/problems.md", f"{head}{file}\n{render(CODES.values())}")


@pytest.mark.slow
def test_one_code_comes_with_the_rest_of_its_file() -> None:
    told = run("check", "--explain", "gap")
    assert told.code == 0
    wrong, right, rest = (
        re.search(rf"{heading}.*:\n\n((?: {{4}}.*\n)+)", told.out)[1].replace("\n    ", "\n")[4:]
        for heading in ("This fails", "This passes", "The rest")
    )
    assert {p.code for p in check((rest + wrong).encode()).problems} == {"gap"}
    assert not check((rest + right).encode()).problems


def test_all_codes_and_unknown_ones() -> None:
    assert run("check", "--explain", "all").out.count("\n## ") == len(CODES) - 1
    wrong = run("check", "--explain", "unusd")
    assert wrong.code == 2
    assert "Did you mean 'unused'?" in wrong.err
    assert run("check", "--explain", "gap", "--format", "json").code == 2
