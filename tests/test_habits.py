"""A habit that costs nothing is told where the exercise is right, and there alone."""

import pytest

from autograder import suites
from autograder.answers import Answers
from autograder.grading import Run, grade
from autograder.habits import HABITS
from autograder.submissions import Submission

CASES = {
    "retain-graph-needless": (
        "a2_training_loop",
        "train_step",
        {"loss.backward()": "loss.backward(retain_graph=True)"},
    ),
    "weights-only-false-blindly": (
        "a4_checkpointing",
        "load_checkpoint",
        {"map_location=device, weights_only=True": "map_location=device, weights_only=False"},
    ),
}


def graded(assignment: str, exercise: str, changes: dict[str, str], folder):
    """The result of one exercise of the reference with these changes."""
    source = Answers(suites.load(assignment), 0).source
    for before, after in changes.items():
        assert before in source
        source = source.replace(before, after)
    path = folder / f"{assignment}.py"
    path.write_text(source, "utf-8")
    run = Run(assignment, seed=3, exercises=(exercise,))
    (result,) = grade(run, [Submission("ana", path)])
    return result.exercises[0]


def test_every_habit_has_a_case():
    assert CASES.keys() == HABITS.keys()


@pytest.mark.parametrize("habit", CASES)
def test_it_costs_nothing_and_is_told(habit, tmp_path):
    found = graded(*CASES[habit], tmp_path)
    assert (found.score, found.mistakes) == (found.max_score, [])
    assert found.observations == [HABITS[habit].es]


@pytest.mark.parametrize("assignment, exercise, _", CASES.values())
def test_who_has_no_such_habit_is_told_none(assignment, exercise, _, tmp_path):
    assert graded(assignment, exercise, {}, tmp_path).observations == []


def test_a_mistake_comes_first(tmp_path):
    assignment, exercise, changes = CASES["retain-graph-needless"]
    found = graded(assignment, exercise, changes | {"    optimizer.zero_grad()\n": ""}, tmp_path)
    assert found.score < found.max_score
    assert HABITS["retain-graph-needless"].es not in found.observations
