"""The language to read in: how it is chosen, what is refused, and two languages at once."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import OTHER, ROOT, SHIPPED, Ran, data, open_guide, process, run

from explainer.checks import po
from explainer.checks.check import sound
from explainer.checks.update import update
from explainer.cli.guide import composer_for
from explainer.cli.languages import read_compiled
from explainer.cli.resources import messages
from explainer.documents.bilingual import Pair, bilingual
from explainer.documents.document import lines_of
from explainer.documents.handout import handout, named_handout
from explainer.documents.site import site
from explainer.language import best
from explainer.rules.translation import units
from explainer.rules.values import LIMIT

RULES = open_guide(SHIPPED).rules
NAME = next(iter(RULES.procedures))
Changed = Callable[..., Path]
SPANISH, ENGLISH = (messages(tag)("language.name") for tag in ("es", "en"))


def said(result: Ran) -> str:
    return " ".join(result.err.split())


def language_of(result: Ran) -> str:
    """Return the language of an HTML result."""
    found = re.search(r'<html lang="([^"]+)"', result.out)
    assert found, result.err
    return found[1]


def shown(*words: str, **env: str) -> Ran:
    return run("help", "--format", "html", *words, **env)


# --- which language --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tag", ["es", "ES", "es-MX", "es-419", " es_MX ", "es_MX.UTF-8", "es@euro"]
)
def test_a_region_makes_no_difference(tag: str) -> None:
    assert language_of(shown("--lang", tag)) == "es"
    assert language_of(shown(EXPLAINER_LANG=tag)) == "es"
    assert not shown("--lang", tag).err


@pytest.mark.parametrize("tag", ["en", "en-GB", "EN", "en_US.UTF-8", "", " "])
def test_the_guide_is_in_its_own_language_in_any_region(tag: str) -> None:
    for result in (shown("--lang", tag), shown(EXPLAINER_LANG=tag)):
        assert language_of(result) == "en"
        assert not result.err


@pytest.mark.parametrize("tag", ["fr", "zh-Hant", "e!", "../es"])
def test_a_language_that_is_not_there_is_refused(tag: str) -> None:
    """The option wants this language; the variable only prefers it."""
    result = shown("--lang", tag)
    assert (result.code, result.out) == (2, "")
    assert said(result).startswith("explainer:")
    assert "en, es" in said(result)
    instead = shown(EXPLAINER_LANG=tag)
    assert language_of(instead) == "en"
    assert "So this is in English." in said(instead)


def test_the_option_comes_before_the_variable_and_that_before_the_system() -> None:
    assert language_of(shown("--lang", "en", EXPLAINER_LANG="es", LC_ALL="es_MX.UTF-8")) == "en"
    assert language_of(shown(EXPLAINER_LANG="en", LC_ALL="es_MX.UTF-8")) == "en"
    system = shown(LC_ALL="es_MX.UTF-8")
    assert language_of(system) == "es"
    assert said(system).endswith("In English: --lang en")
    assert len(system.err.splitlines()) == 2


@pytest.mark.parametrize("value", ["C", "C.UTF-8", "POSIX", "en_US.UTF-8", "de_DE", "", "x y"])
def test_a_system_in_another_language_is_no_reason_for_a_note(value: str) -> None:
    result = shown(LC_ALL=value)
    assert language_of(result) == "en"
    assert not result.err


def test_the_first_variable_that_is_set_decides() -> None:
    assert language_of(shown(LC_ALL="", LC_MESSAGES="es", LANG="en_US")) == "es"
    assert language_of(shown(LC_ALL="C", LC_MESSAGES="es", LANG="es")) == "en"


def test_a_reader_who_is_not_covered_is_refused() -> None:
    assert set(RULES.audiences) - set(RULES.translations["es"].readers) == {"student"}
    for words in (["help"], ["quiz"], ["cards", "--format", "tsv"]):
        refused = run(*words, "--for", "student", "--lang", "es")
        assert (refused.code, refused.out) == (2, "")
        assert "'student'" in said(refused)
        assert "parent, staff" in said(refused)
        instead = run(*words, "--for", "student", EXPLAINER_LANG="es")
        assert instead.code == 0
        assert (
            instead.out == run(*words, "--for", "student", "--lang", "en").out or words[0] == "quiz"
        )
        assert "So this is in English." in said(instead)
    unknown = run("help", "--for", "nobody", "--lang", "es")
    assert unknown.code == 2
    assert "'nobody'" in said(unknown)


def test_the_option_may_come_before_the_command_or_a_question() -> None:
    after = run("help", "--lang", "es")
    assert run("--lang", "es", "help") == after
    assert run("--lang=es", "--rules", SHIPPED, "help") == after
    assert run("--lang", "es", "qwrtzx").code == run("qwrtzx", "--lang", "es").code == 1
    refused = run("--lang", "es", "check")
    assert refused.code == 2
    assert "'check'" in said(refused)


@pytest.mark.parametrize("broken", [b"", b"x", b"\xde\x12\x04\x95" + bytes(8), None, "folder"])
def test_what_cannot_be_read_is_said(tmp_path: Path, broken: bytes | str | None) -> None:
    shutil.copy(SHIPPED, tmp_path)
    compiled, path = tmp_path / "rules.es.mo", tmp_path / "rules.yaml"
    if isinstance(broken, bytes):
        compiled.write_bytes(broken)
    elif broken:
        compiled.mkdir()
    result = run("help", "--lang", "es", "--rules", path)
    assert (result.code, result.out) == (1, "")
    assert "'es'" in said(result)
    flat = "".join(result.err.split())
    assert f"{compiled}:" in flat
    assert f"explainertranslatees--rules{path}" in flat
    assert "Errno" not in result.err
    assert "unpack" not in result.err
    assert language_of(shown("--rules", str(path), EXPLAINER_LANG="es")) == "en"


@pytest.mark.slow
def test_a_file_from_stdin_is_in_its_own_language() -> None:
    result = process("help", "--rules", "-", "--lang", "es", stdin=SHIPPED.read_bytes())
    assert (result.returncode, result.stdout) == (2, b"")
    assert b"--rules FILE" in result.stderr
    assert b"Traceback" not in result.stderr
    asked = ("help", "--rules", "-", "--format", "html")
    own = process(*asked, stdin=SHIPPED.read_bytes(), EXPLAINER_LANG="es")
    assert own.stdout == process(*asked, stdin=SHIPPED.read_bytes()).stdout
    assert own.stderr.count(b"--rules FILE") == 1


def test_a_file_named_like_stdin_is_not_its_translation(tmp_path: Path) -> None:
    shutil.copy(ROOT / "rules.es.mo", tmp_path / "-.es.mo")
    result = process(
        "help", "--rules", "-", "--lang", "es", stdin=SHIPPED.read_bytes(), cwd=tmp_path
    )
    assert (result.returncode, result.stdout) == (2, b"")


def test_two_languages_do_not_read_stdin_twice() -> None:
    words = ("handout", NAME, "--lang", "en,es", "--rules", "-")
    result = process(*words, stdin=SHIPPED.read_bytes())
    assert (result.returncode, result.stdout) == (2, b"")
    assert b"--rules FILE" in result.stderr
    assert b"empty" not in result.stderr


@pytest.mark.slow
def test_check_says_that_translations_need_a_file() -> None:
    result = process("check", "-", stdin=SHIPPED.read_bytes())
    assert result.returncode == 0
    assert b"explainer check FILE" in result.stderr
    assert b"FILE" not in process("check", "-", stdin=OTHER.read_bytes()).stderr


@pytest.mark.parametrize(
    ("line", "tag"),
    [
        ("--lang es --help", "es"),
        ("ask --help --lang=es", "es"),
        ("ask --lang en --help --lang es", "es"),
        ("ask --lang es --help --lang en", "en"),
        ("--lang xx --help", "es"),  # unknown, so that of the environment counts
        ("--lang= --help", "es"),
        ("--lang es,en --help", "es"),
        ("ask --help -- --lang en", "es"),
    ],
)
def test_help_is_in_the_language_of_the_whole_line(line: str, tag: str) -> None:
    shown = run(*line.split(), EXPLAINER_LANG="es").out
    assert shown.startswith(messages(tag).translated("help.Usage:", "Usage:"))


def test_commands_for_authors_stay_in_english() -> None:
    for words in (
        ["paths"],
        ["flow"],
        ["check", OTHER],
        ["check", "--explain", "gap"],
        ["check", "none.yaml"],
        ["check", "--format", "none"],
        ["paths", "-o", "x.none"],
        ["diff", "-", "-"],
        ["init", SHIPPED],
        ["translate", "en"],
    ):
        for env in ({"EXPLAINER_LANG": "es"}, {"LC_ALL": "es_MX.UTF-8"}):
            assert run(*words, **env) == run(*words), words


def test_a_list_for_experts_is_saved_in_english_too(tmp_path: Path) -> None:
    saved = run("paths", "-o", tmp_path / "x.md", EXPLAINER_LANG="es")
    assert saved.err.startswith("Saved:")


def test_errors_in_a_file_are_counted_in_the_language_of_the_errors(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(OTHER.read_text("utf-8") + "\nnothing: 1\n", "utf-8")
    result = run("help", "--rules", path, EXPLAINER_LANG="es")
    assert (result.code, result.out) == (1, "")
    assert said(result).endswith("Fix it to see the guide.")


def test_a_console_without_accents_spells_them_out() -> None:
    result = process("help", "--lang", "es", PYTHONIOENCODING="ascii")
    assert result.returncode == 0
    assert not re.search(rb"(^|\s)\?|\?\w", result.stdout)
    assert b"Llame ya al 911" in result.stdout
    assert b"tragar" in result.stdout


def test_dates_and_the_language_of_data() -> None:
    told = run("help", "--all", "--lang", "es").out
    assert "30 de noviembre de 2028" in " ".join(told.split())
    assert '"language": "es"' in run("show", NAME, "--lang", "es", "--format", "json").out


# --- languages of one family, and languages without messages ------------------------------------


def test_the_best_language_is_the_nearest() -> None:
    assert best("es_MX.UTF-8", ["en", "es", "es-mx"]) == "es-mx"
    assert best("es-AR", ["en", "es-mx", "es"]) == "es"
    assert best("en", ["en-GB", "es"]) == best("EN-us", ["en-GB", "es"]) == "en-GB"
    assert best("en", ["EN", "en"]) == "EN"
    assert best("zh", ["zh-Hant"]) == best("zh-tw", ["en", "zh-Hant"]) == "zh-Hant"
    assert best("zh-hans", ["en", "zh-Hant"]) == ""
    assert [best(wanted, ["en", "es"]) for wanted in ("fr", "", "e", "../es")] == [""] * 4


def translated(changed: Changed, *pairs: tuple[str, str], tag: str = "es", own: str = "en") -> Path:
    """Write the other guide with a translation, in which each text stays as it is."""
    path = changed(("language: en", f"language: {own}"), *pairs)
    readers = ", ".join(open_guide(OTHER).rules.audiences)
    more = f"\ntranslations: {{{tag}: {{readers: [{readers}], pending: Sin revisar.}}}}\n"
    path.write_text(path.read_text("utf-8") + more, "utf-8")
    rules = sound(path.read_bytes(), path.name, messages).guide.rules  # type: ignore[union-attr]
    wanted = units(rules)
    texts = {unit.context: "\n".join(unit.words or ()) or unit.original for unit in wanted}
    catalog = po.parsed(update(None, wanted, [[] for _ in wanted], tag).data.decode(), tag)
    for message in catalog:
        if message.id:
            message.string = texts[message.context or ""]
    entries = po.entries(catalog, wanted)
    path.with_name(f"new.{tag}.mo").write_bytes(po.compiled(catalog, entries))
    return path


@pytest.mark.parametrize(("own", "tag"), [("es", "es-mx"), ("en", "en-gb")])
def test_a_translation_may_be_for_another_region(changed: Changed, own: str, tag: str) -> None:
    path = translated(changed, own=own, tag=tag)
    assert language_of(shown("--rules", str(path), "--lang", tag)) == tag
    assert language_of(shown("--rules", str(path), "--lang", own)) == own
    assert language_of(shown("--rules", str(path), LC_ALL=tag.replace("-", "_"))) == tag


def test_no_language_is_named_that_explainer_does_not_speak(changed: Changed) -> None:
    path = translated(changed, own="nl")
    spanish = shown("--rules", str(path), "--lang", "es")
    assert (language_of(spanish), spanish.err) == ("es", "")
    system = shown("--rules", str(path), LC_ALL="es_MX.UTF-8")
    assert said(system).endswith("In 'nl': --lang nl")
    unknown = shown("--rules", str(path), EXPLAINER_LANG="fr")
    assert language_of(unknown) == "nl"
    assert "So this is in 'nl'." in said(unknown)
    assert "messages are not available in 'nl'" in said(unknown)
    page = run("page", "--rules", path, "--lang", "es", "--other-page", "x.html").out
    assert '<a href="x.html#' in page
    assert re.search(r'lang="nl"[^>]*>nl</a>', page)


@pytest.mark.parametrize("kind", ["pipe", "large"])
def test_only_a_file_of_a_sensible_size_is_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "rules.es.mo"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.write_bytes((ROOT / "rules.es.mo").read_bytes().ljust(LIMIT + 1))
    with pytest.raises(ValueError, match=r"^$"):
        read_compiled(path)


# --- words of either language ---------------------------------------------------------------------


def test_words_of_the_other_language_are_found() -> None:
    """The answer is in the reader's language, with the way to the other."""
    spanish = composer_for(None, None, "es").rules
    one, other = RULES.procedures[NAME], spanish.procedures[NAME]
    found = run("find", other.name)
    assert found.out.startswith(one.name)
    assert said(found) == messages("es")("language.back", language="es")
    asked, answered = (list(each.faq.values())[1].question for each in (RULES, spanish))
    back = run("find", asked, "--lang", "es")
    assert back.out.startswith(answered)
    assert said(back) == "In English: --lang en"
    assert not run("find", one.name).err


