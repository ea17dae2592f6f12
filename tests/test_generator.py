"""What students receive: made from the sources, complete, and without a trace of a solution."""

import ast
import base64
import doctest
import importlib.util
import inspect
import json
import re
import shutil
from pathlib import Path
from types import ModuleType

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.generator import SourceError, assignment_cells, assignment_files, main, student_files
from autograder.text import Lang

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "reference_solution").glob("*.py"))
LANGS: tuple[Lang, ...] = ("es", "en")

each_source = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
each_lang = pytest.mark.parametrize("lang", LANGS)


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{path.stem}_of_{path.parent.name}", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def exercises(source: Path) -> list[str]:
    return [name for cell in assignment_cells(source, "es") for name in cell.exercises]


def lines(*texts: str) -> set[str]:
    """The lines of some texts, without what tells a comment or a docstring from a notebook's text."""
    return {line.strip('#" ') for text in texts for line in text.splitlines()} - {""}


def received(source: Path, lang: Lang) -> set[str]:
    """Every line that a student receives, in the stub or in the notebook."""
    files = student_files(source, lang)
    notebook = nbformat.reads(files[f"{source.stem}.ipynb"].decode(), as_version=4)
    return lines(files[f"{source.stem}.py"].decode(), *(cell.source for cell in notebook.cells))


# --- the files in the repository


