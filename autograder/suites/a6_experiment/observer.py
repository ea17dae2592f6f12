"""What a whole experiment did with its data, seen from the outside.

Every forward pass of whatever model the student writes is seen by torch's global hooks (`Observer`, where student code
runs). Each row carries its number in seven columns of bits, which any scaling leaves readable, so that one can tell
which rows were trained on, which were looked at meanwhile, and which only at the end (`Story`, on the trusted side).
What cannot be seen (a model that gets other columns, say) is taken to be as it should be: only what was shown to be
wrong counts against anybody. But who asks no model and computes no gradient has made no experiment.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from inspect import getattr_static, signature
from types import FunctionType
from typing import Any
from unittest import mock

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy, binary_cross_entropy_with_logits, cross_entropy
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook

from autograder.compiler import as_it_is
from autograder.probing import Draw, Record
from autograder.recording import MAX_NUMBERS, Aspects

OFF_THE_RULER = 0.05  # deviations, of a part's line; who measures validation by itself is 0.3 off
DRY_ROWS = 2  # at most, of a pass before all training that only tells lazy layers their sizes
BITS = 7
ROWS = 2**BITS


@dataclass
class Data:
    X: np.ndarray  # (ROWS, features), float64
    y: np.ndarray  # (ROWS,), int64

    @property
    def width(self) -> int:
        return int(self.X.shape[1])

    def standard(self) -> Tensor:
        """All rows, standardised by their own mean and deviation."""
        X = torch.as_tensor(self.X)
        return (X - X.mean(dim=0)) / X.std(dim=0)

    def numbers(self, rows: Tensor) -> Tensor:
        """The numbers of rows that went into a model, whatever scaled them."""
        return self._places[(rows[:, :BITS] > 0).long() @ (2 ** torch.arange(BITS))]

    @cached_property
    def _places(self) -> Tensor:
        """Where the row of each code is."""
        return torch.as_tensor(self.X[:, :BITS].astype(int) @ (2 ** np.arange(BITS))).argsort()


def data(draw: Draw, positives: int, *, noise: float = 1.5) -> Data:
    """Two informative columns, three with a few far values (so that every part has statistics of its own), the bits.

    Labels that are one third noise, or more: validation loss falls first and rises soon.
    """
    order = draw.shuffled(range(ROWS))
    bits = np.array([[number >> bit & 1 for bit in range(BITS)] for number in order], dtype=float)
    informative = draw.tensor(ROWS, 2).numpy().astype(float)
    far = np.stack(
        [
            draw.tensor(ROWS).numpy() + 40 * np.isin(np.arange(ROWS), draw.shuffled(range(ROWS))[:9])
            for _ in range(3)
        ],
        axis=1,
    )
    score = informative.sum(axis=1) + noise * draw.tensor(ROWS).numpy()
    y = np.zeros(ROWS, dtype=np.int64)
    y[np.argsort(-score, kind="stable")[:positives]] = 1
    return Data(np.concatenate([bits, informative, far], axis=1), y)


Place = tuple[int, int]  # which pass, which of its rows


@dataclass
class Pass:
    """One forward pass of the model."""

    inputs: Tensor
    outputs: Tensor | None  # one row for each of the inputs'
    given: Tensor  # the inputs with whatever was added to them
    module: nn.Module
    inner: Tensor | None = None  # what the first linear layer got
    trained: bool = False  # a gradient came back
    stretched: bool = False  # the inputs are not what the student gave
    version: int = 0  # how often the weights had been written


_call = nn.Module.__call__


def _by_position(module: nn.Module, *arguments: Any, **named: Any) -> Any:
    """A call by one name alone, `model(x=rows)`, as hooks see it: they are not shown what is named."""
    if arguments or len(named) != 1 or _only_by_name(module):
        return _call(module, *arguments, **named)
    return _call(module, *named.values())


def _only_by_name(module: nn.Module) -> bool:
    return all(p.kind is p.KEYWORD_ONLY for p in signature(module.forward).parameters.values())


class Observer:
    """Within `with`: every forward pass of a module on rows of `data`.

    `stretch` scripts how validation goes: its first number multiplies the rows that are looked at in evaluation mode
    after the first epoch, and so on, the last one for all later epochs. Where the labels are noise, a greater number
    means a greater loss. What comes to be looked at later, test above all, is left as it is.
    """

    def __init__(self, data: Data, stretch: tuple[float, ...] = ()) -> None:
        self.data = data
        self.stretch = stretch
        self.passes: list[Pass] = []
        self.devices: set[str] = set()
        self.worked = 0  # how often a model was asked, or gradients computed
        self.blind = False  # whether somebody took the hooks away
        self.start: float | None = None  # what tells the weights at the first look
        self.cleared = True  # whether each update used gradients of its own alone
        self._epoch, self._training, self._now = 0, False, 1.0
        self._validation: set[int] = set()
        self._learner: Tensor | None = None  # a parameter of the model that is trained
        self._version_then = 0  # of it, at the last backward pass
        self._calling: list[nn.Module] = []
        self._forwards: list[Callable[..., Any]] = []  # that are put in the place of others
        self._blocks: dict[
            nn.Module, slice | None
        ] = {}  # where a module's wider inputs have the columns of data

    def __enter__(self) -> "Observer":
        self._within: list[nn.Module] = []
        self._inner: Tensor | None = None
        self._handles = [
            register_module_forward_pre_hook(self._before),
            register_module_forward_hook(self._after, always_call=True),
        ]
        self._patches = [
            mock.patch.object(nn.Module, "__call__", self._called),
            mock.patch.object(nn.Module, "__init__", self._making(nn.Module.__init__)),
            mock.patch.object(torch.jit, "script", as_it_is),  # it reads the source of what stands there
            mock.patch.object(
                torch.autograd, "backward", self._working(torch.autograd.backward, self._look_at_gradients)
            ),
            mock.patch.object(torch.autograd, "grad", self._working(torch.autograd.grad)),
        ]
        for patch in self._patches:
            patch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._look_at_hooks()
        for patch in reversed(self._patches):
            patch.stop()
        for handle in self._handles:
            handle.remove()

    @cached_property
    def _called(self) -> Callable[..., Any]:
        """What a call of any module is."""

        def called(module: nn.Module, *arguments: Any, **named: Any) -> Any:
            self._calling.append(module)
            try:
                return _by_position(module, *arguments, **named)
            finally:
                self._calling.pop()

        return called

    def _making(self, init: Callable[..., None]) -> Callable[..., None]:
        """`init`, and then whoever asks the module by `forward(rows)` calls it: hooks see nothing else."""

        def made(module: nn.Module, *args: Any, **kwargs: Any) -> None:
            init(module, *args, **kwargs)
            forward = getattr_static(module, "forward")
            if isinstance(forward, FunctionType) and forward not in self._forwards:
                self._forwards.append(patched := self._asking(forward))
                patch = mock.patch.object(type(module), "forward", patched)
                patch.start()
                self._patches.append(patch)

        return made

    def _asking(self, forward: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(forward)
        def asked(module: nn.Module, *arguments: Any, **named: Any) -> Any:
            if self._calling and self._calling[-1] is module:
                return forward(module, *arguments, **named)
            return module(*arguments, **named)

        return asked

    def _working(
        self, function: Callable[..., Any], look: Callable[[], None] = lambda: None
    ) -> Callable[..., Any]:
        """The function, noted when it is called."""

        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            self.worked += 1
            self._look_at_hooks()
            look()
            return function(*args, **kwargs)

        return call

    def _look_at_hooks(self) -> None:
        hooked = all(handle.id in (handle.hooks_dict_ref() or {}) for handle in self._handles)
        self.blind |= not hooked or nn.Module.__call__ is not self._called

    def _look_at_gradients(self) -> None:
        """Before a backward pass: gradients that are left of weights from before an update are no batch's own."""
        weights = self._learner
        if weights is None or weights.is_meta:
            return
        changed, self._version_then = weights._version != self._version_then, weights._version
        if changed and weights.grad is not None and bool(weights.grad.any()):
            self.cleared = False

    def _rows(self, module: nn.Module, arguments: Any) -> Tensor | None:
        """The rows of data among the arguments, `(rows, width)`, without what columns there are beside."""
        rows = arguments[0] if arguments else None
        if not isinstance(rows, Tensor) or rows.ndim < 2:
            return None
        rows = rows.flatten(1)  # as a convolution gets them
        if rows.shape[1] == self.data.width + 1 and not rows.is_meta:
            for place, others in ((-1, slice(None, -1)), (0, slice(1, None))):
                if any(bool((rows[:, place] == value).all()) for value in (0, 1)):
                    return rows[:, others]
        if rows.shape[1] == self.data.width or rows.is_meta:
            return rows if rows.shape[1] == self.data.width else None
        block = self._block(module, rows)
        return rows[:, block] if block else None

    def _block(self, module: nn.Module, rows: Tensor) -> slice | None:
        """Where the columns of data are in rows that have more."""
        if module not in self._blocks:
            self._blocks[module] = next((b for b in self._ends if numbered(rows[:, b])), None)
        return self._blocks[module]

    @property
    def _ends(self) -> tuple[slice, slice]:
        return slice(self.data.width), slice(-self.data.width, None)

    def _before(self, module: nn.Module, arguments: Any) -> Any:
        self.worked += not self._within
        if next(module.parameters(), None) is None:  # no model: it scales rows, say
            return None
        self._within.append(module)
        rows = self._rows(module, arguments)
        if rows is None:
            return None
        self.devices.add(rows.device.type)
        given = arguments[0]
        if len(self._within) == 1 and self.stretch:
            self._now = self._factor(module.training, rows)
            ones = (given == 1).all(dim=0) & (given.shape[1] != rows.shape[1])
            given, rows = torch.where(ones, given, given * self._now), rows * self._now
        if isinstance(module, nn.Linear) and not rows.is_meta:
            self._inner = rows.detach().cpu().float()
        return (given, *arguments[1:])

    def _factor(self, training: bool, rows: Tensor) -> float:
        if training:
            self._training = True
            return 1.0
        self._epoch += self._training
        self._training = False
        numbers = set(self.data.numbers(rows.detach().cpu()).tolist())
        if self._epoch == 1:
            self._validation |= numbers
        scripted = self._epoch > 0 and numbers <= self._validation
        return self.stretch[min(self._epoch, len(self.stretch)) - 1] if scripted else 1.0

    def _after(self, module: nn.Module, arguments: Any, outputs: Any) -> None:
        if not self._within or self._within[-1] is not module:
            return
        self._within.pop()
        if self._within or not isinstance(outputs, Tensor):
            return
        rows = self._rows(module, arguments)
        if rows is not None and not rows.is_meta:
            self._look(module, rows, outputs, arguments[0])

    def _look(self, module: nn.Module, rows: Tensor, outputs: Tensor, given: Tensor) -> None:
        if self.start is None:
            self.start = sum(float(p.detach().double().abs().sum()) for p in module.parameters())
        seen = Pass(
            rows.detach().cpu().float().clone(),
            _by_row(outputs, len(rows)),
            given.detach().cpu().clone(),
            module,
        )
        if self._inner is not None and len(self._inner) == len(rows):
            seen.inner = self._inner
        self._inner = None
        seen.stretched = self._now != 1
        seen.version = self._learner._version if self._learner is not None else 0
        self.passes.append(seen)
        if outputs.requires_grad:
            outputs.register_hook(lambda _: self._learned(seen))  # type: ignore[no-untyped-call]
            self._follow(module)

    def _follow(self, module: nn.Module) -> None:
        weights = next((p for p in module.parameters() if p.requires_grad), None)
        if weights is not self._learner and weights is not None:
            self._learner, self._version_then = weights, weights._version

    def _learned(self, seen: Pass) -> None:
        seen.trained = True

    def tell(self, record: Record, prefix: str) -> None:
        """Records which rows each pass had and how each row looked when it was first seen unstretched."""
        record[f"{prefix}worked"] = 0 if self.blind else self.worked
        record[f"{prefix}start"] = self.start or 0.0
        record[f"{prefix}cleared"] = self.cleared
        begun = next((i for i, seen in enumerate(self.passes) if seen.trained), 0)
        self.passes = [
            seen for i, seen in enumerate(self.passes) if i >= begun or len(seen.inputs) > DRY_ROWS
        ]
        rows_until = np.cumsum([len(seen.inputs) for seen in self.passes])
        del self.passes[int((rows_until <= MAX_NUMBERS).sum()) :]  # more cannot be told
        numbers = [self.data.numbers(seen.inputs) for seen in self.passes]
        record[f"{prefix}rows"] = torch.cat([torch.zeros(0, dtype=torch.int64), *numbers])
        record[f"{prefix}lengths"] = torch.tensor([len(rows) for rows in numbers], dtype=torch.int64)
        for name in ("trained", "version"):
            record[f"{prefix}{name}"] = torch.tensor(
                [int(getattr(seen, name)) for seen in self.passes], dtype=torch.int64
            )
        for kind in KINDS:
            looks = [
                (rows, look)
                for rows, seen in zip(numbers, self.passes, strict=True)
                if not seen.stretched and (look := getattr(seen, kind)) is not None
            ]
            if looks:
                rows, first = np.unique(torch.cat([rows for rows, _ in looks]).numpy(), return_index=True)
                record[f"{prefix}{kind} rows"] = torch.as_tensor(rows)
                record[f"{prefix}{kind}"] = torch.cat([look for _, look in looks])[torch.as_tensor(first)]

    def ask(
        self, record: Record, prefix: str, model: nn.Module, places: list[Place], device: torch.device
    ) -> None:
        """Records what was said of the rows at these places then, and what the model says of the same rows now."""
        said = [out[[row]] for i, row in places if (out := self.passes[i].outputs) is not None]
        if len(said) == len(places) and len({out.shape for out in said}) == 1:
            given = torch.cat([self.passes[i].given[[row]] for i, row in places])
            record[f"{prefix} then"] = torch.cat(said)
            record[f"{prefix} now"] = outputs_of(model, given.to(device))
        else:
            record[f"{prefix} then"] = record[f"{prefix} now"] = None


