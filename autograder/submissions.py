"""The submissions in a folder, in the shapes that a disk, nbgrader, Canvas and Moodle give it.

Runs on the trusted side and never looks into a file: what a student wrote is parsed in the sandbox.
"""

import hashlib
import os
import re
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from autograder.text import Text

SUFFIXES = (".py", ".ipynb")
MOST_BYTES = 20 * 2**20
_MOST_NAME_BYTES = 100

_MOODLE_FOLDER = re.compile(r"(.+?)_\d+_assignsubmission_(?:file|onlinetext)_?")
# Canvas: lastnamefirst_LATE_<user>_<file>_name-2.ipynb, where -2 is the second time it was handed in again.
CANVAS_FILE = re.compile(
    r"[^_]+(?:_LATE)?_(?P<user>\d+)_(?P<file>\d{1,30})_(?P<name>.+?)(?:-(?P<attempt>\d{1,9}))?"
)

_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE
)  # such a file Windows has already


class BadInput(Exception):
    """What the user gave cannot be worked with; `text` is one line that says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Submission(NamedTuple):
    """What one student handed in; `path` is None when there is nothing for the assignment."""

    student: str
    path: Path | None


def find(folder: Path, assignment: str) -> list[Submission]:
    """The submissions in `folder`, by student.

    Raises BadInput when there is no such folder, nothing in it, or more than one submission of one student.
    """
    found = candidates(folder, assignment)
    for student, paths in found.items():
        if len(paths) > 1:
            raise more_than_one(student, paths)
    return [Submission(student, paths[0] if paths else None) for student, paths in found.items()]


def candidates(folder: Path, assignment: str) -> dict[str, list[Path]]:
    """What may be the submission of each student in `folder`: nothing, one file, or several where that is ambiguous.

    Raises BadInput when there is no such folder, or nothing in it.
    """
    if not folder.is_dir():
        raise BadInput(
            Text(
                f"{folder} no existe o no es una carpeta. Indica la carpeta que contiene las entregas.",
                f"{folder} does not exist or is no folder. Give the folder that holds the submissions.",
            )
        )
    flat: dict[str, list[Path]] = defaultdict(list)
    found: dict[str, list[Path]] = defaultdict(list)
    for entry in _entries(folder):
        if entry.is_symlink():  # may lead anywhere on this machine: never followed
            found[_student(entry)] += []
        elif entry.is_dir():
            found[_student(entry)] += _in_folder(entry, assignment)
        elif entry.suffix.lower() in SUFFIXES:
            flat[_student(entry)].append(entry)
    for student, files in flat.items():
        found[student] += _best_named(_latest(files), assignment)

    if not any(found.values()):
        raise BadInput(
            Text(
                f"No hay entregas de {assignment} en {folder}. Se buscan ESTUDIANTE/{assignment}.py o .ipynb, "
                f"ESTUDIANTE/{assignment}/… y ESTUDIANTE_….py o .ipynb.",
                f"There is no submission of {assignment} in {folder}. Looked for STUDENT/{assignment}.py or .ipynb, "
                f"STUDENT/{assignment}/… and STUDENT_….py or .ipynb.",
            )
        )
    return dict(sorted(found.items()))


def more_than_one(student: str, paths: list[Path]) -> BadInput:
    return BadInput(
        Text(
            f"Hay más de una entrega de {student}: {paths[0]} y {paths[1]}. Deja solo una.",
            f"There is more than one submission of {student}: {paths[0]} and {paths[1]}. Leave only one.",
        )
    )


def load(path: Path) -> bytes:
    """The bytes of one submission. Raises BadInput when they cannot be read, or are more than 20 MiB."""
    try:
        if path.exists() and not path.is_file():  # opening a pipe would wait for ever
            raise BadInput(Text(f"{path.name} no es un archivo.", f"{path.name} is not a file."))
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(
            Text(
                f"{path.name} no se puede leer ({error.strerror}).",
                f"{path.name} cannot be read ({error.strerror}).",
            )
        ) from None
    if len(data) > MOST_BYTES:
        raise BadInput(
            Text(
                f"{path.name} pesa más de 20 MiB. Borra las salidas del notebook y guárdalo de nuevo.",
                f"{path.name} is larger than 20 MiB. Clear the outputs of the notebook and save it again.",
            )
        )
    return data


def file_name(student: str) -> str:
    """A file name for what belongs to `student`, without suffix: readable, safe, another for another student."""
    name = "".join(char if char.isalnum() or char in "._-@+ " else _percent(char) for char in student)
    if name.startswith(".") or _DEVICE.fullmatch(name):
        name = _percent(name[0]) + name[1:]
    encoded = name.encode()
    if len(encoded) > _MOST_NAME_BYTES:
        digest = hashlib.sha256(student.encode(errors="surrogatepass")).hexdigest()[:12]
        name = encoded[: _MOST_NAME_BYTES - 13].decode(errors="ignore") + "-" + digest
    return name or "%"


def hidden(name: str) -> bool:
    """Whether it is what no person puts into a folder: begins with a dot (but a student of Moodle may), or is a cache."""
    if name.startswith("."):
        return _MOODLE_FOLDER.fullmatch(name) is None
    return name in ("__pycache__", "__MACOSX")


def _percent(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode(errors="surrogatepass"))


def _entries(folder: Path) -> list[Path]:
    """What a person put into `folder`: nothing hidden."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise BadInput(
            Text(
                f"{folder} no se puede leer ({error.strerror}). Revisa los permisos.",
                f"{folder} cannot be read ({error.strerror}). Check its permissions.",
            )
        ) from None
    return [entry for entry in entries if not hidden(entry.name)]


