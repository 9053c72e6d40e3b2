"""The documentation: its example runs, and its tables, counts and paths match the project."""

import re
import time
from pathlib import Path

import pytest
import yaml
from conftest import OTHER, ROOT, SHIPPED, check, run
from test_layers import LAYERS

from explainer.rules import model

LAYERS_UP = [{name.rpartition(".")[2] for name in layer} for layer in reversed(LAYERS)]
PAGE = ROOT / "docs" / "rules-file.md"
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
EXAMPLE = "".join(block for block in BLOCKS if not block.startswith("repos:"))
MARK = re.compile(r"(<!-- fields: (\w+) -->\n)((?:\|.*\n)*)")


def table(name: str) -> str:
    """Return a Markdown table of the fields of a class in the model."""
    lines = ["| key | | what it is |", "|---|---|---|"]
    for key, field in model.fields(getattr(model, name)).items():
        needed = "needed" if field.required else ""
        lines.append(f"| `{key}` | {needed} | {field.about} |")
    return "\n".join(lines) + "\n"


@pytest.mark.slow
def test_the_example_is_a_whole_and_sound_file(tmp_path: Path) -> None:
    found = check(EXAMPLE.encode())
    assert not found.problems, list(map(str, found.problems))
    path = tmp_path / "my-rules.yaml"
    path.write_text(EXAMPLE, encoding="utf-8")
    assert "Patch" in run("show", "rubber", "patch", "--rules", path).out


@pytest.mark.slow
def test_the_question_added_in_the_example_is_sound() -> None:
    """The pull request in docs/study.md, added to the shipped file, has no problem."""
    page = (ROOT / "docs" / "study.md").read_text(encoding="utf-8")
    text = SHIPPED.read_text(encoding="utf-8")
    added = "".join(re.findall(r"```yaml\n(.*?)```", page, re.DOTALL))
    parts = re.findall(r"^(\w+:)\n((?:  .*\n|\n)+)", added, re.MULTILINE)
    assert [key for key, _ in parts] == ["statements:", "items:", "clozes:"]
    for key, below in parts:
        text = text.replace(f"\n{key}\n", f"\n{key}\n{below}", 1)
    assert "seal-lost" in text
    assert not check(text.encode()).problems


def test_the_example_uses_every_key() -> None:
    """The example uses every field, except those of a review, some of help, and translations."""
    unused = {
        "Review": {"by", "on", "again_after"},
        "Notices": {"first", "safety_net"},  # for files without 'help'
        "Help": {"soon", "injury"},
        "RuleSet": {"translations"},  # their texts are in other files
        "Translation": {"readers", "pending", "by", "on", "limits"},
        "Ease": {"huerta", "szigriszt"},
    }
    for name, kind in vars(model).items():
        ours = getattr(kind, "__module__", "") == model.__name__ and hasattr(kind, "_fields")
        if ours and isinstance(kind, type) and name != "Field":
            for key in model.fields(kind).keys() - unused.get(name, set()):
                assert re.search(rf"\b{key}:", EXAMPLE), (name, key)


def test_the_tables_are_the_models(snapshot) -> None:
    """`pytest --update` rewrites the tables."""
    page = PAGE.read_text(encoding="utf-8")
    assert len(MARK.findall(page)) == 24
    snapshot("../../docs/rules-file.md", MARK.sub(lambda m: m[1] + table(m[2]), page))


def test_the_scores_of_the_standards_are_those_of_their_tables() -> None:
    """Each rater's score is the share of the items that apply and that this rater calls met."""
    page = (ROOT / "docs" / "standards.md").read_text(encoding="utf-8")
    scores = [
        line.split("|")[2:5] for line in page.splitlines() if re.match(r"\| (PEMAT-P,|CDC)", line)
    ]
    tables = {
        name: page.partition(f"\n## {name}")[2].partition("\n## ")[0] for name in ("PEMAT", "CDC")
    }
    found = {
        name: {
            int(cells[1]): cells[3:6]
            for line in text.splitlines()
            if re.match(r"\| \d", line)
            for cells in [line.split("|")]
        }
        for name, text in tables.items()
    }
    assert found["PEMAT"].keys() == {*range(1, 27)} - {13, 14}
    assert found["CDC"].keys() == {*range(1, 21)}
    parts = (("PEMAT", range(1, 20)), ("PEMAT", range(20, 27)), ("CDC", range(1, 21)))
    for given, (name, items) in zip(scores, parts, strict=True):
        for number, (shown, raters) in enumerate(zip(given, ("CD", "AB", "AB"), strict=True)):
            cells = [found[name][item][number] for item in items if item in found[name]]
            applying = [cell for cell in cells if "does not apply" not in cell]
            met = [
                sum(cell.strip() == "met" or f"{rater} met" in cell for cell in applying)
                for rater in raters
            ]
            due = [f"{round(100 * count / len(applying))}" for count in met]
            assert [text.strip(" *") for text in shown.split(",")] == due, (name, number)


@pytest.mark.slow
def test_the_hook_for_authors_runs(tmp_path: Path) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["types"] == ["yaml"]
    command, *words = hook["entry"].split()
    assert command == "explainer"
    ours, other = tmp_path / "guide.yaml", tmp_path / "settings.yaml"
    ours.write_bytes(OTHER.read_bytes().replace(b"language: en", b"language: English"))
    other.write_text("questions: none\n", encoding="utf-8")
    found = run(*words, ROOT / "rules.yaml", other, ours, tmp_path / "my-rules.yaml")
    assert found.code == 1
    assert f"{ours}:" in found.out
    assert "bad-language" in found.out
    assert "my-rules.yaml:1:1: error: The file cannot be read" in found.out
    said = " ".join(found.err.split())
    assert said == f"Not checked: '{other}' does not look like a rules file."
    assert run(*words, other).code == 0
    other.write_text("- -\n" * 20_000, encoding="utf-8")  # must not take longer than to read it
    start = time.perf_counter()
    assert run(*words, other).code == 0
    assert time.perf_counter() - start < 5


PACKAGES = sorted(path.parent.name for path in (ROOT / "explainer").glob("*/__init__.py"))


def test_the_tour_leads_through_every_package() -> None:
    """The README's tour links to each package, from the lowest layer to the highest."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    tour = readme.partition("## How it works")[2].partition("\n## ")[0]
    rooms = re.findall(r"\]\(explainer/(\w+)/\)", tour)
    assert set(rooms) == {*PACKAGES, "templates"}
    named = [layer for layer in LAYERS_UP if layer & set(rooms)]
    found = [name for layer in named for name in sorted(layer & set(rooms))]
    without = [name for name in rooms if name not in ("drawing", "messages", "templates")]
    assert without == [name for name in found if name in without]


def test_the_map_names_real_files_in_every_package() -> None:
    """Every path in CONTRIBUTING exists, and the map names something to change in each package."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    paths = set(re.findall(r"`((?:explainer|tests|docs|benchmarks)/[\w./-]*)`", text))
    assert len(paths) > 25
    for path in paths:
        assert (ROOT / path).exists(), path
    where = text.partition("## To change X")[2].partition("\n## ")[0]
    to_change = {path.split("/")[1] for path in re.findall(r"`(explainer/\w+/[\w.]*)`", where)}
    assert to_change == {*PACKAGES, "templates"} - {"drawing"}


def test_the_menu_names_what_is_there() -> None:
    menu = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert {"test", "lint", "fuzz", "bench"} <= set(re.findall(r"^(\w+):", menu, re.MULTILINE))
    for path in re.findall(r"(?:tests|benchmarks)/[\w.]+", menu):
        assert (ROOT / path).exists(), path
