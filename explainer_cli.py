"""The commands: a table of contents of what `explainer` does."""

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from explainer.cli import finding, options, startup
from explainer.cli.command import QUERY, READ, STUDY, WRITE, entry, texts_of
from explainer.cli.files import (
    NEW,
    STDIN,
    each_once,
    path_of,
    read_logo,
    read_rules,
    refuse,
    rules_path,
)
from explainer.cli.guide import composer_for, composers_for, opened, original_composer
from explainer.cli.languages import languages_of
from explainer.cli.output import (
    FORMATS,
    browsable,
    file_of,
    format_of,
    packaged,
    put,
    refuse_terminal,
    target,
    writer,
)
from explainer.cli.resources import messages, model_text, templates
from explainer.cli.screen import (
    DONE,
    PROBLEMS,
    TEXTS,
    USAGE,
    fail,
    print_result,
    progress,
    say,
)
from explainer.cli.values import compared, number, one_of

if TYPE_CHECKING:
    from explainer.documents.composer import Composer
    from explainer.documents.document import Document

# Each command imports what only it needs, so that the others start faster.

app = typer.Typer(
    name="explainer",
    cls=startup.Commands,
    help="Explain what a guide says, based on a few simple answers. It never makes a diagnosis.\n\n"
    "Type what you are looking for, in your own words. Without words, it asks you a few "
    "questions.",
    epilog=f"explainer\nexplainer {QUERY}\nexplainer COMMAND --help",
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


# --- read -----------------------------------------------------------------------------


@app.command(
    **entry(
        READ,
        "Ask a few simple questions, then explain what the guide describes.",
        "explainer ask",
        "explainer ask -a QUESTION=ANSWER --format text",
    )
)
def ask(
    ctx: typer.Context,
    answer: options.Answers = None,
    no_input: options.NoInput = False,
    everything: options.Everything = False,
    audience: options.Audience = None,
    lang: options.Lang = None,
    format: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
    rules: options.Rules = None,
) -> None:
    from explainer.cli import reading
    from explainer.cli.session import interviewed, outcome_of

    write = writer(format, output, force, brief=not everything)
    composer = composer_for(rules, audience, lang)
    chosen = format or TEXTS[0]
    is_read = sys.stdout.isatty() and output is None and chosen in TEXTS
    is_bare = is_read and not answer and ctx.meta[startup.BARE]
    interview, prompted = interviewed(composer, answer or [], no_input, is_bare=is_bare)
    if prompted and is_read:
        reading.read(composer, interview, chosen, brief=not everything)
    else:
        write(composer.outcome(outcome_of(composer, interview)))


@app.command(
    **entry(
        READ,
        "Look anything up: a name, a code, or a question in your own words.",
        f"explainer find {QUERY}",
        f"explainer {QUERY}",
    )
)
def find(
    ctx: typer.Context,
    word: options.Words = None,
    everything: options.Everything = False,
    audience: options.Audience = None,
    lang: options.Lang = None,
    format: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
    rules: options.Rules = None,
) -> None:
    write = writer(format, output, force, brief=not everything)
    known = startup.commands(ctx)
    finding.find(composer_for(rules, audience, lang), word or [], write, known)


@app.command(
    **entry(
        READ,
        "Look up a procedure, level or word. Add a topic to see only that part.",
        "explainer show NAME",
        "explainer show NAME TOPIC",
    )
)
def show(
    name: options.Name = None,
    everything: options.Everything = False,
    audience: options.Audience = None,
    lang: options.Lang = None,
    format: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
    rules: options.Rules = None,
) -> None:
    write = writer(format, output, force, brief=not everything)
    finding.show(composer_for(rules, audience, lang), name or [], write)


@app.command(
    **entry(
        READ,
        "Compare two to four procedures, question by question.",
        "explainer compare",
        "explainer compare NAME NAME --format markdown",
    )
)
def compare(
    name: options.Name = None,
    everything: options.Everything = False,
    audience: options.Audience = None,
    lang: options.Lang = None,
    format: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
    rules: options.Rules = None,
) -> None:
    write = writer(format, output, force, brief=not everything)
    composer = composer_for(rules, audience, lang)
    found = compared(composer.guide, name or [])
    in_full = everything or format_of(format, output) == "json"
    write(composer.compare(found, in_full=in_full))


@app.command(
    **entry(
        READ, "Answer the questions that readers ask most.", "explainer faq", "explainer faq WORD"
    )
)
def faq(
    word: options.Words = None,
    everything: options.Everything = False,
    audience: options.Audience = None,
    lang: options.Lang = None,
    format: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
    rules: options.Rules = None,
) -> None:
    write = writer(format, output, force, brief=not everything)
    finding.faq(composer_for(rules, audience, lang), word or [], write)


@app.command(
    name="help",
    **entry(
        READ,
        "Show when to get help. For commands and options, use --help.",
        "explainer help",
        "explainer help -o help.html",
    ),
)
def help_(
    everything: options.Everything = False,
    audience: options.Audience = None,
    lang: options.Lang = None,
    format: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
    rules: options.Rules = None,
) -> None:
    write = writer(format, output, force, brief=not everything)
    in_full = everything or format_of(format, output) not in TEXTS
    write(composer_for(rules, audience, lang).help(in_full=in_full))


@app.command(
    **entry(
        READ,
        "Make a sheet to print and write on.\n\n"
        "The sheet is a web page: use --open to see it, or -o FILE.html to save it. With two "
        "languages, such as --lang es,en, the second one is small beside the first.",
        "explainer handout NAME --open",
        "explainer handout NAME --lang es,en --open",
        "explainer handout NAME -o sheet.html",
    )
)
def handout(
    name: options.SheetName = None,
    answer: options.Answers = None,
    no_input: options.NoInput = False,
    by: options.By = "",
    logo: options.Logo = None,
    open_it: options.Open = False,
    audience: options.Audience = None,
    lang: options.Lang = None,
    format: options.SheetFormat = None,
    output: options.Output = None,
    force: options.Force = False,
    rules: options.Rules = None,
) -> None:
    from explainer.cli.sheets import sheet_maker, sheet_writer
    from explainer.documents.handout import given_by

    if name and answer:
        fail(messages()("usage.name-or-answers"))
    chosen = languages_of(lang)
    image = read_logo(logo) if logo else ""
    if format in (None, "html"):
        refuse_terminal(output, open_it)
    with browsable(output, open_it) as (file, replace):
        is_bilingual = len(chosen) > 1
        write = sheet_writer(format, file, force or replace, open_it, is_bilingual=is_bilingual)
        composers = composers_for(rules, audience, chosen)
        make = sheet_maker(composers[0], name or [], answer or [], no_input)

        def made(its: "Composer", most: int | None) -> "Document":
            return given_by(its, make(its, most), by, image)

        write(composers, made)


@app.command(
    **entry(
        READ,
        "Put the whole guide on one web page that works offline.\n\n"
        "Use --open to see it, or -o FILE.html to save it. With --other-page, it has links to the "
        "page in the guide's other language.",
        "explainer page --open",
        "explainer page --lang en -o guide.html",
        "explainer page --lang es -o guia.html --other-page guide.html",
    )
)
def page(
    open_it: options.Open = False,
    other_page: options.OtherPage = None,
    audience: options.Audience = None,
    lang: options.Lang = None,
    output: options.Output = None,
    force: options.Force = False,
    rules: options.Rules = None,
) -> None:
    from explainer.cli.pages import elsewhere, html_file, site_of
    from explainer.render.html import render_site

    refuse_terminal(output, open_it)
    with browsable(output, open_it) as (file, replace):
        path = html_file(file)
        if path:
            refuse(path, force=force or replace)
        composer = composer_for(rules, audience, lang)
        other = elsewhere(composer, other_page, file_of(output))
        site = site_of(composer)._replace(elsewhere=other)
        put(path, render_site(site, templates()), "html", force=force or replace)


# --- study ----------------------------------------------------------------------------


@app.command(
    **entry(
        STUDY,
        "Test yourself on the guide.\n\n"
        "If the output is not a terminal, the quiz is written out, followed by the answer key.",
        "explainer quiz",
        "explainer quiz --exam 5 --topic cases",
    )
)
def quiz(
    questions: options.Questions = None,
    exam: options.Exam = None,
    topic: options.Topic = None,
    level: options.Level = None,
    seed: options.Seed = None,
    audience: options.Audience = None,
    lang: options.Lang = None,
    format: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
    rules: options.Rules = None,
) -> None:
    from explainer.cli.quiz import draw, play, wanted
    from explainer.study.quiz import key

    count, given = wanted(questions, exam), number("--seed", seed)
    write = writer(format, output, force)
    composer = composer_for(rules, audience, lang, is_study=True)
    sown = int.from_bytes(os.urandom(2)) if given is None else given
    items = draw(composer, topic, level, count, sown)
    if sys.stdin.isatty() and sys.stdout.isatty() and not (output or format):
        play(composer, items, sown, is_exam=exam is not None)
    else:
        write(key(composer, items, sown))


@app.command(
    **entry(
        STUDY,
        "Make flash cards for Anki, each with its source.",
        "explainer cards -o cards.apkg",
        "explainer cards --for WHO -o cards.tsv",
    )
)
def cards(
    audience: options.Audience = None,
    lang: options.Lang = None,
    format: options.CardFormat = None,
    output: options.Output = None,
    force: options.Force = False,
    rules: options.Rules = None,
) -> None:
    from explainer.render import cards as renderer
    from explainer.study.cards import deck

    path, chosen = target(format, output, force, renderer.FORMATS)
    composer = composer_for(rules, audience, lang, is_study=True)
    made = deck(composer, [audience] if audience else list(composer.rules.audiences))
    if chosen == "apkg":
        put(path, packaged(made, path), chosen, force=force)
    else:
        put(path, renderer.render(made, chosen, templates()), chosen, force=force)


# --- write a guide --------------------------------------------------------------------


@app.command(
    **entry(
        WRITE,
        "Start a guide of your own: a small rules file that works, to fill in.",
        "explainer init",
        "explainer init my-guide.yaml",
    )
)
def init(
    file: options.NewFile = str(NEW),
    no_input: options.NoInput = False,
    force: options.Force = False,
) -> None:
    from explainer.cli import init

    path = file_of(file)
    if path:
        refuse(path, force=force)
    is_asked = sys.stdin.isatty() and not no_input
    put(path, init.text(init.asked() if is_asked else init.DEFAULTS), "yaml", force=force)
    if path:
        init.say_what_next(path)


@app.command(
    **entry(
        WRITE,
        "Check rules files: report every problem, and prove that every case is covered.",
        "explainer check FILE",
        "explainer check FILE --coverage",
        "explainer check FILE FILE --format github",
    )
)
def check(
    file: options.Files = None,
    skip_others: options.SkipOthers = False,
    explain: options.Explain = None,
    coverage: options.Coverage = False,
    format: options.CheckFormat = None,
    rules: options.Rules = None,
) -> None:
    from explainer.cli.checking import default_path, explained, report_on, without_others
    from explainer.render import report as renderer

    if explain is not None:
        if file or format or skip_others or coverage:
            fail(messages()("usage.code-alone"))
        print_result(explained(explain))
        return
    if file and rules:
        fail(messages()("usage.rules-or-files"))
    chosen = one_of(messages(), "format", format, renderer.FORMATS)
    paths = each_once([path_of(name) for name in file or []]) or [default_path(rules)]
    given = {path: read_rules(path) for path in paths}
    if skip_others:
        given = without_others(given)
    with progress() as watch:
        reports = [report_on(path, data, watch) for path, data in given.items()]
    print_result(renderer.render(reports, chosen, coverage=coverage), chosen)
    raise typer.Exit(PROBLEMS if any(report.failed for report in reports) else DONE)


@app.command(
    **entry(
        WRITE,
        "List every path through the questions, for an expert to sign.",
        "explainer paths",
        "explainer paths --output paths.csv",
    )
)
def paths(
    format: options.PathsFormat = None,
    output: options.Output = None,
    force: options.Force = False,
    rules: options.Rules = None,
) -> None:
    from explainer.decision.paths import paths
    from explainer.documents.authoring import paths_document

    write = writer(format, output, force, (*FORMATS, "csv"))
    composer = original_composer(rules)
    write(paths_document(composer, paths(composer.guide.table)))


@app.command(
    **entry(
        WRITE,
        "Draw the decision diagram: which question follows which answer.\n\n"
        "For screen readers, --format text gives a list instead of a drawing.",
        "explainer flow",
        "explainer flow --format mermaid",
    )
)
def flow(
    format: options.FlowFormat = None,
    output: options.Output = None,
    force: options.Force = False,
    rules: options.Rules = None,
) -> None:
    from explainer.decision.diagram import LIMIT
    from explainer.decision.flow import flow
    from explainer.documents.authoring import flow_document

    write = writer(format, output, force, (*FORMATS, "mermaid", "dot"))
    composer = original_composer(rules)
    forks = flow(composer.guide.diagram)
    if forks is None:
        say(composer.messages("flow.too-many", limit=LIMIT))
        raise typer.Exit(PROBLEMS)
    write(flow_document(composer, forks))


@app.command(
    **entry(
        WRITE,
        "Show the differences in results and wording between two rules files.",
        "explainer diff OLD NEW",
        "explainer diff OLD NEW --format json",
    )
)
def diff(old: options.Old, new: options.New, format: options.DiffFormat = None) -> None:
    from explainer.checks.difference import difference
    from explainer.render import difference as renderer

    chosen = one_of(messages(), "format", format, renderer.FORMATS)
    if old == new == str(STDIN):
        fail(messages()("usage.one-stdin"))
    before, after = opened(path_of(old)), opened(path_of(new))
    if before is None or after is None:
        raise typer.Exit(USAGE)  # 1 would mean that they differ
    found = difference(before.rules, after.rules)
    print_result(renderer.render(found, chosen), chosen)
    raise typer.Exit(PROBLEMS if found.moves or found.edits else DONE)


@app.command(
    **entry(
        WRITE,
        "Write or update the file with a translation of the guide, for translators.\n\n"
        "It is a PO file beside the rules file. Nothing that is in it is lost.",
        "explainer translate es",
        "explainer translate es --rules FILE",
    )
)
def translate(ctx: typer.Context, language: options.Language, rules: options.Rules = None) -> None:
    from explainer.cli.translating import translate

    path = rules_path(rules)
    guide = opened(path)
    if guide is None:
        raise typer.Exit(PROBLEMS)
    translate(guide, path, language, texts_of(ctx.find_root().command))


@app.command(
    **entry(
        WRITE,
        "Print a JSON Schema of the rules file, for editors.",
        "explainer schema > rules.schema.json",
    )
)
def schema() -> None:
    import json

    from explainer.rules.schema import schema

    print_result(json.dumps(schema(model_text()), indent=2) + "\n", "json")


# --- all ------------------------------------------------------------------------------


def _print_version(wanted: bool) -> None:
    if wanted:
        from explainer import __version__

        print_result(f"explainer {__version__}\n")
        raise typer.Exit


@app.callback()
def _common(
    ctx: typer.Context,
    rules: options.Rules = None,
    lang: options.Lang = None,
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_print_version, help="Show the version."),
    ] = False,
) -> None:
    """If a rules file or a language is given before the command, pass it on to the command."""
    startup.pass_on(ctx, {"rules": rules, "lang": lang})


def main() -> None:
    """Run the command line."""
    startup.run(app)


if __name__ == "__main__":
    main()
