"""The fork server: imports everything once, then forks one confined process tree per submission.

`python -m autograder.sandbox.server ISOLATION ASSIGNMENT DEVICE FD [spare]`. Over the socket FD come the number of a lane, how many
there are, and, as a descriptor, the lane's own socket: the lane is forked, in the place of one of that number. A lane handles one
submission at a time, best one to ASSIGNMENT ("": of any), whose probes and what they need are imported already.
The server runs no student code itself, has no thread when it forks, does not touch the GPU, and holds no answer. The process that
did the importing only watches over the one that forks: should that be killed or stopped, there is another in milliseconds.
"""

import gc
import os
import selectors
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from signal import SIG_DFL, SIGCHLD, SIGKILL, SIGXCPU, signal
from threading import Thread

from msgspec import DecodeError, json

from autograder.banned import folders_of
from autograder.sandbox import confinement, layers, wire

MAX_FRAMES = 32 * 2**20  # bytes that one submission may answer
MAX_OUTPUT = 16 * 2**10  # bytes of its output that are kept
WATCH_SECONDS = 0.05  # between two looks at its memory
TRY_SECONDS = 20.0  # of CPU, for telling which layers hold, and starting CUDA
LATE_SECONDS = 3.0  # beyond what an exercise may take: what its own alarm did not stop is ended


def main(isolation: str, assignment: str, device: str, control: socket.socket, spare: bool = False) -> None:
    problem = ""
    try:
        if isolation == "sandbox":
            confinement.become_ordinary()
    except OSError as error:
        problem = str(error)
    if spare:
        _import_in_the_background(assignment)
    import_everything(assignment)
    with suppress(ConnectionError):  # the grader is gone
        control.send(b"\0")  # see has_imported
    if isolation == "sandbox":  # it pays from some dozen submissions on, and `check` has one
        confinement.use_huge_pages()
    while True:
        server = os.fork()
        if server == 0:
            confinement.end_with_parent()
            return _serve(control, isolation, device, problem)
        _, status = os.waitpid(server, os.WUNTRACED)
        if os.WIFEXITED(status):
            return None
        if os.WIFSTOPPED(status):
            _end(server)


def _serve(control: socket.socket, isolation: str, device: str, problem: str) -> None:
    """Forks lanes as long as the grader asks for them."""
    lanes: dict[int, int] = {}  # number → PID

    def look_after_lanes(*_: object) -> None:
        """Ends those that somebody stopped: their sockets close, and the grader asks for others."""
        for number, lane in list(lanes.items()):
            ended, status = os.waitpid(lane, os.WNOHANG | os.WUNTRACED)
            if ended:
                del lanes[number]
                if os.WIFSTOPPED(status):
                    _end(lane)

    signal(SIGCHLD, look_after_lanes)
    while True:
        message, descriptors = b"", [0]
        with suppress(ConnectionError):
            message, descriptors, _, _ = socket.recv_fds(control, 4, 1)
        if not message:
            break  # the grader is gone, or done
        number, count = int.from_bytes(message[:2]), int.from_bytes(message[2:])
        if number in lanes:
            _end(lanes.pop(number))
        connection = socket.socket(fileno=descriptors[0])
        pid = os.fork()
        if pid == 0:
            signal(SIGCHLD, SIG_DFL)
            confinement.end_with_parent()
            control.close()
            confinement.keep_to_own_cores(number, count)
            _lane(connection, isolation, device, problem)
            os._exit(0)
        lanes[number] = pid
        connection.close()
    while lanes:
        _end(lanes.popitem()[1])


def _end(child: int) -> None:
    """Ends a lane or the server, and with it (see confinement.py) what it started."""
    os.kill(child, SIGKILL)
    os.waitpid(child, 0)


def _import_in_the_background(assignment: str) -> None:
    """In a thread that takes only time that nobody else wants: what is to serve later could not leave that class again."""

    def work() -> None:
        if sys.platform == "linux":
            with suppress(OSError):
                os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
        _import(assignment)

    thread = Thread(target=work)
    thread.start()
    thread.join()  # nothing may run beside a fork


