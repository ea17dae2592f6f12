"""Probes: functions that drive one exercise of a subject on seeded inputs and record what came out.

The same probe runs on the reference and on every mistake (trusted side) and on every submission (sandbox).
A suite's `probes.py` holds nothing but probes and what they need; it has no expected value.

Numbers are compared as they are. Where many answers are right (any fair split, any file that holds the weights), a
probe has a judge: the probe hands out evidence (indices, what a file holds), and what the evidence shows is made of
it on the trusted side, out of reach of the code that it is about.
"""

import dis
import math
import random
import re
import traceback
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from difflib import get_close_matches
from types import ModuleType
from typing import Any, TypeVar

import numpy
import torch
from torch import Tensor

from autograder.recording import ASIDE, MAX_NUMBERS, MAX_TEXT, Aspects, Recording, Value, extent
from autograder.text import Text
from autograder.time_limit import OutOfTime, time_limit

T = TypeVar("T")

ON_TRUST = f"{ASIDE}unseen"
"""Recorded by a judge that has to take the student's word for how an answer came about: a person may read the code."""

JUDGE_SECONDS = 10.0  # what honest evidence asks for is some milliseconds


class Draw:
    """Random inputs that depend on the seed alone, the same on every platform.

    Multiples of 1/1024, uniform (but for one in 2²⁰): Python's Mersenne twister is fixed by its documentation,
    and such numbers are exact in float32.
    """

    def __init__(self, *key: object) -> None:
        self._random = random.Random("/".join(map(str, key)))

    def tensor(self, *shape: int, low: float = -1.0, high: float = 1.0) -> Tensor:
        """float32, uniform in [low, high]."""
        drawn = numpy.frombuffer(self._random.randbytes(4 * math.prod(shape)), "<u4")
        values = drawn % (round((high - low) * 1024) + 1) / 1024 + low
        return torch.from_numpy(values.astype("float32")).reshape(shape)

    def integer(self, low: int, high: int) -> int:
        """Uniform, both ends included."""
        return self._random.randint(low, high)

    def choice(self, *options: T) -> T:
        return self._random.choice(options)

    def shuffled(self, items: Iterable[T]) -> list[T]:
        items = list(items)
        self._random.shuffle(items)
        return items


class Record:
    """What one probe saw, aspect by aspect."""

    def __init__(self) -> None:
        self.aspects: Aspects = {}

    def __setitem__(self, aspect: str, value: Value | float) -> None:
        if isinstance(value, Tensor):
            value = _numbers(value)
        elif isinstance(value, float):
            value = torch.tensor(value, dtype=torch.float64)
        elif isinstance(value, str):
            value = value[:MAX_TEXT]
        self.aspects[aspect] = value

    def returned(self, aspect: str, value: object) -> None:
        """Records an object that student code handed out as two aspects: its numbers and its kind."""
        kind, numbers = describe(value)
        self.aspects[f"{aspect} kind"] = kind
        if numbers is not None:
            self.aspects[aspect] = numbers

    @contextmanager
    def raising(self, aspect: str) -> Iterator[None]:
        """Records which exception the block raises ("" for none), for probes that ask for one."""
        self.aspects[aspect] = ""
        try:
            yield
        except Exception as error:
            self.aspects[aspect] = _printable(type(error).__name__)


def unwritten(raised: str) -> bool:
    """Whether an aspect `raised` tells of an exercise that is not there, or still a stub.

    torch has NotImplementedErrors of its own: for a module without `forward`, for what a device cannot do.
    """
    torch_own = ("missing the required", "meta tensor", "aten::")
    return raised == "missing" or (
        raised.startswith("NotImplementedError") and not any(words in raised for words in torch_own)
    )


ProbeFunction = Callable[[Any, Draw, Record, torch.device], None]


Judge = Callable[[Aspects, Draw, Record], None]


@dataclass(frozen=True)
class Probe:
    """`run(subject, draw, record, device)` drives one exercise; `called` tells people how.

    With `judge(evidence, draw, record)`, what `run` records is evidence, and the judge records what it shows. Its
    `draw` gives what that of `run` gave, from the start. `device` is where it runs; with `gpu`, it has a twin for a
    real GPU, where there is one. With `own_dtype`, it runs under the default dtype that the subject chose.
    """

    name: str
    exercise: str
    called: Text
    run: ProbeFunction
    judge: Judge | None = None
    gpu: bool = False
    own_dtype: bool = False
    device: str = "cpu"

    def on_gpu(self) -> "Probe":
        """The same on a real GPU, under the name that tests marked `gpu` use."""
        called = Text(f"{self.called.es}, en una GPU de verdad", f"{self.called.en}, on a real GPU")
        return replace(self, name=f"{self.name}@cuda", called=called, device="cuda")


