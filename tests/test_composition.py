"""Two mistakes in one exercise: written into one source text, and both named where each alone explains too little."""

import pytest

from autograder import diagnosis, suites
from autograder.answers import Answers
from autograder.composition import merged
from autograder.recording import Recording

SEED = 20261126

ORIGIN = '''
def mean(values: list[float]) -> float:
    """The mean."""
    total = 0.0
    for value in values:
        total += value
    return total / len(values)
'''
STARTS_AT_ONE = ORIGIN.replace("0.0", "1.0")
SKIPS_ZEROS = "def mean(values):\n    total = 0.0\n    for value in values:\n        if value:\n            total += value\n    return total / len(values)\n"
COUNTS_ONE_LESS = ORIGIN.replace("len(values)", "(len(values) - 1)")


def made(source: str | None, values: list[float]) -> float:
    assert source is not None
    subject: dict = {}
    exec(source, subject)  # noqa: S102
    return subject["mean"](values)


def test_the_changes_of_both_are_made():
    assert made(merged(STARTS_AT_ONE, COUNTS_ONE_LESS, [ORIGIN]), [2.0, 4.0, 6.0]) == 13 / 2
    assert made(merged(COUNTS_ONE_LESS, SKIPS_ZEROS, [ORIGIN]), [2.0, 4.0, 0.0]) == 6 / 2


def test_of_several_origins_the_nearest_is_taken():
    other = "def mean(values):\n    return sum(values) / len(values)\n"
    assert made(merged(STARTS_AT_ONE, COUNTS_ONE_LESS, [other, ORIGIN]), [2.0, 4.0, 6.0]) == 13 / 2


def test_what_each_defines_beside_is_kept():
    helped = "def one():\n    return 1\n\ndef mean(values):\n    return one()\n"
    source = merged(helped, "def median(values):\n    return 2\n", [ORIGIN])
    assert made(source, []) == 1 and "def median" in source


def test_small_numbers_stay_whole():
    origin = ORIGIN.replace("0.0", "1e-06")
    source = merged(origin.replace("+=", "-="), origin.replace("len(values)", "2"), [origin])
    assert made(source, [1.0, 2.0, 3.0]) == pytest.approx(-3.0, abs=1e-5)


@pytest.mark.parametrize(
    ("one", "other", "correct"),
    [
        (STARTS_AT_ONE, ORIGIN.replace("0.0", "2.0"), [ORIGIN]),  # the same place
        (STARTS_AT_ONE, COUNTS_ONE_LESS, []),  # no origin
    ],
)
def test_what_cannot_be_joined_is_not(one, other, correct):
    assert merged(one, other, correct) is None


PAIRS = {
    "a1_modules": [
        ("MLP2", "inplace-mutates-input", "wrong-activation"),
        ("predict", "column-not-squeezed", "threshold-strict"),
    ],
    "a2_training_loop": [
        ("train_step", "missing-zero-grad", "softmax-before-ce"),
        ("train_one_epoch", "loss-sum-as-mean", "skips-last-batch"),
        ("fit", "history-backwards", "unasked-scheduler"),
        ("overfit_one_batch", "double-step", "overfit-count-off-by-one"),
    ],
    "a3_validation": [("train_and_validate", "missing-eval", "val-uses-train-loader")],
    "a5_metrics": [
        ("rmse", "rmse-root-of-sum", "rmse-sqrt-before-mean"),
        ("mape", "mape-no-abs-denominator", "mape-percent-vs-ratio"),
    ],
}
CASES = [(assignment, *pair) for assignment, pairs in PAIRS.items() for pair in pairs]


def made_together(answers: Answers, exercise: str, one: str, other: str) -> Recording:
    """What the first forms of two mistakes that can be joined record."""
    own = [form for form in answers.forms if form.exercise == exercise]
    pairs = ((a, b) for a in own if a.id == one for b in own if b.id == other)
    return next(recording for a, b in pairs if (recording := answers.both(a, b, exercise)))


@pytest.mark.parametrize(("assignment", "exercise", "one", "other"), CASES)
def test_two_mistakes_that_touch_the_same_numbers_are_both_named(
    assignment, exercise, one, other, monkeypatch
):
    answers = Answers(suites.load(assignment), SEED)
    recording = made_together(answers, exercise, one, other)
    found = diagnosis.diagnose(exercise, recording, answers)
    assert {form.id for form in found.forms} == {one, other} and not found.observations
    monkeypatch.setattr(diagnosis, "MAX_PAIRS", 0)
    alone = {form.id for form in diagnosis.diagnose(exercise, recording, answers).forms}
    assert alone != {one, other}, "nobody needs to try them together"
