"""Whatever comes back from a submission's process, grading it raises nothing, and damage is worth no point.

The submissions here are bytes that a server takes for what a process has answered, so that everything from the first
byte of a frame to the page of a student is what runs in a class. `FUZZ=1000` tries as many of each kind.
"""

import socket
import struct
from collections.abc import Iterator
from functools import lru_cache
from io import StringIO
from pathlib import Path
from random import Random
from unittest import mock

import msgspec
import pytest
import torch
from fuzzing import CASES, many
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from autograder import probing, suites
from autograder.answers import Answers
from autograder.checks import Check
from autograder.feedback.page import page
from autograder.feedback.table import grades_csv
from autograder.feedback.terminal import show
from autograder.grading import PUBLIC_SEED, Run, grade
from autograder.recording import Recording, Value, encode
from autograder.result import Result
from autograder.result import encode as encode_result
from autograder.sandbox import wire
from autograder.sandbox.fork_server import ForkServer
from autograder.submissions import Submission
from autograder.text import Text

SEED = PUBLIC_SEED  # what mistakes record there is in the package, so that nothing runs but what is tested
TOGETHER = 25  # judged in one pytest session, which costs more than the cases
ASSIGNMENTS = suites.assignments()


class Answering(ForkServer):
    """A server that runs nothing: what it is given is what came back, and after that nothing more."""

    def __enter__(self) -> "Answering":
        return self

    def __exit__(self, *_: object) -> None: ...

    def wait_until_ready(self) -> None: ...

    def _ask(self, job: wire.Job, data: bytes) -> tuple[wire.End, bytes]:
        first = len(job.exercises) == len(suites.exercises(job.assignment))
        return wire.End("done", ""), data if first else b""


@lru_cache
def sent(assignment: str) -> dict[str, bytes]:
    """By exercise, the frame of a submission that gets it wrong, under this very seed."""
    answers = Answers(suites.load(assignment), SEED)
    found = {}
    for exercise in answers.suite.exercises:
        form = next(form for form in answers.forms if form.exercise == exercise)
        evidence = answers.evidence(answers.submission(form), exercise)
        found[exercise] = encode(exercise=exercise, recording=evidence)
    return found


def graded(assignment: str, place: Path, answers: list[bytes]) -> list[Result]:
    """What a class gets whose processes answered these bytes; pages and tables come without an exception, too."""
    submissions = []
    for number, data in enumerate(answers):
        path = place / f"{number:03}.py"
        path.write_bytes(data or b"\n")
        submissions.append(Submission(path.stem, path))
    results = sorted(
        grade(Run(assignment, SEED, public=True), submissions, server=Answering()),
        key=lambda result: result.student,
    )
    assert len(results) == len(answers)
    for number, result in enumerate(results):
        assert msgspec.json.decode(encode_result(result), type=Result) == result
        if number % 5 == 0:  # they take as long as all the rest
            page(result)
            show(result, Console(file=StringIO(), width=80))
    grades_csv(results, list(suites.exercises(assignment)))
    return results


@lru_cache
def undamaged(assignment: str, place: Path) -> dict[str, float]:
    """What they are worth, with all that a constant loses: damage may make it look like none."""
    with mock.patch.object(Check, "answers"):
        (result,) = graded(assignment, place, [b"".join([encode(notes=[]), *sent(assignment).values()])])
    return {exercise.name: exercise.score for exercise in result.exercises}


@st.composite
def damage(draw: st.DrawFn, data: bytes) -> bytes:
    """The bytes, changed, cut, doubled, moved or filled up in some places."""
    damaged = bytearray(data)
    for _ in range(draw(st.integers(1, 4))):
        at, length = (
            draw(st.integers(0, max(0, len(damaged) - 1))),
            draw(st.sampled_from([1, 2, 8, 40, 1000])),
        )
        match draw(st.sampled_from(["change", "cut", "double", "insert", "end", "zero", "length"])):
            case "change" if damaged:
                damaged[at] = draw(st.integers(0, 255))
            case "cut":
                del damaged[at : at + length]
            case "double":
                damaged[at:at] = damaged[at : at + length]
            case "insert":
                damaged[at:at] = draw(st.binary(min_size=1, max_size=20))
            case "end":
                del damaged[at:]
            case "zero":
                damaged[at : at + length] = bytes(min(length, len(damaged) - at))
            case "length":
                damaged[at : at + 4] = struct.pack(">I", draw(st.integers(0, 2**32 - 1)))
    return bytes(damaged)


VALUES: list[Value] = [
    None, True, False, 0, 1, -1, 2**63 - 1, -(2**63), "", "x" * 20_000, "1e999", "nan", "[", "float", "\ud800", "\x1b[2J",
    "<script>", [], [0], ["x", -1], list(range(5000)), [2**63 - 1, "train"],
    torch.zeros((), dtype=torch.float64), torch.zeros((0, 3), dtype=torch.float64), torch.tensor([-(2**63), 2**63 - 1]),
    torch.full((70_000,), float("nan"), dtype=torch.float64), torch.full((300,), 2**62), torch.arange(24).reshape(1, 2, 3, 4),
    torch.tensor([float("inf"), -float("inf"), -0.0], dtype=torch.float64), torch.zeros(1, 1, 1, dtype=torch.float64),
]  # fmt: skip