def probe(
    exercise: str,
    *,
    es: str,
    en: str,
    judge: Judge | None = None,
    gpu: bool = False,
    own_dtype: bool = False,
) -> Callable[[ProbeFunction], Probe]:
    """Makes a function of a suite's `probes.py` a probe of `exercise`, called as the two texts say.

    With `gpu=True`, grading with `--device cuda` runs it there, too, as "NAME@cuda". `own_dtype` is for exercises
    that make all tensors themselves.
    """

    def make(function: ProbeFunction) -> Probe:
        return Probe(function.__name__, exercise, Text(es, en), function, judge, gpu, own_dtype)

    return make


def judged(recording: Recording, probes: Iterable[Probe], seed: int) -> Recording:
    """What is compared of a recording: of a probe with a judge, what that makes of the evidence.

    For the trusted side. Evidence is hostile: a judge that stumbles over it, or ponders it for too long, has seen no
    more than until then. What a probe raised stays beside what the judge says.
    """
    found = dict(recording)
    for probe in probes:
        if probe.judge and probe.name in recording:
            evidence, record = recording[probe.name], Record()
            with suppress(Exception, OutOfTime), time_limit(JUDGE_SECONDS):
                probe.judge(evidence, Draw(seed, probe.name), record)
            told = {
                name: value for name, value in evidence.items() if name == "raised" or name.startswith(ASIDE)
            }
            found[probe.name] = told | record.aspects
    return found


def place_in_a_file(frame: traceback.FrameSummary) -> str | None:
    """Where a frame is in the submitted file; None of a frame that is not in it."""
    if frame.filename.startswith("<"):  # student code has such file names, see reading.py
        return f"{frame.filename.strip('<>')}, {frame.lineno}: {_printable(frame.line or '')}"
    return None


def run_exercise(
    subject: ModuleType,
    exercise: str,
    probes: Sequence[Probe],
    *,
    seed: int,
    seconds: float,
    dtype: torch.dtype = torch.float32,
    place: Callable[[traceback.FrameSummary], str | None] = place_in_a_file,
) -> Recording:
    """Runs the probes of one exercise. What they raise is recorded, and a subject without the exercise too.

    `dtype` is the default that the subject chose, `place` says where in the student's code a frame is.
    """
    if not hasattr(subject, exercise):
        return {probe.name: {"raised": "missing"} for probe in probes}
    recording: Recording = {}
    try:
        with time_limit(seconds):
            for probe in probes:
                record = Record()
                recording[probe.name] = record.aspects
                _calm(f"{seed}/{probe.name}")
                if probe.own_dtype:
                    torch.set_default_dtype(dtype)
                try:
                    probe.run(subject, Draw(seed, probe.name), record, torch.device(probe.device))
                except OutOfTime:
                    raise
                except BaseException as error:  # SystemExit and KeyboardInterrupt of student code, too
                    _record_exception(record, error, place)
    except OutOfTime:
        for probe in probes[max(0, len(recording) - 1) :]:
            recording[probe.name] = {"raised": OutOfTime.__name__}  # how far it came depends on the machine
    _calm("")
    return recording


def describe(value: object) -> tuple[str, Value]:
    """The kind of an untrusted object in words, and its numbers as a plain tensor or integer (None: it has none).

    Kinds read "float", "int", "Tensor float32 (4, 1)", "Tensor float32 () with graph", "list of 3 float".
    """
    if value is None or isinstance(value, bool):
        return type(value).__name__, None if value is None else int(value)
    if isinstance(value, int):
        return ("int", int(value)) if abs(value) < 2**53 else ("int too large", None)
    if isinstance(value, float):
        return "float", torch.tensor(float.__float__(value), dtype=torch.float64)
    if isinstance(value, Tensor):
        with torch._C.DisableTorchFunctionSubclass():
            kind = (
                "Tensor" if type(value) in (Tensor, torch.nn.Parameter) else _printable(type(value).__name__)
            )
            plain = Tensor.as_subclass(value, Tensor)
            graph = " with graph" if plain.requires_grad else ""
            return f"{kind} {_dtype(plain.dtype)} {tuple(plain.shape)}{graph}", _numbers(plain)
    if isinstance(value, numpy.ndarray | numpy.generic):
        array = numpy.asarray(value)
        if array.dtype.kind not in "biuf":
            return f"NumPy {_printable(array.dtype.name)}", None
        kind = f"NumPy {array.dtype.name} {array.shape}" if array.ndim else f"NumPy {array.dtype.name}"
        return kind, _numbers(
            torch.as_tensor(array.astype("float64" if array.dtype.kind == "f" else "int64"))
        )
    if isinstance(value, list | tuple):
        return _describe_sequence(value)
    return _printable(type(value).__name__), None


