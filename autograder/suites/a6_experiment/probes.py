"""The probes of a6_experiment.

Many plots, splits and experiments are right. So a probe tells what it saw (points on Axes, rows that went through a
model, answers by number), and its judge, which draws the same data again, makes of that what is compared. What was
seen of other data is worth nothing: rows carry drawn numbers, losses and orders are drawn.
"""

import random
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import Any, cast
from unittest import mock

import matplotlib
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.datasets import load_breast_cancer  # type: ignore[import-untyped]
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import (
    BinaryAccuracy,
    BinaryAUROC,
    BinaryF1Score,
    BinaryPrecision,
    BinaryRecall,
)

from autograder.instruments import Watch, stand_in_gpu
from autograder.probing import ON_TRUST, Draw, Record, describe, probe
from autograder.recording import Aspects
from autograder.suites.a6_experiment import curves
from autograder.suites.a6_experiment.observer import (
    Data,
    LastLook,
    Observer,
    Place,
    Said,
    Story,
    cross_entropies,
    data,
    foretells,
    outputs_of,
    said_of_data,
    scores,
    stops,
)

matplotlib.use("Agg")
import matplotlib.pyplot as plt

# -------------------------------------------------------------- track_metrics


class _Logits(nn.Module):
    """The second feature as the logit, `(batch, 2) → (batch, 1)`; with `norm`, through BatchNorm and Dropout."""

    def __init__(self, watch: Watch, *, norm: bool = False) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(1))
        self.tags: list[int] = []  # the first feature of every row that came
        self.norm: nn.Module = nn.Identity()
        if norm:
            norm_layer = nn.BatchNorm1d(1)
            statistics = norm_layer.state_dict()  # its tensors are the layer's own
            statistics["running_mean"].fill_(0.75)
            statistics["running_var"].fill_(4.0)
            self.norm = nn.Sequential(norm_layer, nn.Dropout(0.5))
        self.watch = watch

    def forward(self, inputs: Tensor) -> Tensor:
        self.watch.forward(self, inputs)
        if not inputs.is_meta:
            self.tags += inputs[:, 0].int().tolist()
        outputs: Tensor = self.norm(inputs[:, 1:2] * self.weight)
        return outputs


def _loader(
    logits: Tensor, targets: list[int], size: int = 4, *, tags: list[int] | None = None
) -> DataLoader[Any]:
    inputs = torch.stack([torch.tensor(tags or range(len(logits))).float(), logits], dim=1)
    return DataLoader(TensorDataset(inputs, torch.tensor(targets)[:, None]), batch_size=size)


def _inside(draw: Draw, count: int) -> Tensor:
    """Logits that all look like probabilities, away from 0.6 and from logit(0.6) = 0.405; some between the two."""
    return torch.tensor([draw.choice(0.125, 0.25, 0.4375, 0.5, 0.5625, 0.75, 0.875) for _ in range(count)])


def _outside(draw: Draw, count: int) -> Tensor:
    """Logits of both signs, some beyond 1."""
    return torch.tensor([draw.choice(-2.5, -1.25, -0.5, 0.25, 0.625, 1.5, 3.0) for _ in range(count)])


def _labels(draw: Draw, count: int, positives: int) -> list[int]:
    return draw.shuffled([1] * positives + [0] * (count - positives))


def _collection() -> MetricCollection:
    """Labels tell themselves from probabilities by a threshold other than 0.5. It is the same for all: a collection
    takes metrics whose states agree after the first update for a group of one state."""
    metrics = {
        "accuracy": BinaryAccuracy(threshold=0.6),
        "precision": BinaryPrecision(threshold=0.6),
        "recall": BinaryRecall(threshold=0.6),
        "f1": BinaryF1Score(threshold=0.6),
    }
    return MetricCollection(cast(Any, metrics))


def _store(record: Record, prefix: str, result: Any, names: tuple[str, ...]) -> None:
    """One aspect for each metric that is there, as a number of whatever type."""
    for name in names:
        if isinstance(result, dict) and name in result:
            kind, numbers = describe(result[name])
            record[f"{prefix}{name}"] = (
                kind if numbers is None else torch.as_tensor(numbers, dtype=torch.float64)
            )


NAMES = ("accuracy", "precision", "recall", "f1")


