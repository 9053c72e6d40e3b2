"""The command line: the only place that prints, prompts, reads or writes."""

import gc

gc.disable()  # a short run leaves little garbage; see main() for the other half

import contextlib
import itertools
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple, NoReturn

import typer
from typer.core import TyperGroup

# The rest of the package is imported where it is used, so that --help stays quick.
if TYPE_CHECKING:
    from explainer.diagram import Diagram
    from explainer.document import Document
    from explainer.explain import Desk
    from explainer.interview import Trail
    from explainer.model import Question, RuleSet
    from explainer.names import Named
    from explainer.outcome import Outcome
    from explainer.problem import Problem
    from explainer.quiz import Item
    from explainer.words import Words as Catalogue

HERE: Final = Path(__file__).parent
FORMATS: Final = ("terminal", "text", "markdown", "json", "html")
SUFFIXES: Final = {
    ".txt": "text",
    "": "text",
    ".md": "markdown",
    ".json": "json",
    ".html": "html",
    ".csv": "csv",
    ".tsv": "tsv",
    ".mmd": "mermaid",
    ".dot": "dot",
}
STDIN: Final = Path("-")
FLOOD: Final = 50  # problems shown at once
PATIENCE: Final = 1.0  # seconds before a bar is shown
BACK, CHANGE = "key.back", "key.change"  # what a reader may type instead of an answer
DONE, PROBLEMS, USAGE, INTERRUPTED = 0, 1, 2, 130


class _AsTyped:
    """What Typer asks for an option's value: here, the text that was typed, or nothing."""

    def coerce(self, value: Any, param: Any, ctx: object) -> Any:
        return () if value is None and (param.multiple or param.nargs == -1) else value


class _Group(TyperGroup):
    """Commands whose values are all texts and flags, so that nothing need be loaded to read them.

    From 0.29 on, Typer reads each value through pydantic, which takes 90 ms to load: a third
    of the run. ``_runtime_param`` is a name of Typer's own; where it has no such name, this
    does nothing, and a test tells.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read a command line; each parameter by then has its way to read values."""
        for command in (self, *self.commands.values()):
            for param in command.get_params(ctx):  # its --help among them
                vars(param)["_runtime_param"] = _AsTyped()
        return super().parse_args(ctx, args)


app = typer.Typer(
    name="explainer",
    cls=_Group,
    help="Explain what a guide says, from a few simple answers. It never diagnoses.",
    epilog="Without a command, explainer asks. 'explainer COMMAND --help' has examples.",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)

