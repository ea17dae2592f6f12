"""What a result means for its reader, whichever way it is shown."""

from typing import Literal

from msgspec.structs import replace

from autograder.feedback import words
from autograder.result import ExerciseResult, Result, TestResult
from autograder.text import Text

Standing = Literal["full", "part", "none", "not run"]


def standing(exercise: ExerciseResult) -> Standing:
    """How much of its points an exercise earned; "not run" when no test of it ran on this machine."""
    if exercise.tests and len(not_run(exercise)) == len(exercise.tests):
        return "not run"
    if exercise.score >= exercise.max_score - 1e-9:  # a sum of fractions may fall short by rounding
        return "full"
    return "part" if exercise.score > 0 else "none"


def failed(exercise: ExerciseResult) -> list[TestResult]:
    """The tests that did not pass. A message or hint that was told already, by a mistake or a test before, is emptied."""
    told = {mistake.hint for mistake in exercise.explanations}
    tests = []
    for test in exercise.tests:
        if test.outcome in ("failed", "error"):
            message, hint = ("" if text in told else text for text in (test.message, test.hint))
            tests.append(replace(test, message=message, hint=hint))
            told |= {test.message, test.hint}
    return tests


def not_run(exercise: ExerciseResult) -> list[str]:
    """The titles of the tests that this machine cannot run."""
    return [test.title for test in exercise.tests if test.outcome == "skipped"]


def slide(exercise: ExerciseResult) -> str:
    """The slide of the exercise, where no mistake brings one of its own."""
    return "" if exercise.explanations else exercise.slide


def next_step(result: Result) -> Text:
    """The last line: where to go on, in the order of the assignment, since later exercises build on earlier ones."""
    standings = {exercise.name: standing(exercise) for exercise in result.exercises}
    for name, how in standings.items():
        if how in ("part", "none"):
            return words.START_WITH.format(exercise=name)
    return words.ALL_RIGHT if "full" in standings.values() else words.TRY_AGAIN
