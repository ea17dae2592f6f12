"""What the kit knows at the public seed, as recordings: `autograder check` and notebooks need no reference solution.

`autograder/public/<assignment>.zip` is generated (`python -m autograder.public_answers`; `--check` says whether it
still belongs to the files that it was made from). It holds what the reference records; of every form of every mistake
the aspects that deviate from that, in its own exercise and in those after it, which may build on it; and the mistakes'
texts. No source text is in it, neither the reference's nor a mistake's.
"""

import hashlib
import multiprocessing
import sys
import zipfile
from collections.abc import Iterable
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import numpy
import safetensors.numpy
import torch
from numpy.typing import NDArray
from torch import Tensor

from autograder import patterns, suites
from autograder.answers import Answers, Form, Mistake, Pattern, folder
from autograder.diagnosis import deviations, raised
from autograder.recording import ASIDE, ATOL, RTOL, Plain, Recording
from autograder.suites import Suite
from autograder.text import Text

SEED = 2**31 + 579  # no secret: its numbers may be told. Out of the range of those that grade submissions
FOLDER = Path(__file__).parent / "public"
_FORMAT = 1
_KNOWN, _NUMBERS = "known.json", "numbers.safetensors"  # in the zip file


class _Beyond(msgspec.Struct, frozen=True, omit_defaults=True):
    """A value that JSON has none for: a tensor, by its name among the numbers; no name: the aspect is absent."""

    tensor: str = ""


_Stored = dict[str, dict[str, Plain | _Beyond]]  # a recording: probe → aspect → value


class _Mistake(msgspec.Struct, frozen=True):
    """What a student is told of a mistake; for each of its forms, its exercise and, by exercise, what deviates there."""

    title: Text
    hint: Text
    slide: str
    looks_like: list[str]
    sometimes: bool
    forms: list[tuple[str, dict[str, _Stored]]]


class _Known(msgspec.Struct, frozen=True):
    digest: str  # of what this was made from
    expected: dict[str, _Stored]  # by exercise
    mistakes: dict[str, _Mistake]


def path_of(assignment: str) -> Path:
    return FOLDER / f"{assignment}.zip"


class PublicAnswers(Answers):
    """The answers of a suite at the public seed on a CPU, from the package alone."""

    def __init__(self, suite: Suite) -> None:
        super().__init__(suite, SEED)
        with zipfile.ZipFile(path_of(suite.assignment)) as archive:
            self._known = msgspec.json.decode(archive.read(_KNOWN), type=_Known)
            numbers = safetensors.numpy.load(archive.read(_NUMBERS))
        self._numbers = {name: _as_recorded(array) for name, array in numbers.items()}

    @cached_property
    def mistakes(self) -> dict[str, Mistake]:
        return {id: _told(id, mistake) for id, mistake in self._known.mistakes.items()}

    @cached_property
    def patterns(self) -> dict[Form, Pattern]:
        """None: they save running probes, and here nothing is run."""
        return {}

    def expected(self, exercise: str) -> Recording:
        if exercise not in self._expected:
            self._expected[exercise] = self._changed({}, self._known.expected[exercise])
        return self._expected[exercise]

    def fingerprint(self, form: Form, exercise: str, also: Iterable[str] = ()) -> Recording:
        if (form, exercise) not in self._fingerprints:
            _, deviating = self._known.mistakes[form.id].forms[form.number - 1]
            changed = self._changed(self.expected(exercise), deviating.get(exercise, {}))
            self._fingerprints[form, exercise] = changed
        return self._fingerprints[form, exercise]

    def _changed(self, recording: Recording, stored: _Stored) -> Recording:
        """A recording with the stored aspects in place of its own."""
        changed = dict(recording)
        for probe, aspects in stored.items():
            changed[probe] = dict(recording.get(probe, {}))
            for aspect, value in aspects.items():
                if not isinstance(value, _Beyond):
                    changed[probe][aspect] = value
                elif value.tensor:
                    changed[probe][aspect] = self._numbers[value.tensor]
                else:
                    changed[probe].pop(aspect, None)
        return changed


def _told(id: str, mistake: _Mistake) -> Mistake:
    forms = tuple(
        Form(id, number, exercise, source="", line=0)
        for number, (exercise, _) in enumerate(mistake.forms, start=1)
    )
    looks_like = frozenset(mistake.looks_like)
    return Mistake(id, mistake.title, mistake.hint, mistake.slide, looks_like, mistake.sometimes, forms)


def _as_recorded(array: NDArray[Any]) -> Tensor:
    """Recordings hold float64 and int64 alone."""
    return torch.from_numpy(array.astype("float64" if array.dtype.kind == "f" else "int64"))


# --- making them -----------------------------------------------------------------------------------------------


def main(arguments: list[str]) -> int:
    """Brings the files of the assignments named (or all) up to date; with --check only says which are not."""
    from autograder.generator import write_files  # it imports what nobody needs who only checks work

    stale = 0
    named = [argument for argument in arguments if argument != "--check"]
    for assignment in named or suites.assignments():
        answers = Answers(suites.load(assignment), SEED, complete=True)
        path = path_of(assignment)
        if _digest_in(path) == _digest(answers):
            continue
        stale += 1
        if "--check" in arguments:
            print(f"{path}: out of date; run python -m autograder.public_answers", file=sys.stderr)
        else:
            write_files(path.parent, {path.name: made(answers)})
    return 1 if stale and "--check" in arguments else 0