def _files(folder: Path) -> list[Path]:
    if folder.is_symlink() or not folder.is_dir():
        return []
    return [
        entry
        for entry in _entries(folder)
        if entry.suffix.lower() in SUFFIXES and entry.is_file() and not entry.is_symlink()
    ]


def _student(entry: Path) -> str:
    """Whose entry it is: a folder's name, or a file's name up to the first `_`."""
    if entry.suffix.lower() in SUFFIXES:
        name = entry.stem.partition("_")[0] or entry.stem
    elif moodle := _MOODLE_FOLDER.fullmatch(entry.name):
        name = moodle[1]
    else:
        name = entry.name
    # Bytes that are no UTF-8 could not be written to a report; é is one student, however it was typed.
    return unicodedata.normalize("NFC", os.fsencode(name).decode(errors="replace"))


def _in_folder(folder: Path, assignment: str) -> list[Path]:
    """What a student's own folder holds for the assignment; more than one where that is ambiguous."""
    files = _files(folder)
    exact = [file for file in files if file.stem == assignment]
    inner = _files(folder / assignment)
    # nbgrader's exchange takes along whatever lies beside the notebook, which is what it grades.
    notebook = [file for file in inner if file.name == f"{assignment}.ipynb"]
    if found := exact + (notebook or _best_named(inner, assignment)):
        return found
    best = _best_named(files, assignment)
    # Several files, none with the name of the assignment: those of other assignments.
    return best if len(best) == 1 or any(_mentions(file, assignment) for file in best) else []


def _best_named(files: list[Path], assignment: str) -> list[Path]:
    """The files called `assignment`; else those whose names mention it; else all."""
    exact = [file for file in files if file.stem == assignment]
    return exact or [file for file in files if _mentions(file, assignment)] or files


def _mentions(file: Path, assignment: str) -> bool:
    return assignment.casefold() in file.name.casefold()


def _latest(files: list[Path]) -> list[Path]:
    """Of what Canvas numbers as one file handed in again, the last; everything else as it is."""
    latest: dict[str, tuple[int, int, Path]] = {}
    for file in files:
        if canvas := CANVAS_FILE.fullmatch(file.stem):
            key = f"{canvas['user']} {canvas['name']}{file.suffix}"  # two students may be called alike
            candidate = int(canvas["attempt"] or 0), int(canvas["file"]), file
            latest[key] = max(candidate, latest.get(key, candidate))
        else:
            latest[file.name] = 0, 0, file
    return [file for _, _, file in latest.values()]
