"""The page as people use it: paths clicked, addresses typed, and views magnified and printed.

The expected content of each view comes from the command; the page must show no more and no less.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import GUIDES, OTHER, Opened, english, open_guide, run
from test_hints_and_links import URL, rules
from test_html import EVIL, MARKS, inert
from test_large_page import deep

from browser.conftest import (
    DESK,
    PHONE,
    axe,
    printed,
    sideways,
    squeezed,
    unfold,
    unfolded,
)
from explainer.decision.interview import follow
from explainer.documents.site import CHAPTERS, START
from explainer.render import json as as_json
from explainer.rules.model import NOT_SURE

pytestmark = pytest.mark.browser

Answers = Mapping[str, str]
PAPER, MARGINS = {"Letter": 816, "A4": 794}, 91  # px; twice 12 mm
CHANGES = ".answers a"
OTHERS = ".body b ~ a"
SCREENS = (390, 844), (320, 568)  # px: a phone and a small one
SLICES = 4  # groups of a guide's views, so that workers can share the slow tests

# Returns what is visible once every part is opened, in page order. Hidden parts are left out.
LOOK = """() => {
  const card = ":is(.first-help, .card, .legend)";
  const small = ".small figcaption";  // a drawing that the JSON format does not have
  const seen = css => [...document.querySelectorAll(css)].filter(it =>
    it.getClientRects().length &&
    it.checkVisibility({opacityProperty: true, visibilityProperty: true}));
  const texts = css => seen(css).map(it => it.textContent);
  const links = css => seen(css).map(it => [it.textContent, it.hash.slice(1)]);
  const label = it => {
    let at = it.closest("a") ?? it;
    while ((at = at.nextElementSibling) && !at.matches("bdi, em, :has(bdi)"));
    const above = ":scope > :is(h2, h3) em, :scope > summary + p > em:nth-of-type(1)";
    at = at?.matches("em") ? at : it.closest("section, details").querySelector(above);
    const flag = it.nextSibling?.data?.match(/^\\u2060([+*])/)?.[1];
    return flag ?? at?.textContent ?? "";
  };
  const said = seen("main :is(h2, h3, th, b, summary, bdi, figcaption)").filter(it =>
    !it.querySelector("bdi") && !it.closest(`.urgent, .help, .sources, ${card}, ${small}`));
  return {
    views: texts(".view").length,
    at: seen(".view").map(it => it.id)[0],
    cover: texts("h1, header strong"),
    above: seen(".view").map(it => it.firstElementChild)
      .map(it => [it.localName, it.className, it.textContent]),
    roles: seen("main :is(section, details)").map(it => it.classList[0]),
    card: seen(`${card} :is(b, bdi)`).map(it => it.textContent),
    cited: seen(`${card} :is(small, em)`).length,
    menu: links("nav a"),
    said: said.map(it => it.textContent),
    labels: said.filter(it => it.matches("bdi")).map(it => [it.textContent, label(it)]),
    note: texts(".note"),
    help: texts(".help li bdi"),
    sources: texts(".sources li bdi"),
    choices: links(".choices a"),
    offers: links(".offers a"),
    changes: links(".answers a"),
    names: links("a[href^='#About.']"),
    others: seen(".body b ~ a").map(it => [
      it.parentElement.querySelector("b").textContent, it.textContent, it.hash.slice(1)]),
  };
}"""
CLOSED = """() => [...document.querySelectorAll("details")].filter(it => it.checkVisibility())
  .every(it => !it.open && [...it.querySelectorAll(":scope > *")].every(x =>
    x.localName === "summary" || !x.checkVisibility()))"""


def look(page: Any) -> SimpleNamespace:
    """Return what a reader can see, after asserting that it is only the view at the address."""
    seen = SimpleNamespace(**page.evaluate(unfolded(LOOK)))
    assert seen.views == 1
    assert seen.at == (page.url.partition("#")[2] or START)
    return seen


def shown(page: Any) -> str:
    """Return the address of the one view that is visible, without checking its content."""
    (at,) = page.evaluate(SHOWN)
    return at


SHOWN = """[...document.querySelectorAll(".view")].filter(it => it.checkVisibility())
  .map(it => it.id)"""


@cache
def opened(guide: str) -> Opened:
    return open_guide(GUIDES[guide])


@cache
def interviews(guide: str) -> Mapping[str, Answers]:
    """Return the answers of each interview, keyed by its address."""
    todo: list[Answers] = [{}]
    found = {}
    while todo:
        answers = todo.pop()
        found[address(answers)] = answers
        todo += [{**answers, question: way} for question, way in ways(guide, answers)]
    return found


def ways(guide: str, answers: Answers) -> list[tuple[str, str]]:
    """Return the next question with each of its answers, or nothing at an end."""
    diagram = opened(guide).diagram
    question = follow(diagram, answers).node.question
    return [(question, way) for way in diagram.table.allows[question]] if question else []


def address(answers: Answers) -> str:
    return ".".join(answers.values()) or START


def ends(guide: str) -> list[str]:
    return [at for at, answers in interviews(guide).items() if not ways(guide, answers)]


def views(guide: str) -> list[str]:
    """Return the addresses of all interviews, procedures and chapters."""
    procedures = (about(name) for name in opened(guide).rules.procedures)
    asked = (at for _, at in offered(guide))
    others = (at for at in CHAPTERS if at != START)
    return [*interviews(guide), *procedures, *others, *asked]


def about(procedure: str) -> str:
    return f"About.{procedure}"


def called(procedure: Any) -> str:
    """Return a procedure's name as it appears within a sentence."""
    return procedure.phrase or procedure.name


