"""One process tree per submission, shut off from everything: namespaces, private mounts, limits.

`spawn` forks the calling process (a lane of the fork server) into

    lane ── init (PID 1 of new user, PID, mount, IPC, network, UTS namespaces) ── the submission's process (PID 2)

When init dies the kernel kills whatever the submission left. Linux only; isolation "process" uses `spawn_plain`.
"""

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from autograder.sandbox import kernel, landlock, system_calls

_SYS_CLONE = {"x86_64": 56, "aarch64": 220}
_NEW = 0x10000000 | 0x20000000 | 0x00020000 | 0x08000000 | 0x40000000 | 0x04000000  # USER PID NS IPC NET UTS
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_PRIVATE_ALL = 1, 2, 4, 8, 0x44000
_HUGE, _MADV_HUGEPAGE, _MADV_COLLAPSE = 2 * 2**20, 14, 25
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP = 1, 4, 24
_PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 36, 38

UID = 64023  # of the fork server when root starts it: the kernel exempts the real root from process limits
FILE_SIZE = 32 * 2**20
TMP_SIZE = 64 * 2**20
TMP_FILES = 2000
PROCESSES = 32
OPEN_FILES = 128


def spawn(
    run: Callable[[], None], *, cpu_seconds: float, memory: int | None, hidden: Sequence[str] = ()
) -> int:
    """Starts `run` in a confined process tree; gives the PID of its init, as the caller sees it.

    `memory`: bytes of address space beyond what the caller has; None: no limit on it. `hidden`: folders that are
    empty in there.
    """
    uid, gid = os.getuid(), os.getgid()
    pid = kernel.syscall("clone", _SYS_CLONE[os.uname().machine], _NEW | signal.SIGCHLD, 0, 0, 0, 0)
    if pid == 0:
        _init(run, uid, gid, cpu_seconds, memory, hidden)
    return pid


def _init(
    run: Callable[[], None], uid: int, gid: int, cpu_seconds: float, memory: int | None, hidden: Sequence[str]
) -> NoReturn:
    code = 99
    try:
        ctypes.pythonapi.PyOS_AfterFork_Child()
        end_with_parent()
        os.setsid()  # kill(0, …) reaches the whole process group, whatever the namespaces
        _confine(uid, gid, hidden)
        _limit(cpu_seconds, memory, PROCESSES)
        child = os.fork()
        if child == 0:
            run()
            os._exit(0)
        kernel.prctl(_PR_SET_DUMPABLE, 0)  # nobody inside may trace init
        os.closerange(0, 256)  # the end of the submission's process is to close its pipes
        status = os.waitstatus_to_exitcode(_wait_for(child))
        code = 128 - status if status < 0 else status
    except BaseException as error:
        print(f"confinement: {error}", file=sys.stderr, flush=True)
    finally:
        os._exit(code)


def _wait_for(child: int) -> int:
    """Reaps what dies until `child` has; gives its wait status."""
    while True:
        pid, status = os.waitpid(-1, 0)
        if pid == child:
            return status


def _confine(uid: int, gid: int, hidden: Sequence[str]) -> None:
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    _mount_private_folders()
    _empty(hidden)
    Path("/proc/self/oom_score_adj").write_text("1000")  # should memory run out, it takes this and no lane
    _allow_no_more_namespaces()
    _forbid_new_privileges()
    _let_nothing_out_of_its_folders()
    system_calls.refuse()
    _drop_capabilities()
    os.chdir("/tmp")


def _mount_private_folders() -> None:
    kernel.mount(None, "/", None, _MS_PRIVATE_ALL)
    room = f"size={TMP_SIZE},nr_inodes={TMP_FILES},mode=700"
    kernel.mount("tmpfs", "/tmp", "tmpfs", _MS_NOSUID | _MS_NODEV, room)
    kernel.mount("tmpfs", "/dev/shm", "tmpfs", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC, room)
    kernel.mount("proc", "/proc", "proc", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC)


def _empty(folders: Sequence[str]) -> None:
    for folder in folders:
        kernel.mount("tmpfs", folder, "tmpfs", _MS_RDONLY | _MS_NOSUID | _MS_NODEV, "nr_inodes=1")


def _allow_no_more_namespaces() -> None:
    Path("/proc/sys/user/max_user_namespaces").write_text("0")  # no way back to capabilities


def _forbid_new_privileges() -> None:
    kernel.prctl(_PR_SET_NO_NEW_PRIVS, 1)


