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
from test_html import EVIL, inert

from browser.conftest import DESK, PHONE, axe, printed, sideways, squeezed
from explainer.decision.interview import follow
from explainer.render import json as as_json
from explainer.rules.model import NOT_SURE

pytestmark = pytest.mark.browser

Answers = Mapping[str, str]
START, CHAPTERS = "Start", ("Help", "Compare", "FAQ", "Words")
PAPER, MARGINS = {"Letter": 816, "A4": 794}, 76  # px; twice 10 mm
OTHERS = "td a:not([href^='#About.'])"
CHANGES = ".shared li a:not([href^='#About.'])"
SCREENS = (390, 844), (320, 568)  # px: a phone and a small one
SLICES = 4  # groups of a guide's views, so that workers can share the slow tests

# Returns what is visible, in page order. Hidden parts of the document are left out.
LOOK = """() => {
  const card = ":is(.first-help, .card, .legend)";
  const seen = css => [...document.querySelectorAll(css)].filter(it =>
    it.getClientRects().length &&
    it.checkVisibility({opacityProperty: true, visibilityProperty: true}));
  const texts = css => seen(css).map(it => it.textContent);
  const links = css => seen(css).map(it => [it.textContent, it.hash.slice(1)]);
  const label = it => {
    let at = it.closest("a") ?? it;
    while ((at = at.nextElementSibling) && !at.matches("bdi, em"));
    at = at?.matches("em") ? at : it.closest("section").querySelector("h2 em, h3 em");
    return at?.textContent ?? "";
  };
  const said = seen("main :is(h2, h3, th, bdi, figcaption)").filter(it =>
    !it.querySelector("bdi") && !it.closest(`.help, .sources, ${card}`));
  return {
    views: texts(".view").length,
    at: seen(".view").map(it => it.id)[0],
    cover: texts("h1, header strong"),
    roles: seen("main section").map(it => it.classList[0]),
    card: seen(`${card} :is(b, bdi)`).map(it => it.textContent),
    cited: seen(`${card} :is(small, em)`).length,
    menu: links("nav a"),
    said: said.map(it => it.textContent),
    labels: said.filter(it => it.matches("bdi")).map(it => [it.textContent, label(it)]),
    help: texts("main > .help li bdi"),
    sources: texts(".sources bdi").join(),
    choices: links(".choices a"),
    changes: links(".shared li a:not([href^='#About.'])"),
    names: links("a[href^='#About.']"),
    others: seen("td a:not([href^='#About.'])").map(it => [
      it.closest("tr").firstElementChild.textContent, it.textContent, it.hash.slice(1)]),
  };
}"""


def look(page: Any) -> SimpleNamespace:
    """Return what a reader sees, after asserting that it is only the view at the address."""
    seen = SimpleNamespace(**page.evaluate(LOOK))
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
    offered = (f"FAQ.{name}" for name in opened(guide).rules.start)
    return [*interviews(guide), *procedures, *CHAPTERS, *offered]


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
    """Return the answers as the page repeats them, each with its question."""
    asked = opened(guide).rules.questions
    return [f"{asked[q].ask} {label(guide, q, a)}." for q, a in answers.items()]


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
    assert {*rest} <= {"body", "table"}
    assert (help, sources) == ("help", "sources")


