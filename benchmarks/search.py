"""The time to index a guide and to find an answer, as the guide grows."""

import random
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from benchmarks.decisions import SHIPPED
from benchmarks.files import opened
from benchmarks.result import Result, in_turn, medians
from explainer.decision.guide import Guide
from explainer.documents.search import Search
from explainer.rules.model import Faq, Statement

TIMES: Final = (1, 10, 100)
IN_ANSWER: Final = 5  # statements
WORDS: Final = 12  # in each
QUERY: Final = "will it hurt"
ROUNDS: Final = 5


def grown(guide: Guide, times: int) -> Guide:
    """Return a guide with so many times the statements; new questions have random words in them."""
    rules, chance = guide.rules, random.Random(times)  # noqa: S311 (not for security)
    words = " ".join(statement.text for statement in rules.statements.values()).split()
    statements, faq = dict(rules.statements), dict(rules.faq)
    for number in range((times - 1) * len(rules.statements)):
        id, text = f"s{number}", " ".join(chance.choices(words, k=WORDS))
        statements[id] = Statement(id, text, rules.guide, "Somewhere")
        if number % IN_ANSWER == IN_ANSWER - 1:
            says = tuple(f"s{number - each}" for each in range(IN_ANSWER))
            faq[id] = Faq(id, " ".join(chance.choices(words, k=WORDS // 2)), says)
    return guide._replace(rules=rules._replace(statements=statements, faq=faq))


def search() -> Iterator[Result]:
    """Yield the times for the shipped guide, and for guides with more statements."""
    shipped = opened(SHIPPED.read_bytes())
    guides = {times: grown(shipped, times) for times in TIMES}
    ready = {times: Search(guide, guide.first_reader) for times, guide in guides.items()}
    work: dict[str, Callable[[], object]] = {}
    for times, guide in guides.items():
        work[f"index {times}"] = partial(Search, guide, guide.first_reader)
        work[f"find {times}"] = partial(ready[times].find, QUERY)
    timed: dict[str, list[float]] = {}
    in_turn(work, ROUNDS, timed)
    middle = medians(timed)
    rows = (
        (
            f"{len(guides[times].rules.statements):,}",
            *(f"{middle[f'{what} {times}'] * 1000:,.1f}" for what in ("index", "find")),
        )
        for times in TIMES
    )
    yield Result("search", ("statements", "index, ms", "find, ms"), tuple(rows))
