"""Habits that give right numbers and are bad all the same: seen while an exercise runs, told without costing points."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType, ModuleType
from typing import Any
from unittest import mock

import torch

from autograder.probing import Probe, run_exercise
from autograder.recording import ASIDE, Recording, asides
from autograder.text import Text
from autograder.wording import worded

HABITS = {
    "retain-graph-needless": Text(
        "tu backward conserva el grafo (retain_graph). Aquí nadie vuelve a usarlo: solo ocupa memoria.",
        "your backward keeps the graph (retain_graph). Nobody uses it again here: it only takes memory.",
    ),
    "weights-only-false-blindly": Text(
        "abres el archivo con weights_only=False. Eso puede ejecutar código ajeno que venga adentro; un checkpoint de "
        "tensores y números se lee sin eso.",
        "you open the file with weights_only=False. That may run somebody else's code that comes in it; a checkpoint "
        "of tensors and numbers can be read without.",
    ),
}


def run_watched(subject: ModuleType, exercise: str, probes: Sequence[Probe], **options: Any) -> Recording:
    """`run_exercise`, with the habits that were seen, and how it is worded, beside what the last probe recorded."""
    with _watched() as seen:
        recording = run_exercise(subject, exercise, probes, **options)
    for told in sorted(seen | worded(subject, exercise)):
        recording[probes[-1].name][f"{ASIDE}{told}"] = True
    return recording


def told(recording: Recording) -> list[Text]:
    """What a student is told of the habits in a recording."""
    seen = asides(recording)
    return [text for habit, text in HABITS.items() if habit in seen]


def _by_the_kit(caller: FrameType) -> bool:
    """Whether a probe of a4 reads a file for itself."""
    return caller.f_code.co_name == "_read" and caller.f_globals.get("__name__", "").startswith("autograder.")


@contextmanager
def _watched() -> Iterator[set[str]]:
    seen: set[str] = set()

    def noting(habit: str, function: Callable[..., Any], argument: str, value: bool) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if kwargs.get(argument) is value and not _by_the_kit(sys._getframe(1)):
                seen.add(habit)
            return function(*args, **kwargs)

        return call

    keeps = "retain-graph-needless", torch.Tensor.backward, "retain_graph", True
    opens = "weights-only-false-blindly", torch.load, "weights_only", False
    with (
        mock.patch.object(torch.Tensor, "backward", noting(*keeps)),
        mock.patch.object(torch, "load", noting(*opens)),
    ):
        yield seen