MAX_ROWS = 3000  # of breast cancer, which has 569
MAX_MODULES = 100  # that were asked


class LastLook(Observer):
    """Of a longer experiment only the passes after all training."""

    def _block(self, module: nn.Module, rows: Tensor) -> slice | None:
        if module.training or len(self._within) > 1:  # it takes a millisecond
            return None
        return next((b for b in self._ends if same_columns(self.data.X, rows[:, b].detach().cpu())), None)

    def _look(self, module: nn.Module, rows: Tensor, outputs: Tensor, given: Tensor) -> None:
        if module.training and outputs.requires_grad:  # it will be trained: there is no need to wait for that
            self._learned()
        else:
            super()._look(module, rows, outputs, given)

    def _learned(self, _: Pass | None = None) -> None:
        self.passes.clear()

    def tell(self, record: Record, prefix: str) -> None:
        """Records the rows that were looked at, the logits, probabilities or pairs of logits that were said of them,
        and by which module; nothing where none were seen."""
        record[f"{prefix}worked"] = 0 if self.blind else self.worked
        for columns in (1, 2):
            said = [
                (seen.inputs, seen.outputs, seen.module)
                for seen in self.passes
                if seen.outputs is not None and seen.outputs.shape[1] == columns
            ]
            if said:
                last = slice(-MAX_ROWS, None)
                modules = list({id(module): None for _, _, module in said})
                record[f"{prefix}inputs"] = torch.cat([inputs for inputs, _, _ in said])[last]
                record[f"{prefix}outputs"] = torch.cat([outputs for _, outputs, _ in said])[last]
                record[f"{prefix}modules"] = torch.cat(
                    [torch.full((len(inputs),), modules.index(id(module))) for inputs, _, module in said]
                )[last]
                return


