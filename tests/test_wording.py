"""Wording: which phrases are advice on the reader's own case, and in which languages we know."""

from pathlib import Path

import pytest
from conftest import TESTS, check, english, run

from explainer.checks.wording import advice_finder

SMALLEST = (TESTS / "valid" / "smallest.yaml").read_text(encoding="utf-8")

ADVICE = """
You need a new tube.
You need a new tube if it leaks.
If it leaks, you need a new tube.
If it leaks you need a new tube.
When it rains, your chain needs oil.
Your dough needs rest.
Your front brake needs a cable.
Your brake still needs a cable.
You really must wait.
Soon you\u2019ll need flour.
This bread has to get more time.
Note that you must not ride on.
This means that you need a new tube.
We think you need a new tube.
We say that you should wait.
That is why you need a new tube.
Above all you need time.
The leaflet says so, but you need a new tube.
The leaflet says so and you need a new tube.
According to the leaflet it is a slit, so you need a new tube.
It may leak and you need a new tube.
Ask if it leaks. You need a new tube.
Ask whether you need a tube, and you must wait.
Call if it rains and you must wait.
If they say so you must go.
Whatever the baker says, you should wait.
If it leaks, as it may, you need a new tube.
How it looks: your dough needs rest.
Do not ride: you must wait.
Glue it and you should be fine.
""".strip().splitlines()

NO_ADVICE = """
Ask whether your bike still needs it.
Ask the mechanic why your front brake needs oil.
Ask what you must bring.
If you need to stop, stop.
If you or your friend need help, call.
If it rains and you need help, call.
If you think you need a new tube, ask.
If, at night, you need help, call.
In case you have to wait, sit down.
Wait until you must go.
Should you need help, call.
Why would you need help?
Does your dough need rest?
Do you still need help?
The mechanic may say that your bike needs a new tube.
The mechanic may say "You need a new tube."
The leaflet says you should wait.
The leaflet says for a slit you need a new tube.
The leaflet says that, if it leaks, you should wait.
According to the leaflet, you should wait.
The mechanic told you that your bike must rest.
If someone tells you you need a new tube, ask why.
You may think you need a new tube.
Get the help that you need.
Take as many as you need.
Everything you need is in the box.
All you need is time.
You need not wait.
You may have to get a new tube.
Weigh your wishes and needs.
""".strip().splitlines()


@pytest.mark.parametrize("text", ADVICE)
def test_advice_is_found(text: str) -> None:
    assert advice_finder(english())(text)


@pytest.mark.parametrize("text", NO_ADVICE)
def test_what_a_condition_or_a_report_governs_is_no_advice(text: str) -> None:
    assert not advice_finder(english())(text)


def test_the_first_phrase_that_is_advice_is_quoted() -> None:
    text = "If you need oil, buy some: your chain must not rust, and you should know it."
    assert advice_finder(english())(text) == "your chain must"


def test_no_list_of_words_is_used_for_another_language(tmp_path: Path) -> None:
    """In German, long words are common, and what looks like English may be something else."""
    text = SMALLEST.replace("It matters.", "You must know.").replace("time.", "Backpulverdosen.")
    path = tmp_path / "rules.yaml"
    for language, codes in (("en-GB", {"wording", "unexplained"}), ("de", set())):
        path.write_text(text.replace("language: en", f"language: {language}"), encoding="utf-8")
        report = check(path.read_bytes())
        assert {problem.code for problem in report.problems} == codes
        out = run("check", path).out
        assert ("wording: not checked. There are no lists of words for 'de'." in out) == (not codes)


def test_a_name_needs_an_explanation_in_any_language() -> None:
    """Whether a procedure says what it is does not depend on words."""
    text = (TESTS / "invalid" / "unexplained.yaml").read_text(encoding="utf-8")
    found = check(text.replace("language: en", "language: de").encode()).problems
    assert [problem.message.split("'")[1] for problem in found] == ["Rest"]


def test_a_procedure_explains_its_own_name_wherever_it_is_used() -> None:
    text = SMALLEST.replace("name: Wait,", "name: Cold fermentation,")
    text = text.replace("Dough needs time.", "Fermentation means that dough rests.")
    assert not check(text.encode()).problems