def longest(guide: str) -> Answers:
    return max(interviews(guide).values(), key=len)


def label(guide: str, question: str, answer: str) -> str:
    return {**opened(guide).rules.questions[question].answers, NOT_SURE: "Not sure"}[answer]


def given(guide: str, answers: Answers) -> list[str]:
    """Return each question with its answer, as a sentence."""
    asked = opened(guide).rules.questions
    return [f"{asked[q].ask} {label(guide, q, a)}." for q, a in answers.items()]


def repeated(guide: str, answers: Answers) -> list[str]:
    """Return the answers as the page repeats them: a heading, then each question and answer."""
    asked = opened(guide).rules.questions
    pairs = [text for q, a in answers.items() for text in (asked[q].ask, label(guide, q, a))]
    return [english()("document.so-far"), *pairs] if pairs else []


def before(answers: Answers) -> list[Answers]:
    """Return, for each answer, the answers that came before it."""
    return [dict(list(answers.items())[:number]) for number in range(len(answers))]


@cache
def told(guide: str, at: str) -> Any:
    """Return the command's JSON output for the answers that lead to an end."""
    words = [word for q, a in interviews(guide)[at].items() for word in ("-a", f"{q}={a}")]
    result = run("ask", *words, "--rules", GUIDES[guide], "--format", "json")
    assert result.code == 0, result.err
    return json.loads(result.out)


def card_of(document: Any, *parts: str) -> list[str]:
    """Return the labels and texts of a document's card in order, but not what its marks mean."""
    passages = [passage for part in parts for passage in document["card"][part]]
    return [
        text
        for passage in passages
        for text in (passage["label"], *(line["text"] for line in passage["lines"]))
        if text
    ]


def starts_with_card(seen: SimpleNamespace, document: Any) -> None:
    """Assert that a view starts with the command's card, without numbers, and explains its marks.

    Everything else is below the card, with the full help and the sources at the end.
    """
    due = card_of(document, "help", "answer")
    legend = seen.card[len(due) :]
    assert seen.card[: len(due)] == due
    assert len(legend) <= 1
    assert seen.cited == 0
    known = ["first-help"] * bool(document["card"]["help"])
    shown = [*known, *(["card"] * seen.roles.count("card")), *(["legend"] * len(legend))]
    assert seen.roles[: len(shown) + 1] == ["view", *shown]
    assert bool(document["card"]["answer"]) == ("card" in shown)
    kinds = {line["kind"] for part in document["card"].values() for it in part
             for line in it["lines"]}  # fmt: skip
    assert ("beyond" in kinds) <= ("+ " in "".join(legend))
    assert ("reading" in kinds) <= ("* " in "".join(legend))
    *rest, help, sources = seen.roles[len(shown) + 1 :]
    assert {*rest} <= {"body", "beside", "answers", "table"}
    assert (help, sources) == ("help", "sources")


def texts_of(guide: str, document: Any) -> Iterator[str]:
    """Yield the texts of the command's document in order, except its card and its sources.

    On the page, sections have headings of groups, and the guide's silence is mentioned only where
    there is nothing else to say.
    """
    yield from (document["title"], *document["lead"])
    messages, rules, known = english(), opened(guide).rules, ""
    groups = {section.question or section.heading: section.group
              for section in rules.sections.values()}  # fmt: skip
    for section in document["sections"][:-1]:
        group = groups.get(section["heading"], "")
        yield from [group] if group not in ("", known) else []
        known = group
        blocks = section["blocks"]
        if section["heading"] == messages("document.why"):
            yield from repeated(guide, document["answers"])
            blocks = blocks[bool(document["answers"]) :]
        silent = [messages("document.silent")]
        blocks = [block for block in blocks if lines_in(block) != silent] or blocks
        if blocks and section["heading"]:
            yield section["heading"]
        is_possible = section["heading"] == messages("document.possible")
        for block in blocks:
            yield from texts_of_block(guide, block, is_possible=is_possible)


def lines_in(block: Any) -> list[str]:
    return [line["text"] for line in block.get("lines", block.get("parts", ()))]


def texts_of_block(guide: str, block: Any, *, is_possible: bool) -> Iterator[str]:
    """Yield the texts of a block; on the page, what ``is_possible`` is no table."""
    messages = english()
    linked = {  # on the page, a procedure to read about is a link
        messages("document.read", name=procedure.name, id=procedure.id): procedure.name
        for procedure in opened(guide).rules.procedures.values()
    }
    yield from (block.get("views", ()) if not is_possible else ())
    yield from (block.get("columns", ()) if not is_possible else ())
    yield from [block["label"]] if "label" in block else []
    yield from (linked.get(line, line) for line in lines_in(block))
    for row in block.get("rows", ()):
        yield row["head"].removesuffix(".") if is_possible else row["head"]
        yield from (line["text"] for cell in row["cells"] for line in cell)


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Return the path of each guide's page, as saved by the command."""
    folder = tmp_path_factory.mktemp("pages")
    return {guide: made(folder / f"{guide}.html", rules) for guide, rules in GUIDES.items()}