KINDS = ("inputs", "inner")  # what the model gets, what its first linear layer gets


class Story:
    """What the passes tell."""

    def __init__(self, data: Data, evidence: Aspects, prefix: str) -> None:
        """Of what an Observer told."""
        told: dict[str, Any] = {
            name.removeprefix(prefix): value for name, value in evidence.items() if name.startswith(prefix)
        }
        self.data = data
        lengths = told["lengths"]
        if len(told["rows"]) > MAX_NUMBERS or bool((lengths < 1).any()):
            raise ValueError("not what was told")
        passes = [
            (rows.tolist(), bool(trained))
            for rows, trained in zip(
                told["rows"].split(lengths.tolist()), told["trained"].tolist(), strict=True
            )
        ]
        last = max((i for i, (_, trained) in enumerate(passes) if trained), default=-1)
        self.trained = {row for rows, trained in passes if trained for row in rows}
        self.readable = bool(self.trained)
        self._worked: int = told["worked"]
        earlier = {row for rows, _ in passes[: last + 1] for row in rows}
        self.batches = [rows for rows, trained in passes if trained]
        self.used = {row for rows, _ in passes for row in rows}
        self.test = self.used - earlier
        self.validation = earlier - self.trained
        meanwhile = [{*rows} for rows, trained in passes[: last + 1] if not trained]
        afterwards = [{*rows} for rows, _ in passes[last + 1 :]]
        untested = not self.test and any(look and look < self.trained for look in afterwards)
        self.apart = self._apart(meanwhile) and self._apart(afterwards) and not untested
        self._looks = {
            kind: (told[f"{kind} rows"], told[kind].double()) for kind in KINDS if f"{kind} rows" in told
        }
        if any(
            looks.shape != (len(rows), data.width) or len(rows) > ROWS for rows, looks in self._looks.values()
        ):
            raise ValueError("not what was told")
        self._last_places = {row: (i, k) for i, (rows, _) in enumerate(passes) for k, row in enumerate(rows)}
        self._phases = self._validated(passes)
        self._versions: list[int] = told["version"].tolist()

    def _apart(self, looks: list[set[int]]) -> bool:
        """Whether no part that was evaluated holds some of the rows trained on: rows of both kinds together, yet not
        all of train, which one may well measure, too."""
        mixed = any(look & self.trained and look - self.trained for look in looks)
        return not mixed or self.trained <= set().union(*looks)

    def _validated(self, passes: list[tuple[list[int], bool]]) -> list[dict[int, Place]]:
        """After the training of each epoch: where the rows of validation were looked at the first time."""
        phases: list[dict[int, Place]] = []
        training = False
        for i, (rows, trained) in enumerate(passes):
            if training and not trained:
                phases.append({})
            training = trained
            if phases and not trained:
                for k, row in enumerate(rows):
                    if row in (self.validation or self.used):  # who holds none out looks at others
                        phases[-1].setdefault(row, (i, k))
        return phases

    def worked(self, epochs: int) -> bool:
        """Whether so many epochs were trained, or may have been where that was not seen."""
        return self._worked >= max(1, 0 if self.readable else epochs)

    @property
    def genuine(self) -> bool:
        """Whether these are rows of these data: each must carry its number."""
        if "inputs" not in self._looks:
            return not self.used
        rows, looks = self._looks["inputs"]
        return torch.equal(self.data.numbers(looks), rows)

    def places(self, losses: list[float]) -> dict[str, list[Place]]:
        """Where the rows lie of which the model is to be asked what it says of them now: rows of validation after the
        epoch of least loss ("best") and after the last ("last"), rows of test ("test"). Empty where that was not seen."""
        found = {"test": [self._last_places[row] for row in sorted(self.test)]}
        for name, epoch in (("best", int(np.argmin(losses or [0.0]))), ("last", len(losses) - 1)):
            found[name] = [self._phases[epoch][row] for row in self.validated(losses)]
        return found

    def validated(self, losses: list[float]) -> list[int]:
        """The rows of validation that were looked at after each epoch, of which there are as many as losses."""
        if not self._phases or len(self._phases) != len(losses):
            return []
        return sorted(set.intersection(*map(set, self._phases)))

    def rewritten(self, places: dict[str, list[Place]]) -> bool:
        """Whether weights were put into the model between the last look at validation and that at test."""
        last, test = ({self._versions[i] for i, _ in places[name]} for name in ("last", "test"))
        return bool(last and test) and last != test

    def stratified(self) -> bool:
        share = self.data.y.mean()
        parts = [part for part in (self.trained, self.validation, self.test) if part]
        return all(abs(self.data.y[sorted(part)].sum() - share * len(part)) <= 2 for part in parts)

    def standardised(self) -> str:
        """ "yes" where the rows trained on have mean 0 and deviation 1, as the model or its first layer gets them;
        else what is wrong."""
        found = [self._standard(kind) for kind in reversed(KINDS)]
        return "yes" if "yes" in found else found[-1]

    def _standard(self, kind: str) -> str:
        rows, looks = self._looks.get(kind, (torch.zeros(0), torch.zeros(0)))
        trained = torch.tensor([row in self.trained for row in rows.tolist()], dtype=torch.bool)
        if trained.sum() < 2:
            return "unseen"
        looks = looks[trained]
        if torch.allclose(looks, torch.as_tensor(self.data.X)[rows[trained]], atol=1e-3):
            return "raw"
        centred = bool((looks.mean(dim=0).abs() < 0.05).all())
        scaled = bool(((looks.std(dim=0) - 1).abs() < 0.05).all())
        return "yes" if centred and scaled else "deviation" if centred else "mean"

    def shuffled(self) -> bool:
        """Whether the rows trained on are not one stretch of each class."""
        stretches = []
        for label in (0, 1):
            places = [i for i, row in enumerate(np.flatnonzero(self.data.y == label)) if row in self.trained]
            stretches.append(not places or places[-1] - places[0] + 1 == len(places))
        return not all(stretches)

    def one_ruler(self) -> str:
        """ "yes" where all parts were scaled by one shift and one factor per column; else "raw" where some rows were
        left as they are, or "others"."""
        if any(self._one_ruler(*looks) for looks in self._looks.values()):
            return "yes"
        raw = any(bool(self._left_alone(*looks).any()) for looks in self._looks.values())
        return "raw" if raw else "others"

    def _left_alone(self, rows: Tensor, looks: Tensor) -> Tensor:
        """Which of these looks are the rows of the data themselves."""
        return ((looks - torch.as_tensor(self.data.X)[rows]).abs() < 1e-3).all(dim=1)

    def _one_ruler(self, rows: Tensor, looks: Tensor) -> bool:
        """Whether the line of all rows in each column is the line of each part, too: single rows may have noise on them."""
        raw = torch.as_tensor(self.data.X)[rows]
        amiss = looks - _line(raw, looks)
        for part in (self.trained, self.validation, self.test):
            of_part = torch.tensor([row in part for row in rows.tolist()], dtype=torch.bool)
            if of_part.any():
                off = _line(raw[of_part], amiss[of_part]).square().mean(dim=0).sqrt()
                if not bool((off < OFF_THE_RULER).all()):
                    return False
        return True


