"""The page: every view matches the command, and every link leads to the right view.

These tests determine what a browser would show from the class names, following the style sheet.
The browser tests check that a real browser agrees.
"""

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from conftest import GUIDES, OTHER, TESTS, Opened, english, open_guide, run
from test_html import (
    EVIL,
    asks_for_nothing,
    classes,
    inert,
    joined,
    parsed,
    starts_with_card,
    text_of,
)

from explainer.cli.resources import templates
from explainer.decision import diagram
from explainer.decision.interview import change, follow
from explainer.decision.outcome import outcome
from explainer.documents import site
from explainer.documents.document import citations
from explainer.render import json as as_json
from explainer.render.json import render as json_of
from explainer.rules.model import NOT_SURE

Answers = Mapping[str, str]
SILENCE = english()("document.silent")


def page_of(path: Path) -> Element:
    result = run("page", "--rules", path)
    assert result.code == 0, result.err
    return parsed(result.out)


@pytest.fixture(params=GUIDES.values(), ids=GUIDES.keys(), scope="module")
def opened(request: pytest.FixtureRequest) -> tuple[Opened, Element]:
    """Return a guide and its page."""
    return open_guide(request.param), page_of(request.param)


def interviews(guide: Opened) -> Iterator[Answers]:
    """Yield the answers of each interview, whether finished or not."""
    todo: list[Answers] = [{}]
    while todo:
        answers = todo.pop()
        yield answers
        question = follow(guide.diagram, answers).node.question
        ways = guide.table.allows[question] if question else ()
        todo += [{**answers, question: answer} for answer in ways]


def is_end(element: Element) -> bool:
    """Return whether an element is the view of a finished interview."""
    at = element.get("id", site.START)
    chosen = any("choices" in classes(x) for x in element.iter("ul"))
    return at[0].islower() and not chosen


class Shown:
    """What a reader sees at one address."""

    def __init__(self, tree: Element, address: str) -> None:
        (main,) = tree.iter("main")
        (self.view,) = [x for x in main if x.get("id") == address]
        self.numbers = {c[1:] for c in classes(self.view) if re.fullmatch(r"s\d+", c)}
        below = [x for x in main if "shared" in classes(x) and self._is_shown(x)]
        self.tops = [*self.view, *below]
        self.elements = [x for top in (self.view, *below) for x in self._walk(top)]

    def _is_shown(self, element: Element) -> bool:
        numbers = [c[1:] for c in classes(element) if re.fullmatch(r"u\d+", c)]
        return not numbers or numbers[0] in self.numbers

    def _walk(self, element: Element) -> Iterator[Element]:
        yield element
        for inner in element:
            if self._is_shown(inner):
                yield from self._walk(inner)

    def below_title(self) -> list[Element]:
        """Return everything below the title, after asserting that nothing is above it."""
        title, *rest = [x for x in self.tops if "urgent" not in classes(x)]
        assert title.tag == "h2"
        return rest

    def texts(self, *tags: str) -> list[str]:
        found = (x for x in self.elements if x.tag in tags)
        return ["".join(x.itertext()) for x in found]

    def links(self, under: str) -> list[str]:
        """Return the targets of the links inside elements with the class ``under``."""
        tops = (x for x in self.elements if under in classes(x))
        return [
            a.get("href", "")[1:]
            for top in tops
            for x in self._walk(top)
            for a in x
            if a.tag == "a"
        ]


def test_a_page_is_valid_asks_for_nothing_and_is_small(opened: tuple[Opened, Element]) -> None:
    guide, tree = opened
    asks_for_nothing(tree)
    ids = [x.get("id") for x in tree.iter() if x.get("id")]
    assert len(ids) == len(set(ids))
    for element in tree.iter():
        for name in ("href", "aria-labelledby"):
            if element.get(name):
                assert element.get(name, "").removeprefix("#") in ids
    page = run("page", "--rules", guide.path).out.encode()
    assert len(page) <= 400_000
    assert len(gzip.compress(page)) <= 40_000
    text = text_of(tree)
    assert guide.rules.notices.disclaimer in text
    assert guide.rules.notices.in_full
    assert all(guide.rules.statements[x].text in text for x in guide.rules.notices.in_full)
    help, sources = list(next(tree.iter("main")))[-2:]
    assert [classes(x) for x in (help, sources)] == [{"help"}, {"sources"}]
    assert len(list(help.iter("small"))) == len(guide.rules.notices.in_full)