Rules = Annotated[
    str | None,
    typer.Option(
        "--rules", envvar="EXPLAINER_RULES", help="Another rules file; - is stdin.", metavar="FILE"
    ),
]
Audience = Annotated[
    str | None, typer.Option("--for", help="Who reads it: parent, staff or student.", metavar="WHO")
]
Format = Annotated[
    str | None, typer.Option("--format", help=f"One of: {', '.join(FORMATS)}.", metavar="FORMAT")
]
Output = Annotated[
    str | None,
    typer.Option("--output", "-o", help="Write to a file; its name says how.", metavar="FILE"),
]
Names = Annotated[list[str] | None, typer.Argument(help="As on the plan; no quotes needed.")]
Words = Annotated[list[str] | None, typer.Argument(help="Only questions with these words.")]
Answers = Annotated[
    list[str] | None,
    typer.Option(
        "--answer", "-a", help="An answer given ahead; repeat for more.", metavar="QUESTION=ANSWER"
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")]


class Guide(NamedTuple):
    """A sound rules file, ready to be explained to one reader."""

    data: bytes
    rules: "RuleSet"
    words: "Catalogue"
    desk: "Desk"


# --- commands -------------------------------------------------------------------------


@app.command(epilog="Examples:  explainer ask   |   explainer ask -a QUESTION=ANSWER --format text")
def ask(
    answer: Answers = None,
    no_input: Annotated[bool, typer.Option("--no-input", help="Never prompt.")] = False,
    audience: Audience = None,
    format: Format = None,
    output: Output = None,
    force: Force = False,
    rules: Rules = None,
) -> None:
    """Ask a few simple questions, then explain what the guide describes."""
    write = _writer(format, output, force)
    guide = _guide(rules, audience)
    result, prompted = _asked(guide, answer or [], no_input)
    document = guide.desk.outcome(result)
    write(document)
    if prompted and sys.stdout.isatty() and output is None:
        _say("\n" + guide.words("note.above", title=document.title))
        _offer_sheet(guide, result)


@app.command(epilog="Examples:  explainer show NAME   |   explainer show NAME --for student")
def show(
    name: Names = None,
    audience: Audience = None,
    format: Format = None,
    output: Output = None,
    force: Force = False,
    rules: Rules = None,
) -> None:
    """Explain a procedure, a level or a word by its name."""
    from explainer.model import Level, Procedure
    from explainer.names import everything

    write = _writer(format, output, force)
    guide = _guide(rules, audience)
    found = _named(guide, name or [], everything(guide.rules))
    if isinstance(found, Procedure):
        write(guide.desk.procedure(found))
    elif isinstance(found, Level):
        write(guide.desk.level(found))
    else:
        write(guide.desk.word(found))


@app.command(
    epilog="Examples:  explainer handout NAME --open   |   explainer handout NAME -o sheet.html"
)
def handout(
    name: Annotated[
        list[str] | None, typer.Argument(help="As on the plan; without a name, it asks first.")
    ] = None,
    answer: Answers = None,
    no_input: Annotated[bool, typer.Option("--no-input", help="Never prompt.")] = False,
    by: Annotated[
        str,
        typer.Option(
            "--by",
            envvar="EXPLAINER_BY",
            help="Who hands it out: name and phone.",
            metavar="TEXT",
        ),
    ] = "",
    logo: Annotated[
        str | None,
        typer.Option(
            "--logo",
            envvar="EXPLAINER_LOGO",
            help="An image of who hands it out: PNG, JPEG or GIF.",
            metavar="FILE",
        ),
    ] = None,
    open_it: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    audience: Audience = None,
    format: Annotated[
        str | None, typer.Option("--format", help="One of: html, markdown, text.", metavar="FORMAT")
    ] = None,
    output: Output = None,
    force: Force = False,
    rules: Rules = None,
) -> None:
    """Make a sheet to print and to write on (HTML)."""
    if name and answer:
        _fail(_words()("error.name-or-answers"))
    image = _logo(logo) if logo else ""
    if format in (None, "html"):
        _refuse_screen(output, open_it)
    formats = ("html",) if open_it else ("html", "markdown", "text")
    with _browsed(output, open_it) as (target, replace):
        suffix = Path(target).suffix if target and target != "-" else ""
        chosen = format or (None if suffix else "html")
        write = _writer(chosen, target, force or replace, formats, sheet=True)
        guide = _guide(rules, audience)
        document = _sheet(guide, name or [], answer or [], no_input)
        write(guide.desk.given_by(document, by, image))


def _logo(path: str) -> str:
    """Return an image file as a data address; stop where it is none, too large or remote."""
    from explainer.logo import LIMIT, data_address

    words = _words()
    if "://" in path:
        _fail(words("error.logo-remote", path=path))
    try:
        with Path(path).open("rb") as opened:
            image = opened.read(LIMIT + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        _fail(words("error.logo-read", path=path, reason=reason))
    if len(image) > LIMIT:
        _fail(words("error.logo-large", path=path, limit=LIMIT // 1000))
    address = data_address(image)
    if address is None:
        _fail(words("error.logo-kind", path=path))
    return address


def _offer_sheet(guide: Guide, result: "Outcome") -> None:
    """Save what was explained as a sheet, if the reader wants one."""
    _say(guide.words("prompt.sheet"))
    with contextlib.suppress(_Quit, EOFError, KeyboardInterrupt):
        if _typed(guide) in guide.words("key.sheet").split("|"):
            level = result.levels[0] if result.status == "decided" else "open"
            path = next(p for p in _names(f"explainer-{level}", ".html") if not os.path.lexists(p))
            logo = os.environ.get("EXPLAINER_LOGO")
            image = _logo(logo) if logo else ""
            by = os.environ.get("EXPLAINER_BY", "")
            sheet = guide.desk.given_by(_sheet_from(guide, result), by, image)
            _save(path, _rendered(sheet, "html", 80, sheet=True))


def _names(start: str, suffix: str) -> Iterator[Path]:
    """Yield names for a file here: with a number from the second on."""
    yield Path(start + suffix)
    for number in itertools.count(2):
        yield Path(f"{start}-{number}{suffix}")


def _sheet(guide: Guide, name: Sequence[str], pairs: Sequence[str], no_input: bool) -> "Document":
    """Return the sheet about what is named, or about where the answers lead."""
    from explainer.model import Level, Procedure

    if not name:
        return _sheet_from(guide, _asked(guide, pairs, no_input)[0])
    known: list[Named] = [*guide.rules.procedures.values(), *guide.rules.levels.values()]
    found = _named(guide, name, known)
    if isinstance(found, Level):
        return guide.desk.handout(found, guide.rules.procedures.get(found.procedure), {})
    return guide.desk.handout(None, found if isinstance(found, Procedure) else None, {})


def _sheet_from(guide: Guide, result: "Outcome") -> "Document":
    """Return the sheet about where answers led."""
    if result.status == "open":
        return guide.desk.open_handout(result)
    level = guide.rules.levels[result.levels[0]]
    procedure = guide.rules.procedures.get(level.procedure)
    return guide.desk.handout(level, procedure, result.answers)


@app.command(epilog="Examples:  explainer page -o guide.html   |   explainer page --open")
def page(
    open_it: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    audience: Audience = None,
    output: Output = None,
    force: Force = False,
    rules: Rules = None,
) -> None:
    """Put the whole guide on one web page: questions, answers, words. It works offline."""
    from explainer.diagram import LIMIT as READABLE
    from explainer.diagram import Diagram
    from explainer.page import LIMIT, page
    from explainer.render.html import render_page
    from explainer.table import tabulate

    _refuse_screen(output, open_it)
    with _browsed(output, open_it) as (target, replace):
        path = Path(target) if target and target != "-" else None
        if path and path.suffix.lower() not in (".html", ".htm"):
            _fail(_words()("error.suffix", path=path, known=".html"))
        if path:
            _refuse(_words(), path, force or replace)
        guide = _guide(rules, audience)
        diagram = Diagram(tabulate(guide.rules.questions, guide.rules.levels))
        places = diagram.count_trails()
        if places is None or places > LIMIT:
            count = places or guide.words("more-than", count=READABLE)
            _say(guide.words("error.page", count=count, limit=LIMIT))
            raise typer.Exit(PROBLEMS)
        text = render_page(page(guide.desk, diagram), _templates())
        _put(path, text)


@app.command(
    epilog="Examples:  explainer compare   |   explainer compare NAME NAME --format markdown"
)
def compare(
    name: Names = None,
    audience: Audience = None,
    format: Format = None,
    output: Output = None,
    force: Force = False,
    rules: Rules = None,
) -> None:
    """Set procedures side by side; the rows are a reader's questions."""
    from explainer.model import Procedure
    from explainer.names import find_all, suggest

    write = _writer(format, output, force)
    guide = _guide(rules, audience)
    known = list(guide.rules.procedures.values())
    joining = guide.words("compare.joining").split("|")
    words = [word for word in name or guide.rules.compare if word.casefold() not in joining]
    found, unknown = find_all(words, known)
    if unknown:
        allowed = suggest(unknown, known)
        _fail(guide.words("error.unknown", what="procedure", given=unknown, allowed=allowed))
    if len(found) == 1:  # beside what the guide itself compares
        beside = [guide.rules.procedures[name] for name in guide.rules.compare]
        found += [procedure for procedure in beside if procedure not in found]
    write(guide.desk.compare([entry for entry in found if isinstance(entry, Procedure)]))


@app.command(epilog="Examples:  explainer faq   |   explainer faq WORD")
def faq(
    word: Words = None,
    audience: Audience = None,
    format: Format = None,
    output: Output = None,
    force: Force = False,
    rules: Rules = None,
) -> None:
    """Give the guide's answers to its own questions."""
    from explainer.names import faq_about
    from explainer.problem import allowed_words

    write = _writer(format, output, force)
    guide = _guide(rules, audience)
    entries = faq_about(guide.rules, word or [])
    if not entries:
        wanted = " ".join(word or [])
        allowed = allowed_words(wanted, tuple(guide.rules.faq))
        _fail(guide.words("error.no-match", word=wanted, allowed=allowed))
    write(guide.desk.faq(entries))


@app.command(epilog="Examples:  explainer quiz   |   explainer quiz --questions 4 --topic cases")
def quiz(
    questions: Annotated[
        str | None, typer.Option("--questions", help="How many; without this, ten.", metavar="N")
    ] = None,
    seed: Annotated[
        str | None, typer.Option("--seed", help="The same seed asks the same.", metavar="N")
    ] = None,
    topic: Annotated[
        str | None,
        typer.Option("--topic", help="cases, pairs, settle, words or statements.", metavar="TOPIC"),
    ] = None,
    audience: Audience = None,
    format: Format = None,
    output: Output = None,
    force: Force = False,
    rules: Rules = None,
) -> None:
    """Ask about the guide, to study it. Into a file or a pipe go the questions, then the key."""
    from explainer.diagram import Diagram
    from explainer.quiz import TOPICS, key, pool, quiz
    from explainer.table import tabulate

    wanted, sown = _number("--questions", questions), _number("--seed", seed)
    write = _writer(format, output, force)
    guide = _guide(rules, audience)
    chosen = _one_of(guide.words, "topic", topic, TOPICS) if topic else None
    ready = pool(guide.desk, Diagram(tabulate(guide.rules.questions, guide.rules.levels)))
    ready = {chosen: ready[chosen]} if chosen else ready
    most = sum(map(len, ready.values()))
    if not most:
        _fail(guide.words("error.quiz-topic" if chosen else "error.quiz-none", topic=chosen))
    count = min(10, most) if wanted is None else wanted
    if not 0 < count <= most:
        _fail(guide.words("error.quiz-count", count=count, most=most))
    sown = int.from_bytes(os.urandom(2)) if sown is None else sown
    items = quiz(ready, count, sown)
    if sys.stdin.isatty() and sys.stdout.isatty() and not (output or format):
        _play(guide, items, sown)
    else:
        write(key(guide.desk, items, sown))


@app.command(epilog="Examples:  explainer cards -o cards.tsv   |   explainer cards --for student")
def cards(
    audience: Audience = None,
    format: Annotated[
        str | None,
        typer.Option("--format", help="One of: tsv (for Anki), markdown, json.", metavar="FORMAT"),
    ] = None,
    output: Output = None,
    force: Force = False,
    rules: Rules = None,
) -> None:
    """Make flash cards of the guide, each with its source, for Anki to import."""
    from explainer.cards import deck
    from explainer.paths import paths
    from explainer.render import cards as faces
    from explainer.table import tabulate

    path, chosen = _target(format, output, force, faces.FORMATS)
    guide = _guide(rules, audience)
    found = paths(tabulate(guide.rules.questions, guide.rules.levels))
    _put(path, faces.render(deck(guide.desk, found), chosen, _templates()))


@app.command(
    epilog="Examples:  explainer check FILE   |   explainer check FILE FILE --format github"
)
def check(
    file: Annotated[
        list[str] | None,
        typer.Argument(help="Rules files, or - for stdin; without one, the one in use."),
    ] = None,
    explain: Annotated[
        str | None,
        typer.Option("--explain", help="Tell what a problem's code means.", metavar="CODE"),
    ] = None,
    format: Annotated[
        str | None, typer.Option("--format", help="One of: text, json, github.", metavar="FORMAT")
    ] = None,
    rules: Rules = None,
) -> None:
    """Check rules files: every problem at once, and the proof that no case is left out."""
    from datetime import date

    from explainer.check import Checked, check
    from explainer.readability import measure_for
    from explainer.render import checked

    if explain is not None:
        if file or format:
            _fail(_words()("error.explain"))
        _print(_explained(explain))
        return
    if file and rules and rules != os.environ.get("EXPLAINER_RULES"):
        _fail(_words()("error.rules-twice"))
    chosen, today = _one_of(_words(), "format", format, checked.FORMATS), date.today().isoformat()
    results = []
    with _progress() as watch:
        for path in _each_once(list(map(Path, file or [])) or [_rules_path(rules)]):
            data = _read(path)
            if isinstance(data, bytes):
                results.append(check(data, _name(path), _words, today, measure_for, watch))
            else:
                results.append(Checked(_name(path), (data,), None))
    _print(checked.render(results, chosen))
    raise typer.Exit(PROBLEMS if any(result.failed for result in results) else DONE)


@app.command(epilog="Examples:  explainer paths   |   explainer paths --output paths.csv")
def paths(
    format: Annotated[
        str | None,
        typer.Option("--format", help=f"One of: {', '.join(FORMATS)}, csv.", metavar="FORMAT"),
    ] = None,
    output: Output = None,
    force: Force = False,
    rules: Rules = None,
) -> None:
    """List every path and where it ends, as a sheet that an expert can sign."""
    from hashlib import sha256

    from explainer.paths import paths
    from explainer.table import tabulate

    write = _writer(format, output, force, (*FORMATS, "csv"))
    guide = _guide(rules, None)
    found = paths(tabulate(guide.rules.questions, guide.rules.levels))
    write(guide.desk.paths(found, sha256(guide.data).hexdigest()[:12]))


@app.command(
    epilog="Examples:  explainer flow   |   explainer flow --format mermaid   |   "
    "explainer flow --format text (no drawing, for screen readers)"
)
def flow(
    format: Annotated[
        str | None,
        typer.Option(
            "--format", help=f"One of: {', '.join(FORMATS)}, mermaid, dot.", metavar="FORMAT"
        ),
    ] = None,
    output: Output = None,
    force: Force = False,
    rules: Rules = None,
) -> None:
    """Draw how the questions lead on to one another: the decision diagram."""
    from explainer.diagram import LIMIT, Diagram
    from explainer.flow import flow
    from explainer.table import tabulate

    write = _writer(format, output, force, (*FORMATS, "mermaid", "dot"))
    guide = _guide(rules, None)
    forks = flow(Diagram(tabulate(guide.rules.questions, guide.rules.levels)))
    if forks is None:
        _say(guide.words("error.too-many", count=LIMIT))
        raise typer.Exit(PROBLEMS)
    write(guide.desk.flow(forks))


@app.command(epilog="Examples:  explainer diff OLD NEW   |   explainer diff OLD NEW --format json")
def diff(
    old: Annotated[str, typer.Argument(help="A rules file, or - for stdin.")],
    new: Annotated[str, typer.Argument(help="Another one, or -.")],
    format: Annotated[
        str | None, typer.Option("--format", help="One of: text, json.", metavar="FORMAT")
    ] = None,
) -> None:
    """Tell what two rules files tell otherwise: where cases end, and every text."""
    from explainer.difference import difference
    from explainer.render import difference as faces

    chosen = _one_of(_words(), "format", format, faces.FORMATS)
    if old == new == str(STDIN):
        _fail(_words()("error.one-stdin"))
    before, after = _sound(Path(old)), _sound(Path(new))
    if before is None or after is None:
        raise typer.Exit(USAGE)  # 1 would say that they differ
    found = difference(before[0], after[0])
    _print(faces.render(found, chosen))
    raise typer.Exit(PROBLEMS if found.moves or found.edits else DONE)


@app.command(epilog="Example:  explainer schema > rules.schema.json")
def schema() -> None:
    """Print the format of the rules file as JSON Schema, for editors."""
    import json

    from explainer.schema import schema

    _print(json.dumps(schema(), indent=2) + "\n")


def _explained(name: str) -> str:
    """Return what a code means, or what all of them mean."""
    from explainer.codes import codes
    from explainer.render.codes import render

    text = (HERE / "explainer" / "words" / "problems.en.toml").read_text(encoding="utf-8")
    known = codes(text)
    chosen = _one_of(_words(), "code", name, (*known, "all"))
    return render(known.values() if chosen == "all" else [known[chosen]])


def _print_version(wanted: bool) -> None:
    if wanted:
        from explainer import __version__

        _print(f"explainer {__version__}\n")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_print_version, help="Show the version."),
    ] = False,
) -> None:
    pass


def _named(guide: Guide, name: Sequence[str], known: "Sequence[Named]") -> "Named":
    """Return which of ``known`` some words name."""
    from explainer.names import find_at_start, suggest

    wanted = " ".join(name)
    if not wanted:
        _fail(guide.words("error.no-name", allowed=suggest("", known)))
    found, rest = find_at_start(wanted, known)
    if found is None:
        allowed = suggest(wanted, known)
        _fail(guide.words("error.unknown", what="name", given=wanted, allowed=allowed))
    if rest:
        _say(guide.words("note.left-out", name=found.name, rest=rest))
    return found


def _asked(guide: Guide, pairs: Sequence[str], no_input: bool) -> "tuple[Outcome, bool]":
    """Return where the answers lead, asking for those not given, and whether it asked."""
    from explainer.diagram import Diagram
    from explainer.interview import follow
    from explainer.outcome import outcome
    from explainer.table import tabulate

    diagram = Diagram(tabulate(guide.rules.questions, guide.rules.levels))
    given = _given(guide, pairs)
    trail = follow(diagram, given)
    prompts = trail.node.question is not None
    if prompts and (no_input or not sys.stdin.isatty()):
        _missing(guide, trail)
    if prompts:
        trail = _interview(guide, diagram, trail, given)
    for question in given:
        if question not in trail.answers:
            _say(guide.words("note.unneeded", question=question))
    return outcome(guide.rules, diagram, trail), prompts


# --- reading --------------------------------------------------------------------------


def _guide(file: str | None, audience: str | None) -> Guide:
    """Read the rules file and its language's words; stop with every problem there is."""
    from explainer.explain import Desk

    read = _sound(_rules_path(file))
    if read is None:
        raise typer.Exit(PROBLEMS)
    rules, data = read
    words = _words(rules.language, expert=rules.expert, noun=rules.noun)
    reader = _one_of(words, "audience", audience, tuple(rules.audiences))
    desk = Desk(rules, words, reader, time.strftime("%Y-%m-%d"))
    if desk.editor.passed:
        _say(words("note.passed", day=rules.review.again_after))
    return Guide(data, rules, words, desk)


def _sound(path: Path) -> "tuple[RuleSet, bytes] | None":
    """Return the rules in a file and its bytes; None, and every problem told, if it is unsound."""
    from explainer.check import sound

    data = _read(path)
    if not isinstance(data, bytes):
        _say(str(data), wrap=False)
        return None
    with _progress() as watch:
        loaded = sound(data, _name(path), watch)
    if loaded.rules:
        return loaded.rules, data
    for problem in loaded.problems[:FLOOD]:
        _say(str(problem), wrap=False)
    if len(loaded.problems) > FLOOD:
        _say(_words()("error.more", count=len(loaded.problems) - FLOOD))
    _say(_words()("error.rules", count=len(loaded.problems)))
    return None


def _rules_path(file: str | None) -> Path:
    """Return the rules file asked for, or the shipped one: in a checkout, or in the wheel."""
    shipped = HERE / "rules.yaml"
    return Path(file) if file else shipped if shipped.exists() else HERE / "explainer/rules.yaml"


def _name(path: Path) -> str:
    """Return the name by which problems speak of a file."""
    return "<stdin>" if path == STDIN else str(path)


def _each_once(paths: Sequence[Path]) -> list[Path]:
    """Leave out each file that was given before, and say so."""
    once: dict[str, Path] = {}
    for path in paths:
        if once.setdefault(os.path.realpath(path), path) is not path:
            _say(_words()("note.given-twice", path=_name(path)))
    return list(once.values())


def _read(path: Path) -> "bytes | Problem":
    """Return a rules file's bytes, or the problem that keeps it from being read."""
    from explainer.problem import Problem
    from explainer.tree import LIMIT

    try:
        if path == STDIN:
            return sys.stdin.buffer.read(LIMIT + 1)
        with path.open("rb") as opened:
            return opened.read(LIMIT + 1)
    except (OSError, ValueError) as error:
        message = _words()("error.read", reason=getattr(error, "strerror", None) or error)
        return Problem(str(path), 1, 1, "unreadable", message)


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[str, float], None]]:
    """Give what is told how far work has come; a bar on a terminal shows it after a second."""
    started, bars = time.monotonic(), list[Any]()

    def watch(what: str, done: float) -> None:
        if not bars and time.monotonic() - started > PATIENCE and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import Progress

            bars.append(Progress(console=Console(file=sys.stderr), transient=True))
            bars[0].add_task(what, total=1.0)
            bars[0].start()
        for bar in bars:
            bar.update(bar.task_ids[0], description=what, completed=done)

    try:
        yield watch
    finally:
        for bar in bars:
            bar.stop()


