"""Each layer of the sandbox does something, seen by what student code can do without it; and without it nothing runs.

The servers of these tests confine as the real one does, but for the layer that a test takes away. They import no
torch, and what they run is a few lines of Python, not a submission.
"""

import os
import sys
from pathlib import Path

import pytest

from autograder import doctor
from autograder.sandbox import layers
from autograder.sandbox.confinement import descendants
from autograder.sandbox.fork_server import ForkServer, Unavailable
from autograder.sandbox.landlock import version
from autograder.sandbox.wire import Job

if sys.platform != "linux":
    pytest.skip("the sandbox is made of Linux namespaces", allow_module_level=True)

SERVER = """
import os, socket, sys, types
child = types.ModuleType("autograder.sandbox.child")
def main(job, data, frames):
    exec(data, {})
    sys.stdout.flush()
child.main, child.DEFINE_SECONDS = main, 5.0
sys.modules[child.__name__] = child
from autograder.sandbox import confinement, kernel, landlock, layers, server, system_calls
server.import_everything = lambda _: None
%s
server.main(*sys.argv[1:4], socket.socket(fileno=int(sys.argv[4])))
"""
NOTHING = "lambda *_, **__: None"
WITHOUT = {
    "ordinary user": "confinement.become_ordinary = lambda: kernel.mount('proc', '/proc', 'proc', 0)",
    "namespaces": "confinement._NEW &= ~0x40000000",  # the network's, of six
    "files": "confinement._mount_private_folders = lambda: kernel.mount('proc', '/proc', 'proc', 0)",
    "capabilities": f"confinement._drop_capabilities = {NOTHING}",
    "system calls": f"system_calls.refuse = {NOTHING}",
    "limits": f"confinement._limit = {NOTHING}",
    "landlock": f"landlock.fence = {NOTHING}",
}
"""What takes a layer away. "privileges" cannot be: bubblewrap sets it once more, see below."""
TRIES = {
    "ordinary user": "print(open('/proc/self/uid_map').read().split())",
    "namespaces": "import os; print(os.readlink('/proc/self/ns/net'))",
    "files": "import os; print(os.listdir('/tmp')); open('/tmp/left behind', 'w')",
    # Bringing a network device up takes a capability; the call itself is everybody's.
    "capabilities": """
import fcntl, socket, struct
try:
    print(fcntl.ioctl(socket.socket(socket.AF_INET, socket.SOCK_DGRAM), 0x8914, struct.pack('16sH14x', b'lo', 1))[:0])
except OSError as error:
    print(error)
""",
    "system calls": """
import os, socket
for call in (lambda: os.memfd_create('x'), lambda: socket.socket(40, socket.SOCK_STREAM)):
    try:
        print(bool(call()))
    except OSError as error:
        print(error.strerror)
""",
    "limits": """
import os, time
forks = 0
try:
    while forks < 60:
        if os.fork() == 0:
            time.sleep(5)
            os._exit(0)
        forks += 1
except OSError:
    pass
print('as many as wanted' if forks == 60 else 'refused')
""",
    "landlock": """
import socket
for place in ('/dev/full', '/proc/self/comm', '/tmp/own'):
    try:
        print(bool(open(place, 'w')))
    except OSError as error:
        print(error.strerror)
try:
    socket.create_server(('', 0))
except OSError as error:
    print(error.strerror)
""",
}
"""What tells whether a layer is there, by itself."""


class Weakened(ForkServer):
    """A fork server whose sandbox lacks a layer; `silent`: and does not notice it."""

    def __init__(self, layer: str | None, *, silent: bool) -> None:
        super().__init__()
        self.patch = WITHOUT.get(layer or "", "") + "\n"
        if silent:
            self.patch += "layers.active = lambda _: list(layers.LAYERS)"

    def _module(self) -> list[str]:
        return ["-c", SERVER % self.patch]


def said(server: ForkServer, source: str) -> list[str]:
    job = Job(assignment="", exercises=["x"], suffix=".py", seed=0, device="cpu", seconds=5, memory=256)
    return server.run(job, source.encode()).output.splitlines()


