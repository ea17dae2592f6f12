"""How much room the tolerance leaves: the reference's own spread on one side, the nearest mistake on the other.

    python -m autograder.tolerances [ASSIGNMENT …] [--save FILE] [--against FILE]

Distances are in tolerances: up to 1 two values count as the same (see recording.py). The spread of a comparison is
the greatest distance between the reference's value and what is as right: the reference on other numbers of threads
and in float64, and every alternative. With --save here and --against under another torch, that torch's, too.
"""

import argparse
import math
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import torch
from rich.console import Console
from rich.table import Table
from torch import Tensor

from autograder import probing, suites
from autograder.answers import Answers, Form
from autograder.recording import ASIDE, ATOL, RTOL, Recording, Value, decode, distance, encode

SEEDS = (1, 2, 3)
MOST_SPREAD = 0.5  # of a tolerance: above it a right solution may be refused on another machine
LEAST_DISTANCE = 3.0  # tolerances: below it a mistake may be taken for rounding


@dataclass(frozen=True)
class Comparison:
    """One number (or tensor of them) that probes record, under one seed."""

    exercise: str
    probe: str
    aspect: str
    size: float  # the greatest absolute value expected
    spread: float
    nearest: float  # mistake that shows here; inf: none does

    @property
    def tolerance(self) -> float:
        """At the greatest value."""
        return ATOL + RTOL * self.size


def measure(answers: Answers, saved: Mapping[str, Recording] | None = None) -> list[Comparison]:
    """Every comparison of floats in an assignment, for the seed of `answers`.

    `saved`: what the reference recorded elsewhere, by exercise.
    """
    found = []
    for exercise in answers.suite.exercises:
        expected = answers.expected(exercise)
        right = [*_elsewhere(answers, exercise), (saved or {}).get(exercise, expected)]
        right += [answers.fingerprint(f, exercise) for f in answers.alternatives if f.exercise == exercise]
        wrong = [answers.fingerprint(f, exercise) for f in answers.forms if f.exercise == exercise]
        for probe, aspects in expected.items():
            for aspect, value in aspects.items():
                if isinstance(value, Tensor) and value.is_floating_point() and value.numel():
                    spread = max(_distances(right, probe, aspect, value), default=0.0)
                    nearest = min(
                        (d for d in _distances(wrong, probe, aspect, value) if d > 1), default=math.inf
                    )
                    size = value.nan_to_num(0, 0, 0).abs().max().item()
                    found.append(Comparison(exercise, probe, aspect, size, spread, nearest))
    return found


def hidden(answers: Answers) -> dict[Form, float]:
    """The forms of mistakes that nowhere part from the reference by LEAST_DISTANCE, and by how much they do."""
    found = {}
    for form in answers.forms:
        expected, fingerprint = answers.expected(form.exercise), answers.fingerprint(form, form.exercise)
        most = max(
            distance(fingerprint.get(probe, {}).get(aspect), aspects.get(aspect))
            for probe, aspects in expected.items()
            for aspect in aspects.keys() | fingerprint.get(probe, {}).keys()
            if not aspect.startswith(ASIDE)
        )
        if most < LEAST_DISTANCE:
            found[form] = most
    return found


def _distances(recordings: list[Recording], probe: str, aspect: str, value: Value) -> list[float]:
    there = [recording[probe][aspect] for recording in recordings if aspect in recording.get(probe, {})]
    return [distance(other, value) for other in there]


def _elsewhere(answers: Answers, exercise: str) -> Iterator[Recording]:
    """What the reference records with more threads, and in float64 (where the probe can: its kinds differ then)."""
    threads = torch.get_num_threads()
    try:
        for count in (1, 2, 4):
            torch.set_num_threads(count)
            yield answers.record(answers.source, exercise)
    finally:
        torch.set_num_threads(threads)
    with _float64():
        yield answers.record(answers.source, exercise)


@contextmanager
def _float64() -> Iterator[None]:
    """Inputs and weights of the probes in float64: what then differs is float32's rounding."""
    calm, drawn = probing._calm, probing.Draw.tensor

    def calm_in_float64(key: str) -> None:
        calm(key)
        torch.set_default_dtype(torch.float64)

    def double(draw: probing.Draw, *shape: int, low: float = -1.0, high: float = 1.0) -> Tensor:
        return drawn(draw, *shape, low=low, high=high).double()

    try:
        with (
            mock.patch.object(probing, "_calm", calm_in_float64),
            mock.patch.object(probing.Draw, "tensor", double),
        ):
            yield
    finally:
        torch.set_default_dtype(torch.float32)


def main() -> int:
    """Prints the comparisons with the least room; 1 where some leave too little."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("assignments", nargs="*", default=suites.assignments(), metavar="ASSIGNMENT")
    parser.add_argument("--save", type=Path, help="write what the reference records under this torch")
    parser.add_argument("--against", type=Path, help="such a file, written under another torch")
    parser.add_argument("--all", action="store_true", help="every comparison, not the ten tightest")
    options = parser.parse_args()
    torch.set_num_threads(1)
    saved = dict(_read(options.against)) if options.against else {}
    frames = bytearray()
    tight = 0
    for assignment in options.assignments:
        found: list[Comparison] = []
        for seed in SEEDS:
            answers = Answers(suites.load(assignment), seed)
            frames += b"".join(
                encode(exercise=f"{assignment} {seed} {name}", recording=answers.expected(name))
                for name in answers.suite.exercises
            )
            here = {name: saved.get(f"{assignment} {seed} {name}", {}) for name in answers.suite.exercises}
            found += measure(answers, here)
            for form, most in hidden(answers).items():
                tight += 1
                print(f"{form.id}, form {form.number}: at most {most:.2g} tolerances from the reference")
        tight += sum(c.spread > MOST_SPREAD for c in found)
        _print(assignment, found, None if options.all else 10)
    if options.save:
        options.save.write_bytes(frames)
    return 1 if tight else 0


def _read(path: Path) -> Iterator[tuple[str, Recording]]:
    for frame, recording in decode(path.read_bytes()):
        yield frame.exercise, recording


def _print(assignment: str, found: list[Comparison], count: int | None) -> None:
    table = Table(
        title=f"{assignment}: {len(found)} comparisons, {len(SEEDS)} seeds, torch {torch.__version__}"
    )
    for name in ("exercise", "probe", "aspect"):
        table.add_column(name)
    for name in ("tolerance", "spread", "nearest mistake"):
        table.add_column(name, justify="right")
    for c in sorted(found, key=lambda c: c.spread * LEAST_DISTANCE / c.nearest + c.spread, reverse=True)[
        :count
    ]:
        nearest = "-" if math.isinf(c.nearest) else f"{c.nearest:.3g} ×"
        table.add_row(c.exercise, c.probe, c.aspect, f"{c.tolerance:.2g}", f"{c.spread:.2g} ×", nearest)
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