@pytest.mark.thorough
@pytest.mark.parametrize("lang", ["en", "es"])
def test_an_alarm_in_either_language_shows_help_first(lang: str) -> None:
    spanish = composer_for(None, None, "es").rules
    for rules in (RULES, spanish):
        for tier in list(rules.notices.help.tiers.values())[:2]:
            for phrase in tier.alarm[:8]:
                found = run("find", phrase, "--lang", lang, "--format", "json")
                assert '"status": "urgent"' in found.out, phrase


MIXED = data("shipped/spanish.yaml")["mixed"]


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("typed", MIXED)
def test_an_alarm_counts_in_a_sentence_of_both_languages(typed: str, lang: str) -> None:
    found = run("find", typed, "--lang", lang, "--format", "json")
    assert '"status": "urgent"' in found.out
    assert found.code == 0


def test_a_word_of_no_language_costs_no_translation(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise AssertionError("the translation was made")

    monkeypatch.setattr("explainer.cli.languages._translated", fail)
    assert run("find", "qwrtzx vwxyzq").code == 1


# --- a sheet in two languages --------------------------------------------------------------------


@pytest.mark.slow
def test_a_sheet_says_the_same_in_both_languages() -> None:
    both = [composer_for(None, None, language) for language in ("es", "en")]
    for entries in (RULES.procedures, RULES.levels):
        for name in entries:
            kind = "procedures" if name in RULES.procedures else "levels"
            sheet = bilingual(
                lambda most, kind=kind, name=name: tuple(
                    named_handout(each, getattr(each.rules, kind)[name], None, most)
                    for each in both
                ),
                (both[0].messages, both[1].messages),
            )
            roles = [pair.main.role for pair in sheet.pairs]
            assert roles[:2] == ["first-help", "card"]
            assert roles[-1] == "help"  # in full, whatever else there is no room for
            for pair in sheet.pairs:
                ids = [
                    [line.cite and line.cite.statement.id for line in lines_of(section)]
                    for section in pair
                ]
                assert ids[0] == ids[1]
            assert sum(map(rows, sheet.pairs)) <= 88
            assert bool(sheet.left_out[0]) == bool(sheet.left_out[1])


def rows(pair: Pair) -> float:
    return pair.rows


def test_the_sheet_is_a_page_with_the_language_of_each_part(tmp_path: Path) -> None:
    path = tmp_path / "sheet.html"
    result = run("handout", NAME, "--lang", "es,en", "--by", "Us, 555 0100", "-o", path)
    assert result.code == 0
    assert result.err.startswith("Guardado:")
    text = path.read_text("utf-8")
    assert '<html lang="es"' in text
    assert text.count('lang="en"') > 6
    assert text.count("Us, 555 0100") == 2
    turned = run("handout", NAME, "--lang", "en, es-MX")
    assert language_of(turned) == "en"
    asked = [word for example in list(RULES.examples.values())[:1] for word in answers(example)]
    assert language_of(run("handout", *asked, "--lang", "es,en")) == "es"


def answers(example: object) -> list[str]:
    given: dict[str, str] = example.answers  # type: ignore[attr-defined]
    return [word for question, answer in given.items() for word in ("-a", f"{question}={answer}")]


@pytest.mark.parametrize("lang", ["es,en,fr", "es,", ",es", "es,es", "es,es-MX", ","])
def test_only_two_different_languages_go_on_a_sheet(lang: str) -> None:
    result = run("handout", NAME, "--lang", lang)
    assert (result.code, result.out) == (2, "")
    assert "--lang es,en" in said(result)


def test_two_languages_need_a_page() -> None:
    for words in (
        ["--format", "text"],
        ["-o", "sheet.md"],
        ["-o", "sheet.txt"],
        ["-o", "sheet.TXT"],
        ["--format", "markdown", "-o", "sheet.html"],
    ):
        result = run("handout", NAME, "--lang", "es,en", *words)
        assert (result.code, result.out) == (2, "")
        assert ".html" in said(result).lower()


def test_the_format_may_be_chosen_against_the_extension(tmp_path: Path) -> None:
    path = tmp_path / "sheet.txt"
    assert run("handout", NAME, "--lang", "es,en", "--format", "html", "-o", path).code == 0
    assert path.read_text("utf-8").startswith("<!doctype html>")


def test_two_languages_are_only_for_a_sheet() -> None:
    for words in (["help"], ["page"], ["find", "x"], ["quiz"]):
        result = run(*words, "--lang", "en,es")
        assert (result.code, result.out) == (2, "")
        assert "explainer handout NAME --lang es,en" in said(result)
    assert language_of(shown(EXPLAINER_LANG="es,en")) == "es"
    assert language_of(shown(EXPLAINER_LANG=",es")) == "en"


def test_notes_on_a_sheet_in_two_languages_are_said_once(changed: Changed) -> None:
    path = translated(changed, ("  on: 2026-02-03", "  on: 1999-01-01\n  again_after: 2000-01-01"))
    note = messages("en")("guide.overdue", day="2000-01-01")
    name = next(iter(open_guide(OTHER).rules.procedures))
    result = run("handout", name, "--lang", "en,es", "--rules", path)
    assert result.code == 0
    assert said(result).count(note) == 1


def test_the_open_result_fits_too() -> None:
    both = [composer_for(None, None, language) for language in ("es", "en")]
    from explainer.decision.interview import finish
    from explainer.decision.outcome import outcome

    diagram = both[0].guide.diagram
    result = outcome(RULES, diagram, finish(diagram, {}))
    sheet = bilingual(
        lambda most: (handout(both[0], result, most), handout(both[1], result, most)),
        (both[0].messages, both[1].messages),
    )
    assert sum(map(rows, sheet.pairs)) <= 88


# --- a page for each language --------------------------------------------------------------------


@pytest.mark.slow
def test_each_view_links_to_the_same_view_of_the_other_page() -> None:
    spanish = run("page", "--lang", "es", "--other-page", "the guide.html").out
    english = run("page", "--other-page", "guía.html").out
    here, there = (set(re.findall(r'<section id="([^"]+)"', page)) for page in (spanish, english))
    assert here == there
    assert len(here) == len(site(composer_for(None, None, "en")).views) + 1
    for page, file, name, language in (
        (spanish, "the%20guide.html", ENGLISH, "en"),
        (english, "gu%C3%ADa.html", SPANISH, "es"),
    ):
        links = re.findall(rf'<a href="{file}#([^"]+)" lang="{language}"[^>]*>{name}</a>', page)
        assert sorted(links) == sorted(here)
    assert 'class="elsewhere"' not in run("page").out


def link_in(page: str) -> str:
    (link, *_) = re.findall(r'class="elsewhere"><a href="([^"]*)#', page)
    return str(link)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "address"),
    [
        ('"><script>.html', "%22%3E%3Cscript%3E.html"),
        ("javascript:alert(1).html", "javascript%3Aalert%281%29.html"),
        ("a'b&c.HTM", "a%27b%26c.HTM"),
        ("..\\x.html", "..%5Cx.html"),
        ("/guide/en.html", "/guide/en.html"),
        ("\udcff.html", "%FF.html"),
        ("https://example.org/a b?c=d&e#f", "https://example.org/a%20b?c=d&amp;e"),
        ("HTTP://[x", "HTTP://%5Bx"),
        ("http://example.org/\"'<", "http://example.org/%22%27%3C"),
    ],
)
def test_the_name_of_the_other_page_is_only_a_name(name: str, address: str) -> None:
    assert link_in(run("page", "--other-page", name).out) == address


