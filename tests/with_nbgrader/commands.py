"""Runs the real commands, each in a process of its own: forked, as what they import takes seconds."""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


class Ended(NamedTuple):
    status: int
    output: str


def forked(main: Callable[[], object], folder: Path) -> Ended:
    """What `main` printed in `folder`, and the status it ended with (negative: the signal)."""
    with tempfile.TemporaryFile() as output:
        sys.stdout.flush()
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                os.chdir(folder)
                for descriptor in (1, 2):
                    os.dup2(output.fileno(), descriptor)
                sys.stdout, sys.stderr = (os.fdopen(os.dup(fd), "w", encoding="utf-8") for fd in (1, 2))
                status = int(bool(main()))
            except SystemExit as stop:
                status = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
            except BaseException as error:  # noqa: BLE001 – as any process would end
                print(f"{type(error).__name__}: {error}", file=sys.stderr)
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
        _, how = os.waitpid(pid, 0)
        output.seek(0)
        return Ended(os.waitstatus_to_exitcode(how), output.read().decode(errors="replace"))


def nbgrader(folder: Path, *arguments: str) -> Ended:
    """`nbgrader ARGUMENTS` in a course's folder."""

    def main() -> None:
        from nbgrader.apps import NbGraderApp

        sys.argv = ["nbgrader", *arguments]
        NbGraderApp.launch_instance()

    return forked(main, folder)


def autograder(folder: Path, *arguments: str) -> Ended:
    """`autograder ARGUMENTS` in a course's folder."""

    def main() -> None:
        from autograder import cli

        sys.argv = ["autograder", *arguments]
        cli.main()

    return forked(main, folder)
