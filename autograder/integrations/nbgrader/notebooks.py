"""An assignment as nbgrader's `source/` wants it: with solutions, test cells that students see, and questions."""

import re
from pathlib import Path
from typing import Any

from autograder import suites
from autograder.generator import BEGIN, Cell, assignment_cells, notebook_of
from autograder.text import Lang, Text

SET_UP = Text(
    "# Trae check(): revisa un ejercicio y devuelve los puntos que lleva. Ejecútala primero.",
    "# Brings check(): it checks an exercise and returns the points that it has so far. Run this first.",
)


def source_notebook(source: Path, lang: Lang) -> dict[str, Any]:
    """The notebook for `source/`, made from the single source of an assignment."""
    assignment = source.stem
    points = suites.exercises(assignment)
    cells: list[Cell] = []
    roles: list[dict[str, Any] | None] = []

    def add(cell: Cell, role: dict[str, Any] | None) -> None:
        cells.append(cell)
        roles.append(role)

    for number, cell in enumerate(assignment_cells(source, lang, solutions=True)):
        if cell.question:
            add(cell, role_of(f"question-{cell.question}", grade=True, solution=True, points=cell.points))
        elif cell.kind == "code" and BEGIN in cell.source:
            add(cell, role_of(f"solution-{'-'.join(cell.exercises) or number}", solution=True))
        else:
            add(cell, None)
        if number == 0:
            set_up = f"{SET_UP.in_(lang)}\nfrom autograder.notebook import check_for\n\n"
            set_up += f'check = check_for("{assignment}", lang="{lang}")'
            add(Cell("code", set_up, ()), role_of("set-up", locked=True))
        for exercise in cell.exercises:
            test = role_of(
                grade_id(assignment, exercise), grade=True, locked=True, points=points[exercise].points
            )
            add(Cell("code", f'check("{exercise}")', ()), test)
    notebook = notebook_of(cells, lang)
    for made, its_role in zip(notebook["cells"], roles, strict=True):
        if its_role:
            made["metadata"]["nbgrader"] = its_role | {"cell_type": made["cell_type"]}
    return notebook


def role_of(
    name: str,
    *,
    grade: bool = False,
    solution: bool = False,
    locked: bool = False,
    points: float | None = None,
) -> dict[str, Any]:
    """What nbgrader is to do with a cell."""
    role = {"grade_id": name, "grade": grade, "solution": solution, "locked": locked, "task": False}
    return role | {"schema_version": 3} | ({} if points is None else {"points": points})


def grade_id(assignment: str, exercise: str) -> str:
    """The name of the test cell of an exercise; by it nbgrader's steps know the kit's notebooks."""
    return f"{assignment}-{exercise}"


def exercise_of(name: str) -> tuple[str, str] | None:
    """The (assignment, exercise) of a test cell's name; None where it is no name of the kit's."""
    found = re.fullmatch(r"(\w+)-(\w+)", name)
    if found and found[1] in suites.assignments() and found[2] in suites.exercises(found[1]):
        return found[1], found[2]
    return None


def mark(cell: Any) -> dict[str, Any]:
    """What nbgrader is to do with a cell, as far as a student left it legible."""
    found = cell.metadata.get("nbgrader")
    return found if isinstance(found, dict) else {}


def tested(cell: Any) -> tuple[str, str] | None:
    """The (assignment, exercise) whose test cell this is."""
    return exercise_of(str(mark(cell).get("grade_id", "")))
