"""The command in a separate process: encodings, widths, pipes, the network and the disk."""

import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from textwrap import shorten

import pytest
from conftest import OTHER, ROOT, SHIPPED, help_texts, process, unmeasured

from explainer.cli.resources import messages

CARD = ["ask", "-a", "tyre=no", "-a", "hole=not-sure", "--rules", str(OTHER)]
EVERYTHING = [*CARD, "--all"]
RESULT = "Not clear yet: 3 outcomes are possible"
MORE = "More: --all, or explainer compare patch new-tube"  # the last line of a card
LAST = "https://example.org/safe"  # the end of the full output: its last source

# Runs the command with an audit hook that reports network access and changes to files.
WATCHED = """
import sys
def watch(event, args):
    writes = event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")
    changes = event in ("os.remove", "os.rename", "os.mkdir", "os.chmod", "subprocess.Popen")
    sockets = event in ("socket.connect", "socket.getaddrinfo", "socket.bind")
    if sockets or writes or changes:
        sys.stderr.write(f"TOUCHED {event} {args}\\n")
sys.addaudithook(watch)
sys.dont_write_bytecode = True
import explainer_cli
sys.argv = ["explainer", *sys.argv[1:]]
explainer_cli.main()
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("format", "words", "last"),
    [("terminal", EVERYTHING, LAST), ("text", CARD, MORE)],
)
@pytest.mark.parametrize(
    "env",
    [
        {"NO_COLOR": "1"},
        {"TERM": "dumb"},
        {"LC_ALL": "C"},
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    ],
    ids=lambda env: " ".join(f"{k}={v}" for k, v in env.items()),
)
def test_consoles_of_all_kinds(
    env: dict[str, str], format: str, words: list[str], last: str
) -> None:
    """The output is readable and complete, with no traceback and no colors in a pipe."""
    result = process(*words, "--format", format, COLUMNS="80", **env)
    assert result.returncode == 0, result.stderr
    assert not result.stderr
    assert b"\x1b" not in result.stdout
    text = result.stdout.decode("ascii" if "PYTHONIOENCODING" in env else "utf-8")
    plain = " ".join(text.split())
    assert RESULT in plain
    assert plain.endswith(last)
    assert not re.search(r"(^|\s)\?|\?\w", text), "a character was lost"


TEXTS = [
    ["show", "patch", "--all", "--format", "terminal"],
    ["show", "patch", "--all", "--format", "text"],
    ["quiz", "--seed", "1", "--format", "text"],
    ["find", "it", "is", "flat", "again"],
    ["--help"],
    ["ask", "--help"],
]
DATA = [
    ["show", "patch", "--format", "markdown"],
    ["show", "patch", "--format", "json"],
    ["show", "patch", "--format", "html"],
    ["handout", "patch"],
    ["page"],
    ["quiz", "--seed", "1", "--format", "json"],
    ["cards"],
    ["paths", "--format", "csv"],
    ["flow", "--format", "mermaid"],
    ["schema"],
    ["check", "--format", "json"],
]
ONE_BY_ONE = """
import sys, explainer_cli
for words in sys.argv.pop().split(","):
    sys.argv = ["explainer", *words.split()]
    try:
        explainer_cli.main()
    except SystemExit:
        pass
