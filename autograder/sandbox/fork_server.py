"""The trusted side of the sandbox: starts the fork server, hands it submissions, parses what comes back.

Everything that comes back is hostile until parsed. What is missing, late, malformed or out of order is an
exercise that did not answer.
"""

import os
import queue
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal

import msgspec

from autograder.result import Status
from autograder.sandbox import wire
from autograder.text import Text

if TYPE_CHECKING:  # it imports torch, which the server is to do at the same time
    from autograder.recording import Recording

Isolation = Literal["sandbox", "process"]

START_SECONDS = 180.0  # for importing torch on a slow disk
SPARE_SECONDS = 3.0  # of a run, after which a second server makes ready to take over
FORK_SECONDS = 10.0  # for a lane from a server that has it imported: a matter of milliseconds
PACKAGE = Path(__file__).parents[1]
KIT = Path("/kit")  # where the sandbox sees the kit and its virtual environment
MAX_NOTES, MAX_NOTE = 50, 1000  # honest ones are fewer and shorter
GRACE_SECONDS = 15.0  # beyond what a submission may take, before the lane itself counts as stuck


class Unavailable(RuntimeError):
    """This machine cannot confine student code; the text says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Lost(Unavailable):
    """The fork server died in the middle of a run and a new one does not start: nobody's submission is to blame."""


@dataclass(frozen=True)
class Limits:
    """What one submission may take: `seconds` for all of it, `memory` in MiB beyond the fork server's own."""

    seconds: float = 60.0
    memory: int = 1024


@dataclass
class Answer:
    """What a submission's process answered, parsed: per exercise its recording, or how the process ended in it."""

    status: Status = "graded"
    notes: list[Text] = field(default_factory=list)
    recordings: "dict[str, Recording]" = field(default_factory=dict)
    failures: dict[str, Status] = field(default_factory=dict)
    output: str = ""


