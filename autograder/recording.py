"""What a probe recorded, and how it crosses from the sandbox: JSON for plain data, safetensors for numbers.

Nothing here trusts its input. `decode` accepts exactly what `encode` can write, below a size limit, and never
unpickles.
"""

import math
import struct
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import safetensors.numpy
import safetensors.torch
import torch
from numpy.typing import NDArray
from torch import Tensor

Plain = bool | int | str | list[int | str] | None
Value = Plain | Tensor
Aspects = dict[str, Value]
"""What one probe recorded: the name of an aspect → its value."""
Recording = dict[str, Aspects]
"""What the probes of one exercise recorded: the name of a probe → its aspects."""

ASIDE = "~"
"""Aspects whose name begins so are told to people and never compared."""

MAX_FRAME = 8 * 2**20  # bytes; a recording of a suite is some KiB
MAX_HEAD = 2**20  # of them JSON
MAX_TEXT = 20_000  # characters
MAX_LIST = 20_000  # entries, each of which may cost who reads it a kilobyte
MAX_ENTRIES = 100_000  # of all lists of one exercise
MAX_NUMBERS = 100_000  # of one tensor
MAX_HEADER = 200  # bytes that safetensors tells about one tensor
MAX_DIMENSIONS = 8  # of a tensor: who lists or prints it goes that deep
MAX_ASPECTS = 2000  # of one exercise; those of a suite are some hundred
_TYPES = (torch.float64, torch.int64)  # what probes make of every number
_HEADER = struct.Struct(">II")


class Malformed(ValueError):
    """Bytes that are no frame."""


class Frame(msgspec.Struct, forbid_unknown_fields=True):
    """One message of the process that runs a submission: what an exercise answered, or how reading went."""

    exercise: str = ""
    notes: list[tuple[str, str]] = []
    unreadable: bool = False
    plain: dict[str, dict[str, Plain]] = {}
    tensors: list[tuple[str, str]] = []  # (probe, aspect) of tensor number i

    def recording(self, blob: bytes) -> Recording:
        recording: Recording = {probe: dict(aspects) for probe, aspects in self.plain.items()}
        if len(recording) + sum(map(len, recording.values())) + len(self.tensors) > MAX_ASPECTS:
            raise Malformed("too many aspects")
        entries = 0
        for value in (value for aspects in recording.values() for value in aspects.values()):
            if isinstance(value, str) and len(value) > MAX_TEXT:
                raise Malformed("a text is too long")
            if isinstance(value, list):
                entries += len(value)
                if len(value) > MAX_LIST or entries > MAX_ENTRIES:
                    raise Malformed("a list is too long, or all together are")
        if int.from_bytes(blob[:8], "little") > MAX_HEADER * (1 + len(self.tensors)):
            raise Malformed("more tensors than names")
        loaded = safetensors.torch.load(blob) if self.tensors or blob else {}
        if set(loaded) != {str(i) for i in range(len(self.tensors))}:
            raise Malformed("tensors and their names differ")
        for i, (probe, aspect) in enumerate(self.tensors):
            if loaded[str(i)].dtype not in _TYPES:
                raise Malformed("a tensor of another type")
            if loaded[str(i)].ndim > MAX_DIMENSIONS or extent(loaded[str(i)].shape) > MAX_NUMBERS:
                raise Malformed("a tensor is too large")
            recording.setdefault(probe, {})[aspect] = loaded[str(i)]
        for aspects in recording.values():
            for name, value in aspects.items():
                if (name == "raised" or name.startswith(ASIDE)) and not isinstance(value, str | bool):
                    raise Malformed("what is told to people is text")
        return recording


def extent(shape: Iterable[int]) -> int:
    """How large a tensor of this shape is for who lists it: rows without columns take no bytes, but time and memory."""
    return math.prod(max(length, 1) for length in shape)


_decoder = msgspec.json.Decoder(Frame, strict=True)


def encode(
    *,
    exercise: str = "",
    recording: Recording | None = None,
    notes: list[tuple[str, str]] | None = None,
    unreadable: bool = False,
) -> bytes:
    """One frame: two lengths, JSON, safetensors."""
    frame = Frame(exercise=exercise, notes=notes or [], unreadable=unreadable, plain={}, tensors=[])
    tensors: dict[str, NDArray[Any]] = {}  # NumPy's form of safetensors is written in a third of the time
    for probe, aspects in (recording or {}).items():
        frame.plain[probe] = {}
        for aspect, value in aspects.items():
            if isinstance(value, Tensor):
                tensors[str(len(tensors))] = value.contiguous().numpy()
                frame.tensors.append((probe, aspect))
            else:
                frame.plain[probe][aspect] = _portable(value)
    head, blob = msgspec.json.encode(frame), safetensors.numpy.save(tensors) if tensors else b""
    return _HEADER.pack(len(head), len(blob)) + head + blob


def _portable(value: Plain) -> Plain:
    """What JSON can carry of a value: no lone surrogates, no text or list without end, no integer beyond 64 bits."""
    if isinstance(value, list):
        return [item for part in value[:MAX_LIST] if isinstance(item := _portable(part), int | str)]
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return "an integer beyond 64 bits"
    if isinstance(value, str):
        return value[:MAX_TEXT].encode(errors="replace").decode()
    return value


def decode(data: bytes) -> Iterator[tuple[Frame, Recording]]:
    """The frames in `data`, in order. Raises Malformed at the first byte that is none."""
    position = 0
    while position < len(data):
        if position + _HEADER.size > len(data):
            raise Malformed("a header is cut off")
        head, blob = _HEADER.unpack_from(data, position)
        start = position + _HEADER.size
        position = start + head + blob
        if head > MAX_HEAD or head + blob > MAX_FRAME or position > len(data):
            raise Malformed("a frame is too large or cut off")
        try:
            frame = _decoder.decode(data[start : start + head])
            recording = frame.recording(data[start + head : position])
        except Exception as error:
            raise Malformed(str(error)) from None
        yield frame, recording


def asides(recording: Recording) -> set[str]:
    """The names of what is told of any probe."""
    names = {name for aspects in recording.values() for name in aspects}
    return {name.removeprefix(ASIDE) for name in names if name.startswith(ASIDE)}


RTOL, ATOL = 2e-4, 2e-5
"""They cover what float32 loses over some ten updates whatever the order of its sums. `python -m
autograder.tolerances` measures that, and how far the nearest mistake is."""


def same(value: Value, expected: Value) -> bool:
    """Whether two recorded values are equal; numbers within tolerance, NaN equal to NaN, shapes and kinds exactly."""
    if isinstance(value, Tensor) and isinstance(expected, Tensor):
        if value.shape != expected.shape or value.is_floating_point() != expected.is_floating_point():
            return False
        if torch.equal(value, expected) or not value.is_floating_point():
            return torch.equal(value, expected)
        return torch.allclose(value, expected, rtol=RTOL, atol=ATOL, equal_nan=True)
    return type(value) is type(expected) and value == expected


def distance(value: Value, expected: Value) -> float:
    """How far apart two recorded values are, in tolerances: at most 1 where they are the `same`; inf where they
    differ in more than numbers."""
    if not (isinstance(value, Tensor) and isinstance(expected, Tensor) and value.is_floating_point()):
        return 0.0 if same(value, expected) else math.inf
    if value.shape != expected.shape or not expected.is_floating_point():
        return math.inf
    apart = (value - expected).abs() / (ATOL + RTOL * expected.abs())
    apart[(value == expected) | (value.isnan() & expected.isnan())] = 0.0
    return apart.nan_to_num(math.inf).max().item() if apart.numel() else 0.0
