"""What graded tests call: compare one aspect of a submission's recording with the reference's, and say how they differ."""

import re
from dataclasses import dataclass

import pytest
import torch
from torch import Tensor

from autograder.probing import unwritten
from autograder.recording import ASIDE, Recording, Value, same
from autograder.result import Status
from autograder.suites import Suite
from autograder.text import Text


class Deviation(pytest.fail.Exception):  # type: ignore[name-defined,misc]
    """A graded test that failed; `text` says what was called and what came back."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.es, pytrace=False)  # the text says it all; formatting a traceback costs 10 ms
        self.text = text


@dataclass(frozen=True)
class Check:
    """The recordings of one exercise: a submission's and the reference's.

    `failure` is how the submission's process ended in this exercise, if it did. `public` allows numbers in the
    text: only where the seed is no secret.
    """

    suite: Suite
    exercise: str
    actual: Recording
    expected: Recording
    failure: Status | None
    public: bool

    def value(self, probe: str, *aspects: str) -> None:
        """Raises Deviation unless every aspect has the reference's value."""
        __tracebackhide__ = True
        for aspect in aspects:
            self._compare(probe, aspect, aspect)

    def kind(self, probe: str, *aspects: str) -> None:
        """The same of what kind of object was returned: type, shape, dtype, graph."""
        __tracebackhide__ = True
        for aspect in aspects:
            self._compare(probe, f"{aspect} kind", aspect)

    def finishes(self, probe: str, *aspects: str) -> None:
        """The same as `value`, and the probe came to its end."""
        __tracebackhide__ = True
        if "raised" in self.actual.get(probe, {"raised": ""}):
            raise Deviation(self._called(probe, self._no_answer(probe)))
        self.value(probe, *aspects)

    def answers(self, probe: str, *aspects: str) -> None:
        """Raises Deviation unless something came back there, be it wrong: numbers that are not all the same.

        For tests of what an exercise must not do or must refuse: who does nothing, or refuses everything, has not
        earned them.
        """
        __tracebackhide__ = True
        actual, expected = self.actual.get(probe, {}), self.expected[probe]
        values = [actual.get(aspect) for aspect in aspects]
        right = all(same(value, expected[aspect]) for value, aspect in zip(values, aspects, strict=True))
        alike = len(values) > 1 and all(same(value, values[0]) for value in values)
        if right or not (alike or any(map(_says_nothing, values))):
            return
        if "raised" in actual or not actual:
            raise Deviation(self._called(probe, self._no_answer(probe)))
        raise Deviation(self._called(probe, NOTHING.format(aspect=self._in_words(aspects[0]))))

    def some(self, probe: str, *aspects: str) -> None:
        """Raises Deviation unless at least one of the aspects has the reference's value.

        For tests of what is also true of who does next to nothing.
        """
        __tracebackhide__ = True
        actual, expected = self.actual.get(probe, {}), self.expected[probe]
        if not any(name in actual and same(actual[name], expected[name]) for name in aspects):
            self.value(probe, aspects[0])

    def _compare(self, probe: str, aspect: str, shown: str) -> None:
        __tracebackhide__ = True
        actual, expected = self.actual.get(probe, {}), self.expected[probe]
        if aspect in actual and same(actual[aspect], expected[aspect]):
            return
        ended = "raised" in actual or (not actual and (self.failure or probe not in self.actual))
        if unwritten(str(actual.get("raised", ""))) or (aspect not in actual and ended):
            raise Deviation(self._called(probe, self._no_answer(probe)))
        kind = f"{shown} kind"
        if kind in expected and not _like(actual.get(kind), expected[kind]):
            what = KIND.format(got=_words(actual.get(kind)), expected=_words(expected[kind]))
        elif aspect not in actual:
            what = NOTHING.format(aspect=self._in_words(aspect))
        else:
            what = self._difference(aspect, actual[aspect], expected[aspect])
        raise Deviation(self._called(probe, what))

    def _called(self, probe: str, what: Text) -> Text:
        if what in (MISSING, STUB):  # whatever it is called with
            return Text(f"{self.exercise} {what.es}", f"{self.exercise} {what.en}")
        called = next(p.called for p in self.suite.probes if p.name == probe)
        return Text(
            f"Llamé a {self.exercise} con {called.es}: {what.es}",
            f"I called {self.exercise} with {called.en}: {what.en}",
        )

    def _no_answer(self, probe: str) -> Text:
        """Why the probe has nothing to compare."""
        actual = self.actual.get(probe, {})
        raised = str(actual.get("raised", ""))
        if not actual:
            return ENDED[self.failure or "crashed"]
        if raised == "missing":
            return MISSING
        if unwritten(raised):
            return STUB
        if raised == "OutOfTime":
            return ENDED["timeout"]
        if out_of_memory(raised):
            return ENDED["memory"]  # whether it or the watch came first is chance
        line = actual.get(f"{ASIDE}line")
        where = Text(f" ({line})", f" ({line})") if line else Text("", "")
        message = actual.get(f"{ASIDE}message", raised)
        if not line and not re.search(r"\(\) (got|takes|missing)", str(message)):
            return UNUSABLE.format(message=message)  # it was raised outside the student's code
        return RAISED.format(message=message, line=where)

    def _in_words(self, aspect: str) -> Text:
        known = ASPECTS | self.suite.aspects
        return known.get(aspect, known.get(aspect.rstrip(" 0123456789"), Text(f"«{aspect}»", f"'{aspect}'")))

    def _value_in_words(self, value: Value) -> Text:
        text = _words(value)
        return (ASPECTS | self.suite.aspects).get(text, Text(text, text))

    def _difference(self, name: str, actual: Value, expected: Value) -> Text:
        aspect = self._in_words(name)
        if isinstance(actual, Tensor) and isinstance(expected, Tensor):
            if actual.shape != expected.shape:
                return SHAPE.format(aspect=aspect, got=tuple(actual.shape), expected=tuple(expected.shape))
            if actual.ndim and actual.numel():
                steps = actual.ndim > 1 and len(actual) > 1  # otherwise: single numbers
                mine, theirs = (actual, expected) if steps else (actual.flatten(), expected.flatten())
                first = next((i for i in range(len(mine)) if not same(mine[i], theirs[i])), 0)
                if self.public and not steps:
                    one, other = _number(mine[first]), _number(theirs[first])
                    return VALUES.format(aspect=aspect, got=one, expected=other, number=first + 1)
                return PARTS_AT.format(aspect=aspect, number=first + 1, count=len(mine))
            if self.public and actual.numel():
                return VALUE.format(aspect=aspect, got=_number(actual), expected=_number(expected))
            return VALUE_HIDDEN.format(aspect=aspect)
        if self.public or isinstance(expected, str | bool):
            got, wanted = self._value_in_words(actual), self._value_in_words(expected)
            return VALUE.format(aspect=aspect, got=got, expected=wanted)
        return VALUE_HIDDEN.format(aspect=aspect)


