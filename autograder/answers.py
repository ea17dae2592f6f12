"""The trusted side's knowledge: the reference, the known mistakes, and what the probes record on each.

A mistake is a file `reference_solution/mistakes/<assignment>/<id>.py`: a first cell with TITLE, HINT, SLIDE (and
LOOKS_LIKE, the ids that no probe can tell from it; SOMETIMES, where no probe sees it under every seed), then one
cell (`# %%`) per form in which students write it. A form defines one exercise anew (and whatever it needs);
everything else is the reference's. An alternative, `reference_solution/alternatives/<assignment>/<name>.py`,
is written in the same way and is correct.
"""

import os
import re
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import cached_property
from io import StringIO
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from unittest import mock

from autograder.banned import without
from autograder.composition import merged
from autograder.suites import Suite
from autograder.text import Text

if TYPE_CHECKING:  # it imports torch
    from autograder.diagnosis import Aspect
    from autograder.recording import Recording

_CELL = re.compile(r"^# %%.*$", re.MULTILINE)
_IN_MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # a disk takes a third of a4's time
SECONDS = 60.0  # for one exercise of a mistake, which may hang
PATIENCE = 3600.0  # with the reference: a busy machine is no reason to compare with nothing


class NoAnswers(LookupError):
    """There is no reference solution on this machine."""


def folder() -> Path:
    """The folder `reference_solution`: named by AUTOGRADER_ANSWERS, or beside the package, or in the working directory."""
    named = os.environ.get("AUTOGRADER_ANSWERS")
    candidates = (
        [Path(named)]
        if named
        else [Path(__file__).parents[1] / "reference_solution", Path("reference_solution")]
    )
    for candidate in candidates:
        if candidate.is_dir():
            return candidate.resolve()
    raise NoAnswers(str(candidates[0]))


@dataclass(frozen=True)
class Form:
    """One way to write a mistake (or an alternative): source text that replaces one exercise of the reference."""

    id: str
    number: int
    exercise: str
    source: str
    line: int  # of the cell in its file


@dataclass(frozen=True)
class Pattern:
    """What a form does to its exercise whatever the seed (see patterns.py)."""

    probes: frozenset[str]  # that ever see it
    twin: bool  # a form of the same mistake before it records the same
    always: "dict[Aspect, Any]"  # where it always deviates → what is known of the value


@dataclass(frozen=True)
class Mistake:
    id: str
    title: Text
    hint: Text
    slide: str
    looks_like: frozenset[str]
    sometimes: bool  # it shows under most seeds only: where losses turn is chance
    forms: tuple[Form, ...]


