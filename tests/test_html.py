"""The HTML format and the printed sheet: valid, inert, complete, and without requests."""

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from conftest import OTHER, SHIPPED, Opened, check, english, open_guide, run

from explainer.render import json as as_json

COMMANDS = (["compare", "--all"], ["faq"], ["help"], ["paths"], ["flow"])
MARKS = {None: "", "guide": "", "reading": "*", "beyond": "+"}
EVIL = [
    "<script>alert(1)</script>",
    '" onload="alert(1)',
    "javascript:alert(1)",
    "{{ 7 * 7 }} {% raw %}",
    "\u202egnihton",
    "\U0001f9b7 \u05e9\u05dc\u05d5\u05dd",
    "&lt;b&gt; & </style></title>",
    "x" * 10_000,
]


def inert(text: str) -> str:
    """Return a hostile text as readers see it: without its direction override."""
    return text.replace("\u202e", "")


def parsed(page: str) -> Element:
    """Return a page's tree. Raise an error for markup that a browser would have to repair."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)


def asks_for_nothing(tree: Element) -> None:
    """Assert that a page has a matching policy, and no scripts, frames or external addresses."""
    ids = {x.get("id") for x in tree.iter()}
    for element in tree.iter():
        tag = str(element.tag)
        assert tag not in {"script", "iframe", "img", "link", "object", "embed", "form"}, tag
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name != "src"
            assert name != "href" or (value[0] == "#" and value[1:] in ids)
    (policy,) = [x for x in tree.iter("meta") if x.get("http-equiv")]
    assert policy.get("content", "").startswith("default-src 'none';")


def text_of(tree: Element) -> str:
    body = tree.find("body")
    assert body is not None
    return " ".join("".join(body.itertext()).split())


def classes(element: Element) -> set[str]:
    return set(element.get("class", "").split())


def joined(elements: Iterable[Element]) -> list[str]:
    return ["".join(element.itertext()) for element in elements]


def parts_of(tree: Element) -> list[Element]:
    """Return everything below a document's header, from top to bottom."""
    (main,) = tree.iter("main")
    return list(main)


def starts_with_card(
    shown: Sequence[Element], card: Any, *, has_table: bool = False
) -> list[Element]:
    """Assert that a document starts with its card, as in the JSON format; return the rest.

    The card has no numbers. The legend below it explains only the marks that occur in the card,
    or in a table that other formats show with the card.
    """
    rest, used = list(shown), set[str]()
    for role, part in (("first-help", "help"), ("card", "answer")):
        sections = []
        while rest and role in classes(rest[0]):
            sections.append(rest.pop(0))
        used |= is_part_of_card(sections, card[part])
    explained = set[str]()
    if rest and "legend" in classes(rest[0]):
        (text,) = joined(rest.pop(0).iter("bdi"))
        explained = {mark for mark in "+*" if f"{mark} " in text}
        assert explained
    assert used <= explained
    assert used == explained or has_table
    return rest


def is_part_of_card(sections: Sequence[Element], passages: Any) -> set[str]:
    """Assert that sections show the given passages of a card, and return the marks in them."""
    inside = [x for section in sections for x in section.iter()]
    assert not {"small", "em", "h2", "h3"} & {x.tag for x in inside}
    lines = [x for x in inside if x.tag == "bdi"]
    assert joined(lines) == [line["text"] for it in passages for line in it["lines"]]
    labels = joined(x for x in inside if x.tag == "b")
    assert labels == [it["label"] for it in passages if it["label"]]
    marks = [(line.tail or "").strip("\u2060 ") for line in lines]
    due = []
    for passage in passages:
        kinds = [line["kind"] for line in passage["lines"]]
        for kind, after in zip(kinds, [*kinds[1:], ""], strict=True):
            due.append("" if after == kind else MARKS[kind])  # only the last in a row has one
    known = [line["kind"] for it in passages for line in it["lines"]]
    for mark, expected, kind in zip(marks, due, known, strict=True):
        assert mark == expected or (kind is None and mark == "*")  # a reading in the tool's words
    return {*marks} - {""}


