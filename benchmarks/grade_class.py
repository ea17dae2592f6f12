"""Submissions per minute, side by side in one run with what a user would run instead. It asserts nothing.

    python benchmarks/grade_class.py [--count 100] [--jobs 2] [--nbgrader-python /tmp/nbg/bin/python] [--save]

kit      `autograder grade --jobs J` on the whole class, fresh output folder
pytest   one `python -m pytest` process per submission, J at a time: same probes and tests, nothing apart
nbgrader `nbgrader autograde` on notebooks whose test cells run the same probes and tests
bare     the probes alone, by plain forks of a warm process: no confinement, no wire, no verdict

The slow ones run on --baseline-count submissions and are scaled. Start-up is included, and told apart too.
"""

import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

import class_of
import torch
from rich.console import Console
from rich.table import Table

from autograder import grading, suites
from autograder.sandbox import confinement
from autograder.sandbox.fork_server import ForkServer
from autograder.submissions import load

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
ASSIGNMENT = class_of.ASSIGNMENT
MIB = 2**20


@dataclass
class Measured:
    """Wall seconds for `count` submissions; `startup` is the part before the first could be graded."""

    name: str
    count: int
    seconds: float
    startup: float
    measured_on: int  # submissions that were really run; fewer than `count`: scaled

    @property
    def per_minute(self) -> float:
        return 60 * self.count / self.seconds

    @property
    def marginal(self) -> float:
        return (self.seconds - self.startup) / self.count


def main() -> None:
    options = _arguments()
    console = Console()
    steps: dict[str, Callable[[list[Path], Path], Measured]] = {
        "kit": lambda paths, folder: kit(paths, folder, options.jobs),
        "bare": lambda paths, folder: bare(paths, options.jobs),
        "pytest": lambda paths, folder: plain_pytest(paths, options.jobs, options.baseline_count),
        "nbgrader": lambda paths, folder: nbgrader(
            paths, folder, options.nbgrader_python, options.baseline_count
        ),
    }
    found: dict[str, Measured] = {}
    skipped: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="grade-class-") as place:
        folder = Path(place)
        paths = class_of.write(folder / "class", options.count)
        for name, step in steps.items():
            if name in options.skip:
                skipped[name] = "--skip"
                continue
            console.print(f"{name} …", style="dim")
            try:
                found[name] = step(paths, folder)
            except Skip as reason:
                skipped[name] = str(reason)
        memory = None
        if "memory" not in options.skip:
            console.print("memory …", style="dim")
            memory = extra_worker(paths)
    facts = _facts(options)
    _print(console, found, skipped, memory, facts)
    if options.save:
        _save(console, found, skipped, memory, facts)


# ------------------------------------------------------------------------ what is measured


class Skip(Exception):
    """Why something cannot be measured here."""


def kit(paths: list[Path], folder: Path, jobs: int) -> Measured:
    command = [sys.executable, HERE / "kit_command.py", "grade", ASSIGNMENT, paths[0].parents[1]]
    startup, seconds = _timed_from_ready([*command, "--out", folder / "graded", "--jobs", jobs])
    graded = list((folder / "graded" / "results").glob("*.json"))
    if len(graded) != len(paths):
        raise RuntimeError(f"the kit graded {len(graded)} of {len(paths)} submissions")
    return Measured("kit", len(paths), seconds, startup, len(paths))


def bare(paths: list[Path], jobs: int) -> Measured:
    startup, seconds = _timed_from_ready([sys.executable, HERE / "bare.py", jobs, *paths])
    return Measured("bare", len(paths), seconds, startup, len(paths))


def plain_pytest(paths: list[Path], jobs: int, count: int) -> Measured:
    tried = paths[: max(count, jobs)]

    def one(path: Path) -> None:
        # Its exit status is 1 where a test failed, as for half of the class.
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "--tb=no",
            "-p",
            "no:cacheprovider",
            HERE / "plain_pytest",
        ]
        _run(command, environment={"SUBMISSION": str(path)}, accepted=(0, 1))

    started = time.perf_counter()
    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(one, tried))
    seconds = (time.perf_counter() - started) * len(paths) / len(tried)
    return Measured("pytest", len(paths), seconds, 0.0, len(tried))