def test_every_question_has_a_line_about_help_above_it(opened: tuple[Opened, Element]) -> None:
    """It says what to do in an emergency, if the guide does, and leads to help in full."""
    guide, tree = opened
    notices = guide.rules.notices
    for answers in interviews(guide):
        if not follow(guide.diagram, answers).node.question:
            continue
        urgent, title, *_ = Shown(tree, site.address(answers)).tops
        assert (urgent.tag, classes(urgent), title.tag) == ("p", {"urgent"}, "h2")
        assert text_of_one(urgent) == f"{notices.emergency} {notices.heading}".strip()
        assert [a.get("href") for a in urgent.iter("a")] == ["#Help"]


def text_of_one(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_the_start_offers_what_many_ask_first(opened: tuple[Opened, Element]) -> None:
    """The links follow the answers, so that they are on the first screen."""
    guide, tree = opened
    start = Shown(tree, site.START)
    lists = [next(iter(classes(x))) for x in start.view if x.tag == "ul"]
    assert lists[:2] == ["choices", "offers" if guide.rules.start else "names"]
    assert start.links("offers") == [f"FAQ.{name}" for name in guide.rules.start]


def test_every_question_is_asked_as_the_interview_asks_it(opened: tuple[Opened, Element]) -> None:
    guide, tree = opened
    asked = 0
    for answers in interviews(guide):
        node = follow(guide.diagram, answers).node
        if node.question:
            asked += 1
            shown, question = (
                Shown(tree, site.address(answers)),
                guide.rules.questions[node.question],
            )
            assert shown.texts("h2") == [question.ask]
            ids = (*question.answers, NOT_SURE)
            assert shown.links("choices") == [
                site.address({**answers, question.id: a}) for a in ids
            ]
            labels = [*question.answers.values(), "Not sure"]
            assert shown.texts("a")[1 : len(labels) + 1] == labels  # the first is about help
            for said in (question.why, question.settle):
                assert any(said in text for text in shown.texts("bdi"))
            before = [dict(list(answers.items())[:i]) for i in range(len(answers))]
            assert shown.links("answers") == [site.address(b) for b in before]
    assert asked == len([p for p in tree.iter("ul") if "choices" in classes(p)])


def test_every_end_says_what_the_command_says(opened: tuple[Opened, Element]) -> None:
    """Both have the same card, levels, procedures, statements, headings and lines, and no more."""
    guide, tree = opened
    composer, all_said = guide.composer(), {s.text for s in guide.rules.statements.values()}
    ends = 0
    for answers in interviews(guide):
        interview = follow(guide.diagram, answers)
        if interview.node.question:
            continue
        ends += 1
        shown = Shown(tree, site.address(answers))
        result = outcome(guide.rules, guide.diagram, interview)
        told = json.loads(as_json.render(composer.outcome(result)))
        assert shown.texts("h2") == [told["title"]]
        rest = starts_with_card(shown.below_title(), told["card"])
        assert rest
        assert not [x for x in rest if classes(x) & {"first-help", "card", "legend"}]
        lines, *rest = shown.texts("bdi"), *shown.texts("th", "h3", "summary")
        texts = [re.sub(r" \(.*\)$", "", text) for text in rest] + lines
        sections, possible = told["sections"][:-1], english()("document.possible")
        expected = {s["heading"] for s in sections} - {"Why you see this"}
        for section in sections:
            if section["heading"] == possible:  # on the page, each row is a part to open
                (table,) = section["blocks"]
                table["columns"] = ()
                for row in table["rows"]:
                    row["head"] = row["head"].removesuffix(".")
        passages = (*told["card"]["help"], *told["card"]["answer"])
        said = {line["text"] for passage in passages for line in passage["lines"]}
        for block in (block for section in sections for block in section["blocks"]):
            said |= {line["text"] for line in block.get("lines", block.get("parts", ()))}
            said |= {
                line["text"]
                for row in block.get("rows", ())
                for cell in row["cells"]
                for line in cell
            }
            expected |= {row["head"] for row in block.get("rows", ())} | set(
                block.get("columns", ())
            )
        further = {  # on the page, a procedure to read about is a link
            english()("document.read", name=each.name, id=each.id): each
            for each in guide.rules.procedures.values()
        }
        links = [f"About.{further[text].id}" for text in said if text in further]
        assert [to for to in shown.links("list") if to.startswith("About.")] == links
        said = {further[text].name if text in further else text for text in said}
        for question, answer in answers.items():  # on the page, each is a line with a link
            assert guide.rules.questions[question].ask in shown.texts("b")
            assert guide.guide.answer(question, answer) in lines
        said -= {each["text"] for each in told["because"]}
        said -= {SILENCE}  # the label of its section says so
        assert expected - set(texts) == set()
        assert said - set(lines) == set()
        assert {line for line in lines if line in all_said} == said & all_said
        net = {s["id"] for s in told["notices"]["safety_net"]}
        for statement in told["statements"]:
            text = statement["text"]
            assert statement["id"] in net or any(
                line == text or line.endswith(f": {text}") for line in lines
            )
        for name in told["procedures"]:
            procedure = guide.rules.procedures[name]
            called = procedure.phrase or procedure.name
            assert any(called in text for text in (*lines, *shown.texts("h2")))
    assert ends == len([x for x in tree.iter("section") if is_end(x)])


def test_what_would_change_leads_to_where_it_would(opened: tuple[Opened, Element]) -> None:
    guide, tree = opened
    for answers in interviews(guide):
        interview = follow(guide.diagram, answers)
        if interview.node.question is None:
            result = outcome(guide.rules, guide.diagram, interview)
            shown = Shown(tree, site.address(answers))
            heading = english()("document.change")
            leads = [
                a.get("href", "")[1:]
                for part in shown.elements
                if part.tag == "details" and text_of_one(part[0]) == heading
                for a in part.iter("a")
            ]
            wanted = [
                site.address(change(guide.diagram, interview, c.question, c.answer).answers)
                for c in result.would_change
                if c.question not in result.settle
                and (result.status == "decided" or len(c.levels) == 1)
            ]
            assert leads == wanted
            if result.status == "open":
                named = [guide.rules.levels[level].procedure for level in result.levels]
                links = [a.get("href", "")[1:] for a in shown.elements if a.tag == "a"]
                about = [link for link in links if link.startswith("About.")]
                assert about == [f"About.{name}" for name in named if name]


def test_the_chapters_are_the_commands(opened: tuple[Opened, Element]) -> None:
    guide, tree = opened
    for at, words in (("Compare", ["compare"]), ("Help", ["help"])):
        shown = Shown(tree, at)
        lines = shown.texts("bdi")
        told = json.loads(run(*words, "--rules", guide.path, "--format", "json").out)
        assert shown.texts("h2") == [told["title"]]
        if at == "Help":  # the page has it in full, JSON in short and then with sources
            told["card"] = json.loads(json_of(guide.composer().help()))["card"]
        starts_with_card(shown.below_title(), told["card"], has_table=at == "Compare")
        net = set() if at == "Help" else {each["id"] for each in told["notices"]["safety_net"]}
        own = told["statements"]
        if at == "Compare":  # the page has the short comparison, JSON the full one
            compared = [guide.rules.procedures[name] for name in guide.rules.compare]
            short = {x.statement.id for x in citations(guide.composer().compare(compared))}
            own = [statement for statement in own if statement["id"] in short]
        assert own
        for statement in own:
            assert statement["id"] in net or any(statement["text"] in line for line in lines)
    names = [(p.name, f"About.{p.id}") for p in guide.rules.procedures.values()]
    start = Shown(tree, "Start")
    assert list(zip(start.texts("a")[-len(names) :], start.links("names"), strict=True)) == names
    for name, at in names:
        shown = Shown(tree, at)
        assert shown.texts("h2") == [english()("document.title-procedure", name=name)]
        told = json.loads(run("show", name, "--rules", guide.path, "--format", "json").out)
        starts_with_card(shown.below_title(), told["card"])
        lines = shown.texts("bdi")
        for section in told["sections"][:-1]:
            for line in (x for block in section["blocks"] for x in block.get("lines", ())):
                assert line["text"] in (*lines, SILENCE)


def test_one_view_has_every_name_and_question(opened: tuple[Opened, Element]) -> None:
    """They are in alphabetical order, each with its answer, and closed at first."""
    guide, tree = opened
    rules, reader = guide.rules, guide.guide.first_reader
    shown = Shown(tree, "Names")
    told = json.loads(as_json.render(guide.composer().names()))
    parts = [x for x in starts_with_card(shown.below_title(), told["card"])
             if "shared" in classes(x)]  # fmt: skip
    assert {x.tag for x in parts} == {"details"}
    assert not any(x.get("open") for x in parts)
    lines = {text_of_one(x[0]): [line.text for line in x.iter("bdi")] for x in parts}
    names = [name.casefold() for name in lines]
    assert names == sorted(names)
    entries = [(faq.question, faq.says) for faq in rules.faq.values()]
    entries += [(word.name, word.says) for word in rules.glossary.values()]
    for name, says in entries:
        texts = [rules.statements[x].text for x in says if rules.statements[x].is_for(reader)]
        assert {*texts} <= {*lines.get(name, ())}
    for procedure in rules.procedures.values():
        assert procedure.name in lines
        assert f"About.{procedure.id}" in [
            a.get("href", "")[1:]
            for x in parts
            for a in x.iter("a")
            if procedure.name in text_of_one(x)
        ]


def test_the_menu_leads_to_each_chapter(opened: tuple[Opened, Element]) -> None:
    """When to get help is a chapter of its own, whatever else the guide has."""
    _, tree = opened
    (menu,) = tree.iter("nav")
    links = {a.get("href", "")[1:]: "".join(a.itertext()) for a in menu.iter("a")}
    assert [*links] == [*site.CHAPTERS]
    for at, name in site.CHAPTERS.items():
        assert links[at] == english()(name)
        assert Shown(tree, at).view is not None


def test_each_number_names_its_source(opened: tuple[Opened, Element]) -> None:
    """A citation's number refers to the same source throughout the page."""
    guide, tree = opened
    sources = next(x for x in tree.iter("details") if classes(x) == {"sources"})
    places = {}
    for line in sources.iter("li"):
        for number, place in re.findall(
            r"\[(\d+)\] (.+?)\.(?= \[| http|$)", "".join(line.itertext())
        ):
            places[number] = ("".join(line.itertext()), place)
    by_text: dict[str, list[tuple[str, str]]] = {}
    for s in guide.rules.statements.values():
        by_text.setdefault(s.text, []).append((guide.rules.sources[s.source].title, s.place))
    cited = 0
    for element in tree.iter():
        said = [x for x in element if x.tag in ("bdi", "small")]
        for text, mark in pairwise(said):
            if text.tag == "bdi" and mark.tag == "small":
                about, place = places["".join(mark.itertext())[1:-1]]
                texts = "".join(text.itertext()), "".join(text.itertext()).partition(": ")[2]
                known = by_text.get(texts[0]) or by_text[texts[1]]
                assert any(title in about and place == where for title, where in known)
                cited += 1
    assert cited > 10


def test_sections_in_no_common_order_are_not_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a common order, the page is longer, but each view shows the same sections."""
    guide = open_guide(OTHER)
    whole = site.site(guide.composer())
    monkeypatch.setattr(site, "_order", lambda chains: None)
    apart = site.site(guide.composer())
    assert len(apart.shared) > len(whole.shared)

    def seen(found: site.Site) -> list[list[str]]:
        return [
            [s.section.heading for s in found.shared if s.number in p.shows] for p in found.views
        ]

    assert seen(apart) == seen(whole)


def test_an_order_that_all_agree_with() -> None:
    assert site._order([["a", "b"], ["b", "c"], ["a", "c"]]) == ["a", "b", "c"]
    assert site._order([["a", "b"], ["b", "a"]]) is None
    assert site._order([["a", "a"]]) is None


def test_interviews_are_counted(guide: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    assert guide.diagram.count_interviews() == len(list(interviews(guide)))
    monkeypatch.setattr(diagram, "LIMIT", 2)
    assert guide.diagram.count_interviews() is None


def test_a_page_too_large_is_refused_with_its_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no room even if an interview ends at its first "not sure"."""
    monkeypatch.setattr(site, "LIMIT", 15)
    refused = run("page")
    assert refused.code == 1
    assert not refused.out
    assert "its answers lead to 16 screens (limit 15)" in " ".join(refused.err.split())
    monkeypatch.setattr(site, "LIMIT", 16)
    assert run("page").code == 0
    huge = run("page", "--rules", TESTS / "invalid" / "too-many-places.yaml")
    assert huge.code == 1
    assert "over 10000" in " ".join(huge.err.split())


@pytest.mark.parametrize("said", EVIL, ids=lambda text: ascii(text[:12]))
def test_whatever_a_text_says_is_shown_on_the_page_and_obeyed_by_nobody(
    said: str, tmp_path: Path
) -> None:
    text = OTHER.read_text(encoding="utf-8")
    quoted = "'" + said.replace("'", "''") + "'"
    for old in ("A pinhole can usually be patched.", "Patch or replace?", "Is the tyre itself cut?",
                '"Yes, it is cut"', "name: Hole"):  # fmt: skip
        assert old in text
        text = text.replace(old, f"name: {quoted}" if old.startswith("name") else quoted)
    path = tmp_path / "evil.yaml"
    path.write_text(text, encoding="utf-8")
    tree = page_of(path)
    asks_for_nothing(tree)
    for tag in ("h1", "bdi"):
        assert inert(said) in ["".join(x.itertext()) for x in tree.iter(tag)]


def test_where_a_page_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "guide.html"
    assert run("page", "--rules", OTHER, "-o", target).code == 0
    assert target.read_text(encoding="utf-8") == run("page", "--rules", OTHER).out
    assert "already exists" in run("page", "--rules", OTHER, "-o", target).err
    assert run("page", "--rules", OTHER, "-o", target, "--force").code == 0
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address) or True)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    assert run("page", "--rules", OTHER, "--open").code == 0
    (page,) = scratch.iterdir()
    assert opened == [page.resolve().as_uri()]
    assert (
        run("page", "--for", "mechanic", "--rules", OTHER).out != run("page", "--rules", OTHER).out
    )
    assert run("page", "--for", "nobody").code == 2


