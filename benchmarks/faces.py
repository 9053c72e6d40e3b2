"""The faces that write much: a page, all sheets, a quiz of 1,000, cards; as a guide grows."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

import explainer_cli
from benchmarks.decisions import SHIPPED
from benchmarks.files import guide_file, loaded
from benchmarks.result import Result, in_turn, medians
from explainer.decision.diagram import Diagram
from explainer.decision.paths import paths
from explainer.decision.table import tabulate
from explainer.documents.composer import Composer
from explainer.documents.site import page
from explainer.render import cards, html, text
from explainer.rules.model import RuleSet
from explainer.study.cards import deck
from explainer.study.quiz import key, pool, quiz

LEVELS: Final = (10, 20, 40, 80, 160)
ITEMS: Final = 1_000
ROUNDS: Final = 5


def faces_of(rules: RuleSet) -> dict[str, Callable[[], str]]:
    """Return each face of a guide, from its rules to its text."""
    templates = explainer_cli._templates()
    words = explainer_cli._words(rules.language, expert=rules.expert, noun=rules.noun)

    def composer() -> Composer:
        return Composer(rules, words, next(iter(rules.audiences)))

    def diagram() -> Diagram:
        return Diagram(tabulate(rules.questions, rules.levels))

    def a_page() -> str:
        return html.render_page(page(composer(), diagram()), templates)

    def sheets() -> str:
        each = (composer().handout(None, procedure, {}) for procedure in rules.procedures.values())
        return "".join(html.render(sheet, templates, sheet=True) for sheet in each)

    def a_quiz() -> str:
        at = composer()
        ready = pool(at, diagram())
        items = quiz(ready, min(ITEMS, sum(map(len, ready.values()))), 1)
        return text.render(key(at, items, 1), 80)

    def a_deck() -> str:
        return cards.render(deck(composer(), paths(diagram().table)), "tsv", templates)

    return {"page": a_page, "sheets": sheets, "quiz": a_quiz, "cards": a_deck}


def faces() -> Iterator[Result]:
    """Yield time and size of each face, of the shipped guide and of guides that grow."""
    guides = {"shipped": loaded(SHIPPED.read_bytes())}
    guides |= {str(count): loaded(guide_file(count)) for count in LEVELS}
    made = {name: faces_of(rules) for name, rules in guides.items()}
    sizes = {name: {f: len(make().encode()) for f, make in made[name].items()} for name in made}
    timed: dict[str, list[float]] = {}
    work: dict[str, Callable[[], object]] = {
        f"{name} {face}": partial(make) for name in made for face, make in made[name].items()
    }
    in_turn(work, ROUNDS, timed)
    middle, rows = medians(timed), []
    for name, rules in guides.items():
        cells = []
        for face, size in sizes[name].items():
            cells += [f"{middle[f'{name} {face}'] * 1000:,.0f}", f"{size / 1000:,.0f}"]
        label = f"shipped ({len(rules.levels)})" if name == "shipped" else name
        rows.append((label, *cells))
    heads = (f"{face}, {unit}" for face in sizes["shipped"] for unit in ("ms", "kB"))
    yield Result("faces", ("levels", *heads), tuple(rows))
