"""The process of one submission: reads it, defines what runs, lets the probes drive it, writes frames."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from types import ModuleType

import msgspec
import torch

from autograder import recording, suites
from autograder.banned import without
from autograder.compiler import nothing_compiled
from autograder.habits import run_watched
from autograder.reading import Unreadable, define, read
from autograder.sandbox.wire import Job

DEFINE_SECONDS = 5.0  # for one top-level statement


def main(job: Job, data: bytes, frames: int) -> None:
    """Runs one submission; what it printed is on its way when this returns."""
    # By lines, so that what was printed is not lost when the process is killed or ends in os._exit.
    sys.stdout, sys.stderr = (open(fd, "w", 1, "utf-8", "replace", closefd=False) for fd in (1, 2))  # noqa: SIM115
    try:
        _answer(job, data, frames)
    finally:
        with suppress(Exception):
            sys.stdout.flush()


def _answer(job: Job, data: bytes, frames: int) -> None:
    """Writes a frame about reading to the descriptor `frames`, then one for each exercise."""
    try:
        reading = read(data, job.suffix)
    except Unreadable as error:
        _write(frames, recording.encode(unreadable=True, notes=[(error.text.es, error.text.en)]))
        return
    suite = suites.load(job.assignment, job.device)
    # A course's notebook asks for check() in its first cell, and nobody needs what it says here.
    silent = ModuleType("autograder.notebook")
    silent.check_for = lambda *_, **__: lambda _: 0.0  # type: ignore[attr-defined]
    sys.modules[silent.__name__] = silent
    with without(job.banned), nothing_compiled():
        subject, notes = define(reading, suite.exercises, seconds=DEFINE_SECONDS)
        _write(frames, recording.encode(notes=[(note.es, note.en) for note in [*reading.notes, *notes]]))
        dtype = torch.get_default_dtype()
        for exercise in job.exercises:
            answers = run_watched(
                subject, exercise, suite.of(exercise), seed=job.seed, seconds=job.seconds, dtype=dtype
            )
            _write(frames, recording.encode(exercise=exercise, recording=answers))


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


if __name__ == "__main__":  # without a fork server: job and submission in a folder, to which the answers go
    place = Path(sys.argv[1])
    with (place / "frames").open("wb") as answers:
        main(
            msgspec.json.decode((place / "job").read_bytes(), type=Job),
            (place / "data").read_bytes(),
            answers.fileno(),
        )