class ForkServer:
    """A running fork server with `lanes` lanes, started by `with`. `run` may be called from as many threads.

    It is fast for jobs of `assignment`, for those of any when none is named, and takes the others, too. With `device`
    "cuda" its processes see the GPUs.
    """

    def __init__(
        self, *, assignment: str = "", lanes: int = 1, isolation: Isolation = "sandbox", device: str = "cpu"
    ) -> None:
        self._assignment, self._isolation, self._device, self._count = assignment, isolation, device, lanes
        self._processes: list[subprocess.Popen[bytes]] = []
        self._lanes: queue.SimpleQueue[_Lane] = queue.SimpleQueue()
        self._gate = threading.Lock()  # one thread takes lanes at a time: who needs all of them gets them
        self._lock = threading.Lock()  # one thread replaces at a time
        self._closed = False
        self._spare: _Server | None = None
        self.layers: list[str] = []  # what holds a submission's process: see layers.py

    def __enter__(self) -> "ForkServer":
        self._server, self._long = self._start(), time.monotonic() + SPARE_SECONDS
        self._opened = [self._open(number) for number in range(self._count)]
        return self

    def wait_until_ready(self) -> None:
        """Raises Unavailable where student code cannot be confined. Until then the server imports torch."""
        while self._opened:
            self._lanes.put(self._greeted(self._opened.pop(), START_SECONDS))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed = True
        for _ in range(2):  # the second time, what somebody started who was waiting for the first to answer
            for process in self._processes:
                process.kill()
                process.wait()
            with self._lock:
                self._server.control.close()
                if self._spare:
                    self._spare.control.close()

    def run(self, job: wire.Job, data: bytes) -> Answer:
        """Runs one submission. Whatever ends its process costs only the exercise that was running.

        The other exercises are run again without it, in a new process, unless all its time is over.
        """
        answer = Answer()
        waiting = list(job.exercises)
        last_start = time.monotonic() + job.seconds * (len(waiting) + 1) + GRACE_SECONDS
        while True:
            end, frames = self._ask(
                wire.Job(
                    **{name: getattr(job, name) for name in job.__struct_fields__} | {"exercises": waiting}
                ),
                data,
            )
            answered = _parse(frames, waiting, answer)
            answer.output = end.output
            if answer.status == "unreadable":
                return answer
            waiting = waiting[answered:]
            if not waiting:
                return answer
            how: Status = "crashed" if end.how == "done" else end.how
            answer.status = how
            lost = waiting if answered < 0 or time.monotonic() > last_start else waiting[:1]
            answer.failures |= dict.fromkeys(lost, how)
            waiting = waiting[len(lost) :]
            if not waiting:
                return answer

    def _ask(self, job: wire.Job, data: bytes) -> tuple[wire.End, bytes]:
        """One round through a lane. Where the lane is gone or stuck, a second one, with nothing running beside it."""
        self._keep_spare()
        for needed in (1, self._count):
            with self._gate:
                lanes = [self._lanes.get() for _ in range(needed)]
            lane = lanes[0]
            try:
                if not _alive(lane):  # it died of something else
                    lane = lanes[0] = self._replacement(lane)
                lane.connection.settimeout(job.seconds * (len(job.exercises) + 1) + GRACE_SECONDS)
                wire.send(lane.connection, job, data)
                return wire.receive(lane.connection, wire.End)
            except OSError:
                lanes[0] = self._replacement(lane)
            finally:
                for lane in lanes:
                    self._lanes.put(lane)
        return wire.End("crashed", ""), b""

    def _replacement(self, lane: "_Lane") -> "_Lane":
        """A new lane in the place of one: from the server that is there, from the spare one, or from a new one."""
        lane.connection.close()
        with self._lock:
            if self._closed:
                raise Lost(CLOSED)
            with suppress(Unavailable):
                return self._greeted(self._open(lane.number), FORK_SECONDS)
            try:
                self._server.process.kill()
                spare, self._spare = self._spare, None
                if spare and not spare.has_imported():
                    spare.process.kill()
                    spare = None
                self._server = spare or self._start()
                return self._greeted(self._open(lane.number), START_SECONDS)
            except Unavailable as error:
                raise Lost(LOST.format(why=error.text)) from None

    def _keep_spare(self) -> None:
        """In all but the shortest runs, has a server waiting that has everything imported."""
        if self._spare is None and time.monotonic() > self._long:
            with self._lock, suppress(Unavailable):
                if self._spare is None and not self._closed:
                    self._spare = self._start("spare")

    def _start(self, *kind: Literal["spare"]) -> "_Server":
        """Starts a server, which has no lane yet. A spare one leaves the processors to the others."""
        ours, theirs = socket.socketpair()
        python = [sys.executable] if self._isolation == "process" else bubblewrap(gpu=self._device == "cuda")
        environment = {**({} if self._isolation == "sandbox" else os.environ), **ENVIRONMENT}
        if self._device == "cuda":
            environment |= {name: os.environ[name] for name in OF_CUDA if name in os.environ}
        else:
            environment["CUDA_VISIBLE_DEVICES"] = ""
        options = [self._isolation, self._assignment, self._device, str(theirs.fileno()), *kind]
        process = subprocess.Popen(
            [*python, *self._module(), *options],
            pass_fds=[theirs.fileno()],
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        self._processes.append(process)
        return _Server(process, ours)

    def _module(self) -> list[str]:
        return ["-m", "autograder.sandbox.server"]

    def _open(self, number: int) -> "_Lane":
        """Asks the server for a lane. Where the server is gone, nobody will greet."""
        ours, theirs = socket.socketpair()
        with theirs, suppress(OSError):
            message = number.to_bytes(2) + self._count.to_bytes(2)
            socket.send_fds(self._server.control, [message], [theirs.fileno()])
        return _Lane(number, ours)

    def _greeted(self, lane: "_Lane", seconds: float) -> "_Lane":
        lane.connection.settimeout(seconds)
        try:
            ready, _ = wire.receive(lane.connection, wire.Ready)
        except OSError:
            raise Unavailable(CANNOT_START) from None
        if ready.problem:
            raise Unavailable(CANNOT_CONFINE.format(why=ready.problem))
        if ready.no_gpu:
            raise Unavailable(NO_GPU.format(why=ready.no_gpu))
        self.layers = ready.layers
        return lane


@dataclass(frozen=True)
class _Server:
    """A process that forks lanes, and the socket over which it is asked for them."""

    process: subprocess.Popen[bytes]
    control: socket.socket

    def has_imported(self) -> bool:
        """Whether it is there and has said so: beside a busy class, a spare one may take long."""
        with suppress(OSError):
            said = self.control.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
            return said != b"" and self.process.poll() is None
        return False


@dataclass(frozen=True)
class _Lane:
    """A process of the server that runs one submission at a time, and the socket to it."""

    number: int
    connection: socket.socket


def _alive(lane: _Lane) -> bool:
    """Whether the process of an idle lane is there."""
    lane.connection.setblocking(False)
    try:
        lane.connection.recv(1)  # nothing comes from it unasked but the end
    except BlockingIOError:
        return True
    except OSError:
        pass
    return False


class Spawner(ForkServer):
    """The same for a system that cannot fork (Windows), without isolation: Python anew for each submission."""

    def __enter__(self) -> "Spawner":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is left: each process ended with its submission."""

    def wait_until_ready(self) -> None:
        """Nothing runs before the first submission. Raises Unavailable without the GPU that it is to use."""
        if self._device == "cuda":
            import torch

            if not torch.cuda.is_available():
                raise Unavailable(NO_GPU.format(why="torch.cuda.is_available() == False"))

    def _ask(self, job: wire.Job, data: bytes) -> tuple[wire.End, bytes]:
        kept = {name: value for name, value in ENVIRONMENT.items() if name not in ("PATH", "HOME", "LANG")}
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
            folder = Path(place)
            (folder / "job").write_bytes(msgspec.json.encode(job))
            (folder / "data").write_bytes(data)
            with (folder / "output").open("wb") as output:
                process = subprocess.Popen(
                    [sys.executable, "-m", "autograder.sandbox.child", place],
                    stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=os.environ | kept,
                )  # fmt: skip
                try:
                    code = process.wait(job.seconds * (len(job.exercises) + 1) + START_SECONDS)
                    how: wire.How = "crashed" if code else "done"
                except subprocess.TimeoutExpired:
                    how = "timeout"
                finally:
                    process.kill()
                    process.wait()
            frames = (folder / "frames").read_bytes() if (folder / "frames").exists() else b""
            said = (folder / "output").read_bytes()[-2000:].decode(errors="replace")
        return wire.End(how, said), frames


def server_for(
    *, assignment: str = "", lanes: int = 1, isolation: Isolation = "sandbox", device: str = "cpu"
) -> ForkServer:
    """What runs submissions on this system."""
    kind = ForkServer if hasattr(os, "fork") or isolation == "sandbox" else Spawner
    return kind(assignment=assignment, lanes=lanes, isolation=isolation, device=device)


def _parse(frames: bytes, waiting: Sequence[str], answer: Answer) -> int:
    """Adds to `answer` what the frames hold. Gives how many of `waiting` answered; -1: reading never ended."""
    from autograder.recording import Malformed, decode

    answered = -1
    try:
        for frame, recording in decode(frames):
            if answered < 0:
                answer.notes = [Text(*(part[:MAX_NOTE] for part in note)) for note in frame.notes[:MAX_NOTES]]
                if frame.unreadable:
                    answer.status = "unreadable"
                    return 0
                answered = 0
            elif answered < len(waiting) and frame.exercise == waiting[answered]:
                answer.recordings[frame.exercise] = recording
                answered += 1
            else:
                break
    except Malformed:
        pass
    return answered


ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "FONTCONFIG_FILE": str(PACKAGE / "sandbox/fonts.conf"),
    "HOME": "/tmp",
    "JOBLIB_MULTIPROCESSING": "0",  # the sandbox has no semaphores for it, and it says so
    "LANG": "C.UTF-8",
    "LOGNAME": "student",  # some versions of torch ask for the user's name, and no file inside knows it
    "MPLBACKEND": "Agg",
    "OMP_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONNOUSERSITE": "1",
    "PYTHONPATH": str(PACKAGE.parent),
    "PYTHONSAFEPATH": "1",  # nothing is imported from the folder that somebody happens to be in
}
OF_CUDA = ("CUDA_VISIBLE_DEVICES", "LD_LIBRARY_PATH")  # which GPUs, and where a container has their driver


def bubblewrap(*, gpu: bool = False) -> list[str]:
    """A Python inside bubblewrap, for the fork server: with the packages and the probes, read-only, and no more.

    Raises Unavailable where bubblewrap is missing.
    """
    bwrap = shutil.which("bwrap")
    if sys.platform != "linux" or bwrap is None:
        raise Unavailable(NO_BUBBLEWRAP)
    places = {
        Path("/usr"): Path("/usr"),
        Path(sys.base_prefix): Path(sys.base_prefix),
        PACKAGE: KIT / "autograder",
    }
    if sys.prefix != sys.base_prefix:
        places[Path(sys.prefix)] = KIT / "venv"
    command = [
        bwrap,
        "--unshare-pid",
        "--unshare-net",
        "--unshare-ipc",
        "--unshare-uts",
        "--unshare-cgroup-try",
    ]
    command += ["--die-with-parent", "--new-session"]
    if os.getuid():
        command += ["--unshare-user"]
    for link in ("/bin", "/lib", "/lib64", "/lib32"):
        if Path(link).is_symlink():
            command += ["--symlink", os.readlink(link), link]
        else:
            command += ["--ro-bind-try", link, link]
    for extra in (
        "/etc/ld.so.cache",
        "/etc/alternatives",
        "/etc/localtime",
        "/sys/devices/system/cpu",
    ):
        command += ["--ro-bind-try", extra, extra]
    command += ["--perms", "1777", "--tmpfs", "/tmp"]
    for parent in sorted({parent for path in places.values() for parent in path.parents} - {Path("/")}):
        command += [
            "--perms",
            "0755",
            "--dir",
            str(parent),
        ]  # what bwrap makes by itself, only root may enter
    for path, inside in places.items():
        command += ["--ro-bind", str(path), str(inside)]
    command += ["--tmpfs", str(KIT / "autograder/public")]  # no answer of any kind is inside
    command += ["--dev", "/dev"]
    if gpu:
        for device in sorted(Path("/dev").glob("nvidia*")):
            command += ["--dev-bind", str(device), str(device)]
        command += ["--ro-bind-try", "/sys", "/sys"]
    command += ["--tmpfs", "/dev/shm", "--remount-ro", "/dev", "--proc", "/proc", "--remount-ro", "/"]
    fonts = KIT / "autograder/sandbox/fonts.conf"
    command += ["--chdir", "/", "--setenv", "PYTHONPATH", str(KIT)]
    command += ["--setenv", "FONTCONFIG_FILE", str(fonts), "--"]
    return [*command, str(KIT / "venv/bin/python") if Path(sys.prefix) in places else sys.executable]


NO_BUBBLEWRAP = Text(
    es="Falta bubblewrap (bwrap), que aísla el código de los estudiantes. Instálalo (Debian/Ubuntu: "
    "apt-get install bubblewrap; Fedora: dnf install bubblewrap) o acepta calificar sin aislamiento con "
    "--isolation process.",
    en="bubblewrap (bwrap), which confines student code, is missing. Install it (Debian/Ubuntu: "
    "apt-get install bubblewrap; Fedora: dnf install bubblewrap) or accept grading unconfined with "
    "--isolation process.",
)
CANNOT_START = Text(
    es="El servidor que ejecuta el código de los estudiantes no pudo partir (arriba está lo que dijo). Revisa la "
    "máquina con «autograder doctor», o acepta calificar sin aislamiento con --isolation process.",
    en="The server that runs student code could not start (what it said is above). Check the machine with "
    "'autograder doctor', or accept grading unconfined with --isolation process.",
)
NO_GPU = Text(
    es="--device cuda: aquí PyTorch no puede usar una GPU ({why}). Revisa nvidia-smi y que torch sea una versión con "
    "CUDA, o califica sin --device: lo que necesita una GPU figura como no ejecutado y no cuesta puntos.",
    en="--device cuda: PyTorch cannot use a GPU here ({why}). Check nvidia-smi, and that torch is a build with CUDA, or "
    "grade without --device: what needs a GPU is listed as not run and costs no points.",
)
LOST = Text(
    es="El servidor que ejecuta el código de los estudiantes murió y no vuelve a partir. Lo ya calificado quedó "
    "guardado: repite el mismo comando para seguir. {why}",
    en="The server that runs student code died and does not start again. What was graded is kept: run the same "
    "command again to go on. {why}",
)
CLOSED = Text("El servidor ya está cerrado.", "The server is closed already.")
CANNOT_CONFINE = Text(
    es="Esta máquina no deja aislar el código de los estudiantes ({why}). Suele faltar permiso para crear espacios de "
    "nombres de usuario: sysctl kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0 y "
    "user.max_user_namespaces mayor que 0. O acepta calificar sin aislamiento con --isolation process.",
    en="This machine does not let student code be confined ({why}). Usually user namespaces are not allowed: sysctl "
    "kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0 and "
    "user.max_user_namespaces above 0. Or accept grading unconfined with --isolation process.",
)