def made(path: Path, rules: Path) -> Path:
    result = run("page", "--rules", rules, "--output", path)
    assert result.code == 0, result.err
    return path


def go(page: Any, at: str) -> None:
    """Open a view by its address instead of clicking a link."""
    page.evaluate("at => { location.hash = at }", at)


each_guide = pytest.mark.parametrize("guide", GUIDES)
each_paper = pytest.mark.parametrize("paper", PAPER)


# --- every path ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("guide", "first"),
    [
        pytest.param(guide, number, id=f"{guide}-{answer}")
        for guide in GUIDES
        for number, (_, answer) in enumerate(ways(guide, {}))
    ],
)
def test_each_path_leads_to_what_the_command_says(visit, pages, guide: str, first: int) -> None:
    """Clicks alone follow every path that starts with the same answer."""
    with visit(pages[guide], scripts=False) as page:
        asks(page, guide, {})
        (question, answer) = ways(guide, {})[first]
        reached = list(click(page, guide, {}, question, answer))
    assert sorted(reached) == sorted(at for at in ends(guide) if at.split(".")[0] == answer)


def click(page: Any, guide: str, so_far: Answers, question: str, answer: str) -> Iterator[str]:
    """Click an answer and all that follow, yield the ends, and return by clicking "Change"."""
    here, answers = look(page), {**so_far, question: answer}
    number = [way for _, way in ways(guide, so_far)].index(answer)
    page.locator(".choices a").filter(visible=True).nth(number).click()
    if further := ways(guide, answers):
        asks(page, guide, answers)
        for following in further:
            yield from click(page, guide, answers, *following)
    else:
        ends_as_told(page, guide, answers)
        yield address(answers)
    page.locator(CHANGES).filter(visible=True).last.click()
    assert look(page) == here


def asks(page: Any, guide: str, answers: Answers) -> None:
    """Assert that a view asks the next question, explains why, and lists the answers so far."""
    rules, seen, choices = opened(guide).rules, look(page), ways(guide, answers)
    messages = english(expert=rules.expert, noun=rules.noun)
    question = rules.questions[choices[0][0]]
    labels = [label(guide, *choice) for choice in choices]
    assert seen.choices == [
        [text, address({**answers, **dict([choice])})]
        for text, choice in zip(labels, choices, strict=True)
    ]
    urgent = f"{rules.notices.emergency} {rules.notices.heading}".strip()
    assert [(tag, css, text.strip()) for tag, css, text in seen.above] == [("p", "urgent", urgent)]
    most = opened(guide).diagram.most_questions(follow(opened(guide).diagram, answers).node)
    number = len(answers) + 1
    lead = [messages("interview.position", number=number, most=number - 1 + most)]
    names = [[procedure.name, about(name)] for name, procedure in rules.procedures.items()]
    kept = repeated(guide, answers)
    assert seen.offers == ([] if answers else offered(guide))
    assert seen.names == ([] if answers else names)
    assert seen.note == ([] if answers else [messages("page.note")])
    if not answers:  # for readers who already know what to ask, or a name
        lead = [messages("page.intro"), *lead]
        kept = [text for text, _ in offered(guide)]
        kept += [messages("page.named"), *rules_names(guide)]
    settle = messages("interview.settle", settle=question.settle)
    why = [messages("document.why-asked"), question.why, settle]
    assert seen.said == [question.ask, *lead, *labels, *kept, *why]
    assert seen.card == []
    listed = ["answers"] * (1 + len(answers)) if answers else []
    assert seen.roles == ["view", *listed, "body", "help", "sources"]
    stands_by(guide, seen, answers)
    cites(guide, seen, set())
    assert seen.others == []


def offered(guide: str) -> list[list[str]]:
    """Return the questions that many ask first, with their addresses."""
    rules = opened(guide).rules
    return [[rules.faq[name].question, f"FAQ.{name}"] for name in rules.start]


def rules_names(guide: str) -> list[str]:
    return [procedure.name for procedure in opened(guide).rules.procedures.values()]


def ends_as_told(page: Any, guide: str, answers: Answers) -> None:
    """Assert that a view shows exactly the same lines as the command, in the same order.

    Below the card and a picture, each part is closed at first.
    """
    assert page.evaluate(CLOSED)
    document, seen, rules = told(guide, address(answers)), look(page), opened(guide).rules
    says_the_same(guide, seen, document)
    for name in document["procedures"]:
        assert any(called(rules.procedures[name]) in text for text in seen.said)
    stands_by(guide, seen, answers)
    assert seen.choices == []


def says_the_same(guide: str, seen: SimpleNamespace, document: Any) -> None:
    """Assert that a view has the command's card, lines, labels, statements and sources."""
    starts_with_card(seen, document)
    assert seen.said == list(texts_of(guide, document))
    assert seen.above == [["h2", "", document["title"]]]
    kinds = {statement["text"]: statement["kind"] for statement in document["statements"]}
    for text, said in seen.labels:
        kind = kinds.get(text) or kinds.get(text.partition(": ")[2])
        assert kind is None or said in marks_of(kind)
    net = [statement["text"] for statement in document["notices"]["safety_net"]]
    lines = [*(text for text, _ in seen.labels), *seen.card, *net]
    for statement in document["statements"]:
        assert any(line.endswith(statement["text"]) for line in lines)
    cites(guide, seen, {statement["source"] for statement in document["statements"]})