def texts_of(document: Any) -> Iterator[str]:
    """Yield the texts of the command's document in order, except its card and its sources."""
    yield from (document["title"], *document["lead"])
    why, answers = (english()(f"document.{name}") for name in ("why", "so-far"))
    linked = {  # on the page, a procedure to read about is a link
        english()("document.read", name=procedure.name, id=procedure.id): procedure.name
        for guide in GUIDES
        for procedure in opened(guide).rules.procedures.values()
    }
    for section in document["sections"][:-1]:
        reasons = section["heading"] == why
        if not reasons and section["heading"]:
            yield section["heading"]
        for block in section["blocks"]:
            if reasons:  # the page lists the answers and the reasons separately
                yield answers if block["look"] == "list" else why
            yield from (*block.get("views", ()), *block.get("columns", ()))
            lines = block.get("lines", block.get("parts", ()))
            yield from (linked.get(line["text"], line["text"]) for line in lines)
            for row in block.get("rows", ()):
                yield row["head"]
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
    assert seen.said[0] == question.ask
    assert seen.choices == [
        [text, address({**answers, **dict([choice])})]
        for text, choice in zip(labels, choices, strict=True)
    ]
    rest = seen.said[seen.said.index(labels[-1]) + 1 :]
    names = {procedure.name: about(name) for name, procedure in rules.procedures.items()}
    kept = [messages("page.named"), *names]  # for readers who already know a name
    assert seen.names == ([] if answers else [[*name] for name in names.items()])
    if answers:
        kept = [messages("document.so-far"), *given(guide, answers)]
    settle = messages("interview.settle", settle=question.settle)
    assert rest == [*kept, messages("document.why-asked"), question.why, settle]
    if answers:
        assert seen.card == []
        assert "first-help" not in seen.roles
    else:
        still_open = next(at for at in ends(guide) if told(guide, at)["status"] == "open")
        urgent = card_of(told(guide, still_open), "help")
        *help, legend = seen.card
        assert help == urgent
        assert legend.startswith("+ ")
        assert seen.roles[:3] == ["view", "first-help", "legend"]
        assert seen.cited == 0
    stands_by(guide, seen, answers)
    assert seen.others == []


def ends_as_told(page: Any, guide: str, answers: Answers) -> None:
    """Assert that a view shows exactly the same lines as the command, in the same order."""
    document, seen, rules = told(guide, address(answers)), look(page), opened(guide).rules
    starts_with_card(seen, document)
    assert seen.said == list(texts_of(document))
    for name in document["procedures"]:
        assert any(called(rules.procedures[name]) in text for text in seen.said)
    kinds = {statement["text"]: statement["kind"] for statement in document["statements"]}
    for text, said in seen.labels:
        kind = kinds.get(text) or kinds.get(text.partition(": ")[2])
        assert kind is None or said == (
            "" if kind == "guide" else f"({english()(f'document.kind-{kind}')})"
        )
    net = [statement["text"] for statement in document["notices"]["safety_net"]]
    lines = [*(text for text, _ in seen.labels), *seen.card, *net]
    for statement in document["statements"]:
        assert any(line.endswith(statement["text"]) for line in lines)
    assert all(source["title"] in seen.sources for source in document["sources"].values())
    stands_by(guide, seen, answers)
    assert seen.choices == []


def stands_by(guide: str, seen: SimpleNamespace, answers: Answers) -> None:
    """Assert what is true of every view: the notices, and a way back to each question."""
    rules = opened(guide).rules
    assert seen.cover == [rules.title, rules.notices.disclaimer]
    assert rules.notices.in_full
    assert seen.help == [rules.statements[name].text for name in rules.notices.in_full]
    messages = english()
    start, *others = ([messages(f"page.{at.lower()}"), at] for at in (START, *CHAPTERS))
    offered = ([rules.faq[name].question, f"FAQ.{name}"] for name in rules.start)
    assert seen.menu == [start, *offered, *others]
    change = messages("page.change")
    assert seen.changes == [[change, address(earlier)] for earlier in before(answers)]


@each_guide
def test_another_answer_leads_where_it_says(visit, pages, guide: str) -> None:
    """A changed answer leads where the command predicts. Answers that still apply are kept."""
    followed = set()
    with visit(pages[guide], scripts=False) as page:
        for at in ends(guide):
            go(page, at)
            document = told(guide, at)
            changes = {
                given(guide, {c["question"]: c["answer"]})[0]: c for c in document["would_change"]
            }
            for number, (says, answer, to) in enumerate(look(page).others):
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
                    assert says in seen.said or seen.said[0] in says
                now = interviews(guide)[to]
                wanted = {**document["answers"], change["question"]: change["answer"]}
                assert now == {q: wanted.get(q, NOT_SURE) for q in now}
                page.go_back()
    assert followed


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
        start = page.evaluate(LOOK)
        drawn = page.evaluate("[...document.querySelectorAll('[id]:not(.view)')].map(x => x.id)")
        known = next(iter(ways(guide, {})))[1]
        unknown = ["nonsense", "", "start", known.upper(), f"{known}.", "a b%20<b>", "top"]
        for at in (*unknown, *drawn):
            go(page, at)
            page.reload()
            assert page.evaluate(LOOK) == start, at


