"""What a student receives, made from the single source of each assignment.

    python -m autograder.generator [ROOT] [--check]

writes `ROOT/assignments/` from `ROOT/reference_solution/*.py`, or only says where the two differ.

A source is a jupytext percent file that is also the reference module:

- Each text cell in Spanish (`# %% [markdown] lang="es"`) is followed by its English twin (`lang="en"`).
- Each public function or class is an exercise. A heading of its statement holds its name in backquotes.
- Its docstring is in Spanish, then, after a line `--- English ---`, in English. What begins at an `Example:`
  after that serves both.
- Its solution lies between `### BEGIN SOLUTION` and `### END SOLUTION`, each a line of its own. In a function
  it becomes a NotImplementedError that names the exercise; elsewhere (around a private helper) it is cut.
- A text cell with `question="name" points=4` is a question that a person marks; below it the student finds a cell
  for the answer. How it is marked is said in a text cell with `scheme="name"` right after it, which students do not
  receive.
- `![what it shows](picture:NAME)`, a line of its own, is a picture of pictures.py. It travels within the notebook; the
  stub goes without.
"""

import argparse
import ast
import base64
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import jupytext  # type: ignore[import-untyped]
import nbformat

from autograder.submissions import BadInput
from autograder.text import Lang, Text

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
ENGLISH = "--- English ---"
TODO = Text("{name}: escribe aquí tu solución", "{name}: write your solution here")
ANSWER = Text("*Escribe aquí tu respuesta.*", "*Write your answer here.*")
IN_THE_WAY = Text(
    "Ya existe {path} y es distinto. Elige otra carpeta o bórralo.",
    "There is {path} already, and it differs. Choose another folder, or delete it.",
)
CANNOT_WRITE = Text("No se puede escribir en {path}: {why}.", "Cannot write to {path}: {why}.")
FOLDERS: dict[Lang, str] = {"es": "", "en": "en/"}  # below the assignment's own

_PICTURE = re.compile(r"^(!\[[^\]]+\]\()picture:(\w+)\)\n*", re.MULTILINE)

_ANY = r'(?:(?!""").)*?'  # within one docstring
_DOCSTRING = re.compile(
    rf'"""(?P<es>{_ANY})\s*{ENGLISH}\s*(?P<en>{_ANY})(?P<example>\n\n *Example:{_ANY})?(?P<end>\s*""")',
    re.DOTALL,
)


class SourceError(ValueError):
    """A source that cannot be turned into an assignment; the message is one line for its author."""


class Cell(NamedTuple):
    kind: Literal["text", "code"]
    source: str
    exercises: tuple[str, ...]  # those that a code cell defines
    question: str = ""  # of a text cell: the question whose answer goes there
    points: float = 0.0


def assignment_cells(source: Path, lang: Lang, *, solutions: bool = False) -> list[Cell]:
    """The cells of an assignment in one language; `solutions` keeps the solutions and their markers, and puts the
    marking scheme of a question where its answer goes.

    Raises SourceError when the source breaks a rule of the module's docstring.
    """
    cells = jupytext.reads(source.read_text(encoding="utf-8"), fmt="py:percent").cells
    langs = ["code" if cell.cell_type == "code" else cell.metadata.get("lang") for cell in cells]
    try:
        _check_twins(langs, [cell.source for cell in cells])
        schemes = _schemes(cells, lang)
        made = []
        for cell, cell_lang in zip(cells, langs, strict=True):
            if cell_lang == "code":
                made.append(_code(cell.source, lang, solutions))
            elif cell_lang == lang and "scheme" not in cell.metadata:
                made.append(Cell("text", cell.source, ()))
                if question := cell.metadata.get("question"):
                    answer = schemes[question] if solutions else ANSWER.in_(lang)
                    made.append(Cell("text", answer, (), question, float(cell.metadata["points"])))
        _check_statements(made, lang)
    except SourceError as error:
        raise SourceError(f"{source.name}: {error}") from None
    return [cell for cell in made if cell.source]


def student_files(source: Path, lang: Lang) -> dict[str, bytes]:
    """The stub and the notebook of an assignment in one language: file name to content."""
    cells = assignment_cells(source, lang)
    ipynb = json.dumps(notebook_of(cells, lang), indent=1, ensure_ascii=False) + "\n"
    notebook = jupytext.reads(json.dumps(notebook_of(cells, lang, pictures=False)), fmt="ipynb")
    # no header: it would name jupytext's version, and means nothing to a student
    notebook.metadata["jupytext"] = {"notebook_metadata_filter": "-all"}
    stub = jupytext.writes(notebook, fmt="py:percent")
    for text in (ipynb, stub):
        if "BEGIN SOLUTION" in text or "END SOLUTION" in text:  # a misspelt marker would give a solution away
            raise SourceError(f"{source.name}: a marker must be {BEGIN!r} or {END!r}, on a line of its own")
    return {f"{source.stem}.py": stub.encode(), f"{source.stem}.ipynb": ipynb.encode()}


