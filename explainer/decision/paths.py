"""A path: the fewest answers that lead to one level, and that level."""

from typing import NamedTuple

from explainer.decision.table import Answers, Table


class Path(NamedTuple):
    """Answers in the order asked, and the level that they alone decide."""

    answers: Answers
    level: str


def paths(table: Table) -> tuple[Path, ...]:
    """Return each path through a proven table once, in the order asked.

    All ways through the diagram that end at a level share that level's conditions. Each
    condition is needed, because without it another level would also be possible. So the
    conditions are the path, however many ways there are.
    """
    order = {q: list(answers) for q, answers in table.allows.items()}

    def asked(path: Path) -> list[int]:
        return [
            answers.index(path.answers[q]) if q in path.answers else len(answers)
            for q, answers in order.items()
        ]

    found = (
        Path({q: when[q] for q in order if q in when}, level)
        for level, when in zip(table.rows, table.when, strict=True)
    )
    return tuple(sorted(found, key=asked))