def marks_of(kind: str) -> tuple[str, ...]:
    """Return what marks a line of a kind: a label, or in a table, a flag."""
    if kind == "guide":
        return ("",)
    return (f"({english()(f'document.kind-{kind}')})", MARKS[kind])


def cites(guide: str, seen: SimpleNamespace, sources: set[str]) -> None:
    """Assert that a view lists its own sources and those of the full help, and no others."""
    rules = opened(guide).rules
    everywhere = {rules.statements[name].source for name in rules.notices.in_full}
    due = [rules.sources[name] for name in everywhere | sources]
    assert len(seen.sources) == len(due)
    for source in due:
        about = f": {source.title}. {source.publisher}"
        assert len([line for line in seen.sources if about in line]) == 1


def stands_by(guide: str, seen: SimpleNamespace, answers: Answers) -> None:
    """Assert what is true of every view: the notices, and a way back to each question."""
    rules, messages = opened(guide).rules, english()
    assert seen.cover == [rules.title, rules.notices.disclaimer]
    assert rules.notices.in_full
    assert seen.help == [rules.statements[name].text for name in rules.notices.in_full]
    assert seen.menu == [[messages(key), at] for at, key in CHAPTERS.items()]
    change = messages("page.change")
    assert seen.changes == [[change, address(earlier)] for earlier in before(answers)]


@each_guide
def test_another_answer_leads_where_it_says(visit, pages, guide: str) -> None:
    """A changed answer leads where the command predicts. Answers that still apply are kept."""
    followed = set()
    with visit(pages[guide], scripts=False) as page:
        unfold(page)
        for at in ends(guide):
            go(page, at)
            document = told(guide, at)
            changes = {
                english()("document.if-answer", answer=answer): change
                for change in document["would_change"]
                for answer in given(guide, {change["question"]: change["answer"]})
            }
            for number, (answer, says, to) in enumerate(look(page).others):
                change = changes[answer]
                page.locator(OTHERS).filter(visible=True).nth(number).click()
                seen = look(page)
                followed.add(to)
                assert seen.at == to
                left = told(guide, to)["levels"]
                assert left == change["levels"]
                if len(left) > 1:
                    assert says == english()("document.outcome-several")
                else:
                    assert leads_as_said(guide, left[0], says, seen)
                now = interviews(guide)[to]
                wanted = {**document["answers"], change["question"]: change["answer"]}
                assert now == {q: wanted.get(q, NOT_SURE) for q in now}
                page.go_back()
    assert followed


def leads_as_said(guide: str, name: str, says: str, seen: SimpleNamespace) -> bool:
    """Return whether a view is what a link to it said: a procedure, a reading, or a level."""
    rules, messages = opened(guide).rules, english()
    level = rules.levels[name]
    if not level.procedure or rules.is_reading(level):
        return says in seen.said or seen.said[0] in says
    name = called(rules.procedures[level.procedure])
    title, outcome = (
        messages(f"document.{x}", name=name) for x in ("title-result", "outcome-guide")
    )
    if [each.procedure for each in rules.levels.values()].count(level.procedure) > 1:
        outcome = messages("document.outcome-case", level=level.name, outcome=outcome)
    return [seen.said[0], says] == [title, outcome]


# --- addresses ----------------------------------------------------------------------------


@each_guide
def test_back_forward_reload_and_a_shared_address(visit, pages, guide: str) -> None:
    """Back, forward, reload and a shared address show the same view as the click did."""
    with visit(pages[guide], scripts=False) as page:
        seen = [look(page)]
        for earlier, answer in zip(before(longest(guide)), longest(guide).values(), strict=True):
            number = [way for _, way in ways(guide, earlier)].index(answer)
            page.locator(".choices a").filter(visible=True).nth(number).click()
            seen.append(look(page))
        for was in seen[-2::-1]:
            page.go_back()
            assert look(page) == was
        for was in seen[1:]:
            page.go_forward()
            assert look(page) == was
        page.reload()
        assert look(page) == seen[-1]
        for was in seen:
            shared = page.context.new_page()
            shared.goto(f"{pages[guide].as_uri()}#{was.at}")
            assert look(shared) == was
            shared.close()


@each_guide
def test_each_address_opens_its_view(visit, pages, guide: str) -> None:
    with visit(pages[guide], scripts=False) as page:
        ids = page.locator(".view").evaluate_all("all => all.map(it => it.id)")
        assert sorted(ids) == sorted(views(guide))
        for at in ids:
            go(page, at)
            page.reload()
            assert shown(page) == at


@each_guide
def test_an_unknown_address_shows_the_first_question(visit, pages, guide: str) -> None:
    """An ID that is not a view's, such as one in a drawing, also shows the first question."""
    with visit(pages[guide], scripts=False) as page:
        start = page.evaluate(unfolded(LOOK))
        drawn = page.evaluate("[...document.querySelectorAll('[id]:not(.view)')].map(x => x.id)")
        known = next(iter(ways(guide, {})))[1]
        unknown = ["nonsense", "", "start", known.upper(), f"{known}.", "a b%20<b>", "top"]
        for at in (*unknown, *drawn):
            go(page, at)
            page.reload()
            assert page.evaluate(unfolded(LOOK)) == start, at