def test_a_page_of_a_small_guide_has_no_empty_chapters(tmp_path: Path) -> None:
    smallest = TESTS / "valid" / "smallest.yaml"
    assert {"Names", "Help"} <= {x.get("id") for x in page_of(smallest).iter()}
    text = smallest.read_text(encoding="utf-8").replace("compare: [wait]\n", "")
    text = re.sub(r"(faq|glossary):\n  .*\n", "", text)
    path = tmp_path / "smaller.yaml"
    path.write_text(text, encoding="utf-8")
    tree = page_of(path)
    assert {"Names", "Compare", "Help"} & {x.get("id") for x in tree.iter()} == {"Names", "Help"}
    (menu,) = tree.iter("nav")
    names = ("start", "help", "names")
    assert joined(menu.iter("a")) == [english()(f"page.{name}") for name in names]


def test_what_is_no_name_for_a_page(tmp_path: Path) -> None:
    for name in ("guide.pdf", "guide.json", "guide"):
        refused = run("page", "--rules", OTHER, "-o", tmp_path / name)
        assert refused.code == 2
        assert "Use .html" in " ".join(refused.err.split())
    assert run("page", "--rules", OTHER, "-o", "-", "--open").code == 2


def test_colors_depend_on_the_scheme_alone() -> None:
    """So the browser tests can check dark colors at one width, and nothing else in the dark."""
    text = "".join(text for name, text in templates().items() if name.endswith(".css"))
    blocks = re.findall(r"^@media (.*?) \{(.*?)^\}", text, re.MULTILINE | re.DOTALL)
    assert {"(prefers-color-scheme: dark)", "print"} <= {media for media, _ in blocks}
    for media, block in blocks:
        if "dark" in media:
            assert re.fullmatch(r"\s*:root \{(\s*--\w+: #\w+;)+ \}\s*", block)
        elif "width" in media:
            assert not re.search(r"[\s;{](color|background|opacity|filter)[\w-]*:", block), media
