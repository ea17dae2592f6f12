"""Where the time of one submission goes: medians in milliseconds. It asserts nothing.

    python benchmarks/profile_submission.py [--runs 20] [--number 1]

The part in the sandbox runs in a Python inside the kit's own bubblewrap, as the fork server does; the trusted
part (verdicts in sessions of 20, diagnosis, files) runs here.
"""

import argparse
import contextlib
import io
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import class_of
import torch
from rich.console import Console
from rich.table import Table

from autograder import grading, plugin, recording, results_folder, suites
from autograder.answers import Answers
from autograder.diagnosis import deviations, diagnose
from autograder.feedback.page import page
from autograder.result import encode
from autograder.sandbox import fork_server

ASSIGNMENT = class_of.ASSIGNMENT
SESSION = 20  # submissions in one pytest session

INSIDE = r'''
import json, os, resource, sys, time
from autograder import recording, suites
from autograder.probing import run_exercise
from autograder.reading import define, read
from autograder.sandbox import child, confinement, server, wire

runs, assignment, exercises, source = json.load(sys.stdin)
data = source.encode()
began = time.perf_counter()
confinement.become_ordinary()
server.import_everything(assignment)
found = [{"imports (once)": time.perf_counter() - began}]
now, spent = time.monotonic, time.process_time
job = wire.Job(
    assignment=assignment, exercises=exercises, suffix=".py", seed=7, device="cpu", seconds=12.0, memory=1024
)
lane = os.fork()
if lane:
    os.waitpid(lane, 0)
    os._exit(0)
confinement.adopt_orphans()


def stages(frames):
    """What child.main does, with a clock."""
    stamps = [("start", now())]
    stamp = lambda name: stamps.append((name, now()))
    reading = read(data, job.suffix)
    stamp("read")
    suite = suites.load(job.assignment)
    subject, notes = define(reading, suite.exercises, seconds=5.0)
    stamp("define")
    for exercise in job.exercises:
        answers = {}
        for probe in suite.of(exercise):
            answers |= run_exercise(subject, exercise, [probe], seed=job.seed, seconds=12)
            stamp(f"probe {probe.name}")
        recording.encode(exercise=exercise, recording=answers)
        stamp("encode")
    usage = resource.getrusage(resource.RUSAGE_SELF)
    stamp("end")
    child._write(frames, json.dumps([stamps, usage.ru_minflt, usage.ru_utime, usage.ru_stime]).encode())


for _ in range(runs):
    reader, writer = os.pipe()
    t0 = now()
    def run():
        os.closerange(3, writer)
        os.closerange(writer + 1, 256)
        stages(writer)
    pid = confinement.spawn(run, cpu_seconds=60, memory=2**30)
    t1 = now()
    os.close(writer)
    text = b""
    while chunk := os.read(reader, 2**16):
        text += chunk
    os.close(reader)
    t2 = now()
    os.waitpid(pid, 0)
    t3 = now()
    stamps, faults, user, system = json.loads(text)
    one = {"fork and confine": stamps[0][1] - t0, "of which clone returns": t1 - t0}
    for (_, before), (name, after) in zip(stamps, stamps[1:]):
        one[name] = one.get(name, 0.0) + after - before
    one |= {"exit until the pipe closes": t2 - stamps[-1][1], "exit until init is reaped": t3 - t2}
    one |= {"all": t3 - t0}
    one |= {"page faults": faults / 1000, "user CPU": user, "system CPU": system}
    found.append(one)

# the same by the server's own code
import socket
ours, theirs = socket.socketpair()
for _ in range(runs):
    t0 = now()
    end, frames = server._run(job, data, ours, confinement.spawn)
    found.append({"server._run": now() - t0})
print(json.dumps(found))
sys.stdout.flush()
os._exit(0)
'''


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument(
        "--number", type=int, default=0, help="which submission of the benchmark's class; odd ones are wrong"
    )
    options = parser.parse_args()
    source = class_of.sources(options.number + 1)[-1]
    torch.set_num_threads(1)
    console = Console()
    _print(console, "in the sandbox", _in_sandbox(source, options.runs), total="server._run")
    _print(console, "on the trusted side", _trusted(source, options.runs), total=None)


def _in_sandbox(source: str, runs: int) -> dict[str, float]:
    command = [*fork_server.bubblewrap(), "-c", INSIDE]
    given = json.dumps([runs, ASSIGNMENT, list(suites.exercises(ASSIGNMENT)), source])
    done = subprocess.run(
        command, input=given, env=fork_server.ENVIRONMENT, check=True, stdout=subprocess.PIPE, text=True
    )
    return _medians(json.loads(done.stdout))


