"""Landlock, a second fence around files and the network, that holds without any mount: from Linux 5.13 on.

https://docs.kernel.org/userspace-api/landlock.html
"""

import ctypes
import os
import struct

from autograder.sandbox import kernel

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # on every architecture
_VERSION, _BENEATH = 1, 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_IOCTL_DEV = 1 << 15
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | 1 << 14 | _IOCTL_DEV  # 14: truncate
# by version: every right over files (13: refer, 14: truncate, 15: ioctl on devices)
_FILES = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_TCP = 3  # bind and connect, from version 4 on
_SCOPED = 3  # abstract UNIX sockets and signals stay inside, from version 6 on


def version() -> int:
    """The version of Landlock that the kernel has; 0: none."""
    try:
        return kernel.syscall("landlock", _CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION)
    except OSError:
        return 0


def fence(writable: tuple[str, ...], devices: tuple[str, ...]) -> None:
    """Until the end of this process and all that it starts: files are read and run, written only below `writable`
    and to `devices`; no TCP; no signal and no abstract socket that leads out.

    Needs no_new_privs. Nothing where the kernel has no Landlock.
    """
    found = version()
    if not found:
        return
    files = _FILES[min(found, max(_FILES))]
    # The kernel takes a shorter structure for one of an older version.
    fields = [files, _TCP, _SCOPED][: 3 if found >= 6 else 2 if found >= 4 else 1]
    attributes = struct.pack(f"{len(fields)}Q", *fields)
    size = ctypes.c_size_t(len(attributes))
    ruleset = kernel.syscall("landlock_create_ruleset", _CREATE_RULESET, attributes, size, 0)
    try:
        _allow(ruleset, "/", _READ & files)
        for folder in writable:
            _allow(ruleset, folder, files & ~_IOCTL_DEV)
        for device in devices:
            _allow(ruleset, device, files & _OF_FILES & ~_EXECUTE)
        kernel.syscall("landlock_restrict_self", _RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", rights, place)
        kernel.syscall("landlock_add_rule", _ADD_RULE, ruleset, _BENEATH, rule, 0)
    finally:
        os.close(place)
