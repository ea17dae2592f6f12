"""The probes of a3_validation. Each makes all concerns but one inert.

Which samples a split or a fold holds is the student's free choice: what is recorded of it are judged properties,
and numbers that any right split gives.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, count
from typing import Any

import numpy
import torch
from torch import Tensor, nn
from torch.optim import SGD, Adam
from torch.overrides import TorchFunctionMode
from torch.utils.data import DataLoader, TensorDataset

from autograder.instruments import (
    Criterion,
    Difference,
    Net,
    Scale,
    Watch,
    batch,
    loader,
    parameters_of,
    stand_in_gpu,
)
from autograder.probing import Draw, Record, describe, probe


def _numpy_or_tensors(call: Callable[[Callable[[Any], Any]], Any]) -> Any:
    """`call(as_given)` with NumPy arrays, as the text says; with tensors where the code only knows those."""
    try:
        return call(numpy.asarray)
    except (TypeError, AttributeError):
        try:
            return call(torch.as_tensor)
        except (TypeError, AttributeError):
            pass
        raise


def _indices(part: Any) -> list[int] | None:
    """Indices as plain integers; None of what is no flat collection of integers. Empty may be of any type."""
    if isinstance(part, Tensor | numpy.ndarray):
        if 0 in part.shape:
            return []
        if part.ndim != 1 or str(part.dtype).removeprefix("torch.").rstrip("0123456789") not in (
            "int",
            "uint",
        ):
            return None
        return [int(i) for i in part.tolist()]
    try:
        items = list(part)
    except TypeError:
        return None
    if any(isinstance(i, bool) or not hasattr(i, "__index__") for i in items):
        return None
    return [int(i) for i in items]


def _stir(key: int) -> None:
    """Puts every global generator into another state."""
    torch.default_generator.manual_seed(key)
    numpy.random.seed(key)
    random.seed(key)


# ------------------------------------------------------------ holdout_indices

_SEEDS = (3, 17, 58)


def _holdout(subject: Any, y: Sequence[int], *, val: float, test: float, seed: int, **stratify: bool) -> Any:
    return _numpy_or_tensors(
        lambda given: subject.holdout_indices(
            given(y), val_fraction=val, test_fraction=test, seed=seed, **stratify
        )
    )


class _Split:
    """What holds of all splits that one probe asked for."""

    def __init__(self, record: Record, n: int) -> None:
        self.record, self.n = record, n
        self.truths: dict[str, bool] = {}
        self.notes: set[str] = set()

    def note(self, name: str, truth: bool) -> None:
        self.truths[name] = self.truths.get(name, True) and truth

    def add(self, raw: Any, *, val: float, test: float, slack: float = 1.0) -> list[list[int]]:
        """Judges one split; gives its three parts, or [] where it is none."""
        found = [_indices(part) for part in raw] if isinstance(raw, Iterable) else []
        parts = [part for part in found if part is not None]
        self.note("three parts", len(found) == 3)
        if len(found) != 3:
            return []
        self.note("indices", len(parts) == 3 and all(0 <= i < self.n for part in parts for i in part))
        if len(parts) != 3:
            self.notes |= {"masks" for part in raw if "bool" in str(getattr(part, "dtype", ""))}
            return []
        named = dict(zip(_PARTS, map(set, parts), strict=True))
        overlaps = {f"{a}&{b}" for a, b in combinations(_PARTS, 2) if named[a] & named[b]}
        self.notes |= overlaps
        self.note("disjoint", not overlaps)
        counts = Counter(i for part in parts for i in part)
        missing = self.n - len(counts)
        self.note("complete", not missing and (bool(overlaps) or sum(counts.values()) == self.n))
        if missing:
            self.notes.add("many missing" if missing > self.n // 10 else "some missing")
        for name, part, fraction in (("val", parts[1], val), ("test", parts[2], test)):
            fits = abs(len(part) - fraction * self.n) <= slack + 1e-9
            self.note(f"{name} size", fits)
            if not fits:
                self.notes.add(f"{name} {len(part) / self.n:.1f} for {fraction}")
        return parts

    def tell(self) -> None:
        for name, truth in self.truths.items():
            self.record[name] = truth
        self.record["notes"] = ", ".join(sorted(self.notes))


_PARTS = ("train", "val", "test")


@probe(
    "holdout_indices",
    es="101 muestras con valores todos distintos y stratify=False",
    en="101 samples whose values all differ, and stratify=False",
)
def plain_split(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    split, shuffled = _Split(record, 101), []
    try:
        for seed in _SEEDS:
            for val, test in ((0.2, 0.1), (0.125, 0.25)):
                _stir(draw.integer(0, 2**31))
                raw = _holdout(subject, range(1000, 1101), val=val, test=test, seed=seed, stratify=False)
                parts = split.add(raw, val=val, test=test)
                shuffled += [not _in_a_row(part) for part in parts[1:]]
    finally:
        split.tell()
    record["shuffled"] = bool(shuffled) and all(shuffled)


def _in_a_row(part: list[int]) -> bool:
    return len(part) > 2 and max(part) - min(part) == len(part) - 1


@probe(
    "holdout_indices",
    es="200 etiquetas ordenadas de cuatro clases de tamaños distintos",
    en="200 sorted labels of four classes of different sizes",
)
def stratified_split(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    sizes = {1: 89 + draw.integer(-1, 1), 4: 57, 6: 33, 9: 21}
    y = [label for label, size in sizes.items() for _ in range(size)]
    split, shuffled, equal = _Split(record, len(y)), [], []
    try:
        for seed in _SEEDS:
            for val, test, named in ((0.2, 0.1, {}), (0.15, 0.25, {"stratify": True})):
                _stir(draw.integer(0, 2**31))
                raw = _holdout(subject, y, val=val, test=test, seed=seed, **named)
                parts = split.add(raw, val=val, test=test, slack=len(sizes))
                for part, fraction in zip(parts, (1 - val - test, val, test), strict=False):
                    counts = Counter(y[i] for i in part if 0 <= i < len(y))
                    shares = {label: fraction * size for label, size in sizes.items()}
                    own = {label: len(part) * size / len(y) for label, size in sizes.items()}
                    split.note("class shares", all(_near(counts[c], shares[c], own[c]) for c in sizes))
                for part in parts[1:]:
                    counts = Counter(y[i] for i in part if 0 <= i < len(y))
                    equal.append(max(counts.values(), default=0) - min(counts.values(), default=9) <= 1)
                    shuffled.append(not _in_a_row([i for i in part if 0 <= i < sizes[1]]))
    finally:
        split.tell()
    record["shuffled"] = bool(shuffled) and all(shuffled)
    record["classes made equal"] = bool(equal) and all(equal)


def _near(count: int, share: float, own: float) -> bool:
    """Whether a class has its share in a part: of the fraction asked for, or of the size that the part has.

    Within two samples, for roundings in two steps add up.
    """
    return min(abs(count - share), abs(count - own)) <= 2


@probe("holdout_indices", es="fracciones que son 0", en="fractions that are 0")
def empty_parts(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    y, split, empty = [0] * 24 + [1] * 16, _Split(record, 40), []
    try:
        for stratify in (True, False):
            for val, test in ((0.0, 0.25), (0.25, 0.0), (0.0, 0.0)):
                raw = _holdout(subject, y, val=val, test=test, seed=5, stratify=stratify)
                parts = split.add(raw, val=val, test=test, slack=2)
                empty += [not part for part, share in zip(parts[1:], (val, test), strict=False) if not share]
    finally:
        split.tell()
    record["empty parts"] = bool(empty) and all(empty)


@probe(
    "holdout_indices",
    es="la misma semilla dos veces y después otras, con los generadores globales en otro estado",
    en="the same seed twice and then others, with the global generators in another state",
)
def split_seeds(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    y = [0] * 60 + [1] * 40
    seen: dict[tuple[int, bool], list[Any]] = {}
    for stratify in (True, False):
        for seed in (0, 1, 0, 2, 1):
            _stir(draw.integer(0, 2**31))
            raw = _holdout(subject, y, val=0.25, test=0.25, seed=seed, stratify=stratify)
            split = [frozenset(_indices(part) or ()) for part in raw] if isinstance(raw, Iterable) else []
            seen.setdefault((seed, stratify), []).append(split)
    record["repeatable"] = all(split == splits[0] for splits in seen.values() for split in splits)
    record["seed matters"] = all(
        seen[a, stratify][0] != seen[b, stratify][0]
        for stratify in (True, False)
        for a, b in ((0, 1), (1, 2), (0, 2))
    )


@probe(
    "holdout_indices",
    es="fracciones que no dejan muestras para entrenar",
    en="fractions that leave no sample to train on",
)
def nothing_left(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    y = [0] * 12 + [1] * 8
    for name, val, test in (
        ("sum above one", 0.75, 0.5),
        ("sum of one", 0.5, 0.5),
        ("all validation", 1.0, 0.0),
    ):
        record[f"raises {name}"] = _raises(
            lambda val=val, test=test: [  # type: ignore[misc]
                _holdout(subject, y, val=val, test=test, seed=1, stratify=stratify)
                for stratify in (True, False)
            ]
        )


def _raises(call: Callable[[], Any]) -> str:
    """The name of what a call raises: of ValueError and of what inherits from it the same."""
    try:
        call()
    except ValueError:
        return "ValueError"
    except NotImplementedError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever student code raises
        return type(error).__name__
    return ""


# ---------------------------------------------------------------- standardize


def _standardize(subject: Any, record: Record, *arrays: Tensor) -> None:
    returned = _numpy_or_tensors(
        lambda given: subject.standardize(*(given(array.double().numpy().copy()) for array in arrays))
    )
    record["tuple"] = isinstance(returned, tuple | list)
    parts = list(returned) if isinstance(returned, tuple | list) else [returned]
    record["parts"] = len(parts)
    types = set()
    for name, part in zip(_PARTS[: len(arrays)], parts, strict=False):
        kind, numbers = describe(part)
        types.add(next((word for word in kind.split() if word.startswith(("float", "int"))), kind))
        if isinstance(numbers, Tensor):
            record[name] = numbers.double()
    record["types"] = ", ".join(sorted(types))


def _columns(draw: Draw, rows: int) -> Tensor:
    """Three columns of different scales and centres, in multiples of 1/1024."""
    return draw.tensor(rows, 3) * torch.tensor([1.0, 64.0, 4.0]) + torch.tensor([3.0, -200.0, 0.0])


@probe("standardize", es="tres arreglos de tres columnas", en="three arrays of three columns")
def three_arrays(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _standardize(subject, record, _columns(draw, 8), _columns(draw, 5) + 2, _columns(draw, 6) * 2)


@probe("standardize", es="solo X_train", en="X_train alone")
def train_alone(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _standardize(subject, record, _columns(draw, 8))


@probe(
    "standardize",
    es="un segundo arreglo con valores enormes",
    en="a second array with huge values",
)
def poisoned(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    others = _columns(draw, 4)
    others[1] = 4096.0
    _standardize(subject, record, _columns(draw, 8), others)


@probe(
    "standardize",
    es="una columna constante en X_train, con el mismo valor en el otro arreglo",
    en="a column that is constant in X_train, with the same value in the other array",
)
def constant_column(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    train, others = _columns(draw, 8), _columns(draw, 4)
    train[:, 1] = others[:, 1] = draw.integer(3, 9)
    _standardize(subject, record, train, others)


@probe(
    "standardize",
    es="una columna constante en X_train y otros valores en el otro arreglo",
    en="a column that is constant in X_train, and other values in the other array",
)
def constant_in_train_only(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    train = _columns(draw, 8)
    train[:, 2] = draw.integer(3, 9)
    _standardize(subject, record, train, _columns(draw, 4))


# -------------------------------------------------------------- kfold_indices


def _folds(subject: Any, n: int, k: int, seed: int) -> list[tuple[list[int] | None, list[int] | None]]:
    return [(_indices(train), _indices(val)) for train, val in subject.kfold_indices(n, k, seed=seed)]


def _judge_folds(record: Record, n: int, k: int, all_folds: list[Any]) -> None:
    truths = {"indices": True, "partition": True, "balanced": True, "train is the rest": True}
    notes, counts = set(), set()
    for folds in all_folds:
        counts.add(len(folds))
        if any(part is None for fold in folds for part in fold):
            truths["indices"] = False
            continue
        samples = Counter(i for _, val in folds for i in val)
        truths["indices"] &= all(0 <= i < n for fold in folds for part in fold for i in part)
        if max(samples.values(), default=0) > 1:
            notes.add("val overlaps")
        if len(samples) < n:
            notes.add("val incomplete")
        truths["partition"] &= sorted(samples.elements()) == list(range(n))
        sizes = [len(val) for _, val in folds]
        truths["balanced"] &= bool(sizes) and max(sizes) - min(sizes) <= 1
        for train, val in folds:
            if set(train) & set(val):
                notes.add("train&val")
            if len({*train, *val}) < n:
                notes.add("train incomplete")
            if len(train) < len(val) and k > 2:
                notes.add("train is the smaller")
            truths["train is the rest"] &= sorted([*train, *val]) == list(range(n))
    record["folds"] = ", ".join(map(str, sorted(counts)))
    for name, truth in truths.items():
        record[name] = truth
    record["notes"] = ", ".join(sorted(notes))


@probe("kfold_indices", es="n_samples=30 y k=5", en="n_samples=30 and k=5")
def even_folds(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    folds = []
    for seed in _SEEDS:
        _stir(draw.integer(0, 2**31))
        folds.append(_folds(subject, 30, 5, seed))
    _judge_folds(record, 30, 5, folds)
    parts = [val for each in folds for _, val in each if val]
    record["shuffled"] = bool(parts) and not all(_in_a_row(val) or _evenly_spaced(val) for val in parts)


def _evenly_spaced(part: list[int]) -> bool:
    steps = {b - a for a, b in zip(sorted(part), sorted(part)[1:], strict=False)}
    return len(steps) <= 1


@probe("kfold_indices", es="n_samples=29 y k=4, 8 o 11", en="n_samples=29 and k=4, 8 or 11")
def uneven_folds(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    folds = _folds(subject, 29, 4, 6)
    _judge_folds(record, 29, 4, [folds])
    more = {k: _folds(subject, 29, k, 6) for k in (8, 11)}
    counts = [record.aspects["folds"]]
    for k, folds in more.items():
        judged = Record()
        _judge_folds(judged, 29, k, [folds])
        counts.append(judged.aspects["folds"])
        for name, truth in judged.aspects.items():
            if isinstance(truth, bool):
                record[name] = bool(record.aspects[name]) and truth
        notes = {*str(record.aspects["notes"]).split(", "), *str(judged.aspects["notes"]).split(", ")} - {""}
        record["notes"] = ", ".join(sorted(notes))
    record["folds"] = ", ".join(map(str, counts))


@probe("kfold_indices", es="k igual a n_samples", en="k equal to n_samples")
def one_per_fold(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _judge_folds(record, 6, 6, [_folds(subject, 6, 6, 2)])


@probe(
    "kfold_indices",
    es="la misma semilla dos veces y después otras, con los generadores globales en otro estado",
    en="the same seed twice and then others, with the global generators in another state",
)
def fold_seeds(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    seen: dict[int, list[Any]] = {}
    for seed in (0, 1, 0, 2, 1):
        _stir(draw.integer(0, 2**31))
        folds = [
            (frozenset(train or ()), frozenset(val or ())) for train, val in _folds(subject, 40, 4, seed)
        ]
        seen.setdefault(seed, []).append(folds)
    record["repeatable"] = all(folds == again[0] for again in seen.values() for folds in again)
    record["seed matters"] = all(seen[a][0] != seen[b][0] for a, b in ((0, 1), (1, 2), (0, 2)))


@probe("kfold_indices", es="un k imposible", en="an impossible k")
def impossible_k(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    for number, k in enumerate((1, 0, -2, 8), start=1):
        record[f"raises k {number}"] = _raises(lambda k=k: list(subject.kfold_indices(7, k, seed=1)))  # type: ignore[misc]


# --------------------------------------------------------------- make_loaders


class _Data:
    """Ids in the first column of X and, times three, in y; train shuffled, val ascending."""

    def __init__(self, draw: Draw, n: int = 37, n_val: int = 11) -> None:
        self.X = draw.tensor(n, 3).double()
        self.X[:, 0] = torch.arange(n)
        self.y = 3 * torch.arange(n) + 1
        shuffled = draw.shuffled(range(n))
        self.train, self.val = shuffled[n_val:], sorted(shuffled[:n_val])

    def loaders(self, subject: Any, *, batch_size: int, seed: int) -> Any:
        def call(given: Any) -> Any:
            def make() -> Any:
                X, y = given(self.X.numpy().copy()), given(self.y.numpy().copy())
                train, val = given(numpy.array(self.train)), given(numpy.array(self.val))
                return subject.make_loaders(X, y, train, val, batch_size=batch_size, seed=seed)

            for each in make():
                next(iter(each))  # some code only finds out here what it was given
            return make()  # anew, with no iteration behind it

        return _numpy_or_tensors(call)


def _order(batches: Any) -> list[int]:
    """The ids of one epoch, in order."""
    return [round(value) for inputs, _ in batches for value in inputs[:, 0].tolist()]


@probe(
    "make_loaders",
    es="26 muestras de train y 11 de validación",
    en="26 training samples and 11 validation ones",
)
def batches(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    data = _Data(draw)
    train_loader, val_loader = data.loaders(subject, batch_size=4, seed=9)
    train, val = list(train_loader), list(val_loader)
    kinds: dict[str, set[str]] = {}
    unpaired, rows_kept = set(), True
    for part, (inputs, targets) in [*(("train", each) for each in train), *(("val", each) for each in val)]:
        for name, tensor in (("inputs", inputs), ("targets", targets)):
            sizes = ["batch" if len(tensor) == len(inputs) else "?", *map(str, tensor.shape[1:])]
            kinds.setdefault(f"{name} shape", set()).add(f"({', '.join(sizes)})")
            kinds.setdefault(f"{name} type", set()).add(str(tensor.dtype).removeprefix("torch."))
        ids = inputs[:, 0].double()
        rows = data.X[ids.long().clamp(0, len(data.X) - 1)]
        rows_kept = rows_kept and inputs.shape == rows.shape and torch.allclose(inputs.double(), rows)
        flat = targets.double().flatten()
        if flat.shape != ids.shape or not torch.equal(3 * ids + 1, flat):
            unpaired.add(part)
    for name, found in kinds.items():
        record[name] = ", ".join(sorted(found))
    record["paired"] = not unpaired
    record["unpaired"] = ", ".join(sorted(unpaired))
    record["train samples"] = sorted(_order(train)) == sorted(data.train)
    record["val samples"] = sorted(_order(val)) == data.val
    record["batch sizes"] = " ".join(str(len(inputs)) for inputs, _ in train)
    record["rows kept"] = rows_kept
    counts = (len(_order(train)), len(_order(val)))
    record["counts"] = "" if counts == (26, 11) else f"{counts[0]}, {counts[1]}"


@probe("make_loaders", es="tres epochs", en="three epochs")
def reshuffles(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    data = _Data(draw)
    train_loader, val_loader = data.loaders(subject, batch_size=5, seed=4)
    train, val = [], []
    for _ in range(3):
        train.append(_order(train_loader))
        val.append(_order(val_loader))
    record["train samples"] = all(sorted(order) == sorted(data.train) for order in train)
    record["reshuffled"] = len({str(order) for order in train}) == 3
    record["shuffled"] = data.train not in train and sorted(data.train) not in train
    record["val order"] = all(order == data.val for order in val) or not all(
        sorted(order) == data.val for order in val
    )  # where samples are missing, that is another matter


@probe(
    "make_loaders",
    es="la misma semilla dos veces y después otra",
    en="the same seed twice and then another",
)
def loader_seeds(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    data = _Data(draw)
    record["repeatable"], record["seed matters"] = _replays(subject, draw, data, lambda: None)


@probe(
    "make_loaders",
    es="la misma semilla dos veces, y números sacados del generador global entre medio",
    en="the same seed twice, and numbers drawn from the global generator in between",
)
def loader_seeds_after_draws(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    data = _Data(draw)
    record["repeatable after draws"], _ = _replays(subject, draw, data, lambda: _stir(draw.integer(0, 2**31)))


def _replays(subject: Any, draw: Draw, data: _Data, meanwhile: Callable[[], None]) -> tuple[bool, bool]:
    """Whether one seed gives the same orders again, and whether another gives others."""
    seen: dict[int, list[Any]] = {}
    for seed in (0, 1, 0):
        _stir(draw.integer(0, 2**31))
        train_loader, val_loader = data.loaders(subject, batch_size=13, seed=seed)
        orders = []
        for _ in range(2):
            meanwhile()
            orders.append(_order(train_loader))
            meanwhile()
            orders.append(_order(val_loader))
        seen.setdefault(seed, []).append(orders[::2])
    return seen[0][0] == seen[0][1], seen[0][0] != seen[1][0]


# ------------------------------------------------------------------- evaluate


class _Watch(Watch):
    """The same for a model and its copies."""

    def __deepcopy__(self, memo: Any) -> "_Watch":
        return self


class _Net(Net):
    """A Net that may drop outputs, and knows whether its outputs carry a graph, by whatever means they do not."""

    def __init__(
        self, draw: Draw, watch: Watch, *, norm: bool = False, dropout: float = 0.0, columns: int = 2
    ) -> None:
        super().__init__(draw, watch, norm=norm)
        self.dropout = nn.Dropout(dropout)
        self.columns = columns

    def forward(self, inputs: Tensor) -> Tensor:
        outputs: Tensor = self.dropout(super().forward(inputs))[:, : self.columns]
        if not outputs.requires_grad:
            self.watch.events[-1] = self.watch.events[-1].upper()
        return outputs


def _evaluate(
    subject: Any, record: Record, net: _Net, data: Any, device: torch.device, *, times: int = 1
) -> None:
    criterion, losses = Criterion(net.watch), []
    try:
        for _ in range(times):
            losses.append(subject.evaluate(net, data, criterion, device))
    finally:
        record["modes"] = ", ".join(net.watch.modes)
        if net.watch.events:
            record["graph"] = any(event in "fe" for event in net.watch.events)
        record["samples"] = ",".join(map(str, sorted({i for rows in net.watch.samples for i in rows})))
        record["forwards"] = "more than one per sample" if _repeated(net.watch.samples, times) else ""
    record.returned("losses", losses)


def _repeated(samples: list[list[int]], times: int) -> bool:
    return max(Counter(i for rows in samples for i in rows).values(), default=0) > times


@probe("evaluate", es="un loader cuyo último batch es más chico", en="a loader whose last batch is smaller")
def mean_loss(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = _Net(draw, _Watch()).to(device).eval()
    _evaluate(subject, record, net, loader(draw), device)


@probe(
    "evaluate",
    es="una red con una sola salida y un último batch de una muestra",
    en="a network with a single output and a last batch of one sample",
)
def one_output(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = _Net(draw, _Watch(), columns=1).to(device).eval()
    inputs, targets = batch(draw, 7)
    data = DataLoader(TensorDataset(inputs, targets[:, :1]), batch_size=3)
    _evaluate(subject, record, net, data, device)


@probe("evaluate", es="un loader de un solo batch", en="a loader of a single batch")
def single_batch(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = _Net(draw, _Watch()).to(device).eval()
    _evaluate(subject, record, net, loader(draw, sizes=(6,)), device)


@probe(
    "evaluate",
    es="una red con BatchNorm que llega en modo train, dos veces",
    en="a network with BatchNorm handed over in train mode, twice",
)
def norm_in_train_mode(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = _Net(draw, _Watch(), norm=True).to(device)
    try:
        _evaluate(subject, record, net, loader(draw), device, times=2)
    finally:
        record["statistics"] = torch.cat([buffer.double().reshape(-1) for buffer in net.buffers()])
    record["mode afterwards"] = "train" if net.training else "eval"


@probe(
    "evaluate",
    es="una red con Dropout que llega en modo train",
    en="a network with Dropout handed over in train mode",
)
def dropout_in_train_mode(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = _Net(draw, _Watch(), dropout=0.5).to(device)
    _evaluate(subject, record, net, loader(draw), device)
    record["mode afterwards"] = "train" if net.training else "eval"
    record["modules agree"] = len({module.training for module in net.modules()}) == 1


@probe(
    "evaluate",
    es="una red con BatchNorm que llega en modo eval",
    en="a network with BatchNorm handed over in eval mode",
)
def norm_in_eval_mode(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = _Net(draw, _Watch(), norm=True).to(device).eval()
    _evaluate(subject, record, net, loader(draw), device)
    record["mode afterwards"] = "train" if net.training else "eval"


@probe(
    "evaluate",
    es="una red cuyos parámetros ya tienen gradientes",
    en="a network whose parameters already have gradients",
)
def gradients_kept(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = _Net(draw, _Watch()).to(device)
    for parameter in net.parameters():
        parameter.grad = draw.tensor(*parameter.shape).to(device)
    try:
        _evaluate(subject, record, net, loader(draw, sizes=(3, 3)), device)
    finally:
        record["gradients"] = torch.cat(
            [
                torch.full((1,), torch.nan) if p.grad is None else p.grad.flatten().cpu()
                for p in net.parameters()
            ]
        )
        record["path"] = parameters_of(net)
    frozen = not all(p.requires_grad for p in net.parameters())
    record["gradients on afterwards"] = torch.is_grad_enabled() and not frozen
    record["frozen afterwards"] = frozen


class _Moves(TorchFunctionMode):
    """Where the inputs and targets of batches, which come on the CPU, are asked to go."""

    def __init__(self) -> None:
        super().__init__()
        self.to: list[str] = []

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        if (
            func in (torch.Tensor.to, torch.Tensor.cuda, torch.Tensor.cpu)
            and args[0].ndim == 2
            and not args[0].is_cuda
        ):
            self.to.append(result.device.type)
        return result


class _TwoColumns(Scale):
    """Outputs of the shape of the targets."""

    def forward(self, inputs: Tensor) -> Tensor:
        outputs: Tensor = super().forward(inputs)
        return outputs[:, :2]


def _on_gpu(record: Record, device: torch.device, call: Any) -> None:
    """Runs `call(model, optimizer, criterion, device)` on a GPU, or on what stands in for one.

    The batches come on the CPU.
    """
    watch, moves = _Watch(), _Moves()
    model = _TwoColumns(watch)
    try:
        if device.type == "cuda":
            with moves:
                call(model.to(device), SGD(model.parameters(), lr=1 / 32), Difference(watch), device)
        else:
            model.to("meta")
            gpu = torch.device("cuda")  # made here: inside it would be the device that stands in
            with stand_in_gpu(), moves:
                call(model, SGD(model.parameters(), lr=1 / 32, foreach=False), Difference(watch), gpu)
    finally:
        record["devices"] = ", ".join(sorted(set(watch.devices)))
        record["moved"] = "cuda" in moves.to
        record["left on the CPU"] = "cpu" in moves.to


@probe(
    "evaluate",
    es="la red en la GPU y los batches en la CPU",
    en="the network on the GPU and the batches on the CPU",
)
def evaluate_on_gpu(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    data = loader(draw, sizes=(2, 2))
    _on_gpu(record, device, lambda model, _, crit, gpu: subject.evaluate(model, data, crit, gpu))


# --------------------------------------------------------- train_and_validate


def _val_loader(draw: Draw) -> DataLoader[Any]:
    """Samples numbered from 100, losses unlike those of training."""
    data = loader(draw, sizes=(3, 3, 1))
    inputs, targets = data.dataset.tensors  # type: ignore[attr-defined]
    inputs[:, 0] += 100
    targets *= -0.75
    return data


def _train_and_validate(
    subject: Any,
    record: Record,
    net: _Net,
    optimizer: Any,
    loaders: tuple[Any, Any],
    device: torch.device,
    *,
    epochs: int,
    compared: Sequence[str] = ("train_loss", "val_loss"),
) -> None:
    watch = net.watch
    try:
        history = subject.train_and_validate(
            net, *loaders, Criterion(watch), optimizer, epochs=epochs, device=device
        )
    finally:
        record["phases"] = "".join(_phases(watch))
        record["updates"] = watch.order.count("s") + watch.order.count("0")
        record["backward"] = "b" in watch.order
        trained = [i for event, rows in _forwards(watch) for i in rows if event in "fF"]
        record["trained"] = ",".join(map(str, trained))
        record["validated"] = ",".join(
            map(str, sorted({i for event, rows in _forwards(watch) for i in rows if event in "eE"}))
        )
        if compared:
            record["path"] = parameters_of(net)
    record["dict"] = type(history).__name__ if not isinstance(history, dict) else "dict"
    for name in compared:
        found = history[name]
        kind, numbers = describe(found)
        record[f"{name} kind"] = kind
        if isinstance(numbers, Tensor):
            record[name] = numbers.double()


def _forwards(watch: Watch) -> Iterator[tuple[str, list[int]]]:
    return zip((event for event in watch.events if event in "fFeE"), watch.samples, strict=False)


def _phases(watch: Watch) -> Iterator[str]:
    """ "t" for each run of forward passes over training data, "v" over validation data; upper case in the wrong mode."""
    last = ""
    for event, rows in _forwards(watch):
        validation = bool(rows) and rows[0] >= 100
        phase = ("v" if event in "eE" else "V") if validation else ("t" if event in "fF" else "T")
        if phase != last:
            yield phase
        last = phase


@probe(
    "train_and_validate",
    es="dos epochs con lr=0 y últimos batches más chicos",
    en="two epochs with lr=0 and smaller last batches",
)
def accounting(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = _Net(draw, _Watch()).to(device)
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=0.0))
    _train_and_validate(subject, record, net, optimizer, (loader(draw), _val_loader(draw)), device, epochs=2)


@probe(
    "train_and_validate",
    es="una red con una sola salida y lr=0",
    en="a network with a single output and lr=0",
)
def validated_one_output(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = _Net(draw, _Watch(), columns=1).to(device)
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=0.0))
    loaders = []
    for first in (0, 100):
        inputs, targets = batch(draw, 5)
        inputs[:, 0] += first
        loaders.append(DataLoader(TensorDataset(inputs, targets[:, :1]), batch_size=5))
    _train_and_validate(subject, record, net, optimizer, (loaders[0], loaders[1]), device, epochs=1)


@probe("train_and_validate", es="dos epochs con SGD", en="two epochs with SGD")
def trains(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = _Net(draw, _Watch()).to(device)
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=draw.integer(20, 60) / 2048))
    _train_and_validate(subject, record, net, optimizer, (loader(draw), _val_loader(draw)), device, epochs=2)


@probe(
    "train_and_validate",
    es="un epoch de un solo batch con SGD",
    en="one epoch of a single batch with SGD",
)
def one_update(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = _Net(draw, _Watch()).to(device)
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=draw.integer(20, 60) / 512))
    data = loader(draw, sizes=(5,)), _val_loader(draw)
    _train_and_validate(subject, record, net, optimizer, data, device, epochs=1)


@probe("train_and_validate", es="dos epochs con Adam", en="two epochs with Adam")
def trains_with_adam(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = _Net(draw, _Watch()).to(device)
    optimizer = net.watch.optimizer(Adam(net.parameters(), lr=draw.integer(20, 60) / 1024, eps=1e-2))
    data = loader(draw, sizes=(4, 2)), _val_loader(draw)
    _train_and_validate(subject, record, net, optimizer, data, device, epochs=2)


@probe(
    "train_and_validate",
    es="un loss de validación que sube después del segundo epoch",
    en="a validation loss that rises after the second epoch",
)
def overfits(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    watch = _Watch()
    net = _Line(watch).to(device)
    optimizer = watch.optimizer(SGD(net.parameters(), lr=1 / 16))
    ones = torch.ones(2, 1)
    train = DataLoader(TensorDataset(ones * 2, ones * 4), batch_size=2)
    val = DataLoader(TensorDataset(ones * 101, ones * 0.875), batch_size=2)
    history = None
    try:
        history = subject.train_and_validate(
            net, train, val, nn.MSELoss(), optimizer, epochs=4, device=device
        )
    finally:
        record["path"] = parameters_of(net)
        record["updates"] = watch.order.count("s") + watch.order.count("0")
    if isinstance(history, dict):
        record.returned("val_loss", history["val_loss"])


class _Line(nn.Module):
    """One weight, the same output whatever the inputs: `(batch, 1) → (batch, 1)`."""

    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(1))
        self.watch = watch

    def forward(self, inputs: Tensor) -> Tensor:
        self.watch.forward(self, inputs)
        return self.weight * torch.ones_like(inputs) + 0 * inputs


@probe(
    "train_and_validate",
    es="dos epochs de una red con BatchNorm que llega en modo eval",
    en="two epochs of a network with BatchNorm handed over in eval mode",
)
def trains_in_train_mode(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = _Net(draw, _Watch(), norm=True).to(device).eval()
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=1 / 64))
    data = loader(draw, sizes=(4, 2)), _val_loader(draw)
    _train_and_validate(subject, record, net, optimizer, data, device, epochs=2)
    record["statistics"] = torch.cat([buffer.double().reshape(-1) for buffer in net.buffers()])


@probe(
    "train_and_validate",
    es="dos epochs con lr=0 de una red con Dropout",
    en="two epochs with lr=0 of a network with Dropout",
)
def validates_dropout(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = _Net(draw, _Watch(), dropout=0.5).to(device)
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=0.0))
    data = loader(draw, sizes=(4, 2)), _val_loader(draw)
    _train_and_validate(subject, record, net, optimizer, data, device, epochs=2, compared=("val_loss",))


@probe(
    "train_and_validate",
    es="un epoch con la red en la GPU y los batches en la CPU",
    en="one epoch, network on the GPU and batches on the CPU",
)
def train_and_validate_on_gpu(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    train, val = loader(draw, sizes=(2,)), loader(draw, sizes=(2,))
    _on_gpu(
        record,
        device,
        lambda model, opt, crit, gpu: subject.train_and_validate(
            model, train, val, crit, opt, epochs=1, device=gpu
        ),
    )


# ------------------------------------------------------------- cross_validate


Row = tuple[bool, int, float, float, int]
"""What reached the criterion of one sample: in train mode?, which model, two features, the target."""


class _Log:
    """The criterion of a probe, and every row that reached it.

    Which model saw a row in which mode is found by its output, which equals the first feature.
    """

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.saw: dict[float, tuple[bool, int, float, float]] = {}

    def __deepcopy__(self, memo: Any) -> "_Log":
        return self

    def criterion(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Mean of (output − target / 64)² + 1/4."""
        if outputs.numel() == targets.numel():
            for output, target in zip(outputs.flatten().tolist(), targets.flatten().tolist(), strict=True):
                if output in self.saw:
                    self.rows.append((*self.saw[output], round(target)))
        return _loss(outputs, targets).mean()

    def runs(self) -> list[tuple[list[Row], list[Row]]]:
        """Rows that one model saw in train mode and those that it saw in eval mode next, again and again."""
        runs: list[tuple[list[Row], list[Row]]] = []
        latest: dict[int, tuple[list[Row], list[Row]]] = {}
        last: tuple[bool, int] | None = None
        for row in self.rows:
            training, model = row[:2]
            run = latest.get(model)
            if run is None or (run[1] and last != (False, model)) or (training and run[1]):
                run = latest[model] = ([], [])
                runs.append(run)
            run[not training].append(row)
            last = training, model
        return runs


