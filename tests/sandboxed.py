"""What tests of the sandbox share: answers that name nothing, and a look at the processes that there are."""

import shutil
from contextlib import suppress
from pathlib import Path

from autograder.answers import folder
from autograder.sandbox.confinement import descendants
from autograder.sandbox.fork_server import ForkServer


def answers_alone(assignment: str, place: Path) -> Path:
    """A folder for AUTOGRADER_ANSWERS with the reference and no mistake: naming takes most of the time."""
    place.mkdir(exist_ok=True)
    shutil.copy(folder() / f"{assignment}.py", place)
    return place


def processes(server: ForkServer) -> set[int]:
    """Of the server that forks the lanes; a long run has a second one waiting."""
    return set(descendants(server._server.process.pid))


def command_lines() -> str:
    """Of every process on the machine."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            lines.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return "\n".join(lines)