def _words(language: str = "en", **names: str) -> "Catalogue":
    from explainer.words import read_words

    folder = HERE / "explainer" / "words"
    known = {file.stem: file for file in folder.glob("*.json")}
    words = read_words(known.get(language, known["en"]).read_text(encoding="utf-8"), **names)
    if language not in known:
        _say(words("note.language", language=language))
    return words


def _one_of(words: "Catalogue", what: str, given: str | None, known: Sequence[str]) -> str:
    """Return what was given, or the first that is known where nothing was."""
    from explainer.problem import allowed_words

    if given is not None and given not in known:
        allowed = allowed_words(given, known)
        _fail(words("error.unknown", what=what, given=given, allowed=allowed))
    return given or known[0]


def _given(guide: Guide, pairs: Sequence[str]) -> dict[str, str]:
    """Return the answers given ahead; each must be one that the rules file has."""
    from explainer.model import NOT_SURE

    answers: dict[str, str] = {}
    known = guide.rules.questions
    for pair in pairs:
        question, sign, answer = pair.partition("=")
        if not sign:
            _fail(guide.words("error.pair", given=pair, questions=", ".join(known)))
        _one_of(guide.words, "question", question, tuple(known))
        _one_of(guide.words, "answer", answer, (*known[question].answers, NOT_SURE))
        if answers.setdefault(question, answer) != answer:
            _fail(guide.words("error.twice", question=question))
    return answers


