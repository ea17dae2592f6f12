"""The kit's steps in nbgrader's passes over a notebook. A notebook that is not the kit's goes through unchanged."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from nbgrader import preprocessors as stock
from nbgrader.api import Gradebook, MissingEntry
from traitlets import Enum, Float, Integer, Unicode

from autograder import generator
from autograder.feedback.terminal import exercise_text
from autograder.integrations.nbgrader.notebooks import exercise_of, mark, role_of, tested
from autograder.result import Result
from autograder.text import Lang

if TYPE_CHECKING:  # it imports torch, and nbgrader's other commands need none
    from autograder.integrations.nbgrader.grader import Grader

Resources = dict[str, Any]


class ClearSolutions(stock.ClearSolutions):
    """Stubs as `autograder release` makes them: each says its exercise, and private parts of a solution are cut."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        self._ours = any(map(tested, nb.cells))
        if self._ours:
            where = resources["nbgrader"]
            folder = self.parent.parent.coursedir.format_path(
                self.parent.parent.coursedir.source_directory, where["student"], where["assignment"]
            )
            for file in sorted(Path(folder).rglob("*.py")):
                if generator.BEGIN in file.read_text("utf-8", errors="replace"):
                    problem = f"{file} holds solutions, and nbgrader would release it as it is: move it out of source/"
                    self.log.error(problem)
                    raise RuntimeError(problem)
        nb, resources = super().preprocess(nb, resources)
        if self._ours:
            nb.cells = [cell for cell in nb.cells if cell.source]  # those of a solution's private parts
        return nb, resources

    def preprocess_cell(
        self, cell: NotebookNode, resources: Resources, index: int
    ) -> tuple[NotebookNode, Resources]:
        if not (self._ours and cell.cell_type == "code" and generator.BEGIN in cell.source):
            return super().preprocess_cell(cell, resources, index)
        lang: Lang = "en" if self.config.Grade.get("lang") == "en" else "es"
        cell.source = generator.without_solutions(cell.source, lang)
        return cell, resources


class Restore(stock.NbGraderPreprocessor):
    """Gives the kit's notebook back what a student changed or deleted of nbgrader's marks, before anything reads them.

    The marks are those in the gradebook, each on one cell at most; what is missing is added at the end.
    """

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        where = resources["nbgrader"]
        with Gradebook(where["db_url"]) as gradebook:
            try:
                known = gradebook.find_notebook(where["notebook"], where["assignment"])
            except MissingEntry:  # nbgrader says so itself
                return nb, resources
            points = {cell.name: cell.max_score for cell in known.grade_cells}
            if not any(map(exercise_of, points)):
                return nb, resources
            solutions = {cell.name for cell in known.solution_cells}
            missing = {cell.name: cell for cell in known.source_cells}
            for cell in reversed(nb.cells):  # nbgrader too takes the last of several
                source = missing.pop(str(mark(cell).get("grade_id", "")), None)
                cell.metadata.pop("nbgrader", None)
                if source is not None:
                    cell.metadata["nbgrader"] = _as_known(source, points, solutions)
            for source in missing.values():
                if source.name in points:
                    new = new_code_cell if source.cell_type == "code" else new_markdown_cell
                    made = new(source.source, metadata={"nbgrader": _as_known(source, points, solutions)})
                    if nb.get("nbformat_minor", 0) < 5:
                        del made["id"]  # with which it would be no notebook of that version
                    nb.cells.append(made)
        return nb, resources


def _as_known(source: Any, points: dict[str, float], solutions: set[str]) -> dict[str, Any]:
    """The mark of a cell as the gradebook has it."""
    name = source.name
    role = role_of(
        name, grade=name in points, solution=name in solutions, locked=source.locked, points=points.get(name)
    )
    return role | {"cell_type": source.cell_type, "checksum": source.checksum}


class Grade(stock.Execute):
    """Stands in nbgrader's `autograde_preprocessors` in place of Execute.

    What was handed in is graded through the sandbox, and each test cell gets its output: the feedback on stdout and,
    as the cell's result, one plain float. A notebook that is not the kit's is executed by nbgrader.
    """

    lang = Enum(["es", "en"], "es", help="Language of the feedback.").tag(config=True)
    isolation = Enum(["sandbox", "process"], "sandbox", help="How student code is confined.").tag(config=True)
    device = Enum(["cpu", "cuda"], "cpu", help="Where to train.").tag(config=True)
    seconds = Float(60.0, min=1, help="What one submission may take.").tag(config=True)
    memory = Integer(1024, min=64, help="MiB that one submission may take.").tag(config=True)
    results = Unicode("graded", help="Folder below the course's, for the kit's results and seeds.").tag(
        config=True
    )

    def preprocess(
        self, nb: NotebookNode, resources: Resources, **more: Any
    ) -> tuple[NotebookNode, Resources]:
        tests = [(cell, *found) for cell in nb.cells if (found := tested(cell))]
        if not tests:
            return super().preprocess(nb, resources, **more)
        where = resources["nbgrader"]
        coursedir = self.parent.parent.coursedir
        folder = coursedir.format_path(coursedir.submitted_directory, where["student"], where["assignment"])
        path = Path(folder) / f"{where['notebook']}.ipynb"
        result = self.grader(coursedir, tests[0][1]).grade(
            where["student"], None if path.is_symlink() else path
        )
        for number, (cell, _, exercise) in enumerate(tests):
            score, text = _told(result, exercise, with_notes=number == 0)
            cell.execution_count = None
            cell.outputs = [new_output("stream", name="stdout", text=text)] if text else []
            cell.outputs.append(new_output("execute_result", data={"text/plain": repr(score)}))
        return nb, resources

    def grader(self, coursedir: Any, assignment: str) -> "Grader":
        """The one that grades this assignment in this process."""
        from autograder.integrations.nbgrader.grader import opened

        return opened(
            Path(coursedir.root) / self.results / assignment,
            assignment,
            lang=self.lang,
            isolation=self.isolation,
            device=self.device,
            seconds=self.seconds,
            memory=self.memory,
        )


def _told(result: Result, exercise: str, *, with_notes: bool) -> tuple[float, str]:
    """The points of one exercise, a finite float between 0 and its maximum, and what its student reads."""
    (found,) = (each for each in result.exercises if each.name == exercise)
    return min(max(float(found.score), 0.0), float(found.max_score)), exercise_text(
        result, found, with_notes=with_notes
    )