"""
UTF = {"LC_ALL": "C.UTF-8"}
STRICT = ["-X", "dev", "-W", "error", "-X", "warn_default_encoding"]
for library in ("regex._main", "nltk.pathsec"):  # of textstat
    STRICT += ["-W", f"ignore::EncodingWarning:{library}"]
POOR = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}  # cannot show all text


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("options", "env"),
    [
        (STRICT, UTF),
        (["-OO"], UTF),
        ([], {"LC_ALL": "C"}),
        ([], POOR),
        *(([], {"PYTHONHASHSEED": str(seed), **UTF}) for seed in range(10)),
    ],
    ids=str,
)
def test_equal_input_gives_equal_bytes(options: list[str], env: dict[str, str]) -> None:
    given = {"EXPLAINER_RULES": str(OTHER), "COLUMNS": "80"}
    words = ",".join(map(" ".join, DATA if env == POOR else [*TEXTS, *DATA]))
    results = [
        subprocess.run(
            [sys.executable, *more, "-c", ONE_BY_ONE, words],
            capture_output=True,
            cwd=ROOT,
            env=unmeasured(**given, **its),
            check=False,
        )
        for more, its in (([], UTF), (options, env))
    ]
    assert not any(result.returncode or result.stderr for result in results), results[1].stderr
    assert results[1].stdout == results[0].stdout
    assert results[0].stdout.count(b"\n") > 1000


def test_words_that_are_no_text_are_no_traceback() -> None:
    if sys.platform == "win32":
        pytest.skip("arguments are always text there")
    result = subprocess.run(
        [sys.executable, ROOT / "explainer_cli.py", "show", b"\xff\xfe"],
        capture_output=True,
        check=False,
    )
    assert result.returncode == 1
    assert b"Traceback" not in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        EVERYTHING,
        CARD,
        ["compare"],
        ["faq"],
        ["help"],
        ["show", "patch", "time", "--rules", str(OTHER)],
        ["show", "patch", "--rules", str(OTHER)],
        ["--help"],
    ],
    ids=lambda words: words[0],
)
def test_no_network_and_no_writing(words: list[str], tmp_path: Path) -> None:
    """The command runs in a read-only folder, with every socket and write watched."""
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    result = subprocess.run(
        [sys.executable, "-c", WATCHED, *words],
        capture_output=True,
        cwd=tmp_path,
        env=unmeasured(PYTHONPATH=str(ROOT)),
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "TOUCHED" not in result.stderr
    assert not list(tmp_path.iterdir())


def test_the_watch_itself_sees_writing(tmp_path: Path) -> None:
    """The test above can fail: the hook reports even a file that the user asked for."""
    result = subprocess.run(
        [sys.executable, "-c", WATCHED, "faq", "-o", str(tmp_path / "faq.md")],
        capture_output=True,
        env=unmeasured(PYTHONPATH=str(ROOT)),
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert "TOUCHED open" in result.stderr


@pytest.mark.slow
def test_a_reader_that_goes_away_is_no_error() -> None:
    """``explainer ... | head -1`` ends without an error."""
    for format in ("text", "terminal", "markdown", "json"):
        command = subprocess.Popen(
            [sys.executable, ROOT / "explainer_cli.py", *EVERYTHING, "--format", format],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert command.stdout and command.stderr
        command.stdout.close()
        errors = command.stderr.read()
        command.stderr.close()
        assert command.wait(timeout=30) == 0
        assert not errors


def test_without_a_terminal_nothing_is_asked() -> None:
    result = process("ask", "--rules", str(OTHER), stdin=b"1\n1\n")
    assert result.returncode == 2
    assert not result.stdout
    assert b"--answer tyre=ANSWER" in result.stderr


def test_bare_command_is_ask() -> None:
    result = process("-a", "tyre=yes", "--rules", str(OTHER))
    assert result.returncode == 0
    assert b"The tyre is cut" in result.stdout
    assert process("--rules", str(OTHER)).returncode == 2


def test_the_rules_file_can_come_from_the_environment() -> None:
    assert b"The tyre is cut" in process("-a", "tyre=yes", EXPLAINER_RULES=str(OTHER)).stdout
    assert process("faq").stdout == process("faq", "--rules", str(SHIPPED)).stdout


# --- writing ----------------------------------------------------------------------------


@pytest.mark.slow
def test_output_to_a_file_chooses_its_format_by_name(tmp_path: Path) -> None:
    for name, start in (("a.md", "# Not clear"), ("a.json", "{"), ("a.txt", "Not clear")):
        result = process(*EVERYTHING, "-o", str(tmp_path / name))
        assert result.returncode == 0
        assert not result.stdout
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)
    process(*EVERYTHING, "-o", str(tmp_path / "b.md"), "--format", "json")
    assert json.loads((tmp_path / "b.md").read_text(encoding="utf-8"))
    process(*EVERYTHING, "-o", str(tmp_path / "c.txt"), "--format", "terminal")
    assert "\u2500" in (tmp_path / "c.txt").read_text(encoding="utf-8")
    assert len(list(tmp_path.iterdir())) == 5


@pytest.mark.slow
def test_a_text_file_gets_the_card_alone_unless_all_is_asked_for(tmp_path: Path) -> None:
    brief, full = tmp_path / "brief.txt", tmp_path / "full.txt"
    assert process(*CARD, "-o", str(brief)).returncode == 0
    assert process(*EVERYTHING, "-o", str(full)).returncode == 0
    card, everything = (path.read_text(encoding="utf-8") for path in (brief, full))
    assert card.startswith(RESULT)
    assert card.endswith(f"\n{MORE}\n")
    assert "Sources" not in card
    assert everything.startswith(RESULT)
    assert "\nSources\n" in everything
    assert MORE not in everything
    for name in ("card.md", "card.html"):
        written = [tmp_path / name, tmp_path / f"all-{name}"]
        process(*CARD, "-o", str(written[0]))
        process(*EVERYTHING, "-o", str(written[1]))
        assert written[0].read_bytes() == written[1].read_bytes()


def test_a_file_that_is_there_is_kept_without_force(tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o600)
    result = process(*EVERYTHING, "-o", str(path))
    assert result.returncode == 2
    assert b"--force" in result.stderr
    assert path.read_text(encoding="utf-8") == "old"
    assert process(*EVERYTHING, "-o", str(path), "--force").returncode == 0
    assert path.read_text(encoding="utf-8").startswith(RESULT)
    assert sys.platform == "win32" or stat.S_IMODE(path.stat().st_mode) == 0o600


LIMITED = """
import resource, runpy, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["old.txt", "new.txt"])
def test_a_failed_write_leaves_no_trace(name: str, tmp_path: Path) -> None:
    """If the disk fills up, an old file is unchanged, and no part of a new one is left."""
    if sys.platform == "win32":
        pytest.skip("no file size limit to set there")
    path = tmp_path / "old.txt"
    path.write_text("old", encoding="utf-8")
    words = [ROOT / "explainer_cli.py", *EVERYTHING, "-o", tmp_path / name]
    words += ["--force"] if name == path.name else []
    result = subprocess.run(
        [sys.executable, "-c", LIMITED, *words],
        capture_output=True,
        check=False,
        env=unmeasured(PYTHONPATH=str(ROOT), PYTHONDONTWRITEBYTECODE="1"),
    )
    assert result.returncode == 2, result.stderr
    assert b"Cannot write" in result.stderr
    assert b"Traceback" not in result.stderr
    assert path.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["old.txt"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no file size limit to set there")
@pytest.mark.parametrize("format", ["html", "text", "terminal"])
@pytest.mark.parametrize("unbuffered", ["", "1"])  # then Python writes as much as fits, and no more
def test_a_result_that_does_not_fit_is_an_error(
    unbuffered: str, format: str, tmp_path: Path
) -> None:
    with (tmp_path / "out").open("wb") as out:
        words = [ROOT / "explainer_cli.py", *EVERYTHING, "--format", format]
        result = subprocess.run(
            [sys.executable, "-c", LIMITED, *words],
            stdout=out,
            stderr=subprocess.PIPE,
            check=False,
            env=unmeasured(
                PYTHONPATH=str(ROOT), PYTHONDONTWRITEBYTECODE="1", PYTHONUNBUFFERED=unbuffered
            ),
        )
    assert result.returncode == 2
    assert result.stderr.startswith(b"explainer: Cannot write 'stdout'")


@pytest.mark.parametrize("target", ["no/such/folder.txt", "."])
def test_a_place_that_cannot_be_written(target: str, tmp_path: Path) -> None:
    result = process(*EVERYTHING, "-o", str(tmp_path / target), "--force")
    assert result.returncode == 2
    assert not result.stdout
    assert b"Traceback" not in result.stderr


def test_a_device_is_written_to_not_replaced() -> None:
    if not Path("/dev/null").exists():
        pytest.skip("no /dev/null")
    result = process(*EVERYTHING, "-o", "/dev/null", "--force")
    assert result.returncode == 0
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_stdout_by_its_dash(tmp_path: Path) -> None:
    result = process(*EVERYTHING, "-o", "-", cwd=tmp_path)
    assert RESULT.encode() in result.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        EVERYTHING,
        CARD,
        ["show", "patch", "--rules", OTHER],
        ["help"],
        ["check", OTHER],
        ["ask", "--help"],
    ],
    ids=str,
)
def test_a_command_loads_no_library_that_it_does_not_need(words: list[str]) -> None:
    """Startup must be fast: Typer would load pydantic (90 ms), and help needs no heavy library."""
    code = f"import sys, explainer_cli; sys.argv = {['explainer', *map(str, words)]}\n"
    code += "try: explainer_cli.main()\nfinally: print(*sys.modules, file=sys.stderr)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert not run.returncode
    loaded = {name.partition(".")[0] for name in run.stderr.decode().split()}
    heavy = {"pydantic", "pydantic_core", "yaml", "jinja2", "textstat", "rich"}
    checked = str(OTHER) in map(str, words)  # the shipped file is not checked at each start
    needed = {"yaml", "pydantic_core"} if checked else set()
    needed |= {"textstat"} if "check" in words else set()
    assert loaded & heavy == needed


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs a Unix shell")
@pytest.mark.parametrize(
    ("redirected", "code"),
    [
        ("help <&-", 0),
        ("faq <&-", 0),
        ("faq >&-", 0),
        ("faq 2>&-", 0),
        ("ask <&-", 2),
        ("ask 2>/dev/full", 2),
        ("show nobody 2>&-", 1),
        ("faq >/dev/full", 2),
        ("--version >/dev/full", 2),
        ("--help >/dev/full", 2),
        ("schema >/dev/full", 2),
        ("show --nonsense 2>/dev/full", 2),
        ("faq --format terminal >/dev/full", 2),
    ],
)
def test_streams_that_are_closed_or_full(redirected: str, code: int) -> None:
    """Whatever the shell did to the streams, there is an exit code and no traceback."""
    if "/dev/full" in redirected and not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    command = f"{sys.executable} {ROOT / 'explainer_cli.py'} {redirected}"
    result = subprocess.run(
        ["bash", "-c", command], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    assert result.returncode == code
    assert b"Traceback" not in result.stderr


def test_words_that_are_no_command_are_looked_up() -> None:
    """A command is suggested only if nothing is found."""
    nothing = process("sundries")
    assert nothing.returncode == 1
    assert b"The guide has nothing on that." in nothing.stdout
    typo = process("schem")
    assert typo.returncode == 1
    assert b"Did you mean the command 'schema'?" in typo.stderr
    assert b"command" not in process("show", "--nonsense").stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ["--rules", OTHER, "show", "patch"],
        [f"--rules={OTHER}", "show", "patch"],
        ["--rules", SHIPPED, "show", "patch", "--rules", OTHER],  # the last one wins
    ],
    ids=str,
)
def test_the_rules_may_come_before_the_command(words: list[str | Path]) -> None:
    after = process("show", "patch", f"--rules={OTHER}")
    assert after.returncode == 0
    assert process(*words).stdout == after.stdout
    assert process(*words, EXPLAINER_RULES=str(SHIPPED)).stdout == after.stdout