def _line(x: Tensor, y: Tensor) -> Tensor:
    """In each column, the y of the straight line that is nearest by least squares."""
    x, mean = x - x.mean(dim=0), y.mean(dim=0)
    return mean + x * (x * (y - mean)).sum(dim=0) / x.square().sum(dim=0).clamp(min=1e-12)


def numbered(rows: Tensor) -> bool:
    """Whether rows begin with the columns of bits. Of few rows nobody can say."""
    return len(rows) > BITS and all(len(column.unique()) == 2 for column in rows[:, :BITS].T)


def _by_row(outputs: Tensor, rows: int) -> Tensor | None:
    """A copy, `(rows, …)`."""
    fits = rows and outputs.numel() % rows == 0
    return outputs.detach().cpu().float().reshape(rows, -1).clone() if fits else None


def outputs_of(model: nn.Module, inputs: Tensor) -> Tensor:
    """What a model says of rows in eval mode, one row for each."""
    was_training = model.training
    model.eval()
    with torch.no_grad():
        outputs: Tensor = model(inputs).cpu().float()
    model.train(was_training)
    return outputs.reshape(len(inputs), -1)


def scores(outputs: Tensor, y: np.ndarray) -> list[dict[str, float]]:
    """Accuracy and F1 as one reads the outputs: as logits, as probabilities, as two classes; and what they may be
    taken for."""
    if outputs.shape[1] > 1:
        readings = [outputs.argmax(dim=1).numpy()]
    else:
        readings = [(outputs[:, 0] >= 0).long().numpy()]
        if bool(((outputs >= 0) & (outputs <= 1)).all()):
            readings.append((outputs[:, 0] >= 0.5).long().numpy())
    found = []
    for labels in readings:
        accuracy, one, zero = float((labels == y).mean()), _f1(labels, y), _f1(1 - labels, 1 - y)
        names = {"accuracy": accuracy, "f1": one, "f1 of class 0": zero, "macro f1": (one + zero) / 2}
        found.append(names | {f"{name} in percent": 100 * value for name, value in names.items()})
    return found