def _import(assignment: str) -> None:
    import numpy.ma  # numpy.unique would import it
    import torch

    from autograder import suites
    from autograder.sandbox import child

    for name in [assignment] if assignment else suites.assignments():
        for module in suites.load(name).imported:
            import_module(module)
    del child, numpy, torch


def import_everything(assignment: str) -> None:
    """Imports what submissions to `assignment` need ("": to any), and uses it once."""
    _import(assignment)
    import torch

    torch.set_num_threads(1)
    if torch.version.cuda is None:  # elsewhere a backward pass starts threads, which do not survive a fork
        _warm_up()
    gc.collect()
    gc.freeze()  # the collector shall not write to pages that children share


def _warm_up() -> None:
    """Trains a net of the kit's own, so that what torch does on first use is done before the fork: 35 ms of 190."""
    from io import BytesIO

    import torch
    from torch.optim import SGD, Adam

    from autograder import recording
    from autograder.instruments import Criterion, Net, Scale, Watch, loader, parameters_of, stand_in_gpu
    from autograder.probing import Draw

    draw = Draw("warm-up")
    net = Net(draw, Watch(), norm=True)
    for optimizer in (SGD(net.parameters(), lr=0.1, momentum=0.5), Adam(net.parameters())):
        net.watch.optimizer(optimizer)
        for inputs, targets in loader(draw, shuffle=True):
            optimizer.zero_grad()
            Criterion(net.watch)(net(inputs), targets).backward()
            optimizer.step()
    scale = Scale(Watch()).to("meta")
    sgd = SGD(scale.parameters(), lr=0.1, foreach=False)
    with stand_in_gpu() as device:
        scale(inputs.to(device)).mean().backward()
        sgd.step()
    torch.save(optimizer.state_dict(), BytesIO())
    recording.encode(exercise="warm-up", recording={"warm-up": {"parameters": parameters_of(net)}})


def _lane(connection: socket.socket, isolation: str, device: str, problem: str) -> None:
    confinement.adopt_orphans()
    spawn = confinement.spawn if isolation == "sandbox" else confinement.spawn_plain
    with suppress(ConnectionError):  # the grader is gone
        found = wire.Ready(problem) if problem else _tried(isolation, device, spawn)
        wire.send(connection, found)
        while True:
            job, data = wire.receive(connection, wire.Job)
            end, frames = _run(job, data, connection, spawn)
            wire.send(connection, end, frames)


def _tried(isolation: str, device: str, spawn: Callable[..., int]) -> wire.Ready:
    """Confines processes that do nothing but tell which layers hold them and, with device "cuda", try the GPU."""
    outside = layers.surroundings() if isolation == "sandbox" else {}
    try:
        found = _told(lambda: layers.active(outside) if outside else ["limits"], spawn, memory=2**28)
    except OSError as error:
        return wire.Ready(str(error))
    lacking = [layer for layer in layers.LAYERS if outside and layer not in [*found, *layers.OPTIONAL]]
    if lacking:
        return wire.Ready(f"missing: {', '.join(lacking)}", found)
    try:
        no_gpu = _told(_gpu_problem, spawn, memory=None) if device == "cuda" else []
    except OSError as error:
        no_gpu = [str(error)]
    return wire.Ready("", found, "".join(no_gpu))


def _told(tell: Callable[[], list[str]], spawn: Callable[..., int], memory: int | None) -> list[str]:
    """What `tell` gives in a confined process. Raises OSError where that cannot be had."""
    reader, writer = os.pipe()
    errors, stderr = os.pipe()
    saved = os.dup(2)
    os.dup2(stderr, 2)
    try:
        pid = spawn(lambda: os.write(writer, json.encode(tell())), cpu_seconds=TRY_SECONDS, memory=memory)
        os.waitpid(pid, 0)
    finally:
        os.dup2(saved, 2)
        for descriptor in (saved, stderr, writer):
            os.close(descriptor)
    with os.fdopen(reader, "rb") as answer, os.fdopen(errors, "rb") as said:
        try:
            return json.decode(answer.read(), type=list[str])
        except DecodeError:
            raise OSError(said.read(500).decode(errors="replace").strip() or "it died") from None