@each_guide
def test_the_chapters_say_what_their_commands_say(visit, pages, guide: str) -> None:
    """Each chapter, procedure and offered question is one click away, and one click leads back."""
    with visit(pages[guide], scripts=False) as page:
        start = look(page)
        for at, document in chapters(guide).items():
            page.locator(f"a[href='#{at}']").filter(visible=True).last.click()
            assert page.evaluate(CLOSED)
            seen = look(page)
            assert seen.at == at
            says_the_same(guide, seen, document)
            stands_by(guide, seen, {})
            page.locator("nav a").first.click()
            assert look(page) == start


def chapters(guide: str) -> dict[str, Any]:
    """Return the document of each view outside the interview, by its address.

    Help and the comparison are as short as on the page. No command prints the list of names.
    """
    composer, rules = opened(guide).composer(), opened(guide).rules
    compared = composer.compare([rules.procedures[name] for name in rules.compare])
    made = {"Help": composer.help(), "Compare": compared, "Names": composer.names()}
    commands = {f"FAQ.{name}": ["faq", name] for name in rules.start}
    commands |= {about(p.id): ["show", p.name] for p in rules.procedures.values()}
    found = {at: json.loads(as_json.render(document)) for at, document in made.items()}
    for at, words in commands.items():
        result = run(*words, "--rules", GUIDES[guide], "--format", "json")
        found[at] = json.loads(result.out)
    return found


@each_guide
def test_a_list_of_names_is_complete_and_in_order(visit, pages, guide: str) -> None:
    """Every question, word and procedure can be opened, and a procedure leads to its view."""
    rules, reader = opened(guide).rules, opened(guide).guide.first_reader
    says = [(entry.question, entry.says) for entry in rules.faq.values()]
    says += [(word.name, word.says) for word in rules.glossary.values()]
    entries = {
        name: [rules.statements[x].text for x in texts if rules.statements[x].is_for(reader)]
        for name, texts in says
    }
    due = {name for name, texts in entries.items() if texts} | {*rules_names(guide)}
    with visit(pages[guide], scripts=False) as page:
        go(page, "Names")
        parts = page.locator("main > details.body").filter(visible=True)
        names = [part.locator("summary").inner_text() for part in parts.all()]
        assert {name.casefold() for name in names} == {name.casefold() for name in due}
        assert names == sorted(names, key=str.casefold)
        for name, part in zip(names, parts.all(), strict=True):
            part.locator("summary").click()
            lines = part.locator("bdi").filter(visible=True).all_inner_texts()
            assert {*entries.get(name, ())} <= {*lines[1:]}
        for procedure in rules.procedures.values():
            part = parts.nth(names.index(procedure.name))
            part.locator("a").click()
            assert shown(page) == about(procedure.id)
            page.go_back()


@each_guide
def test_each_name_on_the_way_leads_to_what_it_names(visit, pages, guide: str) -> None:
    """Links in an open result lead to the possible procedures, and Back returns.

    A level that names no procedure may link to procedures to read about instead.
    """
    rules = opened(guide).rules
    names = {about(p.id): (p.name, called(p)) for p in rules.procedures.values()}
    title = english()
    titles = {at: title("document.title-procedure", name=name) for at, (name, _) in names.items()}
    met = set()
    with visit(pages[guide], scripts=False) as page:
        unfold(page)
        for at in ends(guide):
            go(page, at)
            seen = look(page)
            levels, procedures = (told(guide, at)[key] for key in ("levels", "procedures"))
            linked = {to for _, to in seen.names}
            further = rules.levels[levels[0]].further
            wanted = procedures if len(levels) > 1 else further
            assert linked == {about(procedure) for procedure in wanted}
            assert all(any(name in text for name in names[to]) for text, to in seen.names)
            for to in linked - met:
                page.locator(f"main a[href='#{to}']").filter(visible=True).first.click()
                assert look(page).said[0] == titles[to]
                page.go_back()
                assert look(page) == seen
            met |= linked
    levels = rules.levels.values()
    named = {level.procedure for level in levels} | {name for x in levels for name in x.further}
    assert met == {about(name) for name in named - {""}}


# --- by keyboard --------------------------------------------------------------------------

FOCUS = """() => {
  const it = document.activeElement, style = getComputedStyle(it);
  const box = it.getBoundingClientRect(), view = document.querySelector(".view:target");
  return {
    link: it.matches("a") ? it.hash.slice(1) : "",
    body: it === document.body,
    choice: Boolean(it.closest(".choices")),
    summary: it.matches("summary"),
    box: it.matches("input"),
    on: it.checked ?? it.parentElement.open,
    view: it === view,
    beyond: Boolean(view && (view.contains(it) ||
      view.compareDocumentPosition(it) & Node.DOCUMENT_POSITION_FOLLOWING)),
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
    sight: box.top < innerHeight && box.bottom > 0,
  };
}"""


def press(page: Any, key: str) -> SimpleNamespace:
    """Press a key, and return where the focus is afterward."""
    page.keyboard.press(key)
    return SimpleNamespace(**page.evaluate(FOCUS))