def _loss(outputs: Tensor, targets: Tensor) -> Tensor:
    return (outputs - targets / 64).square() + 0.25


_numbers = count()


class _Shows(nn.Module):
    """The first feature, plus a weight that learns nothing: `(batch, 3) → (batch, 1)`. It tells the log of all it sees."""

    def __init__(self, log: _Log) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(1))
        self.log = log
        self.number = next(_numbers)  # a copy has the same: who evaluates a copy evaluates this model

    def forward(self, inputs: Tensor) -> Tensor:
        outputs = inputs[:, :1] + 0 * self.weight
        for output, (first, second) in zip(outputs[:, 0].tolist(), inputs[:, :2].tolist(), strict=True):
            self.log.saw[output] = self.training, self.number, first, second
        return outputs


class _Shown:
    """One call of cross_validate on 23 samples with lr=0, in whose log all is written that the folds saw.

    One sample has a huge second feature; the loss does not look at it.
    """

    def __init__(self, subject: Any, draw: Draw, *, k: int, epochs: int, batch_size: int, seed: int) -> None:
        self.X = draw.tensor(23, 3).double() * 4 + 2
        self.X[:, 0] = torch.tensor(draw.shuffled(range(23))) / 4 + draw.tensor(23, high=-0.875)  # all differ
        self.X[draw.integer(0, 22), 1] = 4096.0
        y, log = 2 * torch.arange(23) + 1, _Log()

        def call(given: Any) -> Any:
            log.rows.clear()
            return subject.cross_validate(
                lambda: _Shows(log),
                lambda model: SGD(model.parameters(), lr=0.0),
                given(self.X.numpy().copy()),
                given(y.numpy().copy()),
                k=k,
                epochs=epochs,
                batch_size=batch_size,
                criterion=log.criterion,
                seed=seed,
            )

        self.returned = _numpy_or_tensors(call)
        self.runs = log.runs()

    @property
    def folds(self) -> dict[tuple[int, ...], list[tuple[list[Row], list[Row]]]]:
        """The samples of a validation part → the runs that ended with it."""
        folds: dict[tuple[int, ...], list[Any]] = {}
        for run in self.runs:
            folds.setdefault(tuple(sorted({_id(row) for row in run[1]})), []).append(run)
        return folds

    @property
    def orders(self) -> list[list[int]]:
        return [[_id(row) for row in train] for train, _ in self.runs]

    def manner(self, rows: list[Row], trained: list[int]) -> str:
        """By whose statistics rows were standardised: "" those of the training part."""
        own = sorted({_id(row) for row in rows})
        seen = torch.tensor([row[2:4] for row in rows]).double()
        raw = self.X[[_id(row) for row in rows], :2]
        for name, samples in (("", trained), ("own", own), ("all", list(range(23))), ("raw", [])):
            base = self.X[samples, :2]
            mean, std = (base.mean(0), base.std(0, correction=0)) if samples else (0.0, 1.0)
            if torch.allclose(seen, (raw - mean) / std, rtol=1e-3, atol=1e-3):
                return name
        return "other"


