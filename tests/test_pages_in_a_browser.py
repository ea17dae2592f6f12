"""Students' pages in a real browser, of submissions that hold scripts wherever a student's text may go: none runs."""

import html
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import CHROMIUM, NO_CHROMIUM, PAYLOADS, Open, Seen, browser

from autograder.answers import folder
from autograder.feedback.page import page
from autograder.feedback.plain import brief, one_line
from autograder.result import Result, decode
from autograder.submissions import file_name

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)

A2 = "a2_training_loop"
COMMAND = str(Path(sys.executable).with_name("autograder"))
REFERENCE = (folder() / f"{A2}.py").read_text("utf-8")
HARMLESS = "ana"
TEXTS = {"harmless": HARMLESS, **PAYLOADS}


def hostile(text: str) -> str:
    """A submission that puts `text` into whatever is told of it: notes, exceptions, their names, types and values."""
    return f'''{REFERENCE}

TEXT = {text!r}

def _fails(*_, **__):
    raise type(TEXT, (ValueError,), {{"__doc__": TEXT}})(TEXT)

class Odd(float):
    """{text.encode("unicode_escape").decode().replace('"', "'")}"""
    __repr__ = __str__ = lambda self: TEXT

Odd.__name__ = Odd.__qualname__ = TEXT

NEEDED = _fails()

def train_step(*args, **kwargs):
    print(TEXT)
    _fails()

def train_one_epoch(*args, **kwargs):
    import warnings
    warnings.warn(TEXT)
    return type(TEXT, (), {{"__repr__": lambda self: TEXT}})()

def fit(*args, **kwargs):
    return NEEDED or [TEXT, Odd(1), TEXT]

def overfit_one_batch(*args, **kwargs):
    return TEXT
'''


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Result, Path]]:
    """The result and the page of each text, which is its student's name, too."""
    place = tmp_path_factory.mktemp("pages")
    (place / "answers").mkdir()
    shutil.copy(folder() / f"{A2}.py", place / "answers")
    for text in TEXTS.values():
        student = place / "class" / text.replace("/", "∕")
        student.mkdir(parents=True)
        (student / f"{A2}.py").write_text(hostile(text), "utf-8")
    command = [COMMAND, "grade", A2, place / "class", "--out", place / "out", "--seed", "7", "--jobs", "2"]
    environment = os.environ | {"AUTOGRADER_ANSWERS": str(place / "answers")}
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=300)
    found = {}
    for name, text in TEXTS.items():
        student = file_name(text.replace("/", "∕"))
        result = decode((place / "out" / "results" / f"{student}.json").read_bytes())
        found[name] = result, place / "out" / "pages" / f"{student}.html"
    return found


@pytest.fixture(scope="module", params=[True, False], ids=["with its policy", "without its policy"])
def open_page(request: pytest.FixtureRequest) -> Iterator[Open]:
    """Without, so that it is not the policy alone that keeps a script from running."""
    with browser(policy=request.param) as opened:
        yield opened


@pytest.fixture(scope="module")
def elements(graded: dict[str, tuple[Result, Path]], open_page: Open) -> Counter[str]:
    """Those of a page of an honest student."""
    return open_page(graded["harmless"][1]).elements


def assert_inert(seen: Seen) -> None:
    assert (seen.ran, seen.asked, seen.errors, seen.scripts) == (0, [], [], [])


@pytest.mark.parametrize("name", PAYLOADS)
def test_nothing_runs_and_all_is_shown_as_it_was_written(
    name: str, graded: dict[str, tuple[Result, Path]], open_page: Open, elements: Counter[str]
) -> None:
    result, file = graded[name]
    seen = open_page(file)
    assert_inert(seen)
    assert seen.elements == elements
    shown = " ".join(seen.text.split())
    assert one_line(result.student) in shown
    told = [test.message for exercise in result.exercises for test in exercise.tests if test.message]
    assert result.notes and told
    for text in [*result.notes, *told]:
        assert " ".join(brief(text).split()) in shown
    everything = " ".join([*result.notes, *told])
    assert everything.count(PAYLOADS[name][:40]) >= 3


def test_a_page_without_escaping_would_be_noticed(
    graded: dict[str, tuple[Result, Path]], open_page: Open, elements: Counter[str], tmp_path: Path
) -> None:
    """What these tests look at sees what it is to see."""
    for name in ("script", "end of an attribute", "elsewhere", "overlay", "details"):
        file = tmp_path / f"{name}.html"
        file.write_text(html.unescape(page(graded[name][0])), "utf-8")
        seen = open_page(file)
        assert seen.elements != elements
        assert seen.ran or seen.asked or seen.errors or name == "overlay"