def _let_nothing_out_of_its_folders() -> None:
    gpus = [str(path) for path in Path("/dev").glob("nvidia*")]
    proc = ["/proc"] if gpus else []  # CUDA names its threads in its own /proc, and does not start without
    landlock.fence(("/tmp", "/dev/shm"), ("/dev/null", "/dev/zero", *gpus, *proc))


def _drop_capabilities() -> None:
    for capability in range(int(Path("/proc/sys/kernel/cap_last_cap").read_text()) + 1):
        kernel.prctl(_PR_CAPBSET_DROP, capability)
    kernel.drop_all_capabilities()


def _limit(cpu_seconds: float, memory: int | None, processes: int | None) -> None:
    limits = {
        resource.RLIMIT_FSIZE: FILE_SIZE,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_CORE: 0,
    }
    if processes:
        limits[resource.RLIMIT_NPROC] = processes
    if sys.platform == "linux" and memory is not None:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limits[resource.RLIMIT_AS] = pages * resource.getpagesize() + memory
    for kind, value in limits.items():
        resource.setrlimit(kind, (value, value))
    cpu = int(cpu_seconds) + 2
    resource.setrlimit(
        resource.RLIMIT_CPU, (cpu, cpu + 2)
    )  # SIGXCPU, which says why, comes only before the end


def spawn_plain(
    run: Callable[[], None], *, cpu_seconds: float, memory: int | None, hidden: Sequence[str] = ()
) -> int:
    """Isolation "process": a fork with limits, in a session of its own. It hides nothing."""
    pid = os.fork()
    if pid == 0:
        end_with_parent()
        os.setsid()
        _limit(cpu_seconds, memory, None)
        run()
        os._exit(0)
    return pid


def end_with_parent() -> None:
    """Has this process killed when its parent dies, where Linux can."""
    if sys.platform == "linux":
        kernel.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans() -> None:
    """Makes this process the parent of what its children leave behind, so that it can end it."""
    if sys.platform == "linux":
        kernel.prctl(_PR_SET_CHILD_SUBREAPER, 1)


def keep_to_own_cores(number: int, count: int) -> None:
    """Leaves this process, and all that it starts, its share of the cores, lane `number` of `count`: a submission that
    keeps many busy takes none from another. Where there are more lanes than cores, some have to share."""
    if sys.platform == "linux":
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, cores[number::count] or [cores[number % len(cores)]])


def descendants(pid: int) -> list[int]:
    """The PIDs below `pid`, itself first. Empty when it is gone or the system has no /proc."""
    found = [pid]
    for parent in found:
        try:
            for task in os.listdir(f"/proc/{parent}/task"):
                found += map(int, Path(f"/proc/{parent}/task/{task}/children").read_text().split())
        except OSError:
            continue
    return found


def memory_of(pids: list[int], baseline: int) -> int:
    """Bytes of anonymous, shared and swapped memory that the processes hold beyond `baseline` each."""
    total = 0
    for pid in pids:
        try:
            status = Path(f"/proc/{pid}/status").read_text()
        except OSError:
            continue
        held = sum(
            int(line.split()[1]) * 1024
            for line in status.splitlines()
            if line.startswith(("RssAnon", "RssShmem", "VmSwap"))
        )
        total += max(0, held - baseline)
    return total


def become_ordinary() -> None:
    """When this is the real root: mounts a fresh /proc and turns into an ordinary user for good.

    The kernel lets a submission mount a /proc of its own only where this one hides nothing.
    """
    if os.getuid() == 0:
        kernel.mount("proc", "/proc", "proc", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC)
        os.setgroups([])
        os.setresgid(UID, UID, UID)
        os.setresuid(UID, UID, UID)
        kernel.prctl(_PR_SET_DUMPABLE, 1)  # setuid cleared it; children could not write their own uid_map


def use_huge_pages() -> None:
    """Gathers this process's memory in pages of 2 MiB, where Linux can (6.1): a fork copies a page table of fewer
    entries, and with its end takes 4 ms instead of 15."""
    if sys.platform != "linux":
        return
    for line in Path("/proc/self/maps").read_text().splitlines():
        addresses, permissions, _, _, inode, *_ = line.split()
        if "w" in permissions and inode == "0":
            first, last = (int(address, 16) for address in addresses.split("-"))
            first, last = -(-first // _HUGE) * _HUGE, last // _HUGE * _HUGE
            if first < last:  # a refusal changes nothing but the speed
                for advice in (_MADV_HUGEPAGE, _MADV_COLLAPSE):
                    kernel.advise(first, last, advice)
