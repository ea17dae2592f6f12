"""nbgrader's formgrader in a real browser: a person reads the feedback, marks the written question, and it is kept.

With `SCREENSHOTS` set to a folder, each page is saved there for people to look at.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import nbformat
import pytest
from conftest import (
    ANSWER,
    ASSIGNMENT,
    copied,
    exported,
    feedback,
    gradebook,
    graded_cells,
    notebook_in,
    points,
)
from playwright.sync_api import Page, Route, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
COMMENT = "Buena explicación, Lucas; ¿y con más épocas?"

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium on the PATH: Debian's package `chromium`"
)


class Server(NamedTuple):
    url: str
    token: str


@pytest.fixture(scope="module")
def own(graded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(graded, tmp_path_factory.mktemp("formgrader"))


@pytest.fixture(scope="module")
def server(own: Path) -> Iterator[Server]:
    """A Jupyter server in the course directory, on a port that it found free."""
    log = own.parent / "server.log"
    command = [sys.executable, "-m", "jupyter_server", "--port=0", "--no-browser", "--allow-root"]
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=own, stdout=output, stderr=subprocess.STDOUT)
    said = Path(os.environ["JUPYTER_RUNTIME_DIR"]) / f"jpserver-{process.pid}.json"
    try:
        deadline = time.monotonic() + 120
        while not (said.exists() and said.read_text().endswith("}")):
            assert process.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        started = json.loads(said.read_text())
        yield Server(f"http://127.0.0.1:{started['port']}/formgrader", started["token"])
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def outside() -> list[str]:
    """What a page asked of other machines; it got none of it."""
    return []


@pytest.fixture(scope="module")
def page(server: Server, outside: list[str]) -> Iterator[Page]:
    def only_this_machine(route: Route) -> None:
        if urlsplit(route.request.url).hostname == "127.0.0.1":
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    expect.set_options(timeout=60_000)  # milliseconds; enough for a busy machine
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="es-CL")
        page.route(lambda url: not url.startswith("data:"), only_this_machine)
        page.goto(f"{server.url}/manage_assignments?token={server.token}")
        yield page
        browser.close()


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def open_submission(page: Page, server: Server, course: Path, student: str) -> None:
    with gradebook(course) as book:
        submission = book.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student).id
    page.goto(f"{server.url}/submissions/{submission}/")
    # Until scores and comments have arrived, what is entered would be lost.
    page.wait_for_function("formgrader.grades?.loaded && formgrader.comments?.loaded")


def test_the_assignment_is_listed(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/manage_assignments")
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=ASSIGNMENT, exact=True))
    expect(row.locator(".num-submissions")).to_have_text("2")
    picture(page, "assignments")


def test_nobody_gets_in_without_the_token(page: Page, server: Server) -> None:
    stranger = page.context.browser.new_page()
    stranger.goto(f"{server.url}/manage_assignments")
    assert urlsplit(stranger.url).path == "/login"
    stranger.close()


def test_students_are_listed_by_name(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/manage_students")
    expect(page.get_by_role("row").filter(has_text="Muñoz, Josefa")).to_have_count(1)
    expect(page.get_by_role("row").filter(has_text="Ibáñez, Lucas")).to_have_count(1)
    picture(page, "students")


@pytest.mark.parametrize("student", ["josefa-munoz", "lucas-ibanez"])
def test_a_submission_shows_answer_feedback_and_score(
    page: Page, server: Server, own: Path, student: str
) -> None:
    open_submission(page, server, own, student)
    picture(page, student)
    notebook = notebook_in(own, "autograded", student)
    expect(page.get_by_text(ANSWER)).to_have_count(len(graded_cells(notebook, "markdown")))
    told = feedback(notebook)
    assert told
    for text in told:
        expect(page.locator(".output_area pre").filter(has_text=text).first).to_be_visible()
    for test in graded_cells(notebook, "code"):
        score = next(output for output in test.outputs if output.output_type == "execute_result")
        shown = page.locator(f'[id="{test.metadata.nbgrader.grade_id}"]').get_attribute("placeholder")
        assert float(shown) == float(score.data["text/plain"])


def test_a_mark_and_a_comment_are_kept(page: Page, server: Server, own: Path) -> None:
    question = graded_cells(notebook_in(own, "source"), "markdown")[0].metadata.nbgrader
    score, comment = (page.locator(f'[id="{question.grade_id}{end}"]') for end in ["", "-comment"])
    open_submission(page, server, own, "lucas-ibanez")
    expect(score).to_have_class("score tabbable needs_manual_grade")

    for box, text, kind in [(score, "3.5", "grade"), (comment, COMMENT, "comment")]:
        box.fill(text)
        with page.expect_response(lambda answer, kind=kind: f"/api/{kind}/" in answer.url) as saved:
            box.blur()
        assert saved.value.ok and saved.value.request.method == "PUT"

    open_submission(page, server, own, "lucas-ibanez")
    expect(score).to_have_value("3.5")
    expect(score).to_have_class("score tabbable")
    expect(comment).to_have_value(COMMENT)
    picture(page, "marked")

    with gradebook(own) as book:
        assert book.find_grade(question.grade_id, ASSIGNMENT, ASSIGNMENT, "lucas-ibanez").score == 3.5
        kept = book.find_comment(question.grade_id, ASSIGNMENT, ASSIGNMENT, "lucas-ibanez")
        assert kept.comment == COMMENT
    josefa, lucas = exported(own)
    assert float(josefa["score"]) == points(notebook_in(own, "source"), "code")
    assert (float(lucas["score"]), lucas["last_name"]) == (3.5, "Ibáñez")


def test_a_students_scripts_do_not_run(page: Page, server: Server, own: Path) -> None:
    """Whoever grades may run code on the server; nbgrader by itself shows a student's HTML as it is."""
    path = notebook_in(own, "autograded", "josefa-munoz")
    notebook = nbformat.read(path, as_version=4)
    acts = "<script>window.ran = 1</script><img src=x onerror='window.ran = 2'><svg onload='window.ran = 3'></svg>"
    data = {"text/html": acts}
    notebook.cells += [
        nbformat.v4.new_markdown_cell(acts),
        nbformat.v4.new_code_cell("1", outputs=[nbformat.v4.new_output("display_data", data=data)]),
        nbformat.v4.new_code_cell(
            "2",
            outputs=[
                nbformat.v4.new_output("display_data", data={"application/javascript": "window.ran = 4"})
            ],
        ),
    ]
    path.chmod(0o644)
    nbformat.write(notebook, path)
    open_submission(page, server, own, "josefa-munoz")
    assert page.evaluate("window.ran") is None
    expect(page.get_by_text("<script>window.ran = 1</script>").first).to_be_visible()


def test_only_formulas_ask_another_machine(outside: list[str]) -> None:
    """nbgrader's template takes MathJax from elsewhere; all of the above went without it."""
    assert [url for url in outside if "/mathjax/" not in url] == []
