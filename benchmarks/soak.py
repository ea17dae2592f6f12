"""Thousands of submissions in one run, one in ten of them hostile: memory stays flat, and nobody's result is another.

    python benchmarks/soak.py [--count 5000] [--jobs 2]

First every honest submission is graded by itself, in a run without a single attack; then the class, in which they come
again and again between the attacks of tests/attacks. Ends with 1 where a result differs from the first run's.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from itertools import cycle
from pathlib import Path

import class_of
import msgspec
from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder import grading
from autograder.result import Result, encode
from autograder.sandbox import confinement
from autograder.sandbox.fork_server import ForkServer, Limits
from autograder.submissions import Submission

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from test_attacks import ATTACKS

RUN = grading.Run(class_of.ASSIGNMENT, seed=20261126, limits=Limits(seconds=15, memory=512))
HONEST = 300  # different ones
HOSTILE = 10  # one in so many
ROWS = 10  # of the table


def main() -> int:
    options = _arguments()
    sources = class_of.sources(HONEST)
    honest, hostile = cycle(range(HONEST)), cycle(random.Random(0).sample(sorted(ATTACKS), len(ATTACKS)))
    with (
        tempfile.TemporaryDirectory(prefix="soak-") as place,
        ForkServer(assignment=class_of.ASSIGNMENT, lanes=options.jobs) as server,
    ):
        folder = Path(place)
        alone = {}
        for result in grading.grade(RUN, _written(folder, sources), jobs=options.jobs, server=server):
            alone[result.student] = encode(msgspec.structs.replace(result, student=""))
        submissions = []
        for number in range(options.count):
            if number % HOSTILE == HOSTILE - 1:
                name = next(hostile)
                path = folder / f"hostile-{number}.py"
                path.write_text(ATTACKS[name].source.replace("PORT", "9"), "utf-8")
                submissions.append(Submission(f"hostile {number} {name}", path))
            else:
                which = next(honest)
                submissions.append(Submission(f"honest {number} {which}", folder / f"{which}.py"))
        return _soak(submissions, alone, server, options.jobs)


def _soak(submissions: list[Submission], alone: dict[str, bytes], server: ForkServer, jobs: int) -> int:
    table = Table("submissions", "seconds", "grader, MiB", "fork server, MiB", "processes")
    started, different, ended = time.monotonic(), [], 0
    graded = grading.grade(RUN, submissions, jobs=jobs, server=server)
    for done, result in enumerate(
        track(graded, total=len(submissions), console=Console(stderr=True)), start=1
    ):
        kind, _, name = result.student.split(" ")
        if kind == "honest" and encode(msgspec.structs.replace(result, student="")) != alone[name]:
            different.append(result.student)
        ended += _ended_badly(result)
        if done % (len(submissions) // ROWS or 1) == 0:
            table.add_row(str(done), f"{time.monotonic() - started:.0f}", *_memory(server))
    console = Console(width=100)
    console.print(table)
    console.print(
        f"{len(submissions)} submissions, {len(submissions) // HOSTILE} of them hostile ({ended} ended by a limit or a "
        f"crash); {len(different)} honest results differ from those of the run without attacks {different[:5]}"
    )
    return 1 if different else 0


def _ended_badly(result: Result) -> bool:
    return result.status in ("timeout", "memory", "crashed")


def _memory(server: ForkServer) -> tuple[str, str, str]:
    """MiB of the grader and of the fork server with its lanes, and how many processes these are."""
    inside = [pid for process in server._processes for pid in confinement.descendants(process.pid)]
    grader = confinement.memory_of([os.getpid()], 0)
    return f"{grader / 2**20:.0f}", f"{confinement.memory_of(inside, 0) / 2**20:.0f}", str(len(inside))


def _written(folder: Path, sources: list[str]) -> list[Submission]:
    submissions = []
    for number, source in enumerate(sources):
        path = folder / f"{number}.py"
        path.write_text(source, "utf-8")
        submissions.append(Submission(str(number), path))
    return submissions


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=5000, help="submissions")
    parser.add_argument("--jobs", type=int, default=2, help="at a time")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
