"""A machine to throw away for a grader that runs student code as it is: bubblewrap and an ordinary user.

Inside are the grader, one course and its two students, as they would be on an instructor's machine; attacks reach all of
that. This machine's files are read-only, its processes, network, home and temporary folders are not there.
"""

import json
import os
import resource
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

USER = 4711  # who runs the grader, where root runs this
HOME = Path("/home/grader")
PORT = 47001
MIB = 2**20


@dataclass
class Seen:
    """What could be seen from beside the grader."""

    ended: bool  # by itself, within the limit
    status: int | None
    seconds: float
    left: list[str]  # processes
    files: list[str]  # in the shared temporary folders
    output: str


def grade(home: Path, command: list[str], python: str, *, limit: float) -> Seen:
    """Runs a command with `home` as its home folder."""
    root = os.geteuid() == 0
    hidden = [Path.home(), Path("/home"), Path("/tmp")]
    needed = {Path(sys.base_prefix), Path(sys.prefix), Path(python).parents[1], Path(__file__).parent}
    covered = [path for path in sorted(needed) if any(path.is_relative_to(folder) for folder in hidden)]
    shown = []
    for path in covered:  # bwrap would make the folders above for root alone
        above = [folder for folder in reversed(path.parents) if any(folder.is_relative_to(h) for h in hidden)]
        shown += [word for folder in above for word in ("--perms", "755", "--dir", str(folder))]
        shown += ["--ro-bind", str(path), str(path)]
    words = [
        "bwrap", "--ro-bind", "/", "/", "--tmpfs", str(Path.home()), "--tmpfs", "/home", "--dev", "/dev", "--proc", "/proc",
        "--perms", "1777", "--size", str(256 * MIB), "--tmpfs", "/tmp", "--perms", "1777", "--tmpfs", "/dev/shm", *shown, "--bind", str(home), str(HOME), "--chdir", str(HOME / "course"),
        "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--die-with-parent",
        "--clearenv", "--setenv", "HOME", str(HOME), "--setenv", "PATH", f"{Path(python).parent}:/usr/bin:/bin",
        "--setenv", "LANG", "C.UTF-8", "--setenv", "OMP_NUM_THREADS", "1", "--setenv", "KIT_TEST_SECRET", "hunter2",
    ]  # fmt: skip
    if root:
        subprocess.run(["chown", "-Rh", f"{USER}:{USER}", str(home)], check=True)
        ids = [f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "--no-new-privs"]
        words += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "setpriv", *ids]
        words += ["--inh-caps=-all", "--bounding-set=-all"]
    words += [sys.executable, "-I", __file__, str(limit), *command]
    done = subprocess.run(words, check=False, capture_output=True, timeout=limit + 60)
    try:
        return Seen(**json.loads(done.stdout))
    except ValueError as error:
        raise RuntimeError(f"no word from the box: {done.stderr.decode(errors='replace')[-2000:]}") from error


def _inside(limit: float, command: list[str]) -> Seen:
    """Runs in the box, beside the grader."""
    import socket

    for kind, most in (
        (resource.RLIMIT_DATA, 4096 * MIB),
        (resource.RLIMIT_FSIZE, 1024 * MIB),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    tcp, unix = socket.create_server(("127.0.0.1", PORT)), socket.socket(socket.AF_UNIX)
    unix.bind(f"\0autograder-test-{PORT}")
    unix.listen()
    started, status = time.monotonic(), None
    with open("/tmp/.output", "wb") as output:
        grader = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
        with suppress(subprocess.TimeoutExpired):
            status = grader.wait(limit)
    seconds = time.monotonic() - started
    time.sleep(0.5)  # what ends with the grader may do so
    left = _others() if status is not None else []
    files = [str(path) for folder in ("/tmp", "/dev/shm") for path in Path(folder).glob("*")]
    with open("/tmp/.output", "rb") as said:
        said.seek(max(0, os.fstat(said.fileno()).st_size - 3000))
        text = said.read().decode(errors="replace")
    tcp.close()
    unix.close()
    return Seen(status is not None, status, round(seconds, 1), left, files, text)


def _others() -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            line = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            if int(path.name) not in (1, os.getpid()) and line:
                found.append(line[:100])
    return found


if __name__ == "__main__":
    print(json.dumps(_inside(float(sys.argv[1]), sys.argv[2:]).__dict__))