@pytest.mark.parametrize(
    "name",
    ["", " ", "/", "guide.txt", "//x.org/y.html", "ftp://x.org/y.html", "https://", ".html"],
)
def test_what_is_no_page_is_refused(name: str) -> None:
    result = run("page", "--other-page", name)
    assert (result.code, result.out) == (2, "")
    assert "--other-page" in said(result)


@pytest.mark.slow
def test_the_other_page_is_linked_as_seen_from_this_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("es").mkdir()
    for other, address in (
        ("guide.html", "../guide.html"),
        (tmp_path / "guide.html", "../guide.html"),
        ("es/other.html", "other.html"),
    ):
        page = Path("es", "guía.html")
        assert run("page", "-o", page, "--force", "--other-page", other).code == 0
        assert link_in(page.read_text("utf-8")) == address
        itself = run("page", "-o", page, "--force", "--other-page", page.resolve())
        assert (itself.code, itself.out) == (2, "")
        assert "--other-page" in said(itself)


@pytest.mark.slow
def test_no_page_is_linked_that_its_reader_cannot_have() -> None:
    result = run("page", "--for", "student", "--other-page", "es.html")
    assert (result.code, result.out) == (2, "")
    assert "not available for 'student'" in said(result)
    assert run("page", "--for", "staff", "--other-page", "es.html").code == 0


def test_a_guide_in_one_language_has_no_other_page() -> None:
    result = run("page", "--rules", OTHER, "--other-page", "x.html")
    assert (result.code, result.out) == (2, "")
    assert "--other-page" in said(result)


def test_what_comes_with_the_program_is_complete() -> None:
    for name in ("rules.es.po", "rules.es.mo"):
        assert (ROOT / name).exists()
        assert f'"{name}" = "explainer/{name}"' in (ROOT / "pyproject.toml").read_text("utf-8")
    assert data("shipped/spanish.yaml")["commands"]
