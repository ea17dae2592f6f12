"""The fork server: imports everything once, then forks one confined process tree per submission.

`python -m autograder.sandbox.server ISOLATION FD [FD …]`, one socket per lane; a lane handles one submission
at a time. It runs no student code itself, starts no thread, and holds no answer.
"""

import gc
import os
import selectors
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from signal import SIGKILL, SIGXCPU

from autograder.sandbox import confinement, wire

MAX_FRAMES = 32 * 2**20  # bytes that one submission may answer
MAX_OUTPUT = 16 * 2**10  # bytes of its output that are kept
WATCH_SECONDS = 0.05  # between two looks at its memory


def main(isolation: str, descriptors: list[int]) -> None:
    if isolation == "sandbox":
        confinement.become_ordinary()
    _import_everything()
    for descriptor in descriptors:
        if os.fork() == 0:
            for other in descriptors:
                if other != descriptor:
                    os.close(other)
            _lane(socket.socket(fileno=descriptor), isolation)
            os._exit(0)
    for descriptor in descriptors:
        os.close(descriptor)
    with suppress(ChildProcessError):
        while True:
            os.wait()


def _import_everything() -> None:
    import torch
    import torch._dynamo  # the first optimizer would import it

    from autograder import suites
    from autograder.sandbox import child

    torch.set_num_threads(1)
    for assignment in suites.assignments():
        suites.load(assignment)
    del child
    gc.collect()
    gc.freeze()  # the collector shall not write to pages that children share


def _lane(connection: socket.socket, isolation: str) -> None:
    confinement.adopt_orphans()
    spawn = confinement.spawn if isolation == "sandbox" else confinement.spawn_plain
    wire.send(connection, wire.Ready(_problem(spawn)))
    with suppress(wire.Closed):
        while True:
            job, data = wire.receive(connection, wire.Job)
            end, frames = _run(job, data, connection, spawn)
            wire.send(connection, end, frames)


def _problem(spawn: Callable[..., int]) -> str:
    """Why a process cannot be confined here, tried with an empty one; "" when it can."""
    reader, writer = os.pipe()

    def nothing() -> None:
        os.write(writer, b"ok")

    errors, stderr = os.pipe()
    saved = os.dup(2)
    os.dup2(stderr, 2)
    try:
        pid = spawn(nothing, cpu_seconds=5, memory=2**28)
        os.waitpid(pid, 0)
    except OSError as error:
        return str(error)
    finally:
        os.dup2(saved, 2)
        for descriptor in (saved, stderr, writer):
            os.close(descriptor)
    with os.fdopen(reader, "rb") as answer, os.fdopen(errors, "rb") as said:
        return "" if answer.read() == b"ok" else said.read(500).decode(errors="replace").strip() or "it died"


def _run(job: wire.Job, data: bytes, connection: socket.socket, spawn: Callable[..., int]) -> tuple[wire.End, bytes]:
    """Runs one submission and gives how it ended and what it wrote."""
    from autograder.sandbox import child

    wall = 2 * child.DEFINE_SECONDS + job.seconds * (len(job.exercises) + 1)
    frames_in, frames_out = os.pipe()
    output_in, output_out = os.pipe()

    def run() -> None:
        os.close(connection.fileno())
        null = os.open("/dev/null", os.O_RDONLY)
        for source, target in ((null, 0), (output_out, 1), (output_out, 2), (frames_out, 3)):
            os.dup2(source, target)
        os.closerange(4, 256)
        child.main(job, data, 3)

    pid = spawn(run, cpu_seconds=wall, memory=job.memory * 2**20)
    os.close(frames_out)
    os.close(output_out)
    try:
        how, frames, output = _watch(pid, frames_in, output_in, job, wall)
    finally:
        _end(pid)
        os.close(frames_in)
        os.close(output_in)
    _, status = os.waitpid(pid, 0)
    with suppress(ChildProcessError):  # what it left behind, under isolation "process"
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    code = os.waitstatus_to_exitcode(status)
    if how == "done" and code:
        how = "crashed"
    return wire.End(how, f"exit {code}", output.decode(errors="replace")), frames


def _end(pid: int) -> None:
    """Kills a process and everything below it."""
    for victim in [*confinement.descendants(pid), *confinement.descendants(os.getpid())[1:]]:
        with suppress(ProcessLookupError):
            os.kill(victim, SIGKILL)


def _watch(pid: int, frames_in: int, output_in: int, job: wire.Job, wall: float) -> tuple[wire.How, bytes, bytes]:
    """Collects what the process writes until it ends or breaks a limit."""
    frames, output = bytearray(), bytearray()
    baseline = confinement.memory_of([os.getpid()], 0)
    deadline, next_look = time.monotonic() + wall, time.monotonic() + WATCH_SECONDS
    with selectors.DefaultSelector() as selector:
        selector.register(frames_in, selectors.EVENT_READ)
        selector.register(output_in, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select(WATCH_SECONDS):
                chunk = os.read(key.fd, 2**16)
                if not chunk:
                    selector.unregister(key.fd)
                elif key.fd == frames_in:
                    frames += chunk
                else:
                    output = (output + chunk)[-MAX_OUTPUT:]
            now = time.monotonic()
            if frames_in not in selector.get_map() or _exited(pid):
                return _last_words(pid, deadline), bytes(frames), bytes(output)
            if now > deadline:
                return "timeout", bytes(frames), bytes(output)
            if len(frames) > MAX_FRAMES:
                return "crashed", b"", bytes(output)
            if now > next_look:
                next_look = now + WATCH_SECONDS
                if confinement.memory_of(confinement.descendants(pid), baseline) > job.memory * 2**20:
                    return "memory", bytes(frames), bytes(output)


def _exited(pid: int) -> bool:
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _last_words(pid: int, deadline: float) -> wire.How:
    """The process has closed its pipe: how it ends, which takes milliseconds unless it lingers."""
    while not _exited(pid):
        if time.monotonic() > deadline:
            return "timeout"
        time.sleep(0.001)
    status = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert status is not None
    by_signal = status.si_status if status.si_code != os.CLD_EXITED else max(0, status.si_status - 128)
    return "timeout" if by_signal == SIGXCPU else "done"


if __name__ == "__main__":
    main(sys.argv[1], [int(descriptor) for descriptor in sys.argv[2:]])
