"""Translating: `explainer translate`, the files it writes, and what `check` says of them."""

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import write_po
from conftest import OTHER, ROOT, SHIPPED, Opened, data, help_texts, open_guide, run, unmeasured
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.checks import po
from explainer.checks.check import check as check_file
from explainer.checks.messages import message_problems
from explainer.checks.translations import Files
from explainer.checks.update import update
from explainer.cli.resources import messages, originals
from explainer.messages.catalogue import LIST, Unit
from explainer.messages.compiled import Compiled
from explainer.rules.translation import for_readers, units

READERS = "\ntranslations: {es: {readers: [rider, mechanic], pending: Sin revisar.}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the shipped guide and its translation."""
    for name in ("rules.yaml", "rules.es.po", "rules.es.mo"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def unit(context: str, original: str, **more: Any) -> Unit:
    return Unit(context, original, "", **more)


def updated(old: bytes | None, wanted: Sequence[Unit]) -> bytes:
    catalog = po.parsed(old.decode(), "es") if old is not None else None
    return update(catalog, wanted, [[] for _ in wanted], "es").data


def filled(file: bytes, texts: dict[str, str]) -> bytes:
    """Return a PO file with texts, by context, as a translator would write them."""
    catalog = po.parsed(file.decode(), "es")
    for message in catalog:
        if message.context in texts:
            message.string = texts[message.context]
    written = BytesIO()
    write_po(written, catalog)
    return written.getvalue()


# --- the files of this project -------------------------------------------------------------


def test_the_translations_are_up_to_date(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """`pytest --update` updates and compiles them."""
    if request.config.getoption("--update"):
        assert run("translate", "es").code == 0
    files = [ROOT / "rules.es.po", ROOT / "explainer" / "messages" / "es.po"]
    guide = open_guide(SHIPPED).rules
    theirs = units(for_readers(guide, guide.translations["es"].readers))
    ours = [*originals().values(), *help_texts()]
    for file, wanted in zip(files, (theirs, ours), strict=True):
        catalog = po.parsed(file.read_text("utf-8"), "es")
        found = po.entries(catalog, wanted)
        assert not [entry.unit.context for entry in found if entry.stale]
        empty = [e.unit for e in found if not e.forms]
        assert not [unit.context for unit in empty if unit.words is None], "run explainer translate"
        assert po.compiled(catalog, found) == file.with_suffix(".mo").read_bytes(), (
            "pytest --update"
        )
    assert not list(message_problems("es.po", po.entries(catalog, ours)))


@pytest.mark.slow
def test_the_messages_of_a_checkout_are_updated_with_all_help(tmp_path: Path) -> None:
    for name in ("explainer_cli.py", "rules.yaml", "rules.es.po", "rules.es.mo"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "explainer", tmp_path / "explainer")
    file = tmp_path / "explainer" / "messages" / "es.po"
    before = file.read_bytes()
    words = [sys.executable, tmp_path / "explainer_cli.py", "translate", "es"]
    env = unmeasured()  # the copy is not what coverage is about
    assert not subprocess.run(words, cwd=tmp_path, env=env, capture_output=True).returncode
    assert file.read_bytes() == before


def test_an_update_without_a_change_changes_nothing(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    told = run("translate", "es", "--rules", folder / "rules.yaml")
    assert told.code == 0
    assert "Still empty: 0." in " ".join(told.err.split())
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


# --- a text changes ------------------------------------------------------------------------


def changed_text(folder: Path) -> tuple[str, str, Path]:
    """Change one statement in the folder, and return its id, its text and the rules file."""
    path = folder / "rules.yaml"
    rules = open_guide(SHIPPED).rules
    statement = rules.statements[next(iter(rules.purpose[2:]))]
    text = path.read_text("utf-8")
    assert statement.text in text
    new = f"{statement.text[:-1]} today."
    path.write_text(text.replace(statement.text, new), "utf-8")
    return statement.id, new, path


@pytest.mark.slow
def test_check_translate_and_readers_all_see_a_changed_text(folder: Path) -> None:
    name, new, path = changed_text(folder)
    file = folder / "rules.es.po"
    context = f"statements > {name} > text"
    line = next(
        number
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if line == f'msgctxt "{context}"'
    )
    told = run("check", path).out
    found = re.search(rf"{re.escape(str(file))}:(\d+):1: warning: {context}: .*\[stale\]", told)
    assert found
    assert abs(line - int(found[1])) <= 1
    assert new[-20:-1] in found[0]

    refused = run("show", "help", "--lang", "es", "--rules", path)
    assert (refused.code, refused.out) == (1, "")
    assert f"1 texto falta o ya no está al día ({context})" in " ".join(refused.err.split())
    instead = run("help", "--rules", path, EXPLAINER_LANG="es")
    assert instead.code == 0
    assert instead.out == run("help", "--rules", path).out
    assert "So this is in English." in " ".join(instead.err.split())

    assert run("translate", "es", "--rules", path).code == 0
    block = next(b for b in file.read_text("utf-8").split("\n\n") if f'"{context}"' in b)
    assert "#, fuzzy" in block
    assert "#| msgid" in block
    assert new in block.replace('"\n"', "")
    assert run("help", "--lang", "es", "--rules", path).code == 1  # until it is corrected

    file.write_text(file.read_text("utf-8").replace("#, fuzzy\n", ""), "utf-8")
    run("translate", "es", "--rules", path)
    assert "#| msgid" not in file.read_text("utf-8")
    assert run("help", "--lang", "es", "--rules", path).code == 0
    assert "[stale]" not in run("check", path).out


@pytest.mark.slow
def test_a_correction_reaches_readers_once_it_is_compiled(folder: Path) -> None:
    file, path = folder / "rules.es.po", folder / "rules.yaml"
    title = messages("es")("language.name")
    text = file.read_text("utf-8").replace('msgstr "Cuándo pedir ayuda"', f'msgstr "{title}"')
    file.write_text(text, "utf-8")
    assert "[not-compiled]" in run("check", path).out
    run("translate", "es", "--rules", path)
    assert "[not-compiled]" not in run("check", path).out
    assert run("help", "--lang", "es", "--rules", path).out.startswith(f"{title}\n")


# --- updates in general ------------------------------------------------------------------------

CONTEXTS = [f"statements > {name} > text" for name in "abcde"]
TEXTS = st.text('xyz\n"\\ñ{}%#~', min_size=1, max_size=9).filter(str.strip)
GUIDES = st.dictionaries(st.sampled_from(CONTEXTS), TEXTS, max_size=5)

Steps = list[tuple[dict[str, str], dict[str, str]]]


@pytest.mark.slow
@settings(max_examples=40)
@given(st.lists(st.tuples(GUIDES, GUIDES), min_size=1, max_size=4))
def test_nothing_that_was_written_is_lost(
    steps: list[tuple[dict[str, str], dict[str, str]]],
) -> None:
    """Whatever changes in the original, each text is still in the file, current or obsolete."""
    file: bytes | None = None
    for number, (guide, texts) in enumerate(steps):
        wanted = [unit(context, original) for context, original in guide.items()]
        file = updated(file, wanted)
        assert updated(file, wanted) == file
        ours = {c: f"{text}{number}" for c, text in texts.items() if c in guide}
        before = said(filled(file, ours))
        file = updated(filled(file, ours), [])
        assert before <= said(file)
        file = updated(file, wanted)
        assert before <= said(file)
        catalog = po.parsed(file.decode(), "es")
        for entry in po.entries(catalog, wanted):
            written = ours.get(entry.unit.context)
            assert written is None or (entry.text, entry.stale) == (written, False)


def said(file: bytes) -> set[str]:
    catalog = po.parsed(file.decode(), "es")
    every = (*catalog, *catalog.obsolete.values())
    return {str(message.string) for message in every if message.id and message.string}


def test_what_is_kept_where() -> None:
    old = filled(
        updated(None, [unit("a", "One."), unit("b", "Two."), unit("c", "Three.")]),
        {"a": "Uno.", "b": "Dos.", "c": "Tres."},
    )
    new = [unit("a", "One."), unit("b", "Two, now."), unit("moved", "Three."), unit("new", "Four.")]
    file = updated(old, new)
    found = {
        e.unit.context: (e.text, e.stale) for e in po.entries(po.parsed(file.decode(), "es"), new)
    }
    assert found == {
        "a": ("Uno.", False),
        "b": ("Dos.", True),
        "moved": ("Tres.", True),
        "new": ("", False),
    }
    assert b'#| msgid "Two."' in file
    again = updated(file, new)  # the previous original stays until the text is corrected
    assert again == file
    fewer = updated(file, new[:1])
    assert b'#~ msgstr "Dos."' in fewer
    assert updated(fewer, new).count(b'msgstr "Dos."') == 1


def test_a_note_of_the_translator_and_plural_forms_are_kept() -> None:
    wanted = [unit("n", "1 egg", plural="{count} eggs")]
    file = updated(None, wanted).replace(b'msgctxt "n"', b'# mine\nmsgctxt "n"')
    file = file.replace(b'msgstr[0] ""', b'msgstr[0] "1 huevo"')
    (half,) = po.entries(po.parsed(file.decode(), "es"), wanted)
    assert half.forms == ()  # until all forms are there
    for number in b"12":
        old = b'msgstr[%c] ""' % number
        assert old in file
        file = file.replace(old, b'msgstr[%c] "{count} huevos"' % number)
    file = updated(file, wanted)
    assert b"# mine\n" in file
    entries = po.entries(po.parsed(file.decode(), "es"), wanted)
    compiled = Compiled(po.compiled(po.parsed(file.decode(), "es"), entries))
    shown = [compiled.plural("n", "1 egg", "{count} eggs", count) for count in (0, 1, 2)]
    assert shown == ["{count} huevos", "1 huevo", "{count} huevos"]
    assert compiled.plural("n", "1 egg", "{count} cakes", 1) == "1 huevo"
    assert compiled.text("n", "2 eggs") == ""


# --- mistakes in a PO file ------------------------------------------------------------------------

MISTAKES = data("translations.yaml")


def base(guide: Opened) -> str:
    """Return a sound PO file for the other guide: each text is its own translation."""
    wanted = units(guide.rules)
    file = updated(None, wanted)
    words = {u.context: "\n".join(u.words) for u in wanted if u.words}
    catalog = po.parsed(file.decode(), "es")
    for message in catalog:
        if message.id:
            message.string = (
                words.get(message.context or "", "") if message.id == LIST else message.id
            )
    written = BytesIO()
    write_po(written, catalog, width=0)
    return written.getvalue().decode()


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake["name"])
def test_a_mistake_in_a_po_file_is_reported_where_it_is(mistake: dict[str, Any]) -> None:
    rules = OTHER.read_bytes() + READERS.encode()
    text = base(open_guide(OTHER))
    for change in mistake.get("change", ()):
        assert change["old"] in text
        text = text.replace(change["old"], change["new"], 1)
    po_file = mistake.get("file", text).encode(mistake.get("encoding", "utf-8"))

    def files_of(guide: Any) -> list[Files]:
        catalog = po.read(po_file, "x.es.po", "es")
        compiled = None
        if not hasattr(catalog, "code"):
            compiled = Compiled(po.compiled(catalog, po.entries(catalog, units(guide.rules))))
        return [Files("es", "x.es.po", po_file, compiled)]

    def spanish(language: str = "en", **names: str) -> Any:
        return messages("es" if language == "es" else "en", **names)

    report = check_file(rules, "rules.yaml", spanish, "", lambda language: None, None, files_of)
    found = "".join(f"{problem}\n" for problem in report.problems)
    assert re.sub(r"(?<=x\.es\.po:)\d+:", ":", found) == mistake["says"]
    for problem in report.problems:
        lines = po_file.decode("utf-8", "replace").split("\n")
        assert 1 <= problem.line <= len(lines)


def test_a_sound_po_file_has_no_problem() -> None:
    assert {mistake["name"] for mistake in MISTAKES} >= {"nothing is wrong"}


MESSAGES = list(originals().values())


USED = ("wording.turns",)  # all lists of their kind are needed as soon as there is one


def test_the_lists_for_wording_may_be_left_out_together() -> None:
    lists = [u for u in MESSAGES if u.context.startswith("wording.")]
    empty = [po.Entry(u, (), stale=False, line=1) for u in lists]
    assert not list(message_problems("es.po", empty))
    one = [empty[0]._replace(forms=("x",)), *empty[1:]]
    assert len(list(message_problems("es.po", one))) == len(lists) - 1


@pytest.mark.parametrize(
    ("context", "text", "code"),
    [
        ("file.saved", "Guardado.", "other-placeholders"),
        ("file.saved", "Guardado: {path} {other}", "other-placeholders"),
        ("date.months", "enero\nfebrero", "other-lines"),
        ("key.quit", "", "untranslated"),
        ("file.saved", "Guardado: {path} }", "other-placeholders"),
        ("wording.directive", "usted (debe", "not-allowed"),
        ("wording.long", "trece", "not-allowed"),
    ],
)
def test_a_message_that_cannot_be_shown_is_refused(context: str, text: str, code: str) -> None:
    forms = (text,) if text else ()
    (its,) = (each for each in MESSAGES if each.context == context)
    entries = [po.Entry(its, forms, stale=False, line=7)]
    entries += [po.Entry(u, ("x",), stale=False, line=1) for u in MESSAGES if u.context in USED]
    (problem,) = message_problems("es.po", entries)
    assert (problem.code, problem.line, problem.severity) == (code, 7, "error")


# --- the command --------------------------------------------------------------------------------


def test_a_new_language_starts_empty_and_is_never_shown_half(tmp_path: Path) -> None:
    path = tmp_path / "tube.yaml"
    path.write_bytes(OTHER.read_bytes())
    told = run("translate", "pt", "--rules", path)
    assert told.code == 0
    said = " ".join(told.err.split())
    assert "Translated: 0." in said
    lines = ["translations:", "  pt:", "    readers: [rider]", "    pending: Not yet reviewed."]
    assert told.err.splitlines()[-4:] == lines
    file = tmp_path / "tube.pt.po"
    assert 'msgctxt "title"' in file.read_text("utf-8")
    path.write_text(OTHER.read_text("utf-8") + READERS.replace("es:", "pt:"), "utf-8")
    assert "[untranslated]" in run("check", path).out
    refused = run("help", "--lang", "pt", "--rules", path)
    assert refused.code == 1
    assert "messages of explainer itself are not available in 'pt'" in " ".join(refused.err.split())
    assert "[untranslated]" in run("check", path).out
    file.unlink()
    assert "There is no such file. Make it: explainer translate pt" in run("check", path).out


@pytest.mark.parametrize(
    ("language", "why"),
    [
        ("en", "The guide itself is in 'en'"),
        ("xx", "'xx' is not a language"),
        ("espanol", "'espanol' is not a language"),
        ("", "'' is not a language"),
    ],
)
def test_what_is_no_other_language_is_refused(language: str, why: str) -> None:
    told = run("translate", language, "--rules", OTHER)
    assert told.code == 2
    assert why in " ".join(told.err.split())


def test_an_error_leaves_the_file_as_it_is(folder: Path, tmp_path: Path) -> None:
    path, file = folder / "rules.yaml", folder / "rules.es.po"
    other = tmp_path / "other.yaml"
    other.write_bytes(OTHER.read_bytes())
    for broken, code in (
        (file.read_bytes() + b'\nmsgid "x\n', "broken-po"),
        (file.read_bytes().decode().encode("utf-16"), "broken-po"),
        ("ñ".encode("latin-1") + file.read_bytes(), "broken-po"),
        (file.read_bytes().replace(b"Language: es", b"Language: fr"), "broken-po"),
    ):
        file.write_bytes(broken)
        told = run("translate", "es", "--rules", path)
        assert told.code == 1
        assert re.search(rf"rules\.es\.po:\d+:1: error: .*\[{code}\]", " ".join(told.err.split()))
        assert file.read_bytes() == broken
    shutil.copy(ROOT / "rules.es.po", tmp_path / "other.es.po")
    told = run("translate", "es", "--rules", other)
    assert told.code == 1
    assert "[other-guide]" in told.err
    assert (tmp_path / "other.es.po").read_bytes() == (ROOT / "rules.es.po").read_bytes()


@pytest.mark.slow
def test_without_babel_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    told = run("translate", "es", "--rules", OTHER)
    assert told.code == 2
    assert 'pip install "explainer[translate]"' in " ".join(told.err.split())
    checked = run("check")
    assert checked.code == 0
    assert "Translations: not checked." in checked.err


def test_what_to_add_works(tmp_path: Path) -> None:
    """The lines that are shown are added to the rules file, at first and below an entry."""
    path = tmp_path / "tube.yaml"
    path.write_bytes(OTHER.read_bytes())
    for count, tag in ((4, "pt-br"), (3, "fr")):
        told = run("translate", tag.replace("-", "_").upper(), "--rules", path)
        assert told.code == 0
        said = " ".join(told.err.split())
        assert ("below the entry 'translations:'" in said) == (count == 3)
        lines = "\n".join(told.err.splitlines()[-count:])
        path.write_text(f"{path.read_text('utf-8').rstrip()}\n{lines}\n", "utf-8")
    assert list(open_guide(path).rules.translations) == ["pt-br", "fr"]
    assert "To offer" not in run("translate", "fr", "--rules", path).err


def test_the_guide_in_an_installed_package_is_not_translated_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explainer.cli.translating.PACKAGE", folder)
    before = sorted(folder.iterdir())
    told = run("translate", "pt", "--rules", folder / "rules.yaml")
    assert (told.code, told.out) == (2, "")
    assert "--rules FILE" in told.err
    assert sorted(folder.iterdir()) == before


def test_a_translation_needs_a_file(folder: Path) -> None:
    told = run("translate", "es", "--rules", "-")
    assert told.code != 0


def test_two_reviewers_or_half_a_review_are_errors(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    for more, why in (
        ("by: A, by: B, on: 2026-11-23", "duplicate-key"),
        ("by: A", "'on:' is missing. Give both 'by' and 'on', or neither."),
        ("by: A, on: yesterday", "bad-date"),
        ("readers: [nobody]", "duplicate-key"),
    ):
        entry = READERS.replace("Sin revisar.", f"Sin revisar., {more}")
        path.write_text(OTHER.read_text("utf-8") + entry, "utf-8")
        assert why in run("check", path).out
    for tag, why in (("en", "the guide itself is in 'en'"), ("spanish-1", "bad-language")):
        path.write_text(OTHER.read_text("utf-8") + READERS.replace("es:", f"{tag}:"), "utf-8")
        assert why in run("check", path).out


@pytest.mark.slow
def test_a_reviewer_takes_the_place_of_the_note(folder: Path) -> None:
    path = folder / "rules.yaml"
    pending = open_guide(SHIPPED).rules.translations["es"].pending
    assert pending == data("shipped/spanish.yaml")["pending"]
    shown = {words: run(*words.split(), "--lang", "es") for words in ("help --all", "faq", "page")}
    assert all(pending in " ".join(result.out.split()) for result in shown.values())
    text = path.read_text("utf-8")
    reviewed = f"{pending}\n    by: Dra. Luz\n    on: 2026-11-23"
    path.write_text(text.replace(pending, reviewed), "utf-8")
    now = " ".join(run("help", "--all", "--lang", "es", "--rules", path).out.split())
    assert pending not in now
    assert "Traducción revisada por Dra. Luz, 23 de noviembre de 2026." in now
    assert "Texto aún no revisado" in now  # which is about the guide itself
