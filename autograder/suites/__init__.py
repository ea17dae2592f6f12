"""The suites: per assignment its exercises, its probes and its graded tests.

A suite is a folder here with `__init__.py`, `probes.py` and `test_<assignment>.py`. Nothing else has to be
registered. `__init__.py` has EXERCISES and may have ASPECTS, what the probes record in the words of people,
BANNED, the libraries that a submission must do without, IMPORTED, those that many submissions import, and SLOW, how
many times as long as elsewhere it may take.
"""

from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # it imports torch
    from autograder.probing import Probe
    from autograder.text import Text

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Exercise:
    """Points of an exercise, and the title of the slide that teaches it."""

    points: float
    slide: str


@dataclass(frozen=True)
class Suite:
    assignment: str
    exercises: dict[str, Exercise]
    probes: "tuple[Probe, ...]"
    aspects: "dict[str, Text]" = field(default_factory=dict)
    banned: tuple[str, ...] = ()
    imported: tuple[str, ...] = ()  # before the fork, so that it takes no time of any submission
    slow: float = 1.0

    def of(self, exercise: str) -> "list[Probe]":
        return [probe for probe in self.probes if probe.exercise == exercise]

    @property
    def tests(self) -> Path:
        return FOLDER / self.assignment / f"test_{self.assignment}.py"


def assignments() -> list[str]:
    """The names of all assignments."""
    return sorted(path.parent.name for path in FOLDER.glob("*/probes.py"))


def exercises(assignment: str) -> dict[str, Exercise]:
    """The exercises of an assignment, without its probes (and without importing torch)."""
    found: dict[str, Exercise] = import_module(f"{__name__}.{assignment}").EXERCISES
    return found


def load(assignment: str, device: str = "cpu") -> Suite:
    """Imports a suite and its probes (and with them torch); with device "cuda", those for a GPU come on top."""
    from autograder import compiler
    from autograder.probing import Probe

    compiler.put_off()
    probes = import_module(f"{__name__}.{assignment}.probes")
    found = tuple(value for value in vars(probes).values() if isinstance(value, Probe))
    if device == "cuda":
        found += tuple(probe.on_gpu() for probe in found if probe.gpu)
    package = import_module(f"{__name__}.{assignment}")
    return Suite(
        assignment,
        package.EXERCISES,
        found,
        getattr(package, "ASPECTS", {}),
        getattr(package, "BANNED", ()),
        getattr(package, "IMPORTED", ()),
        getattr(package, "SLOW", 1.0),
    )
