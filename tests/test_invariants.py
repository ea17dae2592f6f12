"""What holds for every assignment, generated from the files present: a new file is tested without registering it.

Everything runs as a submission through the real sandbox and the real verdicts, once per assignment and seed.
On a machine with a GPU, `DEVICE=cuda pytest tests/test_invariants.py` proves all of it there.
"""

import ast
import itertools
import os
from collections import defaultdict
from functools import lru_cache
from pathlib import Path

import pytest

from autograder import plugin, suites, tolerances
from autograder.answers import Answers, Form
from autograder.diagnosis import Diagnosis, deviations, diagnose
from autograder.grading import Case, Run, grade
from autograder.result import Result
from autograder.sandbox.fork_server import Answer, ForkServer
from autograder.submissions import Submission

ROOT = Path(__file__).parents[1]
SEED = 20261124
DEVICE = os.environ.get("DEVICE", "cpu")
JOBS = len(os.sched_getaffinity(0))
ASSIGNMENTS = suites.assignments()


@lru_cache
def answers(assignment: str, seed: int = SEED) -> Answers:
    return Answers(suites.load(assignment, DEVICE), seed)


def mistakes(assignment: str) -> list[Form]:
    return [form for mistake in answers(assignment).mistakes.values() for form in mistake.forms]


def name(form: Form) -> str:
    return f"{form.id}-{form.number}"


def over(forms) -> pytest.MarkDecorator:
    """One test per form of every assignment."""
    cases = [(assignment, form) for assignment in ASSIGNMENTS for form in forms(assignment)]
    return pytest.mark.parametrize("assignment, form", cases, ids=[f"{a}-{name(f)}" for a, f in cases])


def alternatives(assignment: str) -> list[Form]:
    return answers(assignment).alternatives


class Graded(dict):
    """(assignment, kind) → name of a form (of the kind "whole": "reference", or a stub's path) → its result; graded
    when first asked for.

    Of a form, the exercises that it touches: the others are the reference's, to the letter.
    """

    def __init__(self, folder: Path, server: ForkServer) -> None:
        self.folder, self.server = folder, server

    def __missing__(self, key: tuple[str, str]) -> dict[str, Result]:
        assignment, kind = key
        known = answers(assignment)
        groups = defaultdict(list)
        if kind == "whole":
            groups[()] = [Submission(str(path.relative_to(ROOT)), path) for path in stubs(assignment)]
            groups[()].append(self.submission(assignment, "reference", known.source))
        else:
            for form in {"mistake": mistakes, "alternative": alternatives}[kind](assignment):
                submission = self.submission(assignment, name(form), known.submission(form))
                groups[touched(known, form)].append(submission)
        self[key] = {
            result.student: result
            for exercises, group in groups.items()
            for result in grade(
                Run(assignment, SEED, DEVICE, exercises=exercises), group, jobs=JOBS, server=self.server
            )
        }
        return self[key]

    def submission(self, assignment: str, key: str, source: str) -> Submission:
        path = self.folder / f"{assignment}-{key}.py"
        path.write_text(source, "utf-8")
        return Submission(key, path)


