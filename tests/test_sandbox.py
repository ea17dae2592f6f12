"""The sandbox, from outside: what student code sees, what it may take, and that the fork server outlives it.

Everything runs in the real sandbox, as root and as an ordinary user. What is tried against it is in test_attacks.py.
"""

import gc
import json
import math
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from sandboxed import answers_alone, command_lines, processes

from autograder import grading, suites
from autograder.answers import folder
from autograder.recording import encode
from autograder.sandbox import fork_server, wire
from autograder.sandbox.confinement import descendants
from autograder.sandbox.fork_server import Answer, ForkServer, Lost
from autograder.sandbox.wire import Job
from autograder.submissions import Submission

if sys.platform != "linux":
    pytest.skip("the sandbox is made of Linux namespaces", allow_module_level=True)

A2 = "a2_training_loop"
EXERCISES = list(suites.exercises(A2))
VICTIM = "fit"  # the exercise that attacks define anew; the last one comes after it
REFERENCE = (folder() / f"{A2}.py").read_text("utf-8")
ATTACKS = Path(__file__).parent / "attacks"
COMMAND = [sys.executable, "-c", "from autograder.cli import main; main()"]
SEED = 20261125


@pytest.fixture(scope="module", autouse=True)
def no_mistakes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is wrong here needs no name."""
    place = answers_alone(A2, tmp_path_factory.mktemp("answers"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_ANSWERS", str(place))
        yield


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    with ForkServer(assignment=A2, lanes=2) as server:
        server.wait_until_ready()
        yield server


def job(*exercises: str, seconds: float = 1.5, memory: int = 512) -> Job:
    return Job(
        assignment=A2,
        exercises=list(exercises),
        suffix=".py",
        seed=SEED,
        device="cpu",
        seconds=seconds,
        memory=memory,
    )


def run(server: ForkServer, source: str, *, exercise: str = "train_step", **limits: float) -> Answer:
    """Runs `source` as the body of one exercise."""
    body = "".join(f"    {line}\n" for line in source.strip().splitlines())
    return server.run(job(exercise, **limits), f"def {exercise}(*_, **__):\n{body}".encode())


# ------------------------------------------------------------------------------------------- what student code sees

SPY = r"""
import ctypes, errno, json, os, signal, socket, sys, torch
if os.environ.get("SPIED"): return
os.environ["SPIED"] = "1"
seen = {}
def why(action, *arguments):
    try:
        return f"done: {str(action(*arguments))[:50]}"
    except OSError as error:
        return errno.errorcode[error.errno]
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *arguments):
    return "done" if getattr(libc, name)(*arguments) >= 0 else errno.errorcode[ctypes.get_errno()]