def test_a_rules_option_before_a_command_that_has_none() -> None:
    result = process("--rules", OTHER, "schema")
    assert result.returncode == 2
    assert b"'schema' does not take --rules." in result.stderr


def test_a_rules_option_without_a_file() -> None:
    result = process("--rules")
    assert result.returncode == 2
    assert b"explainer: --rules needs a value after it." in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a Unix shell")
@pytest.mark.parametrize("typed", ["explainer sh", "explainer nothing ", "explainer --rules x "])
def test_completion_is_calm(typed: str) -> None:
    """Completion makes suggestions without errors, even after a word that is not a command."""
    env = {"_EXPLAINER_COMPLETE": "complete_bash", "COMP_WORDS": typed}
    env["COMP_CWORD"] = str(len(typed.split(" ")) - 1)
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); sys.argv = ['explainer']; "
    code = f"{start}import explainer_cli; explainer_cli.main()"
    words = [sys.executable, "-c", code]
    result = subprocess.run(words, capture_output=True, check=False, env=unmeasured(**env))
    assert not result.stderr
    assert b"show" in result.stdout


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["explainer ", "explainer --", "explainer ask --"])
def test_completion_is_in_the_language_of_the_reader(typed: str) -> None:
    """Each suggestion is on a line of its own, with what it means."""
    env = {"_EXPLAINER_COMPLETE": "complete_powershell", "_TYPER_COMPLETE_ARGS": typed}
    env["_TYPER_COMPLETE_WORD_TO_COMPLETE"] = typed.split(" ")[-1]
    english = {unit.original: unit.context.removeprefix("help.") for unit in help_texts()}
    for tag in ("en", "es"):
        said = [messages(tag).translated(f"help.{name}", text) for text, name in english.items()]
        known = {shorten(text, 45, placeholder="...") for text in said}
        known |= {shorten(re.split(r"(?<=[.])\s", text)[0], 45, placeholder="...") for text in said}
        shown = process(**env, EXPLAINER_LANG=tag).stdout.decode().splitlines()
        assert len(shown) > 5
        assert {line.partition(":::")[2].strip() for line in shown} <= known


