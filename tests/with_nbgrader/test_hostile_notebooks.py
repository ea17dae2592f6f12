"""Hostile notebooks, links and pipes in `submitted/` through nbgrader's own passes, and in the pages that it makes.

What is handed in is that of `attacks/files`, see test_files_beside.py.
"""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from browser import CHROMIUM, NO_CHROMIUM, PAYLOADS, Open, browser
from commands import autograder, nbgrader
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from nbgrader.api import Gradebook
from test_files_beside import A2, WRONG, Planted, planted

from autograder.answers import folder
from autograder.integrations.nbgrader.pages import clean_html

ATTACKS = {
    name: attack for name, attack in planted(Path("/nonexistent")).items() if name.startswith("notebook_")
}
LINKS = ("a_link_to_the_answers", "a_link_to_nothing", "a_pipe", "a_pipe_beside", "a_folder", "ten_gigabytes")
WHOLE = "a_folder_that_is_a_link"


def new_course(place: Path) -> Path:
    assert autograder(place, "course", "init", str(place / "curso")).status == 0
    assert nbgrader(place / "curso", "generate_assignment", A2).status == 0
    return place / "curso"


def hand_in(course: Path, student: str) -> Path:
    place = course / "submitted" / student / A2
    place.mkdir(parents=True)
    return place / f"{A2}.ipynb"


def of_source(source: str) -> str:
    return nbformat.writes(new_notebook(cells=[new_code_cell(source)]))


def hand_in_links(course: Path) -> None:
    notebooks = {student: hand_in(course, student) for student in LINKS}
    notebooks["a_link_to_the_answers"].symlink_to(course / "source" / A2 / f"{A2}.ipynb")
    notebooks["a_link_to_nothing"].symlink_to("nowhere")
    os.mkfifo(notebooks["a_pipe"])
    notebooks["a_pipe_beside"].write_text(of_source(WRONG))
    os.mkfifo(notebooks["a_pipe_beside"].with_name("data.csv"))
    notebooks["a_pipe_beside"].with_name("passwd.csv").symlink_to("/etc/passwd")
    notebooks["a_pipe_beside"].with_name("again").symlink_to(".")
    notebooks["a_folder"].mkdir()
    with notebooks["ten_gigabytes"].open("wb") as file:
        file.truncate(10 * 10**9)
    (course / "submitted" / WHOLE).symlink_to("alone")


def points(course: Path) -> dict[str, float]:
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        return {found.student.id: found.score for found in gradebook.assignment_submissions(A2)}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Answers without mistakes: what is wrong here needs no name, and naming takes most of the time."""
    place = tmp_path_factory.mktemp("answers")
    for source in folder().glob("*.py"):
        shutil.copy(source, place)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_ANSWERS", str(place))
        yield


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, answers: None) -> Path:
    place = tmp_path_factory.mktemp("notebooks")
    course = new_course(place)
    hand_in(course, "alone").write_text(of_source(WRONG))
    for name, attack in planted(place / "trace").items():
        if name in ATTACKS:
            attack.plant(hand_in(course, name).parent, WRONG)
    hand_in_links(course)
    ended = autograder(course, "course", "autograde", A2, "--jobs", "2")
    assert ended.status in (0, 1), ended.output
    (place / "output").write_text(ended.output)
    return course


@pytest.mark.parametrize(("name", "attack"), ATTACKS.items())
def test_a_notebook_earns_what_its_code_does(course: Path, name: str, attack: Planted) -> None:
    found = points(course)
    assert 0 < found["alone"] < 100
    assert found[name] == (found["alone"] if attack.must == "changes nothing" else 0)


def test_links_pipes_and_the_like_earn_nothing_and_are_told(course: Path) -> None:
    found, output = points(course), (course.parent / "output").read_text()
    assert found["a_pipe_beside"] == found["alone"]
    for student in (*LINKS, WHOLE):
        assert student == "a_pipe_beside" or found.get(student, 0) == 0, student
    for student, file in {
        "a_link_to_the_answers": f"{A2}.ipynb",
        "a_pipe": f"{A2}.ipynb",
        "a_pipe_beside": "data.csv",
        WHOLE: WHOLE,
    }.items():
        assert output.count(f"{student} entregó {file}, que es un enlace o no es un archivo") == 1
    assert "root:" not in "".join(
        path.read_text("latin-1") for path in (course / "autograded").rglob("*.csv")
    )


def test_nothing_of_theirs_was_run(course: Path) -> None:
    assert not (course.parent / "trace").exists()


def test_nbgraders_own_command_follows_no_link_and_waits_at_no_pipe(tmp_path: Path, answers: None) -> None:
    course = new_course(tmp_path)
    hand_in(course, "link").symlink_to(course / "source" / A2 / f"{A2}.ipynb")
    os.mkfifo(hand_in(course, "pipe"))
    with hand_in(course, "large").open("wb") as file:
        file.truncate(10 * 10**9)
    ended = nbgrader(course, "autograde", A2)
    assert ended.status == 0, ended.output
    assert points(course) == {"link": 0, "pipe": 0, "large": 0}


# --------------------------------------------------------------------------------------------- nbgrader's pages


def full_of(payload: str) -> nbformat.NotebookNode:
    """A notebook with a payload wherever nbgrader's pages show something, and wherever our feedback repeats it."""
    source = f"{WRONG}\n\nTEXT = {payload!r}\n\ndef train_step(*_, **__):\n    raise type(TEXT, (ValueError,), {{}})(TEXT)\n"
    data = {
        "text/html": payload,
        "text/markdown": payload,
        "application/javascript": "ran()",
        "image/svg+xml": payload,
        "text/latex": payload,
    }
    outputs = [
        new_output("display_data", data={kind: text}, metadata={"isolated": False})
        for kind, text in data.items()
    ]
    outputs += [
        new_output("display_data", data={"text/html": payload}, metadata={"text/html": {"isolated": True}}),
        new_output(
            "display_data",
            data={"image/png": '"><script>ran()</script>'},
            metadata={"image/png": {"width": '1"onload="ran()'}},
        ),
        new_output("stream", text=payload),
        new_output("error", ename=payload, evalue=payload, traceback=[payload]),
    ]
    notebook = new_notebook(
        cells=[
            new_code_cell(source, outputs=outputs),
            new_markdown_cell(f"{payload}\n\n# {payload}\n\n`{payload}`\n\n    {payload}\n\n![x](attachment:x.png)",
                              attachments={"x.png": {"image/png": "iVBORw0KGgo=", "text/html": payload}}),
            new_raw_cell(payload, metadata={"raw_mimetype": "text/html"}),
            new_code_cell("1", metadata={"magics_language": payload, "vscode": {"languageId": payload}}),
        ],
    )  # fmt: skip
    notebook.metadata = {
        "language_info": {"name": payload, "pygments_lexer": payload},
        "kernelspec": {"name": payload, "display_name": payload},
        "title": payload,
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}, "x": payload}},
    }
    return notebook


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, answers: None) -> dict[str, Path]:
    course = new_course(tmp_path_factory.mktemp("feedback"))
    names = {f"s{number}": text for number, text in enumerate(["harmless", *PAYLOADS.values()])}
    for student, text in names.items():
        hand_in(course, student).write_text(json.dumps(full_of(text)))
    for command in (
        lambda: autograder(course, "course", "autograde", A2, "--jobs", "2"),
        lambda: nbgrader(course, "generate_feedback", A2),
    ):
        ended = command()
        assert ended.status == 0, ended.output
    found = [course / "feedback" / student / A2 / f"{A2}.html" for student in names]
    return dict(zip(["harmless", *PAYLOADS], found, strict=True))