seen["tmp"] = os.listdir("/tmp") + os.listdir("/dev/shm")
open("/tmp/trace", "w").close(), open("/dev/shm/trace", "w").close()
prefixes = ("/proc", "/usr", "/sys", "/etc/alternatives", sys.base_prefix, os.path.dirname(os.path.dirname(torch.__file__)))
seen["files"] = [
    os.path.join(place, name)
    for place, folders, files in os.walk("/") if not place.startswith(prefixes) for name in [*folders, *files]
]
seen["solution"] = [
    path for path in seen["files"]
    if path.endswith((".py", ".ipynb", ".md")) and os.path.isfile(path) and "BEGIN " + "SOLUTION\n" in open(path, errors="replace").read()
]
seen["environment"] = dict(os.environ)
seen["home"] = [why(os.listdir, home) for home in HOMES]
tcp = lambda: socket.create_connection(("127.0.0.1", PORT), timeout=1)
abstract = lambda: socket.socket(socket.AF_UNIX).connect("\0autograder-test-" + str(PORT))
seen["cores"], seen["another core"] = len(os.sched_getaffinity(0)), why(os.sched_setaffinity, 0, range(64))
seen["network"] = [why(tcp), why(abstract), why(lambda: socket.create_connection(("1.1.1.1", 53), timeout=1))]
seen["interfaces"] = [name for _, name in socket.if_nameindex()]
places = ["/", "/usr", "/usr/bin", "/dev", "/kit", "/kit/autograder", "/kit/venv", "/proc", "/bin", sys.base_prefix, os.path.dirname(torch.__file__)]
seen["writes"] = {place: why(lambda: open(place + "/trace", "w")) for place in places}
seen["processes"] = sorted(int(name) for name in os.listdir("/proc") if name.isdigit())
seen["parent"] = [
    why(open, "/proc/1/mem", "rb"), why(os.listdir, "/proc/1/fd"), call("ptrace", 16, 1, 0, 0), call("setuid", 0), call("setgid", 0)
]
os.kill(1, signal.SIGKILL), os.kill(1, signal.SIGTERM), os.kill(1, signal.SIGSTOP)
seen["others"] = sorted({why(os.kill, pid, 9) for pid in OTHERS if pid > 2})
seen["status"] = open("/proc/self/status").read()
seen["namespaces"] = [call("unshare", flag) for flag in (0x10000000, 0x20000000, 0x00020000, 0x40000000)]
seen["mounts"] = [call("mount", b"tmpfs", b"/tmp", b"tmpfs", 0, None), call("umount2", b"/tmp", 2), call("chroot", b"/tmp"), call("sethostname", b"x", 1)]
seen["more namespaces"] = why(lambda: open("/proc/sys/user/max_user_namespaces", "w").write("9"))
seen["refused"] = [call("memfd_create", b"x", 0), call("shmget", 0, 4096, 0o1600), call("syscall", 250, 0, -1, 0)]
seen["descriptors"] = sorted(os.listdir("/proc/self/fd"), key=int)
sys.stdout = None
os.write(1, b"\n\n" + json.dumps(seen | {"files": [f for f in seen["files"] if not f.startswith(("/dev/", "/kit/venv/share/"))]}).encode())
"""


@pytest.fixture(scope="module")
def seen(server: ForkServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, object]]:
    """What a submission saw that looked around; the third on two lanes, so not the first on its own."""
    os.environ["KIT_TEST_SECRET"] = "hunter2"
    tmp_path_factory.mktemp("other").joinpath("submission-of-another.py").touch()
    with socket.socket() as tcp, socket.socket(socket.AF_UNIX) as abstract:
        tcp.bind(("127.0.0.1", 0))
        tcp.listen()
        abstract.bind(f"\0autograder-test-{tcp.getsockname()[1]}")
        abstract.listen()
        others = [1, os.getpid(), *processes(server)]
        homes = ["/root", "/home", os.environ.get("HOME", "/root"), str(Path(__file__).parents[1])]
        spy = (
            SPY.replace("PORT", str(tcp.getsockname()[1]))
            .replace("OTHERS", str(others))
            .replace("HOMES", str(homes))
        )
        for _ in range(3):
            answer = run(server, spy, seconds=20)
            assert answer.output.count("\n\n"), answer
        yield json.loads(answer.output.rpartition("\n\n")[2])
    del os.environ["KIT_TEST_SECRET"]


def test_no_answer_and_no_other_submission_is_there(seen):
    names = [Path(path).name for path in seen["files"] if path != "/etc/alternatives"]
    assert "probes.py" in names, "the search finds nothing at all"
    for name in (
        "reference_solution",
        "mistakes",
        "alternatives",
        f"{A2}.py",
        f"{A2}.zip",
        "submission-of-another.py",
        "tests",
        ".git",
    ):
        assert name not in names
    assert seen["solution"] == []


def test_no_home_and_no_secrets_of_the_environment(seen):
    assert "KIT_TEST_SECRET" not in seen["environment"] and "hunter2" not in str(seen["environment"])
    assert seen["environment"]["HOME"] == "/tmp"
    for listing in seen["home"]:  # Python itself may live below it
        assert listing == "ENOENT" or listing in ("done: []", "done: ['.pyenv']"), listing


def test_no_network(seen):
    tcp, abstract, far = seen["network"]
    assert tcp == far and tcp in ("EACCES", "ENETUNREACH"), "Landlock's answer; without it, no device is up"
    assert abstract in ("EPERM", "ECONNREFUSED") and seen["interfaces"] == ["lo"]


def test_nothing_but_its_own_tmp_can_be_written_to(seen):
    assert {
        place: result
        for place, result in seen["writes"].items()
        if result not in ("EROFS", "ENOENT", "EACCES")
    } == {}
    others = len(os.sched_getaffinity(0)) - seen["cores"]  # for the other lane
    assert (others > 0 or seen["cores"] == 1) and seen["another core"] == "EPERM"
    assert seen["tmp"] == [], "the submission before left something"


def test_no_process_but_its_own_can_be_seen_or_touched(seen):
    assert seen["processes"] == [1, 2]
    assert seen["parent"] == ["EACCES", "EACCES", "EPERM", "EINVAL", "EINVAL"]
    assert seen["others"] == ["ESRCH"]


def test_no_capability_and_no_way_to_one(seen):
    status = dict(line.split(":\t", 1) for line in seen["status"].splitlines() if ":\t" in line)
    for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb"):
        assert int(status[f"Cap{kind}"], 16) == 0
    assert status["NoNewPrivs"] == "1" and status["Seccomp"] == "2"
    assert "0" not in status["Uid"].split() + status["Gid"].split() + status["Groups"].split()
    assert set(seen["namespaces"]) <= {"ENOSPC", "EPERM"} and set(seen["mounts"]) == {"EPERM"}
    assert seen["more namespaces"] == "EACCES"
    assert set(seen["refused"]) == {"EPERM"}
    assert seen["descriptors"] == ["0", "1", "2", "3", "4"]  # 4 is the listing itself


# ---------------------------------------------------------------------------------------------------------- limits


def test_a_process_bomb_is_refused_beyond_the_limit_and_gone_at_the_end(server):
    answer = server.run(job(VICTIM), (ATTACKS / "exhausting" / "processes.py").read_bytes())
    forks = int(answer.output.partition("forks: ")[2].split()[0])
    assert 5 < forks < 40
    assert "autograder-attack" not in command_lines()


def test_a_daemon_is_gone_when_its_submission_has_answered(server):
    answer = run(
        server,
        "import os\nif os.fork() == 0:\n os.setsid()\n os.execv('/bin/sleep', ['autograder-daemon', '99'])\nprint('ok')",
    )
    assert "ok" in answer.output and "autograder-daemon" not in command_lines()


def test_output_is_kept_to_its_tail(server):
    answer = run(
        server, "for i in range(1000): print('x' * 100)\nprint('the end')\nraise ValueError", seconds=10
    )
    assert len(answer.output) <= 16 * 1024 and answer.output.rstrip().endswith("the end")
    assert answer.status == "graded"


def test_output_is_kept_when_the_process_is_killed(server):
    assert "last words" in run(server, "print('last words')\nimport os\nos.kill(os.getpid(), 9)").output


@pytest.mark.parametrize(
    "source, wanted",
    [
        ("open('/tmp/x', 'wb').write(bytes(50 * 2**20))", "File too large"),
        ("[open(f'/tmp/{i}', 'w').close() for i in range(10**5)]", "No space left"),
        ("[open(f'/tmp/{i}', 'wb').write(bytes(2**24)) for i in range(9)]", "No space left"),
        ("[open(f'/dev/shm/{i}', 'wb').write(bytes(2**24)) for i in range(9)]", "No space left"),
        ("[open('/dev/null') for _ in range(10**4)].clear()", "Too many open files"),
    ],
)
def test_files_are_limited(source, wanted, server):
    raised = run(server, source).recordings["train_step"]
    assert any(wanted in str(aspects.get("~message")) for aspects in raised.values()), raised


def test_an_alarm_that_is_swallowed_comes_again(server):
    source = "import time\nfor _ in range(4):\n try:\n  time.sleep(100)\n except BaseException: pass"
    started = time.monotonic()
    answer = run(server, source, seconds=1)
    assert time.monotonic() - started < 8
    assert answer.failures == {"train_step": "timeout"}


# ----------------------------------------------------------------------------------- the fork server and its deaths


@pytest.fixture(autouse=True)
def no_spare(monkeypatch):
    """However long a test takes."""
    monkeypatch.setattr(fork_server, "SPARE_SECONDS", math.inf)


def lanes(server: ForkServer) -> set[int]:
    """The processes that have no children while nothing runs, and live."""
    return {
        pid
        for process in server._processes
        if process.poll() is None
        for pid in descendants(process.pid)
        if len(descendants(pid)) == 1 and alive(pid)
    }


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


HONEST = REFERENCE.encode()


def test_a_dead_lane_is_replaced_and_its_neighbour_lives():
    with ForkServer(assignment=A2, lanes=2) as server:
        server.wait_until_ready()
        top, (first, second) = server._processes[0].pid, sorted(lanes(server))
        os.kill(first, 9)
        answers = [server.run(job("train_step", seconds=5), HONEST) for _ in range(4)]
        assert [answer.status for answer in answers] == ["graded"] * 4
        assert all(answer.recordings["train_step"] for answer in answers)
        assert second in lanes(server) and first not in lanes(server) and len(lanes(server)) == 2
        assert [process.pid for process in server._processes] == [top], (
            "the new lane is a fork, without importing"
        )


def test_a_dead_server_is_replaced_and_costs_nobody_anything():
    with ForkServer(assignment=A2, lanes=2) as server:
        server.wait_until_ready()
        server._processes[0].kill()
        answers = [server.run(job("train_step", seconds=5), HONEST) for _ in range(4)]
        assert [answer.status for answer in answers] == ["graded"] * 4
        assert len(server._processes) == 2 and len(lanes(server)) == 2


def test_in_a_long_run_a_server_waits_to_take_over(monkeypatch):
    monkeypatch.setattr(fork_server, "SPARE_SECONDS", 0.0)

    def graded() -> bool:
        return server.run(job("train_step", seconds=5), HONEST).status == "graded"

    with ForkServer(assignment=A2, lanes=2) as server:
        server.wait_until_ready()
        assert graded()
        first, spare = server._processes
        wait_for(server._spare.has_imported, seconds=600)  # in time that nobody else wants
        first.kill()
        assert graded() and graded() and server._server.process is spare
        lane = next(iter(lanes(server)))
        assert os.sched_getscheduler(lane) == os.SCHED_OTHER, (
            "only its importing leaves the processor to others"
        )
        assert len(server._processes) == 3, "another one waits"
        for process in server._processes:  # a spare that is dead is none
            process.kill()
            process.wait()
        assert graded() and graded()
    assert all(process.poll() is not None for process in server._processes)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP, signal.SIGSEGV])
@pytest.mark.parametrize("isolation", ["sandbox", "process"])
def test_what_forks_lanes_is_replaced_without_importing_anew(isolation, number):
    with ForkServer(assignment=A2, lanes=2, isolation=isolation) as server:
        server.wait_until_ready()
        before = lanes(server)
        (forking,) = (pid for pid in processes(server) if set(descendants(pid)[1:]) == before)
        os.kill(forking, number)
        wait_for(lambda: not before & lanes(server))
        answers = [server.run(job("train_step", seconds=5), HONEST) for _ in range(3)]
        assert [answer.status for answer in answers] == ["graded"] * 3
        assert len(server._processes) == 1 and len(lanes(server)) == 2
        mine = processes(server)
    wait_for(lambda: not any(alive(pid) for pid in mine))


def alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def test_a_stopped_lane_is_replaced():
    with ForkServer(assignment=A2) as server:
        server.wait_until_ready()
        (lane,) = lanes(server)
        os.kill(lane, signal.SIGSTOP)
        wait_for(lambda: lane not in lanes(server))
        assert server.run(job("train_step", seconds=2), HONEST).status == "graded"
        assert len(lanes(server)) == 1


def test_a_server_that_is_stopped_as_a_whole_is_replaced(monkeypatch):
    monkeypatch.setattr(fork_server, "FORK_SECONDS", 0.5)
    with ForkServer(assignment=A2) as server:
        server.wait_until_ready()
        (lane,) = lanes(server)
        for pid in descendants(server._processes[0].pid):
            os.kill(pid, signal.SIGSTOP)
        os.kill(lane, signal.SIGKILL)
        assert server.run(job("train_step", seconds=5), HONEST).status == "graded"


def test_who_is_tried_again_runs_alone():
    """A submission that takes the server down twice takes nobody along, though others run beside it."""
    deadly = b"import os\ndef fit(*_, **__): os.execv('/bin/sleep', ['autograder-deadly', '1000'])"
    with ForkServer(assignment=A2, lanes=2) as server, ThreadPoolExecutor(2) as pool:
        server.wait_until_ready()
        others = pool.submit(lambda: [server.run(job("fit", seconds=9), HONEST) for _ in range(12)])
        bad = pool.submit(server.run, job("fit", seconds=60), deadly)
        for _ in range(2):
            wait_for(lambda: "autograder-deadly" in command_lines())
            server._processes[-1].kill()
            wait_for(lambda: "autograder-deadly" not in command_lines())
        assert bad.result(60).status == "crashed"
        assert {answer.status for answer in others.result(120)} == {"graded"}


def test_a_closed_server_starts_no_other():
    with ForkServer(assignment=A2) as server:
        server.wait_until_ready()
    with pytest.raises(Lost):
        server.run(job("train_step"), HONEST)
    assert len(server._processes) == 1


def test_a_submission_whose_fork_server_dies_twice_has_failed_itself():
    with ForkServer(assignment=A2) as server:
        server.wait_until_ready()
        answers: list[Answer] = []
        source = "import os\ndef fit(*_, **__): os.execv('/bin/sleep', ['autograder-running', '1000'])"
        thread = threading.Thread(
            target=lambda: answers.append(server.run(job(VICTIM, seconds=60), source.encode()))
        )
        thread.start()
        for _ in range(2):  # all of it, not only a lane
            wait_for(lambda: "autograder-running" in command_lines())
            server._processes[-1].kill()
            wait_for(lambda: "autograder-running" not in command_lines())
        thread.join(60)
        assert answers[0].status == "crashed" and answers[0].failures == {VICTIM: "crashed"}
        assert server.run(job("train_step", seconds=5), REFERENCE.encode()).status == "graded"


def test_where_the_fork_server_dies_and_none_starts_again_no_submission_is_to_blame(
    monkeypatch, tmp_path, capsys
):
    from autograder import cli

    class Dying(ForkServer):
        def wait_until_ready(self) -> None:
            super().wait_until_ready()
            self._processes[0].kill()
            self._processes[0].wait()
            monkeypatch.setenv("PATH", str(tmp_path))  # no bubblewrap any more

    monkeypatch.setattr(cli, "server_for", Dying)
    student = tmp_path / "class" / "ana"
    student.mkdir(parents=True)
    (student / "a2_training_loop.py").write_text(REFERENCE)
    out = str(tmp_path / "out")
    command = [
        "autograder",
        "grade",
        "a2_training_loop",
        str(tmp_path / "class"),
        "--out",
        out,
        "--jobs",
        "1",
    ]
    monkeypatch.setattr("sys.argv", command)
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 1
    assert "bubblewrap" in capsys.readouterr().err
    assert not list(Path(out).glob("results/*"))


# ------------------------------------------------------------------------------------ machines that cannot do it


def command(tmp_path: Path, *before: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`autograder grade` on one honest submission; its output is in tmp_path/out."""
    place = tmp_path / "class" / "ana"
    place.mkdir(parents=True)
    (place / f"{A2}.py").write_text(REFERENCE, "utf-8")
    words = [
        *before,
        *COMMAND,
        "grade",
        A2,
        str(tmp_path / "class"),
        "--out",
        str(tmp_path / "out"),
        "--lang",
        "en",
        "--jobs",
        "1",
    ]
    return subprocess.run(
        words, env=os.environ | environment, capture_output=True, text=True, timeout=120, check=False
    )