def disturbed(honest: Recording, chance: Random) -> Recording:
    """A recording in which some probes are missing, some aspects hold something else, and some are nobody's."""
    made: Recording = {}
    everything = [value for aspects in honest.values() for value in aspects.values()] + VALUES
    for probe, aspects in honest.items():
        if chance.random() < 0.2:
            continue
        made[probe] = dict(aspects)
        for aspect in chance.sample(sorted(aspects), min(len(aspects), chance.randrange(5))):
            value = chance.choice(everything if chance.random() < 0.7 else VALUES)
            if isinstance(value, torch.Tensor) and value.numel() and chance.random() < 0.5:
                value = value.flatten()[: chance.randrange(1, value.numel() + 1)].clone()
                value[chance.randrange(len(value))] = chance.choice([0, -1, 7, 2**40])
            made[probe][aspect] = value
        if chance.random() < 0.2:
            made[probe][chance.choice(["raised", "~message", "~line", "", "\x1b", "order"])] = chance.choice(
                VALUES
            )
    return made


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("answers")


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_damaged_frames_are_worth_no_more_than_whole_ones(assignment, place):
    whole = b"".join([encode(notes=[("es", "en")]), *sent(assignment).values()])
    most = undamaged(assignment, place)
    assert 0 <= sum(most.values()) < 100

    @many(max(1, CASES // TOGETHER))
    @given(st.lists(damage(whole), min_size=TOGETHER, max_size=TOGETHER))
    def check(answers):
        for result in graded(assignment, place, answers):
            for exercise in result.exercises:
                assert exercise.score <= most[exercise.name]

    check()


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_whatever_a_recording_holds_it_is_judged(assignment, place):
    """Evidence, too: what a judge makes of it is the grader's own code."""
    from autograder.recording import decode

    honest = {exercise: next(decode(frame))[1] for exercise, frame in sent(assignment).items()}

    @many(max(1, CASES // TOGETHER))
    @given(st.lists(st.integers(0, 2**64), min_size=TOGETHER, max_size=TOGETHER, unique=True))
    def check(seeds):
        answers = [
            b"".join(
                [
                    encode(notes=[]),
                    *(encode(exercise=e, recording=disturbed(r, chance)) for e, r in honest.items()),
                ]
            )
            for chance in map(Random, seeds)
        ]
        for result in graded(assignment, place, answers):
            assert 0 <= result.score < 100

    check()


def test_missing_late_and_doubled_frames(place):
    assignment = "a2_training_loop"
    frames, most = sent(assignment), undamaged(assignment, place)
    first = encode(notes=[])
    every = list(frames.values())
    answers = [
        b"", first, first * 2, b"".join(every), first + b"".join(reversed(every)), first + every[0] * 3,
        first + every[1], first + b"".join(every) + first, first + b"".join(every) * 2, first + b"\0" + b"".join(every),
    ]  # fmt: skip
    for result in graded(assignment, place, answers):
        for exercise in result.exercises:
            assert exercise.score <= most[exercise.name]


# ------------------------------------------------------------------------------------- between grader and lane


def received(data: bytes) -> object:
    """What the grader makes of bytes on a lane's socket, which then closes."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(5)
        theirs.sendall(data)
        theirs.shutdown(socket.SHUT_WR)
        try:
            return wire.receive(ours, wire.End)
        except wire.Closed:
            return None


@many()
@given(st.binary(max_size=300))
def test_arbitrary_bytes_from_a_lane_are_a_message_or_its_end(data):
    received(data)


def messages() -> Iterator[bytes]:
    for end, blob in ((wire.End("done", ""), b""), (wire.End("crashed", "é\n" * 50), bytes(500))):
        head = msgspec.json.encode(end)
        yield struct.pack(">II", len(head), len(blob)) + head + blob


@many()
@given(st.sampled_from(list(messages())).flatmap(damage))
def test_damaged_messages_from_a_lane_are_a_message_or_its_end(data):
    found = received(data[:50_000])
    assert found is None or isinstance(found[0], wire.End)


@many()
@given(st.binary(max_size=10), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_a_message_above_the_limit_is_not_waited_for(data, head, blob):
    whole = received(struct.pack(">II", head, blob) + data)
    assert whole is None or head + blob <= len(data)


def test_a_judge_that_ponders_for_too_long_is_ended(monkeypatch):
    def judge(evidence, draw, record):
        record["first"] = evidence["some"]
        while True:
            record["last"] = False

    monkeypatch.setattr(probing, "JUDGE_SECONDS", 0.2)
    slow = probing.Probe("slow", "mae", Text("", ""), lambda *_: None, judge)
    told = probing.judged({"slow": {"some": 1, "raised": "Error"}}, [slow], seed=1)
    assert told == {"slow": {"raised": "Error", "first": 1, "last": False}}