def _missing(guide: Guide, trail: "Trail") -> NoReturn:
    from explainer.model import NOT_SURE

    asked = guide.rules.questions[str(trail.node.question)]
    allowed = ", ".join((*asked.answers, NOT_SURE))
    _fail(guide.words("error.missing", ask=asked.ask, question=asked.id, allowed=allowed))


# --- prompting ------------------------------------------------------------------------


class _Quit(Exception):  # noqa: N818 (not an error: the reader is done)
    """The reader asked to stop."""


def _interview(
    guide: Guide, diagram: "Diagram", trail: "Trail", given: Mapping[str, str]
) -> "Trail":
    """Ask until nothing is left to ask; prompts go to stderr, answers come from stdin."""
    from explainer.interview import back, follow

    _introduce(guide)
    answers = dict(given)  # answers given ahead are kept for questions that come up later
    try:
        while trail.node.question:
            key = _ask_one(guide, diagram, trail)
            if key is BACK and not trail.answers:
                _say(guide.words("prompt.first"))
            elif key is BACK:
                answers.pop(list(trail.answers)[-1])
                trail = back(diagram, trail)
            elif key is CHANGE:
                answers = _change_one(guide, diagram, trail, answers)
                trail = follow(diagram, answers)
            else:
                answers[str(trail.node.question)] = key
                trail = follow(diagram, answers)
    except _Quit:
        _say(guide.words("prompt.quit"))
        raise typer.Exit(DONE) from None
    except (EOFError, KeyboardInterrupt) as stop:
        ended = isinstance(stop, EOFError)
        _say("\n" + guide.words("prompt.ended" if ended else "prompt.interrupted"))
        raise typer.Exit(INTERRUPTED) from None
    _say("")
    return trail


