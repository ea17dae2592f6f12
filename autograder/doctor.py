"""What this machine can do, for `autograder doctor`."""

import importlib.metadata
import os
import platform
import sys
from collections.abc import Iterator

from autograder.answers import NoAnswers, folder
from autograder.sandbox.fork_server import ForkServer, Unavailable
from autograder.text import Text


def findings() -> Iterator[tuple[bool, Text]]:
    """(good, what was found and, where it is not good, what to do)."""
    import torch

    who = "root" if hasattr(os, "getuid") and os.getuid() == 0 else "usuario/user"
    yield (
        True,
        _both(
            f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} CPU, {who}"
        ),
    )
    yield True, _both(f"torch {torch.__version__}")
    if torch.cuda.is_available():
        yield True, _both(f"GPU: {torch.cuda.get_device_name(0)}")
    else:
        yield (
            False,
            Text(
                "Sin GPU: las pruebas de GPU se informan como no ejecutadas; todo lo demás funciona.",
                "No GPU: GPU tests are reported as not run; everything else works.",
            ),
        )
    try:
        with ForkServer() as server:
            server.wait_until_ready()
        yield (
            True,
            Text(
                "Aislamiento: funciona (--isolation sandbox). Capas, vistas desde adentro:",
                "Isolation: it works (--isolation sandbox). Layers, as seen from inside:",
            ),
        )
        for layer, words in LAYERS.items():
            yield layer in server.layers, words
    except Unavailable as error:
        yield False, error.text
    try:
        yield True, _both(f"reference_solution: {folder()}")
    except NoAnswers:
        yield (
            False,
            Text(
                "Sin solución de referencia: aquí se puede revisar (autograder check), pero no calificar.",
                "No reference solution: work can be checked here (autograder check), but not graded.",
            ),
        )
    for package, extra in (("nbgrader", "nbgrader"), ("distributed", "cluster")):
        try:
            yield True, _both(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            yield (
                False,
                Text(
                    f"Sin {package}: {sys.executable} -m pip install 'autograder[{extra}]'",
                    f"No {package}: {sys.executable} -m pip install 'autograder[{extra}]'",
                ),
            )


LAYERS = {
    "ordinary user": Text(
        "  usuario sin privilegios, aun si root califica", "  an ordinary user, even where root grades"
    ),
    "namespaces": Text(
        "  espacios de nombres propios: usuario, procesos, montajes, IPC, red, nombre",
        "  namespaces of its own: user, processes, mounts, IPC, network, name",
    ),
    "files": Text(
        "  archivos de solo lectura; /tmp y /dev/shm propios, vacíos y acotados",
        "  files read-only; /tmp and /dev/shm its own, empty and bounded",
    ),
    "privileges": Text(
        "  no puede ganar privilegios (no_new_privs)", "  it cannot gain privileges (no_new_privs)"
    ),
    "capabilities": Text("  sin ninguna capability", "  without a single capability"),
    "system calls": Text(
        "  filtro seccomp de llamadas al sistema y familias de sockets",
        "  a seccomp filter of system calls and socket families",
    ),
    "limits": Text(
        "  límites de memoria, CPU, procesos y archivos", "  limits on memory, CPU, processes and files"
    ),
    "landlock": Text(
        "  Landlock (Linux 5.13 o posterior): una segunda cerca para archivos y red",
        "  Landlock (Linux 5.13 or later): a second fence around files and network",
    ),
}
"""The layers of the sandbox, in the words of people."""


def _both(text: str) -> Text:
    return Text(text, text)
