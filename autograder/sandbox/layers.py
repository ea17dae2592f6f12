"""Which layers of the sandbox hold a process, read off that process itself and not off what was asked for."""

import os
import resource
from pathlib import Path

from autograder.sandbox import confinement

NAMESPACES = ("user", "pid", "mnt", "ipc", "net", "uts")
LAYERS = (
    "ordinary user",
    "namespaces",
    "files",
    "privileges",
    "capabilities",
    "system calls",
    "limits",
    "landlock",
)
OPTIONAL = {"landlock"}  # not every kernel has it; what it forbids, others forbid, too


def surroundings() -> dict[str, str]:
    """What a confined process does not share with the one that started it: namespaces by kind, and /tmp."""
    found = {kind: os.readlink(f"/proc/self/ns/{kind}") for kind in NAMESPACES}
    return found | {"/tmp": str(os.stat("/tmp").st_dev)}


def active(outside: dict[str, str]) -> list[str]:
    """The layers that hold this process; `outside`: the surroundings of the process that started it."""
    status = dict(
        line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":\t" in line
    )
    own = surroundings()
    no_capability = all(int(status[f"Cap{kind}"], 16) == 0 for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb"))
    limited = resource.getrlimit(resource.RLIMIT_NPROC)[1] == confinement.PROCESSES
    found = {
        "ordinary user": "0" not in status["Uid"].split() + status["Gid"].split() + status["Groups"].split(),
        "namespaces": all(own[kind] != outside[kind] for kind in NAMESPACES),
        "files": _read_only("/") and _read_only("/usr") and own["/tmp"] != outside["/tmp"],
        "privileges": status["NoNewPrivs"] == "1",
        "capabilities": no_capability,
        "system calls": status["Seccomp"] == "2",
        "limits": limited and resource.getrlimit(resource.RLIMIT_AS)[1] != resource.RLIM_INFINITY,
        "landlock": not _may_write("/dev/full"),  # which everybody may write to otherwise
    }
    return [layer for layer in LAYERS if found[layer]]


def _read_only(folder: str) -> bool:
    return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def _may_write(path: str) -> bool:
    try:
        os.close(os.open(path, os.O_WRONLY))
    except OSError:
        return False
    return True