# --- quizzing -------------------------------------------------------------------------


def _play(guide: Guide, items: "Sequence[Item]", seed: int) -> None:
    """Ask each item, those missed once more at the end, and tell how it went."""
    from explainer.quiz import summary, turned

    _warn(guide)
    _say("\n" + guide.desk.editor.cover({}).review)
    _say("\n" + guide.words("quiz.intro", count=len(items), seed=seed))
    first: dict[Item, bool] = {}
    code = DONE
    try:
        for number, item in enumerate(items, 1):
            _say("\n" + guide.words("quiz.position", number=number, count=len(items)))
            first[item] = _quizzed(guide, item)
        missed = [turned(item) for item, right in first.items() if not right]
        for number, item in enumerate(missed, 1):
            _say("\n" + guide.words("quiz.again", number=number, count=len(missed)))
            _quizzed(guide, item)
    except _Quit:
        _say(guide.words("quiz.quit"))
    except (EOFError, KeyboardInterrupt) as stop:
        _say("\n" + guide.words("quiz.ended" if isinstance(stop, EOFError) else "quiz.interrupted"))
        code = INTERRUPTED
    _print("\n".join(["", *summary(guide.desk, first), ""]))
    raise typer.Exit(code)


def _quizzed(guide: Guide, item: "Item") -> bool:
    """Ask one item; tell whether the choice was right, and why."""
    from explainer.cards import sourced

    for text in item.told:
        _say(f"  - {text}")
    _say(item.ask)
    for number, choice in enumerate(item.choices, 1):
        _say(f"  {number}. {choice.text}")
    chosen, right = item.choices[_place(guide, item)], item.choices[item.right]
    if chosen is right:
        told = [(guide.words("quiz.right"), right)]
    else:
        told = [(guide.words("quiz.wrong", text=right.text), right)]
        told.append((guide.words("quiz.chosen", text=chosen.text), chosen))
    for text, choice in told:
        _say(text)
        if choice.why:
            _say(f"  {choice.why}")
    for line, source in sourced(guide.desk, item.rule):
        _say(f"  {line} ({source})")
    return chosen is right