def refused(tmp_path: Path, done: subprocess.CompletedProcess[str], *words: str) -> None:
    said = [line for line in done.stderr.splitlines() if line.startswith("autograder: ")]
    assert done.returncode == 2, done.stderr
    assert len(said) == 1 and "--isolation process" in said[0] and "Traceback" not in done.stderr, done.stderr
    for word in words:
        assert word in said[0]
    assert not list(tmp_path.glob("out/results/*")) and not (tmp_path / "out" / "grades.csv").exists()


def test_without_bubblewrap_grade_stops(tmp_path):
    refused(tmp_path, command(tmp_path, PATH="/nonexistent"), "missing", "apt-get install bubblewrap")


def test_with_a_bubblewrap_that_fails_grade_stops(tmp_path):
    fake = tmp_path / "bin" / "bwrap"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\necho bwrap: No permissions to create new namespace >&2\nexit 1\n")
    fake.chmod(0o755)
    refused(
        tmp_path,
        command(tmp_path, PATH=f"{fake.parent}:{os.environ['PATH']}"),
        "could not start",
        "autograder doctor",
    )


@pytest.mark.parametrize("allowed", [0, 2])  # none even for bubblewrap; none beyond the two that it makes
def test_where_too_few_user_namespaces_are_allowed_grade_stops(allowed, tmp_path):
    script = f'echo {allowed} > /proc/sys/user/max_user_namespaces && exec setpriv --inh-caps=-all --ambient-caps=-all "$@"'
    who = "--map-root-user" if os.getuid() == 0 else "--map-current-user"
    done = command(tmp_path, "unshare", "--user", who, "--keep-caps", "sh", "-c", script, "sh")
    refused(
        tmp_path, done, "autograder doctor" if os.getuid() and not allowed else "user.max_user_namespaces"
    )


