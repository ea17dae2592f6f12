"""Notebooks per minute in an nbgrader course: the kit's autograde and stock nbgrader's, on the same class. It asserts nothing.

    python benchmarks/nbgrader_course.py [--count 500] [--jobs 2] [--baseline-count 5]

kit    `autograder course autograde --jobs J`: graded in parallel through the sandbox, then recorded by nbgrader
stock  `nbgrader autograde` in a course without the kit's line: a kernel per notebook runs the same visible test cells

The stock one runs on --baseline-count notebooks and is scaled; start-up is included in both.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import class_of
import nbformat

ASSIGNMENT = class_of.ASSIGNMENT
STOCK = 'c = get_config()\nc.CourseDirectory.course_id = "stock"\nc.Execute.timeout = 300\n'


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--baseline-count", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nbgrader-course-") as place:
        kit, stock = (_course(Path(place) / name) for name in ("kit", "stock"))
        sources = class_of.sources(options.count)
        _hand_in(kit, sources)
        seconds = _timed(kit, "autograder", "course", "autograde", ASSIGNMENT, "--jobs", options.jobs)
        _say("kit", len(sources), seconds, _recorded(kit))

        (stock / "nbgrader_config.py").write_text(STOCK)
        _hand_in(stock, sources[:1])
        one = _timed(stock, "nbgrader", "autograde", ASSIGNMENT)
        tried = sources[1 : 1 + options.baseline_count]
        _hand_in(stock, tried, first=1)
        rest = _timed(stock, "nbgrader", "autograde", ASSIGNMENT)
        each = rest / len(tried)  # it starts anew, which is divided among all
        _say("stock", 1 + len(tried), one + rest, _recorded(stock))
        print(f"the kit is {each * options.count / seconds:.0f} times as fast on {options.count} notebooks")


def _course(folder: Path) -> Path:
    _timed(folder.parent, "autograder", "course", "init", folder)
    _timed(folder, "nbgrader", "generate_assignment", ASSIGNMENT)
    return folder


def _hand_in(course: Path, sources: list[str], first: int = 0) -> None:
    """The released notebook with a submission's whole text in its first solution cell."""
    released = nbformat.read(course / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    solutions = [cell for cell in released.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    for number, source in enumerate(sources, first):
        for cell in solutions:
            cell.source = ""
        solutions[0].source = source
        path = course / "submitted" / f"student{number:04}" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(released, path)


def _timed(folder: Path, command: str, *arguments: object) -> float:
    """Wall seconds of a command of this virtual environment."""
    here = Path(sys.executable).parent
    environment = os.environ | {"PATH": os.pathsep.join((str(here), os.environ["PATH"]))}
    started = time.perf_counter()
    done = subprocess.run(
        [str(here / command), *map(str, arguments)],
        cwd=folder,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{command} {arguments[0]} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return time.perf_counter() - started


def _recorded(course: Path) -> float:
    """The mean of what the gradebook has."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        return gradebook.average_assignment_score(ASSIGNMENT)


def _say(name: str, count: int, seconds: float, mean: float) -> None:
    print(
        f"{name}: {count} notebooks in {seconds:.1f} s, {60 * count / seconds:.0f}/min, mean score {mean:.1f}"
    )


if __name__ == "__main__":
    main()