def touched(known: Answers, form: Form) -> tuple[str, ...]:
    """The exercises that use, by whatever way through the reference, a name that the form defines."""
    uses = {
        node.name: {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
        for node in ast.parse(known.source).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    names = {form.exercise} | {
        name
        for node in ast.parse(form.source).body
        for name in (
            [node.name]
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
            else [inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)]
        )
    }
    while more := {name for name, used in uses.items() if used & names} - names:
        names |= more
    return tuple(exercise for exercise in known.suite.exercises if exercise in names)


@pytest.fixture(scope="session")
def graded(tmp_path_factory):
    with ForkServer(lanes=JOBS, device=DEVICE) as server:
        yield Graded(tmp_path_factory.mktemp("class"), server)


def stubs(assignment: str) -> list[Path]:
    return sorted(
        path for path in (ROOT / "assignments" / assignment).rglob("*") if path.suffix in (".py", ".ipynb")
    )


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_reference_earns_everything(assignment, graded):
    result = graded[assignment, "whole"]["reference"]
    assert (result.score, result.max_score, result.status) == (100, 100, "graded"), failed(result)
    assert named(result) == set() and result.notes == []


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_untouched_stub_earns_nothing(assignment, graded):
    assert len(stubs(assignment)) == 4
    for path in stubs(assignment):
        result = graded[assignment, "whole"][str(path.relative_to(ROOT))]
        assert (result.score, result.max_score, result.status) == (0, 100, "graded"), path
        assert named(result) == set()


USELESS = {
    "refuses everything": "raise ValueError('no')",
    "finds nothing": "raise FileNotFoundError('no')",
    "returns nothing": "return None",
}


def with_body(known: Answers, exercise: str, body: str) -> str:
    """The exercise, a function or a class, with a body of one line and any arguments."""
    classes = [node.name for node in ast.parse(known.source).body if isinstance(node, ast.ClassDef)]
    if exercise in classes:
        return f"class {exercise}:\n    def __init__(self, *_, **__):\n        {body}\n"
    return f"def {exercise}(*_, **__):\n    {body}\n"


@pytest.mark.parametrize("body", USELESS.values(), ids=[key.replace(" ", "-") for key in USELESS])
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_what_does_nothing_earns_nothing(assignment, body):
    """Not even by what an exercise must refuse or must leave alone."""
    known = answers(assignment)
    sources = {name: with_body(known, name, body) for name in known.suite.exercises}
    recordings = {name: known.record("\n".join(sources.values()), name) for name in sources}
    case = Case("nobody", "", Answer(recordings=recordings), known, public=False)
    (verdicts,) = plugin.judge(known.suite.tests, [case], DEVICE)
    assert not [(v.exercise, v.name) for v in verdicts if v.outcome == "passed"]


@pytest.mark.parametrize("body", ["return no_such_name", "no_such_name.append(1)", "(1).no_such_attribute"])
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_what_raises_for_a_reason_of_its_own_is_no_known_mistake(assignment, body):
    known = answers(assignment)
    for exercise in known.suite.exercises:
        recording = known.record(f"{known.source}\n\n{with_body(known, exercise, body)}", exercise)
        assert diagnose(exercise, recording, known) == Diagnosis((), ()), exercise


@over(mistakes)
def test_a_mistake_loses_points_and_is_named(assignment, form, graded):
    result = graded[assignment, "mistake"][name(form)]
    exercise = next(e for e in result.exercises if e.name == form.exercise)
    assert exercise.score < exercise.max_score, "it costs nothing"
    assert exercise.mistakes == [form.id], failed(result)
    assert named(result) == {form.id}, "another exercise is told another mistake"


@over(alternatives)
def test_an_alternative_earns_everything(assignment, form, graded):
    result = graded[assignment, "alternative"][name(form)]
    assert (result.score, result.status) == (result.max_score, "graded"), failed(result)
    assert named(result) == set()


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_undeclared_tie(assignment):
    """Two mistakes that record the same in an exercise cannot be told apart: the data is too weak, or they say so, and
    how they are worded tells (see wording.py)."""
    known = answers(assignment)
    ties = set()
    for a, b in itertools.combinations(mistakes(assignment), 2):
        if a.id != b.id and a.exercise == b.exercise and b.id not in known.mistakes[a.id].looks_like:
            first, second = known.fingerprint(a, a.exercise), known.fingerprint(b, a.exercise)
            if not deviations(first, second) and not deviations(second, first):
                ties.add(f"{name(a)} ~ {name(b)}")
    assert not ties


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_tolerance_refuses_nothing_right_and_hides_no_mistake(assignment):
    known = answers(assignment)
    assert not [c for c in tolerances.measure(known) if c.spread > tolerances.MOST_SPREAD]
    assert not tolerances.hidden(known)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_mistake_shows_whatever_the_seed(assignment):
    known = answers(assignment)
    patterns = known.patterns
    sometimes = {form for form in mistakes(assignment) if known.mistakes[form.id].sometimes}
    assert patterns.keys() == set(mistakes(assignment)), "run python -m autograder.patterns"
    assert not [
        name(form) for form, pattern in patterns.items() if not pattern.always and form not in sometimes
    ]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_points(assignment):
    """An exercise's tests that need no GPU carry exactly its points, and all exercises 100."""
    suite = suites.load(assignment)
    points = dict.fromkeys(suite.exercises, 0.0)
    for node in ast.parse(suite.tests.read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef):
            exercise = mark(node, "exercise").args[0].value
            for test in node.body:
                if isinstance(test, ast.FunctionDef) and not mark(test, "gpu"):
                    points[exercise] += mark(test, "points").args[0].value
    assert points == {name: exercise.points for name, exercise in suite.exercises.items()}
    assert sum(points.values()) == 100


def mark(node, name):
    for decorator in node.decorator_list:
        if ast.unparse(decorator).startswith(f"pytest.mark.{name}"):
            return decorator
    return None


def named(result: Result) -> set[str]:
    return {mistake for exercise in result.exercises for mistake in exercise.mistakes}


def failed(result: Result) -> str:
    lines = [f"{result.status} {result.score} named {sorted(named(result))}", *result.notes]
    lines += [
        f"{e.name}: {t.name}: {t.message}"
        for e in result.exercises
        for t in e.tests
        if t.outcome not in ("passed", "skipped")
    ]
    return "\n".join(lines)