@each_guide
def test_the_chapters_say_what_their_commands_say(visit, pages, guide: str) -> None:
    """Procedure views match too. Each is one click from the start, and one click leads back."""
    rules = opened(guide).rules
    commands = {chapter: [chapter.lower()] for chapter in CHAPTERS if chapter != "Words"}
    commands |= {about(p.id): ["show", p.name] for p in rules.procedures.values()}
    with visit(pages[guide], scripts=False) as page:
        start = look(page)
        for at, words in commands.items():
            page.locator(f"a[href='#{at}']").filter(visible=True).first.click()
            seen, document = look(page), said_by(guide, at, words)
            assert seen.at == at
            starts_with_card(seen, document)
            assert seen.said == list(texts_of(document))
            stands_by(guide, seen, {})
            page.locator("nav a").first.click()
            assert look(page) == start
        page.locator("nav a[href='#Words']").click()
        reader = opened(guide).guide.first_reader
        lines = [f"{word.name}: {rules.statements[name].text}"
                 for word in rules.glossary.values() for name in word.says
                 if rules.statements[name].is_for(reader)]  # fmt: skip
        seen = look(page)
        assert seen.at == "Words"
        assert seen.said[2:] == lines
        assert seen.roles[:3] == ["view", "first-help", "legend"]


def said_by(guide: str, at: str, words: list[str]) -> Any:
    """Return a command's document as JSON; help and the comparison as short as on the page.

    On the page, the FAQ does not list its questions before it answers them.
    """
    composer, rules = opened(guide).composer(), opened(guide).rules
    if at == "Help":
        return json.loads(as_json.render(composer.help()))
    if at == "FAQ":
        return json.loads(as_json.render(composer.faq(is_listed=False)))
    if at == "Compare":
        compared = [rules.procedures[name] for name in rules.compare]
        return json.loads(as_json.render(composer.compare(compared)))
    return json.loads(run(*words, "--rules", GUIDES[guide], "--format", "json").out)


@each_guide
def test_each_name_on_the_way_leads_to_what_it_names(visit, pages, guide: str) -> None:
    """Links in an open result lead to the possible procedures, and Back returns.

    A level that names no procedure may link to procedures to read about instead.
    """
    rules = opened(guide).rules
    names = {about(p.id): (p.name, called(p)) for p in rules.procedures.values()}
    met = set()
    with visit(pages[guide], scripts=False) as page:
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
                assert look(page).said[0] == names[to][0]
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
            if len(answers) > 1:
                assert focus.choice
                assert focus.beyond
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
        assert press(page, "Tab").beyond


@each_guide
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_focus_is_seen_wherever_it_is(visit, pages, guide: str, scheme: str) -> None:
    """Each element looks different when it has focus, and Tab follows the page's order."""
    with visit(pages[guide], scripts=False, width=PHONE, scheme=scheme) as page:
        for at in (START, address(longest(guide)), ends(guide)[0]):
            go(page, at)
            page.evaluate("() => { document.body.tabIndex = -1; document.body.focus() }")
            stops = page.locator("a, [tabindex='0']").filter(visible=True)
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
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("part", range(SLICES))
def test_nothing_bars_a_reader(
    visit, pages, guide: str, width: int, scheme: str, part: int
) -> None:
    """No view has a fault that axe finds, at any width, in any color scheme."""
    with visit(pages[guide], width=width, scheme=scheme) as page:
        assert axe(page) == []
        for at in views(guide)[part::SLICES]:
            go(page, at)
            assert (at, axe(page, whole=False)) == (shown(page), [])


COVERED = """() => [...document.querySelectorAll("header strong, :is(h1, h2, h3, th, bdi)")]
  .filter(it => {
    if (!it.checkVisibility()) return false;
    it.scrollIntoView({block: "center"});
    const box = it.getClientRects()[0];
    const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return !it.contains(hit) || /, 0\\)$/.test(getComputedStyle(it).color);
  }).map(it => it.textContent)"""


CHOICES = """() => [...document.querySelectorAll(".choices a")].filter(it => it.checkVisibility())
  .map(it => it.getBoundingClientRect().toJSON())"""


