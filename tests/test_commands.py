"""The commands as users type them. The cases are in data files, one per guide."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Any, get_type_hints

import pytest
import yaml
from conftest import GUIDES, OTHER, SHIPPED, Opened, data, open_guide, run

import explainer_cli
from explainer.documents.lookup import find
from explainer.documents.targets import names_of
from explainer.render.markdown import escape
from explainer.rules.model import Word

CASES = [
    pytest.param(GUIDES[guide], case, id=f"{guide}: {case['run']}")
    for guide in GUIDES
    for case in data(f"{guide}/cases.yaml")
]


@pytest.mark.parametrize(("path", "case"), CASES)
def test_case(path: Path, case: dict[str, Any]) -> None:
    """The exit code, stdout and stderr are what the case expects."""
    result = run(*case["run"].split(), EXPLAINER_RULES=str(path), COLUMNS="200")
    assert result.code == case.get("exit", 0), result.err
    out, err = " ".join(result.out.split()), " ".join(result.err.split())
    for text in case.get("out", []):
        assert text in out
    for text in case.get("not", []):
        assert text not in out
    for text in case.get("err", []):
        assert text in err
    if result.code == 2:
        assert not result.out


@pytest.mark.parametrize("format", ["terminal", "text"])
def test_outputs_at_80_columns(guide: Opened, format: str, snapshot: Any) -> None:
    """Cards, and one whole output of each kind, match snapshots that people can review."""
    outputs = whole_outputs(guide)
    others = {f"show-{name}" for name in guide.rules.procedures.keys() - {*guide.rules.compare}}
    for name, words in outputs.items():
        if name in others:
            continue
        result = run(*words, "--format", format, "--rules", guide.path, COLUMNS="80")
        assert result.code == 0, result.err
        snapshot(f"{guide.path.stem}/{name}.{format}.txt", result.out)
    for name in one_of_each_kind(outputs):
        whole = run(
            *outputs[name], "--all", "--format", format, "--rules", guide.path, COLUMNS="80"
        )
        assert whole.code == 0, whole.err
        snapshot(f"{guide.path.stem}/{name}.all.{format}.txt", whole.out)


@pytest.mark.thorough
@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("format", ["terminal", "text"])
def test_formats_fit_their_width(guide: Opened, format: str, width: int) -> None:
    """No line is too long, except for web addresses, and no text is missing."""
    for words in whole_outputs(guide).values():
        told = json.loads(run(*words, "--format", "json", "--rules", guide.path).out)
        given = (*words, "--format", format, "--rules", guide.path)
        brief, whole = (run(*given, *more, COLUMNS=str(width)).out for more in ([], ["--all"]))
        for line in (*brief.splitlines(), *whole.splitlines()):
            assert len(line) <= width or re.search("https?://", line), line
        on_card = list(lines_of_card(told))
        assert on_card
        check_words(brief, on_card)
        check_words(whole, [*on_card, *lines_of(told)])


def check_words(out: str, parts: Iterable[tuple[str, list[str]]]) -> None:
    """Check that an output has each word of the given headings and texts."""
    shown = Counter(re.findall(r"\w{2,}", out))
    for heading, lines in parts:
        said = " ".join([heading, *lines])
        assert not Counter(set(re.findall(r"\b\w{2,12}\b", said))) - shown, said


def lines_of_card(told: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield the label and texts of each passage of the card in JSON output."""
    yield told["title"], [told["notices"]["disclaimer"]]
    for passage in (*told["card"]["help"], *told["card"]["answer"]):
        yield passage["label"], [line["text"] for line in passage["lines"]]