# ------------------------------------------------------------------------------------------ as an ordinary user

BECOME_ORDINARY = """
mount --make-rprivate /
declare -A kept
for place in "${@:1:3}"; do  # what Python and the kit need may lie below a folder that only root may enter
    setpriv --reuid 64000 --regid 64000 --clear-groups test -r "$place" && continue
    kept[$place]=$(mktemp -d)
    mount --rbind "$place" "${kept[$place]}"
done
for top in $(for place in "${!kept[@]}"; do echo "$place" | cut -d/ -f1-2; done | sort -u); do
    mount -t tmpfs -o mode=755 tmpfs "$top"
done
for place in "${!kept[@]}"; do
    mkdir -p "$place"
    mount --rbind "${kept[$place]}" "$place"
    umount -l "${kept[$place]}"
    rmdir "${kept[$place]}"
done
exec setpriv --reuid 64000 --regid 64000 --clear-groups "${@:4}"
"""
ORDINARY_TOO = [
    str(Path(__file__).with_name(name)) for name in ("test_sandbox.py", "test_attacks.py", "test_layers.py")
]
ORDINARY_TOO += [
    "-k",
    "answer_and or secrets or network or written or touched or capability or bomb_is or too_few or grade_works"
    " or (test_attacks and not noticed and not is_gained) or (test_layers and not ordinary)",
]