def test_completion_for_authors_is_in_english() -> None:
    env = {"_EXPLAINER_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "explainer check --"}
    english = process(**env, EXPLAINER_LANG="en").stdout
    assert b"--coverage" in english
    assert process(**env, EXPLAINER_LANG="es").stdout == english


@pytest.mark.slow
def test_only_our_own_variable_asks_for_completions() -> None:
    plain = process(*CARD).stdout
    for name in ("FOO_COMPLETE", "_FOO_COMPLETE", "_EXPLAINER_CLI_PY_COMPLETE"):
        assert process(*CARD, **{name: "source_bash"}).stdout == plain
    ours = process(*CARD, _EXPLAINER_COMPLETE="source_bash").stdout
    assert ours.strip() == process("--show-completion", "bash").stdout.strip()


def test_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    """Completion is installed there; the message names the file."""
    home = tmp_path / "home"
    home.write_text("a file", encoding="utf-8")
    result = process("--install-completion", "zsh", HOME=str(home), USERPROFILE=str(home))
    assert result.returncode == 2
    assert b"Traceback" not in result.stderr
    assert str(home) in " ".join(result.stderr.decode().split())


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use cannot be deleted there")
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("show patch", 0),
        ("check gone.yaml gone.yml", 1),
        ("show patch -o patch.html", 2),
        ("handout patch -o patch.html --force", 2),
        ("page -o page.html", 2),
        ("show patch --rules gone.yaml", 1),
    ],
)
def test_a_current_folder_that_is_gone(words: str, code: int, tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    command = f"rmdir {folder}; exec {sys.executable} {ROOT / 'explainer_cli.py'} {words}"
    result = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env={**os.environ, "EXPLAINER_RULES": str(OTHER)},
        capture_output=True,
        check=False,
    )
    assert result.returncode == code, result.stderr
    assert b"Traceback" not in result.stderr


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals there")
def test_the_first_process_of_a_container_ends_when_asked_to() -> None:
    """Otherwise, the kernel ignores the signal, and the container is killed after 10 seconds."""
    code = "import os, explainer_cli; os.getpid = lambda: 1; explainer_cli.main()"
    with subprocess.Popen(
        [sys.executable, "-c", code, "check", "-"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as command:
        while command.poll() is None and not _catches_sigterm(command.pid):
            time.sleep(0.01)
        command.terminate()
        assert command.wait(timeout=20) == 143
        assert command.stderr and not command.stderr.read()


def _catches_sigterm(process: int) -> bool:
    status = Path(f"/proc/{process}/status")
    if not status.exists():  # not on Linux
        time.sleep(2)
        return True
    caught = re.findall(r"^SigCgt:\s*(\w+)", status.read_text(encoding="ascii"), re.MULTILINE)
    return bool(int(caught[0], 16) >> (signal.SIGTERM - 1) & 1)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["check", ""], 1),
        (["check", "guides/one"], 1),
        (["check", "guides/*"], 1),
        (["check", "--format", "json", "one"], 1),
        (["check", "--rules", ""], 1),
        (["check", "--skip-others", "one"], 1),
        (["diff", "one.yaml", "two"], 2),
        (["page", "patch", "-o", "page.html"], 2),
        (["cards", "patch", "-o", "cards.tsv"], 2),
        (["quiz", "patch", "--seed", "1"], 2),
        (["faq", "-o", "folder/"], 2),
        (["faq", "-o", " "], 2),
    ],
    ids=str,
)
def test_a_command_with_its_own_options_or_files_is_no_question(
    words: list[str], code: int, tmp_path: Path
) -> None:
    """A check in a script must not pass because its words were looked up."""
    result = process(*words, cwd=tmp_path, PYTHONPATH=str(ROOT))
    assert result.returncode == code
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_file_called_dash_is_not_stdin(tmp_path: Path) -> None:
    (tmp_path / "-").write_bytes(OTHER.read_bytes())
    for words in (["check", "./-"], ["faq", "--rules", "./-"]):
        assert process(*words, cwd=tmp_path, stdin=b"", PYTHONPATH=str(ROOT)).returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such file there")