def _id(row: Row) -> int:
    return (row[4] - 1) // 2


@probe(
    "cross_validate",
    es="23 muestras, una de ellas con un valor enorme, k=3, epochs=2 y lr=0",
    en="23 samples, one of which has a huge value, k=3, epochs=2 and lr=0",
)
def cross_folds(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    shown = _Shown(subject, draw, k=3, epochs=2, batch_size=5, seed=7)
    folds = shown.folds
    record["folds"] = len(folds)
    record["partition"] = sorted(i for val in folds for i in val) == list(range(23))
    apart, epochs, losses = True, True, []
    manners: dict[str, set[str]] = {"scaled by train": set(), "val scaled by train": set()}
    for val, runs in folds.items():
        trained = Counter(_id(row) for train, _ in runs for row in train)
        apart = apart and set(trained) == set(range(23)) - set(val)
        epochs = epochs and set(trained.values()) == {2}
        train = next((rows for rows, _ in reversed(runs) if rows), [])
        validated = runs[-1][1]
        for name, rows in zip(manners, (train, validated), strict=True):
            if rows and trained:
                manners[name].add(shown.manner(rows, sorted(trained)))
        outputs = torch.tensor([[row[2]] for row in validated], dtype=torch.float64)
        targets = torch.tensor([[row[4]] for row in validated], dtype=torch.float64)
        losses.append(_loss(outputs, targets).mean())
    record["train is the rest"] = apart
    record["epochs"] = epochs
    for name, found in manners.items():
        record[name] = found <= {""}
    record["manners"] = "; ".join(", ".join(sorted(found)) for found in manners.values())
    record["phases"] = "".join(("t" if train else "") + ("v" if val else "") for train, val in shown.runs)[:2]
    kind, numbers = describe(shown.returned)
    record["losses kind"] = kind
    record["count"] = int(numbers.numel()) if isinstance(numbers, Tensor) else -1
    if isinstance(numbers, Tensor) and numbers.numel() == len(losses):
        record["last losses"] = numbers.double().flatten() / torch.stack(losses)
    record["a single number"] = ""
    if isinstance(numbers, Tensor) and numbers.numel() == 1 and losses:
        every = torch.stack(losses)
        candidates = {"mean": every.mean(), "least": every.min(), "last": every[-1], "first": every[0]}
        near = [name for name, value in candidates.items() if torch.allclose(numbers.double(), value)]
        record["a single number"] = near[0] if near else "other"


@probe(
    "cross_validate",
    es="la misma semilla dos veces y después otra, con los generadores globales en otro estado",
    en="the same seed twice and then another, with the global generators in another state",
)
def cross_seeds(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    key = draw.integer(0, 2**31)
    shown = []
    for seed, epochs in ((2, 2), (2, 2), (5, 1)):
        _stir(draw.integer(0, 2**31))
        shown.append(_Shown(subject, Draw(key), k=2, epochs=epochs, batch_size=12, seed=seed))
    folds = [list(each.folds) for each in shown]
    record["folds repeatable"] = folds[0] == folds[1]
    record["repeatable"] = folds[0] == folds[1] and shown[0].orders == shown[1].orders
    record["seed matters"] = folds[0] != folds[2]
    record["in a row"] = all(_in_a_row([*val]) or _evenly_spaced([*val]) for val in folds[0])
    orders = [[_id(row) for train, _ in runs for row in train] for runs in shown[0].folds.values()]
    record["reshuffled"] = all(order[: len(order) // 2] != order[len(order) // 2 :] for order in orders)


class _Walks(nn.Module):
    """One weight that all samples pull at alike, so that its path depends on no split; in eval mode a bit more.

    `(b, d) → (b, 1)`.
    """

    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(1))
        self.watch = watch

    def __deepcopy__(self, memo: Any) -> "_Walks":
        copied = _Walks(self.watch)
        copied.load_state_dict(self.state_dict())
        return copied

    def forward(self, inputs: Tensor) -> Tensor:
        self.watch.forward(self, inputs)
        walked = self.weight * torch.ones_like(inputs[:, :1])
        return walked if self.training else walked + 0.125


class _Pulls(nn.Module):
    """mean((outputs − goal)²), whatever the targets."""

    reduction = "mean"

    def __init__(self, goal: float) -> None:
        super().__init__()
        self.goal = goal

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        return (outputs - self.goal + 0 * targets).square().mean()


def _walk(
    subject: Any,
    draw: Draw,
    record: Record,
    make_optimizer: Any,
    *,
    epochs: int,
    k: int = 3,
    batch_size: int = 5,
) -> None:
    """12 samples, so that all folds are equal."""
    X, y = draw.tensor(12, 2).double(), torch.tensor([0, 1] * 6)
    goal = draw.integer(6, 12) / 8
    watch = _Watch()

    def call(given: Any) -> Any:
        watch.events.clear()
        return subject.cross_validate(
            lambda: _Walks(watch),
            lambda model: watch.optimizer(make_optimizer(model)),
            given(X.numpy().copy()),
            given(y.numpy().copy()),
            k=k,
            epochs=epochs,
            batch_size=batch_size,
            criterion=_Pulls(goal),
            seed=11,
        )

    returned: Any = None
    try:
        returned = _numpy_or_tensors(call)
    finally:
        record["steps"] = watch.order.count("s") + watch.order.count("0")
    record.returned("losses", returned)


@probe(
    "cross_validate",
    es="12 muestras, k=3, epochs=2 y SGD",
    en="12 samples, k=3, epochs=2 and SGD",
)
def cross_sgd(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _walk(subject, draw, record, lambda model: SGD(model.parameters(), lr=1 / 16), epochs=2)


@probe(
    "cross_validate",
    es="12 muestras, k=2, epochs=3 y un loss de validación que baja y después sube",
    en="12 samples, k=2, epochs=3 and a validation loss that falls and then rises",
)
def cross_overfits(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _walk(
        subject,
        draw,
        record,
        lambda model: SGD(model.parameters(), lr=1 / 4, momentum=0.875),
        epochs=3,
        k=2,
        batch_size=6,
    )


@probe(
    "cross_validate",
    es="12 muestras, k=2, epochs=2 y Adam",
    en="12 samples, k=2, epochs=2 and Adam",
)
def cross_adam(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _walk(subject, draw, record, lambda model: Adam(model.parameters(), lr=1 / 32, eps=1e-2), epochs=2, k=2)
