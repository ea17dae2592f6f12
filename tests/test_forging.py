"""A recording that somebody made up is worth next to nothing, even to one who knows every probe and every seed but this.

The forger sends what a right solution sent under another seed: all that does not depend on the seed is right. What
then still passes may say of what kind an answer is, as any constant of that kind would.
"""

from functools import lru_cache

import pytest
import torch
from sandboxed import answers_alone

from autograder import plugin, suites
from autograder.answers import Answers
from autograder.grading import Case, Run, grade, result_of
from autograder.probing import judged
from autograder.recording import Recording
from autograder.result import Result
from autograder.sandbox.fork_server import Answer
from autograder.submissions import Submission

SEED, OTHERS = 20261126, (1, 2, 3)
MOST = 0.2  # of an assignment's points
MOST_OF_ONE = 0.4  # of an exercise's


@lru_cache
def expected(assignment: str) -> Answers:
    return Answers(suites.load(assignment), SEED)


@lru_cache
def sent(assignment: str, seed: int) -> dict[str, Recording]:
    """What the reference's process sends under a seed."""
    answers = Answers(suites.load(assignment), seed)
    return {exercise: answers.evidence(answers.source, exercise) for exercise in answers.suite.exercises}


@lru_cache
def replayed(assignment: str) -> list[Result]:
    answers, run = expected(assignment), Run(assignment, SEED)
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


JUNK = [None, True, -1, 2**53, "", "ValueError", "0", [], [0], [""], ["ValueError"] * 9, torch.zeros(0), torch.ones(2, 3), torch.full((8,), torch.nan), torch.full((4, 5), torch.nan), 10**9, ["x"]]  # fmt: skip


@pytest.mark.parametrize("junk", JUNK, ids=str)
@pytest.mark.parametrize("assignment", suites.assignments())
def test_evidence_that_is_none_earns_nothing(assignment, junk):
    """Every piece of it replaced, in all probes that have a judge; the others are not sent."""
    answers, recordings = expected(assignment), {}
    for exercise, recording in sent(assignment, SEED).items():
        probes = [probe for probe in answers.suite.of(exercise) if probe.judge]
        evidence = {probe.name: dict.fromkeys(recording[probe.name], junk) for probe in probes}
        recordings[exercise] = judged(evidence, probes, SEED)
    case = Case("", "", Answer(recordings=recordings), answers, public=False)
    (verdicts,) = plugin.judge(answers.suite.tests, [case], "cpu")
    assert [verdict.name for verdict in verdicts if verdict.outcome == "passed"] == []


PATCHES = """
import builtins, numpy, torch
builtins.all = builtins.any = lambda *_: True
torch.equal = torch.allclose = numpy.allclose = lambda *_, **__: True
"""
ALSO = {
    "a1_modules": "builtins.sorted = lambda items, **_: [*items]",
    "a2_training_loop": "builtins.sorted = lambda items, **_: [*items]",
    "a3_validation": "builtins.sorted = lambda items, **_: list(range(len(list(items))))",
    "a5_metrics": "builtins.sorted = lambda items, **_: [*items]",
    "a6_experiment": "builtins.min = lambda *_, **__: 0; numpy.argmin = numpy.argmax = lambda *_, **__: 0",
}
"""What else the probes of an assignment might call."""
PATCHED = {
    "a1_modules": [
        "inplace-mutates-input-1", "composition-copies-state-1", "zero-or-constant-init-1", "overrides-train-eval-1",
        "functional-dropout-always-on-1", "wrong-optimizer-params-1", "manual-log-unstable-1", "missing-no-grad-1",
        "mode-not-restored-1", "prefer-gpu-ignored-1",
    ],
    "a2_training_loop": ["ignores-given-loader-1"],
    "a3_validation": [
        "split-overlap-1", "split-not-stratified-1", "split-unseeded-1", "split-no-shuffle-1",
        "split-fraction-swapped-1", "missing-value-error-1", "kfold-overlap-1", "kfold-uneven-sizes-1",
        "split-x-y-misaligned-1", "seed-in-loop-1", "missing-no-grad-1", "batch-not-moved-1",
        "kfold-train-val-swapped-3", "kfold-reshuffles-each-fold-4",
    ],
    "a4_checkpointing": [
        "ckpt-no-buffers-1", "ckpt-no-optimizer-1", "non-atomic-save-1", "does-not-replace-1", "load-strict-false-1",
        "load-changes-before-error-1", "missing-file-swallowed-1", "last-only-on-improvement-1",
        "directory-cleared-1", "arguments-not-validated-1", "trains-after-the-end-1",
    ],
    "a5_metrics": [
        "empty-not-checked-1", "broadcast-n1-n-19", "metric-mutates-input-1", "zero-division-one-1",
        "zero-division-nan-1", "wrong-exception-1", "compute-before-update-1", "shared-class-state-1",
    ],
    "a6_experiment": [
        "missing-eval-1", "state-left-in-eval-1", "curves-altered-1", "labels-missing-1", "best-by-train-loss-2",
        "ax-ignored-1", "gap-not-strict-1", "scaler-fit-on-all-1", "returns-last-model-1", "split-not-stratified-1",
        "tests-before-restoring-1", "trains-on-everything-1", "patience-ignored-1", "seed-not-set-1",
        "trains-too-little-1",
    ],
}  # fmt: skip
"""Mistakes that what probes might call would have to find, each with the number of its form."""


@pytest.mark.parametrize("assignment", PATCHED)
def test_what_is_done_to_python_earns_nothing(assignment, tmp_path, monkeypatch):
    """What probes might call to compare things says yes; the mistakes cost as much as before. Through the sandbox."""
    answers, groups, patches = expected(assignment), {}, PATCHES + ALSO.get(assignment, "")
    forms = {f"{form.id}-{form.number}": form for form in answers.forms}
    for mistake in PATCHED[assignment]:
        source = answers.submission(forms[mistake])
        for name, text in ((mistake, source), (f"{mistake} patched", f"{source}\n{patches}")):
            path = tmp_path / f"{name}.py"
            path.write_text(text, "utf-8")
            groups.setdefault(forms[mistake].exercise, []).append(Submission(name, path))
    monkeypatch.setenv("AUTOGRADER_ANSWERS", str(answers_alone(assignment, tmp_path / "answers")))
    scores = {
        result.student: result.score / result.max_score
        for exercise, group in groups.items()
        for result in grade(Run(assignment, SEED, exercises=(exercise,)), group, jobs=2)
    }
    for mistake in PATCHED[assignment]:
        assert scores[f"{mistake} patched"] <= scores[mistake] < 1, mistake