def made(answers: Answers) -> bytes:
    """The file's bytes; a process for each core runs the mistakes."""
    torch.set_num_threads(1)
    numbers: _Numbers = {}
    expected = {exercise: answers.expected(exercise) for exercise in answers.suite.exercises}
    with multiprocessing.get_context("fork").Pool(initializer=_given, initargs=(answers,)) as pool:
        deviating = pool.map(_deviating_of, answers.mistakes, chunksize=1)
    known = _Known(
        _digest(answers),
        {exercise: _stored(recording, numbers, "float64") for exercise, recording in expected.items()},
        {
            mistake.id: _Mistake(
                mistake.title, mistake.hint, mistake.slide, sorted(mistake.looks_like), mistake.sometimes,
                [
                    (form.exercise, {e: _stored(r, numbers, "float32") for e, r in recordings.items()})
                    for form, recordings in zip(mistake.forms, forms, strict=True)
                ],
            )
            for mistake, forms in zip(answers.mistakes.values(), deviating, strict=True)
        },
    )  # fmt: skip
    blob = safetensors.numpy.save(dict(numbers.values()))
    return _zipped({_KNOWN: msgspec.json.format(msgspec.json.encode(known), indent=0), _NUMBERS: blob})


_Changes = dict[
    str, dict[str, Any]
]  # probe → aspect → value: tensors as arrays, which cross between processes
_Numbers = dict[
    bytes, tuple[str, NDArray[Any]]
]  # what a tensor is → its name, itself: equal ones are kept once
_work: list[Answers] = []  # of a process of the pool


def _given(answers: Answers) -> None:
    _work[:] = [answers]


def _deviating_of(mistake: str) -> list[dict[str, _Changes]]:
    """For each form of a mistake, by exercise, the aspects that deviate from the reference's."""
    (answers,) = _work
    exercises = list(answers.suite.exercises)
    found = []
    for form in answers.mistakes[mistake].forms:
        later = exercises[exercises.index(form.exercise) :]
        changes = {exercise: _changes(answers, form, exercise) for exercise in later}
        found.append({exercise: deviating for exercise, deviating in changes.items() if deviating})
    return found


def _changes(answers: Answers, form: Form, exercise: str) -> _Changes:
    fingerprint = answers.fingerprint(form, exercise)
    changes: _Changes = {}
    for probe, aspect in sorted(deviations(fingerprint, answers.expected(exercise))):
        value = fingerprint[probe].get(aspect) if aspect in fingerprint[probe] else _Beyond()
        if aspect == "raised" and isinstance(value, str):  # without what a student would say in other words
            value = ":".join(raised(probe, fingerprint))
        changes.setdefault(probe, {})[aspect] = value.numpy() if isinstance(value, Tensor) else value
    return changes


def _stored(aspects: "Recording | _Changes", numbers: _Numbers, floats: str) -> _Stored:
    """What JSON says of a recording; its tensors go to `numbers`, real ones as `floats`.

    float32 is fine for what is only compared: the tolerance is a thousand times what it loses. Texts of what went on
    inside (messages, lines of code) are never compared and stay out.
    """
    return {
        probe: {
            aspect: _value(value, numbers, floats)
            for aspect, value in named.items()
            if not aspect.startswith(ASIDE)
        }
        for probe, named in aspects.items()
    }


def _value(value: Any, numbers: _Numbers, floats: str) -> Plain | _Beyond:
    if not isinstance(value, Tensor | numpy.ndarray):
        plain: Plain | _Beyond = value
        return plain
    array = numpy.asarray(value)
    if array.dtype.kind == "f":
        with numpy.errstate(over="ignore"):
            narrow = array.astype(floats)
        if numpy.array_equal(numpy.isfinite(narrow), numpy.isfinite(array)):
            array = narrow
    key = f"{array.dtype}{array.shape}".encode() + array.tobytes()
    name, _ = numbers.setdefault(key, (str(len(numbers)), array.copy()))
    return _Beyond(name)


def _zipped(files: dict[str, bytes]) -> bytes:
    """A zip file that depends on nothing but what is in it."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name)  # its date is the format's first
            entry.create_system = 3  # the same on every system
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED, compresslevel=9)
    return stream.getvalue()


def _digest(answers: Answers) -> str:
    """Of everything that the file is made from."""
    assignment = answers.suite.assignment
    digest = hashlib.sha256(f"{_FORMAT} {SEED} {RTOL} {ATOL}".encode())
    digest.update(patterns.digest_of_code(assignment).encode())
    for path in sorted((folder() / "mistakes" / assignment).glob("*.py")):
        digest.update(f"\0{path.name}\0{path.read_text('utf-8')}".encode())
    return digest.hexdigest()[:16]


def _digest_in(path: Path) -> str:
    """The digest of what a file was made from; "" where there is no such file, or no readable one."""
    try:
        with zipfile.ZipFile(path) as archive:
            return msgspec.json.decode(archive.read(_KNOWN), type=_Known).digest
    except (OSError, KeyError, zipfile.BadZipFile, msgspec.MsgspecError):
        return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