def test_the_repository_holds_what_the_generator_makes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(ROOT), "--check"]) == 0, capsys.readouterr().err


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A repository with one assignment, freshly generated."""
    (tmp_path / "reference_solution").mkdir()
    shutil.copy(ROOT / "reference_solution/a2_training_loop.py", tmp_path / "reference_solution")
    assert main([str(tmp_path)]) == 0
    return tmp_path


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a2_training_loop.py", b"# edited by hand\n", "differs: a2_training_loop/a2_training_loop.py"),
        ("en/a2_training_loop.ipynb", None, "missing: a2_training_loop/en/a2_training_loop.ipynb"),
        ("solution.py", b"", "stray: a2_training_loop/solution.py"),
    ],
)
def test_check_names_what_differs_and_writes_nothing(
    copy: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes | None, problem: str
) -> None:
    path = copy / "assignments/a2_training_loop" / name
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)

    assert main([str(copy), "--check"]) == 1

    assert capsys.readouterr().err == f"assignments/ {problem}\n"
    assert (path.read_bytes() if path.exists() else None) == content


def test_generating_again_repairs_and_leaves_no_unfinished_file(copy: Path) -> None:
    made = copy / "assignments/a2_training_loop/a2_training_loop.py"
    made.write_bytes(b"")
    assert main([str(copy)]) == 0
    expected = assignment_files(copy)
    assert made.read_bytes() == expected["a2_training_loop/a2_training_loop.py"]
    assert sum(path.is_file() for path in (copy / "assignments").rglob("*")) == len(expected)


# --- what a student receives


@each_lang
@each_source
def test_each_exercise_of_a_stub_says_that_it_is_to_be_written(
    source: Path, lang: Lang, tmp_path: Path
) -> None:
    stub = tmp_path / source.name
    stub.write_bytes(student_files(source, lang)[source.name])
    module = load(stub)
    todo = {"es": "escribe aquí tu solución", "en": "write your solution here"}[lang]
    assert exercises(source)
    for name in exercises(source):
        exercise = getattr(module, name)
        method = ".__init__" if isinstance(exercise, type) else ""
        arguments = inspect.signature(exercise).parameters.values()
        positional = [None for argument in arguments if argument.kind != argument.KEYWORD_ONLY]
        keywords = {argument.name: None for argument in arguments if argument.kind == argument.KEYWORD_ONLY}
        with pytest.raises(NotImplementedError) as raised:
            exercise(*positional, **keywords)
        assert str(raised.value) == f"{name}{method}: {todo}"


@each_lang
@each_source
def test_nothing_received_is_part_of_a_solution(source: Path, lang: Lang) -> None:
    text = source.read_text(encoding="utf-8")
    solution = r"### BEGIN SOLUTION\n(.*?)### END SOLUTION"
    secret = lines(*re.findall(solution, text, re.DOTALL)) - lines(
        re.sub(solution, "", text, flags=re.DOTALL)
    )
    assert secret
    assert not secret & received(source, lang)
    assert not [line for line in received(source, lang) if "SOLUTION" in line or "lang=" in line]


@each_lang
@each_source
def test_nothing_received_is_in_the_other_language(source: Path, lang: Lang) -> None:
    text = re.sub(r"\(picture:(\w+)\)", r"(attachment:\1.png)", source.read_text(encoding="utf-8"))
    cells = re.findall(r'^# %% \[markdown\] lang="(..)"\n(.*?)(?=^# %%)', text, re.DOTALL | re.MULTILINE)
    docstrings = re.findall(r'"""([^"]*)--- English ---([^"]*?)(?:Example:|""")', text, re.DOTALL)
    spanish = lines(*(body for of, body in cells if of == "es"), *(es for es, _ in docstrings))
    english = lines(*(body for of, body in cells if of == "en"), *(en for _, en in docstrings))
    own, foreign = (spanish, english - spanish) if lang == "es" else (english, spanish - english)
    assert foreign
    assert own <= received(source, lang)
    assert not foreign & received(source, lang)
    assert "--- English ---" not in received(source, lang)


def test_pictures_travel_in_the_notebook_and_leave_the_stub() -> None:
    files = student_files(ROOT / "reference_solution" / "a3_validation.py", "es")
    cells = json.loads(files["a3_validation.ipynb"])["cells"]
    shown = {
        name for cell in cells for name in re.findall(r"\(attachment:([\w.]+)\)", "".join(cell["source"]))
    }
    attached = {name: data for cell in cells for name, data in cell.get("attachments", {}).items()}
    assert shown == attached.keys() == {"holdout.png", "kfold.png", "validation_curve.png"}
    assert all(base64.b64decode(data["image/png"]).startswith(b"\x89PNG") for data in attached.values())
    assert b"picture:" not in files["a3_validation.py"] and b"attachment:" not in files["a3_validation.py"]


@each_source
def test_both_languages_have_the_same_cells_and_code(source: Path) -> None:
    spanish, english = (assignment_cells(source, lang, solutions=True) for lang in LANGS)
    assert [(cell.kind, cell.exercises) for cell in spanish] == [(c.kind, c.exercises) for c in english]

    def code(cell_source: str) -> str:
        tree = ast.parse(cell_source)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
                del node.body[0]
        return ast.dump(tree)

    for es, en in zip(spanish, english, strict=True):
        assert es.kind == "text" or code(es.source) == code(en.source)


@each_lang
@each_source
def test_the_points_add_up_to_100_and_stand_in_table_and_heading(source: Path, lang: Lang) -> None:
    text = "\n".join(cell.source for cell in assignment_cells(source, lang) if cell.kind == "text")
    table = re.findall(r"^\| `(\w+)` \| (\d+) \|$", text, re.MULTILINE)
    headings = re.findall(r"^## \d+\. `(\w+)` \((\d+) (?:puntos|points)\)$", text, re.MULTILINE)
    assert table == headings
    assert [name for name, _ in table] == exercises(source)
    assert sum(int(points) for _, points in table) == 100


@each_lang
@each_source
def test_the_reference_does_what_the_example_in_each_stub_says(source: Path, lang: Lang) -> None:
    reference = vars(load(source))
    for cell in assignment_cells(source, lang):
        for definition in ast.parse(cell.source).body if cell.exercises else []:
            assert isinstance(definition, ast.FunctionDef | ast.ClassDef)
            example = doctest.DocTestParser().get_doctest(
                ast.get_docstring(definition) or "", reference.copy(), definition.name, str(source), 0
            )
            assert example.examples, definition.name
            assert not doctest.DocTestRunner(verbose=False).run(example).failed, definition.name


@each_source
def test_notebooks_are_valid_and_run_from_top_to_bottom(source: Path) -> None:
    for lang in LANGS:
        notebook = nbformat.reads(student_files(source, lang)[f"{source.stem}.ipynb"].decode(), as_version=4)
        nbformat.validate(notebook)
        assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    NotebookClient(notebook, timeout=60).execute()  # one language: the code is the same


# --- what an author is told

TEXT = '# %% [markdown] lang="es"\n# ## `f`\n\n# %% [markdown] lang="en"\n# ## `f`\n\n'
DOC = '    """Hace.\n\n    --- English ---\n    Does.\n    """\n'
BODY = "    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n"
CODE = f"# %%\ndef f():\n{DOC}{BODY}"


def write_source(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "reference_solution/a0.py"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            TEXT + CODE.replace("    ### END SOLUTION\n", ""),
            "'### BEGIN SOLUTION' without '### END SOLUTION'",
        ),
        (TEXT + CODE + "    ### END SOLUTION\n", "unbalanced '### END SOLUTION'"),
        (TEXT + CODE.replace("    return", "    ### BEGIN SOLUTION\n    return"), "unbalanced '### BEGIN"),
        (TEXT + CODE + "\n\ndef _g():\n    ###BEGIN SOLUTION\n    return 2\n", "on a line of its own"),
        (TEXT + CODE.replace(BODY, "    return 1\n"), "exercise f has no '### BEGIN SOLUTION'"),
        (TEXT + CODE.replace("--- English ---", "English"), "exercise f needs a docstring"),
        (TEXT.replace("`f`", "`g`") + CODE, "exercise f has no statement in 'es'"),
        (CODE, "exercise f has no statement in 'es'"),
        (TEXT.partition('# %% [markdown] lang="en"')[0] + CODE, "is not followed by its English twin"),
        (TEXT + '# %% [markdown] lang="en"\n# More\n\n' + CODE, '"More" does not follow its Spanish twin'),
        (TEXT + "# %% [markdown]\n# More\n\n" + CODE, '"More" has neither'),
    ],
)
def test_a_broken_source_is_refused_in_one_line_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    write_source(tmp_path, text)
    assert main([str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert told in error and error.startswith("a0.py: ") and error.count("\n") == 1
    assert not (tmp_path / "assignments").exists()


def test_a_private_helper_inside_markers_is_cut_without_a_trace(tmp_path: Path) -> None:
    helper = f"# %%\n### BEGIN SOLUTION\ndef _half(x):\n    return x / 2\n### END SOLUTION\n\n{TEXT}"
    source = write_source(tmp_path, helper + CODE)
    kept = [cell.source for cell in assignment_cells(source, "en", solutions=True)]
    cut = [cell.source for cell in assignment_cells(source, "en")]
    assert "_half" in kept[0] and not any("_half" in cell for cell in cut)
    assert len(cut) == len(kept) - 1  # nor an empty cell
    assert cut[-1] == (
        'def f():\n    """Does.\n    """\n    raise NotImplementedError("f: write your solution here")'
    )


def test_a_folder_without_sources_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no assignment in"):
        assignment_files(tmp_path)
