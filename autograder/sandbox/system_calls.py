"""The system calls that no exercise needs: doors into the kernel, and memory that no limit counts.

A seccomp filter refuses them with EPERM, for this process and all that it starts, for good.
"""

import ctypes
import errno
import os
import struct

from autograder.sandbox import kernel

# name → its number on x86_64 and on aarch64 (None: there is no such call there)
REFUSED: dict[str, tuple[int, int | None]] = {
    # memory that no limit counts
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    # much of the kernel behind one call
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "perf_event_open": (298, 241),
    "io_uring_setup": (425, 425),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "fanotify_init": (300, 262),
    "modify_ldt": (154, None),
    "quotactl": (179, 60),
    "vmsplice": (278, 75),
    # other submissions' cores
    "sched_setaffinity": (203, 122),
    # looking into other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    # other views of the file system, which need rights that nobody has here, too
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "setns": (308, 268),
    "unshare": (272, 97),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    # the machine itself, likewise
    "kexec_load": (246, 104),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "acct": (163, 89),
    "syslog": (103, 116),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
}
FAMILIES = (1, 2, 10, 16)
"""AF_UNIX, AF_INET, AF_INET6, AF_NETLINK: what Python itself may ask for. The network namespace confines these; not
AF_VSOCK, say, which leads from a virtual machine to its host."""

_SOCKET = {"x86_64": 41, "aarch64": 198}
_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_PR_SET_SECCOMP, _FILTER = 22, 2
_LOAD, _JUMP_EQUAL, _JUMP_FROM, _GIVE = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16


def refuse() -> None:
    """Installs the filter. Needs no_new_privs."""
    code = b"".join(struct.pack("HBBI", *instruction) for instruction in _program(os.uname().machine))
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    kernel.prctl(_PR_SET_SECCOMP, _FILTER, header)


def _program(machine: str) -> list[tuple[int, int, int, int]]:
    """Instructions (code, jump if so, jump if not, operand) of the kernel's packet filter."""
    column = ["x86_64", "aarch64"].index(machine)
    numbers = [number for row in REFUSED.values() if (number := row[column]) is not None]
    families = [(_JUMP_EQUAL, len(FAMILIES) - i, 0, family) for i, family in enumerate(FAMILIES)]
    # … then the four ways out: refuse, and behind it allow
    sockets = [(_LOAD, 0, 0, _FIRST_ARGUMENT_AT), *families, (_GIVE, 0, 0, _REFUSE), (_GIVE, 0, 0, _ALLOW)]
    refused = [(_JUMP_EQUAL, len(numbers) - i, 0, number) for i, number in enumerate(numbers)]
    calls = [*refused, (_GIVE, 0, 0, _ALLOW), (_GIVE, 0, 0, _REFUSE)]
    return [
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_JUMP_EQUAL, 1, 0, _ARCHITECTURE[machine]),
        (_GIVE, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_JUMP_EQUAL, len(calls) + 1, 0, _SOCKET[machine]),
        (_JUMP_FROM, len(calls) - 1, 0, 0x40000000),  # x32: the same calls by other numbers
        *calls,
        *sockets,
    ]
