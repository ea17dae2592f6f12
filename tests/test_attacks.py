"""What is tried against the grader: nothing is gained, nobody else is touched, nothing is left.

`attacks/FAMILY/NAME.py` says in its first line what must happen and what it tries; `attacks/prelude.py` stands before
each. A file that has `attack()` gets it called once, when an exercise is first called. What must happen:

    gains nothing                 added to solutions that are wrong, it earns no exercise more than these do alone
    changes nothing               added to the reference, the result is the same to the letter
    costs its exercise, STATUS    added to the reference, the other exercises earn what they did
    harms only itself             nothing but what holds for all

For all: the submissions beside and after it are graded to the byte as without it, no process stays, no file changes,
no packet is sent. Everything runs in the real sandbox; `ATTACKS=escaping/* pytest tests/test_attacks.py` runs some.
"""

import fnmatch
import os
import random
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from sandboxed import answers_alone, command_lines, processes

from autograder import grading, suites
from autograder.answers import folder
from autograder.result import Result, encode
from autograder.sandbox.confinement import UID
from autograder.sandbox.fork_server import ForkServer, Isolation, Limits
from autograder.submissions import Submission

if sys.platform != "linux":
    pytest.skip("the sandbox is made of Linux namespaces", allow_module_level=True)

ROOT = Path(__file__).parents[1]
PLACE = ROOT / "tests" / "attacks"
A2 = "a2_training_loop"
SEED = 20261125
VICTIM = "fit"
REFERENCE = (folder() / f"{A2}.py").read_text("utf-8")
WRONG = f"""{REFERENCE}

_right = train_step, train_one_epoch, overfit_one_batch

def train_step(*args, **kwargs):
    return _right[0](*args, **kwargs) * 2

def train_one_epoch(*args, **kwargs):
    return _right[1](*args, **kwargs) + 1

def fit(*args, **kwargs):
    raise NotImplementedError

def overfit_one_batch(*args, **kwargs):
    return _right[2](*args, **kwargs) + 1

"""
CALLED = """

_tried = []

def _after_the_attack(function):
    def call(*args, **kwargs):
        if not _tried:
            _tried.append(1)
            attack()
        return function(*args, **kwargs)
    return call

"""


class Attack(NamedTuple):
    must: str
    source: str


def whole(kind: str, text: str) -> str:
    """The submission that makes an attack."""
    gains = kind == "gains nothing"
    attacked = list(suites.exercises(A2)) if gains else [VICTIM]
    called = CALLED + "".join(f"{name} = _after_the_attack({name})\n" for name in attacked)
    return "\n\n".join(
        [
            WRONG if gains else REFERENCE,
            (PLACE / "prelude.py").read_text("utf-8"),
            text,
            called if "\ndef attack():" in text else "",
        ]
    )


def attacks() -> dict[str, Attack]:
    found = {}
    for path in sorted(path for path in PLACE.glob("*/*.py") if path.parent.name != "files"):
        name, text = f"{path.parent.name}/{path.stem}", path.read_text("utf-8")
        if fnmatch.fnmatch(name, os.environ.get("ATTACKS", "*")):
            must = text.removeprefix("# ").partition(":")[0]
            found[name] = Attack(must, whole(must, text))
    return found


ATTACKS = attacks()
OTHERS = {"right": REFERENCE, "wrong": WRONG, "nothing": "x = 1\n"}
EVERY = 6  # attacks, then the others again