def below_card(guide: Opened, *words: str) -> tuple[str, list[Element]]:
    """Return the title and the rest of a command's HTML, asserting that it starts with the card."""
    page = run(*words, "--format", "html", "--rules", guide.path)
    assert page.code == 0, page.err
    tree = parsed(page.out)
    asks_for_nothing(tree)
    (title,) = joined(tree.iter("h1"))
    known = json.loads(run(*words, "--format", "json", "--rules", guide.path).out)
    assert title == known["title"]
    rest = starts_with_card(parts_of(tree), known["card"], has_table=words[0] == "compare")
    return title, [x for x in rest if x.tag == "section"]


def has_help_first_and_sources_last(guide: Opened, rest: Sequence[Element]) -> None:
    """Assert what is below a card: the full help, then the body, then the sources."""
    help, *body, sources = rest
    says = guide.rules.notices.in_full
    assert classes(help) == {"help"}
    assert joined(help.iter("bdi"))[-len(says) :] == [guide.rules.statements[x].text for x in says]
    assert len(list(help.iter("small"))) == len(says)
    assert set.union(set(), *map(classes, body)) <= {"body", "beside", "table"}
    assert classes(sources) == {"sources"}


def given(answers: Any) -> list[str]:
    return [word for q, a in answers.items() for word in ("-a", f"{q}={a}")]


@pytest.mark.thorough
def test_every_answer_starts_with_its_card(guide: Opened) -> None:
    """The card follows the title and the disclaimer; full help is next, and sources are last."""
    rules = guide.rules
    entries = (*rules.procedures.values(), *rules.levels.values())
    answers = [["ask", *given(example.answers)] for example in rules.examples.values()]
    words = [*rules.glossary.values()][:5]  # all are made in the same way
    names = [["show", entry.id] for entry in (*entries, *words)]
    topics = [["show", entry.id, topic] for entry in entries[:1]
              for topic in guide.composer().sections.topics(entry)]  # fmt: skip
    faq = [["faq", entry.id] for entry in rules.faq.values()]
    for words in (*answers, *names, *topics, *faq, ["compare", "--all"], ["faq"], ["help"]):
        _, rest = below_card(guide, *words)
        has_help_first_and_sources_last(guide, rest)


def test_lists_for_experts_have_no_card(guide: Opened) -> None:
    for words in (["paths"], ["flow"]):
        tree = parsed(run(*words, "--format", "html", "--rules", guide.path).out)
        shown = [x for x in parts_of(tree) if x.tag == "section"]
        has_help_first_and_sources_last(guide, shown)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_every_document_is_a_valid_page(guide: Opened, words: list[str]) -> None:
    page = run(*words, "--format", "html", "--rules", guide.path)
    assert page.code == 0
    tree = parsed(page.out)
    asks_for_nothing(tree)
    text, plain = text_of(tree), run(*words, "--format", "json", "--rules", guide.path)
    assert tree.get("lang") == guide.rules.language
    assert guide.rules.notices.disclaimer in text
    for said in re.findall(r'"text": "(.*)"', plain.out):
        assert said.replace('\\"', '"') in text


def sides_of(tree: Element) -> tuple[list[Element], list[Element]]:
    """Return what is on the front of a sheet, below its header, and what is on the back."""
    (main,) = tree.iter("main")
    front, back = main
    assert [classes(x) for x in (front, back)] == [{"front", "side"}, {"side"}]
    header, *rest = front
    assert header.tag == "header"
    return rest, list(back)


def blank(key: str) -> tuple[str, ...]:
    return english().list(key)


def help_of(guide: Opened, name: str) -> list[str]:
    """Return the help on the sheet about an entry: with a procedure, all but injuries."""
    rules = guide.rules
    is_named = name in rules.procedures or bool(rules.levels[name].procedure)
    tiers = [t for key, t in rules.notices.tiers.items() if not (is_named and key == "injury")]
    return [rules.statements[x].text for tier in tiers for x in tier.in_full]


def test_a_sheet_has_room_to_write() -> None:
    """A guide says what to fill in by hand; if it does not, the blanks suit any guide."""
    for path, names in (
        (SHIPPED, open_guide(SHIPPED).rules.blanks),
        (OTHER, blank("handout.blanks")),
    ):
        name = open_guide(path).rules.compare[0]
        header = next(parsed(run("handout", name, "--rules", path).out).iter("header"))
        assert joined(header.iter("span")) == [f"{name}:" for name in names]


