"""What Canvas and Moodle call their files, for `nbgrader zip_collect`: notebooks and .py files, whatever their names."""

import json
import shutil
import tempfile
from pathlib import Path

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin

from autograder import suites
from autograder.generator import write_files
from autograder.submissions import BadInput, file_name, find, load


class Extractor(ExtractorPlugin):
    """Unpacks as nbgrader does, then puts each student's submission at `STUDENT/ASSIGNMENT.ipynb`.

    A .py file becomes a notebook with one cell. For an assignment that is not the kit's: as nbgrader does.
    """

    def extract(self, archive_path: str, extracted_path: str) -> None:
        assignment = next((a for a in suites.assignments() if a in Path(archive_path).parts), None)
        if assignment is None:
            super().extract(archive_path, extracted_path)
            return
        with tempfile.TemporaryDirectory() as unpacked:
            super().extract(archive_path, unpacked)
            for folder in _downloads(Path(unpacked)):
                try:
                    found = find(folder, assignment)
                except BadInput as error:
                    self.log.warning(error.text.es)
                    continue
                for submission in found:
                    if submission.path is not None:
                        name = f"{file_name(submission.student)}/{assignment}.ipynb"
                        write_files(Path(extracted_path), {name: as_notebook(submission.path)})


def _downloads(unpacked: Path) -> list[Path]:
    """The folders that hold a class: that of the loose files, and that of each archive."""
    archives = [
        entry for entry in unpacked.iterdir() if entry.is_dir() and "_assignsubmission_" not in entry.name
    ]
    loose = unpacked / ".loose"
    loose.mkdir()
    for entry in unpacked.iterdir():
        if entry not in archives and entry != loose:
            shutil.move(entry, loose)
    return [folder for folder in (loose, *archives) if any(folder.iterdir())]


def as_notebook(path: Path) -> bytes:
    """A submission as a notebook: itself, or one cell with all that a .py file holds. Raises BadInput."""
    data = load(path)
    if path.suffix.lower() == ".ipynb":
        return data
    cell: dict[str, object] = {
        "cell_type": "code",
        "execution_count": None,
        "id": "submission",
        "metadata": {},
        "outputs": [],
        "source": data.decode("utf-8-sig", errors="replace"),
    }
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, ensure_ascii=False).encode(errors="replace")


class Collector(FileNameCollectorPlugin):
    """What Extractor left: the folder is the student, the file the assignment."""

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        path = Path(submitted_file)
        if path.stem not in suites.assignments():
            return super().collect(submitted_file)
        return {"student_id": path.parent.name, "file_id": path.stem}
