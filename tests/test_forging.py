"""A recording that somebody made up is worth next to nothing, even to one who knows every probe and every seed but this.

The forger sends what a right solution sent under another seed: all that does not depend on the seed is right. What
then still passes may say of what kind an answer is, as any constant of that kind would.
"""

from functools import lru_cache

import pytest

from autograder import suites
from autograder.answers import Answers
from autograder.grading import Run, result_of
from autograder.recording import Recording
from autograder.result import Result
from autograder.sandbox.fork_server import Answer

SEED, OTHERS = 20261126, (1, 2, 3)
MOST = 0.2  # of an assignment's points
MOST_OF_ONE = 0.4  # of an exercise's


def sent(assignment: str, seed: int) -> dict[str, Recording]:
    """What the reference's process sends under a seed."""
    answers = Answers(suites.load(assignment), seed)
    return {exercise: answers.evidence(answers.source, exercise) for exercise in answers.suite.exercises}


@lru_cache
def replayed(assignment: str) -> list[Result]:
    answers, run = Answers(suites.load(assignment), SEED), Run(assignment, SEED)
    return [result_of(run, Answer(recordings=sent(assignment, seed)), answers) for seed in OTHERS]


@pytest.mark.parametrize("assignment", suites.assignments())
def test_the_reference_replayed_under_its_own_seed_is_right(assignment):
    answers = Answers(suites.load(assignment), OTHERS[0])
    result = result_of(Run(assignment, OTHERS[0]), Answer(recordings=sent(assignment, OTHERS[0])), answers)
    assert result.score == 100


@pytest.mark.parametrize("assignment", suites.assignments())
def test_an_answer_from_another_run_is_worth_next_to_nothing(assignment):
    for result in replayed(assignment):
        passed = [
            f"{exercise.name}.{test.name}: {test.score}"
            for exercise in result.exercises
            for test in exercise.tests
            if test.outcome == "passed"
        ]
        assert result.score <= MOST * result.max_score, passed
        for exercise in result.exercises:
            assert exercise.score <= MOST_OF_ONE * exercise.max_score, passed
