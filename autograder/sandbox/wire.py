"""Messages between the grader and a lane of the fork server, over a stream socket: JSON and bytes."""

import socket
import struct
from typing import Literal, TypeVar

import msgspec

MAX_MESSAGE = 64 * 2**20
_HEADER = struct.Struct(">II")

M = TypeVar("M")
How = Literal["done", "timeout", "memory", "crashed"]


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What to run; the submission's bytes travel beside it."""

    assignment: str
    exercises: list[str]
    suffix: str
    seed: int
    device: str
    seconds: float  # for one exercise
    memory: int  # MiB that the submission may take beyond the server's own
    banned: tuple[str, ...] = ()  # libraries that it must do without


class Ready(msgspec.Struct, frozen=True):
    """First message of a lane. `problem` says why the machine cannot confine student code, "" when it can; `layers`
    what held a process that was confined to try it; `no_gpu` why one could not use the GPU that it was to have."""

    problem: str
    layers: list[str] = []
    no_gpu: str = ""


class End(msgspec.Struct, frozen=True):
    """How the process of a submission ended. Its frames travel beside it, its output's tail in here."""

    how: How
    output: str


class Closed(ConnectionError):
    """The other side is gone, or sent what is no message."""


def send(connection: socket.socket, message: msgspec.Struct, blob: bytes = b"") -> None:
    head = msgspec.json.encode(message)
    connection.sendall(_HEADER.pack(len(head), len(blob)) + head + blob)


def receive(connection: socket.socket, kind: type[M]) -> tuple[M, bytes]:
    """The next message. Raises Closed; TimeoutError when the socket has a timeout."""
    head, blob = _HEADER.unpack(_exactly(connection, _HEADER.size))
    if head + blob > MAX_MESSAGE:
        raise Closed("message too large")
    try:
        message = msgspec.json.decode(_exactly(connection, head), type=kind)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise Closed(str(error)) from None
    return message, _exactly(connection, blob)


def _exactly(connection: socket.socket, count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        chunk = connection.recv(min(count - len(data), 2**20))
        if not chunk:
            raise Closed("connection closed")
        data += chunk
    return bytes(data)
