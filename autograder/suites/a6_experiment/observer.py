"""What a whole experiment did with its data, seen from the outside.

Every forward pass of whatever model the student writes is seen by torch's global hooks. Each row carries its number
in seven columns of bits, which any scaling leaves readable, so that one can tell which rows were trained on, which
were looked at meanwhile, and which only at the end. What cannot be seen (a model that gets other columns, say) is
taken to be as it should be: only what was shown to be wrong counts against anybody.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook

from autograder.probing import Draw

BITS = 7
ROWS = 2**BITS


@dataclass
class Data:
    X: np.ndarray  # (ROWS, features), float64
    y: np.ndarray  # (ROWS,), int64

    @property
    def width(self) -> int:
        return int(self.X.shape[1])

    def numbers(self, rows: Tensor) -> list[int]:
        """The numbers of rows that went into a model, whatever scaled them."""
        bits: list[int] = ((rows[:, :BITS] > 0).long() @ (2 ** torch.arange(BITS))).tolist()
        return [self._place[bit] for bit in bits]

    def __post_init__(self) -> None:
        places = self.X[:, :BITS].astype(int) @ (2 ** np.arange(BITS))
        self._place = {int(place): row for row, place in enumerate(places)}


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


@dataclass
class Pass:
    """One forward pass of the model."""

    rows: list[int]
    inputs: Tensor
    outputs: Tensor
    inner: Tensor | None = None  # what the first linear layer got
    trained: bool = False  # a gradient came back
    stretched: bool = False  # the inputs are not what the student gave


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
        self._epoch, self._training, self._now = 0, False, 1.0
        self._validation: set[int] = set()

    def __enter__(self) -> "Observer":
        self._depth = 0
        self._inner: Tensor | None = None
        self._handles = [
            register_module_forward_pre_hook(self._before),
            register_module_forward_hook(self._after, always_call=True),
        ]
        return self

    def __exit__(self, *_: object) -> None:
        for handle in self._handles:
            handle.remove()

    def _rows(self, arguments: Any) -> Tensor | None:
        rows = arguments[0] if arguments else None
        fits = isinstance(rows, Tensor) and rows.ndim == 2 and rows.shape[1] == self.data.width
        return rows if fits else None

    def _before(self, module: nn.Module, arguments: Any) -> Any:
        self._depth += 1
        rows = self._rows(arguments)
        if rows is None:
            return None
        self.devices.add(rows.device.type)
        if self._depth == 1 and self.stretch:
            self._now = self._factor(module.training, rows)
            rows = rows * self._now
        if isinstance(module, nn.Linear) and not rows.is_meta:
            self._inner = rows.detach().cpu().float()
        return (rows, *arguments[1:])

    def _factor(self, training: bool, rows: Tensor) -> float:
        if training:
            self._training = True
            return 1.0
        self._epoch += self._training
        self._training = False
        numbers = set(self.data.numbers(rows.detach().cpu()))
        if self._epoch == 1:
            self._validation |= numbers
        scripted = self._epoch > 0 and numbers <= self._validation
        return self.stretch[min(self._epoch, len(self.stretch)) - 1] if scripted else 1.0

    def _after(self, module: nn.Module, arguments: Any, outputs: Any) -> None:
        self._depth -= 1
        rows = self._rows(arguments)
        if self._depth or rows is None or rows.is_meta or not isinstance(outputs, Tensor):
            return
        inputs = rows.detach().cpu().float()
        seen = Pass(self.data.numbers(inputs), inputs.clone(), outputs.detach().cpu().float().clone())
        seen.inner, self._inner = self._inner, None
        seen.stretched = self._now != 1
        self.passes.append(seen)
        if outputs.requires_grad:
            outputs.register_hook(lambda _: setattr(seen, "trained", True))  # type: ignore[no-untyped-call]


class Story:
    """What the passes tell; built after the experiment."""

    def __init__(self, observer: Observer) -> None:
        self.data, passes = observer.data, observer.passes
        self.trained = {row for seen in passes if seen.trained for row in seen.rows}
        last = max((i for i, seen in enumerate(passes) if seen.trained), default=-1)
        self.readable = bool(self.trained)
        earlier = {row for seen in passes[: last + 1] for row in seen.rows}
        self.passes, self.after = passes, passes[last + 1 :]
        self.test = {row for seen in self.after for row in seen.rows} - earlier
        self.used = {row for seen in passes for row in seen.rows}
        self.validation = self.used - self.trained - self.test
        self.phases = self._phases()

    def _phases(self) -> list[dict[int, tuple[Tensor, Tensor]]]:
        """After the training of each epoch: the rows of validation as the model got them the first time, and what it
        said."""
        phases: list[dict[int, tuple[Tensor, Tensor]]] = []
        training = False
        for seen in self.passes:
            if seen.trained:
                training = True
                continue
            if training:
                phases.append({})
            training = False
            if phases:
                for row, given, said in zip(seen.rows, seen.inputs, seen.outputs, strict=False):
                    if row in self.validation:
                        phases[-1].setdefault(row, (given, said))
        return phases

    def stratified(self) -> bool:
        share = self.data.y.mean()
        parts = [part for part in (self.trained, self.validation, self.test) if part]
        return all(abs(self.data.y[sorted(part)].sum() - share * len(part)) <= 2 for part in parts)

    def standardised(self) -> str:
        """ "yes" where the rows trained on have mean 0 and deviation 1, as the model or its first layer gets them;
        else what is wrong."""
        found = [self._standard(inner) for inner in (True, False)]
        return "yes" if "yes" in found else found[-1]

    def _standard(self, inner: bool) -> str:
        rows = self._seen(inner)
        trained = [row for row in sorted(self.trained) if row in rows]
        if len(trained) < 2:
            return "unseen"
        matrix = torch.stack([rows[row] for row in trained]).double()
        if torch.allclose(matrix, torch.as_tensor(self.data.X[trained]), atol=1e-3):
            return "raw"
        centred = bool((matrix.mean(dim=0).abs() < 0.02).all())
        scaled = bool(((matrix.std(dim=0) - 1).abs() < 0.03).all())
        return "yes" if centred and scaled else "deviation" if centred else "mean"

    def shuffled(self) -> bool:
        """Whether the rows trained on are not one stretch of each class."""
        stretches = []
        for label in (0, 1):
            places = [i for i, row in enumerate(np.flatnonzero(self.data.y == label)) if row in self.trained]
            stretches.append(not places or places[-1] - places[0] + 1 == len(places))
        return not all(stretches)

    def one_ruler(self) -> bool:
        """Whether all parts were scaled by one shift and one factor per column."""
        return any(self._one_ruler(inner) for inner in (False, True))

    def _one_ruler(self, inner: bool) -> bool:
        rows = self._seen(inner)
        if not rows:
            return False
        seen = torch.stack([rows[row] for row in sorted(rows)]).double()
        raw = torch.as_tensor(self.data.X[sorted(rows)])
        raw, seen = raw - raw.mean(dim=0), seen - seen.mean(dim=0)
        factor = (raw * seen).sum(dim=0) / raw.square().sum(dim=0)
        return bool(((seen - raw * factor).abs() < 1e-2).all())

    def _seen(self, inner: bool) -> dict[int, Tensor]:
        rows: dict[int, Tensor] = {}
        for seen in self.passes:
            inputs = seen.inner if inner else seen.inputs
            if inputs is not None and len(inputs) == len(seen.rows) and not seen.stretched:
                for row, values in zip(seen.rows, inputs, strict=True):
                    rows.setdefault(row, values)
        return rows

    def _of(self, model: nn.Module, rows: list[int], device: torch.device) -> Tensor:
        """What the model says now about rows that it saw."""
        inputs = {
            row: values for seen in self.passes for row, values in zip(seen.rows, seen.inputs, strict=True)
        }
        return _outputs(model, torch.stack([inputs[row] for row in rows]).to(device))

    def weights(self, model: nn.Module, best: int, epochs: int, device: torch.device) -> str:
        """Of which epoch the model's weights are: "best", "last", "others"; "best" where it cannot be told."""
        if len(self.phases) != epochs or not 1 <= best <= epochs:
            return "best"
        rows = sorted(set.intersection(*(set(phase) for phase in self.phases)))
        if not rows:
            return "best"
        for name, epoch in (("best", best), ("last", epochs)):
            phase = self.phases[epoch - 1]
            then = torch.stack([phase[row][1].flatten() for row in rows])
            now = _outputs(model, torch.stack([phase[row][0] for row in rows]).to(device))
            if then.shape != now.shape or torch.allclose(then, now, rtol=1e-3, atol=1e-4):
                return name if then.shape == now.shape else "best"
        return "others"

    def tested(self, model: nn.Module, device: torch.device) -> tuple[Tensor, np.ndarray] | None:
        """What the model said about the rows of test, and their labels; None where that was not seen."""
        said = {row: out for seen in self.after for row, out in zip(seen.rows, seen.outputs, strict=False)}
        rows = sorted(self.test & said.keys())
        if not rows:
            return None
        outputs = torch.stack([said[row].flatten() for row in rows])
        # who calls model.forward() shows its first layer only
        return (outputs, self.data.y[rows]) if outputs.shape == self._of(model, rows, device).shape else None

    def tested_as_returned(self, model: nn.Module, device: torch.device) -> bool:
        """Whether test was read with the weights that were returned; True where it cannot be told."""
        tested = self.tested(model, device)
        if tested is None:
            return True
        now = self._of(model, sorted(self.test), device)
        return torch.allclose(tested[0], now, rtol=1e-3, atol=1e-4)


def _outputs(model: nn.Module, inputs: Tensor) -> Tensor:
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


def _f1(labels: np.ndarray, y: np.ndarray) -> float:
    hits, sizes = int(((labels == 1) & (y == 1)).sum()), int((labels == 1).sum() + (y == 1).sum())
    return 2 * hits / sizes if sizes else 0.0


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
