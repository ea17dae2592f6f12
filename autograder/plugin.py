"""The pytest plugin: markers, the `check` fixture, points.

The grader runs many submissions in one session with it; an instructor runs one by hand:

    pytest --submission ana.py autograder/suites/a2_training_loop
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # torch takes a second to import, and every pytest run of this environment loads this file
    from autograder.checks import Check
    from autograder.grading import Case
    from autograder.result import Outcome
    from autograder.text import Text

MARKERS = (
    "exercise(name): the exercise that a graded test belongs to",
    "points(n, es, en): what a graded test is worth, and what it asks in words",
    "gpu: needs a GPU; skipped where there is none, and then no part of the maximum",
)


UNNEEDED = (
    "terminal", "cacheprovider", "logging", "junitxml", "pastebin", "faulthandler", "stepwise", "doctest", "warnings",
    "unraisableexception", "threadexception", "skipping", "setuponly", "setupplan", "tmpdir", "recwarn", "unittest",
    "debugging", "legacypath", "reports", "subtests",
)  # fmt: skip
"""Plugins of pytest that the grader's sessions do without: together they cost half of a verdict's time."""


@dataclass(frozen=True)
class Verdict:
    """What one graded test said of one submission."""

    name: str
    exercise: str
    points: float
    title: "Text"
    outcome: "Outcome"
    text: "Text | None"


class Grading:
    """The plugin object of the grader's sessions: every graded test is one item, run on all submissions in turn.

    An item per submission would cost 1.5 ms each, ten times what the comparisons take.
    """

    def __init__(self, cases: "Sequence[Case]", device: str) -> None:
        self.cases = cases
        self.device = device
        self.verdicts: list[list[Verdict]] = [[] for _ in cases]

    def pytest_configure(self, config: pytest.Config) -> None:
        _declare_markers(config)

    @pytest.fixture
    def check(self) -> None:
        """Each test gets its own from pytest_pyfunc_call."""

    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool:
        from autograder.text import Text

        points, exercise = pyfuncitem.get_closest_marker("points"), pyfuncitem.get_closest_marker("exercise")
        assert points and exercise, f"{pyfuncitem.nodeid}: a graded test has the markers exercise and points"
        title = Text(points.kwargs["es"], points.kwargs["en"])
        skipped = self.device != "cuda" and pyfuncitem.get_closest_marker("gpu") is not None
        for case, verdicts in zip(self.cases, self.verdicts, strict=True):
            check = case.check(exercise.args[0])
            outcome, text = ("skipped", None) if skipped else _outcome(pyfuncitem.obj, check)
            verdicts.append(Verdict(pyfuncitem.name, exercise.args[0], points.args[0], title, outcome, text))
        return True


def _outcome(test: Callable[..., None], check: "Check") -> "tuple[Outcome, Text | None]":
    from autograder.checks import Deviation

    try:
        test(check=check)
    except Deviation as deviation:
        return "failed", deviation.text
    except Exception:  # of the test itself: it must not take the class along
        return "error", None
    return "passed", None


class ByHand:
    """The plugin object of `pytest --submission`: ordinary pytest on one submission."""

    def __init__(self, case: "Case", device: str) -> None:
        self.case, self.device = case, device

    @pytest.fixture
    def check(self, request: pytest.FixtureRequest) -> "Check":
        if self.device != "cuda" and request.node.get_closest_marker("gpu"):
            pytest.skip("needs a GPU: grade with --device cuda")
        return self.case.check(request.node.get_closest_marker("exercise").args[0])

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, None, None]:
        earned = 0
        try:
            yield
            points = item.get_closest_marker("points")
            earned = points.args[0] if points else 0
        finally:
            item.user_properties.append(("points", earned))


def judge(tests: Path, cases: "Sequence[Case]", device: str) -> list[list[Verdict]]:
    """Runs the graded tests of one suite on many submissions in one pytest session of this process."""
    session = Grading(cases, device)
    arguments = [
        str(tests),
        "-c",
        "/dev/null",
        f"--rootdir={tests.parent}",
        "--noconftest",
        "--strict-markers",
    ]
    arguments += ["-s", "--import-mode=importlib"]
    for plugin in UNNEEDED:
        arguments += ["-p", f"no:{plugin}"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        patch.delenv("PYTEST_ADDOPTS", raising=False)
        status = pytest.main(arguments, plugins=[session])
    session.cases = ()  # a module that is first imported meanwhile keeps pytest's loader, and that its plugins
    if status == pytest.ExitCode.INTERRUPTED:  # pytest keeps it to itself
        raise KeyboardInterrupt
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise RuntimeError(f"pytest ended with {status!r} on {tests}")
    return session.verdicts


def _declare_markers(config: pytest.Config) -> None:
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("autograder")
    group.addoption("--submission", type=Path, help="a student's .py or .ipynb to run the graded tests on")
    group.addoption("--submission-seed", type=int, default=1, help="the seed of its inputs and weights")
    group.addoption("--submission-device", choices=["cpu", "cuda"], default="cpu")
    group.addoption("--submission-isolation", choices=["sandbox", "process"], default="sandbox")


def pytest_configure(config: pytest.Config) -> None:
    _declare_markers(config)
    submission: Path | None = config.getoption("--submission")
    if submission is None:
        return
    from autograder import grading

    assignment = next(
        (a for a in grading.assignments() if any(a in argument for argument in config.args)), None
    )
    if assignment is None:
        raise pytest.UsageError(
            "--submission: name the suite to run, such as autograder/suites/a2_training_loop"
        )
    device = config.getoption("--submission-device")
    try:
        case = grading.one_case(
            assignment, submission, seed=config.getoption("--submission-seed"), device=device,
            isolation=config.getoption("--submission-isolation"),
        )  # fmt: skip
    except grading.BadInput as error:
        raise pytest.UsageError(error.text.en) from None
    except grading.NoAnswers as error:
        raise pytest.UsageError(
            f"there is no reference solution here ({error}), which every seed but {grading.PUBLIC_SEED} needs"
        ) from None
    config.pluginmanager.register(ByHand(case, device))