def _medians(found: list[dict[str, float]]) -> dict[str, float]:
    names = dict.fromkeys(name for one in found for name in one)
    return {name: 1000 * statistics.median(one[name] for one in found if name in one) for name in names}


def _trusted(source: str, runs: int) -> dict[str, float]:
    """Milliseconds for one submission of each step after its process has answered."""
    run = grading.Run(ASSIGNMENT, seed=7)
    suite = suites.load(ASSIGNMENT)
    job = run.job(suite, ".py")
    found: dict[str, float] = {}

    def timed(name: str, work: Callable[[], object], times: int = runs, share: int = 1) -> None:
        taken = []
        for _ in range(times):
            started = time.perf_counter()
            work()
            taken.append(time.perf_counter() - started)
        found[name] = 1000 * statistics.median(taken) / share

    answers = Answers(suite, run.seed)
    started = time.perf_counter()
    for exercise in suite.exercises:
        answers.expected(exercise)
    found["expected recordings (once a run)"] = 1000 * (time.perf_counter() - started)
    with fork_server.ForkServer(assignment=ASSIGNMENT) as server:
        server.wait_until_ready()
        timed("ForkServer.run: the sandbox, the wire and parsing", lambda: server.run(job, source.encode()))
        answer = server.run(job, source.encode())
    frames = _frames(answer)
    timed("parse frames", lambda: fork_server._parse(frames, job.exercises, fork_server.Answer()))
    case = grading._settled(grading.Case("student", "", answer, answers, False))
    cases = [case] * SESSION
    plugin.judge(suite.tests, cases, "cpu")
    timed(
        "pytest verdicts, in sessions of 20",
        lambda: plugin.judge(suite.tests, cases, "cpu"),
        max(3, runs // 4),
        SESSION,
    )
    timed("a pytest session of one", lambda: plugin.judge(suite.tests, [case], "cpu"), max(3, runs // 4))
    timed("comparisons alone", lambda: _compare(case))
    verdicts = plugin.judge(suite.tests, [case], "cpu")[0]
    started = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):  # some mistakes print
        grading._exercises(run, case, verdicts, answers)
    found["diagnosis, first time: fingerprints (once a run)"] = 1000 * (time.perf_counter() - started)
    timed("result with diagnosis", lambda: grading._exercises(run, case, verdicts, answers))
    failing = [
        name
        for name in suite.exercises
        if any(v.exercise == name and v.outcome == "failed" for v in verdicts)
    ]
    timed(
        "of which diagnosis",
        lambda: [diagnose(name, case.answer.recordings[name], answers) for name in failing],
    )
    result = _result(run, case, verdicts, answers)
    timed("JSON", lambda: encode(result))
    timed("HTML page", lambda: page(result))
    with tempfile.TemporaryDirectory() as folder:
        out = results_folder.ResultsFolder(Path(folder))
        out.begin(run)
        timed("JSON and page written", lambda: out.write(result))
    timed("kit_version, uncached (once a run)", grading.kit_version.__wrapped__)
    return found


def _frames(answer: fork_server.Answer) -> bytes:
    """What the submission's process wrote."""
    each = (recording.encode(exercise=name, recording=found) for name, found in answer.recordings.items())
    return recording.encode(notes=[]) + b"".join(each)


def _compare(case: grading.Case) -> None:
    for name in case.answers.suite.exercises:
        deviations(case.answer.recordings[name], case.answers.expected(name))


def _result(
    run: grading.Run, case: grading.Case, verdicts: list[plugin.Verdict], answers: Answers
) -> grading.Result:
    exercises = grading._exercises(run, case, verdicts, answers)
    return grading.Result(
        assignment=run.assignment, student="student", status="graded", seed=7,
        score=sum(e.score for e in exercises), max_score=100.0, device="cpu", isolation="sandbox",
        kit_version=grading.kit_version(), submission_sha256="", lang="es", notes=[], exercises=exercises,
    )  # fmt: skip


def _print(console: Console, title: str, found: dict[str, float], total: str | None) -> None:
    table = Table("step", title=title)
    table.add_column("ms (median)", justify="right")
    table.add_column("%", justify="right")
    for name, value in found.items():
        counts = name == "page faults"
        share = f"{100 * value / found[total]:.1f}" if total and not counts and "once" not in name else ""
        table.add_row(name, f"{value:.0f} faults" if counts else f"{value:.2f}", share)
    console.print(table)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