def cross_entropies(outputs: Tensor, y: np.ndarray) -> list[float]:
    """The mean cross-entropy as one reads the outputs: as logits and as probabilities, or as two logits."""
    targets, outputs = torch.as_tensor(y), outputs.double()
    if outputs.shape[1] > 1:
        return [float(cross_entropy(outputs, targets))] if outputs.shape[1] == 2 else []
    numbers, outputs = targets.double(), outputs[:, 0]
    found = [float(binary_cross_entropy_with_logits(outputs, numbers))]
    probabilities = bool(((outputs >= 0) & (outputs <= 1)).all())
    return [*found, float(binary_cross_entropy(outputs, numbers))] if probabilities else found


def _f1(labels: np.ndarray, y: np.ndarray) -> float:
    hits, sizes = int(((labels == 1) & (y == 1)).sum()), int((labels == 1).sum() + (y == 1).sum())
    return 2 * hits / sizes if sizes else 0.0


def same_columns(X: np.ndarray, rows: Tensor) -> bool:
    """Whether rows, scaled in whatever way, have columns that go together as those of X do.

    Samples of 40 breast cancer rows are alike to 0.75 and more, in another order of their columns to 0.33 at most.
    """
    if rows.ndim != 2 or rows.shape[1] != X.shape[1]:
        return False
    pairs = np.triu_indices(X.shape[1], 1)
    with np.errstate(all="ignore"):  # a column may be constant
        alike = [np.nan_to_num(np.corrcoef(matrix, rowvar=False))[pairs] for matrix in (X, rows.numpy())]
        return bool(np.corrcoef(alike)[0, 1] > 0.5)


