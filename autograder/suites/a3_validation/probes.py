"""The probes of a3_validation. Each makes all concerns but one inert.

Which samples a split, a fold or a batch holds is the student's free choice: a probe hands out the indices or the rows
themselves, and its judge says on the trusted side what holds of them. Sizes, seeds and the order of calls are drawn, so
that what was right under one seed is wrong under another.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import combinations, count, pairwise
from typing import Any, NamedTuple, TypeVar

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
from autograder.probing import Draw, Judge, Record, describe, probe
from autograder.recording import Aspects

T = TypeVar("T")


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


def _evidence(part: Any) -> list[int | str]:
    """What is handed out of index lists. Of what is none its type comes first, then the indices that it may mean."""
    indices = _indices(part)
    if indices is not None:
        return [*indices]
    meant: list[int] = []
    with suppress(Exception), numpy.errstate(invalid="ignore"):
        array = numpy.asarray(part).reshape(-1)
        whole = array.astype("int64")
        if array.dtype.kind in "biuf" and (array == whole).all():
            meant = (array.nonzero()[0] if array.dtype.kind == "b" else whole).tolist()
    return [str(getattr(part, "dtype", type(part).__name__)), *meant]


def _part(evidence: Aspects, name: str) -> list[int] | None:
    """The indices again, on the trusted side; None of what is none. Raises where there is no such evidence."""
    part = evidence[name]
    if not isinstance(part, list):
        raise TypeError(name)
    return None if any(isinstance(i, str) for i in part) else [int(i) for i in part]


def _meant(evidence: Aspects, name: str) -> list[int]:
    """The same, with the indices that a mask or other numbers may mean."""
    part = evidence[name]
    return [i for i in part if isinstance(i, int)] if isinstance(part, list) else []


def _count(evidence: Aspects, name: str) -> int:
    """How many there are. Raises where there is no such evidence."""
    count = evidence[name]
    if not isinstance(count, int):
        raise TypeError(name)
    return count


def _stir(key: int) -> None:
    """Puts every global generator into another state."""
    torch.default_generator.manual_seed(key)
    numpy.random.seed(key)
    random.seed(key)


def _in_drawn_order(draw: Draw, variants: Iterable[T], seeds: str) -> list[tuple[T, int]]:
    """Calls that repeat some seeds: "aba" stands for a seed, another, and the first again, one of them 0."""
    drawn = draw.shuffled([0, *draw.shuffled(range(1, 100))[: len(set(seeds)) - 1]])
    known = dict(zip(sorted(set(seeds)), drawn, strict=True))
    return draw.shuffled((variant, known[seed]) for variant in variants for seed in seeds)


def _judge_seeds(record: Record, calls: list[tuple[T, int]], answers: list[Any], aspect: str = "") -> None:
    """Whether the same call gave the same answer, and another seed another."""
    seen: dict[tuple[T, int], list[Any]] = {}
    for call, answer in zip(calls, answers, strict=True):
        seen.setdefault(call, []).append(answer)
    record[aspect or "repeatable"] = all(answer == again[0] for again in seen.values() for answer in again)
    if not aspect:
        record["seed matters"] = all(
            seen[one][0] != seen[other][0] for one, other in combinations(seen, 2) if one[0] == other[0]
        )


# ------------------------------------------------------------ holdout_indices


class _Wanted(NamedTuple):
    """One call of holdout_indices."""

    y: Sequence[int]
    val: float
    test: float
    seed: int
    options: dict[str, bool]

    def of(self, subject: Any) -> Any:
        return _numpy_or_tensors(
            lambda given: subject.holdout_indices(
                given(self.y),
                val_fraction=self.val,
                test_fraction=self.test,
                seed=self.seed,
                **self.options,
            )
        )


def _hand_out_splits(subject: Any, draw: Draw, record: Record, calls: Iterable[_Wanted]) -> None:
    """Evidence of each split: how many parts it has, and its parts."""
    for number, call in enumerate(calls):
        _stir(draw.integer(0, 2**31))
        raw = call.of(subject)
        parts = list(raw) if isinstance(raw, Iterable) else []
        for i, part in enumerate(parts[:3]):
            record[f"{number}/{i}"] = _evidence(part)
        record[f"{number}"] = len(parts)


class _Split:
    """What holds of all splits that one probe asked for."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.truths: dict[str, bool] = {}
        self.notes: set[str] = set()

    def note(self, name: str, truth: bool) -> None:
        self.truths[name] = self.truths.get(name, True) and truth

    def add(self, evidence: Aspects, number: int, call: _Wanted, *, slack: float = 1.0) -> list[list[int]]:
        """Judges one split; gives its three parts, or [] where it is none."""
        n, names = len(call.y), [f"{number}/{i}" for i in range(3)]
        three = _count(evidence, f"{number}") == 3
        self.note("three parts", three)
        if not three:
            return []
        parts = [part for name in names if (part := _part(evidence, name)) is not None]
        self.note("indices", len(parts) == 3 and all(0 <= i < n for part in parts for i in part))
        if len(parts) != 3:
            self.notes |= {"masks" for name in names if "bool" in str(evidence[name])[:20]}
            return []
        named = dict(zip(_PARTS, map(set, parts), strict=True))
        overlaps = {f"{a}&{b}" for a, b in combinations(_PARTS, 2) if named[a] & named[b]}
        self.notes |= overlaps
        self.note("disjoint", not overlaps)
        counts = Counter(i for part in parts for i in part)
        missing = n - len(counts)
        self.note("complete", not missing and (bool(overlaps) or sum(counts.values()) == n))
        if missing:
            self.notes.add("many missing" if missing > n // 10 else "some missing")
        for name, part, fraction in (("val", parts[1], call.val), ("test", parts[2], call.test)):
            fits = abs(len(part) - fraction * n) <= slack + 1e-9
            self.note(f"{name} size", fits)
            if not fits:
                self.notes.add(f"{name} {len(part) / n:.1f} for {fraction}")
        return parts

    def tell(self) -> None:
        for name, truth in self.truths.items():
            self.record[name] = truth
        self.record["notes"] = ", ".join(sorted(self.notes))


_PARTS = ("train", "val", "test")


def _plain_calls(draw: Draw) -> list[_Wanted]:
    seeds = draw.shuffled(range(100))[:3]
    return draw.shuffled(
        _Wanted(range(1000, 1000 + draw.integer(90, 140)), *fractions, seed, {"stratify": False})
        for seed in seeds
        for fractions in ((0.2, 0.1), (0.125, 0.25))
    )


def _judge_plain_split(evidence: Aspects, draw: Draw, record: Record) -> None:
    split, steps = _Split(record), [_Steps(), _Steps()]
    try:
        for number, call in enumerate(_plain_calls(draw)):
            parts = split.add(evidence, number, call)
            for ring, part in zip(steps, parts[1:], strict=False):
                ring.around(part, len(call.y))
    finally:
        split.tell()
    record["shuffled"] = all(ring.irregular for ring in steps) and split.truths["indices"]


class _Steps:
    """How far apart neighbours are, in some parts of a list that is seen as a ring: rolled, it is in order still.

    A right one of a hundred steps or more has never, by chance, two thirds of them alike: each is of the commonest
    length with a probability of about the part's share, a quarter at most.
    """

    def __init__(self) -> None:
        self.alike = self.total = 0

    def add(self, steps: Iterable[int]) -> None:
        lengths = Counter(steps)
        self.alike += max(lengths.values(), default=0)
        self.total += sum(lengths.values())

    def around(self, part: Iterable[int], n: int) -> None:
        """The steps from each of `part` to the next, and from the last to the first."""
        ordered = sorted(set(part))
        self.add((b - a) % n for a, b in zip(ordered, [*ordered[1:], *ordered[:1]], strict=True))

    @property
    def irregular(self) -> bool:
        return 3 * self.alike < 2 * self.total


@probe(
    "holdout_indices",
    es="un centenar de muestras cuyos valores son todos distintos y stratify=False",
    en="a hundred samples or so whose values all differ, and stratify=False",
    judge=_judge_plain_split,
)
def plain_split(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _hand_out_splits(subject, draw, record, _plain_calls(draw))


def _stratified_calls(draw: Draw) -> list[_Wanted]:
    """The labels of a class stand together; class 1 is the largest."""
    seeds, calls = draw.shuffled(range(100))[:3], []
    for seed in seeds:
        for val, test, named in ((0.2, 0.1, {}), (0.15, 0.25, {"stratify": True})):
            sizes = ((1, 88), (4, 57), (6, 33), (9, 21))
            y = [label for label, size in draw.shuffled(sizes) for _ in range(size + draw.integer(-2, 2))]
            calls.append(_Wanted(y, val, test, seed, named))
    return draw.shuffled(calls)


def _judge_stratified_split(evidence: Aspects, draw: Draw, record: Record) -> None:
    split, steps, equal = _Split(record), [_Steps(), _Steps()], []
    try:
        for number, call in enumerate(_stratified_calls(draw)):
            y, sizes = call.y, Counter(call.y)
            parts = split.add(evidence, number, call, slack=len(sizes))
            fractions = (1 - call.val - call.test, call.val, call.test)
            of_classes = [Counter(y[i] for i in part if 0 <= i < len(y)) for part in parts]
            for part, counts, fraction in zip(parts, of_classes, fractions, strict=False):
                shares = {label: fraction * size for label, size in sizes.items()}
                own = {label: len(part) * size / len(y) for label, size in sizes.items()}
                split.note("class shares", all(_near(counts[c], shares[c], own[c]) for c in sizes))
            for ring, part, counts in zip(steps, parts[1:], of_classes[1:], strict=False):
                equal.append(max(counts.values(), default=0) - min(counts.values(), default=9) <= 1)
                of_one = [i - y.index(1) for i in part if 0 <= i < len(y) and y[i] == 1]
                ring.around(of_one, sizes[1])
    finally:
        split.tell()
    record["shuffled"] = all(ring.irregular for ring in steps)
    record["classes made equal"] = bool(equal) and all(equal)


def _near(count: int, share: float, own: float) -> bool:
    """Whether a class has its share in a part: of the fraction asked for, or of the size that the part has.

    Within two samples, for roundings in two steps add up.
    """
    return min(abs(count - share), abs(count - own)) <= 2


@probe(
    "holdout_indices",
    es="unas 200 etiquetas de cuatro clases de tamaños distintos, una clase tras otra",
    en="some 200 labels of four classes of different sizes, one class after the other",
    judge=_judge_stratified_split,
)
def stratified_split(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _hand_out_splits(subject, draw, record, _stratified_calls(draw))


def _two_classes(draw: Draw) -> list[int]:
    """Labels of which a quarter is a whole number, in each class, too."""
    quarter = draw.integer(5, 12)
    return [0] * (4 * quarter) + [1] * (4 * quarter - 8)


def _empty_calls(draw: Draw) -> list[_Wanted]:
    return [
        _Wanted(_two_classes(draw), *fractions, draw.integer(0, 99), {"stratify": stratify})
        for stratify in (True, False)
        for fractions in ((0.0, 0.25), (0.25, 0.0), (0.0, 0.0))
    ]


def _judge_empty_parts(evidence: Aspects, draw: Draw, record: Record) -> None:
    split, empty = _Split(record), []
    try:
        for number, call in enumerate(_empty_calls(draw)):
            parts, shares = split.add(evidence, number, call, slack=2), (call.val, call.test)
            empty += [not part for part, share in zip(parts[1:], shares, strict=False) if not share]
    finally:
        split.tell()
    record["empty parts"] = bool(empty) and all(empty)


@probe("holdout_indices", es="fracciones que son 0", en="fractions that are 0", judge=_judge_empty_parts)
def empty_parts(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _hand_out_splits(subject, draw, record, _empty_calls(draw))


def _split_seeds(draw: Draw) -> list[tuple[bool, int]]:
    return _in_drawn_order(draw, (True, False), "abacb")


def _judge_split_seeds(evidence: Aspects, draw: Draw, record: Record) -> None:
    calls = _split_seeds(draw)
    splits = [
        [
            frozenset(_part(evidence, f"{number}/{i}") or ())
            for i in range(min(3, _count(evidence, f"{number}")))
        ]
        for number in range(len(calls))
    ]
    _judge_seeds(record, calls, splits)


@probe(
    "holdout_indices",
    es="la misma semilla dos veces y después otras, con los generadores globales en otro estado",
    en="the same seed twice and then others, with the global generators in another state",
    judge=_judge_split_seeds,
)
def split_seeds(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    calls, y = _split_seeds(draw), [0] * 60 + [1] * 40
    splits = (_Wanted(y, 0.25, 0.25, seed, {"stratify": stratify}) for stratify, seed in calls)
    _hand_out_splits(subject, draw, record, splits)


_IMPOSSIBLE = {"sum above one": (0.75, 0.5), "sum of one": (0.5, 0.5), "all validation": (1.0, 0.0)}


def _impossible_calls(draw: Draw) -> list[tuple[str, _Wanted]]:
    """Calls that leave nothing, and under "" some that leave something, in a drawn order."""
    return draw.shuffled(
        (name, _Wanted(_two_classes(draw), *fractions, draw.integer(0, 99), {"stratify": stratify}))
        for name, fractions in [*_IMPOSSIBLE.items(), ("", (0.25, 0.25)), ("", (0.125, 0.5))]
        for stratify in (True, False)
    )


def _judge_nothing_left(evidence: Aspects, draw: Draw, record: Record) -> None:
    """Of a refusal it is enough that one of two calls is refused, stratified or not."""
    raised: dict[tuple[str, bool], Any] = {}
    for number, (name, call) in enumerate(_impossible_calls(draw)):
        if not name and evidence[f"{number}"]:
            raise ValueError("it refuses what is possible")
        raised[name, call.options["stratify"]] = evidence[f"{number}"]
    for name in _IMPOSSIBLE:
        record[f"raises {name}"] = raised[name, True] or raised[name, False]


@probe(
    "holdout_indices",
    es="fracciones que no dejan muestras para entrenar",
    en="fractions that leave no sample to train on",
    judge=_judge_nothing_left,
)
def nothing_left(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    for number, (_, call) in enumerate(_impossible_calls(draw)):
        record[f"{number}"] = _raises(lambda call=call: call.of(subject))  # type: ignore[misc]


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


class _Folds(NamedTuple):
    """One call of kfold_indices."""

    n: int
    k: int
    seed: int


def _hand_out_folds(subject: Any, draw: Draw, record: Record, calls: Iterable[_Folds]) -> None:
    """Evidence of each call: how many folds it gives, and the indices of each."""
    for number, call in enumerate(calls):
        _stir(draw.integer(0, 2**31))
        count = 0
        for train, val in subject.kfold_indices(call.n, call.k, seed=call.seed):
            record[f"{number}/{count}/train"] = _evidence(train)
            record[f"{number}/{count}/val"] = _evidence(val)
            count += 1
        record[f"{number}"] = count


def _folds(evidence: Aspects, number: int, read: Callable[[Aspects, str], T]) -> list[tuple[T, T]]:
    """The folds of call `number`, train and val as `read` reads them. Raises where it gave nothing."""
    return [
        (read(evidence, f"{number}/{i}/train"), read(evidence, f"{number}/{i}/val"))
        for i in range(_count(evidence, f"{number}"))
    ]


def _judge_folds(evidence: Aspects, record: Record, calls: list[_Folds]) -> list[tuple[int, list[int]]]:
    """Says what holds of all calls; gives their validation parts, each with its n."""
    truths = dict.fromkeys(("indices", "partition", "balanced", "disjoint", "train is the rest"), True)
    notes, counts, parts = set(), [], []
    for number, (n, k, _) in enumerate(calls):
        indices = [part for fold in _folds(evidence, number, _part) for part in fold]
        truths["indices"] &= all(part is not None and all(0 <= i < n for i in part) for part in indices)
        folds = _folds(evidence, number, _meant)
        counts.append(str(len(folds)))
        parts += [(n, val) for _, val in folds]
        samples = Counter(i for _, val in folds for i in val)
        if max(samples.values(), default=0) > 1:
            notes.add("val overlaps")
        if len(samples) < n:
            notes.add("val incomplete")
        truths["partition"] &= sorted(samples.elements()) == list(range(n))
        sizes = [len(val) for _, val in folds]
        truths["balanced"] &= bool(sizes) and max(sizes) - min(sizes) <= 1
        truths["train is the rest"] &= bool(folds)
        for train, val in folds:
            if set(train) & set(val):
                notes.add("train&val")
                truths["disjoint"] = False
            if len({*train, *val}) < n:
                notes.add("train incomplete")
            if len(train) < len(val) and k > 2:
                notes.add("train is the smaller")
            truths["train is the rest"] &= sorted([*train, *val]) == list(range(n))
    record["folds"] = ", ".join(counts)
    for name, truth in truths.items():
        record[name] = truth
    record["notes"] = ", ".join(sorted(notes))
    return parts


def _even_calls(draw: Draw) -> list[_Folds]:
    return [_Folds(k * draw.integer(8, 10), k, draw.integer(0, 99)) for k in draw.shuffled((4, 5, 6, 7))[:3]]


def _judge_even_folds(evidence: Aspects, draw: Draw, record: Record) -> None:
    steps = _Steps()
    for n, val in _judge_folds(evidence, record, _even_calls(draw)):
        steps.around(val, n)
    record["shuffled"] = steps.irregular and bool(record.aspects["indices"])


@probe(
    "kfold_indices",
    es="un k que divide a n_samples",
    en="a k that divides n_samples",
    judge=_judge_even_folds,
)
def even_folds(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _hand_out_folds(subject, draw, record, _even_calls(draw))


def _uneven_calls(draw: Draw) -> list[_Folds]:
    """Left over is one sample, or several but fewer than all folds but one."""
    several = [(k, draw.integer(2, k - 2)) for k in (8, draw.integer(10, 12))]
    return [
        _Folds(draw.integer(26, 38) // k * k + left, k, draw.integer(0, 99))
        for k, left in draw.shuffled([(draw.integer(4, 5), 1), *several])
    ]


def _judge_uneven_folds(evidence: Aspects, draw: Draw, record: Record) -> None:
    _judge_folds(evidence, record, _uneven_calls(draw))


@probe(
    "kfold_indices",
    es="un k que no divide a n_samples",
    en="a k that does not divide n_samples",
    judge=_judge_uneven_folds,
)
def uneven_folds(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _hand_out_folds(subject, draw, record, _uneven_calls(draw))


def _one_per_fold(draw: Draw) -> list[_Folds]:
    n = draw.integer(6, 12)
    return [_Folds(n, n, draw.integer(0, 99))]


def _judge_one_per_fold(evidence: Aspects, draw: Draw, record: Record) -> None:
    _judge_folds(evidence, record, _one_per_fold(draw))


@probe("kfold_indices", es="k igual a n_samples", en="k equal to n_samples", judge=_judge_one_per_fold)
def one_per_fold(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _hand_out_folds(subject, draw, record, _one_per_fold(draw))


def _fold_seeds(draw: Draw) -> list[tuple[tuple[int, int], int]]:
    return _in_drawn_order(draw, ((40, 4), (33, 3)), "abacb")


def _judge_fold_seeds(evidence: Aspects, draw: Draw, record: Record) -> None:
    calls = _fold_seeds(draw)
    answers = [
        [(frozenset(train or ()), frozenset(val or ())) for train, val in _folds(evidence, number, _part)]
        for number in range(len(calls))
    ]
    _judge_seeds(record, calls, answers)


@probe(
    "kfold_indices",
    es="la misma semilla dos veces y después otras, con los generadores globales en otro estado",
    en="the same seed twice and then others, with the global generators in another state",
    judge=_judge_fold_seeds,
)
def fold_seeds(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    calls = [_Folds(n, k, seed) for (n, k), seed in _fold_seeds(draw)]
    _hand_out_folds(subject, draw, record, calls)


def _impossible_k(draw: Draw) -> tuple[int, list[tuple[int, int]]]:
    """n, and in a drawn order the numbers from 1 of what is no k for it, with it; 0 with what is one."""
    n, possible = draw.choice((12, (2, 3, 4, 6)), (18, (2, 3, 6, 9)), (20, (2, 4, 5, 10)))
    return n, draw.shuffled([*enumerate((1, 0, -2, n + 1), start=1), *((0, k) for k in possible)])


def _judge_impossible_k(evidence: Aspects, draw: Draw, record: Record) -> None:
    raised: dict[int, Any] = {}
    for i, (number, _) in enumerate(_impossible_k(draw)[1]):
        if not number and evidence[f"{i}"]:
            raise ValueError("it refuses what is possible")
        raised[number] = evidence[f"{i}"]
    for number in range(1, 5):
        record[f"raises k {number}"] = raised[number]


@probe("kfold_indices", es="un k imposible", en="an impossible k", judge=_judge_impossible_k)
def impossible_k(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    n, cases = _impossible_k(draw)
    for i, (_, k) in enumerate(cases):
        record[f"{i}"] = _raises(lambda k=k: list(subject.kfold_indices(n, k, seed=1)))  # type: ignore[misc]


# --------------------------------------------------------------- make_loaders


class _Data:
    """Drawn keys in the first column of X and, times three, in y; train shuffled, val ascending.

    Neither part is a multiple of `batch_size`.
    """

    def __init__(self, draw: Draw, batch_size: int) -> None:
        self.batch_size = batch_size
        n_train, n_val = (
            draw.choice(*(n for n in sizes if n % batch_size > 1)) for sizes in (range(22, 35), range(10, 15))
        )
        keys = [40 * i + draw.integer(0, 39) for i in draw.shuffled(range(n_train + n_val))]
        self.place = {key: i for i, key in enumerate(keys)}
        self.X = draw.tensor(len(keys), 3).double()
        self.X[:, 0] = torch.tensor(keys)
        self.y = 3 * torch.tensor(keys) + 1
        shuffled = draw.shuffled(range(len(keys)))
        self.train, self.val = shuffled[n_val:], sorted(shuffled[:n_val])

    def loaders(self, subject: Any, *, seed: int) -> Any:
        def call(given: Any) -> Any:
            def make() -> Any:
                X, y = given(self.X.numpy().copy()), given(self.y.numpy().copy())
                train, val = given(numpy.array(self.train)), given(numpy.array(self.val))
                return subject.make_loaders(X, y, train, val, batch_size=self.batch_size, seed=seed)

            for each in make():
                next(iter(each))  # some code only finds out here what it was given
            return make()  # anew, with no iteration behind it

        return _numpy_or_tensors(call)

    def order(self, evidence: Aspects, name: str) -> list[int]:
        """The samples of one epoch, in order. Raises where there are others than were given."""
        keys = evidence[name]
        assert isinstance(keys, list)
        return [self.place[int(key)] for key in keys]


def _order(batches: Any) -> list[int | str]:
    """The keys of one epoch, in order."""
    return [round(value) for inputs, _ in batches for value in inputs[:, 0].tolist()]


def _batched(draw: Draw) -> _Data:
    return _Data(draw, batch_size=draw.integer(4, 6))


def _judge_batches(evidence: Aspects, draw: Draw, record: Record) -> None:
    data = _batched(draw)
    orders: dict[str, list[int]] = {"train": [], "val": []}
    kinds: dict[str, set[str]] = {}
    unpaired, rows_kept, sizes = set(), True, []
    for part, order in orders.items():
        for i in range(_count(evidence, part)):
            inputs, targets, keys = (evidence[f"{part}/{i}/{name}"] for name in ("inputs", "targets", "keys"))
            assert isinstance(inputs, Tensor) and isinstance(targets, Tensor) and isinstance(keys, Tensor)
            for name, tensor in (("inputs", inputs), ("targets", targets)):
                shape = ["batch" if len(tensor) == len(inputs) else "?", *map(str, tensor.shape[1:])]
                kinds.setdefault(f"{name} shape", set()).add(f"({', '.join(shape)})")
                kinds.setdefault(f"{name} type", set()).add(str(evidence[f"{part}/{i}/{name} type"]))
            places = [data.place.get(round(key), -1) for key in keys.tolist()]
            rows = data.X[places]
            rows_kept = rows_kept and inputs.shape == rows.shape and torch.allclose(inputs, rows)
            flat = targets.flatten()
            if flat.shape != keys.shape or not torch.equal(3 * keys + 1, flat):
                unpaired.add(part)
            order += places
            sizes += [str(len(inputs))] if part == "train" else []
    for name, found in kinds.items():
        record[name] = ", ".join(sorted(found))
    record["paired"] = not unpaired
    record["unpaired"] = ", ".join(sorted(unpaired))
    record["train samples"] = sorted(orders["train"]) == sorted(data.train)
    record["val samples"] = sorted(orders["val"]) == data.val
    record["batch sizes"] = " ".join(sizes)
    record["rows kept"] = rows_kept
    counts = (len(orders["train"]), len(orders["val"]))
    record["counts"] = "" if counts == (len(data.train), len(data.val)) else f"{counts[0]}, {counts[1]}"


@probe(
    "make_loaders",
    es="muestras de train y de validación que batch_size no divide",
    en="training and validation samples that batch_size does not divide",
    judge=_judge_batches,
)
def batches(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    for part, batches in zip(("train", "val"), _batched(draw).loaders(subject, seed=9), strict=True):
        count = 0
        for inputs, targets in batches:
            for name, tensor in (("inputs", inputs), ("targets", targets)):
                record[f"{part}/{count}/{name}"] = tensor.double()
                record[f"{part}/{count}/{name} type"] = str(tensor.dtype).removeprefix("torch.")
            record[f"{part}/{count}/keys"] = inputs[:, 0].double()
            count += 1
        record[part] = count


_EPOCHS = 3


def _judge_reshuffles(evidence: Aspects, draw: Draw, record: Record) -> None:
    data = _Data(draw, batch_size=5)
    train, val = (
        [data.order(evidence, f"{part}/{epoch}") for epoch in range(_EPOCHS)] for part in ("train", "val")
    )
    record["train samples"] = all(sorted(order) == sorted(data.train) for order in train)
    record["reshuffled"] = all(_mixed(order, before) for before, order in combinations(train, 2))
    record["shuffled"] = all(
        _mixed(order, before) for order in train for before in (data.train, sorted(data.train))
    )
    record["val order"] = all(order == data.val for order in val) or (
        all(val) and not all(sorted(order) == data.val for order in val)
    )  # where samples are missing, that is another matter


def _mixed(order: list[int], before: list[int]) -> bool:
    """Whether most samples follow upon another than `before`: neither rotated nor the same batches in another order."""
    place, steps = {sample: i for i, sample in enumerate(before)}, _Steps()
    steps.add((place[b] - place[a]) % len(before) for a, b in pairwise(order) if a in place and b in place)
    return steps.irregular


@probe("make_loaders", es="tres epochs", en="three epochs", judge=_judge_reshuffles)
def reshuffles(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    train_loader, val_loader = _Data(draw, batch_size=5).loaders(subject, seed=4)
    for epoch in range(_EPOCHS):
        record[f"train/{epoch}"] = _order(train_loader)
        record[f"val/{epoch}"] = _order(val_loader)


def _loader_seeds(draw: Draw) -> tuple[_Data, list[tuple[str, int]]]:
    return _Data(draw, batch_size=4), _in_drawn_order(draw, ("",), "aba")


def _hand_out_orders(subject: Any, draw: Draw, record: Record, meanwhile: Callable[[], None]) -> None:
    """Evidence of each call: the orders of the first two epochs."""
    data, calls = _loader_seeds(draw)
    for number, (_, seed) in enumerate(calls):
        _stir(draw.integer(0, 2**31))
        train_loader, val_loader = data.loaders(subject, seed=seed)
        for epoch in range(2):
            meanwhile()
            record[f"{number}/{epoch}"] = _order(train_loader)
            meanwhile()
            _order(val_loader)


def _replays(evidence: Aspects, draw: Draw) -> tuple[list[tuple[str, int]], list[Any]]:
    """The calls, and the orders that each gave."""
    data, calls = _loader_seeds(draw)
    orders = [
        [data.order(evidence, f"{number}/{epoch}") for epoch in range(2)] for number in range(len(calls))
    ]
    if not all(order for epochs in orders for order in epochs):
        raise ValueError("nothing is in no order")
    return calls, orders


def _judge_loader_seeds(evidence: Aspects, draw: Draw, record: Record) -> None:
    _judge_seeds(record, *_replays(evidence, draw))


@probe(
    "make_loaders",
    es="la misma semilla dos veces y otra",
    en="the same seed twice and another",
    judge=_judge_loader_seeds,
)
def loader_seeds(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _hand_out_orders(subject, draw, record, lambda: None)


def _judge_loader_seeds_after_draws(evidence: Aspects, draw: Draw, record: Record) -> None:
    _judge_seeds(record, *_replays(evidence, draw), "repeatable after draws")


@probe(
    "make_loaders",
    es="la misma semilla dos veces, y números sacados del generador global entre medio",
    en="the same seed twice, and numbers drawn from the global generator in between",
    judge=_judge_loader_seeds_after_draws,
)
def loader_seeds_after_draws(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _hand_out_orders(subject, draw, record, lambda: _stir(draw.integer(0, 2**31)))


# ------------------------------------------------------------------- evaluate


class _Watch(Watch):
    """The same for a model and its copies; it keeps the rows that they see, too."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Tensor] = []

    def __deepcopy__(self, memo: Any) -> "_Watch":
        return self


class _Net(Net):
    """A Net that may drop outputs, and knows whether its outputs carry a graph, by whatever means they do not."""

    watch: _Watch

    def __init__(
        self, draw: Draw, watch: _Watch, *, norm: bool = False, dropout: float = 0.0, columns: int = 2
    ) -> None:
        super().__init__(draw, watch, norm=norm)
        self.dropout = nn.Dropout(dropout)
        self.columns = columns

    def forward(self, inputs: Tensor) -> Tensor:
        outputs: Tensor = self.dropout(super().forward(inputs))[:, : self.columns]
        if not outputs.requires_grad:
            self.watch.events[-1] = self.watch.events[-1].upper()
        self.watch.rows.append(inputs.detach().cpu().clone())
        return outputs


def _evaluate(
    subject: Any, record: Record, net: _Net, data: Any, device: torch.device, *, times: int = 1
) -> None:
    """Evidence: what it returned, in which modes the network ran and on which rows."""
    criterion, losses = Criterion(net.watch), []
    try:
        for _ in range(times):
            losses.append(subject.evaluate(net, data, criterion, device))
    finally:
        record["events"] = net.watch.order
        record["rows"] = torch.cat([torch.zeros(0, 3), *net.watch.rows])
    record.returned("losses", losses)


_WHERE_ROWS_WERE_SEEN = (
    "mode afterwards", "modules agree", "gradients on afterwards", "frozen afterwards",
)  # fmt: skip
"""What everybody finds where nothing was done."""


def _judge_evaluate(data: Callable[[Draw], DataLoader[Any]] = loader, *, times: int = 1) -> Judge:
    """How the network was used. It draws the `data` first, as the probe does."""

    def judge(evidence: Aspects, draw: Draw, record: Record) -> None:
        for name in ("losses", "losses kind", "statistics", "gradients", "path"):
            if name in evidence:
                record[name] = evidence[name]
        events, rows = evidence["events"], evidence["rows"]
        assert isinstance(events, str) and isinstance(rows, Tensor)
        record["modes"] = ", ".join(
            mode for mode, letters in (("eval", "eE"), ("train", "fF")) if {*letters} & {*events}
        )
        samples = Counter(round(first) for first in rows[:, 0].clamp(-1e6, 1e6).tolist())
        record["samples"] = ",".join(map(str, sorted(samples)))
        repeated = max(samples.values(), default=0) > times
        record["forwards"] = "more than one per sample" if repeated else ""
        if not {*map(tuple, rows.tolist())} & {*map(tuple, _inputs(data(draw)).tolist())}:
            return
        record["graph"] = bool({*"fe"} & {*events})
        for name in _WHERE_ROWS_WERE_SEEN:
            if name in evidence:
                record[name] = evidence[name]

    return judge


def _inputs(data: DataLoader[Any]) -> Tensor:
    inputs: Tensor = data.dataset.tensors[0]  # type: ignore[attr-defined]
    return inputs


@probe(
    "evaluate",
    es="un loader cuyo último batch es más chico",
    en="a loader whose last batch is smaller",
    judge=_judge_evaluate(),
    gpu=True,
)
def mean_loss(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    data = loader(draw)
    _evaluate(subject, record, _Net(draw, _Watch()).to(device).eval(), data, device)


def _seven_in_threes(draw: Draw) -> DataLoader[Any]:
    inputs, targets = batch(draw, 7)
    return DataLoader(TensorDataset(inputs, targets[:, :1]), batch_size=3)


@probe(
    "evaluate",
    es="una red con una sola salida y un último batch de una muestra",
    en="a network with a single output and a last batch of one sample",
    judge=_judge_evaluate(_seven_in_threes),
)
def one_output(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    data = _seven_in_threes(draw)
    _evaluate(subject, record, _Net(draw, _Watch(), columns=1).to(device).eval(), data, device)


def _one_batch(draw: Draw) -> DataLoader[Any]:
    return loader(draw, sizes=(6,))


@probe(
    "evaluate",
    es="un loader de un solo batch",
    en="a loader of a single batch",
    judge=_judge_evaluate(_one_batch),
)
def single_batch(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    data = _one_batch(draw)
    _evaluate(subject, record, _Net(draw, _Watch()).to(device).eval(), data, device)


@probe(
    "evaluate",
    es="una red con BatchNorm que llega en modo train, dos veces",
    en="a network with BatchNorm handed over in train mode, twice",
    judge=_judge_evaluate(times=2),
)
def norm_in_train_mode(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    data, net = loader(draw), _Net(draw, _Watch(), norm=True).to(device)
    try:
        _evaluate(subject, record, net, data, device, times=2)
    finally:
        record["statistics"] = torch.cat([buffer.double().reshape(-1) for buffer in net.buffers()])
    _record_modes(record, net)


def _record_modes(record: Record, net: nn.Module) -> None:
    record["mode afterwards"] = "train" if net.training else "eval"
    record["modules agree"] = len({module.training for module in net.modules()}) == 1


@probe(
    "evaluate",
    es="una red con Dropout que llega en modo train",
    en="a network with Dropout handed over in train mode",
    judge=_judge_evaluate(),
)
def dropout_in_train_mode(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    data, net = loader(draw), _Net(draw, _Watch(), dropout=0.5).to(device)
    _evaluate(subject, record, net, data, device)
    _record_modes(record, net)


@probe(
    "evaluate",
    es="una red con BatchNorm que llega en modo eval",
    en="a network with BatchNorm handed over in eval mode",
    judge=_judge_evaluate(),
)
def norm_in_eval_mode(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    data, net = loader(draw), _Net(draw, _Watch(), norm=True).to(device).eval()
    _evaluate(subject, record, net, data, device)
    _record_modes(record, net)


def _equal_batches(draw: Draw) -> DataLoader[Any]:
    return loader(draw, sizes=(3, 3))


@probe(
    "evaluate",
    es="una red cuyos parámetros ya tienen gradientes",
    en="a network whose parameters already have gradients",
    judge=_judge_evaluate(_equal_batches),
)
def gradients_kept(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    data, net = _equal_batches(draw), _Net(draw, _Watch()).to(device)
    for parameter in net.parameters():
        parameter.grad = draw.tensor(*parameter.shape).to(device)
    try:
        _evaluate(subject, record, net, data, device)
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
        record["devices"] = [*watch.devices]
        record["to"] = [*moves.to]


def _judge_on_gpu(evidence: Aspects, draw: Draw, record: Record) -> None:
    devices, to = evidence["devices"], evidence["to"]
    assert isinstance(devices, list) and isinstance(to, list)
    record["devices"] = ", ".join(sorted(set(map(str, devices))))
    record["moved"] = "cuda" in to
    record["left on the CPU"] = "cpu" in to


@probe(
    "evaluate",
    es="la red en la GPU y los batches en la CPU",
    en="the network on the GPU and the batches on the CPU",
    judge=_judge_on_gpu,
    gpu=True,
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


@probe("train_and_validate", es="dos epochs con Adam", en="two epochs with Adam", gpu=True)
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
    judge=_judge_on_gpu,
    gpu=True,
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
"""What reached the criterion of one sample: in train mode?, which model, two features, the target (in the judges'
hands: which sample)."""


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


class _Samples:
    """Some samples, one of them with a huge second feature, which the loss does not look at, and drawn targets."""

    def __init__(self, draw: Draw) -> None:
        self.n = draw.choice(22, 23, 25, 26)
        self.X = draw.tensor(self.n, 3).double() * 4 + 2
        self.X[:, 0] = torch.tensor(draw.shuffled(range(self.n))) / 4  # all differ
        self.X[:, 0] += draw.tensor(self.n, high=-0.875)
        self.X[draw.integer(0, self.n - 1), 1] = 4096.0
        self.y = torch.tensor(draw.shuffled(range(200))[: self.n])

    def hand_out(
        self, subject: Any, record: Record, name: str, *, k: int, epochs: int, batch_size: int, seed: int
    ) -> Any:
        """One call of cross_validate with lr=0, and as evidence all that the folds saw."""
        log = _Log()

        def call(given: Any) -> Any:
            log.rows.clear()
            return subject.cross_validate(
                lambda: _Shows(log),
                lambda model: SGD(model.parameters(), lr=0.0),
                given(self.X.numpy().copy()),
                given(self.y.numpy().copy()),
                k=k,
                epochs=epochs,
                batch_size=batch_size,
                criterion=log.criterion,
                seed=seed,
            )

        returned = _numpy_or_tensors(call)
        record[name] = torch.tensor(log.rows, dtype=torch.float64).reshape(-1, 5)
        return returned


MAX_ROWS = 20_000  # that models saw in one call: a few hundred are many


class _Shown:
    """What the folds of one call saw, by the evidence. Rows with a target that was not given show nothing."""

    def __init__(self, data: _Samples, evidence: Aspects, name: str) -> None:
        rows = evidence[name]
        assert isinstance(rows, Tensor) and len(rows) <= MAX_ROWS
        place = {target: i for i, target in enumerate(data.y.tolist())}
        self.data = data
        self.runs = _runs(
            (bool(training), int(model), first, second, place[target])
            for training, model, first, second, target in rows.tolist()
            if target in place
        )

    @property
    def folds(self) -> dict[tuple[int, ...], list[tuple[list[Row], list[Row]]]]:
        """The samples of a validation part → the runs that ended with it."""
        folds: dict[tuple[int, ...], list[Any]] = {}
        for run in self.runs:
            folds.setdefault(tuple(sorted({row[4] for row in run[1]})), []).append(run)
        return folds

    @property
    def orders(self) -> list[list[int]]:
        return [[row[4] for row in train] for train, _ in self.runs]

    def manner(self, rows: list[Row], trained: list[int]) -> str:
        """By whose statistics rows were standardised: "" those of the training part."""
        own = sorted({row[4] for row in rows})
        seen = torch.tensor([row[2:4] for row in rows]).double()
        raw = self.data.X[[row[4] for row in rows], :2]
        for name, samples in (("", trained), ("own", own), ("all", list(range(self.data.n))), ("raw", [])):
            base = self.data.X[samples, :2]
            mean, std = (base.mean(0), base.std(0, correction=0)) if samples else (0.0, 1.0)
            if torch.allclose(seen, (raw - mean) / std, rtol=1e-3, atol=1e-3):
                return name
        return "other"


def _runs(rows: Iterable[Row]) -> list[tuple[list[Row], list[Row]]]:
    """Rows that one model saw in train mode and those that it saw in eval mode next, again and again."""
    runs: list[tuple[list[Row], list[Row]]] = []
    latest: dict[int, tuple[list[Row], list[Row]]] = {}
    last: tuple[bool, int] | None = None
    for row in rows:
        training, model = row[:2]
        run = latest.get(model)
        if run is None or (run[1] and last != (False, model)) or (training and run[1]):
            run = latest[model] = ([], [])
            runs.append(run)
        run[not training].append(row)
        last = training, model
    return runs


def _judge_cross_folds(evidence: Aspects, draw: Draw, record: Record) -> None:
    data = _Samples(draw)
    shown = _Shown(data, evidence, "rows")
    everyone, folds = range(data.n), shown.folds
    record["folds"] = len(folds)
    if len(folds) > data.n:
        raise ValueError("not what folds of these samples show")
    record["partition"] = sorted(i for val in folds for i in val) == [*everyone]
    apart, epochs, losses = True, True, []
    manners: dict[str, set[str]] = {"scaled by train": set(), "val scaled by train": set()}
    for val, runs in folds.items():
        trained = Counter(row[4] for train, _ in runs for row in train)
        apart = apart and set(trained) == {*everyone} - {*val}
        epochs = epochs and set(trained.values()) == {2}
        train = next((rows for rows, _ in reversed(runs) if rows), [])
        validated = runs[-1][1]
        for name, rows in zip(manners, (train, validated), strict=True):
            if rows and trained:
                manners[name].add(shown.manner(rows, sorted(trained)))
        outputs = torch.tensor([row[2] for row in validated], dtype=torch.float64)
        losses.append(_loss(outputs, data.y[[row[4] for row in validated]]).mean())
    record["train is the rest"] = apart
    record["epochs"] = epochs
    for name, found in manners.items():
        record[name] = found <= {""}
    record["manners"] = "; ".join(", ".join(sorted(found)) for found in manners.values())
    record["phases"] = "".join(("t" if train else "") + ("v" if val else "") for train, val in shown.runs)[:2]
    numbers = evidence.get("losses")
    record["losses kind"] = evidence["losses kind"]
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
    es="22 a 26 muestras, una de ellas con un valor enorme, k=3, epochs=2 y lr=0",
    en="22 to 26 samples, one of which has a huge value, k=3, epochs=2 and lr=0",
    judge=_judge_cross_folds,
)
def cross_folds(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    data, seed = _Samples(draw), draw.integer(0, 99)
    returned = data.hand_out(subject, record, "rows", k=3, epochs=2, batch_size=5, seed=seed)
    record.returned("losses", returned)


def _cross_seeds(draw: Draw) -> tuple[_Samples, list[tuple[int, int]]]:
    """The data and, in a drawn order, a seed twice with two epochs and another with one."""
    one, other = draw.shuffled(range(100))[:2]
    return _Samples(draw), draw.shuffled([(one, 2), (one, 2), (other, 1)])


def _judge_cross_seeds(evidence: Aspects, draw: Draw, record: Record) -> None:
    data, calls = _cross_seeds(draw)
    shown = [_Shown(data, evidence, f"{number}") for number in range(len(calls))]
    first, again = (each for each, (_, epochs) in zip(shown, calls, strict=True) if epochs == 2)
    other = next(each for each, (_, epochs) in zip(shown, calls, strict=True) if epochs == 1)
    folds = list(first.folds)
    record["folds repeatable"] = folds == list(again.folds)
    record["repeatable"] = folds == list(again.folds) and first.orders == again.orders
    record["seed matters"] = folds != list(other.folds)
    record["in a row"] = all(len({b - a for a, b in pairwise(val)}) <= 1 for val in folds)
    orders = [[row[4] for train, _ in runs for row in train] for runs in first.folds.values()]
    record["reshuffled"] = all(order[: len(order) // 2] != order[len(order) // 2 :] for order in orders)


@probe(
    "cross_validate",
    es="la misma semilla dos veces y además otra, con los generadores globales en otro estado",
    en="the same seed twice and another as well, with the global generators in another state",
    judge=_judge_cross_seeds,
)
def cross_seeds(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    data, calls = _cross_seeds(draw)
    for number, (seed, epochs) in enumerate(calls):
        _stir(draw.integer(0, 2**31))
        data.hand_out(subject, record, f"{number}", k=2, epochs=epochs, batch_size=12, seed=seed)


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
