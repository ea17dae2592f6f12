"""What does the same and is worded otherwise has names of its own; wording costs nothing and accuses nobody.

That every form of a mistake is named as it is worded is asked in test_invariants.py.
"""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from autograder import suites
from autograder.answers import Answers
from autograder.grading import Run, grade
from autograder.reading import define, read
from autograder.submissions import Submission
from autograder.wording import WORDINGS, worded

EVALUATE = """
def evaluate(model, loader, criterion, device):
    was_training = model.training
    {eval}
    total, n = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            {move}
            total += criterion(model(inputs), targets).item() * len(inputs)
            n += len(inputs)
    model.train(was_training)
    return total / n
"""
RIGHT = {"eval": "model.eval()", "move": "inputs, targets = inputs.to(device), targets.to(device)"}


def of(source: str) -> ModuleType:
    """The module that a submission of this source is."""
    module, _ = define(read(source.encode(), ".py"), ["f"], seconds=5)
    return module


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f(model):\n    model.eval\n", {"eval-not-called"}),
        ("def f(model):\n    model.eval()\n", set()),
        ("def other(model):\n    model.eval\ndef f(model):\n    model.eval()\n", set()),
        ("def look(model):\n    model.eval\ndef f(model):\n    look(model)\n", {"eval-not-called"}),
        ("def look(m):\n    m.eval\ndef f(m):\n    def g(): look(m)\n    g()\n", {"eval-not-called"}),
        ("def f(loader):\n    x, y = next(iter(loader))\n    x.to(0)\n", {"to-not-reassigned"}),
        ("class f:\n    def step(self, model):\n        model.eval\n", {"eval-not-called"}),
        ("class F:\n    def __call__(self, model):\n        model.eval\nf = F()\n", {"eval-not-called"}),
        ("import torch\n@torch.no_grad()\ndef f(model):\n    model.eval\n", {"eval-not-called"}),
        ("def f(loader):\n    for x, y in loader:\n        x.to(0), y.to(0)\n", {"to-not-reassigned"}),
        ("def f(loader, net):\n    net.to(0)\n    for x, y in loader:\n        x = x.to(0)\n", set()),
        ("f = lambda model: model\n", set()),
        ("f = 3\n", set()),
        ("import functools, torch\nf = functools.partial(torch.add, 1)\n", set()),
        ("def f(): pass\nf.__wrapped__ = f\n", set()),
        ("class F:\n    def __getattr__(self, name): return self\nf = F()\n", set()),
    ],
)
def test_the_source_of_an_exercise_and_of_what_it_uses_counts(source, expected):
    assert worded(of(source), "f") == expected


def test_what_is_not_there_or_has_no_source_is_worded_in_no_way():
    module = of("def f(model):\n    model.eval\n")
    assert worded(module, "g") == set()
    exec("def g(model):\n    model.eval\n", vars(module))  # noqa: S102 – no file holds it
    assert worded(module, "g") == set()


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> Callable[..., tuple[float, list[str]]]:
    folder: Path = tmp_path_factory.mktemp("class")
    assignment = "a3_validation"
    known = Answers(suites.load(assignment), 31)

    def result(**parts: str) -> tuple[float, list[str]]:
        path = folder / "submission.py"
        path.write_text(f"{known.source}\n{EVALUATE.format(**RIGHT | parts)}", "utf-8")
        (graded,) = grade(Run(assignment, 31), [Submission("ana", path)])
        return graded.score, sorted({mistake for e in graded.exercises for mistake in e.mistakes})

    return result


def test_the_points_are_the_same_and_the_names_are_not(results):
    without, named = results(eval="pass"), results(eval="model.eval")
    assert (without[1], named[1]) == (["missing-eval"], ["eval-not-called"])
    assert without[0] == named[0] < 100
    stays, moved = results(move="pass"), results(move="inputs.to(device)")
    assert (stays[1], moved[1]) == (["batch-not-moved"], ["to-not-reassigned"])
    assert stays[0] == moved[0] < 100


def test_right_code_may_be_worded_in_any_way(results):
    assert results(eval="model.eval; model.eval()") == (100, [])


def test_every_wording_tells_a_mistake_from_one_that_is_worded_in_no_way():
    for assignment in suites.assignments():
        mistakes = Answers(suites.load(assignment), 31).mistakes
        for mistake in mistakes.values():
            alike = {mistake.id, *mistake.looks_like}
            assert len(alike - WORDINGS.keys()) <= 1 or not mistake.looks_like, alike
            assert all(mistake.id in mistakes[other].looks_like for other in mistake.looks_like)