def lines_of(told: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield the heading and texts of each section in JSON output, except the sources."""
    for section in told["sections"][:-1]:
        lines = []
        for block in section["blocks"]:
            lines += [line["text"] for line in block.get("lines", block.get("parts", ()))]
            for row in block.get("rows", ()):
                lines += [row["head"], *(line["text"] for cell in row["cells"] for line in cell)]
        yield section["heading"], lines


def one_of_each_kind(outputs: Iterable[str]) -> Iterable[str]:
    """Return the first name of each kind, such as "ask-small" for "ask"."""
    return {name.partition("-")[0]: name for name in reversed([*outputs])}.values()


@pytest.mark.parametrize("format", ["markdown", "json"])
def test_outputs_without_a_width(guide: Opened, format: str, snapshot: Any) -> None:
    """One whole output of each kind matches a snapshot that people can review."""
    suffix = {"markdown": "md", "json": "json"}[format]
    outputs = whole_outputs(guide)
    for name in one_of_each_kind(outputs):
        result = run(*outputs[name], "--format", format, "--rules", guide.path)
        assert result.code == 0, result.err
        snapshot(f"{guide.path.stem}/{name}.{suffix}", result.out)


def whole_outputs(guide: Opened) -> dict[str, list[str]]:
    """Return a command line for each kind of document, keyed by the name of its snapshot."""
    rules = guide.rules
    found = {"compare": ["compare"], "faq": ["faq"]}
    for name, example in rules.examples.items():
        pairs = [word for q, a in example.answers.items() for word in ("-a", f"{q}={a}")]
        kind = "ask" if len(example.leads) == 1 else "open"
        found[f"{kind}-{name}"] = ["ask", *pairs]
    found |= {f"show-{name}": ["show", name] for name in rules.procedures}
    word = next(name for name in rules.glossary if name not in rules.procedures)
    level = next(iter(rules.levels))
    return found | {"show-word": ["show", word], "show-level": ["show", level]}


@pytest.mark.thorough
def test_every_name_is_found_and_every_audience_served(guide: Opened) -> None:
    rules = guide.rules
    entries = [*rules.procedures.values(), *rules.levels.values(), *rules.glossary.values()]
    for entry in entries:
        names = (entry.name, entry.name.upper())
        assert all(find(name, entries) for name in names_of(entry))
        first = next(iter(rules.audiences))
        for name, audience in [*product([entry.id], rules.audiences), *product(names, [first])]:
            words = ("show", name, "--for", audience, "--rules", guide.path)
            told = json.loads(run(*words, "--format", "json").out)
            its = entry.says if isinstance(entry, Word) else ()  # a word may be for others alone
            assert told["audience"] == rules.reader_of(its, audience)
            assert told["notices"]["disclaimer"] == rules.notices.disclaimer


def test_statements_for_others_stay_out(guide: Opened) -> None:
    """Readers see only statements that are for everyone or for their audience."""
    rules = guide.rules
    limited = {s.text: s.audiences for s in rules.statements.values() if s.audiences}
    assert limited
    seen = set()
    for audience in rules.audiences:
        for name in rules.procedures:
            words = ("show", name, "--for", audience, "--format", "json", "--rules", guide.path)
            for statement in json.loads(run(*words).out)["statements"]:
                seen.add(statement["text"])
                assert audience in limited.get(statement["text"], (audience,))
    assert seen & limited.keys()


def test_examples_lead_where_they_say(guide: Opened) -> None:
    for example in guide.rules.examples.values():
        pairs = [word for q, a in example.answers.items() for word in ("-a", f"{q}={a}")]
        told = json.loads(run("ask", *pairs, "--format", "json", "--rules", guide.path).out)
        assert tuple(told["levels"]) == example.leads


def test_json_has_the_whole_contract(guide: Opened) -> None:
    example = next(iter(guide.rules.examples.values()))
    pairs = [word for q, a in example.answers.items() for word in ("-a", f"{q}={a}")]
    told = json.loads(run("ask", *pairs, "--format", "json", "--rules", guide.path).out)
    assert told.keys() >= {
        *("status", "levels", "procedures", "answers", "because", "would_change", "settle"),
        *("statements", "notices", "review"),
    }
    for statement in told["statements"]:
        assert statement.keys() >= {"text", "source", "place", "kind", "audiences"}
        assert statement["kind"] in ("guide", "reading", "beyond")
        assert statement["source"] in told["sources"]
    assert told["answers"] == dict(example.answers)


@pytest.mark.thorough
def test_one_changed_answer_leads_where_it_says(guide: Opened) -> None:
    """``would_change`` matches the result of asking again with that one answer changed."""
    for example in guide.rules.examples.values():
        pairs = [word for q, a in example.answers.items() for word in ("-a", f"{q}={a}")]
        told = json.loads(run("ask", *pairs, "--format", "json", "--rules", guide.path).out)
        for change in told["would_change"]:
            answers = dict.fromkeys(guide.rules.questions, "not-sure") | told["answers"]
            answers[change["question"]] = change["answer"]
            again = [word for q, a in answers.items() for word in ("-a", f"{q}={a}")]
            result = run("ask", *again, "--format", "json", "--rules", guide.path)
            assert json.loads(result.out)["levels"] == change["levels"]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("1. a", r"1\. a"),
        ("12) a", r"12\) a"),
        ("- a", r"\- a"),
        ("+ a", r"\+ a"),
        ("a - 1. b", "a - 1. b"),
    ],
)
def test_markdown_takes_no_text_for_a_list(text: str, escaped: str) -> None:
    assert escape(text) == escaped


COMMANDS = [
    command.name or command.callback.__name__ for command in explainer_cli.app.registered_commands
]


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_fits_and_ends_with_an_example_a_line(command: str, columns: int) -> None:
    """Help shows value names, not types. No line is too long, and no option is truncated."""
    result = run(*command.split(), "--help", COLUMNS=str(columns))
    assert result.code == 0
    lines = result.out.splitlines()
    assert max(map(len, lines)) <= columns
    examples = "".join(lines[lines.index("Examples:") + 1 :])
    assert examples.strip().startswith("explainer")
    assert not re.search(r"[<>|{}\u2500-\u257f]", result.out.partition("Examples:")[0])
    assert "--help" in result.out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ask --foo", "Unknown option: '--foo'. Did you mean '--for'? Allowed: --answer, "),
        ("faq -z", "Unknown option: '-z'. Allowed: --all, --for, --lang, "),
        ("ask --for", "--for needs a value after it. See: explainer ask --help"),
        ("--lang", "--lang needs a value after it. See: explainer --help"),
        ("faq --all=1", "--all takes no value."),
        ("quiz one two --seed 1", "'quiz' takes nothing more. This is left over: one two"),
        ("schema --rules x", "Unknown option: '--rules'. Allowed: --help."),
        ("--rules x schema", "'schema' does not take --rules."),
        ("--for parent ask", "Write --for after the command, not before it."),
    ],
)
def test_a_line_that_a_command_cannot_take_is_explained(line: str, said: str) -> None:
    result = run(*line.split())
    assert (result.code, result.out) == (2, "")
    assert " ".join(result.err.split()).startswith(f"explainer: {said}")


def test_help_has_three_groups_with_every_command_once() -> None:
    out = run("--help", COLUMNS="80").out
    parts = re.split(r"^(Read|Study|Write a guide|Options):$", out, flags=re.MULTILINE)
    assert parts[1::2] == ["Read", "Study", "Write a guide", "Options"]
    listed = re.findall(r"^  ([a-z]+)  ", "".join(parts[2:7:2]), re.MULTILINE)
    assert sorted(listed) == sorted(COMMANDS)


@pytest.mark.thorough
@pytest.mark.parametrize("command", COMMANDS)
def test_help_names_no_audience_of_a_guide_that_is_not_in_use(command: str) -> None:
    audiences = {name for path in (SHIPPED, OTHER) for name in open_guide(path).rules.audiences}
    assert len(audiences) > 4
    words = {*re.findall(r"[a-z]+", run(command, "--help").out)}
    assert not words & audiences


def test_a_broken_rules_file_stops_every_command(tmp_path: Path) -> None:
    """Every command reports all problems, with their positions, on stderr and prints no output."""
    bad = tmp_path / "bad.yaml"
    bad.write_bytes(OTHER.read_bytes().replace(b"purpose: [about]", b"purpose: [abuot]\nextra: 1"))
    for words in (["ask"], ["show", "x"], ["compare"], ["faq"]):
        result = run(*words, "--rules", bad)
        assert result.code == 1
        assert not result.out
        assert f"{bad}:8:11: error: " in result.err
        assert "Did you mean 'about'?" in result.err
        assert f"{bad}:9:1: error: " in result.err
        assert "2 errors in the rules file" in result.err


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_rules_file_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    result = run("faq", "--rules", f"{tmp_path}/{name}")
    assert result.code == 1
    assert ":1:1: error: The file cannot be read" in result.err
    assert "[unreadable]" in result.err


def test_another_language_falls_back_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_bytes(OTHER.read_bytes().replace(b"language: en", b"language: xx"))
    result = run("faq", "--rules", path)
    assert result.code == 0
    assert "'xx'" in result.err


@pytest.mark.parametrize(
    ("tag", "direction", "has_messages"),
    [
        ("en", "ltr", True),
        ("en-GB", "ltr", True),
        ("EN-us", "ltr", True),
        ("ar", "rtl", False),
        ("he-IL", "rtl", False),
        ("uz-Arab", "rtl", False),
        ("az", "ltr", False),
        ("ur-Latn", "ltr", False),
    ],
)
def test_a_language_is_a_tag(tmp_path: Path, tag: str, direction: str, has_messages: bool) -> None:
    """Its region makes no other language of it, and its script has a direction."""
    path = tmp_path / "rules.yaml"
    path.write_bytes(OTHER.read_bytes().replace(b"language: en", f"language: {tag}".encode()))
    for words in (["show", "patch", "--format", "html"], ["handout", "patch"], ["page"]):
        result = run(*words, "--rules", path)
        assert f'<html lang="{tag}" dir="{direction}">' in result.out
        assert (tag in result.err) != has_messages


COMPOSED, DECOMPOSED = "Caf\u00e9", "Cafe\u0301"


@pytest.mark.parametrize("typed", [COMPOSED, DECOMPOSED, "\uff23\uff41\uff46\u00e9", "CAF\u00c9"])
@pytest.mark.parametrize("written", [COMPOSED, DECOMPOSED])
def test_however_a_name_is_typed_it_is_the_same(tmp_path: Path, written: str, typed: str) -> None:
    """What is shown is composed, because limited consoles know composed letters."""
    path = tmp_path / "rules.yaml"
    text = OTHER.read_text(encoding="utf-8").replace("name: Patch", f"name: {written}")
    path.write_text(text, encoding="utf-8")
    for words in (["show", typed], ["compare", typed, "new-tube"], ["find", typed]):
        result = run(*words, "--rules", path)
        assert result.code == 0, result.err
        assert COMPOSED in result.out


DRAWING = ("pictures", "regions", "states")
OPTIONAL = ("purpose", "compare", "faq", "glossary", "examples")
EVERY_COMMAND = {  # and its exit codes, depending on what is missing
    "ask --no-input -a tyre=no -a hole=not-sure": [0],
    "show patch": [0],
    "show nothing": [1],
    "show": [2],
    "find nothing": [1],
    "compare": [0, 2],
    "compare patch": [2],
    "compare patch new-tube": [0],
    "faq": [0, 2],
    "faq nothing": [1, 2],
    "help": [0],
    "handout patch --format text": [0],
    "page": [0],
    "quiz": [0],
    "quiz --topic cases": [0],
    "cards": [0],
    "paths": [0],
    "flow": [0],
}


@pytest.mark.thorough
@pytest.mark.parametrize(
    "missing", [*[(key,) for key in OPTIONAL], DRAWING, (*OPTIONAL, *DRAWING)], ids=",".join
)
def test_what_a_file_may_leave_out_no_command_needs(tmp_path: Path, missing: list[str]) -> None:
    path = tmp_path / "rules.yaml"
    given = yaml.load(OTHER.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 (safe)
    for entry in [*given["procedures"].values(), *given["levels"].values()]:
        for key in ("before", "after", "picture") if "pictures" in missing else ():
            entry.pop(key, None)
    for item in given["items"].values() if "pictures" in missing else ():
        item.pop("picture", None)
    kept = {key: value for key, value in given.items() if key not in missing}
    path.write_text(yaml.safe_dump(kept, sort_keys=False), encoding="utf-8")
    assert run("check", path).code in (0, 1)
    for words, codes in EVERY_COMMAND.items():
        result = run(*words.split(), "--rules", path)
        assert result.code in codes, (words, result.err)


def test_markup_and_escapes_are_text(tmp_path: Path) -> None:
    """Anything that looks like markup is shown literally in every format."""
    nasty = "[bold]no[/bold] *b* _u_ <b>x</b> `c` | # {0} \\ http://x"
    path = tmp_path / "rules.yaml"
    text = OTHER.read_text(encoding="utf-8")
    path.write_text(text.replace("text: Swap the tube.", f"text: '{nasty}'"), encoding="utf-8")
    for format, more in product(("terminal", "text"), ([], ["--all"])):
        words = ("show", "new tube", *more, "--format", format, "--rules", path)
        assert nasty in run(*words, COLUMNS="120").out
    told = json.loads(run("show", "new tube", "--format", "json", "--rules", path).out)
    assert nasty in [statement["text"] for statement in told["statements"]]
    marked = tmp_path / "marked.yaml"
    marked.write_text(text.replace("name: Patch", "name: '[red]Patch[/red]'"), encoding="utf-8")
    result = run("compare", "--format", "terminal", "--rules", marked, COLUMNS="120")
    assert result.out.count("[red]Patch[/red]") == 2  # in the title, in the table
    markdown = run("show", "new tube", "--format", "markdown", "--rules", path).out
    assert r"[bold]no[/bold] \*b* \_u_ \<b>x\</b> \`c\` | # {0} \ <http://x>" in markdown


def test_values_of_the_command_line_are_texts_and_flags() -> None:
    """Values reach a command unconverted, so any other annotation would be wrong."""
    commands = explainer_cli.app.registered_commands
    assert len(commands) > 10
    for command in commands:
        assert command.callback
        hints = get_type_hints(command.callback)
        assert hints.pop("return") is type(None)
        hints.pop("ctx", None)
        assert all(kind in (str, str | None, list[str] | None, bool) for kind in hints.values())
