"""The probes of a5_metrics. Each calls one exercise on many small inputs, one aspect for each.

What one input raises does not hide the others: the first exception is raised again at the end.
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.probing import Draw, Probe, Record, describe, probe
from autograder.recording import Value
from autograder.text import Text

Cases = dict[str, tuple[Any, ...]]
"""The name of an aspect → the arguments of a call; a dictionary at the end holds keyword arguments."""


def _number(value: object) -> Value:
    """An int or a float as float64, so that 0 and 0.0 are the same; of other objects what `describe` makes."""
    kind, numbers = describe(value)
    if isinstance(numbers, int):
        return torch.tensor(float(numbers), dtype=torch.float64)
    return kind if numbers is None else numbers


def _call(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    if arguments and isinstance(arguments[-1], dict):
        return function(*arguments[:-1], **arguments[-1])
    return function(*arguments)


def _results(
    record: Record, function: Callable[..., Any], cases: Cases, device: torch.device, *, kind: bool
) -> None:
    """Calls `function` on every case; records each result, whether inputs were kept and the first one's `kind`."""
    first: Exception | None = None
    kept = True
    for aspect, arguments in cases.items():
        arguments = tuple(a.to(device) if isinstance(a, Tensor) else a for a in arguments)
        before = [a.clone() for a in arguments if isinstance(a, Tensor)]
        try:
            result = _call(function, arguments)
        except NotImplementedError:
            raise
        except Exception as error:  # noqa: BLE001 – student code
            first = first or error
        else:
            record[aspect] = _number(result)
            if kind and "type kind" not in record.aspects:
                record["type kind"] = describe(result)[0]
        after = [a for a in arguments if isinstance(a, Tensor)]
        kept = kept and all(torch.equal(a, b) for a, b in zip(after, before, strict=True))
    record["inputs kept"] = kept
    if first:
        raise first


def _raises(record: Record, aspect: str, call: Callable[[], Any]) -> None:
    """Records "ValueError", the name of another exception, or "" for none."""
    record[aspect] = ""
    try:
        call()
    except NotImplementedError:
        raise
    except ValueError:
        record[aspect] = "ValueError"
    except Exception as error:  # noqa: BLE001 – student code
        record[aspect] = type(error).__name__[:60]


def _refusals(record: Record, function: Callable[..., Any], cases: Cases, device: torch.device) -> None:
    for aspect, arguments in cases.items():
        moved = tuple(a.to(device) if isinstance(a, Tensor) else a for a in arguments)
        _raises(record, aspect, lambda moved=moved: _call(function, moved))  # type: ignore[misc]