def _says_nothing(value: Value) -> bool:
    if isinstance(value, Tensor):
        return value.numel() > 1 and bool((value == value.flatten()[0]).all())
    return value in (None, False, 0, "", "NoneType")


def out_of_memory(raised: str) -> bool:
    """Whether an aspect `raised` tells of Python's or torch's own way to say so."""
    return raised.startswith("MemoryError") or "DefaultCPUAllocator" in raised


def _like(kind: Value, expected: Value) -> bool:
    return isinstance(kind, str) and kind == expected


def _words(value: Value) -> str:
    if isinstance(value, Tensor):
        return _number(value) if value.numel() == 1 else f"{tuple(value.shape)}"
    return str(value)[:200]


def _number(value: Tensor) -> str:
    return f"{torch.as_tensor(value).reshape(-1)[0].item():.8g}"


ASPECTS = {
    "path": Text("los pesos tras la llamada", "the weights after the call"),
    "loss": Text("el loss", "the loss"),
    "losses": Text("los loss devueltos", "the losses returned"),
    "history": Text("la historia devuelta", "the history returned"),
    "steps": Text("el número de pasos devuelto", "the number of steps returned"),
    "statistics": Text("las estadísticas de BatchNorm", "the BatchNorm statistics"),
    "devices": Text("los dispositivos", "the devices"),
    "output": Text("la salida", "the output"),
    "result": Text("el resultado", "the result"),
    # values
    "True": Text("sí", "yes"),
    "False": Text("no", "no"),
    "": Text("nada", "nothing"),
    "none": Text("nada", "nothing"),
}
"""Aspects, and the values that they have, in the words of people, for all suites; a suite has more of its own."""

ENDED = {
    "timeout": Text(
        "no terminó a tiempo; ¿hay un ciclo sin fin?", "it did not end in time; is there an endless loop?"
    ),
    "memory": Text("pidió más memoria de la permitida.", "it asked for more memory than it may have."),
    "crashed": Text("el proceso murió antes de responder.", "the process died before it answered."),
    "unreadable": Text("el archivo no se pudo leer.", "the file could not be read."),
    "missing": Text("no hay entrega.", "there is no submission."),
    "graded": Text("no respondió.", "it did not answer."),
}
MISSING = Text("no está definido en tu archivo.", "is not defined in your file.")
STUB = Text("todavía no está implementado.", "is not implemented yet.")
RAISED = Text("lanzó {message}{line}", "it raised {message}{line}")
UNUSABLE = Text("lo que entregó no se puede usar ({message})", "what it gave cannot be used ({message})")
KIND = Text("devolvió {got}; se esperaba {expected}.", "it returned {got}; {expected} was expected.")
NOTHING = Text("no hay nada que comparar: {aspect}.", "there is nothing to compare: {aspect}.")
SHAPE = Text(
    "forma de {aspect}: {got}; se esperaba {expected}.", "shape of {aspect}: {got}; {expected} was expected."
)
PARTS_AT = Text(
    "{aspect}: se separa de lo esperado en el número {number} de {count}.",
    "{aspect}: parts from what is expected at number {number} of {count}.",
)
VALUES = Text(
    "{aspect}, número {number}: {got}; se esperaba {expected}.",
    "{aspect}, number {number}: {got}; {expected} was expected.",
)
VALUE = Text("{aspect}: {got}; se esperaba {expected}.", "{aspect}: {got}; {expected} was expected.")
VALUE_HIDDEN = Text("{aspect}: no es lo esperado.", "{aspect}: not what is expected.")