def _place(guide: Guide, item: "Item") -> int:
    """Read which choice is meant, until one is."""
    while True:
        typed = _typed(guide).rstrip(".)")
        if typed.isdecimal() and 0 < int(typed) <= len(item.choices):
            return int(typed) - 1
        _say(guide.words("quiz.unknown", count=len(item.choices)))


def _warn(guide: Guide) -> None:
    """Say what this is, what it is not, and when to get help instead."""
    from explainer.render.text import section_lines

    _say(f"{guide.rules.title}\n")
    _say(guide.rules.notices.disclaimer + "\n")
    for line in section_lines(guide.desk.editor.first_help(), _width(sys.stderr)):
        _say(line, wrap=False)


def _introduce(guide: Guide) -> None:
    """Say what this is, what it is not, and when to get help instead; short, to fit a screen."""
    _warn(guide)
    _say("\n" + guide.words("prompt.intro"))
    _say(guide.words("prompt.keys"))


def _ask_one(guide: Guide, diagram: "Diagram", trail: "Trail") -> str:
    """Ask the trail's next question; return an answer's id, BACK or CHANGE."""
    number = len(trail.answers) + 1
    most = len(trail.answers) + diagram.most_questions(trail.node)
    _say("\n" + guide.words("prompt.position", number=number, most=most))
    return _choose(guide, guide.rules.questions[str(trail.node.question)])


def _choose(guide: Guide, question: "Question") -> str:
    """Show a question and its answers until one is chosen, or a key for BACK or CHANGE."""
    from explainer.interview import fitting
    from explainer.model import NOT_SURE
    from explainer.names import find

    choices = {**question.answers, NOT_SURE: guide.words("not-sure")}
    _say(question.ask)
    for number, text in enumerate(choices.values(), 1):
        _say(f"  {number}. {text}")
    while True:
        typed = _typed(guide)
        for key in (BACK, CHANGE):
            if typed in guide.words(key).split("|"):
                return key
        if typed in guide.words("key.why").split("|"):
            _say(guide.words("prompt.why", why=question.why))
            _say(guide.words("prompt.settle", settle=question.settle))
            _say(guide.words("prompt.keys"))
            continue
        unsure = typed in guide.words("not-sure.also").split("|")
        fits = (NOT_SURE,) if unsure else fitting(typed, choices)
        if len(fits) == 1:
            _say(guide.words("prompt.chosen", answer=choices[fits[0]]))
            return fits[0]
        problem = "prompt.several" if fits else "prompt.unknown" if typed else "prompt.empty"
        _say(guide.words(problem, typed=typed, count=len(choices)))
        if typed and find(typed, list(guide.rules.procedures.values())):
            _say(guide.words("prompt.named", name=typed))


