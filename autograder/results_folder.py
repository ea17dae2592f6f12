"""The folder that a grading run writes: results, pages, the grade table, and what the run was."""

import json
import os
import secrets
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from autograder import suites
from autograder.feedback.page import page
from autograder.feedback.table import grades_csv
from autograder.result import Result, decode, encode
from autograder.submissions import BadInput, Submission, file_name, load
from autograder.text import Text

if TYPE_CHECKING:  # it imports torch
    from autograder.grading import Run


class ResultsFolder:
    """`grades.csv`, `results/STUDENT.json`, `pages/STUDENT.html` and `run.json` in one folder.

    Raises BadInput where it cannot be written. Nothing is written before `begin`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            for folder in (path, path / "results", path / "pages"):
                existing = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
                with tempfile.TemporaryFile(dir=existing):
                    pass
        except OSError as error:
            raise BadInput(
                Text(
                    f"No puedo escribir en {path} ({error.strerror}). Elige otra carpeta con --out.",
                    f"I cannot write to {path} ({error.strerror}). Choose another folder with --out.",
                )
            ) from None

    def seed(self, asked: int | None, assignment: str, *, anew: bool) -> int:
        """The seed asked for; else that of the run that began here, so that it can go on; else a fresh one.

        Raises BadInput where the folder holds the results of another assignment.
        """
        began = self._run()
        other = began.get("assignment", assignment)
        if other != assignment:
            raise BadInput(
                Text(
                    f"En {self.path} están los resultados de {other}. Elige otra carpeta con --out.",
                    f"{self.path} holds the results of {other}. Choose another folder with --out.",
                )
            )
        if asked is None and not anew and isinstance(began.get("seed"), int):
            return int(began["seed"])
        return secrets.randbelow(2**31) if asked is None else asked

    def unchanged(self, run: "Run", submissions: Iterable[Submission]) -> dict[str, Result]:
        """The results of an earlier run of the same kind on the same submissions: they need not be graded again."""
        if self._run().get("settings") != _settings(run):
            return {}
        found = {}
        for submission in submissions:
            try:
                result = decode(self._result(submission.student).read_bytes())
                digest = _sha256(submission)
            except (OSError, msgspec.MsgspecError, BadInput):
                continue
            if result.submission_sha256 == digest and result.student == submission.student:
                found[submission.student] = result
        return found

    def begin(self, run: "Run") -> None:
        for folder in (self.path / "results", self.path / "pages"):
            folder.mkdir(parents=True, exist_ok=True)
        self._write(
            self.path / "run.json",
            _json({"assignment": run.assignment, "seed": run.seed, "settings": _settings(run)}),
        )

    def write(self, result: Result) -> None:
        self._write(self._result(result.student), encode(result))
        self._write(self.path / "pages" / f"{file_name(result.student)}.html", page(result).encode())

    def finish(self, run: "Run", results: Sequence[Result], facts: dict[str, Any]) -> None:
        """Writes the grade table, and what varies between equal runs to run.json.

        What an earlier run left of students who handed nothing in any more goes.
        """
        current = {file_name(result.student) for result in results}
        for path in (self.path / "results").glob("*.json"):
            if path.stem not in current and self._is_result(path, run.assignment):
                path.unlink()
                (self.path / "pages" / f"{path.stem}.html").unlink(missing_ok=True)
        table = grades_csv(results, list(suites.exercises(run.assignment)))
        self._write(self.path / "grades.csv", table.encode())
        self._write(
            self.path / "run.json",
            _json({"assignment": run.assignment, "seed": run.seed, "settings": _settings(run), **facts}),
        )

    def _result(self, student: str) -> Path:
        return self.path / "results" / f"{file_name(student)}.json"

    @staticmethod
    def _is_result(path: Path, assignment: str) -> bool:
        try:
            return decode(path.read_bytes()).assignment == assignment
        except (OSError, msgspec.MsgspecError):
            return False

    def _run(self) -> dict[str, Any]:
        try:
            run = json.loads((self.path / "run.json").read_bytes())
        except (OSError, ValueError):
            return {}
        return run if isinstance(run, dict) else {}

    def _write(self, path: Path, data: bytes) -> None:
        """Beside, then renamed: nobody ever sees half a file."""
        beside = path.with_name(f".{path.name}.part")
        beside.write_bytes(data)
        os.replace(beside, path)


def _settings(run: "Run") -> dict[str, Any]:
    from autograder.grading import kit_version

    return {
        "kit_version": kit_version(), "seed": run.seed, "device": run.device, "isolation": run.isolation,
        "lang": run.lang, "seconds": run.limits.seconds, "memory": run.limits.memory,
    }  # fmt: skip


def _sha256(submission: Submission) -> str:
    import hashlib

    return hashlib.sha256(load(submission.path)).hexdigest() if submission.path else ""


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, indent=2, ensure_ascii=False).encode() + b"\n"