def assignment_files(root: Path) -> dict[str, bytes]:
    """All that belongs in `root/assignments/`: path below it to content."""
    sources = sorted((root / "reference_solution").glob("*.py"))
    if not sources:
        raise SourceError(f"no assignment in {root / 'reference_solution'}")
    return {
        f"{source.stem}/{folder}{name}": content
        for source in sources
        for lang, folder in FOLDERS.items()
        for name, content in student_files(source, lang).items()
    }


def write_files(folder: Path, files: dict[str, bytes]) -> None:
    """Write each file beside its place and rename it, so that nobody ever reads half of one."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.unfinished")
        unfinished.write_bytes(content)
        os.replace(unfinished, path)


def write_new_files(folder: Path, files: dict[str, bytes]) -> None:
    """`write_files` for a person's folder. Raises BadInput, before anything is written, where other content is in the way."""
    for name, content in files.items():
        if (folder / name).exists() and (folder / name).read_bytes() != content:
            raise BadInput(IN_THE_WAY.format(path=folder / name))
    try:
        write_files(folder, files)
    except OSError as error:
        raise BadInput(CANNOT_WRITE.format(path=folder, why=os.strerror(error.errno or 0))) from None


def differences(folder: Path, files: dict[str, bytes]) -> list[str]:
    """One line for each file of `folder` that is missing, differs from `files` or does not belong there."""
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    caches = {name for name in present if "__pycache__/" in name or ".ipynb_checkpoints/" in name}
    changed = {name for name in present & files.keys() if (folder / name).read_bytes() != files[name]}
    return [
        *(f"missing: {name}" for name in sorted(files.keys() - present)),
        *(f"differs: {name}" for name in sorted(changed)),
        *(f"stray: {name}" for name in sorted(present - files.keys() - caches)),
    ]


def main(argv: Sequence[str] | None = None) -> int:
    """The command line; 0 when `assignments/` is as it should be, 1 when not, 2 when a source is broken."""
    parser = argparse.ArgumentParser(prog="python -m autograder.generator", description="Make assignments/.")
    parser.add_argument("root", nargs="?", type=Path, default=Path(), metavar="ROOT", help="the repository")
    parser.add_argument("--check", action="store_true", help="write nothing, name the files that differ")
    arguments = parser.parse_args(argv)
    folder = arguments.root / "assignments"
    try:
        files = assignment_files(arguments.root)
    except SourceError as error:
        print(error, file=sys.stderr)
        return 2
    if not arguments.check:
        write_files(folder, files)
    problems = differences(folder, files)
    for problem in problems:
        print(f"{folder.name}/ {problem}", file=sys.stderr)
    return 1 if problems else 0


def _schemes(cells: list[Any], lang: Lang) -> dict[str, str]:
    """The marking scheme of each question in one language."""
    texts = [cell for cell in cells if cell.metadata.get("lang") == lang]
    questions = [cell.metadata["question"] for cell in texts if "question" in cell.metadata]
    schemes = {cell.metadata["scheme"]: cell.source for cell in texts if "scheme" in cell.metadata}
    for cell in texts:
        question = cell.metadata.get("question")
        if question is not None and not isinstance(cell.metadata.get("points"), int | float):
            raise SourceError(f"question {question!r} has no points=")
    if len(set(questions)) < len(questions) or set(questions) != schemes.keys():
        raise SourceError(f"questions {sorted(questions)} and marking schemes {sorted(schemes)} do not match")
    return schemes


def _check_twins(langs: list[str | None], sources: list[str]) -> None:
    """Each Spanish text right before its English twin, no text without a language."""
    around = ["code", *langs, "code"]
    for before, lang, after, source in zip(around, langs, around[2:], sources, strict=False):
        title = source.partition("\n")[0]
        if lang not in ("es", "en", "code"):
            raise SourceError(f'text cell "{title}" has neither lang="es" nor lang="en"')
        if lang == "es" and after != "en":
            raise SourceError(f'text cell "{title}" is not followed by its English twin')
        if lang == "en" and before != "es":
            raise SourceError(f'text cell "{title}" does not follow its Spanish twin')