def _change_one(
    guide: Guide, diagram: "Diagram", trail: "Trail", answers: Mapping[str, str]
) -> dict[str, str]:
    """Let the reader replace one earlier answer; name the later ones that fall away."""
    from explainer.interview import change, dropped

    if not trail.answers:
        _say(guide.words("prompt.nothing-to-change"))
        return dict(answers)
    asked = [guide.rules.questions[q] for q in trail.answers]
    for number, question in enumerate(asked, 1):
        _say(f"  {number}. {question.ask} {_label(guide, question, trail.answers[question.id])}")
    _say(guide.words("prompt.which"))
    typed = _typed(guide)
    number = int(typed) if typed.isdecimal() else 0
    chosen = _choose(guide, asked[number - 1]) if 0 < number <= len(asked) else BACK
    if chosen in (BACK, CHANGE):
        _say(guide.words("prompt.kept"))
        return dict(answers)
    question = asked[number - 1]
    changed = change(diagram, trail, question.id, chosen)
    for name in dropped(trail.answers, changed):
        needless = guide.rules.questions[name]
        answer = _label(guide, needless, trail.answers[name])
        _say(guide.words("prompt.dropped", question=needless.ask, answer=answer))
    gone = dropped(trail.answers, changed)
    return {q: a for q, a in {**answers, question.id: chosen}.items() if q not in gone}


def _label(guide: Guide, question: "Question", answer: str) -> str:
    return question.answers.get(answer, guide.words("not-sure"))


def _typed(guide: Guide) -> str:
    """Read one line; the key to quit stops, and so does the end of the input."""
    sys.stderr.write("> ")
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    typed = line.strip().casefold().replace("\u2019", "'")
    if typed in guide.words("key.quit").split("|"):
        raise _Quit
    return typed


# --- writing --------------------------------------------------------------------------


def _writer(
    format: str | None,
    output: str | None,
    force: bool,
    formats: Sequence[str] = FORMATS,
    *,
    sheet: bool = False,
) -> Callable[["Document"], None]:
    """Return what writes a document; refuse a bad format or target before any question."""
    path, chosen = _target(format, output, force, formats)

    def write(document: "Document") -> None:
        if path is None:
            _show(document, chosen, sheet=sheet)
            return
        _save(path, _rendered(document, chosen, 80, sheet=sheet))

    return write


def _target(
    format: str | None, output: str | None, force: bool, formats: Sequence[str]
) -> tuple[Path | None, str]:
    """Return where to write, None for stdout, and how; refuse what cannot be."""
    words, path = _words(), Path(output) if output and output != "-" else None
    chosen = _one_of(words, "format", format, formats) if format else _format_for(path, formats)
    if chosen is None or chosen not in formats:
        known = ", ".join(suffix for suffix, name in SUFFIXES.items() if suffix and name in formats)
        _fail(words("error.suffix", path=path, known=known))
    if path is not None:
        _refuse(words, path, force)
    return path, chosen


def _put(path: Path | None, text: str) -> None:
    """Write a text to a file, or to stdout."""
    if path is None:
        _print(text)
    else:
        _save(path, text)


def _save(path: Path, text: str) -> None:
    """Write a file, and say so."""
    try:
        _replace(path, text)
    except OSError as error:
        _fail(_words()("error.write", path=path, reason=error.strerror))
    _say(_words()("note.written", path=path))


def _refuse(words: "Catalogue", path: Path, force: bool) -> None:
    """Stop where a file cannot or should not be written."""
    try:
        if path.is_dir():
            _fail(words("error.folder", path=path))
        if os.path.lexists(path) and not force:
            _fail(words("error.exists", path=path))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        _fail(words("error.write", path=path, reason=reason))


def _format_for(path: Path | None, formats: Sequence[str]) -> str | None:
    """Return the format that a file's name asks for, or the one that suits stdout."""
    if path is not None:
        return SUFFIXES.get(path.suffix.lower())
    if "terminal" not in formats:
        return formats[0]
    return "terminal" if sys.stdout.isatty() else "text"


def _show(document: "Document", format: str, *, sheet: bool) -> None:
    """Write a document to stdout."""
    if format != "terminal":
        _print(_rendered(document, format, _width(sys.stdout), sheet=sheet))
        return
    from rich.console import Console

    from explainer.render.terminal import render

    console = Console(file=sys.stdout)
    with console.capture() as capture:  # Rich would end the program where a reader goes away
        console.print(render(document))
    _print(capture.get())