@pytest.fixture(scope="module")
def open_page() -> Iterator[Open]:
    if CHROMIUM is None:
        pytest.skip(NO_CHROMIUM)
    with browser() as opened:
        yield opened


def autograded_from(page: Path) -> Path:
    """The notebook that a feedback page was made from."""
    return page.parents[3] / "autograded" / page.relative_to(page.parents[2]).with_suffix(".ipynb")


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_feedback_page_runs_nothing_of_a_students_notebook(
    name: str, pages: dict[str, Path], open_page: Open
) -> None:
    seen, harmless = open_page(pages[name]), open_page(pages["harmless"])
    assert (seen.ran, seen.scripts) == (0, [])
    allowed = {"https://example.org/x.png"}  # a picture in a student's text may be anywhere
    assert set(seen.asked) - allowed == set(harmless.asked)
    for active in ("script", "style", "link", "meta", "base", "form", "button", "object", "svg"):
        assert seen.elements[active] == harmless.elements[active], active
    assert seen.elements["iframe"] <= harmless.elements["iframe"]
    told = [
        output.text
        for cell in nbformat.read(autograded_from(pages[name]), as_version=4).cells
        if cell.metadata.get("nbgrader", {}).get("grade")
        for output in cell.outputs
        if output.output_type == "stream"
    ]
    assert "".join(PAYLOADS[name].split())[:15] in "".join(told[0].split())  # it was wrapped
    for text in told:  # our feedback, to the letter
        assert " ".join(text.split()) in " ".join(seen.text.split())


def test_what_a_student_wrote_is_shown_as_markup() -> None:
    table = '<style scoped>th {}</style><table border="1" class="dataframe"><thead><tr><th>a</th></tr></thead></table>'
    assert clean_html(table) == "<table><thead><tr><th>a</th></tr></thead></table>"
    for kept in (
        '<h2>a</h2><p><em>b</em> <a href="https://x.cl">c</a></p>',
        '<img alt="d" src="data:image/png;base64,iVBORw0KGgo=">',
        '<div class="highlight"><pre><span class="k">def</span></pre></div>',
        "<p>$a &lt; b$ &amp; \\[\\sum_i\\]</p>",
    ):
        assert clean_html(kept) == kept
    assert (
        clean_html('<img src="data:image/svg+xml;base64,x"><a href="data:text/html,x">y</a>')
        == "<img><a>y</a>"
    )
    assert clean_html('<p id="toc" class="modal-backdrop">x</p>') == "<p>x</p>"
    assert "<script" not in clean_html("<script>ran()</script>")