@pytest.fixture(scope="module")
def whole():
    with Weakened(None, silent=False) as server:
        server.wait_until_ready()
        yield server


def here(layer: str) -> None:
    if layer == "ordinary user" and os.getuid():
        pytest.skip("these tests run as an ordinary user already")
    if layer == "landlock" and not version():
        pytest.skip("this kernel has no Landlock")


def test_every_layer_is_active_and_doctor_says_so(whole):
    told = dict.fromkeys(doctor.LAYERS.values(), False) | {text: good for good, text in doctor.findings()}
    for layer in layers.LAYERS:
        assert told[doctor.LAYERS[layer]] == (layer in whole.layers)
    assert set(layers.LAYERS) - set(whole.layers) <= (layers.OPTIONAL if not version() else set())


@pytest.mark.parametrize("layer", WITHOUT)
def test_a_layer_keeps_student_code_from_something(layer, whole):
    here(layer)
    with Weakened(layer, silent=True) as weak:
        weak.wait_until_ready()
        held, free = [[said(server, TRIES[layer]) for _ in range(2)][1] for server in (whole, weak)]
        assert held != free
        (lane,) = descendants(weak._processes[0].pid)[-1:]
        expected = {
            "ordinary user": (f"['{confined_uid()}', '{confined_uid()}', '1']", "['0', '0', '1']"),
            "namespaces": (held[0], os.readlink(f"/proc/{lane}/ns/net")),
            "files": ("[]", "['left behind']"),
            "capabilities": ("[Errno 1] Operation not permitted", "b''"),
            "limits": ("refused", "as many as wanted"),
        }
        if layer == "system calls":
            assert held == ["Operation not permitted"] * 2 and free[0] == "True" and free[1] != held[1]
        elif layer == "landlock":
            no = "Permission denied"
            ports = [no] if version() >= 4 else []  # older kernels fence files only
            assert [line.partition(" (")[0] for line in held] == [no, no, "True", *ports]
            assert free == ["True"] * 3
        else:
            assert (held, free) == tuple([line] for line in expected[layer])


def confined_uid() -> int:
    from autograder.sandbox.confinement import UID

    return os.getuid() or UID


@pytest.mark.parametrize("layer", [layer for layer in WITHOUT if layer not in layers.OPTIONAL])
def test_without_a_layer_nothing_is_run(layer):
    here(layer)
    with Weakened(layer, silent=False) as weak, pytest.raises(Unavailable) as refused:
        weak.wait_until_ready()
    assert layer in refused.value.text.en and "--isolation process" in refused.value.text.en


def test_no_process_gains_privileges(whole):
    """A program that is setuid root runs as who started it."""
    outside = layers.active(layers.surroundings())
    assert "privileges" in whole.layers and not {"namespaces", "files", "limits"} & set(outside)
    assert said(whole, "print(open('/proc/self/status').read().partition('NoNewPrivs:')[2].split()[0])") == [
        "1"
    ]


def test_without_landlock_the_other_layers_do():
    with Weakened("landlock", silent=False) as weak:
        weak.wait_until_ready()
        assert "landlock" not in weak.layers
        assert said(weak, "print('ran')") == ["ran"]


def test_the_filter_knows_both_architectures():
    from autograder.sandbox.system_calls import REFUSED, _program

    for machine, column in (("x86_64", 0), ("aarch64", 1)):
        numbers = {row[column] for row in REFUSED.values()} - {None}
        program = _program(machine)
        assert numbers <= {operand for _, _, _, operand in program}
        for at, (code, yes, no, _) in enumerate(program):
            if code in (0x15, 0x35):  # every jump stays inside
                assert at + 1 + max(yes, no) < len(program)
    header = Path("/usr/include/asm-generic/unistd.h")
    if header.exists():  # aarch64 has the generic numbers
        known = dict(
            line.split()[1:3]
            for line in header.read_text().splitlines()
            if line.startswith("#define __NR") and len(line.split()) > 2
        )
        for name, (_, number) in REFUSED.items():
            for macro in (f"__NR_{name}", f"__NR3264_{name}"):
                if macro in known and known[macro].isdigit():
                    assert int(known[macro]) == number, name
