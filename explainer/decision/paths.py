"""A path: the smallest set of answers that leads to a single level, and that level."""

from typing import NamedTuple

from explainer.decision.table import Answers, Table


class Path(NamedTuple):
    """Answers in the order asked, and the level that they determine by themselves."""

    answers: Answers
    level: str


def paths(table: Table) -> tuple[Path, ...]:
    """Return each path through a proven table once, in the order asked.

    All routes through the diagram that end at a level meet that level's conditions. Each
    condition is needed, because without it another level would also be possible. So the
    conditions form the path, however many routes there are.
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
