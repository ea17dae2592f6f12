"""What the invariants do not cover: right splits are right under every seed; what the reference takes; that evidence
which nobody could have handed out is worth nothing, nor what is done to what the probes call."""

import importlib.util
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from autograder import plugin, suites
from autograder.answers import Answers, folder
from autograder.diagnosis import deviations
from autograder.grading import Case, Run, grade
from autograder.probing import judged
from autograder.sandbox.fork_server import Answer
from autograder.submissions import Submission

FREE = ("holdout_indices", "kfold_indices", "make_loaders", "cross_validate")
SUITE = suites.load("a3_validation")
KNOWN = Answers(SUITE, 5)


@pytest.mark.parametrize("seed", [1, 12, 123, 1234])
def test_who_is_right_is_right_by_no_chance(seed):
    """Where the samples of a part are the student's choice, what is judged of them does not depend on luck."""
    known = Answers(SUITE, seed)
    for form in known.alternatives():
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
    "value",
    [None, True, -1, 10**9, "", "ValueError", [], [0], ["x"], torch.zeros(0), torch.full((4, 5), torch.nan)],
    ids=str,
)
def test_evidence_that_is_none_shows_nothing(value):
    recordings = {}
    for exercise in SUITE.exercises:
        probes = [probe for probe in SUITE.of(exercise) if probe.judge]
        sent = KNOWN.evidence(KNOWN.source, exercise, [probe.name for probe in probes])
        hostile = {probe: dict.fromkeys(aspects, value) for probe, aspects in sent.items()}
        recordings[exercise] = judged(hostile, probes, KNOWN.seed)
    case = Case("", "", Answer(recordings=recordings), KNOWN, public=False)
    (verdicts,) = plugin.judge(SUITE.tests, [case], "cpu")
    assert [verdict.name for verdict in verdicts if verdict.outcome == "passed"] == []


PATCHES = """
import builtins, numpy, torch
builtins.all = builtins.any = lambda *_: True
builtins.sorted = lambda items, **_: list(range(len(list(items))))
torch.equal = torch.allclose = numpy.allclose = lambda *_, **__: True
"""
PATCHED = (
    ("split-overlap", 1),
    ("split-not-stratified", 1),
    ("split-unseeded", 1),
    ("split-no-shuffle", 1),
    ("split-fraction-swapped", 1),
    ("missing-value-error", 1),
    ("kfold-overlap", 1),
    ("kfold-uneven-sizes", 1),
    ("split-x-y-misaligned", 1),
    ("shuffled-once", 1),
    ("missing-no-grad", 1),
    ("batch-not-moved", 1),
    ("kfold-train-val-swapped", 3),
    ("kfold-reshuffles-each-fold", 4),
)


@pytest.fixture(scope="module")
def scores(tmp_path_factory):
    """(mistake, number of its form, are the patches in?) → score. Through the sandbox, and nothing is named."""
    place, paths = tmp_path_factory.mktemp("patched"), {}
    for mistake, number in PATCHED:
        source = KNOWN.submission(KNOWN.mistakes[mistake].forms[number - 1])
        for patched, text in ((False, source), (True, f"{source}\n{PATCHES}")):
            path = place / f"{mistake}-{number}-{patched}.py"
            path.write_text(text, "utf-8")
            paths[path.stem] = (mistake, number, patched), path
    shutil.copy(folder() / f"{SUITE.assignment}.py", place)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_ANSWERS", str(place))
        submissions = [Submission(name, path) for name, (_, path) in paths.items()]
        results = grade(Run(SUITE.assignment, 5), submissions, jobs=2)
        return {paths[result.student][0]: result.score for result in results}


@pytest.mark.parametrize("mistake, number", PATCHED)
def test_what_is_done_to_python_earns_nothing(mistake, number, scores):
    assert scores[mistake, number, True] <= scores[mistake, number, False] < 100