def _print(text: str) -> None:
    """Write the result to stdout; a reader that has gone away is no error."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            _fail(_words()("error.write", path="stdout", reason=error.strerror))


def _rendered(document: "Document", format: str, width: int, *, sheet: bool = False) -> str:
    if format == "html":
        from explainer.render import html

        return html.render(document, _templates(), sheet=sheet)
    if format == "markdown":
        from explainer.render import markdown

        return markdown.render(document)
    if format == "json":
        from explainer.render import json

        return json.render(document)
    if format == "csv":
        from explainer.render import csv

        return csv.render(document)
    if format in ("mermaid", "dot"):
        from explainer.render import graph

        return graph.mermaid(document) if format == "mermaid" else graph.dot(document)
    if format == "terminal":
        import io

        from rich.console import Console

        from explainer.render import terminal

        page = io.StringIO()
        Console(file=page, width=width).print(terminal.render(document))
        return page.getvalue()
    from explainer.render import text

    return text.render(document, width)


def _templates() -> dict[str, str]:
    folder = HERE / "explainer" / "templates"
    return {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}


def _refuse_screen(output: str | None, open_it: bool) -> None:
    """Stop where a web page would run over a terminal."""
    if (output is None and not open_it and sys.stdout.isatty()) or (open_it and output == "-"):
        _fail(_words()("error.sheet"))


@contextlib.contextmanager
def _browsed(output: str | None, open_it: bool) -> Iterator[tuple[str | None, bool]]:
    """Give where a page goes and whether to replace that; open it afterwards if so asked."""
    scratch = _scratch() if open_it and output is None else None
    target = str(scratch) if scratch else output
    try:
        yield target, bool(scratch)
    finally:
        if scratch and not scratch.stat().st_size:
            scratch.unlink()  # nothing came of it
    if open_it and target:
        import webbrowser

        if not webbrowser.open(Path(target).resolve().as_uri()):
            _say(_words()("note.no-browser"))


def _scratch() -> Path:
    """Return a file for a sheet that is only to be looked at or printed."""
    import tempfile

    descriptor, name = tempfile.mkstemp(suffix=".html", prefix="explainer-")
    os.close(descriptor)
    return Path(name)


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all: the old one stays until the new one is complete."""
    if path.exists() and not path.is_file():  # a device or a pipe has nothing to keep
        path.write_text(text, encoding="utf-8", newline="\n")
        return
    path = Path(os.path.realpath(path))
    draft = path.with_name(f".{os.getpid()}.tmp")
    try:
        draft.write_text(text, encoding="utf-8", newline="\n")
        if path.exists():
            draft.chmod(path.stat().st_mode)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _say(text: str, *, wrap: bool = True) -> None:
    """Write to stderr: all that is not the result itself."""
    if wrap:
        import textwrap

        lines = text.split("\n")
        width = _width(sys.stderr)
        text = "\n".join(
            textwrap.fill(line, width, subsequent_indent="     " if line[:1] == " " else "")
            for line in lines
        )
    with contextlib.suppress(OSError):  # nobody listens there any more
        print(text, file=sys.stderr)


def _fail(message: str) -> NoReturn:
    """Say what is wrong with the command line, and stop; what was typed is never obeyed."""
    from explainer.problem import visible

    _say("\n".join(visible(line) for line in f"explainer: {message}".split("\n")))
    raise typer.Exit(USAGE)


def _number(option: str, typed: str | None) -> int | None:
    """Return the whole number that was typed for an option, if any."""
    from explainer.problem import brief

    if typed is None:
        return None
    try:
        return int(typed)
    except ValueError:
        _fail(_words()("error.number", option=option, typed=brief(typed)))


def _width(stream: Any) -> int:
    """Return the columns of a terminal, or 80; COLUMNS wins. Long lines are hard to read."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return max(20, min(int(columns), 88))
    try:
        return max(20, min(os.get_terminal_size(stream.fileno()).columns or 80, 88))
    except (OSError, ValueError):
        return 80


def _any_console(error: UnicodeError) -> tuple[str, int]:
    """Stand in for a character that the console cannot show: its plain form, or '?'."""
    import unicodedata

    assert isinstance(error, UnicodeEncodeError)  # noqa: S101
    plain = (
        PLAIN.get(c) or unicodedata.normalize("NFKD", c).encode("ascii", "ignore").decode() or "?"
        for c in error.object[error.start : error.end]
    )
    return "".join(plain), error.end


PLAIN: Final = {"\u2022": "*", "\u2610": "[ ]", "\u2018": "'", "\u2019": "'"} | {
    "\u201c": '"',
    "\u201d": '"',
    "\u2013": "-",
    "\u2014": "-",
    "\u2026": "...",
    "\u2500": "-",
    "\u2502": "|",
    "\u251c": "+",
    "\u2514": "+",
}


def _commands() -> list[str]:
    callbacks = (command.callback for command in app.registered_commands)
    return [callback.__name__ for callback in callbacks if callback]


def _hint(word: str) -> None:
    """Tell how to look up a name, where the first word is one rather than a command."""
    from explainer.problem import nearest, visible

    commands = _commands()
    if not word.startswith("-") and not nearest(word, commands):
        _say(_words()("note.show", name=visible(word)))


def main() -> None:
    """Run the command; without one, ask."""
    import codecs

    codecs.register_error("explainer", _any_console)
    for name, mode, errors in (
        ("stdin", "r", "replace"),
        ("stdout", "w", "explainer"),
        ("stderr", "w", "explainer"),
    ):
        if getattr(sys, name) is None:  # closed by who called us
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
        getattr(sys, name).reconfigure(errors=errors)
    words = sys.argv[1:]
    if words[:1] == ["--rules"] and words[2:3] and words[2] in _commands():
        words = [words[2], *words[:2], *words[3:]]  # as if the option came after the command
    own = ("-h", "--help", "--version", "--install-completion", "--show-completion")
    if (not words or (words[0].startswith("-") and words[0] not in own)) and not any(
        name.endswith("_COMPLETE") for name in os.environ
    ):
        words = ["ask", *words]
    try:
        app(words)
    except SystemExit as stop:
        if stop.code == USAGE:
            _hint(words[0])
        raise
    finally:
        gc.freeze()  # nothing to collect at exit either: together a fifth of the run


if __name__ == "__main__":
    main()