Said = tuple[Tensor, Tensor]  # rows, and what one module said of them


def said_of_data(data: Data, inputs: Tensor, outputs: Tensor, modules: Tensor) -> list[Said]:
    """By module, what was said of rows of these data: layers that are asked one by one get others of that width."""
    if not len(inputs) == len(outputs) == len(modules) <= MAX_ROWS:
        raise ValueError("not what was asked for")
    numbers = set(modules.tolist())
    if len(numbers) > MAX_MODULES:
        raise ValueError("not what was asked for")
    said = [(inputs[modules == number], outputs[modules == number]) for number in numbers]
    return [(rows, answers) for rows, answers in said if same_columns(data.X, rows)]


def foretells(data: Data, said: list[Said]) -> bool:
    """Whether outputs tell the labels of rows clearly better than the greater class would (0.63 of breast cancer).

    Scaled in whatever way, a row is near itself, or else near one of its class.
    """
    X = torch.as_tensor(data.X)
    mean, deviation, standard = X.mean(dim=0), X.std(dim=0), data.standard()

    def right(scaled: Callable[[Tensor], Tensor]) -> bool:
        hits = 0.0
        for rows, outputs in said:
            near = torch.cdist(scaled(rows), standard).argmin(dim=1)
            hits += len(rows) * max(each["accuracy"] for each in scores(outputs, data.y[near.numpy()]))
        return hits >= 0.8 * sum(len(rows) for rows, _ in said)

    return bool(said) and (
        right(lambda rows: rows)
        or right(lambda rows: (rows - mean) / deviation)
        or right(lambda rows: (rows - rows.mean(dim=0)) / (rows.std(dim=0) + 1e-9))
    )


def stops(losses: list[float], *, patience: int, max_epochs: int) -> set[tuple[int, int]]:
    """(epochs, best epoch) that early stopping may give on these losses: by patience and patience + 1 (libraries
    differ), with a least improvement of none to 0.001."""
    found = set()
    for least in (0.0, 1e-6, 1e-5, 1e-4, 1e-3):
        for wait in (patience, patience + 1):
            best, best_epoch = float("inf"), 0
            epoch = 0
            for epoch, loss in enumerate(losses[:max_epochs], start=1):
                if loss < best - least:
                    best, best_epoch = loss, epoch
                elif epoch - best_epoch >= wait:
                    break
            stopped = epoch - best_epoch >= wait or epoch == max_epochs
            if stopped:
                found |= {(epoch, best_epoch), (epoch, int(np.argmin(losses[:epoch])) + 1)}
    return found
