"""The bare limit: `python benchmarks/bare.py JOBS FILE…` runs the probes on every file, by a plain fork each.

No confinement, no wire, no comparison, no verdict. Says "ready" on stdout when everything is imported.
"""

import os
import sys
from pathlib import Path

from autograder import suites
from autograder.probing import run_exercise
from autograder.reading import define, read
from autograder.sandbox.server import import_everything

ASSIGNMENT = "a2_training_loop"


def run(path: Path, suite: suites.Suite) -> None:
    subject, _ = define(read(path.read_bytes(), path.suffix), suite.exercises, seconds=5.0)
    for exercise in suite.exercises:
        run_exercise(subject, exercise, suite.of(exercise), seed=7, seconds=12.0)


def main(jobs: int, paths: list[Path]) -> None:
    import_everything(ASSIGNMENT)
    suite = suites.load(ASSIGNMENT)
    print("ready", flush=True)
    running = 0
    for path in paths:
        if running == jobs:
            os.wait()
            running -= 1
        if os.fork() == 0:
            run(path, suite)
            os._exit(0)
        running += 1
    for _ in range(running):
        os.wait()


if __name__ == "__main__":
    main(int(sys.argv[1]), [Path(argument) for argument in sys.argv[2:]])
