"""The codes' face: Markdown that reads well as it is."""

from collections.abc import Iterable, Iterator
from textwrap import indent, wrap
from typing import Final

from explainer.codes import Code
from explainer.problem import visible

WIDTH: Final = 88  # columns of running text


def render(codes: Iterable[Code]) -> str:
    """Return what each code means, with a file that fails and one that passes."""
    told = list(codes)
    parts = [part for code in told for part in _parts(code)]
    rests = {code.rest for code in told if code.rest}
    if len(rests) == 1:
        parts += ["The rest of the file is the same in both:", indent(rests.pop(), "    ").rstrip()]
    return "\n\n".join(parts) + "\n"


def _parts(code: Code) -> Iterator[str]:
    yield f"## {code.name}"
    yield f"**{code.short}**"
    yield "\n".join(wrap(code.means, WIDTH, break_on_hyphens=False))
    for heading, lines in (("This fails:", code.wrong), ("This passes:", code.right)):
        if lines:
            yield heading
            yield indent(_visible(lines), "    ").rstrip()


def _visible(lines: str) -> str:
    """Write out what cannot be seen, line by line."""
    return "".join(f"{visible(line)}\n" for line in lines.splitlines())
