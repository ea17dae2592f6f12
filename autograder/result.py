"""The result of one submission, as CONTRACT.md fixes it: the one model behind every report."""

import json
from typing import Literal

import msgspec

Status = Literal["graded", "unreadable", "missing", "timeout", "memory", "crashed"]
Outcome = Literal["passed", "failed", "error", "skipped"]


class TestResult(msgspec.Struct, frozen=True, kw_only=True):
    """One graded test. `message` says what was called and what came back, `hint` where to look."""

    __test__ = False  # pytest: not a test class

    name: str
    title: str  # what the test asks, in words
    score: float
    max_score: float
    outcome: Outcome
    message: str = ""
    hint: str = ""


class MistakeFound(msgspec.Struct, frozen=True, kw_only=True):
    """A known mistake that the submission's behaviour matches, in the words for its student."""

    id: str
    title: str
    hint: str
    slide: str


class ExerciseResult(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    score: float
    max_score: float
    mistakes: list[str]
    slide: str
    explanations: list[MistakeFound]
    observations: list[str]  # what was seen where no known mistake explains it; of right code, bad habits
    tests: list[TestResult]


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is told about one submission; the same input gives the same bytes."""

    schema: int = 1
    assignment: str
    student: str
    score: float
    max_score: float
    status: Status
    seed: int
    device: str
    isolation: str
    kit_version: str
    submission_sha256: str
    lang: Literal["es", "en"]
    notes: list[str]  # what was left out while reading, and why
    exercises: list[ExerciseResult]
    worth_reading: list[str] = []  # words for which a person should read the file
    unseen: list[str] = []  # exercises whose answers nobody saw come about: the same


def encode(result: Result) -> bytes:
    """The JSON of a result, indented, with a final newline. What a terminal would obey or hide is escaped."""
    lines = msgspec.json.format(msgspec.json.encode(result), indent=2).decode().split("\n")
    return "".join((line if line.isprintable() else _escaped(line)) + "\n" for line in lines).encode()


def _escaped(line: str) -> str:
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in line)


def decode(data: bytes) -> Result:
    """Raises msgspec.ValidationError when `data` is no result."""
    return msgspec.json.decode(data, type=Result)
