"""What the invariants do not cover: right splits are right under every seed; what the reference takes."""

import importlib.util
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import torch

from autograder import plugin, suites
from autograder.answers import Answers
from autograder.diagnosis import deviations
from autograder.grading import Case
from autograder.probing import judged
from autograder.sandbox.fork_server import Answer

FREE = ("holdout_indices", "kfold_indices", "make_loaders", "cross_validate")
SUITE = suites.load("a3_validation")


@pytest.mark.parametrize("seed", [1, 12, 123, 1234])
def test_who_is_right_is_right_by_no_chance(seed):
    """Where the samples of a part are the student's choice, what is judged of them does not depend on luck."""
    known = Answers(SUITE, seed)
    for form in known.alternatives:
        if form.exercise in FREE:
            recording = known.record(known.submission(form), form.exercise)
            assert not deviations(recording, known.expected(form.exercise)), form


@pytest.mark.parametrize("given", [np.asarray, torch.as_tensor, lambda array: np.asarray(array).tolist()])
def test_the_reference_takes_arrays_tensors_and_lists(given):
    path = Path(__file__).parents[1] / "reference_solution" / "a3_validation.py"
    spec = importlib.util.spec_from_file_location("a3_reference", path)
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    X, y = given(np.arange(40.0).reshape(20, 2)), given(np.arange(20) % 2)
    train, val, test = reference.holdout_indices(y, val_fraction=0.2, test_fraction=0.2, seed=1)
    assert (len(train), len(val), len(test)) == (12, 4, 4)
    train_loader, val_loader = reference.make_loaders(X, y, given(train), given(val), batch_size=5, seed=1)
    assert [len(inputs) for inputs, _ in train_loader] == [5, 5, 2]
    assert sum(len(inputs) for inputs, _ in val_loader) == 4
    if isinstance(X, list):
        return
    losses = reference.cross_validate(
        lambda: torch.nn.Linear(2, 1),
        lambda model: torch.optim.SGD(model.parameters(), lr=0.1),
        X,
        y,
        k=2,
        epochs=1,
        batch_size=5,
        criterion=torch.nn.BCEWithLogitsLoss(),
        seed=1,
    )
    assert len(losses) == 2


@pytest.mark.parametrize(
    "body, words",
    [
        ("return None", "lo que entregó no se puede usar (TypeError: 'NoneType' object is not iterable)"),
        ("raise KeyError('k')", "lanzó KeyError: 'k' ("),
    ],
)
def test_what_cannot_be_used_was_not_raised_by_the_student(body, words):
    known = Answers(suites.load("a3_validation"), 1)
    recording = known.record(f"{known.source}\ndef kfold_indices(*_, **__):\n    {body}\n", "kfold_indices")
    case = Case("ana", "", Answer(recordings={"kfold_indices": recording}), known, public=True)
    (verdicts,) = plugin.judge(known.suite.tests, [case], "cpu")
    messages = [
        verdict.text.es for verdict in verdicts if verdict.exercise == "kfold_indices" and verdict.text
    ]
    assert words in messages[0]


@pytest.mark.parametrize(
    "exercise, mistake", [("holdout_indices", "split-overlap"), ("kfold_indices", "kfold-val-in-train")]
)
def test_parts_that_overlap_earn_half_at_most(exercise, mistake):
    known = Answers(SUITE, 1)
    for form in known.mistakes[mistake].forms:
        if form.exercise == exercise:
            recording = known.record(known.submission(form), exercise)
            case = Case("ana", "", Answer(recordings={exercise: recording}), known, public=True)
            (verdicts,) = plugin.judge(SUITE.tests, [case], "cpu")
            earned = sum(v.points for v in verdicts if v.exercise == exercise and v.outcome == "passed")
            assert earned <= SUITE.exercises[exercise].points / 2, form


def test_more_folds_than_samples_show_nothing():
    """Each would be looked at in many ways: evidence of thousands cost the grader half a minute."""
    known = Answers(SUITE, 1)
    (probe,) = [probe for probe in SUITE.of("cross_validate") if probe.name == "cross_folds"]
    evidence = known.evidence(known.source, "cross_validate", [probe.name])[probe.name]
    targets = sorted(set(evidence["rows"][:, 4].tolist()))
    rows = [
        (float(not of_val), model, 0.5, 0.5, target)
        for model, val in enumerate(combinations(targets, 2))
        for of_val, target in ((False, targets[0]), (True, val[0]), (True, val[1]))
    ]
    forged = {probe.name: {**evidence, "rows": torch.tensor(rows, dtype=torch.float64)}}
    assert judged(forged, [probe], 1)[probe.name].keys() <= {"folds", "partition"}
