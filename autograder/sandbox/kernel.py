"""The few calls into Linux that Python has no function for. Each raises OSError with the kernel's reason."""

import ctypes
import os
from typing import Any, NoReturn

_libc = ctypes.PyDLL(None, use_errno=True)  # PyDLL: a fork must not happen with the GIL released


def syscall(name: str, number: int, *arguments: Any) -> int:
    """A system call without a wrapper in the C library; gives what it returns."""
    result: int = _libc.syscall(number, *arguments)
    return _checked(name, result)


def prctl(option: int, *values: Any) -> None:
    """prctl(2) with up to four further arguments."""
    arguments = [ctypes.c_ulong(value) if isinstance(value, int) else value for value in values]
    _checked(f"prctl {option}", _libc.prctl(option, *arguments, *[ctypes.c_ulong(0)] * (4 - len(arguments))))


def mount(source: str | None, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    encoded = [value and value.encode() for value in (source, target, kind, data)]
    result = _libc.mount(encoded[0], encoded[1], encoded[2], ctypes.c_ulong(flags), encoded[3])
    _checked(f"mount {target}", result)


def drop_all_capabilities() -> None:
    """Of this process: what it may do, might do and hands on."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # capability version 3, this process
    _checked("capset", _libc.capset(header, (ctypes.c_uint32 * 6)()))


def advise(first: int, last: int, advice: int) -> None:
    """madvise(2) for the addresses from `first` to `last`. A refusal is no error."""
    _libc.madvise(ctypes.c_void_p(first), ctypes.c_size_t(last - first), advice)


def _checked(what: str, result: int) -> int:
    if result < 0:
        _fail(what)
    return result


def _fail(what: str) -> NoReturn:
    number = ctypes.get_errno()
    raise OSError(number, f"{what}: {os.strerror(number)}")
