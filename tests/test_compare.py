"""The comparison is one page: a few questions, the same for every procedure, side by side."""

from itertools import combinations
from pathlib import Path

import pytest
from conftest import GUIDES, SHIPPED, open_guide, run

from explainer.cli.guide import composer_for
from explainer.documents.document import Grid
from explainer.documents.sections import FEWEST, MOST, MOST_ROWS
from explainer.render import terminal, text
from explainer.text import unaccented

LINES = 60  # at 80 columns


@pytest.mark.thorough
@pytest.mark.parametrize("path", GUIDES.values(), ids=GUIDES)
def test_any_two_to_four_fit_one_page(path: Path) -> None:
    guide = open_guide(path)
    procedures = list(guide.rules.procedures.values())
    for audience in guide.rules.audiences:
        composer = guide.composer(audience)
        for size in range(FEWEST, min(MOST, len(procedures)) + 1):
            for chosen in combinations(procedures, size):
                document = composer.compare(chosen)
                (grid,) = document.tables[0].blocks
                assert isinstance(grid, Grid)
                assert len(grid.rows) <= MOST_ROWS == 9
                assert grid.columns[1:] == tuple(procedure.name for procedure in chosen)
                assert all(cell for row in grid.rows for cell in row.cells)
                for render in (text.render, terminal.render_text):
                    lines = render(document, 80, brief=True).splitlines()
                    assert len(lines) <= LINES, (audience, grid.columns, len(lines))
                    assert max(map(len, lines)) <= 80


def test_students_get_a_few_questions_then_criteria_and_figures() -> None:
    guide = open_guide(SHIPPED)
    chosen = [guide.rules.procedures[name] for name in guide.rules.compare]
    heads = {}
    for audience in guide.rules.audiences:
        (grid,) = guide.composer(audience).compare(chosen).tables[0].blocks
        assert isinstance(grid, Grid)
        heads[audience] = [row.head for row in grid.rows]
    first, *_ = heads.values()
    own = [guide.rules.sections[name].heading for name in ("criteria", "figures")]
    assert heads["student"] == [*first[:3], *own]
    assert len(first) == 7


def test_each_choice_has_good_points_and_drawbacks_and_says_how_it_turns_out() -> None:
    rules = open_guide(SHIPPED).rules
    assert len(rules.compare) == 4
    for procedure in rules.procedures.values():
        assert {"good", "bad", "works"} <= procedure.grid.keys(), procedure.id


def test_the_decision_comes_first_and_the_rest_on_request() -> None:
    short, full = (run("compare", *more).out for more in ([], ["--all"]))
    assert short.index("The decision:") < short.index("What is it?")
    assert "do not show which choice is better" in " ".join(short.split())
    assert "To be checked again by" in " ".join(short.split())
    assert len(full.splitlines()) > 3 * LINES
    assert "What can we do before the visit?" in full


def test_a_file_is_as_full_as_its_format_however_that_was_chosen(tmp_path: Path) -> None:
    for words, suffix, format in (
        (["compare"], "json", "json"),
        (["compare"], "md", "markdown"),
        (["help"], "html", "html"),
        (["help"], "json", "json"),
    ):
        path = tmp_path / f"{words[0]}.{suffix}"
        assert run(*words, "-o", path).code == 0
        assert path.read_text(encoding="utf-8") == run(*words, "--format", format).out


def test_accents_may_be_left_out() -> None:
    one, other, *_ = composer_for(None, None, "es").rules.procedures.values()
    assert not (one.name + other.name).isascii()
    shown = run("compare", one.name, other.name, "--lang", "es")
    assert shown.code == 0
    for words in ([one.name, other.name], [one.name.upper(), "y", other.name]):
        typed = [unaccented(word) for word in words]
        assert run("compare", *typed, "--lang", "es") == shown
    first, second, *_ = open_guide(SHIPPED).rules.procedures
    accented = [name.replace("u", "ú", 1) for name in (first, second)]
    assert run("compare", *accented) == run("compare", first, second)