@pytest.mark.thorough
def test_a_sheet_has_few_marks() -> None:
    """Each heading has the numbers of its sources, so that the text has almost none."""
    rules = open_guide(SHIPPED).rules
    for name in (*rules.procedures, *rules.levels):
        tree = parsed(run("handout", name).out)
        numbers = joined(tree.iter("small"))
        flags = [x.tail for x in tree.iter("bdi") if (x.tail or "").strip("\u2060 ")]
        assert 0 < len(numbers) + len(flags) <= 25
        listed = re.findall(r"\[(\d+)\]", " ".join(joined(next(tree.iter("footer")).iter("li"))))
        cited = [n for mark in numbers for n in re.findall(r"\d+", mark)]
        assert list(dict.fromkeys(listed)) == [str(n + 1) for n in range(len(listed))]
        assert {*cited} == {*listed}


def test_a_sheet_for_each_name(guide: Opened, snapshot) -> None:
    """Each procedure and level has a sheet, with its card first, then help and the notices."""
    rules = guide.rules
    for name in (*rules.procedures, *rules.levels):
        result = run("handout", name, "--rules", guide.path, "--by", "Us & <Co>")
        assert result.code == 0, result.err
        tree = parsed(result.out)
        asks_for_nothing(tree)
        text = text_of(tree)
        assert "Given by: Us & <Co>" in text
        assert "Your answers" not in text
        assert rules.notices.disclaimer in text
        assert rules.notices.in_full
        assert all(said in text for said in help_of(guide, name))
        entry = rules.procedures.get(name) or rules.levels[name]  # a word may have the same name
        known = json.loads(as_json.render(guide.composer().named(entry)))
        front, back = sides_of(tree)
        *beside, footer = starts_with_card(front, known["card"])
        assert [*map(classes, beside)] in ([], [{"beside"}])  # there may be nothing but the card
        assert [classes(x) for x in footer if x.tag == "section"] == [{"sources"}]
        assert joined(footer.iter("span")) == [f"{x}:" for x in blank("handout.signature")]
        again = rules.review.again_after
        assert not again or english().day(again) in joined([footer])[0]
        parts, help = back
        assert set.union(set(), *map(classes, parts)) <= {"part"}
        assert joined(help.iter("li")) == help_of(guide, name)
        if name in (*rules.compare[:2], next(iter(rules.levels))):
            snapshot(f"{guide.path.stem}/handout-{name}.html", result.out.split("</head>\n")[1])


def test_a_sheet_of_the_shipped_guide_has_what_a_sheet_needs() -> None:
    """A sheet has each section that is marked for it and has an answer or a question to ask."""
    rules = open_guide(SHIPPED).rules
    known = {section.heading for section in rules.sections.values()}
    for name in rules.compare:
        (main,) = parsed(run("handout", name).out).iter("main")
        headings = [next(x.iter("bdi")).text for x in main.iter("h2")]
        needed = [
            section.heading
            for section in rules.sections.values()
            if section.handout and (section.id in rules.procedures[name].sections or section.ask)
            if section.question or section.id in rules.procedures[name].sections
        ]
        assert [heading for heading in headings if heading in known] == needed
        assert len(needed) == 5
        bold = [x.text for x in main.iter("b") if x.text]
        card = rules.procedures[name].card[next(iter(rules.audiences))]
        assert {f"{rules.sections[part].heading}:" for part in card} <= set(bold)


def test_a_sheet_from_answers_says_what_they_lead_to(guide: Opened) -> None:
    """The front has the card of the result, with the room to write next to the questions."""
    example, unsure = (list(guide.rules.examples.values())[i] for i in (0, -1))
    sheet = run("handout", *given(example.answers), "--rules", guide.path)
    known = json.loads(run("ask", *given(example.answers), "--rules", guide.path,
                           "--format", "json").out)  # fmt: skip
    tree = parsed(sheet.out)
    assert joined(tree.iter("h1")) == [known["title"]]
    starts_with_card(sides_of(tree)[0], known["card"])
    assert known["lead"][0] in text_of(tree)
    words = (*given(unsure.answers), "--rules", guide.path)
    tree = parsed(run("handout", *words, "--by", "Us\x1b[1m").out)
    assert r"Given by: Us\x1b[1m" in text_of(tree)
    count = len(unsure.leads)
    assert count > 1
    assert joined(tree.iter("h1")) == [english()("document.title-open", count=count)]
    card = json.loads(run("ask", *words, "--format", "json").out)["card"]
    assert len([it for it in card["answer"] if it["label"]]) == 1 + count
    beside, _ = starts_with_card(sides_of(tree)[0], card)
    assert "checklist" in classes(next(beside.iter("ul")))
    assert run("handout", "--rules", guide.path).code == 2