def _gpu_problem() -> list[str]:
    """Why PyTorch cannot compute on a GPU in this process; nothing where it can."""
    import torch

    try:
        torch.ones(1, device="cuda").add(1).item()
    except (RuntimeError, AssertionError) as error:  # the latter from a PyTorch without CUDA
        return [str(error).splitlines()[0]]
    return []


def _run(
    job: wire.Job, data: bytes, connection: socket.socket, spawn: Callable[..., int]
) -> tuple[wire.End, bytes]:
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

    # CUDA reserves addresses for all the memory of the card and the machine: no limit on them can hold there.
    memory = None if job.device == "cuda" else job.memory * 2**20
    pid = spawn(run, cpu_seconds=wall, memory=memory, hidden=folders_of(job.banned))
    os.close(frames_out)
    os.close(output_out)
    try:
        how, frames, output = _watch(pid, frames_in, output_in, job, wall)
    finally:
        _end_all(pid)
        os.close(frames_in)
        os.close(output_in)
    return wire.End(how, output.decode(errors="replace")), frames


def _end_all(pid: int) -> None:
    """Kills the process group of `pid` and all that descends from this lane, until nothing is left of it."""
    with suppress(OSError):
        os.killpg(pid, SIGKILL)  # reaches all there is to reach where there is no /proc
    with suppress(ChildProcessError):
        while True:  # who forks meanwhile is met in the next round
            for victim in confinement.descendants(os.getpid())[1:]:
                with suppress(ProcessLookupError):
                    os.kill(victim, SIGKILL)
            os.waitpid(-1, 0)


def _watch(
    pid: int, frames_in: int, output_in: int, job: wire.Job, wall: float
) -> tuple[wire.How, bytes, bytes]:
    """Collects what the process writes until it ends or breaks a limit."""
    from autograder.sandbox import child

    frames, output = bytearray(), bytearray()

    def take(descriptor: int) -> int:
        """Reads what is there; gives how much it was."""
        try:
            chunk = os.read(descriptor, 2**16)
        except BlockingIOError:
            return 0
        if descriptor == frames_in:
            frames.extend(chunk)
        else:
            output.extend(chunk)
            del output[:-MAX_OUTPUT]
        return len(chunk)

    def collected(how: wire.How) -> tuple[wire.How, bytes, bytes]:
        return how, bytes(frames[:MAX_FRAMES]), bytes(output)

    baseline = confinement.memory_of([os.getpid()], 0)
    now = time.monotonic()
    deadline, next_look = now + wall, now + WATCH_SECONDS
    silence = now + 2 * child.DEFINE_SECONDS + job.seconds + LATE_SECONDS
    with selectors.DefaultSelector() as selector:
        for descriptor in (frames_in, output_in):
            os.set_blocking(descriptor, False)
            selector.register(descriptor, selectors.EVENT_READ)
        while True:
            ending = frames_in not in selector.get_map()  # mostly a matter of milliseconds
            for key, _ in selector.select(0.001 if ending else WATCH_SECONDS):
                if not take(key.fd):
                    selector.unregister(key.fd)
                elif key.fd == frames_in:
                    silence = time.monotonic() + job.seconds + LATE_SECONDS
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                for descriptor in (
                    frames_in,
                    output_in,
                ):  # bounded: what outlived the process may still write
                    for _ in range(MAX_FRAMES // 2**16):
                        if not take(descriptor):
                            break
                return collected(_end_of(status))
            now = time.monotonic()
            if now > min(deadline, silence):
                return collected("timeout")
            if len(frames) > MAX_FRAMES:
                return collected("crashed")
            if now > next_look:
                next_look = now + WATCH_SECONDS
                if confinement.memory_of(confinement.descendants(pid), baseline) > job.memory * 2**20:
                    return collected("memory")


def _end_of(status: int) -> wire.How:
    """What a wait status says; init hands on the signal that ended the submission's process as 128 + its number."""
    code = os.waitstatus_to_exitcode(status)
    if code in (-SIGXCPU, 128 + SIGXCPU):
        return "timeout"
    return "crashed" if code else "done"


if __name__ == "__main__":
    main(
        sys.argv[1], sys.argv[2], sys.argv[3], socket.socket(fileno=int(sys.argv[4])), "spare" in sys.argv[5:]
    )