def _values(exercise: str, name: str, es: str, en: str, cases: Callable[[Draw], Cases]) -> Probe:
    def run(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
        _results(record, getattr(subject, exercise), cases(draw), device, kind=name == "values")

    return Probe(f"{exercise}_{name}", exercise, Text(es, en), run)


def _errors(exercise: str, pair: Callable[[Draw], tuple[Tensor, Tensor]], *more: Any) -> Probe:
    """Empty inputs, and inputs of different shapes, be they ones that PyTorch would broadcast or not."""

    def run(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
        preds, target = pair(draw)
        cases: Cases = {
            "empty": (preds[:0], target[:0], *more),
            "lengths": (preds, target[:-1], *more),
            "one against many": (preds[:1], target, *more),
            "column": (preds, target[:, None], *more),
            "column first": (preds[:, None], target, *more),
        }
        _refusals(record, getattr(subject, exercise), cases, device)

    called = Text("entradas vacías o de formas distintas", "inputs that are empty or of different shapes")
    return Probe(f"{exercise}_errors", exercise, called, run)


# ----------------------------------------------------------- labels


def _labels(draw: Draw, tp: int, fp: int, fn: int, tn: int) -> tuple[Tensor, Tensor]:
    """Predictions and targets with these counts, shuffled: two int64 tensors `(n,)`."""
    pairs = draw.shuffled([(1, 1)] * tp + [(1, 0)] * fp + [(0, 1)] * fn + [(0, 0)] * tn)
    preds, target = torch.tensor(pairs, dtype=torch.int64).T
    return preds.contiguous(), target.contiguous()


def _binary(draw: Draw) -> Cases:
    """What has no zero denominator.

    Different numbers of each kind, so that each formula gives its own value, and ratios with more than two decimals.
    """
    tp, fp, fn, tn = draw.shuffled([2, 4, 5, 10])
    rare = draw.integer(1, 2)
    return {
        "typical": _labels(draw, tp, fp, fn, tn),
        "second": _labels(draw, *draw.shuffled([1, 5, 6, 8])),
        "rare": _labels(draw, rare, draw.integer(3, 5), rare + draw.integer(1, 2), draw.integer(25, 35)),
        "perfect": _labels(draw, draw.integer(2, 4), 0, 0, draw.integer(5, 7)),
        "all wrong": _labels(draw, 0, draw.integer(2, 4), draw.integer(5, 7), 0),
        "all positive": _labels(draw, draw.integer(3, 6), 0, 0, 0),
        "one sample": _labels(draw, 1, 0, 0, 0),
    }


def _zero(draw: Draw) -> Cases:
    """Where precision, recall or F1 has a zero denominator."""
    return {
        "nothing predicted": _labels(draw, 0, 0, draw.integer(2, 4), draw.integer(5, 7)),
        "no positives": _labels(draw, 0, draw.integer(2, 4), 0, draw.integer(5, 7)),
        "neither": _labels(draw, 0, 0, 0, draw.integer(4, 8)),
        "one negative": _labels(draw, 0, 0, 0, 1),
    }


def _pair(draw: Draw) -> tuple[Tensor, Tensor]:
    return _labels(draw, 3, 2, 1, 2)


def _from_matrix(draw: Draw, matrix: list[list[int]]) -> tuple[Tensor, Tensor]:
    """Predictions and targets, shuffled: row i of the matrix counts what was predicted for class i."""
    pairs = [(p, t) for t, row in enumerate(matrix) for p, count in enumerate(row) for _ in range(count)]
    preds, target = torch.tensor(draw.shuffled(pairs), dtype=torch.int64).T
    return preds.contiguous(), target.contiguous()


def _classes(draw: Draw, count: int) -> list[list[int]]:
    """A confusion matrix of unbalanced classes, some better recognised than others."""
    sizes = draw.shuffled([3 + 4 * c for c in range(count)])
    return [
        [draw.integer(0, 2) + (draw.integer(1, size) if p == t else 0) for p in range(count)]
        for t, size in enumerate(sizes)
    ]


ONE_MORE = ("etiquetas de dos clases", "labels of two classes")
ZERO = ("etiquetas en que algún denominador es 0", "labels for which some denominator is 0")
confusion_counts_values = _values(
    "confusion_counts", "values", *ONE_MORE, lambda draw: _binary(draw) | _zero(draw)
)
confusion_counts_errors = _errors("confusion_counts", _pair)


def _accuracies(draw: Draw) -> Cases:
    absent = _classes(draw, 4)
    for row in absent:
        row[1] = 0
    absent[1] = [0] * 4
    return (
        _binary(draw)
        | _zero(draw)
        | {
            "many classes": _from_matrix(draw, _classes(draw, 3)),
            "more classes": _from_matrix(draw, _classes(draw, 5)),
            "absent": _from_matrix(draw, absent),
        }
    )


accuracy_values = _values(
    "accuracy", "values", "etiquetas de dos o más clases", "labels of two or more classes", _accuracies
)
accuracy_errors = _errors("accuracy", _pair)

precision_values = _values("precision", "values", *ONE_MORE, _binary)
precision_zero = _values("precision", "zero", *ZERO, _zero)
precision_errors = _errors("precision", _pair)

recall_values = _values("recall", "values", *ONE_MORE, _binary)
recall_zero = _values("recall", "zero", *ZERO, _zero)
recall_errors = _errors("recall", _pair)

f1_score_values = _values("f1_score", "values", *ONE_MORE, _binary)
f1_score_zero = _values("f1_score", "zero", *ZERO, _zero)
f1_score_errors = _errors("f1_score", _pair)


def _macro(draw: Draw) -> Cases:
    return {
        "typical": (*_from_matrix(draw, _classes(draw, 3)), 3),
        "more classes": (*_from_matrix(draw, _classes(draw, 5)), 5),
        "two classes": (*_labels(draw, *draw.shuffled([2, 3, 5, 8])), 2),
        "perfect": (*_from_matrix(draw, [[4, 0, 0], [0, draw.integer(1, 3), 0], [0, 0, 2]]), 3),
        "all wrong": (*_from_matrix(draw, [[0, draw.integer(1, 4), 1], [3, 0, 0], [1, 1, 0]]), 3),
        "one class": (*_from_matrix(draw, [[draw.integer(2, 5)]]), 1),
        "one sample": (torch.tensor([1]), torch.tensor([1]), 2),
    }


def _macro_absent(draw: Draw) -> Cases:
    """Classes that occur in neither tensor, or in one of them alone."""
    first, second, third = (_classes(draw, 4) for _ in range(3))
    hole = draw.integer(0, 3)
    first[hole] = [0] * 4
    for row in first:
        row[hole] = 0
    for row in second:
        row[hole] = 0  # never predicted
    second[hole][(hole + 1) % 4] = 3
    third[hole] = [0] * 4
    third[(hole + 1) % 4][hole] = 2
    return {
        "absent": (*_from_matrix(draw, first), 4),
        "never predicted": (*_from_matrix(draw, second), 4),
        "only predicted": (*_from_matrix(draw, third), 4),
        "neither": (*_from_matrix(draw, _classes(draw, 2)), 5),  # the last three
    }


macro_f1_values = _values(
    "macro_f1", "values", "etiquetas de varias clases", "labels of several classes", _macro
)
macro_f1_absent = _values(
    "macro_f1", "absent", "clases que no aparecen", "classes that do not occur", _macro_absent
)
macro_f1_errors = _errors("macro_f1", _pair, 2)


# ----------------------------------------------------------- numbers


def _away_from_zero(draw: Draw, count: int, sign: int = 0) -> Tensor:
    """float32 between 0.5 and 4 in absolute value, of the given sign or (0) of both."""
    values = draw.tensor(count, low=0.5, high=4.0)
    signs = torch.tensor([sign or draw.choice(-1, 1) for _ in range(count)], dtype=torch.float32)
    return values * signs


def _near(draw: Draw, target: Tensor, by: float = 1.0) -> Tensor:
    """Predictions that miss by up to `by`, and by a sixteenth at least."""
    return target + _away_from_zero(draw, len(target)) * (by / 4)


def _numbers(draw: Draw) -> Cases:
    """What every regression metric is asked on, float32 but for one."""
    size = draw.integer(7, 11)
    mixed = _away_from_zero(draw, size)
    positive, negative = _away_from_zero(draw, size, 1), _away_from_zero(draw, size, -1)
    double = _away_from_zero(draw, size).double()
    shift = torch.tensor(draw.shuffled([0.5, -0.5, 0.25, -0.25, 1.0, -1.0]))
    flat = _away_from_zero(draw, 6, 1) + 1
    return {
        "typical": (_near(draw, mixed), mixed),
        "float64": (double + draw.tensor(size, low=0.1, high=1.0).double(), double),
        "positive values": (_near(draw, positive, 0.5), positive),
        "negative targets": (_near(draw, negative, 0.5), negative),
        "cancelling": (flat + shift, flat),
        "far": (mixed + 64 * _away_from_zero(draw, size), mixed),
        "perfect": (mixed.clone(), mixed),
        "one sample": (positive[:1] - 0.375, positive[:1]),
    }


def _opposite(draw: Draw) -> Cases:
    target = _away_from_zero(draw, 7)
    return {"opposite signs": (-target * draw.choice(0.5, 0.75, 1.25), target)}


def _pair_of_numbers(draw: Draw) -> tuple[Tensor, Tensor]:
    target = _away_from_zero(draw, 6)
    return _near(draw, target), target


NUMBERS = ("números al azar", "random numbers")
rmse_values = _values("rmse", "values", *NUMBERS, lambda draw: _numbers(draw) | _opposite(draw))
rmse_errors = _errors("rmse", _pair_of_numbers)

mae_values = _values("mae", "values", *NUMBERS, lambda draw: _numbers(draw) | _opposite(draw))
mae_errors = _errors("mae", _pair_of_numbers)


def _with_zeros(draw: Draw) -> Cases:
    target = _away_from_zero(draw, 6)
    target[draw.integer(0, 5)] = 0
    preds = _near(draw, target)
    mixed = draw.tensor(8)
    nothing = torch.zeros(3)
    right = torch.cat([torch.zeros(2), _away_from_zero(draw, 3, 1)])
    wrong = right.clone()
    wrong[2:] += 0.5
    return {
        "zeros": (preds, target),
        "zero and right": (wrong, right),
        "neither": (nothing, nothing.clone()),
        "eps given": (mixed + draw.tensor(8, low=0.1), mixed, {"eps": draw.choice(0.25, 0.5, 0.75)}),
        "eps by position": (mixed + draw.tensor(8, low=0.1), mixed, draw.choice(1.5, 2.0, 3.0)),
    }


WITH_ZEROS = ("ceros en el objetivo y otros eps", "zeros in the target and other values of eps")
mape_values = _values("mape", "values", *NUMBERS, lambda draw: _numbers(draw) | _opposite(draw))
mape_zeros = _values("mape", "zeros", *WITH_ZEROS, _with_zeros)
mape_errors = _errors("mape", _pair_of_numbers)

smape_values = _values("smape", "values", *NUMBERS, lambda draw: _numbers(draw) | _opposite(draw))
smape_zeros = _values("smape", "zeros", *WITH_ZEROS, _with_zeros)
smape_errors = _errors("smape", _pair_of_numbers)


# ------------------------------------------------------ labels_from_logits


def _logits(draw: Draw, *shape: int) -> Tensor:
    """Far from 0 and from the logits of the thresholds that are asked, which lie beyond 1 in absolute value."""
    return _away_from_zero(draw, torch.Size(shape).numel()).reshape(shape) / 5


def _binary_logits(draw: Draw) -> Cases:
    size = draw.integer(6, 9)
    ends = torch.tensor([2.0, -2.0, 1.75, -1.75, 0.25, -0.25])
    tied = torch.tensor(draw.shuffled([0.0, 0.0, 0.75, -0.75, 0.5, -0.5]))
    return {
        "labels": (_logits(draw, size) * 4,),
        "column logits": (_logits(draw, size, 1) * 4,),
        "small logits": (draw.tensor(size, low=0.05, high=0.45),),
        "float64": (_logits(draw, size).double(),),
        "ties": (tied,),
        "low": (ends[draw.shuffled(range(6))], 0.25),  # whose logit is -1.1
        "high": (ends[draw.shuffled(range(6))].reshape(6, 1), {"threshold": 0.75}),  # 1.1
        "single": (torch.tensor([draw.choice(-1.5, 1.5)]),),
        "single column": (torch.tensor([[draw.choice(-1.5, 1.5)]]),),
    }


def _class_logits(draw: Draw) -> Cases:
    def distinct(*shape: int) -> Tensor:
        rows, columns = shape
        return torch.tensor(
            [[(v - columns / 2) * 0.75 + 0.2 for v in draw.shuffled(range(columns))] for _ in range(rows)]
        ) + draw.tensor(rows, 1, low=-0.5, high=0.5)

    return {
        "many classes": (distinct(draw.integer(6, 8), 4),),
        "two classes": (distinct(7, 2),),
        "square": (distinct(4, 4),),
        "single row": (distinct(1, 3),),
        "with threshold": (torch.cat([distinct(5, 2), torch.tensor([[-0.1, 0.1], [0.1, -0.1]])]), 0.8),
    }


labels_from_logits_binary = _values(
    "labels_from_logits",
    "binary",
    "logits binarios, (n,) y (n, 1)",
    "binary logits, (n,) and (n, 1)",
    _binary_logits,
)
labels_from_logits_classes = _values(
    "labels_from_logits",
    "classes",
    "logits de varias clases, (n, C)",
    "logits of several classes, (n, C)",
    _class_logits,
)


@probe("labels_from_logits", es="logits (n, 1) y (n, C)", en="logits (n, 1) and (n, C)")
def labels_from_logits_kinds(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    one, many = _logits(draw, 5, 1).to(device), _logits(draw, 4, 3).to(device)
    record["one kind"] = describe(subject.labels_from_logits(one))[0]
    record["many kind"] = describe(subject.labels_from_logits(many))[0]


# --------------------------------------------------------- RunningMetrics

KEYS = ("accuracy", "precision", "recall", "f1")


def _computed(record: Record, prefix: str, computed: Any) -> None:
    """One aspect for each of the four keys that is there."""
    for key in KEYS:
        if isinstance(computed, dict) and key in computed:
            record[f"{prefix}{key}"] = _number(computed[key])


def _kinds(computed: Any) -> str:
    if not isinstance(computed, dict):
        return describe(computed)[0]
    return f"dict: {', '.join(f'{key} {describe(computed[key])[0]}' for key in KEYS if key in computed)}"


def _batches(draw: Draw, device: torch.device) -> list[tuple[Tensor, Tensor]]:
    """Batches of different sizes whose metrics have little to do with each other's."""
    counts = [(3, 1, 1, 2), (1, 3, 0, 1), (2, 0, 8, 6)]
    drawn = [_labels(draw, tp, fp + draw.integer(0, 1), fn, tn) for tp, fp, fn, tn in draw.shuffled(counts)]
    return [(preds.to(device), target.to(device)) for preds, target in drawn]


def _update(metrics: Any, batches: Sequence[tuple[Tensor, Tensor]]) -> None:
    for preds, target in batches:
        metrics.update(preds, target)


@probe("RunningMetrics", es="una sola llamada a update", en="a single call of update")
def running_once(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    metrics = subject.RunningMetrics()
    _update(metrics, _batches(draw, device)[:1])
    computed = metrics.compute()
    record["type kind"] = _kinds(computed)
    _computed(record, "", computed)


@probe("RunningMetrics", es="tres batches de tamaños distintos", en="three batches of different sizes")
def running_batches(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    batches = _batches(draw, device)
    before = [tensor.clone() for batch in batches for tensor in batch]
    metrics = subject.RunningMetrics()
    _update(metrics, batches)
    computed = metrics.compute()
    _computed(record, "", computed)
    after = [tensor for batch in batches for tensor in batch]
    record["inputs kept"] = all(torch.equal(a, b) for a, b in zip(after, before, strict=True))


@probe(
    "RunningMetrics",
    es="compute dos veces, más batches y otra vez compute",
    en="compute twice, more batches and compute once more",
)
def running_again(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    metrics = subject.RunningMetrics()
    _update(metrics, _batches(draw, device))
    first, second = metrics.compute(), metrics.compute()
    _computed(record, "first ", first)
    _computed(record, "second ", second)
    _update(metrics, _batches(draw, device))
    _computed(record, "third ", metrics.compute())


@probe("RunningMetrics", es="batches, reset y más batches", en="batches, reset and more batches")
def running_reset(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    metrics = subject.RunningMetrics()
    _update(metrics, _batches(draw, device))
    metrics.compute()
    metrics.reset()
    _update(metrics, _batches(draw, device)[:2])
    computed = metrics.compute()
    _computed(record, "", computed)


@probe("RunningMetrics", es="batches sin ningún positivo", en="batches without any positive")
def running_zero(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    metrics = subject.RunningMetrics()
    for size in (3, 5):
        preds, target = _labels(draw, 0, 0, 0, size)
        metrics.update(preds.to(device), target.to(device))
    computed = metrics.compute()
    _computed(record, "", computed)


@probe("RunningMetrics", es="dos objetos a la vez", en="two objects at a time")
def running_two(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    one, other = subject.RunningMetrics(), subject.RunningMetrics()
    first, second, third = _batches(draw, device)
    _update(one, [first])
    _update(other, [second])
    _update(one, [third])
    ones, others = one.compute(), other.compute()
    _computed(record, "one ", ones)
    _computed(record, "other ", others)


@probe("RunningMetrics", es="compute sin datos", en="compute without data")
def running_nothing(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    metrics = subject.RunningMetrics()
    _raises(record, "before", metrics.compute)
    _update(metrics, _batches(draw, device))
    metrics.reset()
    _raises(record, "after reset", metrics.compute)


@probe("RunningMetrics", es="batches de formas distintas", en="batches of different shapes")
def running_errors(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    preds, target = (tensor.to(device) for tensor in _pair(draw))

    def seen(preds: Tensor, target: Tensor) -> None:
        """An error may come at once or when something is computed."""
        metrics = subject.RunningMetrics()
        metrics.update(preds, target)
        metrics.compute()

    _raises(record, "lengths", lambda: seen(preds, target[:-1]))
    _raises(record, "one against many", lambda: seen(preds[:1], target))
    _raises(record, "column", lambda: seen(preds, target[:, None]))
    _raises(record, "column first", lambda: seen(preds[:, None], target))