def nbgrader(paths: list[Path], folder: Path, python: str, count: int) -> Measured:
    """nbgrader works on one notebook at a time. Its own start is taken out before scaling, and added once."""
    if subprocess.run(
        [python, "-c", "import nbgrader, autograder, torch"], check=False, capture_output=True
    ).returncode:
        raise Skip(
            f"nbgrader, the kit and torch cannot be imported by {python}: name another with --nbgrader-python"
        )
    course = folder / "course"
    tried = paths[: count + 1]
    _write_course(course, tried, python)
    command = [python, "-m", "nbgrader", "autograde", ASSIGNMENT, f"--CourseDirectory.root={course}"]
    environment = {"PYTHONPATH": str(HERE), "AUTOGRADER_ANSWERS": str(ROOT / "reference_solution")}
    environment["PATH"] = f"{Path(python).parent}:{os.environ['PATH']}"
    one = _timed([*command, f"--student={tried[0].parent.name}"], environment, cwd=course)
    rest = _timed(
        [*command, *(["--CourseDirectory.student_id_exclude=" + tried[0].parent.name])],
        environment,
        cwd=course,
    )
    graded = list((course / "autograded").glob(f"*/*/{ASSIGNMENT}.ipynb"))
    if len(graded) != len(tried):
        raise RuntimeError(f"nbgrader graded {len(graded)} of {len(tried)} notebooks")
    each = (rest - one) / (len(tried) - 2) if len(tried) > 2 else one
    startup = max(0.0, one - each)
    return Measured("nbgrader", len(paths), startup + each * len(paths), startup, len(tried))