@each_guide
@pytest.mark.parametrize("choice", [0, -1], ids=["first", "last"])
def test_keys_alone_lead_to_an_end(visit, pages, guide: str, choice: int) -> None:
    """Tab soon reaches each answer, visible and outlined, and then continues in the new view."""
    answers: Answers = {}
    with visit(pages[guide], scripts=False, width=PHONE) as page:
        while choices := ways(guide, answers):
            answers = {**answers, **dict([choices[choice]])}
            focus = press(page, "Tab")
            if len(answers) > 1:  # the first stop is the line about help
                assert focus.link == "Help"
                assert focus.beyond
                focus = press(page, "Tab")
                assert focus.choice
            for _ in range(20):
                assert focus.ring
                assert focus.sight
                if focus.link == address(answers):
                    break
                focus = press(page, "Tab")
            assert focus.choice
            assert press(page, "Enter").view
            assert look(page).at == address(answers)
            assert page.evaluate("scrollY") == 0  # the disclaimer is visible
        assert keys_open_all(page)


def keys_open_all(page: Any) -> int:
    """Open every part of a view and tick every box, with keys alone; return how many there are."""
    used, focus = 0, press(page, "Tab")
    while not focus.body:
        assert focus.beyond
        assert focus.ring
        assert focus.sight
        if focus.summary or focus.box:
            used += 1
            for on in (True, False, True):
                assert press(page, "Space" if focus.box else "Enter").on is on
        focus = press(page, "Tab")
    assert page.locator("details:not([open])").filter(visible=True).count() == 0
    assert page.locator("input:not(:checked)").filter(visible=True).count() == 0
    return used


@each_guide
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_focus_is_seen_wherever_it_is(visit, pages, guide: str, scheme: str) -> None:
    """Each element looks different when it has focus, and Tab follows the page's order."""
    with visit(pages[guide], scripts=False, width=PHONE, scheme=scheme) as page:
        for at in (START, address(longest(guide)), ends(guide)[0]):
            go(page, at)
            unfold(page)
            page.evaluate("() => { document.body.tabIndex = -1; document.body.focus() }")
            stops = page.locator("a, summary, input, [tabindex='0']").filter(visible=True)
            for stop in stops.all():
                press(page, "Tab")
                assert stop.evaluate("it => it === document.activeElement")
                box = stop.bounding_box()
                top, height = max(0, box["y"] - 4), min(100, box["height"] + 8)
                clip = {"x": 0, "y": top, "width": PHONE, "height": height}
                focused = page.screenshot(clip=clip)
                page.evaluate("document.activeElement.blur()")
                assert page.screenshot(clip=clip) != focused


# --- for every reader ---------------------------------------------------------------------


@each_guide
@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("part", range(SLICES))
def test_nothing_bars_a_reader(visit, pages, guide: str, width: int, part: int) -> None:
    """No view has a fault that axe finds, at any width, closed or opened.

    Closed views have less to check, so one width is enough for them.
    """
    with visit(pages[guide], width=width) as page:
        assert axe(page) == []
        for is_open in (False, True) if width == PHONE else (True,):
            if is_open:
                unfold(page)
            for at in views(guide)[part::SLICES]:
                go(page, at)
                assert (at, is_open, axe(page, whole=False)) == (shown(page), is_open, [])


@each_guide
@pytest.mark.parametrize("part", range(SLICES))
def test_colors_are_told_apart_in_the_dark(visit, pages, guide: str, part: int) -> None:
    """Only the colors differ in the dark, and they do not depend on the width."""
    with visit(pages[guide], width=PHONE, scheme="dark") as page:
        assert axe(page) == []
        unfold(page)
        for at in views(guide)[part::SLICES]:
            go(page, at)
            assert (at, axe(page, whole=False, rules=["color-contrast"])) == (shown(page), [])


COVERED = """() => [...document.querySelectorAll("header strong, :is(h1, h2, h3, th, bdi)")]
  .filter(it => {
    if (!it.textContent || !it.checkVisibility()) return false;
    const isTall = it.getBoundingClientRect().height > innerHeight;
    it.scrollIntoView({block: isTall ? "start" : "center"});
    const box = it.getClientRects()[0];
    const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return !it.contains(hit) || /, 0\\)$/.test(getComputedStyle(it).color);
  }).map(it => it.textContent)"""


PLACES = """css => [...document.querySelectorAll(css)].filter(it => it.checkVisibility())
  .map(it => it.getBoundingClientRect().toJSON())"""