@probe("track_metrics", es="logits que caen todos entre 0 y 1", en="logits that all lie between 0 and 1")
def track_inside(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    model = _Logits(Watch()).to(device)
    some = [0.125, 0.25, 0.4375, 0.5, 0.5625, 0.75, 0.875, 0.25, 0.5]  # 4n + 1: the last batch is one row
    logits = torch.tensor(draw.shuffled([*some, *_inside(draw, 4 * draw.integer(0, 3)).tolist()]))
    loader = _loader(logits, _labels(draw, len(logits), draw.integer(3, len(logits) - 3)))
    result = subject.track_metrics(model, loader, _collection(), device)
    kinds = [describe(value)[0] for value in result.values()] if isinstance(result, dict) else []
    record["type kind"] = f"dict of {', '.join(sorted(set(kinds)))}" if kinds else describe(result)[0]
    _store(record, "", result, NAMES)


@probe(
    "track_metrics",
    es="batches de logits de todo tamaño y un último batch de una muestra",
    en="batches of logits of any size and a last batch of one sample",
    gpu=True,
)
def track_batches(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    model = _Logits(Watch()).to(device)
    # batches whose metrics differ much: nearly all positive, mixed, nearly all negative
    logits = torch.cat(
        [_outside(draw, 5).abs(), _inside(draw, 5), -_outside(draw, 5).abs(), _outside(draw, 1)]
    )
    targets = [*_labels(draw, 5, 4), *_labels(draw, 5, 2), *_labels(draw, 5, 1), 1]
    metrics = _collection()
    metrics.add_metrics({"auroc": BinaryAUROC()})
    result = subject.track_metrics(model, _loader(logits, targets, 5), metrics, device)
    _store(record, "", result, (*NAMES, "auroc"))


@probe(
    "track_metrics",
    es="una colección con restos de antes, y dos llamadas",
    en="a collection with leftovers, and two calls",
)
def track_again(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    model, metrics = _Logits(Watch()).to(device), _collection()
    metrics.update(torch.tensor([0.9, 0.8, 0.1, 0.2, 0.7]), torch.tensor([0, 0, 1, 1, 0]))  # all wrong
    first = _loader(_outside(draw, 7), _labels(draw, 7, 3))
    second = _loader(_outside(draw, 6), _labels(draw, 6, 4))
    _store(record, "first ", subject.track_metrics(model, first, metrics, device), NAMES)
    _store(record, "second ", subject.track_metrics(model, second, metrics, device), NAMES)


def _tags(draw: Draw) -> list[int]:
    return [draw.integer(1, 2**20) for _ in range(8)]


def judge_modes(evidence: Aspects, draw: Draw, record: Record) -> None:
    """In which modes the model ran counts where it ran on these rows."""
    told = cast(dict[str, Any], evidence)
    genuine = not {*told["tags"].tolist()}.isdisjoint(_tags(draw))
    if told["order"] and not genuine:
        return
    record["evaluation mode"] = genuine and {*told["order"]} <= {*"eE"}
    record["gradients off"] = genuine and {*told["order"]} <= {*"FE"}
    for name in ("mode after", "statistics", "gradients after", *NAMES):
        if genuine and name in told:
            record[name] = told[name]


@probe(
    "track_metrics",
    es="un modelo con BatchNorm y Dropout en modo train",
    en="a model with BatchNorm and Dropout in train mode",
    judge=judge_modes,
)
def track_train_mode(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    model = _Logits(Watch(), norm=True).to(device).train()
    _track_modes(subject, draw, record, device, model)


@probe(
    "track_metrics",
    es="un modelo con BatchNorm y Dropout en modo eval",
    en="a model with BatchNorm and Dropout in eval mode",
    judge=judge_modes,
)
def track_eval_mode(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    model = _Logits(Watch(), norm=True).to(device).eval()
    _track_modes(subject, draw, record, device, model)


def _track_modes(subject: Any, draw: Draw, record: Record, device: torch.device, model: _Logits) -> None:
    tags = _tags(draw)
    loader = _loader(_outside(draw, 8), _labels(draw, 8, 4), tags=tags)
    try:
        result = subject.track_metrics(model, loader, _collection(), device)
    finally:
        record["order"], record["tags"] = model.watch.order, torch.tensor(model.tags, dtype=torch.int64)
    modes = {"train" if module.training else "eval" for module in model.modules()}
    record["mode after"] = " and ".join(sorted(modes))
    record["statistics"] = torch.cat([b.flatten().float() for b in model.norm.buffers()])
    record["gradients after"] = torch.is_grad_enabled()
    _store(record, "", result, NAMES)


@probe("track_metrics", es="una colección con prefijo", en="a collection with a prefix")
def track_prefix(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    loader = _loader(_outside(draw, 7), _labels(draw, 7, 3))
    metrics = MetricCollection({"accuracy": BinaryAccuracy(), "f1": BinaryF1Score()}, prefix="val_")
    result = subject.track_metrics(_Logits(Watch()).to(device), loader, metrics, device)
    _store(record, "", result, ("val_accuracy", "val_f1"))


class _Sink(MetricCollection):
    """A collection that computes nothing: what stands in for a GPU has no numbers."""

    def update(self, *_: Any, **__: Any) -> None:
        pass

    def forward(self, *_: Any, **__: Any) -> dict[str, Tensor]:
        return self.compute()

    def compute(self) -> dict[str, Tensor]:
        return {"accuracy": torch.ones(()), "f1": torch.ones(())}

    def to(self, *_: Any, **__: Any) -> "_Sink":
        return self


@contextmanager
def _until_the_end(seen: Collection[str]) -> Iterator[None]:
    """What stands in for a GPU has no numbers: once something was seen there, an error says nothing."""
    try:
        yield
    except Exception:
        if not seen:
            raise


@probe(
    "track_metrics",
    es="el modelo en la GPU y los batches en la CPU",
    en="the model on the GPU and the batches on the CPU",
    gpu=True,
)
def track_on_gpu(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    watch = Watch()
    loader = _loader(_outside(draw, 6), _labels(draw, 6, 3), 3)
    model = _Logits(watch)
    try:
        if device.type == "cuda":
            subject.track_metrics(model.to(device), loader, _collection(), device)
        else:
            model.to("meta")
            gpu = torch.device("cuda")
            metrics = _Sink({"accuracy": BinaryAccuracy(), "f1": BinaryF1Score()})
            with stand_in_gpu(), _until_the_end(watch.devices):
                subject.track_metrics(model, loader, metrics, gpu)
    finally:
        record["devices"] = ", ".join(sorted(set(watch.devices)))


# ------------------------------------------------------ plot_validation_curve


@contextmanager
def _no_window(record: Record, subject: Any) -> Iterator[None]:
    """Records how often anybody asked for a window; closes all figures before and after."""
    asked = []
    by_name = [name for name, value in vars(subject).items() if value is plt.show]

    def show(*_: Any, **__: Any) -> None:
        asked.append(1)

    plt.close("all")
    try:
        with (
            mock.patch.object(plt, "show", show),
            mock.patch.object(Figure, "show", show),
            mock.patch.dict(vars(subject), dict.fromkeys(by_name, show)),
        ):
            yield
    finally:
        record["windows"] = len(asked)
        plt.close("all")


@dataclass
class _History:
    """Some ten epochs. Least validation loss at `best` and again at `tie`; least training loss at the last but one; the
    greatest of both first."""

    best: int
    tie: int
    train: list[float]
    val: list[float]

    @classmethod
    def drawn(cls, draw: Draw) -> "_History":
        def step() -> float:
            return draw.integer(32, 64) / 512

        best = draw.integer(3, 7)
        tie = best + draw.integer(3, 4)
        epochs = tie + draw.integer(3, 5)
        least = 1 + step()
        falling = accumulate([12 * step() for _ in range(best - 1)], initial=0.0)
        rising = accumulate(step() for _ in range(epochs - tie))
        above = [*reversed([*falling]), *(2 * step() for _ in range(tie - best - 1)), 0.0, *rising]
        lowest, *others = accumulate([step() for _ in range(epochs - 2)], initial=2 * step())
        return cls(best, tie, [*reversed(others), lowest, others[0]], [least + more for more in above])

    @property
    def given(self) -> dict[str, list[float]]:
        return {"train_loss": [*self.train], "val_loss": [*self.val]}

    def place(self, epoch: float) -> str:
        """In words that do not depend on what was drawn."""
        places: dict[float, str] = {
            1: "first",
            self.best - 1: "best - 1",
            self.best: "best",
            self.best + 1: "best + 1",
            self.tie: "last of the least",
            len(self.val) - 1: "train",
            len(self.val): "last",
        }
        return places.get(epoch, "others")


def _look(record: Record, prefix: str, ax: Axes) -> None:
    for name, value in curves.look(ax).items():
        record[f"{prefix}{name}"] = value


def _pictures(evidence: Aspects, prefix: str) -> Iterator[curves.Picture]:
    """The picture that was looked at, if one was."""
    told = {name.removeprefix(prefix): value for name, value in evidence.items() if name.startswith(prefix)}
    if told:
        yield curves.Picture(told)


# Epochs that stand out as the best one does: where they stop, say. Who marks every epoch marks none.
MAX_MARKS = 3


def _judge_picture(record: Record, picture: curves.Picture, history: _History) -> None:
    """What is on the Axes, in words that do not depend on how it was drawn."""
    found = {"train": picture.curve(history.train), "val": picture.curve(history.val)}
    for name, curve in found.items():
        record[f"{name} drawn"] = curve is not None
        if curve:
            record[f"{name} epochs"] = curves.epochs_of(curve.x)
    drawn = [curve for curve in found.values() if curve]
    names = [picture.name_of(curve) for curve in drawn]
    record["labelled"] = len(names) == 2 and all(names) and names[0] != names[1]
    record["names swapped"] = len(names) == 2 and curves.swapped(*names)
    record["legend"], record["x label"], record["y label"] = picture.legend, picture.x_label, picture.y_label
    marks = picture.marks(drawn)
    places = sorted(history.place(x) for x in marks)
    likewise = sum(count >= marks[history.best] for count in marks.values())
    record["mark"] = "best" if "best" in places and likewise <= MAX_MARKS else ", ".join(places) or "none"


def judge_alone(evidence: Aspects, draw: Draw, record: Record) -> None:
    history = _History.drawn(draw)
    record["window"] = cast(int, evidence["windows"]) > 0
    record["axes returned"] = evidence["axes returned"]
    for picture in _pictures(evidence, "ax/"):
        _judge_picture(record, picture, history)
    record["history kept"] = evidence["keys"] == [*history.given] and all(
        evidence[f"history/{key} kind"] == f"list of {len(values)} float"
        and cast(Tensor, evidence[f"history/{key}"]).tolist() == values
        for key, values in history.given.items()
    )


@probe(
    "plot_validation_curve",
    es="una historia de varios epochs",
    en="a history of several epochs",
    judge=judge_alone,
)
def plot_alone(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    history = _History.drawn(draw).given
    with _no_window(record, subject):
        ax = subject.plot_validation_curve(history)
        record["axes returned"] = "Axes" if isinstance(ax, Axes) else type(ax).__name__[:60]
        if not isinstance(ax, Axes) and plt.get_fignums():
            ax = plt.gca()  # the other aspects are looked at all the same
        if isinstance(ax, Axes):
            _look(record, "ax/", ax)
        record["keys"] = [str(key) for key in history]
        for key, values in history.items():
            record.returned(f"history/{key}", values)


def judge_on_ax(evidence: Aspects, draw: Draw, record: Record) -> None:
    history = _History.drawn(draw)

    def drawn(picture: curves.Picture) -> bool:
        return all(picture.curve(values) for values in history.given.values())

    record["window"] = cast(int, evidence["windows"]) > 0
    for picture in _pictures(evidence, "given/"):
        record["on the axes given"] = drawn(picture)
        record["returned"] = evidence["returned"]
        record["elsewhere"] = cast(int, evidence["elsewhere"]) > 0
        record["by name"] = False
    for picture in _pictures(evidence, "named/"):
        record["by name"] = drawn(picture)


@probe(
    "plot_validation_curve",
    es="un ax de una figura con dos, que no es el actual",
    en="an ax of a figure with two, not the current one",
    judge=judge_on_ax,
)
def plot_on_ax(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    history = _History.drawn(draw).given
    with _no_window(record, subject):
        _, (ax, other) = plt.subplots(1, 2)
        plt.sca(other)
        returned = subject.plot_validation_curve(history, ax)
        _look(record, "given/", ax)
        record["returned"] = "given" if returned is ax else type(returned).__name__[:60]
        others = [a for number in plt.get_fignums() for a in plt.figure(number).axes]
        record["elsewhere"] = sum(
            len(curves.look(a)["artists"]) for a in others if a is not ax and a not in curves.layers(ax)
        )
        _, third = plt.subplots()
        subject.plot_validation_curve(history, ax=third)
        _look(record, "named/", third)


def _one_epoch(draw: Draw) -> dict[str, list[float]]:
    return {"train_loss": [draw.integer(20, 40) / 32], "val_loss": [draw.integer(50, 70) / 32]}


def judge_one_epoch(evidence: Aspects, draw: Draw, record: Record) -> None:
    history = _one_epoch(draw)
    record["window"] = cast(int, evidence["windows"]) > 0
    for picture in _pictures(evidence, "ax/"):
        for name in ("train", "val"):
            curve = picture.curve(history[f"{name}_loss"])
            record[f"{name} epochs"] = curves.epochs_of(curve.x) if curve else "none"


@probe(
    "plot_validation_curve",
    es="una historia de un solo epoch",
    en="a history of a single epoch",
    judge=judge_one_epoch,
)
def plot_one_epoch(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    with _no_window(record, subject):
        ax = subject.plot_validation_curve(_one_epoch(draw))
        if isinstance(ax, Axes):
            _look(record, "ax/", ax)


# ------------------------------------------------------------------- diagnose


CASES: dict[str, tuple[list[float], list[float], float, float]] = {
    # train, validation, target_loss, gap
    "never learned": ([4, 3.5, 3.25], [4, 3.75, 3.5], 2, 1),
    "learned": ([4, 2, 1], [4, 3, 2.5], 2, 1),
    "overfitted": ([4, 2, 1, 0.5], [4, 2, 3, 4.5], 2, 1),
    "both": ([4, 3.5, 3], [3, 4, 6], 2, 1),
    "target exactly": ([4, 2, 2.5], [4, 3, 3], 2, 1),
    "target exactly and overfitted": ([4, 3, 2], [2, 3, 5], 2, 1),
    "gap exactly": ([4, 2, 1], [4, 2, 3], 2, 1),
    "best before the last": ([4, 1, 3], [4, 3, 3], 2, 1),
    "one bump": ([4, 2, 1, 1], [3, 6, 2.5, 2.75], 2, 1),
    "validation far above training": ([2, 1, 0.5], [8, 7, 6], 2, 1),
    "validation below training": ([3, 2, 1.75], [2, 1, 0.5], 2, 1),
    "least first": ([2, 1, 0.5], [2, 2.5, 3.5], 2, 1),
    "least in the middle": ([3, 1, 0.5, 0.25], [5, 2, 2.5, 3.5], 2, 1),
    "small gap": ([2, 1, 1], [2, 1, 1.25], 2, 0),
    "no gap": ([2, 1, 1], [2, 1, 1], 2, 0),
    "one epoch": ([1], [5], 2, 1),
    "one bad epoch": ([3], [1], 2, 1),
}


def judge_diagnoses(evidence: Aspects, draw: Draw, record: Record) -> None:
    """Gives the answers their names: in what order they come is known here alone."""
    for number, name in enumerate(draw.shuffled(CASES)):
        if str(number) in evidence:
            record[name] = evidence[str(number)]


@probe("diagnose", es="historias de todo tipo", en="histories of all kinds", judge=judge_diagnoses)
def diagnoses(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    errors: dict[str, Exception] = {}
    for number, name in enumerate(draw.shuffled(CASES)):
        train, val, target, gap = CASES[name]
        unit = draw.integer(2, 6) / 16
        history = {"train_loss": [unit * t for t in train], "val_loss": [unit * v for v in val]}
        try:
            result = subject.diagnose(history, target_loss=unit * target, gap=unit * gap)
            record[str(number)] = str(result)[:40] if isinstance(result, str) else describe(result)[0]
        except Exception as error:  # noqa: BLE001 – student code
            errors[name] = error
    for name in CASES:  # the same one, in whatever order they came
        if name in errors:
            raise errors[name]


# ------------------------------------------------------------- run_experiment

KEYS = ("history", "best_epoch", "test_accuracy", "test_f1", "model")


@dataclass
class _Result:
    """What run_experiment returned, numbers of whatever type made floats."""

    missing: list[str]
    train: list[float] = field(default_factory=list)
    val: list[float] = field(default_factory=list)
    best: int = 0
    accuracy: float = 0.0
    f1: float = 0.0
    graph: bool = False  # whether a loss carries its graph
    model: Any = None

    @classmethod
    def of(cls, result: Any) -> "_Result":
        missing = [key for key in KEYS if not (isinstance(result, dict) and key in result)]
        if missing:
            return cls(missing)
        history = result["history"]
        return cls(
            [],
            [float(value) for value in history["train_loss"]],
            [float(value) for value in history["val_loss"]],
            int(result["best_epoch"]),
            float(result["test_accuracy"]),
            float(result["test_f1"]),
            any(
                isinstance(loss, Tensor) and loss.requires_grad
                for curve in ("train_loss", "val_loss")
                for loss in history[curve]
            ),
            result["model"],
        )

    def tell(self, record: Record, prefix: str) -> None:
        record[f"{prefix}missing"] = [*self.missing]
        if not self.missing:
            record[f"{prefix}train"] = torch.tensor(self.train, dtype=torch.float64)
            record[f"{prefix}val"] = torch.tensor(self.val, dtype=torch.float64)
            record[f"{prefix}best"] = self.best
            record[f"{prefix}scores"] = torch.tensor([self.accuracy, self.f1], dtype=torch.float64)
            record[f"{prefix}graph"] = self.graph

    @classmethod
    def told(cls, evidence: Aspects, prefix: str) -> "_Result":
        """The same on the trusted side, but for the model."""
        missing = cast(list[str], evidence[f"{prefix}missing"])
        if missing:
            return cls(missing)
        told = cast(dict[str, Any], evidence)
        train, val, (accuracy, f1) = (told[f"{prefix}{name}"].tolist() for name in ("train", "val", "scores"))
        graph = told[f"{prefix}graph"] is not False
        return cls([], train, val, int(told[f"{prefix}best"]), accuracy, f1, graph)

    def numbers(self) -> list[float]:
        return [*self.train, *self.val, self.best, self.accuracy, self.f1]


# Numbers that stretch the rows of validation, epoch by epoch: see Observer. Up and down, the seventh is the best, every
# second one before it a new best, and every second one after it better than the one before. Or the third is the best,
# and then each is worse than the one before.
UP_AND_DOWN = (1000.0, 3000.0, 100.0, 3000.0, 10.0, 3000.0, 1.0, *(24.0, 12.0) * 9)
UP = (20.0, 30.0, 1.0, *(6.0 * 1.6**i for i in range(24)))
RIGHT = (True, "yes", "least", "best")  # what an aspect of a run says where nothing is wrong
UNSEEN = "unseen"  # the same where nothing could be seen: the tests ask then whether the model is any good


def veil(record: Record) -> None:
    """Nothing of the experiment could be seen: what looks right may be made up."""
    for aspect, value in record.aspects.items():
        if value in RIGHT:
            record[aspect] = UNSEEN
    record[ON_TRUST] = True


@dataclass
class _Run:
    """One call of run_experiment, watched."""

    data: Data
    stretch: tuple[float, ...]
    seed: int
    max_epochs: int
    patience: int

    def watched(
        self, subject: Any, device: torch.device, record: Record, prefix: str
    ) -> tuple[_Result, Observer]:
        """Calls it and records what it returned and what was seen."""
        with Observer(self.data, self.stretch) as observer:
            result = _Result.of(
                subject.run_experiment(
                    self.data.X.copy(),
                    self.data.y.copy(),
                    seed=self.seed,
                    device=device,
                    max_epochs=self.max_epochs,
                    patience=self.patience,
                )
            )
        result.tell(record, prefix)
        observer.tell(record, prefix)
        return result, observer


def _noisy_runs(draw: Draw) -> Iterator[_Run]:
    for noise, stretch, max_epochs in ((1.5, (), 9), (24.0, UP_AND_DOWN, 24), (24.0, UP, 24), (24.0, UP, 4)):
        known = data(draw, draw.integer(36, 44), noise=noise)
        yield _Run(known, stretch, draw.integer(0, 10_000), max_epochs, patience=2)


STOPS = (
    "stopped in time",
    "stopped after ups and downs",
    "stopped after a rise",
    "went to the end",
)  # by run


def judge_noisy(evidence: Aspects, draw: Draw, record: Record) -> None:
    looks = []
    for i, run in enumerate(_noisy_runs(draw)):
        look = Record()
        _look_at_run(look, run, evidence, f"{i}/")
        if "stopped in time" in look.aspects:
            look[STOPS[i]] = look.aspects.pop("stopped in time")
        looks.append(look.aspects)
    for aspect in dict.fromkeys(aspect for look in looks for aspect in look):
        values = [look[aspect] for look in looks if aspect in look]
        wrong = [value for value in values if value not in (*RIGHT, UNSEEN)]
        record[aspect] = wrong[0] if wrong else UNSEEN if UNSEEN in values else values[0]


@probe(
    "run_experiment",
    es="datos con ruido y patience=2, cuatro veces: tal cual, con una loss de validación que sube y baja, con una que solo sube, y con max_epochs antes de que se acabe patience",
    en="data with noise, patience=2, four times: as it is, with a validation loss that goes up and down, with one that only goes up, and with max_epochs before patience runs out",
    judge=judge_noisy,
    own_dtype=True,
)
def run_noisy(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    seen = Record()
    for i, run in enumerate(_noisy_runs(draw)):
        prefix = f"{i}/"
        result, observer = run.watched(subject, device, seen, prefix)
        if not result.missing:
            for name, places in Story(run.data, seen.aspects, prefix).places(result.val).items():
                if places:
                    observer.ask(seen, f"{prefix}{name}", result.model, places, device)
    record.aspects |= seen.aspects  # of all or of none


OF_THE_STORY = (
    "losses agree", "gradients cleared", "held out", "validation kept", "all rows used", "test kept", "parts apart", "stratified", "standardised by train", "one ruler",
    "weights returned", "weights tested", "test_accuracy agrees", "test_f1 agrees",
)  # fmt: skip


def _look_at_run(record: Record, run: _Run, evidence: Aspects, prefix: str) -> None:
    result = _Result.told(evidence, prefix)
    if result.missing:
        return
    story = Story(run.data, evidence, prefix)
    if not story.genuine:
        raise ValueError("seen in another run")
    if not story.worked(len(result.val)):
        raise ValueError("made up")
    allowed = stops(result.val, patience=run.patience, max_epochs=run.max_epochs)
    epochs = len(result.val)
    agree = len(result.train) == epochs and 1 <= epochs <= run.max_epochs
    record["epochs agree"] = agree
    soon = all(epochs < stop for stop, _ in allowed)
    in_time = epochs in {stop for stop, _ in allowed}
    if run.stretch and agree:  # losses go up and down as planned: the number tells why
        record["stopped in time"] = "yes" if in_time else f"{epochs} epochs"
    else:
        record["stopped in time"] = "yes" if in_time else "too early" if soon else "too late"
    least = min(result.val, default=float("nan"))
    right = (epochs, result.best) in allowed or (
        1 <= result.best <= epochs and result.val[result.best - 1] == least
    )
    record["best epoch"] = "least" if right else _place(result.best, result.val)
    if not story.readable:
        for aspect in OF_THE_STORY:
            record[aspect] = UNSEEN
        veil(record)
        return
    record["gradients cleared"] = evidence[f"{prefix}cleared"] is True
    record["held out"] = bool(story.used - story.trained)
    record["validation kept"] = bool(story.validation)
    record["all rows used"] = len(story.used) == len(story.data.y)
    record["test kept"] = bool(story.test)
    record["parts apart"] = story.apart
    if record.aspects["held out"]:  # of all rows in one part, this would say nothing
        record["stratified"] = story.stratified()
        record["standardised by train"] = story.standardised()
        record["one ruler"] = story.one_ruler()
    places = story.places(result.val)
    said = {name: _said(evidence, prefix + name, where) for name, where in places.items()}
    record["losses agree"] = _borne_out(said, story.data.y[story.validated(result.val)])
    record["weights returned"] = _weights(said) if agree else "best"
    if record.aspects["weights returned"] == "last" and story.rewritten(places):
        record["weights returned"] = "last again"
    tested = said["test"]
    record["weights tested"] = tested is None or _alike(*tested)
    readings = scores(tested[0], story.data.y[sorted(story.test)]) if tested else []
    record["test_accuracy agrees"] = _reading(result.accuracy, readings, "accuracy")
    record["test_f1 agrees"] = _reading(result.f1, readings, "f1")


def _borne_out(said: dict[str, tuple[Tensor, Tensor] | None], y: np.ndarray) -> bool:
    """Whether the epoch of the least loss that was reported was none of the worst: in some reading of what the model said
    its cross-entropy is at most half as large again as the last one's. Of right solutions it is smaller."""
    best, last = said["best"], said["last"]
    if best is None or last is None:
        return True
    pairs = [*zip(cross_entropies(best[0], y), cross_entropies(last[0], y), strict=False)]
    return not pairs or not all(one > 1.5 * other for one, other in pairs)


def _alike(then: Tensor, now: Tensor) -> bool:
    """Whether these are outputs of the same weights; somebody may have put a sigmoid after the model that is returned."""
    return any(torch.allclose(then, outputs, rtol=1e-3, atol=1e-4) for outputs in (now, now.sigmoid()))


def _said(evidence: Aspects, name: str, places: list[Place]) -> tuple[Tensor, Tensor] | None:
    """What was said of some rows then, and what the model says of them now; None where it cannot be told."""
    if not places:
        return None
    then, now = evidence[f"{name} then"], evidence[f"{name} now"]
    # who calls model.forward() shows its first layer only: another shape
    if not isinstance(then, Tensor) or not isinstance(now, Tensor) or then.shape != now.shape:
        return None
    if len(then) != len(places):
        raise ValueError("not the rows that were asked for")
    return then, now


def _weights(said: dict[str, tuple[Tensor, Tensor] | None]) -> str:
    """Of which epoch the model's weights are: "best", "last", "others"; "best" where it cannot be told."""
    for name in ("best", "last"):
        pair = said[name]
        if pair is None:
            return "best"
        if _alike(*pair):
            return name
    return "others"


def _reading(number: float, readings: list[dict[str, float]], wanted: str) -> str:
    """ "yes", or what the number is instead; "yes" where it cannot be told."""
    names = [name for reading in readings for name, value in reading.items() if abs(value - number) < 1e-4]
    return "yes" if wanted in names or not readings else min(names, default="others")


def _place(epoch: int, losses: list[float]) -> str:
    """Where a wrong best epoch lies."""
    least = int(np.argmin(losses)) + 1 if losses else 0
    names = {
        least - 1: "one before",
        len(losses): "the last",
        int(np.argmax(losses)) + 1 if losses else 0: "the greatest",
    }
    return names.get(epoch, "others")


def _seeded_runs(draw: Draw) -> list[_Run]:
    known = data(draw, draw.integer(24, 30))
    one, other = draw.shuffled(range(1000))[:2]
    return [_Run(known, (), seed, max_epochs=3, patience=3) for seed in (one, one, other)]


def judge_seeds(evidence: Aspects, draw: Draw, record: Record) -> None:
    runs = [(f"{i}/", run.data) for i, run in enumerate(_seeded_runs(draw))]
    results = [_Result.told(evidence, prefix) for prefix, _ in runs]
    if any(result.missing for result in results):
        return
    stories = [Story(known, evidence, prefix) for prefix, known in runs]
    if not all(
        story.genuine and story.worked(len(result.val))
        for story, result in zip(stories, results, strict=True)
    ):
        return
    numbers = [
        [*result.numbers(), *cast(Tensor, evidence[f"{prefix}weights"]).tolist()]
        for (prefix, _), result in zip(runs, results, strict=True)
    ]
    again = len(numbers[0]) == len(numbers[1]) and np.allclose(
        numbers[0], numbers[1], rtol=1e-5, atol=1e-7, equal_nan=True
    )
    record["same seed, same numbers"] = again
    record["same seed, same split"] = stories[0].trained == stories[1].trained
    # Where numbers differ, from where on. Who trains on all rows at once draws no batches.
    starts = [float(cast(Tensor, evidence[f"{prefix}start"])) for prefix, _ in runs]
    record["same seed, same start"] = again or bool(np.isclose(starts[0], starts[1]))
    drawn = len(stories[0].batches[0]) < len(stories[0].trained) if stories[0].batches else False
    record["same seed, same batches"] = again or (drawn and stories[0].batches == stories[1].batches)
    if stories[0].readable and stories[2].readable:
        record["another seed, another split"] = stories[0].trained != stories[2].trained
    else:
        record["another seed, another split"] = numbers[0] != numbers[2]
    record["epochs agree"] = all(len(result.train) == len(result.val) <= 3 for result in results)
    record["best epoch"] = _best_epochs(results)
    record["stratified"] = all(story.stratified() for story in stories)
    scalings = sorted({story.standardised() for story in stories if story.readable} - {"yes"})
    record["standardised by train"] = scalings[0] if scalings else "yes"
    record["shuffled"] = any(story.shuffled() for story in stories)
    if not any(story.readable for story in stories):
        veil(record)


@probe(
    "run_experiment",
    es="la misma seed dos veces y después otra, max_epochs=3",
    en="the same seed twice and then another, max_epochs=3",
    judge=judge_seeds,
    own_dtype=True,
)
def run_seeds(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    seen = Record()
    for i, run in enumerate(_seeded_runs(draw)):
        torch.manual_seed(i)  # what was drawn before must not matter
        np.random.seed(i)
        random.seed(i)
        result, _ = run.watched(subject, device, seen, f"{i}/")
        if not result.missing:
            weights = [float(p.detach().double().abs().sum()) for p in result.model.parameters()]
            seen[f"{i}/weights"] = torch.tensor(weights, dtype=torch.float64)
    record.aspects |= seen.aspects  # of all three or of none


def _best_epochs(results: list[_Result]) -> str:
    """ "least", or where the first wrong one lies."""
    for result in results:
        if (len(result.val), result.best) not in stops(result.val, patience=3, max_epochs=3):
            return _place(result.best, result.val)
    return "least"


@probe("run_experiment", es="device en la GPU", en="device on the GPU", gpu=True, own_dtype=True)
def run_on_gpu(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    """Where the rows are when they go into the model. What stands in for a GPU has no numbers: the end is not asked for."""
    known = data(draw, 40)
    asked: set[str] = set()

    def run(where: torch.device) -> None:
        result = subject.run_experiment(known.X, known.y, seed=1, device=where, max_epochs=1, patience=1)
        if observer.worked and not observer.devices:  # it gave the model other columns, say
            asked.update(parameter.device.type for parameter in result["model"].parameters())

    if device.type == "cuda":
        with Observer(known) as observer:
            run(device)
    else:
        gpu = torch.device("cuda")
        with Observer(known) as observer, stand_in_gpu(), _until_the_end(observer.devices):
            run(gpu)
    found = ", ".join(sorted("cuda" if name == "meta" else name for name in observer.devices or asked))
    record["devices"] = UNSEEN if found == "cuda" and not observer.devices else found


@lru_cache(1)
def _breast_cancer() -> Data:
    return Data(*load_breast_cancer(return_X_y=True))


def _columns_drawn(draw: Draw) -> Data:
    """The breast cancer data with their columns in a drawn order: it is no harder, and seen of one order only."""
    known = _breast_cancer()
    return Data(np.ascontiguousarray(known.X[:, draw.shuffled(range(known.width))]), known.y.copy())


def _rows_drawn(known: Data, draw: Draw) -> Tensor:
    """All rows, standardised, in a drawn order: for a model that nobody saw at work."""
    return known.standard()[draw.shuffled(range(len(known.y)))]


def judge_breast_cancer(evidence: Aspects, draw: Draw, record: Record) -> None:
    known, told = _columns_drawn(draw), cast(dict[str, Any], evidence)
    asked = _rows_drawn(known, draw)
    for i in range(TRIES):
        if f"{i}/missing" not in evidence:
            return
        result = _Result.told(evidence, f"{i}/")
        said: list[Said] = []
        if f"{i}/inputs" in told:
            said = said_of_data(known, *(told[f"{i}/{name}"] for name in ("inputs", "outputs", "modules")))
        if not said and f"{i}/asked" in told:
            said = [(asked, told[f"{i}/asked"])]
        borne_out = told[f"{i}/worked"] >= len(result.val) and foretells(known, said)
        record["missing keys"] = ", ".join(result.missing)
        if result.missing:
            return
        record["model"] = told[f"{i}/model"]
        record["percent"] = result.accuracy > 1 or result.f1 > 1
        record["losses carry graphs"] = result.graph
        record["accurate"] = 0.93 <= result.accuracy <= 1 and borne_out


TRIES = 3


@probe(
    "run_experiment",
    es="los datos de cáncer de mama y los valores por omisión",
    en="the breast cancer data and the default values",
    judge=judge_breast_cancer,
    own_dtype=True,
    gpu=True,
)
def run_breast_cancer(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    """Last, as it takes longest. Once; where 0.93 is missed, with up to two more seeds: a small test part makes a bad day possible."""
    known = _columns_drawn(draw)
    asked = _rows_drawn(known, draw).float().to(device)
    for i in range(TRIES):
        with LastLook(known) as look:
            result = _Result.of(
                subject.run_experiment(
                    known.X.copy(), known.y.copy(), seed=draw.integer(0, 10_000), device=device
                )
            )
        result.tell(record, f"{i}/")
        record[f"{i}/model"] = isinstance(result.model, nn.Module)
        look.tell(record, f"{i}/")
        with suppress(Exception):  # a model of other columns, say
            record[f"{i}/asked"] = outputs_of(result.model, asked)
        if result.missing or result.accuracy >= 0.93 or not result.accuracy >= 0.85:  # so bad is no bad day
            break
