"""What Canvas and Moodle call their files, for `nbgrader zip_collect`: notebooks and .py files, whatever their names."""

import json
import tempfile
from glob import escape
from pathlib import Path

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin

from autograder import suites
from autograder.archives import CLASS, STUDENT, is_archive, unpack
from autograder.feedback.plain import one_line, unbroken
from autograder.generator import write_files
from autograder.submissions import CANVAS_FILE, SUFFIXES, BadInput, candidates, file_name, load, more_than_one
from autograder.text import Lang, Text


class Extractor(ExtractorPlugin):
    """Puts each student's submission at `STUDENT/ASSIGNMENT.ipynb`, out of the archives of a class and of a student.

    A .py file becomes a notebook with one cell. For an assignment that is not the kit's: as nbgrader does.
    """

    def extract(self, archive_path: str, extracted_path: str) -> None:
        assignment = next((a for a in suites.assignments() if a in Path(archive_path).parts), None)
        if assignment is None:
            super().extract(archive_path, extracted_path)
            return
        with tempfile.TemporaryDirectory() as unpacked:
            for folder in self._downloads(Path(archive_path), Path(unpacked)):
                self._open_archives(folder, assignment)
                try:
                    found = candidates(folder, assignment)
                except BadInput as error:
                    self._warn(error.text)
                    continue
                for student, paths in found.items():
                    try:
                        if len(paths) > 1:
                            raise more_than_one(student, paths)
                        notebooks = [as_notebook(path) for path in paths]
                    except BadInput as error:
                        self._warn(Text(*(f"{student}: {line}" for line in error.text)))
                    else:
                        for notebook in notebooks:
                            name = f"{file_name(student)}/{assignment}.ipynb"
                            write_files(Path(extracted_path), {name: notebook})

    def _downloads(self, downloaded: Path, unpacked: Path) -> list[Path]:
        """The folders that hold a class: that of each archive, of each folder, and of the loose files."""
        loose = unpacked / ".loose"
        for path in sorted(downloaded.rglob("*")):
            if path.is_symlink() or not path.is_file():
                continue
            place = path.relative_to(downloaded)
            of_a_class = len(place.parts) == 1 and not CANVAS_FILE.fullmatch(path.stem)
            if is_archive(path) and of_a_class:
                for line in unpack(path, unpacked / file_name(path.name), CLASS):
                    self._warn(line)
            elif is_archive(path) or path.suffix.lower() in SUFFIXES:
                of_a_student = len(place.parts) == 1 or "_assignsubmission_" in place.parts[0]
                copy = (loose if of_a_student else unpacked) / place
                copy.parent.mkdir(parents=True, exist_ok=True)
                with path.open("rb") as file:
                    copy.write_bytes(file.read(CLASS.archive_bytes + 1))
        return sorted(unpacked.iterdir())

    def _open_archives(self, folder: Path, assignment: str) -> None:
        """Gives a student who handed in an archive, and nothing else, what is in it."""
        for archive in sorted(path for path in folder.rglob("*") if is_archive(path) and path.is_file()):
            first = archive.relative_to(folder).parts[0]
            student = first if (folder / first).is_dir() else first.partition("_")[0]
            beside = [*folder.glob(f"{escape(student)}_*"), *(folder / student).rglob("*")]
            if not any(path.suffix.lower() in SUFFIXES for path in beside):
                for line in unpack(archive, folder / student / assignment, STUDENT, flat=True):
                    self._warn(
                        Text("{whose}: {line}", "{whose}: {line}").format(whose=one_line(student), line=line)
                    )

    def _warn(self, text: Text) -> None:
        lang: Lang = "en" if self.config.Grade.get("lang") == "en" else "es"
        self.log.warning(unbroken(text.in_(lang)))


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