def _check_statements(cells: list[Cell], lang: Lang) -> None:
    """Each exercise has a heading right above its code."""
    above = ""
    for cell in cells:
        headings = [line for line in above.splitlines() if line.startswith("#")]
        for exercise in cell.exercises:
            if not any(f"`{exercise}`" in heading for heading in headings):
                raise SourceError(
                    f"exercise {exercise} has no statement in {lang!r} (a heading with its name)"
                )
        above = cell.source if cell.kind == "text" else ""


def _code(source: str, lang: Lang, solutions: bool) -> Cell:
    tree = ast.parse(source)
    exercises = []
    for node in _definitions(tree):
        if node.name.startswith("_"):
            continue
        exercises.append(node.name)
        if ENGLISH not in (ast.get_docstring(node) or ""):
            raise SourceError(f"exercise {node.name} needs a docstring with a line {ENGLISH!r}")
        if BEGIN not in (ast.get_source_segment(source, node) or ""):
            raise SourceError(f"exercise {node.name} has no {BEGIN!r}")
    code = source if solutions else without_solutions(source, lang)
    code = _DOCSTRING.sub(rf'"""\g<{lang}>\g<example>\g<end>', code)
    return Cell("code", code.strip("\n"), tuple(exercises))


def without_solutions(source: str, lang: Lang) -> str:
    """The source of a cell as students get it: see the module's docstring. Raises SourceError."""
    return "\n".join(_without_solutions(source, ast.parse(source), lang)).strip("\n")


def _without_solutions(source: str, tree: ast.Module, lang: Lang) -> Iterator[str]:
    begin = ""  # the marker line of the block that is being cut
    for number, line in enumerate(source.splitlines(), start=1):
        marker = line.strip()
        if marker in (BEGIN, END) and (marker == BEGIN) == bool(begin):
            raise SourceError(f"unbalanced {marker!r} in the cell of {source.strip().partition('(')[0]!r}")
        if marker == BEGIN:
            begin = line
            if name := _function_at(tree, number):
                message = TODO.in_(lang).format(name=name)
                yield line.replace(BEGIN, f'raise NotImplementedError("{message}")')
        elif marker == END:
            begin = ""
        elif not begin:
            yield line
    if begin:
        raise SourceError(f"{BEGIN!r} without {END!r} in the cell of {source.strip().partition('(')[0]!r}")


def _definitions(scope: ast.AST) -> list[ast.FunctionDef | ast.ClassDef]:
    return [node for node in ast.iter_child_nodes(scope) if isinstance(node, ast.FunctionDef | ast.ClassDef)]


def _function_at(tree: ast.Module, line: int) -> str:
    """The dotted name of the function that holds a line; empty outside functions."""
    scope: ast.Module | ast.FunctionDef | ast.ClassDef = tree
    names: list[str] = []
    while inner := [node for node in _definitions(scope) if node.lineno <= line <= (node.end_lineno or 0)]:
        scope = inner[0]
        names.append(scope.name)
    return ".".join(names) if isinstance(scope, ast.FunctionDef) else ""


def notebook_of(cells: list[Cell], lang: Lang, *, pictures: bool = True) -> dict[str, Any]:
    """The notebook as its format wants it; the same cells give the same ids."""
    notebook = {
        "cells": [_notebook_cell(cell, number, lang, pictures) for number, cell in enumerate(cells)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    nbformat.validate(notebook)
    return notebook


def _notebook_cell(cell: Cell, number: int, lang: Lang, pictures: bool) -> dict[str, Any]:
    made: dict[str, Any] = {"id": f"cell-{number:02}", "metadata": {}}
    source = cell.source
    if cell.kind == "code":
        made |= {"cell_type": "code", "execution_count": None, "outputs": []}
    else:
        made["cell_type"] = "markdown"
        names = [found[2] for found in _PICTURE.finditer(source)]
        source = _PICTURE.sub(r"\1attachment:\2.png)\n\n" if pictures else "", source)
        if names and pictures:
            made["attachments"] = {f"{name}.png": {"image/png": _base64(name, lang)} for name in names}
    return made | {"source": source.strip("\n").splitlines(keepends=True)}


def _base64(picture: str, lang: Lang) -> str:
    from autograder.pictures import PICTURES, png  # matplotlib takes a second to import

    if picture not in PICTURES:
        raise SourceError(f"there is no picture {picture!r} in pictures.py")
    return base64.b64encode(png(picture, lang)).decode()


if __name__ == "__main__":
    sys.exit(main())
