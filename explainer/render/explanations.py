"""The explanation renderer: Markdown that is easy to read as plain text."""

from collections.abc import Iterable, Iterator
from textwrap import indent, wrap
from typing import Final

from explainer.checks.explanations import Explanation
from explainer.text import visible

WIDTH: Final = 88  # columns of running text


def render(explanations: Iterable[Explanation]) -> str:
    """Return the meaning of each code, with a file that fails and one that passes."""
    shown = list(explanations)
    parts = [part for each in shown for part in _parts(each)]
    rests = {each.rest for each in shown if each.rest}
    if len(rests) == 1:
        parts += ["The rest of the file is the same in both:", indent(rests.pop(), "    ").rstrip()]
    return "\n\n".join(parts) + "\n"


def _parts(explanation: Explanation) -> Iterator[str]:
    yield f"## {explanation.code}"
    yield f"**{explanation.short}**"
    yield "\n".join(wrap(explanation.means, WIDTH, break_on_hyphens=False))
    examples = (("This fails:", explanation.wrong), ("This passes:", explanation.right))
    for heading, lines in examples:
        if lines:
            yield heading
            yield indent(_visible(lines), "    ").rstrip()


def _visible(lines: str) -> str:
    """Return lines with their invisible characters escaped."""
    return "".join(f"{visible(line)}\n" for line in lines.splitlines())
