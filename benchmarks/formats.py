"""The time and size of the largest outputs (a page, all sheets, a quiz, cards) as a guide grows."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from benchmarks.decisions import SHIPPED
from benchmarks.files import guide_file, opened
from benchmarks.result import Result, in_turn, medians
from explainer.cli.resources import templates
from explainer.decision.guide import Guide
from explainer.documents.composer import Composer
from explainer.documents.handout import named_handout
from explainer.documents.site import site
from explainer.render import cards, html, text
from explainer.study.cards import deck
from explainer.study.cases import cases
from explainer.study.items import pool
from explainer.study.quiz import key, quiz

LEVELS: Final = (10, 20, 40, 80, 160)
ITEMS: Final = 1_000
ROUNDS: Final = 5


def formats_of(guide: Guide) -> dict[str, Callable[[], str]]:
    """Return functions that each generate one output of a guide from rules in memory."""
    files = templates()

    def a_page() -> str:
        return html.render_site(site(Composer(guide)), files)

    def sheets() -> str:
        composer = Composer(guide)
        each = (named_handout(composer, entry) for entry in guide.rules.procedures.values())
        return "".join(html.render(sheet, files, sheet=True) for sheet in each)

    def a_quiz() -> str:
        composer = Composer(guide)
        ready = pool(composer, cases(composer))
        items = quiz(ready, min(ITEMS, sum(map(len, ready.values()))), 1)
        return text.render(key(composer, items, 1), 80)

    def a_deck() -> str:
        return cards.render(deck(Composer(guide), list(guide.rules.audiences)), "tsv", files)

    return {"page": a_page, "sheets": sheets, "quiz": a_quiz, "cards": a_deck}


def formats() -> Iterator[Result]:
    """Yield the time and size of each output, for the shipped guide and for growing guides."""
    guides = {"shipped": opened(SHIPPED.read_bytes())}
    guides |= {str(count): opened(guide_file(count)) for count in LEVELS}
    made = {name: formats_of(guide) for name, guide in guides.items()}
    sizes = {name: {f: len(make().encode()) for f, make in made[name].items()} for name in made}
    timed: dict[str, list[float]] = {}
    work: dict[str, Callable[[], object]] = {
        f"{name} {what}": partial(make) for name in made for what, make in made[name].items()
    }
    in_turn(work, ROUNDS, timed)
    middle, rows = medians(timed), []
    for name, guide in guides.items():
        cells = []
        for what, size in sizes[name].items():
            cells += [f"{middle[f'{name} {what}'] * 1000:,.0f}", f"{size / 1000:,.0f}"]
        label = f"shipped ({len(guide.rules.levels)})" if name == "shipped" else name
        rows.append((label, *cells))
    heads = (f"{what}, {unit}" for what in sizes["shipped"] for unit in ("ms", "kB"))
    yield Result("formats", ("levels", *heads), tuple(rows))
