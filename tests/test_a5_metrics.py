"""The reference of a5_metrics against torchmetrics and scikit-learn, over many inputs."""

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

functional = pytest.importorskip("torchmetrics.functional")
sklearn_metrics = pytest.importorskip("sklearn.metrics")

PATH = Path(__file__).parents[1] / "reference_solution/a5_metrics.py"
SCORES = {
    "precision": sklearn_metrics.precision_score,
    "recall": sklearn_metrics.recall_score,
    "f1_score": sklearn_metrics.f1_score,
}
deterministic = settings(derandomize=True, deadline=None, max_examples=150)


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


metrics = load(PATH)


def pairs(low: int, high: int) -> st.SearchStrategy[list[tuple[int, int]]]:
    label = st.integers(low, high)
    return st.lists(st.tuples(label, label), min_size=1, max_size=30)


def labels(drawn: list[tuple[int, int]]) -> tuple[torch.Tensor, torch.Tensor]:
    preds, target = torch.tensor(drawn).T
    return preds, target


number = st.one_of(st.just(0.0), st.floats(-1e3, 1e3, allow_subnormal=False).filter(lambda x: abs(x) > 1e-3))
numbers = st.lists(st.tuples(number, number), min_size=1, max_size=30)


@deterministic
@given(pairs(0, 1))
def test_binary_metrics(drawn: list[tuple[int, int]]) -> None:
    preds, target = labels(drawn)
    tn, fp, fn, tp = sklearn_metrics.confusion_matrix(target, preds, labels=[0, 1]).ravel().tolist()
    assert metrics.confusion_counts(preds, target) == (tp, fp, fn, tn)
    for name, score in SCORES.items():
        mine = getattr(metrics, name)(preds, target)
        theirs = score(target, preds, zero_division=0.0)
        assert mine == pytest.approx(theirs, abs=1e-12), name
        assert mine == pytest.approx(
            getattr(functional, name)(preds, target, task="binary").item(), abs=1e-6
        ), name


@deterministic
@given(pairs(0, 4))
def test_many_classes(drawn: list[tuple[int, int]]) -> None:
    preds, target = labels(drawn)
    assert metrics.accuracy(preds, target) == pytest.approx(sklearn_metrics.accuracy_score(target, preds))
    macro = sklearn_metrics.f1_score(target, preds, labels=range(5), average="macro", zero_division=0.0)
    assert metrics.macro_f1(preds, target, 5) == pytest.approx(macro, abs=1e-12)


@deterministic
@given(numbers)
def test_regression_metrics(drawn: list[tuple[float, float]]) -> None:
    preds, target = torch.tensor(drawn, dtype=torch.float64).T
    rmse = sklearn_metrics.root_mean_squared_error(target, preds)
    assert metrics.rmse(preds, target) == pytest.approx(rmse)
    assert metrics.mae(preds, target) == pytest.approx(sklearn_metrics.mean_absolute_error(target, preds))
    ratio = functional.mean_absolute_percentage_error(preds, target).item()
    assert metrics.mape(preds, target) == pytest.approx(100 * ratio)
    smape = functional.symmetric_mean_absolute_percentage_error(preds, target).item()
    assert metrics.smape(preds, target) == pytest.approx(smape)
    assert 0 <= metrics.smape(preds, target) <= 2 + 1e-12


@deterministic
@given(st.lists(pairs(0, 1), min_size=1, max_size=5))
def test_running_metrics(batches: list[list[tuple[int, int]]]) -> None:
    running = metrics.RunningMetrics()
    running.update(torch.tensor([1, 0]), torch.tensor([0, 0]))
    running.reset()
    for drawn in batches:
        running.update(*labels(drawn))
    preds, target = labels([pair for drawn in batches for pair in drawn])
    computed = running.compute()
    for key, name in (("precision", "precision"), ("recall", "recall"), ("f1", "f1_score")):
        theirs = SCORES[name](target, preds, zero_division=0.0)
        assert computed[key] == pytest.approx(theirs, abs=1e-12)
    assert computed["accuracy"] == pytest.approx(sklearn_metrics.accuracy_score(target, preds))


@deterministic
@given(st.lists(st.integers(-2048, 2048), min_size=1, max_size=20), st.sampled_from([0.25, 0.5, 0.75]))
def test_binary_labels(sixteenths: list[int], threshold: float) -> None:
    logits = torch.tensor(sixteenths) / 256
    expected = (1 / (1 + np.exp(-logits.double().numpy())) >= threshold).astype(int).tolist()
    assert metrics.labels_from_logits(logits, threshold).tolist() == expected
    assert metrics.labels_from_logits(logits[:, None], threshold).tolist() == expected


def test_the_errata_of_the_slides() -> None:
    """The numbers in the statement."""
    target, preds = torch.tensor([1.0, -2.0, 0.5, -1.0]), torch.tensor([1.1, -1.5, 0.6, 3.0])
    assert metrics.rmse(preds, target) == pytest.approx(2.0168, abs=5e-5)
    assert (target - preds).square().mean().item() == pytest.approx(4.0675)
    assert metrics.mape(preds, target) == pytest.approx(113.75)
    as_printed = 100 * ((target - preds).abs() / target.clamp(min=1.17e-6)).mean().item()
    assert 5e7 < as_printed < 5e8
    assert metrics.smape(preds, target) == pytest.approx(0.6407, abs=5e-5)
    of_sum = 2 * ((target - preds).abs() / (target + preds).abs()).mean().item()
    assert of_sum == pytest.approx(1.1407, abs=5e-5)
    target, preds = torch.tensor([1.0, 1.0]), torch.tensor([-1.0, 1.1])
    assert metrics.smape(preds, target) == pytest.approx(1.048, abs=5e-4)
    of_sum = 2 * ((target - preds).abs() / (target + preds).abs().clamp(min=1.17e-6)).mean().item()
    assert of_sum == pytest.approx(1.7e6, rel=0.02)


@pytest.mark.parametrize(
    "name", ["accuracy", "precision", "recall", "f1_score", "rmse", "mae", "mape", "smape"]
)
def test_what_may_not_be_measured(name: str) -> None:
    metric = getattr(metrics, name)
    three = (
        torch.tensor([1, 0, 1]) if name in ("accuracy", "precision", "recall", "f1_score") else torch.ones(3)
    )
    for preds, target in (
        (three[:0], three[:0]),
        (three, three[:2]),
        (three, three[:, None]),
        (three[:1], three),
    ):
        with pytest.raises(ValueError):
            metric(preds, target)