@pytest.mark.parametrize("said", EVIL, ids=lambda text: ascii(text[:12]))
def test_whatever_a_text_says_is_shown_and_obeyed_by_nobody(said: str, tmp_path: Path) -> None:
    quoted = "'" + said.replace("'", "''") + "'"
    text = OTHER.read_text(encoding="utf-8")
    for old in ("A pinhole can usually be patched.", "Patch or replace?", "A pinhole in the tube"):
        assert old in text
        text = text.replace(old, quoted)
    path = tmp_path / "evil.yaml"
    path.write_text(text, encoding="utf-8")
    assert not [p for p in check(text.encode()).problems if p.severity == "error"]
    for words in (["handout", "patch"], ["handout", "pinhole"], ["paths", "--format", "html"]):
        result = run(*words, "--rules", path)
        assert result.code == 0, result.err
        tree = parsed(result.out)
        asks_for_nothing(tree)
        isolated = [x for tag in ("bdi", "h1", "th", "li") for x in tree.iter(tag)]
        assert inert(said) in ["".join(element.itertext()) for element in isolated]


def test_where_a_sheet_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = tmp_path / "sheet.html"
    assert run("handout", "patch", "--rules", OTHER, "-o", sheet).code == 0
    assert len(sides_of(parsed(sheet.read_text(encoding="utf-8")))) == 2
    mail = tmp_path / "mail.md"
    assert run("handout", "patch", "--rules", OTHER, "-o", mail).code == 0
    assert mail.read_text(encoding="utf-8").startswith("# Patch: what to expect\n")
    assert run("handout", "patch", "--rules", OTHER, "-o", tmp_path / "sheet.pdf").code == 2
    typo = run("handout", "ptach", "--rules", OTHER)
    assert "Nothing found for 'ptach'. Did you mean 'Patch'?" in typo.err
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    assert run("handout", "patch", "--rules", OTHER, "--open").code == 0
    (page,) = scratch.iterdir()
    assert opened == [page.resolve().as_uri()]
    name_and_answer = run("handout", "patch", "-a", "tyre=no", "--rules", OTHER)
    assert name_and_answer.code == 2
    assert "Patch" in page.read_text(encoding="utf-8")
    monkeypatch.setattr("webbrowser.open", lambda address: False)
    assert "Could not open a browser" in run("handout", "patch", "--rules", OTHER, "--open").err
    before = {*scratch.iterdir()}
    assert run("handout", "ptach", "--rules", OTHER, "--open").code == 2
    assert {*scratch.iterdir()} == before, "an empty file was left behind"


def test_an_unmarked_guide_prints_every_section() -> None:
    """If no section is marked for the sheet, the sheet has every section that readers may see."""
    text = text_of(parsed(run("handout", "patch", "--rules", OTHER).out))
    for heading in ("In a word", "How it goes", "Time", "Ask"):
        assert heading in text
    mechanic = run("handout", "patch", "--rules", OTHER, "--for", "mechanic").out
    assert "Not in the leaflet" in text_of(parsed(mechanic))


PIXEL = {
    "png": bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
        "0000000049454e44ae426082"
    ),
    "gif": bytes.fromhex(
        "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
    ),
    "jpeg": b"\xff\xd8\xff\xe0" + b"any scan" + b"\xff\xd9\0\0",
}