@each_guide
@pytest.mark.parametrize(("width", "scale"), [(PHONE, 1), (DESK // 2, 2)], ids=["phone", "zoom"])
def test_nobody_scrolls_sideways(visit, pages, guide: str, width: int, scale: int) -> None:
    """On a phone and at 200% zoom, nothing is too wide or covered, and choices are easy to tap."""
    with visit(pages[guide], width=width, scale=scale) as page:
        for at in views(guide):
            go(page, at)
            assert (at, sideways(page), page.evaluate(COVERED)) == (shown(page), [], [])
            assert all(box["height"] >= 44 for box in page.evaluate(CHOICES))


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

PLACES = """css => [...document.querySelectorAll(css)].filter(it => it.checkVisibility())
  .map(it => it.getBoundingClientRect().toJSON())"""
ANSWER_SCREENS = 1.5


@pytest.mark.parametrize("screen", SCREENS, ids=lambda size: "x".join(map(str, size)))
def test_the_first_question_is_on_the_first_screen(visit, pages, screen: tuple[int, int]) -> None:
    """All its answers are visible too, below the most urgent help or a link to that help."""
    width, height = screen
    with visit(pages["shipped"], scripts=False, width=width, height=height) as page:
        (question,) = page.evaluate(PLACES, ".view > h2")
        choices = page.evaluate(PLACES, ".choices a")
        assert len(choices) == len(ways("shipped", {}))
        help = page.evaluate(PLACES, ".first-help, a[href='#Help']")
        assert help[0]["y"] < question["y"]
        assert [box["bottom"] for box in choices if box["bottom"] > height] == []


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
  const all = [...document.querySelectorAll(css)];
  const told = all.filter(it => !it.closest("nav, .choices"));
  const texts = shown => told.filter(it => it.checkVisibility() === shown)
    .map(it => it.textContent);
  const menu = [...document.querySelectorAll("nav a")].map(it => it.textContent);
  return [texts(true), texts(false), menu];
}"""


@each_guide
@each_paper
def test_an_end_is_printed_alone_and_whole(visit, pages, guide: str, paper: str) -> None:
    """This covers one end for each level, the end with the most levels, procedures and chapters."""
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
            shown, hidden, menu = page.evaluate(TEXTS)
            whole = squeezed("".join(shown))
            text = squeezed("".join(printed(page, paper)))
            assert [it for it in shown if squeezed(it) not in text] == []
            absent = [it for it in (*hidden, *menu) if squeezed(it) not in whole]
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
        for at, css in SHOWN_AT:
            go(page, at)
            shown = page.locator(css).filter(visible=True).all_inner_texts()
            known = f"{said}:" if css == ".card b" else said  # a label has a colon
            assert squeezed(inert(known)) in map(squeezed, shown), css
            assert sideways(page) == []
        assert page.locator("script, [onload]").count() == 0


SHOWN_AT = [
    *((START, css) for css in ("h1", ".view > h2", ".choices bdi", ".help h2 bdi")),
    *(("no.pin", css) for css in (".card > p bdi", ".card b", ".shared > p bdi", "h3")),
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
    """The layout follows the direction of the text, with each box on the correct side."""
    rules = opened("other").rules
    texts = {rules.title, rules.notices.disclaimer, rules.notices.heading, rules.review.pending}
    texts |= {each.text for each in rules.statements.values()}
    texts |= {each.name for each in (*rules.levels.values(), *rules.procedures.values())}
    texts |= {each.heading for each in rules.sections.values()}
    for question in rules.questions.values():
        texts |= {question.ask, question.why, question.settle, *question.answers.values()}
    hebrew = {text: text.lower().translate(HEBREW) for text in texts}
    turned = rewritten(tmp_path, hebrew)
    for path, direction in ((pages["other"], "ltr"), (turned, "rtl")):
        with visit(path, width=width) as page:
            for at in views("other"):
                go(page, at)
                assert page.evaluate("getComputedStyle(document.body).direction") == direction
                assert sideways(page) == []
                assert page.evaluate(BOXES) == []
            go(page, "no.pin")
            boxed = page.locator(".checklist li").filter(visible=True).first
            side = "padding-right" if direction == "rtl" else "padding-left"
            assert boxed.evaluate(f"it => parseFloat(getComputedStyle(it)['{side}'])") > 0
            assert axe(page) == []
