"""The probes of a5_metrics. Each calls one exercise on many small inputs, one aspect for each.

What one input raises does not hide the others: the first exception is raised again at the end.

Many right answers are the same whatever the seed: 0.0, a ValueError, inputs that are as they were. So the calls come
in a drawn order, mixed with others, and the evidence is what each call answered, by its number, and what the inputs
hold afterwards. A judge, who draws order and inputs again, puts the names back.
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.probing import Draw, Judge, Probe, Record, describe, probe
from autograder.recording import Aspects, Value
from autograder.text import Text

Arguments = tuple[Any, ...]
"""The arguments of a call; a dictionary at the end holds keyword arguments."""
Cases = dict[str, Arguments]
"""The name of an aspect → the arguments of a call."""


def _number(value: object) -> Value:
    """An int or a float as float64, so that 0 and 0.0 are the same; of other objects what `describe` makes."""
    kind, numbers = describe(value)
    if isinstance(numbers, int):
        return torch.tensor(float(numbers), dtype=torch.float64)
    return kind if numbers is None else numbers


def _call(function: Callable[..., Any], arguments: Arguments) -> Any:
    if arguments and isinstance(arguments[-1], dict):
        return function(*arguments[:-1], **arguments[-1])
    return function(*arguments)


def _on(device: torch.device, arguments: Arguments) -> Arguments:
    """Copies of the tensors, so that whoever changes them spoils no other call."""
    return tuple(a.to(device, copy=True) if isinstance(a, Tensor) else a for a in arguments)


def _held(calls: Sequence[Arguments]) -> tuple[Tensor, list[int | str]]:
    """What the tensors of all calls hold, in one flat tensor, and their shapes."""
    tensors = [a.detach() for arguments in calls for a in arguments if isinstance(a, Tensor)]
    return torch.cat([a.flatten() for a in tensors]).double(), [str(tuple(a.shape)) for a in tensors]


def _kept(evidence: Aspects, drawn: Sequence[Arguments]) -> bool:
    """Whether the tensors of all calls are as they were drawn."""
    found, (inputs, shapes) = evidence["inputs"], _held(drawn)
    return isinstance(found, Tensor) and torch.equal(found, inputs) and evidence["shapes"] == shapes


def _no_others(draw: Draw) -> Cases:
    return {}


def _values(
    exercise: str,
    name: str,
    es: str,
    en: str,
    cases: Callable[[Draw], Cases],
    others: Callable[[Draw], Cases] = _no_others,
) -> Probe:
    """Calls of an exercise whose results are compared, and `others` among them, whose results are not."""

    def drawn(draw: Draw) -> tuple[Cases, list[tuple[str, Arguments]]]:
        named = cases(draw)
        return named, draw.shuffled(
            [*named.items(), *(("", arguments) for arguments in others(draw).values())]
        )

    def run(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
        named, calls = drawn(draw)
        calls = [(aspect, _on(device, arguments)) for aspect, arguments in calls]
        errors = {}
        for number, (aspect, arguments) in enumerate(calls):
            try:
                result = _call(getattr(subject, exercise), arguments)
            except NotImplementedError:
                raise
            except Exception as error:  # noqa: BLE001 – student code
                errors[aspect] = error
            else:
                record[str(number)] = _number(result)
                if name == "values":
                    record[f"{number} kind"] = describe(result)[0]
        record["inputs"], record["shapes"] = _held([arguments for _, arguments in calls])
        for aspect in named:
            if aspect in errors:
                raise errors[aspect]

    def judge(evidence: Aspects, draw: Draw, record: Record) -> None:
        named, calls = drawn(draw)
        number = {aspect: number for number, (aspect, _) in enumerate(calls)}
        answered = [aspect for aspect in named if str(number[aspect]) in evidence]
        if answered and name == "values":
            record["type kind"] = evidence[f"{number[answered[0]]} kind"]
        for aspect in answered:
            record[aspect] = evidence[str(number[aspect])]
        record["inputs kept"] = _kept(evidence, [arguments for _, arguments in calls])

    return Probe(f"{exercise}_{name}", exercise, Text(es, en), run, judge)


VALID = ""  # the aspect of a call that must be answered


def _order(draw: Draw, aspects: Sequence[str], valid: int) -> list[str]:
    """What to ask for, call by call: everything that must be refused, and valid calls among it."""
    return draw.shuffled([*aspects, *[VALID] * valid])


def _refusals(record: Record, order: Sequence[str], call: Callable[[str], Any]) -> None:
    """Records for each call "ValueError", the name of another exception, or "" for none.

    What a valid call raised is raised again at the end.
    """
    answers: list[int | str] = []
    first = None
    for aspect in order:
        try:
            call(aspect)
        except NotImplementedError:
            raise
        except Exception as error:  # noqa: BLE001 – student code
            answers.append("ValueError" if isinstance(error, ValueError) else type(error).__name__[:60])
            first = first or (error if aspect == VALID else None)
        else:
            answers.append("")
    record["answers"] = answers
    if first:
        raise first


def _judge_of_refusals(aspects: Sequence[str], valid: int) -> Judge:
    """What was refused counts where nothing valid was."""

    def judge(evidence: Aspects, draw: Draw, record: Record) -> None:
        answers: Any = evidence["answers"]
        told = list(zip(_order(draw, aspects, valid), answers, strict=True))
        if all(answer == "" for aspect, answer in told if aspect == VALID):
            for aspect, answer in told:
                if aspect != VALID:
                    record[aspect] = answer

    return judge


SHAPES = ("lengths", "one against many", "column", "column first")


def _of_shapes(aspect: str, preds: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """A pair made into what the aspect asks for: empty, or of different shapes, be they ones that PyTorch would
    broadcast or not."""
    return {
        VALID: (preds, target),
        "empty": (preds[:0], target[:0]),
        "lengths": (preds, target[:-1]),
        "one against many": (preds[:1], target),
        "column": (preds, target[:, None]),
        "column first": (preds[:, None], target),
    }[aspect]


def _errors(exercise: str, pair: Callable[[Draw], tuple[Tensor, Tensor]], *more: Any) -> Probe:
    refused, valid = ("empty", *SHAPES), 4

    def run(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
        order, (preds, target) = _order(draw, refused, valid), pair(draw)

        def call(aspect: str) -> None:
            getattr(subject, exercise)(*_on(device, _of_shapes(aspect, preds, target)), *more)

        _refusals(record, order, call)

    called = Text("entradas vacías o de formas distintas", "inputs that are empty or of different shapes")
    return Probe(f"{exercise}_errors", exercise, called, run, _judge_of_refusals(refused, valid))


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
precision_zero = _values("precision", "zero", *ZERO, _zero, _binary)
precision_errors = _errors("precision", _pair)

recall_values = _values("recall", "values", *ONE_MORE, _binary)
recall_zero = _values("recall", "zero", *ZERO, _zero, _binary)
recall_errors = _errors("recall", _pair)

f1_score_values = _values("f1_score", "values", *ONE_MORE, _binary)
f1_score_zero = _values("f1_score", "zero", *ZERO, _zero, _binary)
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
        "partly right": (torch.where(torch.arange(size) < 3, mixed, _near(draw, mixed)), mixed.clone()),
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


EMPTY_LOGITS = ("empty",)


@probe(
    "labels_from_logits",
    es="un tensor vacío",
    en="an empty tensor",
    judge=_judge_of_refusals(EMPTY_LOGITS, valid=4),
)
def labels_from_logits_errors(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    order, logits = _order(draw, EMPTY_LOGITS, valid=4), _logits(draw, 6)

    def call(aspect: str) -> None:
        (given,) = _on(device, (logits[:0] if aspect == "empty" else logits,))
        subject.labels_from_logits(given)

    _refusals(record, order, call)


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
    drawn = [
        _labels(draw, tp + draw.integer(0, 1), fp + draw.integer(0, 1), fn, tn + draw.integer(0, 4))
        for tp, fp, fn, tn in draw.shuffled(counts)
    ]
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


def _judge_of_batches(evidence: Aspects, draw: Draw, record: Record) -> None:
    for key in KEYS:
        if key in evidence:
            record[key] = evidence[key]
    record["inputs kept"] = _kept(evidence, _batches(draw, torch.device("cpu")))


@probe(
    "RunningMetrics",
    es="tres batches de tamaños distintos",
    en="three batches of different sizes",
    judge=_judge_of_batches,
)
def running_batches(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    batches = _batches(draw, device)
    metrics = subject.RunningMetrics()
    _update(metrics, batches)
    computed = metrics.compute()
    _computed(record, "", computed)
    record["inputs"], record["shapes"] = _held(batches)


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


NOTHING = ("before", "after reset")


@probe(
    "RunningMetrics",
    es="compute sin datos",
    en="compute without data",
    judge=_judge_of_refusals(NOTHING, valid=6),
)
def running_nothing(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    order, batches = _order(draw, NOTHING, valid=6), _batches(draw, device)

    def call(aspect: str) -> None:
        metrics = subject.RunningMetrics()
        if aspect != "before":
            _update(metrics, batches)
        if aspect == "after reset":
            metrics.reset()
        metrics.compute()

    _refusals(record, order, call)


@probe(
    "RunningMetrics",
    es="batches de formas distintas",
    en="batches of different shapes",
    judge=_judge_of_refusals(SHAPES, valid=4),
)
def running_errors(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    order, (preds, target) = _order(draw, SHAPES, valid=4), _pair(draw)

    def call(aspect: str) -> None:
        """An error may come at once or when something is computed."""
        metrics = subject.RunningMetrics()
        metrics.update(*_on(device, _of_shapes(aspect, preds, target)))
        metrics.compute()

    _refusals(record, order, call)
