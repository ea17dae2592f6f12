"""The probes of a2_training_loop. Each makes all concerns but one inert."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import torch
from torch import nn
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
from autograder.probing import Draw, Record, probe
from autograder.recording import Aspects

HIGH = 8.0  # a loss that nobody takes for one between 0 and 1


# ---------------------------------------------------------------- train_step


def _steps(
    subject: Any,
    record: Record,
    net: Any,
    optimizer: Any,
    batches: list[Any],
    *,
    clear: bool = True,
    offset: float = 0.0,
    kind: type[Criterion] = Criterion,
) -> None:
    """Calls train_step once per batch; the parameters after each call make the path.

    With `clear`, gradients are cleared between the calls, so that who forgets to is noticed elsewhere only.
    """
    criterion, path, losses = kind(net.watch, offset=offset), [], []
    rates = _rates(optimizer)
    try:
        for inputs, targets in batches:
            losses.append(subject.train_step(net, inputs, targets, criterion, optimizer))
            path.append(parameters_of(net))
            record["path"] = torch.stack(path)
            if clear:
                optimizer.zero_grad()
    finally:
        record["order"] = net.watch.order
        record["modes"] = ", ".join(net.watch.modes)
        record["lr kept"] = _rates(optimizer) == rates
    record.returned("losses", losses)


def _rates(optimizer: torch.optim.Optimizer) -> list[float]:
    return [group["lr"] for group in optimizer.param_groups]


@contextmanager
def _backward_calls(record: Record) -> Iterator[None]:
    """Records whether anybody called `backward` on anything, connected to the model or not."""
    backward, calls = torch.Tensor.backward, []

    def counted(tensor: torch.Tensor, *args: Any, **kwargs: Any) -> None:
        calls.append(1)
        backward(tensor, *args, **kwargs)  # type: ignore[no-untyped-call]

    try:
        with mock.patch.object(torch.Tensor, "backward", counted):
            yield
    finally:
        record["backward called"] = bool(calls)


def _batches(draw: Draw, device: torch.device, count: int, size: int = 5) -> list[Any]:
    drawn = [batch(draw, size, scale=2.0**i) for i in range(count)]
    return [(inputs.to(device), targets.to(device)) for inputs, targets in drawn]


@probe("train_step", es="un paso de SGD sobre un batch", en="one SGD step on one batch")
def one_step(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, Watch()).to(device)
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=draw.integer(20, 60) / 512))
    inputs, targets = _batches(draw, device, 1)[0]
    before = inputs.clone()
    try:
        with _backward_calls(record):
            loss = subject.train_step(net, inputs, targets, Criterion(net.watch), optimizer)
    finally:
        record["path"] = parameters_of(net)
        record["order"] = net.watch.order
    record["inputs kept"] = bool(torch.equal(inputs, before))
    record.returned("loss", loss)


@probe("train_step", es="tres batches seguidos con SGD", en="three batches in a row with SGD")
def three_steps(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, Watch()).to(device)
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=draw.integer(20, 60) / 512))
    _steps(subject, record, net, optimizer, _batches(draw, device, 3), clear=False)


@probe(
    "train_step", es="un paso de un modelo con una sola salida", en="one step of a model with a single output"
)
def one_output(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = _OneOutput(Net(draw, Watch())).to(device)
    inputs, targets = _batches(draw, device, 1)[0]
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=draw.integer(20, 60) / 512))
    _steps(subject, record, net, optimizer, [(inputs, targets[:, :1])], kind=_Binary)


class _Binary(Criterion, nn.BCEWithLogitsLoss):
    """A criterion like any, but one of two classes for who asks."""


class _OneOutput(nn.Module):
    """The first output of a Net: `(batch, 3) → (batch, 1)`."""

    def __init__(self, net: Net) -> None:
        super().__init__()
        self.net = net
        self.watch = net.watch

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        outputs: torch.Tensor = self.net(inputs)[:, :1]
        return outputs


@probe("train_step", es="tres batches con Adam", en="three batches with Adam")
def adam(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, Watch()).to(device)
    optimizer = net.watch.optimizer(Adam(net.parameters(), lr=draw.integer(20, 60) / 1024, eps=1e-2))
    _steps(subject, record, net, optimizer, _batches(draw, device, 3), offset=HIGH)


@probe(
    "train_step",
    es="dos batches con momentum, weight decay y dos grupos de parámetros",
    en="two batches with momentum, weight decay and two parameter groups",
)
def groups(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, Watch()).to(device)
    groups: list[dict[str, Any]] = [
        {"params": net.first.parameters(), "lr": 1 / 16},
        {"params": net.last.parameters()},
    ]
    optimizer = net.watch.optimizer(SGD(groups, lr=1 / 32, momentum=0.5, weight_decay=1 / 8))
    _steps(subject, record, net, optimizer, _batches(draw, device, 2))


@probe(
    "train_step",
    es="un modelo con BatchNorm que llega en modo eval",
    en="a model with BatchNorm handed over in eval mode",
)
def eval_start(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, Watch(), norm=True).to(device).eval()
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=1 / 16))
    _steps(subject, record, net, optimizer, _batches(draw, device, 2))


@probe("train_step", es="un modelo con BatchNorm en modo train", en="a model with BatchNorm in train mode")
def passes(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, Watch(), norm=True).to(device)
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=0.0))
    _steps(subject, record, net, optimizer, _batches(draw, device, 2))
    record["statistics"] = torch.cat([buffer for buffer in net.norm.buffers() if buffer.ndim])
    record["batches tracked"] = sum(int(buffer) for buffer in net.norm.buffers() if not buffer.ndim)


# ----------------------------------------------------------- train_one_epoch


def _epochs(
    subject: Any,
    record: Record,
    net: Any,
    optimizer: Any,
    data: Any,
    device: torch.device,
    count: int = 1,
    offset: float = 0.0,
    kind: type[Criterion] = Criterion,
) -> None:
    """Calls train_one_epoch `count` times on the same loader."""
    criterion, losses, path = kind(net.watch, offset=offset), [], []
    rates = _rates(optimizer)
    try:
        for _ in range(count):
            losses.append(subject.train_one_epoch(net, data, criterion, optimizer, device))
            path.append(parameters_of(net))
            record["path"] = torch.stack(path)
    finally:
        _saw(record, net.watch)
        record["lr kept"] = _rates(optimizer) == rates
    record.returned("losses", losses)


def _saw(record: Record, watch: Watch) -> None:
    record["order"] = watch.order
    record["modes"] = ", ".join(watch.modes)
    record["samples"] = " ".join(",".join(map(str, rows)) for rows in watch.samples)


@probe(
    "train_one_epoch",
    es="un epoch con lr=0 y un último batch más pequeño",
    en="one epoch with lr=0 and a smaller last batch",
)
def accounting(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, Watch()).to(device)
    optimizer = SGD(net.parameters(), lr=0.0)
    loss = subject.train_one_epoch(net, loader(draw), Criterion(net.watch), optimizer, device)
    record["forwards"] = len([event for event in net.watch.events if event in "fFeE"])
    record.returned("loss", loss)


@probe(
    "train_one_epoch",
    es="un epoch de tres batches con SGD",
    en="one epoch of three batches with SGD",
    gpu=True,
)
def epoch_sgd(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, Watch()).to(device)
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=draw.integer(20, 60) / 1024))
    with _backward_calls(record):
        _epochs(subject, record, net, optimizer, loader(draw), device)


@probe(
    "train_one_epoch",
    es="un epoch de un modelo con una sola salida",
    en="one epoch of a model with a single output",
)
def epoch_one_output(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = _OneOutput(Net(draw, Watch())).to(device)
    (inputs, targets) = _batches(draw, torch.device("cpu"), 1)[0]
    data = DataLoader(TensorDataset(inputs, targets[:, :1]), batch_size=5)
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=draw.integer(20, 60) / 1024))
    _epochs(subject, record, net, optimizer, data, device, kind=_Binary)


@probe("train_one_epoch", es="dos epochs seguidos con Adam", en="two epochs in a row with Adam")
def epochs_adam(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, Watch()).to(device)
    optimizer = net.watch.optimizer(Adam(net.parameters(), lr=draw.integer(20, 60) / 1024, eps=1e-2))
    _epochs(subject, record, net, optimizer, loader(draw, sizes=(4, 2)), device, count=2, offset=HIGH)


@probe(
    "train_one_epoch", es="dos epochs de un solo batch con SGD", en="two epochs of a single batch with SGD"
)
def single_batch(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, Watch()).to(device)
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=1 / 16))
    _epochs(subject, record, net, optimizer, loader(draw, sizes=(6,)), device, count=2)


@probe(
    "train_one_epoch",
    es="un epoch de un modelo con BatchNorm que llega en modo eval",
    en="one epoch of a model with BatchNorm handed over in eval mode",
)
def epoch_eval_start(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, Watch(), norm=True).to(device).eval()
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=1 / 32))
    _epochs(subject, record, net, optimizer, loader(draw), device)
    record["statistics"] = torch.cat([buffer for buffer in net.norm.buffers() if buffer.ndim])


@probe(
    "train_one_epoch",
    es="un epoch con un loader de orden propio",
    en="one epoch with a loader that has an order of its own",
)
def epoch_order(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, Watch()).to(device)
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=1 / 32))
    order = draw.shuffled(
        range(10)
    )  # the same at every iteration: who has a look at the first batch is right, too
    _epochs(subject, record, net, optimizer, loader(draw, sampler=order), device)


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

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        outputs: torch.Tensor = super().forward(inputs)
        return outputs[:, :2]


def _on_gpu(record: Record, draw: Draw, device: torch.device, call: Any) -> None:
    """Runs `call(model, optimizer, criterion, device)` on a GPU, or on what stands in for one.

    The batches come on the CPU.
    """
    watch, moves = Watch(), _Moves()
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
        record["moved"] = moves.to.count("cuda")
        record["left on the CPU"] = "cpu" in moves.to


@probe(
    "train_one_epoch",
    es="un epoch con el modelo en la GPU y los batches en la CPU",
    en="one epoch, model on the GPU and batches on the CPU",
    gpu=True,
)
def epoch_on_gpu(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    data = loader(draw, sizes=(2, 2))
    _on_gpu(
        record,
        draw,
        device,
        lambda model, opt, crit, gpu: subject.train_one_epoch(model, data, crit, opt, gpu),
    )


# ------------------------------------------------------------------------ fit


def _fit(
    subject: Any,
    record: Record,
    net: Any,
    optimizer: Any,
    data: Any,
    device: torch.device,
    epochs: tuple[int, ...],
    offset: float = 0.0,
) -> None:
    """Calls fit once per entry of `epochs`."""
    criterion, histories = Criterion(net.watch, offset=offset), []
    rates = _rates(optimizer)
    try:
        for i, count in enumerate(epochs, start=1):
            histories.append(subject.fit(net, data, criterion, optimizer, epochs=count, device=device))
            record[f"path {i}"] = parameters_of(net)
    finally:
        _saw(record, net.watch)
        record["lr kept"] = _rates(optimizer) == rates
    for i, history in enumerate(histories, start=1):
        record.returned(f"history {i}", history)


@probe("fit", es="tres epochs con lr=0", en="three epochs with lr=0")
def fit_accounting(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, Watch()).to(device)
    _fit(subject, record, net, SGD(net.parameters(), lr=0.0), loader(draw, sizes=(4, 2)), device, (3,))


@probe("fit", es="dos epochs de tres batches con SGD", en="two epochs of three batches with SGD")
def fit_sgd(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, Watch()).to(device)
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=draw.integer(20, 60) / 2048))
    with _backward_calls(record):
        _fit(subject, record, net, optimizer, loader(draw), device, (2,))


@probe(
    "fit",
    es="tres epochs con Adam(maximize=True), que hace subir el loss",
    en="three epochs with Adam(maximize=True), which makes the loss rise",
    gpu=True,
)
def fit_adam(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, Watch()).to(device)
    # The weights of the last epoch are not those of the least loss.
    adam = Adam(net.parameters(), lr=draw.integer(20, 60) / 2048, eps=1e-2, maximize=True)
    optimizer = net.watch.optimizer(adam)
    _fit(subject, record, net, optimizer, loader(draw, sizes=(4, 2)), device, (3,), offset=HIGH)


@probe(
    "fit",
    es="fit de 1 epoch y luego de 2, con momentum",
    en="fit for 1 epoch and then for 2, with momentum",
)
def fit_twice(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, Watch()).to(device)
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=1 / 64, momentum=0.5))
    _fit(subject, record, net, optimizer, loader(draw, sizes=(4, 2)), device, (1, 2))


@probe("fit", es="fit con epochs=0", en="fit with epochs=0")
def fit_no_epochs(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, Watch()).to(device)
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=1 / 64))
    _fit(subject, record, net, optimizer, loader(draw), device, (0,))


@probe(
    "fit",
    es="dos epochs de un modelo con BatchNorm que llega en modo eval",
    en="two epochs of a model with BatchNorm handed over in eval mode",
)
def fit_eval_start(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, Watch(), norm=True).to(device).eval()
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=1 / 64))
    _fit(subject, record, net, optimizer, loader(draw, sizes=(4, 2)), device, (2,))


def _samples(draw: Draw) -> list[int]:
    """The numbers of the samples that are to be shuffled."""
    return draw.shuffled(range(100))[:12]


def _judge_of_orders(evidence: Aspects, draw: Draw, record: Record) -> None:
    samples = {str(number) for number in _samples(draw)}

    def orders(name: str) -> list[str]:
        """The samples of each forward pass; nothing where some were never seen."""
        passes: Any = evidence[name]
        return passes if samples <= set(" ".join(passes).split()) else []

    record["orders differ"] = len(set(orders("two epochs"))) >= 2
    record["order follows the generator"] = orders("one epoch") != orders("one more epoch")


@probe(
    "fit",
    es="dos epochs con un loader que baraja",
    en="two epochs with a loader that shuffles",
    judge=_judge_of_orders,
)
def fit_shuffled(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    samples, net = _samples(draw), Net(draw, Watch()).to(device)
    optimizer = SGD(net.parameters(), lr=1 / 64)
    data = loader(draw, sizes=(12,), shuffle=True)  # by the global generator
    data.dataset.tensors[0][:, 0] = torch.tensor(samples)  # type: ignore[attr-defined]

    def seen(epochs: int) -> list[int | str]:
        net.watch.samples.clear()
        subject.fit(net, data, Criterion(net.watch), optimizer, epochs=epochs, device=device)
        return [" ".join(map(str, rows)) for rows in net.watch.samples]

    record["two epochs"] = seen(2)
    torch.default_generator.manual_seed(1)  # torch.manual_seed takes 1 ms
    record["one epoch"] = seen(1)
    torch.default_generator.manual_seed(2)
    record["one more epoch"] = seen(1)


@probe(
    "fit",
    es="un epoch con el modelo en la GPU y los batches en la CPU",
    en="one epoch, model on the GPU and batches on the CPU",
    gpu=True,
)
def fit_on_gpu(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    data = loader(draw, sizes=(2,))
    _on_gpu(
        record,
        draw,
        device,
        lambda model, opt, crit, gpu: subject.fit(model, data, crit, opt, epochs=1, device=gpu),
    )


# ---------------------------------------------------------- overfit_one_batch


def _overfit(
    subject: Any, record: Record, net: Any, optimizer: Any, draw: Draw, device: torch.device, *,
    max_steps: int, target_loss: float, criterion: nn.Module | None = None,
) -> None:  # fmt: skip
    inputs, targets = _batches(draw, device, 1)[0]
    criterion = criterion or Criterion(net.watch)
    try:
        with _backward_calls(record):
            steps = subject.overfit_one_batch(
                net, inputs, targets, criterion, optimizer, max_steps=max_steps, target_loss=target_loss
            )
    finally:
        order = net.watch.order
        record["path"] = parameters_of(net)
        record["gradients off"] = "b" not in order and ("F" in order or "E" in order)
        record["order"] = order.replace("F", "").replace("E", "")  # a check may run without gradients
        record["modes"] = ", ".join(net.watch.modes)
        record["updates"] = order.count("s") + order.count("0")
    record.returned("steps", steps)


class _Endless(RuntimeError):
    """Raised in the model when student code does not come to an end."""


class _Patience(Watch):
    """Ends what would never end by itself: no probe here asks for more than 8 updates."""

    def forward(self, module: nn.Module, inputs: torch.Tensor) -> None:
        super().forward(module, inputs)
        if len(self.events) > 150:
            raise _Endless("far more forward passes than max_steps asks for")


class _Scripted(nn.Module):
    """A criterion with a given value after each number of updates; more in eval mode where asked."""

    def __init__(self, net: Net, *values: float, in_eval_mode: float = 0.0) -> None:
        super().__init__()
        self.net = net
        self.values = values
        self.in_eval_mode = in_eval_mode

    def forward(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        updates = self.net.watch.order.count("s") + self.net.watch.order.count("0")
        value = self.values[min(updates, len(self.values) - 1)] + (
            0.0 if self.net.training else self.in_eval_mode
        )
        return (outputs * 0).sum() + outputs.mean() * 1e-3 - (outputs.mean() * 1e-3).detach() + value


@probe(
    "overfit_one_batch",
    es="una pérdida que sube una vez y llega al objetivo tras 3 pasos",
    en="a loss that rises once and reaches the target after 3 steps",
)
def reaches(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, _Patience()).to(device)
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=1 / 16))
    _overfit(
        subject,
        record,
        net,
        optimizer,
        draw,
        device,
        max_steps=8,
        target_loss=0.15,
        criterion=_Scripted(net, 1.0, 0.5, 0.75, 0.125),
    )


@probe(
    "overfit_one_batch",
    es="la pérdida es exactamente el objetivo tras 2 pasos",
    en="the loss equals the target exactly after 2 steps",
)
def reaches_exactly(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, _Patience()).to(device)
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=1 / 16))
    _overfit(
        subject,
        record,
        net,
        optimizer,
        draw,
        device,
        max_steps=8,
        target_loss=0.25,
        criterion=_Scripted(net, 1.0, 0.5, 0.25),
    )


@probe(
    "overfit_one_batch",
    es="la pérdida llega al objetivo tras 2 pasos, pero sólo en modo train",
    en="the loss reaches the target after 2 steps, in train mode only",
)
def reaches_in_train_mode(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, _Patience()).to(device)
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=1 / 16))
    criterion = _Scripted(net, 1.0, 0.5, 0.25, in_eval_mode=9.0)
    _overfit(subject, record, net, optimizer, draw, device, max_steps=4, target_loss=0.3, criterion=criterion)


@probe("overfit_one_batch", es="el objetivo ya se cumple al empezar", en="the target is met from the start")
def met_at_start(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, _Patience()).to(device)
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=1 / 16))
    _overfit(subject, record, net, optimizer, draw, device, max_steps=5, target_loss=1e6)


@probe(
    "overfit_one_batch",
    es="un objetivo inalcanzable y max_steps=4, con SGD",
    en="an unreachable target and max_steps=4, with SGD",
)
def never_reached(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, _Patience()).to(device)
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=draw.integer(20, 60) / 512))
    _overfit(subject, record, net, optimizer, draw, device, max_steps=4, target_loss=-1e6)


@probe(
    "overfit_one_batch",
    es="un objetivo inalcanzable y max_steps=3, con Adam",
    en="an unreachable target and max_steps=3, with Adam",
)
def never_reached_adam(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, _Patience()).to(device)
    optimizer = net.watch.optimizer(Adam(net.parameters(), lr=draw.integer(20, 60) / 1024, eps=1e-2))
    _overfit(subject, record, net, optimizer, draw, device, max_steps=3, target_loss=-1e6)


@probe("overfit_one_batch", es="max_steps=0", en="max_steps=0")
def no_steps(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, _Patience()).to(device)
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=1 / 16))
    _overfit(subject, record, net, optimizer, draw, device, max_steps=0, target_loss=-1e6)


@probe("overfit_one_batch", es="una pérdida NaN y max_steps=3", en="a NaN loss and max_steps=3")
def nan_loss(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, _Patience()).to(device)
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=0.0))
    criterion = _NanAfterFirst(net)
    _overfit(subject, record, net, optimizer, draw, device, max_steps=3, target_loss=0.5, criterion=criterion)


class _NanAfterFirst(nn.Module):
    """1.0 before the first update, NaN from then on."""

    def __init__(self, net: Net) -> None:
        super().__init__()
        self.net = net

    def forward(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        updates = self.net.watch.order.count("s") + self.net.watch.order.count("0")
        return outputs.mean() * 0 + (float("nan") if updates else 1.0)


@probe(
    "overfit_one_batch",
    es="un modelo con BatchNorm que llega en modo eval, 3 pasos",
    en="a model with BatchNorm handed over in eval mode, 3 steps",
)
def overfit_eval_start(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, _Patience(), norm=True).to(device).eval()
    optimizer = net.watch.optimizer(SGD(net.parameters(), lr=1 / 16))
    _overfit(subject, record, net, optimizer, draw, device, max_steps=3, target_loss=-1e6)