@dataclass
class Answers:
    """The reference and the mistakes of one suite, and their recordings for one seed."""

    suite: Suite
    seed: int
    complete: bool = False  # run every probe on every form, without what patterns.py knows
    _expected: "dict[str, Recording]" = field(default_factory=dict)
    _fingerprints: "dict[tuple[Form, str], Recording]" = field(default_factory=dict)
    _glimpses: "dict[tuple[Form, str], Recording]" = field(default_factory=dict)
    _merged: dict[tuple[Form, Form], str | None] = field(default_factory=dict)

    @cached_property
    def source(self) -> str:
        return (folder() / f"{self.suite.assignment}.py").read_text("utf-8")

    @cached_property
    def mistakes(self) -> dict[str, Mistake]:
        paths = sorted((folder() / "mistakes" / self.suite.assignment).glob("*.py"))
        return {path.stem: _mistake(path, self.suite) for path in paths}

    @property
    def forms(self) -> list[Form]:
        """The forms of all mistakes."""
        return [form for mistake in self.mistakes.values() for form in mistake.forms]

    @cached_property
    def patterns(self) -> dict[Form, Pattern]:
        """What each form changes whatever the seed; without an entry where that is not known."""
        from autograder import patterns

        return patterns.load(self)

    @cached_property
    def alternatives(self) -> list[Form]:
        """Of all exercises: other ways to write them that are correct."""
        paths = sorted((folder() / "alternatives" / self.suite.assignment).glob("*.py"))
        return [form for path in paths for form in forms(path, self.suite)]

    def submission(self, form: Form) -> str:
        """A whole submission in which one exercise is as the form has it."""
        return f"{self.source}\n\n{form.source}"

    def expected(self, exercise: str) -> "Recording":
        """What the reference records."""
        if exercise not in self._expected:
            self._expected[exercise] = self.record(self.source, exercise, seconds=PATIENCE)
        return self._expected[exercise]

    def fingerprint(self, form: Form, exercise: str, also: Iterable[str] = ()) -> "Recording":
        """What a form of a mistake records in `exercise`, its own or one that builds on it.

        Where a pattern tells which probes see the form, the others are taken to record what the reference does,
        but for those named in `also` and those on a GPU, of which patterns know nothing.
        """
        pattern = self.patterns.get(form) if exercise == form.exercise and not self.complete else None
        probes = self.suite.of(exercise)
        wanted = {probe.name for probe in probes if pattern is None or probe.device != "cpu"}
        if pattern is not None:
            wanted |= pattern.probes | {*also}
        known = self._fingerprints.setdefault((form, exercise), {})
        if not wanted <= known.keys():
            known |= self.record(self.submission(form), exercise, wanted)
        return self.expected(exercise) | known

    def glimpse(self, form: Form, probe: str) -> "Recording":
        """What a form of a mistake records in one probe of its exercise, where that runs alone."""
        if (form, probe) not in self._glimpses:
            self._glimpses[form, probe] = self.record(self.submission(form), form.exercise, [probe])
        return self._glimpses[form, probe]

    def both(
        self, one: Form, other: Form, exercise: str, only: Collection[str] | None = None
    ) -> "Recording | None":
        """What a submission with the mistakes of two forms records; None where the two cannot be joined."""
        pair = (one, other)
        if pair not in self._merged:
            right = [form.source for form in self.alternatives if form.exercise == exercise]
            self._merged[pair] = merged(one.source, other.source, [self.source, *right])
        source = self._merged[pair]
        return None if source is None else self.record(f"{self.source}\n\n{source}", exercise, only)

    def record(
        self, source: str, exercise: str, only: Collection[str] | None = None, seconds: float = SECONDS
    ) -> "Recording":
        """What the probes of an exercise (or `only` those named) record on a trusted source text, judged."""
        from autograder.probing import judged

        return judged(self.evidence(source, exercise, only, seconds), self.suite.of(exercise), self.seed)

    def evidence(
        self, source: str, exercise: str, only: Collection[str] | None = None, seconds: float = SECONDS
    ) -> "Recording":
        """The same before it is judged, as a submission's process sends it."""
        import torch

        from autograder.probing import run_exercise

        probes = [probe for probe in self.suite.of(exercise) if only is None or probe.name in only]
        subject = ModuleType("submission")
        with (
            without(self.suite.banned),
            redirect_stdout(StringIO()),
            redirect_stderr(StringIO()),
            mock.patch.object(tempfile, "tempdir", _IN_MEMORY or tempfile.tempdir),
        ):
            exec(compile(source, "<reference>", "exec"), subject.__dict__)
            dtype = torch.get_default_dtype()
            return run_exercise(subject, exercise, probes, seed=self.seed, seconds=seconds, dtype=dtype)


def forms(path: Path, suite: Suite) -> tuple[Form, ...]:
    """The cells of a mistake's or an alternative's file after the first."""
    return tuple(_forms(path, suite))


def _forms(path: Path, suite: Suite) -> Iterator[Form]:
    text = path.read_text("utf-8")
    cuts = [match.start() for match in _CELL.finditer(text)] + [len(text)]
    for number, (start, end) in enumerate(pairwise(cuts), start=1):
        source = text[start:end]
        defined = re.findall(r"^(?:def|class) (\w+)", source, re.MULTILINE)
        exercises = [name for name in suite.exercises if name in defined]
        if not exercises:
            raise ValueError(f"{path.name}, cell {number}: defines no exercise of {suite.assignment}")
        yield Form(path.stem, number, exercises[0], source, text.count("\n", 0, start) + 1)


def _mistake(path: Path, suite: Suite) -> Mistake:
    head: dict[str, Any] = {}
    exec(compile(_CELL.split(path.read_text("utf-8"))[0], str(path), "exec"), head)
    looks_like = frozenset(head.get("LOOKS_LIKE", ()))
    return Mistake(
        path.stem,
        head["TITLE"],
        head["HINT"],
        head["SLIDE"],
        looks_like,
        bool(head.get("SOMETIMES")),
        forms(path, suite),
    )
