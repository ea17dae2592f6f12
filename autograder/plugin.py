"""The pytest plugin: markers, the `check` fixture, points.

The grader runs many submissions in one session with it; an instructor runs one by hand:

    pytest --submission ana.py autograder/suites/a2_training_loop
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

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


@dataclass
class Session:
    """A plugin object for one run: the submissions to judge, and the verdicts on each."""

    cases: "Sequence[Case]"
    device: str
    verdicts: list[list[Verdict]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.verdicts = [[] for _ in self.cases]

    def pytest_configure(self, config: pytest.Config) -> None:
        _declare_markers(config)

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        if "check" in metafunc.fixturenames:
            ids = [f"s{i}" for i in range(len(self.cases))]
            metafunc.parametrize("check", range(len(self.cases)), ids=ids, indirect=True)

    @pytest.fixture
    def check(self, request: pytest.FixtureRequest) -> "Check":
        if self.device != "cuda" and request.node.get_closest_marker("gpu"):
            pytest.skip("needs a GPU: grade with --device cuda")
        exercise = request.node.get_closest_marker("exercise").args[0]
        case: Case = self.cases[request.param]
        return case.check(exercise)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, Any, None]:
        from autograder.checks import Deviation
        from autograder.text import Text

        report: pytest.TestReport = (yield).get_result()
        text = None
        if call.excinfo is not None and isinstance(call.excinfo.value, Deviation):
            text = call.excinfo.value.text
        if (
            report.when == "teardown"
            or (report.when == "setup" and report.passed)
            or not hasattr(item, "callspec")
        ):
            return
        points, exercise = item.get_closest_marker("points"), item.get_closest_marker("exercise")
        assert points and exercise, f"{item.nodeid}: a graded test has the markers exercise and points"
        unforeseen = call.excinfo is not None and text is None and not report.skipped
        outcome: Outcome = "error" if unforeseen else report.outcome
        title = Text(points.kwargs["es"], points.kwargs["en"])
        name = getattr(item, "originalname", item.name)
        verdict = Verdict(name, exercise.args[0], points.args[0], title, outcome, text)
        item.user_properties.append(("points", points.args[0] if outcome == "passed" else 0))
        self.verdicts[item.callspec.params["check"]].append(verdict)


def judge(tests: Path, cases: "Sequence[Case]", device: str) -> list[list[Verdict]]:
    """Runs the graded tests of one suite on many submissions in one pytest session of this process."""
    session = Session(cases, device)
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
    config.pluginmanager.register(Session([case], device))
