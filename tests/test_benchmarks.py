"""The benchmarks judge their measurements correctly, and the performance page matches them."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from conftest import ROOT

from explainer.decision.proof import prove
from explainer.decision.tabulation import tabulate

with mock.patch.object(sys, "path", [str(ROOT), *sys.path]):
    from benchmarks import __main__ as bench
    from benchmarks import decisions, files, imports, proof, result, startup

PAGE = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
TABLES = dict(re.findall(r"<!-- (\w+) -->\n((?:\|.*\n)*)", PAGE))


def test_a_goal_holds_up_to_its_limit() -> None:
    assert result.Goal("as long", 2.3, 2.3).met
    assert not result.Goal("as long", 2.31, 2.3).met
    assert result.Goal("as many", 100, 100, at_least=True).met
    assert not result.Goal("as many", 99.9, 100, at_least=True).met


@pytest.mark.parametrize(
    ("values", "told"), [([1, 9, 9, 9], 1), ([9, 1, 9, 9], 1), ([9, 9, 8, 1], 8)]
)
def test_it_measures_on_for_a_while_where_a_goal_does_not_hold(
    values: list[float], told: float
) -> None:
    """Measure at most three times. The last result covers all runs and counts either way."""

    def results() -> Iterator[result.Result]:
        for value in values:
            yield result.Result("x", (), (), (result.Goal("x", value, 2),))

    assert result.settled(results()).goals[0].value == told


def test_a_ratio_is_the_same_on_a_machine_that_slows_down() -> None:
    """In the second round, the machine becomes half as fast between the two runs."""
    assert result.ratio([1.1, 2.2, 2.2], [1, 1, 2]) == pytest.approx(1.1)


def test_start_up_is_judged_by_its_slowest_and_its_largest() -> None:
    """Times are in ms, memory in MB. Goals limit ratios; --help is compared with --help."""
    times = {
        startup.BARE: (10, 5),
        startup.TYPER: (100, 30),
        startup.TYPER_HELP: (50, 20),
        startup.COPIER: (400, 60),
        startup.IN_ENGLISH: (60, 24),
        startup.IN_SPANISH: (66, 25),
        "ask, as HTML": (120, 27),
        "find": (90, 25),
        "show": (300, 33),
        "--help": (55, 20),
    }
    runs = {
        name: [startup.Run(ms * factor / 1000, mb * 1e6) for factor in (1, 1, 9)]
        for name, (ms, mb) in times.items()
    }
    found = startup.beside(runs, list(times)[4:])
    assert [round(goal.value, 3) for goal in found.goals] == [1.2, 1.1, 0.9, 1.1, 1.1]
    assert [goal.limit for goal in found.goals] == [1.15, 1.10, 0.80, 1.10, 1.15]
    assert not any(goal.at_least for goal in found.goals)
    rows = {name.strip("*"): cells for name, *cells in found.rows}
    assert rows["ask, as text"] == ["0.60", "6.00", "0.15", "0.80", "60", "24.0"]
    assert rows[startup.BARE] == ["0.10", "1.00", "0.02", "", "10", ""]


def test_the_proof_is_judged_by_its_steepest_step() -> None:
    timed = {
        f"{name} {size}": [factor * size**2 / 1e6] * 3
        for size in proof.SIZES
        for name, factor in (
            ("load", 10),
            ("proof", 1),
            ("removed", 2),
            ("doubled", 3),
            ("rest", 4),
        )
    }
    timed["proof 800"] = [timed["proof 800"][0] * 1.5] * 3
    found = proof.scaled(dict(zip(proof.SIZES, proof.SIZES, strict=True)), timed)
    assert [round(goal.value, 3) for goal in found.goals] == [6.0, 0.15]
    assert [goal.limit for goal in found.goals] == [2.3, 1.0]
    assert found.rows[1] == ("200", "400.0", "40.0", "80.0", "120.0", "160.0", "10.0%", "4.00")


def test_what_a_library_brings_counts_as_its_own() -> None:
    told = """\
import time: self [us] | cumulative | imported package
import time:      1000 |       1000 | site
import time:      2000 |       2000 |       re
import time:      3000 |       5000 |     yaml.reader
import time:      4000 |       9000 |   yaml
import time:       500 |        500 |   json
import time:      5000 |      14500 | explainer.rules.parser
import time:        70 |         70 | zlib
what a program says
"""
    found = imports.costs(told)
    assert found == {"Python itself": 1.07, "yaml": 9.0, "explainer": 5.5}


@pytest.mark.parametrize(
    ("value", "code", "said"), [(1, 0, "All goals were met."), (3, 1, "Missed goals: a thing.")]
)
def test_the_exit_code_and_the_page_tell_what_does_not_hold(
    value: float,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A\n<!-- x -->\n| old |\n\nmore\n<!-- goals -->\n", encoding="utf-8")
    monkeypatch.setattr(bench, "PAGE", page)
    measured = result.Result("x", ("a",), (("1",),), (result.Goal("a thing", value, 2),))
    assert bench.judged([measured]) == code
    assert said in capsys.readouterr().out
    held = "**no**" if code else "yes"
    assert page.read_text(encoding="utf-8") == (
        "# A\n<!-- x -->\n| a |\n| --- |\n| 1 |\n\nmore\n<!-- goals -->\n"
        "| goal | limit | measured | met |\n| --- | --: | --: | --: |\n"
        f"| a thing | at most 2.00 x | {value}.000 x | {held} |\n"
    )


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
        assert found.levels >= min(count, 4 ** len(questions))


def test_a_wrong_proof_stops_the_benchmark() -> None:
    cases = proof.cases(files.table_file(files.cells(20)))
    for case in cases.values():
        proof.proven(case)
    with pytest.raises(SystemExit, match="wrong proof"):
        proof.proven(cases["removed"]._replace(holds=cases["proof"].holds))
    with pytest.raises(SystemExit, match="does not match exactly one row"):
        proof._enumerated(cases["doubled"].levels, files.QUESTIONS[:3])


def test_the_two_engines_are_asked_the_same() -> None:
    rules = files.loaded(decisions.SHIPPED.read_bytes())
    first, *others = (decide() for decide in decisions.ways(rules).values())
    assert all(other == first for other in others)
    assert len(others) == 2
    assert set(first) == rules.levels.keys()


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