@pytest.mark.skipif(os.getuid() != 0, reason="these tests run as an ordinary user already")
def test_an_ordinary_user_is_as_safe():
    """Runs a part of these tests again, by a user who is nobody."""
    places = [sys.base_prefix, sys.prefix, str(Path(__file__).parents[1])]
    words = ["unshare", "--mount", "bash", "-euc", BECOME_ORDINARY, "bash", *places]
    words += [sys.executable, "-m", "pytest", "-q", "-rs", *ORDINARY_TOO]
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1"}
    environment["ATTACKS"] = "[er][se]*/*"  # escaping, reading
    with tempfile.TemporaryDirectory() as place:  # not pytest's own, which only root may enter
        shutil.chown(place, 64000, 64000)
        words += ["-p", "no:cacheprovider", f"--basetemp={place}/tests"]
        done = subprocess.run(
            words, env=environment, capture_output=True, text=True, timeout=300, check=False
        )
    if "Operation not permitted" in done.stderr and not done.stdout:
        pytest.skip(f"this machine lets root mount nothing: {done.stderr[:200]}")
    assert done.returncode == 0 and " passed" in done.stdout, done.stdout[-3000:] + done.stderr[-1000:]
    skipped = [line for line in done.stdout.splitlines() if line.startswith("SKIPPED")]
    assert [line for line in skipped if "no Landlock" not in line] == []


