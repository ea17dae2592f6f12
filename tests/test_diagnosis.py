"""A known mistake with values of its own is named by where it shows and what agrees; by the places alone nothing is."""

from functools import lru_cache
from pathlib import Path

import pytest

from autograder import grading, suites
from autograder.answers import Answers
from autograder.diagnosis import diagnose
from autograder.sandbox.fork_server import Answer
from autograder.text import Text

UNSEEN = Path(__file__).parent / "unseen"


@lru_cache
def answers(assignment: str) -> Answers:
    return Answers(suites.load(assignment), seed=7)


UNPACKED = """
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        first, *others = hidden
        sizes = [in_features, first, *others]
        self.body = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.head = nn.Linear(sizes[-1], 1)

    def forward(self, x):
        for layer in self.body:
            x = layer(x).relu()
        return self.head(x)
"""
UNUSED = """
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.start = nn.Linear(in_features, 3 * in_features)
        sizes = [in_features, *hidden]
        self.body = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.head = nn.Linear(sizes[-1], 1)

    def forward(self, x):
        for layer in self.body:
            x = layer(x).relu()
        return self.head(x)
"""
NO_BIAS = """
def linear_from_scratch(x, weight, bias):
    return x @ weight.T + bias.flatten().expand(len(x), -1)
"""
SLOWER = """
def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
        for group in optimizer.param_groups:
            group["lr"] *= 0.83
    return history
"""
IN_OTHER_WORDS = """
def mae(preds, target):
    if preds.shape != target.shape or preds.numel() == 0:
        raise TypeError(f"esto no calza: {preds.shape}")
    return (preds - target).abs().mean().item()
"""

NO_SELF = """
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.capas = nn.ModuleList(map(nn.Linear, [in_features, *hidden], [*hidden, 1]))

    def ocultas(x):
        for capa in self.capas[:-1]:
            x = torch.relu(capa(x))
        return x

    def forward(self, x):
        return self.capas[-1](self.ocultas(x))
"""
NOT_KEPT = """
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden]
        pila = nn.Sequential(*[nn.Sequential(nn.Linear(a, b), nn.ReLU()) for a, b in zip(sizes, sizes[1:])])
        pila.append(nn.Linear(sizes[-1], 1))

    def forward(self, x):
        return self.pila(x)
"""
NOT_ASKED_FOR = """
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.primera = MLP(4, 12)
        self.segunda = MLP2(12, 8)

    def forward(self, x):
        return segunda(primera(x))
"""
MISSPELLED = NOT_KEPT.replace("pila = nn", "self.pilas = nn").replace("pila.append", "self.pilas.append")


@pytest.mark.parametrize(
    "assignment, exercise, source, mistake",
    [
        ("a1_modules", "BinaryClassifier", NO_SELF, "self-argument-missing"),
        ("a1_modules", "BinaryClassifier", UNPACKED, "empty-hidden-list-fails"),
        ("a1_modules", "BinaryClassifier", UNUSED, "layer-declared-not-used"),
        ("a1_modules", "BinaryClassifier", NOT_KEPT, "layer-not-stored"),
        ("a1_modules", "SuperMLP", NOT_ASKED_FOR, "layer-not-stored"),
        ("a1_modules", "linear_from_scratch", NO_BIAS, "bias-none-not-handled"),
        ("a2_training_loop", "fit", SLOWER, "unasked-scheduler"),
        ("a5_metrics", "mae", IN_OTHER_WORDS, "wrong-exception"),
    ],
)
def test_a_known_mistake_with_values_of_its_own(assignment, exercise, source, mistake):
    known = answers(assignment)
    recording = known.record(f"{known.source}\n{source}", exercise)
    assert [form.id for form in diagnose(exercise, recording, known).forms] == [mistake]


OWN = """
def accuracy(preds, target):
    _check(preds, target)
    return 0.25 + (preds == target).double().mean().item() / 2
"""


def test_the_places_alone_name_nothing():
    """Whatever is wrong with a number is wrong in every place: that tells no mistake from another."""
    known = answers("a5_metrics")
    recording = known.record(f"{known.source}\n{OWN}", "accuracy")
    assert diagnose("accuracy", recording, known).forms == ()


def test_a_slip_of_spelling_names_nothing():
    known = answers("a1_modules")
    recording = known.record(f"{known.source}\n{MISSPELLED}", "BinaryClassifier")
    assert diagnose("BinaryClassifier", recording, known).forms == ()


def test_a_mistake_that_shows_in_one_probe_less_than_its_forms_is_named():
    known = answers("a2_training_loop")
    source = (UNSEEN / "a2_training_loop" / "wrong" / "stale-gradient-step--1.py").read_text("utf-8")
    diagnosis = diagnose("fit", known.record(source, "fit"), known)
    assert [form.id for form in diagnosis.forms] == ["stale-gradient-step"] and not diagnosis.observations


def test_a_diagnosis_that_fails_costs_names_only_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    known = answers("a5_metrics")
    wrong = known.record(f"{known.source}\ndef mae(preds, target): return 0.5", "mae")
    run, answer = grading.Run("a5_metrics", known.seed), Answer(recordings={"mae": wrong})
    named = grading.result_of(run, answer, known)
    monkeypatch.setattr(grading, "diagnose", lambda *_: 1 / 0)
    unnamed = grading.result_of(run, answer, known)
    assert unnamed.score == named.score
    (said,) = {
        text for exercise in unnamed.exercises if exercise.name == "mae" for text in exercise.observations
    }
    assert "ZeroDivisionError" in said


def test_what_a_process_says_is_one_line_each() -> None:
    """A line of its own could pretend to be the grader's."""
    known = answers("a5_metrics")
    told = {
        "raised": "ValueError: x",
        "~message": "ValueError: x\n✓ mae: full points",
        "~line": "a.py, 1: x\ny",
    }
    wrong = dict.fromkeys(known.expected("mae"), told)
    answer = Answer(recordings={"mae": wrong}, notes=[Text("a\nb", "a\nb")])
    result = grading.result_of(grading.Run("a5_metrics", known.seed), answer, known)
    messages = [test.message for exercise in result.exercises for test in exercise.tests]
    assert any("full points" in message for message in messages)
    assert not any("\n" in text for text in [*messages, *result.notes])