@each_guide
@pytest.mark.parametrize(("width", "scale"), [(PHONE, 1), (DESK // 2, 2)], ids=["phone", "zoom"])
def test_nobody_scrolls_sideways(visit, pages, guide: str, width: int, scale: int) -> None:
    """On a phone and at 200% zoom, nothing is too wide or covered, and choices are easy to tap.

    This is so before and after every part is opened.
    """
    with visit(pages[guide], width=width, scale=scale) as page:
        for is_open in (False, True):
            if is_open:
                unfold(page)
            for at in views(guide):
                go(page, at)
                assert (at, sideways(page), page.evaluate(COVERED)) == (shown(page), [], [])
                taps = page.evaluate(PLACES, ".choices a")
                assert all(box["height"] >= 44 for box in taps)


@each_guide
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_it_asks_for_nothing(visit, pages, guide: str, scripts: bool) -> None:
    """No view makes a request (checked on leaving the page), and no link leads outside."""
    with visit(pages[guide], scripts=scripts) as page:
        for at in views(guide):
            go(page, at)
            assert shown(page) == at
        assert page.locator("a:not([href^='#']), form, script").count() == 0


# --- on the first screen of a phone ---------------------------------------------------------

ANSWER_SCREENS = 1.5


@pytest.mark.parametrize("screen", SCREENS, ids=lambda size: "x".join(map(str, size)))
def test_the_first_question_is_on_the_first_screen(visit, pages, screen: tuple[int, int]) -> None:
    """All its answers are visible too, below what to do in an emergency and a link to help.

    So is what the page offers to those who have another question.
    """
    width, height = screen
    with visit(pages["shipped"], scripts=False, width=width, height=height) as page:
        (urgent,) = page.evaluate(PLACES, ".urgent")
        (question,) = page.evaluate(PLACES, ".view > h2")
        choices, offers = (page.evaluate(PLACES, css) for css in (".choices a", ".offers a"))
        emergency = opened("shipped").rules.notices.emergency
        assert page.locator(".urgent:visible").inner_text().startswith(emergency)
        assert len(choices) == len(ways("shipped", {}))
        assert len(offers) == len(opened("shipped").rules.start) > 0
        assert 0 <= urgent["top"] < urgent["bottom"] <= question["top"]
        below = [question, *choices, *offers]
        assert [box["bottom"] for box in below if box["bottom"] > height] == []


def test_an_answer_is_within_one_and_a_half_screens(visit, pages) -> None:
    """The card is right below the title, and its top is visible without scrolling."""
    width, height = SCREENS[0]
    procedures = map(about, opened("shipped").rules.procedures)
    with visit(pages["shipped"], scripts=False, width=width, height=height) as page:
        for at in (*ends("shipped"), *procedures):
            go(page, at)
            assert page.evaluate("scrollY") == 0
            (title,) = page.evaluate(PLACES, ".view > h2")
            card = page.evaluate(PLACES, ":is(.first-help, .card, .legend)")
            assert 0 <= card[0]["top"] - title["bottom"] < 16
            gaps = [b["top"] - a["bottom"] for a, b in pairwise(card)]
            assert max(gaps) < 32
            assert (at, card[-1]["bottom"]) <= (at, ANSWER_SCREENS * height)


# --- on paper -----------------------------------------------------------------------------

TEXTS = """() => {
  const css = ":is(header, main) :is(h1, h2, h3, th, b, bdi, strong)";
  const all = [...document.querySelectorAll(css)], links = "nav, .choices, .offers, .names";
  const told = all.filter(it => !it.closest(links));
  const texts = shown => told.filter(it => it.checkVisibility() === shown)
    .map(it => it.textContent);
  const left = [...document.querySelectorAll("nav a, .answers a")].map(it => it.textContent);
  return [texts(true), texts(false), left];
}"""


@each_guide
@each_paper
def test_an_end_is_printed_alone_and_whole(visit, pages, guide: str, paper: str) -> None:
    """What is closed is printed too. Links that only lead elsewhere are not.

    This covers one end for each level, the end with the most levels, procedures and chapters.
    """
    with visit(pages[guide], scripts=False) as page:
        by_levels = {}
        for at in ends(guide):
            by_levels.setdefault(tuple(told(guide, at)["levels"]), at)
        alone = [at for levels, at in by_levels.items() if len(levels) == 1]
        assert len(alone) == len(opened(guide).rules.levels)
        most = by_levels[max(by_levels, key=len)]
        for at in (*alone, most, *views(guide)[len(interviews(guide)) :]):
            go(page, at)
            page.set_viewport_size({"width": DESK, "height": 800})
            shown, hidden, left = page.evaluate(unfolded(TEXTS))
            assert page.evaluate(CLOSED)
            whole = squeezed("".join(shown))
            text = squeezed("".join(printed(page, paper).sides))
            assert [it for it in shown if squeezed(it) not in text] == []
            absent = [it for it in (*hidden, *left) if squeezed(it) not in whole]
            assert len(absent) > 5
            assert [it for it in absent if squeezed(it) in text] == []
            page.set_viewport_size({"width": PAPER[paper] - MARGINS, "height": 800})
            page.emulate_media(media="print")
            assert sideways(page) == []
            page.emulate_media(media="null")


# --- hostile and right-to-left guides -----------------------------------------------------


def rewritten(folder: Path, new: Mapping[str, str]) -> Path:
    """Replace some texts of the other guide, and return the path of its page."""
    text = OTHER.read_text(encoding="utf-8")
    for old in sorted(new, key=len, reverse=True):
        assert old in text
        text = text.replace(old, new[old])
    rules = folder / "rewritten.yaml"
    rules.write_text(text, encoding="utf-8")
    return made(folder / "rewritten.html", rules)


@pytest.mark.parametrize("policy", [True, False], ids=["policy", "no-policy"])
@pytest.mark.parametrize("said", EVIL, ids=lambda text: ascii(text[:12]))
def test_a_hostile_text_is_only_text(visit, tmp_path: Path, said: str, policy: bool) -> None:
    """Hostile text is shown literally and runs nothing, even if the page's policy is disabled."""
    quoted = "'" + said.replace("'", "''") + "'"
    old = ("Patch or replace?", "Is the tyre itself cut?", '"Yes, it is cut"', "Stop riding",
           "A pinhole can usually be patched.", "How it goes", '"How does it go?"',
           "A pinhole in the tube")  # fmt: skip
    with visit(rewritten(tmp_path, dict.fromkeys(old, quoted)), width=PHONE, policy=policy) as page:
        unfold(page)
        for at, css in SHOWN_AT:
            go(page, at)
            shown = page.locator(css).filter(visible=True).all_inner_texts()
            known = f"{said}:" if css == ".card b" else said  # a label has a colon
            assert squeezed(inert(known)) in map(squeezed, shown), css
            assert sideways(page) == []
        assert page.locator("script, [onload]").count() == 0


SHOWN_AT = [
    *((START, css) for css in ("h1", ".view > h2", ".choices bdi", ".help summary", ".urgent a")),
    *(("no.pin", css) for css in (".card bdi", ".card b", "details p bdi")),
    *(("no.pin", css) for css in (".body summary", ".answers b")),
    ("Compare", "th"),
]
HEBREW = {ord("a") + number: 0x5D0 + number for number in range(26)}
BOXES = """() => [...document.querySelectorAll("body *")].filter(it => {
  const box = it.getBoundingClientRect();
  return it.checkVisibility() && !it.closest("svg, .wide > *") &&
    (box.left < -0.5 || box.right > document.documentElement.clientWidth + 0.5);
}).map(it => it.outerHTML.slice(0, 60))"""


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_guide_is_read_in_its_direction(visit, pages, tmp_path: Path, width: int) -> None:
    """The layout follows the direction of the language, with each box on the correct side."""
    rules = opened("other").rules
    texts = {rules.title, rules.notices.disclaimer, rules.notices.heading, rules.review.pending}
    texts |= {each.text for each in rules.statements.values()}
    texts |= {each.name for each in (*rules.levels.values(), *rules.procedures.values())}
    texts |= {each.heading for each in rules.sections.values()}
    for question in rules.questions.values():
        texts |= {question.ask, question.why, question.settle, *question.answers.values()}
    hebrew = {text: text.lower().translate(HEBREW) for text in texts}
    turned = rewritten(tmp_path, {**hebrew, "language: en": "language: he"})
    for path, direction in ((pages["other"], "ltr"), (turned, "rtl")):
        with visit(path, width=width) as page:
            unfold(page)
            for at in views("other"):
                go(page, at)
                assert page.evaluate("getComputedStyle(document.body).direction") == direction
                assert sideways(page) == []
                assert page.evaluate(BOXES) == []
            go(page, START)
            edged = page.locator(".urgent").filter(visible=True)
            side = "border-right-width" if direction == "rtl" else "border-left-width"
            assert edged.evaluate(f"it => parseFloat(getComputedStyle(it)['{side}'])") > 0
            go(page, "no.pin")
            assert axe(page) == []


# --- links to sources, and guides too large to ask on after "not sure" -----------------------


def test_a_link_to_a_source_asks_for_nothing_until_it_is_followed(
    visit, browser, tmp_path: Path
) -> None:
    """Then it does not say where the reader came from."""
    path = made(tmp_path / "links.html", hinted(tmp_path))
    with visit(path, width=PHONE) as page:
        for at in views("other"):
            go(page, at)
            assert sideways(page) == []
        go(page, "no.pin")
        assert axe(page, whole=False) == []
    page, asked = browser.new_page(), list[Any]()
    page.route(
        lambda url: url.startswith("https:"),
        lambda route: (asked.append(route.request), route.fulfill(body="Hi")),
    )
    page.goto(f"{path.as_uri()}#no.pin")
    assert not asked
    page.locator(f"a[href='{URL}']").filter(visible=True).first.click()
    page.wait_for_url(URL)
    assert [request.url for request in asked] == [URL]
    assert "referer" not in asked[0].all_headers()
    page.close()


def hinted(folder: Path) -> Path:
    """Return the path of a guide with a hint, and with links to a source."""
    path = folder / "hinted.yaml"
    path.write_text(rules(), encoding="utf-8")
    return path


def test_where_not_sure_ends_the_reader_sees_why_and_can_go_back(visit, tmp_path: Path) -> None:
    """A page has no room for what may follow a second "not sure"."""
    large = tmp_path / "deep.yaml"
    large.write_bytes(deep())
    with visit(made(tmp_path / "deep.html", large), width=PHONE, scripts=False) as page:
        choices, lead = (
            page.locator(css).filter(visible=True) for css in (".choices a", ".view .lead")
        )
        for _ in range(2):
            choices.last.click()
        assert shown(page) == f"{NOT_SURE}.{NOT_SURE}"
        assert choices.count() == 0
        assert lead.inner_text() == f"{english()('page.ended')} Q"
        assert sideways(page) == []
        lead.locator("a").click()
        assert shown(page) == NOT_SURE
        choices.nth(1).click()
        assert shown(page) == f"{NOT_SURE}.no"