def test_grade_works(tmp_path):
    done = command(tmp_path)
    assert done.returncode == 0, done.stderr
    result = json.loads((tmp_path / "out" / "results" / "ana.json").read_bytes())
    assert (result["score"], result["status"], result["isolation"]) == (100, "graded", "sandbox")


def test_what_is_judged_is_kept_by_nobody(tmp_path, monkeypatch):
    """However large the class, the memory of the grader is that of a few submissions."""
    monkeypatch.setattr(grading, "CHUNK", 1)
    submissions = []
    for number in range(8):
        path = tmp_path / f"{number}.py"
        path.write_text(REFERENCE, "utf-8")
        submissions.append(Submission(str(number), path))
    run = grading.Run(A2, 1, exercises=("train_step",))
    before = answers_alive()  # other tests keep theirs
    for done, _ in enumerate(grading.grade(run, submissions), start=1):
        if done == len(submissions):
            kept = answers_alive() - before
    assert len(kept) <= 2, "of 16: each is there before it is judged and after"


def answers_alive() -> set[int]:
    gc.collect()  # what pytest leaves goes in circles
    return {id(each) for each in gc.get_objects() if type(each) is Answer}


def test_deaths_do_not_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each takes half of what the whole submission may, so that there is no third. The clock is the test's own."""
    now, asked = [0.0], []

    class Dying(ForkServer):
        def _ask(self, job: Job, data: bytes) -> tuple[wire.End, bytes]:
            asked.append(job.exercises)
            now[0] += 30.0
            return wire.End("timeout", ""), encode()

    monkeypatch.setattr(fork_server, "time", SimpleNamespace(monotonic=lambda: now[0]))
    answer = Dying(assignment=A2).run(job(*EXERCISES, seconds=6.0), b"")
    assert asked == [EXERCISES, EXERCISES[1:]]
    assert answer.failures == dict.fromkeys(EXERCISES, "timeout")