@pytest.mark.parametrize("after", [b"", b"\0\0", b"\nnotes of a camera"])
@pytest.mark.parametrize("kind", PIXEL)
def test_a_logo_is_part_of_the_sheet(kind: str, after: bytes, tmp_path: Path) -> None:
    image = tmp_path / "logo"
    image.write_bytes(PIXEL[kind] + after)
    sheet = run("handout", "patch", "--rules", OTHER, "--logo", image, "--by", "Us")
    assert sheet.code == 0, sheet.err
    tree = parsed(sheet.out)
    (logo,) = tree.iter("img")
    assert logo.get("src", "").startswith(f"data:image/{kind};base64,")
    assert logo.get("alt") == ""
    assert "img-src data:;" in sheet.out
    from_environment = {"EXPLAINER_LOGO": str(image), "EXPLAINER_BY": "Us"}
    assert run("handout", "patch", "--rules", OTHER, **from_environment).out == sheet.out
    assert "img-src" not in run("handout", "patch", "--rules", OTHER).out
    assert "data:image" not in run("handout", "patch", "--rules", OTHER, "--format", "text",
                                   **from_environment).out  # fmt: skip


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is not a complete PNG, JPEG or GIF"),
        (PIXEL["png"][:-4], "is not a complete PNG"),
        (b"", "is not a complete PNG"),
        (PIXEL["png"][:40] + b"\0" * 200_000 + PIXEL["png"][40:], "is larger than 200 kB"),
        (None, "cannot be read: No such file"),
    ],
    ids=["svg", "cut", "empty", "large", "missing"],
)
def test_what_is_no_logo(content: bytes | None, why: str, tmp_path: Path) -> None:
    image = tmp_path / "logo.png"
    if content is not None:
        image.write_bytes(content)
    sheet = run("handout", "patch", "--rules", OTHER, "--logo", image)
    assert (sheet.code, sheet.out) == (2, "")
    assert why in " ".join(sheet.err.split())


def test_a_logo_is_never_fetched() -> None:
    sheet = run("handout", "patch", "--rules", OTHER, "--logo", "https://example.org/logo.png")
    assert (sheet.code, sheet.out) == (2, "")
    assert "must be a file on this computer" in sheet.err


def test_a_sheet_from_open_answers_asks_what_would_settle_them() -> None:
    guide = open_guide(OTHER)
    sheet = run("handout", "-a", "tyre=no", "-a", "hole=not-sure", "--rules", OTHER)
    text = text_of(parsed(sheet.out))
    assert f'"{guide.rules.questions["hole"].settle}"' in text
    assert guide.rules.questions["tyre"].settle not in text
    for name in ("pinhole", "slit", "at-valve"):
        assert guide.rules.levels[name].name in text
    assert "Side by side" not in text


@pytest.mark.parametrize("format", ["text", "markdown", "html"])
def test_a_sheet_has_its_card_first_and_numbers_in_reading_order(format: str) -> None:
    """The card is first, then the picture, the other sections, and help in full."""
    rules = open_guide(SHIPPED).rules
    sheet = run("handout", rules.compare[0], "--format", format).out
    text = " ".join((text_of(parsed(sheet)) if format == "html" else sheet).split())
    text = text.replace("\u2060", "").replace("*", "").replace("## ", "")
    its = rules.procedures[rules.compare[0]].sections
    first, second, *_ = (x.heading for x in rules.sections.values() if x.handout and x.id in its)
    legend = english()("card.flag-beyond", flag="+")
    tiers = [f" {tier.label}: " for tier in [*rules.notices.tiers.values()][:2]]
    name = rules.procedures[rules.compare[0]].in_sentence
    picture, help = english()("picture.title-of", name=name), rules.notices.heading
    parts = (*tiers, legend, picture, f" {first} (", f" {second} (")
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert places[-1] < text.index(f"{help} (") < len(text)
    assert not re.search(r"\[\d+", text[: text.index(picture)])
    cited = re.findall(r"\[(\d[\d, ]*)\]", text)
    numbers = [int(n) for mark in cited for n in mark.split(", ")]
    assert list(dict.fromkeys(numbers)) == sorted(set(numbers)) or format == "html"
    assert numbers[0] == 1


def test_a_sheet_has_only_marked_sections_below_help(tmp_path: Path) -> None:
    """Even the summary needs the mark; the card is the same with or without it."""
    path = tmp_path / "rules.yaml"
    text = OTHER.read_text(encoding="utf-8")
    path.write_text(text.replace("  how: {", "  how: {handout: true, "), encoding="utf-8")
    sheets = [run("handout", "patch", "--format", "text", "--rules", x).out for x in (OTHER, path)]
    (card, every), (same, marked) = (re.split(r"\n.*a sketch, ", sheet) for sheet in sheets)
    assert card == same
    assert "In a word: " in card
    assert "\nIn a word [" in every
    assert "In a word" not in marked
    assert "\nHow it goes [" in marked