def _describe_sequence(values: Sequence[object]) -> tuple[str, Value]:
    name = "list" if isinstance(values, list) else "tuple"
    if not values or len(values) > MAX_NUMBERS:
        return f"{name} of {len(values)}", torch.zeros(0, dtype=torch.float64) if not values else None
    described = [describe(item) for item in values]
    kinds = sorted({kind for kind, _ in described})
    scalars = [
        item
        for _, item in described
        if isinstance(item, int) or (isinstance(item, Tensor) and item.ndim == 0)
    ]
    numbers = torch.tensor([float(item) for item in scalars], dtype=torch.float64)
    return f"{name} of {len(values)} {', '.join(kinds)[:200]}", numbers if len(scalars) == len(
        values
    ) else None


def _numbers(tensor: Tensor) -> Tensor | None:
    """A plain CPU copy in float64 or int64; None of what has no numbers or too many."""
    if (
        tensor.is_meta
        or tensor.layout != torch.strided
        or tensor.is_complex()
        or extent(tensor.shape) > MAX_NUMBERS
    ):
        return None
    return tensor.detach().to("cpu", torch.float64 if tensor.is_floating_point() else torch.int64, copy=True)


def _dtype(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


def _printable(text: str, limit: int = 60) -> str:
    return "".join(c if c.isprintable() else "?" for c in text[:limit])


def _record_exception(
    record: Record, error: BaseException, place: Callable[[traceback.FrameSummary], str | None]
) -> None:
    """`raised` for comparison (numbers and addresses out), `~message` and `~line` for people, and whether the words
    are the student's."""
    try:
        message = str(error)
    except BaseException:  # an exception class of the student's may raise here
        message = ""
    name = _printable(type(error).__name__)
    record["raised"] = f"{name}: {re.sub(r'0x[0-9a-f]+|-?[0-9.]+', '#', _printable(message, 120))}"
    record[f"{ASIDE}message"] = re.sub(
        r"0x[0-9a-f]+", "0x…", _printable(f"{name}: {message}" if message else name, 300)
    )
    record[f"{ASIDE}own words"] = _in_own_words(error, place)
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        line = place(frame)
        if line:
            record[f"{ASIDE}line"] = line
            break


def _in_own_words(error: BaseException, place: Callable[[traceback.FrameSummary], str | None]) -> bool:
    """Whether what the exception says is nobody else's wording: a `raise` or `assert` of the student's ended the
    probe, or nothing was ever kept under a name of theirs."""
    last, own = error.__traceback__, None
    while last and last.tb_next:
        last = last.tb_next
        code = last.tb_frame.f_code
        if place(traceback.FrameSummary(code.co_filename, last.tb_lineno, code.co_name)):
            own = last
    if own is None:
        return False
    if own is last and own.tb_frame.f_code.co_code[own.tb_lasti] == dis.opmap["RAISE_VARARGS"]:
        return True
    with suppress(Exception):  # student objects may do anything
        return isinstance(error, AttributeError | NameError) and _never_kept(
            error, own.tb_frame.f_locals.get("self")
        )
    return False


def _never_kept(error: AttributeError | NameError, owner: Any) -> bool:
    """Whether a method asks its object for what has no name like it there, or asks nobody for what the object or its
    constructor has: no slip of spelling, and the name is the student's choice."""
    (name,) = re.findall(r"'(\w+)'(?! object)", str(error))
    kept = {*vars(owner), *vars(type(owner))}
    if isinstance(owner, torch.nn.Module):
        kept |= {*owner._modules, *owner._parameters, *owner._buffers}
    if isinstance(error, AttributeError):
        return f"'{type(owner).__name__}' object" in str(error) and not get_close_matches(
            name, kept, cutoff=0.75
        )
    return name in kept or name in type(owner).__init__.__code__.co_varnames


def _calm(key: str) -> None:
    """Puts back what code may have changed for everybody: grad mode, default dtype, the global generators."""
    torch.set_grad_enabled(True)
    torch.set_default_dtype(torch.float32)
    seed = zlib.crc32(key.encode())
    torch.default_generator.manual_seed(seed)  # a tenth of the time of torch.manual_seed
    if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
        torch.cuda.manual_seed_all(seed)
    random.seed(seed)
    numpy.random.seed(seed)