def _write_course(course: Path, paths: list[Path], python: str) -> None:
    source = course / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    source.parent.mkdir(parents=True)
    (course / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'bench'\n")
    reference = (ROOT / "reference_solution" / f"{ASSIGNMENT}.py").read_text("utf-8")
    source.write_text(json.dumps(_notebook(reference)))
    environment = {"PYTHONPATH": str(HERE), "PATH": f"{Path(python).parent}:{os.environ['PATH']}"}
    command = [
        python,
        "-m",
        "nbgrader",
        "generate_assignment",
        ASSIGNMENT,
        f"--CourseDirectory.root={course}",
    ]
    _run([*command, "--create"], environment=environment, cwd=course)
    released = json.loads((course / "release" / ASSIGNMENT / source.name).read_text("utf-8"))
    for path in paths:
        solution = next(
            cell for cell in released["cells"] if cell["metadata"].get("nbgrader", {}).get("solution")
        )
        solution["source"] = path.read_text("utf-8")
        handed_in = course / "submitted" / path.parent.name / ASSIGNMENT / source.name
        handed_in.parent.mkdir(parents=True)
        handed_in.write_text(json.dumps(released), encoding="utf-8")


def _notebook(solution: str) -> dict[str, object]:
    def cell(name: str, text: str, **nbgrader: object) -> dict[str, object]:
        about = {"schema_version": 3, "grade_id": name, "locked": False, "task": False, **nbgrader}
        metadata = {"nbgrader": about}
        return {
            "cell_type": "code",
            "id": name,
            "execution_count": None,
            "outputs": [],
            "source": text,
            "metadata": metadata,
        }

    cells = [cell("solution", solution, solution=True, grade=False)]
    for exercise, worth in suites.exercises(ASSIGNMENT).items():
        test = f"import plain\n\nplain.points({exercise!r}, globals())"
        grade = {"solution": False, "grade": True, "locked": True, "points": worth.points}
        cells.append(cell(f"test-{exercise.replace('_', '-')}", test, **grade))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def extra_worker(paths: list[Path], rounds: int = 24) -> dict[str, float]:
    """Peak MiB of the whole sandbox with one lane and with two: the difference is what a worker adds."""
    peaks = {f"lanes_{lanes}": _peak(paths, lanes, rounds) / MIB for lanes in (1, 2)}
    return peaks | {"extra_worker": peaks["lanes_2"] - peaks["lanes_1"]}


def _peak(paths: list[Path], lanes: int, rounds: int) -> int:
    suite = suites.load(ASSIGNMENT)
    run = grading.Run(ASSIGNMENT, seed=7)
    peak, over = 0, threading.Event()
    with ForkServer(assignment=ASSIGNMENT, lanes=lanes) as server:
        server.wait_until_ready()
        top = server._processes[0].pid

        def watch() -> None:
            nonlocal peak
            while not over.wait(0.01):
                peak = max(peak, sum(map(_proportional, confinement.descendants(top))))

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            with ThreadPoolExecutor(lanes) as pool:
                jobs = islice(cycle(paths), rounds * lanes)
                list(pool.map(lambda path: server.run(run.job(suite, path.suffix), load(path)), jobs))
        finally:
            over.set()
            watcher.join()
    return peak


def _proportional(pid: int) -> int:
    """Bytes of a process, shared pages divided among those that share them; 0 when it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


# ------------------------------------------------------------------------------------ tools


def _timed(command: list[object], environment: dict[str, str] | None = None, **options: object) -> float:
    started = time.perf_counter()
    _run(command, environment=environment, **options)
    return time.perf_counter() - started


def _run(
    command: list[object],
    *,
    environment: dict[str, str] | None = None,
    accepted: tuple[int, ...] = (0,),
    cwd: Path = ROOT,
) -> None:
    words = [str(word) for word in command]
    done = subprocess.run(
        words, env=os.environ | (environment or {}), cwd=cwd, check=False, capture_output=True, text=True
    )
    if done.returncode not in accepted:
        tail = (done.stdout + done.stderr)[-3000:]
        raise RuntimeError(f"{' '.join(words[:6])} … ended with {done.returncode}:\n{tail}")


def _timed_from_ready(command: list[object]) -> tuple[float, float]:
    """Wall seconds until a program says "ready", and until it ends."""
    started = time.perf_counter()
    ready = None
    with tempfile.TemporaryFile("w+") as said:
        with subprocess.Popen(
            [str(word) for word in command], stdout=subprocess.PIPE, stderr=said, text=True
        ) as process:
            assert process.stdout
            for line in process.stdout:
                if line == "ready\n":
                    ready = time.perf_counter() - started
        seconds = time.perf_counter() - started
        said.seek(0)
        if process.returncode or ready is None:
            raise RuntimeError(f"{command[:3]} ended with {process.returncode}:\n{said.read()[-3000:]}")
    return ready, seconds


def _facts(options: argparse.Namespace) -> dict[str, object]:
    cpu = next(
        (line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), ""
    )
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"), "cores": os.cpu_count(), "cpu": cpu,
        "torch": torch.__version__, "python": platform.python_version(), "kernel": platform.release(),
        "kit": grading.kit_version(), "count": options.count, "jobs": options.jobs,
        "command": " ".join(["python", "benchmarks/grade_class.py", *sys.argv[1:]]),
    }  # fmt: skip


def _lines(path: str) -> Iterator[str]:
    yield from Path(path).read_text().splitlines() if Path(path).exists() else ()


def _ratios(found: dict[str, Measured]) -> dict[str, float]:
    if "kit" not in found:
        return {}
    mine = found["kit"]
    ratios = {
        f"kit/{name}": mine.per_minute / other.per_minute for name, other in found.items() if name != "kit"
    }
    if "bare" in found:
        ratios["kit time/bare time, start-up included"] = mine.seconds / found["bare"].seconds
        ratios["kit time/bare time, start-up apart"] = mine.marginal / found["bare"].marginal
    return ratios


def _print(
    console: Console,
    found: dict[str, Measured],
    skipped: dict[str, str],
    memory: dict[str, float] | None,
    facts: dict[str, object],
) -> None:
    ratios = _ratios(found)
    table = Table(title=f"{facts['count']} submissions of {ASSIGNMENT}, {facts['jobs']} at a time")
    for heading in (
        "",
        "per minute",
        "s each",
        "start-up s",
        "s each after it",
        "kit is … times as fast",
        "really run",
    ):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, one in found.items():
        ratio = ratios.get(f"kit/{name}")
        table.add_row(
            name, f"{one.per_minute:.1f}", f"{one.seconds / one.count:.3f}",
            f"{one.startup:.2f}" if one.startup else "each",
            f"{one.marginal:.3f}", f"{ratio:.2f}" if ratio else "", str(one.measured_on),
        )  # fmt: skip
    console.print(table)
    for name, reason in skipped.items():
        console.print(f"{name}: skipped ({reason})")
    for name, ratio in ratios.items():
        if "time" in name:
            console.print(f"{name}: {ratio:.2f}", highlight=False)
    if memory:
        one, two, extra = (memory[key] for key in ("lanes_1", "lanes_2", "extra_worker"))
        console.print(
            f"peak memory of the sandbox: {one:.0f} MiB with 1 lane, {two:.0f} with 2: "
            f"{extra:.0f} MiB for a worker more"
        )
    console.print(", ".join(f"{key} {value}" for key, value in facts.items()), style="dim", highlight=False)


def _save(
    console: Console,
    found: dict[str, Measured],
    skipped: dict[str, str],
    memory: dict[str, float] | None,
    facts: dict[str, object],
) -> None:
    each = {
        name: asdict(one) | {"per_minute": one.per_minute, "marginal": one.marginal}
        for name, one in found.items()
    }
    path = HERE / "results" / f"grade_class_{str(facts['date'])[:19].replace(':', '')}.json"
    path.parent.mkdir(exist_ok=True)
    result = {
        "facts": facts,
        "measured": each,
        "ratios": _ratios(found),
        "memory_mib": memory,
        "skipped": skipped,
    }
    path.write_text(json.dumps(result, indent=2) + "\n")
    console.print(f"saved as {path.relative_to(ROOT)}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument(
        "--baseline-count", type=int, default=4, help="submissions for pytest and nbgrader, then scaled"
    )
    parser.add_argument(
        "--skip", nargs="*", default=[], choices=["kit", "bare", "pytest", "nbgrader", "memory"]
    )
    parser.add_argument(
        "--nbgrader-python",
        type=os.path.abspath,
        default=sys.executable,
        help="an interpreter that has nbgrader and the kit",
    )
    parser.add_argument("--save", action="store_true", help="also write benchmarks/results/….json")
    return parser.parse_args()


@contextmanager
def _interruptible() -> Iterator[None]:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # folders are cleaned then, too
    try:
        yield
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    with _interruptible():
        if not shutil.which("bwrap"):
            sys.exit("bubblewrap (bwrap) is missing")
        main()
