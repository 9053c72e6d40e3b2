"""The benchmarks judge by what they measured, and the page about speed says no more."""

import re
import sys
from collections.abc import Iterator
from unittest import mock

import pytest
from conftest import ROOT

from explainer.proof import prove
from explainer.table import tabulate

with mock.patch.object(sys, "path", [str(ROOT), *sys.path]):
    from benchmarks import decisions, files, proof, result

PAGE = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
TABLES = dict(re.findall(r"<!-- (\w+) -->\n((?:\|.*\n)*)", PAGE))


def test_a_goal_holds_up_to_its_limit() -> None:
    assert result.Goal("as long", 2.3, 2.3).held
    assert not result.Goal("as long", 2.31, 2.3).held
    assert result.Goal("as many", 100, 100, at_least=True).held
    assert not result.Goal("as many", 99.9, 100, at_least=True).held


@pytest.mark.parametrize(
    ("values", "told"), [([1, 9, 9, 9], 1), ([9, 1, 9, 9], 1), ([9, 9, 8, 1], 8)]
)
def test_it_measures_on_for_a_while_where_a_goal_does_not_hold(
    values: list[float], told: float
) -> None:
    """At most three times; the last word is that of all runs, however it is."""

    def results() -> Iterator[result.Result]:
        for value in values:
            yield result.Result("x", (), (), (result.Goal("x", value, 2),))

    assert result.settled(results()).goals[0].value == told


def test_tables_stand_in_columns() -> None:
    heads, rows = ("rows", "ms"), [("100", "1.5"), ("1,600", "27.0")]
    assert result.text(heads, rows) == "rows     ms\n100     1.5\n1,600  27.0\n"
    assert result.markdown(heads, rows) == (
        "| rows | ms |\n| --- | --: |\n| 100 | 1.5 |\n| 1,600 | 27.0 |\n"
    )


@pytest.mark.parametrize("count", [40, 200])
def test_random_tables_are_sound_whatever_their_questions(count: int) -> None:
    for questions in (files.QUESTIONS[:3], files.QUESTIONS):
        rules = files.loaded(files.table_file(files.cells(count, questions), questions))
        found = prove(tabulate(rules.questions, rules.levels))
        assert found.complete
        assert found.unique
        assert found.questions == len(questions)
        assert found.rows >= min(count, 4 ** len(questions))


def test_a_wrong_proof_stops_the_benchmark() -> None:
    cases = proof.cases(files.table_file(files.cells(20)))
    for case in cases.values():
        proof.proven(case)
    with pytest.raises(SystemExit, match="wrong proof"):
        proof.proven(cases["removed"]._replace(holds=cases["proof"].holds))
    with pytest.raises(SystemExit, match="no row, or two"):
        proof._enumerated(cases["doubled"].levels, files.QUESTIONS[:3])


def test_the_two_engines_are_asked_the_same() -> None:
    for field in decisions.fields():
        few = field._replace(cases=field.cases[:20])
        first, *others = (decide() for decide in decisions.ways(few).values())
        assert all(other == first for other in others)
        assert len(others) == 3
        assert set(first) <= field.rules.levels.keys()


def test_a_guide_may_have_any_even_number_of_levels() -> None:
    for count in (2, 30):
        assert len(files.loaded(files.guide_file(count)).levels) == count


def test_the_page_has_each_table_and_every_goal_holds_in_it() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "benchmarks").glob("*.py"))
    assert TABLES.keys() == set(re.findall(r'Result\(\s*"(\w+)"', code))
    assert all(table.count("\n") > 2 for table in TABLES.values())
    goals = [line.split(" | ") for line in TABLES["goals"].splitlines()[2:]]
    assert len(goals) == code.count('Goal("')
    assert {held.strip(" |") for *_, held in goals} == {"yes"}
