"""Grades what is in a course's `submitted/`: a class at once, or one student after another as nbgrader asks for them."""

import atexit
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from autograder.grading import Run, grade
from autograder.result import Result
from autograder.results_folder import ResultsFolder
from autograder.sandbox.fork_server import ForkServer, Limits, server_for
from autograder.submissions import Submission


class Grader:
    """The submissions of one assignment, with one seed, through one fork server. Results are kept in `folder`, so that
    nothing is graded twice."""

    def __init__(self, folder: Path, run: Run) -> None:
        self.run = run
        self.kept = ResultsFolder(folder)
        self._server: ForkServer | None = None

    def grade(self, student: str, path: Path | None) -> Result:
        """The result of one notebook (None: there is none), from what is kept or anew."""
        submission = Submission(student, path)
        if kept := self.kept.unchanged(self.run, [submission]):
            return kept[student]
        return next(self.grade_all([submission]))

    def grade_all(self, submissions: Sequence[Submission], *, jobs: int = 1) -> Iterator[Result]:
        """Grades and keeps them, `jobs` at a time; results come as they are ready."""
        if not submissions:
            return
        self.kept.begin(self.run)
        for result in grade(self.run, submissions, jobs=jobs, server=self._running(jobs)):
            self.kept.write(result)
            yield result

    def _running(self, lanes: int) -> ForkServer:
        """The fork server, started when first needed: all of an nbgrader process takes one."""
        if self._server is None:
            self._server = server_for(
                assignment=self.run.assignment,
                lanes=lanes,
                isolation=self.run.isolation,
                device=self.run.device,
            )
            self._server.__enter__()
            atexit.register(self.close)
        return self._server

    def close(self) -> None:
        if self._server is not None:
            self._server.__exit__(None, None, None)
            self._server = None


_open: dict[tuple[Any, ...], Grader] = {}


def opened(folder: Path, assignment: str, *, seconds: float, memory: int, **settings: Any) -> Grader:
    """The grader for these settings, the same for each call in this process. Its seed is that of the folder's first run."""
    key = (folder, assignment, seconds, memory, *sorted(settings.items()))
    if key not in _open:
        seed = ResultsFolder(folder).seed(None, assignment, anew=False)
        _open[key] = Grader(folder, Run(assignment, seed, limits=Limits(seconds, memory), **settings))
    return _open[key]