def having(*kinds: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("name", [n for n, a in ATTACKS.items() if a.must.startswith(kinds)])


@pytest.fixture(scope="module", autouse=True)
def no_mistakes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is wrong here needs no name."""
    place = answers_alone(A2, tmp_path_factory.mktemp("answers"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_ANSWERS", str(place))
        yield


class Listener:
    """Hears whatever comes to this machine's loopback device, on a port of its own, and to an abstract socket."""

    def __enter__(self) -> "Listener":
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.port = self.tcp.getsockname()[1]
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", self.port))
        self.abstract = socket.socket(socket.AF_UNIX)
        self.abstract.bind(f"\0autograder-test-{self.port}")
        self.abstract.listen()
        return self

    def __exit__(self, *_: object) -> None:
        for each in (self.tcp, self.udp, self.abstract):
            each.close()

    def heard(self) -> list[str]:
        found = []
        for each in (self.tcp, self.udp, self.abstract):
            each.settimeout(0)
            try:
                found.append(str(each.recv(100) if each is self.udp else each.accept()))
            except BlockingIOError:
                continue
        return found


def files() -> dict[str, tuple[int, int, int]]:
    """What there is to change: the kit, its packages, the home folder, /etc; and in the folders that everybody shares,
    what belongs to the user that student code runs as where root grades."""
    kit = [
        path for name in ("autograder", "reference_solution", "tests") for path in (ROOT / name).rglob("*")
    ]
    packages = [path for place in Path(sys.prefix).glob("lib/*/site-packages") for path in place.iterdir()]
    around = [
        path for place in (ROOT, Path("/etc"), Path.home()) if place.is_dir() for path in place.iterdir()
    ]
    seen = {}
    for path in [*kit, *packages, *around]:
        if "__pycache__" not in path.parts:
            status = path.lstat()
            seen[str(path)] = (status.st_mtime_ns if path.is_file() else 0, status.st_ino, status.st_mode)
    for shared in map(Path, ("/tmp", "/dev/shm", "/var/tmp")):
        for path in shared.iterdir():
            with suppress(FileNotFoundError):  # others come and go
                if path.lstat().st_uid == UID:
                    seen[str(path)] = (0, 0, 0)
    return seen


class Class(NamedTuple):
    results: dict[str, Result]
    alone: dict[str, Result]  # the others, graded without a single attack
    heard: list[str]
    changed: set[str]
    left: set[int]


def grade(
    server: ForkServer,
    place: Path,
    sources: dict[str, str],
    *,
    jobs: int = 2,
    isolation: Isolation = "sandbox",
) -> dict[str, Result]:
    submissions = []
    for number, (name, source) in enumerate(sources.items()):
        path = place / f"{number}.py"
        path.write_text(source, "utf-8")
        submissions.append(Submission(name, path))
    run = grading.Run(A2, SEED, isolation=isolation, limits=Limits(seconds=15, memory=512))
    return {result.student: result for result in grading.grade(run, submissions, jobs=jobs, server=server)}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Class:
    """All attacks, and the others before, between and after them; those that leave traces thrice."""
    with (
        ForkServer(assignment=A2, lanes=2) as server,
        Listener() as listener,
        pytest.MonkeyPatch.context() as patch,
    ):
        server.wait_until_ready()
        alone = grade(server, tmp_path_factory.mktemp("alone"), OTHERS)
        patch.setenv("KIT_TEST_SECRET", "hunter2")
        sources = {}
        names = [
            *ATTACKS,
            *[f"{name}@{time}" for time in "23" for name in ATTACKS if name.startswith("traces/")],
        ]
        for number, name in enumerate(names):
            sources[name] = ATTACKS[name.partition("@")[0]].source.replace("PORT", str(listener.port))
            if number % EVERY == EVERY - 1:
                sources |= {f"{other}#{number}": source for other, source in OTHERS.items()}
        place, before, files_before = tmp_path_factory.mktemp("attacks"), processes(server), files()
        results = grade(server, place, sources)
        files_after = files()
        changed = {
            path for path in files_before | files_after if files_before.get(path) != files_after.get(path)
        }
        return Class(results, alone, listener.heard(), changed, processes(server) ^ before)


def scores(result: Result) -> dict[str, float]:
    return {exercise.name: exercise.score for exercise in result.exercises}


def test_there_are_many_of_every_family():
    families = {name.partition("/")[0] for name in ATTACKS}
    assert len(ATTACKS) >= 80 or "ATTACKS" in os.environ
    assert {attack.must.partition(",")[0] for attack in ATTACKS.values()} <= {
        "gains nothing",
        "changes nothing",
        "costs its exercise",
        "harms only itself",
    }
    assert families <= {"patching", "reading", "forging", "lying", "escaping", "exhausting", "traces"}


@having("gains nothing")
def test_nothing_is_gained(name, graded):
    allowed = scores(graded.alone["wrong"])
    assert allowed[VICTIM] == 0 and 0 < sum(allowed.values()) < 100
    for exercise, score in scores(graded.results[name]).items():
        assert score <= allowed[exercise], exercise
    text = encode(graded.results[name]).decode()
    assert len(text) < 200_000 and "\x1b" not in text and "\\u001b[2J" not in text


@having("changes nothing")
def test_nothing_is_changed(name, graded):
    mine, right = graded.results[name], graded.alone["right"]
    assert [test.message for exercise in mine.exercises for test in exercise.tests if test.message] == []
    assert mine.exercises == right.exercises and mine.status == "graded"


@having("costs its exercise")
def test_only_its_own_exercise_is_lost(name, graded):
    status = ATTACKS[name].must.partition(", ")[2]
    assert graded.results[name].status == status
    assert scores(graded.results[name]) == scores(graded.alone["right"]) | {VICTIM: 0.0}


def test_traces_are_not_there_the_second_time(graded):
    for name, result in graded.results.items():
        attack, _, again = name.partition("@")
        if again:
            assert scores(result) == scores(graded.results[attack]), name


def test_the_others_are_graded_to_the_byte_as_without_any_attack(graded):
    assert (graded.alone["right"].score, graded.alone["right"].status) == (100, "graded")
    beside = {name: result for name, result in graded.results.items() if "#" in name}
    assert len(beside) >= 3 * (len(ATTACKS) // EVERY)
    for name, result in beside.items():
        other = graded.alone[name.partition("#")[0]]
        renamed = msgspec.structs.replace(result, student=other.student)
        assert encode(renamed) == encode(other), name


def test_nothing_is_left_and_nothing_was_sent(graded):
    assert graded.left == set() and "autograder-attack" not in command_lines(), (
        "a process stayed, or a lane died"
    )
    assert graded.changed == set()
    assert graded.heard == []


SOME = (
    "forging/future", "exhausting/loop", "exhausting/memory", "escaping/kill_itself", "exhausting/recursion", "traces/daemon",
)  # fmt: skip


def test_a_result_does_not_depend_on_order_or_number_of_jobs(graded, tmp_path):
    names = [name for name in SOME if name in ATTACKS]
    random.Random(3).shuffle(names)
    with ForkServer(assignment=A2) as server:
        server.wait_until_ready()
        again = grade(server, tmp_path, {name: ATTACKS[name].source for name in names}, jobs=1)
    for name in names:
        assert encode(again[name]) == encode(graded.results[name]), name


def test_isolation_process_limits_and_leaves_nothing(graded, tmp_path):
    names = ["exhausting/loop", "exhausting/loop_in_c", "exhausting/memory", "exhausting/memory_of_many_processes",
             "escaping/kill_itself", "traces/daemon", "exhausting/output"]  # fmt: skip
    names = [name for name in names if name in ATTACKS]
    with ForkServer(assignment=A2, isolation="process") as server:
        server.wait_until_ready()
        before = processes(server)
        sources = {name: ATTACKS[name].source for name in names} | {"right": REFERENCE}
        results = grade(server, tmp_path, sources, jobs=1, isolation="process")
        assert processes(server) == before
    assert "autograder-attack" not in command_lines()
    assert {result.isolation for result in results.values()} == {"process"}
    for name in names:
        assert results[name].status == graded.results[name].status, name
        assert scores(results[name]) == scores(graded.results[name]), name


def test_an_attack_would_be_noticed():
    """What these tests look at sees what it is to see."""
    with Listener() as listener:
        socket.create_connection(("127.0.0.1", listener.port)).close()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.sendto(b"x", ("127.0.0.1", listener.port))
        assert len(listener.heard()) == 2
    before, trace = files(), ROOT / "tests" / "attacks" / "trace"
    trace.touch()
    try:
        assert files() != before
    finally:
        trace.unlink()
    assert files() == before