def test_stdout_by_its_name_is_written_to(tmp_path: Path) -> None:
    log = tmp_path / "log"
    command = f"{sys.executable} {ROOT / 'explainer_cli.py'} faq -o /dev/stdout --force"
    subprocess.run(["sh", "-c", f"(echo a; {command}; echo b) > {log}"], check=True, cwd=ROOT)
    lines = log.read_text(encoding="utf-8").splitlines()
    assert (lines[0], lines[-1]) == ("a", "b")
    assert len(lines) > 10


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="pipes always block there")
def test_streams_that_do_not_wait(tmp_path: Path) -> None:
    """Another program may have set them up so: we wait all the same."""
    for words, size in ((["page"], 100_000), (["check", "-"], 0)):
        (into, fed), (out, sent) = os.pipe(), os.pipe()
        for end in (into, sent):
            os.set_blocking(end, False)
        command = subprocess.Popen(
            [sys.executable, ROOT / "explainer_cli.py", *words], stdin=into, stdout=sent
        )
        os.close(into)
        os.close(sent)
        time.sleep(0.5)
        with open(fed, "wb") as feed:  # noqa: PTH123 (an open pipe)
            feed.write(OTHER.read_bytes())
        with open(out, "rb") as found:  # noqa: PTH123
            assert len(found.read()) > size
        assert command.wait(timeout=30) == 0


def test_a_home_with_text_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / ".bashrc").write_bytes(b"# caf\xe9\n")
    env = {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path), "SHELL": "/bin/bash"}
    result = process("--install-completion", "bash", **env)
    assert b"Traceback" not in result.stderr


def test_what_is_typed_is_never_obeyed_by_the_terminal() -> None:
    noted = process("show", "patch", "x\x1b[31my", "--rules", OTHER)
    assert b"x\\x1b[31my" in noted.stderr
    assert b"\x1b" not in noted.stderr


@pytest.mark.slow
def test_it_runs_as_a_module_too(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "explainer", "faq", "--rules", str(OTHER)]
    result = subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
    assert result.returncode == 0
    assert result.stdout == process("faq", "--rules", OTHER).stdout
