"""The probes of a1_modules. Each makes all concerns but one inert.

Weights are put into a student's network, never compared as they start: its layers are found by their shapes, so
that names, containers and the way a weight lies (`(out, in)` or `(in, out)`) are free.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from unittest import mock

import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy

from autograder.instruments import Watch, parameters_of
from autograder.probing import Draw, Record, describe, probe

# ---------------------------------------------------------- networks of students


@dataclass(frozen=True)
class Layer:
    """The parameters of one linear layer; `flipped` where the weight lies `(in, out)`."""

    weight: Tensor
    bias: Tensor
    flipped: bool


def layers_of(model: nn.Module, sizes: Sequence[int]) -> list[Layer] | None:
    """The linear layers sizes[0] → sizes[1] → …, found by shape; None where one of their parameters is missing.

    The sizes are distinct, so a shape has one place. Biases may be `(out,)`, `(1, out)` or `(out, 1)`; a weight
    that could be such a bias (of the layer to 1) is taken to lie as the first layer's does.
    """
    left = list(model.parameters())

    def take(*shapes: tuple[int, ...]) -> Tensor | None:
        for shape in shapes:
            for i, parameter in enumerate(left):
                if tuple(parameter.shape) == shape:
                    return left.pop(i)
        return None

    weights, flipped = [], False
    for fan_in, fan_out in pairwise(sizes):
        order = [(fan_in, fan_out), (fan_out, fan_in)] if flipped else [(fan_out, fan_in), (fan_in, fan_out)]
        weight = take(*order)
        if weight is None:
            return None
        flipped = tuple(weight.shape) == (fan_in, fan_out)
        weights.append((weight, flipped))
    biases = [take((size,), (1, size), (size, 1), *([()] if size == 1 else [])) for size in sizes[1:]]
    return (
        [
            Layer(weight, bias, flipped)
            for (weight, flipped), bias in zip(weights, biases, strict=True)
            if bias is not None
        ]
        if all(bias is not None for bias in biases)
        else None
    )


@torch.no_grad()
def fill(
    layers: Sequence[Layer], draw: Draw, *, last: float = 1.0, offset: float = 0.0, low: float = -1.0
) -> None:
    """Draws all weights anew, from [low, 1]; those of the last layer from [-last, last], its bias near `offset`.

    In a hidden layer that follows another, one unit always lets its (positive) inputs through and one never does,
    so that a ReLU that is missing shows, and so does all that comes before.
    """
    for number, layer in enumerate(layers, start=1):
        shape = tuple(reversed(layer.weight.shape)) if layer.flipped else tuple(layer.weight.shape)
        final = number == len(layers)
        weight = draw.tensor(*shape, low=-last if final else low, high=last if final else 1.0)
        bias = draw.tensor(layer.bias.numel(), low=-0.25, high=0.25) + (offset if final else 0.0)
        if 1 < number < len(layers):
            weight[0], weight[1] = weight[0].abs() + 0.25, -weight[1].abs() - 0.25
        layer.weight.copy_(weight.T if layer.flipped else weight)
        layer.bias.copy_(bias.reshape(layer.bias.shape))


def flat(layers: Sequence[Layer]) -> Tensor:
    """All parameters in the order of the layers, each weight as `(out, in)`, in one flat tensor."""
    parts = [(layer.weight.T if layer.flipped else layer.weight, layer.bias) for layer in layers]
    return torch.cat([part.detach().flatten().cpu() for pair in parts for part in pair])


def _sizes(module: Any) -> Any:
    """How many numbers each parameter holds, in ascending order; "missing" where there is no such module."""
    return sorted(p.numel() for p in module.parameters()) if isinstance(module, nn.Module) else "missing"


def _hidden_away(model: nn.Module) -> str:
    """What the module holds in plain attributes, where PyTorch does not look for it."""
    known = {id(thing) for thing in [*model.modules(), *model.parameters(), *model.buffers()]}
    found = set()
    for value in vars(model).values():
        held = list(value.values()) if isinstance(value, dict) else value
        inside = isinstance(held, list | tuple)
        for thing in held if inside else [value]:
            if isinstance(thing, nn.Module | Tensor) and id(thing) not in known:
                found.add(
                    ("module" if isinstance(thing, nn.Module) else "tensor")
                    + (" in a list" if inside else "")
                )
    return ", ".join(sorted(found))


def _ready(model: nn.Module, x: Tensor) -> nn.Module:
    """The model, on the inputs' device; one forward pass first where its parameters wait for it (LazyLinear)."""
    model = model.to(x.device)
    if any(is_lazy(p) for p in model.parameters()) or not any(True for _ in model.parameters()):
        with torch.no_grad():
            model(x)
    return model


def _apply(
    record: Record, model: nn.Module, sizes: Sequence[int], draw: Draw, x: Tensor, **how: float
) -> None:
    """The output with drawn weights. Where the layers are not those asked for, its kind alone."""
    model = _ready(model, x)
    record["parameters"] = _sizes(model)
    layers = layers_of(model, sizes)
    if layers:
        fill(layers, draw, **how)
    model.eval()
    with torch.no_grad():
        output = model(x)
    record.returned("output", output)
    if not layers:
        record.aspects.pop("output", None)
    numbers = record.aspects.get("output")
    if (
        how.get("offset") and isinstance(numbers, Tensor) and numbers.ndim
    ):  # beside the offset small numbers vanish
        record["differences between rows"] = numbers - numbers[0]


def _train(record: Record, model: nn.Module, sizes: Sequence[int], draw: Draw, x: Tensor) -> None:
    """Two steps of SGD on what `parameters()` gives; most units are active."""
    model = _ready(model, x)
    record["parameters"] = _sizes(model)
    record["hidden away"] = _hidden_away(model)
    layers = layers_of(model, sizes)
    if layers:
        fill(layers, draw, low=-0.5)
    model.eval()  # a Dropout that nobody asked for is seen elsewhere
    optimizer = torch.optim.SGD(model.parameters(), lr=1 / 32)
    start = parameters_of(model)
    for _ in range(2):
        optimizer.zero_grad()
        (model(x) - 1.0).square().mean().backward()
        optimizer.step()
    record["moved"] = not torch.equal(start, parameters_of(model))
    if layers:
        record["path"] = flat(layers)


def _some(draw: Draw, count: int) -> list[int]:
    """Distinct sizes."""
    return draw.shuffled([3, 4, 5, 6, 7])[:count]


# ------------------------------------------------------------------------- MLP


@probe("MLP", es="seis filas y pesos puestos por mí", en="six rows and weights that I put in")
def mlp_output(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    sizes = _some(draw, 2)
    x = draw.tensor(6, sizes[0]).to(device)
    _apply(record, subject.MLP(*sizes), sizes, draw, x)


@probe("MLP", es="los argumentos por nombre y una sola fila", en="its arguments by name and a single row")
def mlp_one_row(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    model = subject.MLP(in_features=4, out_features=12).to(device)
    with torch.no_grad():
        record.returned("output", model(draw.tensor(1, 4).to(device)))
    record.aspects.pop("output", None)
    record["fc1"] = _sizes(getattr(model, "fc1", None))


@probe("MLP", es="dos pasos de SGD", en="two steps of SGD")
def mlp_trained(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    sizes = _some(draw, 2)
    _train(record, subject.MLP(*sizes), sizes, draw, draw.tensor(6, sizes[0]).to(device))


# ------------------------------------------------------------------------ MLP2


@probe("MLP2", es="pesos con que toda salida es positiva", en="weights that make every output positive")
def mlp2_hidden(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    sizes = [*_some(draw, 2), 1]
    x = draw.tensor(8, sizes[0]).to(device)
    _apply(record, subject.MLP2(*sizes[:2]), sizes, draw, x, last=0.25, offset=16.0)


@probe("MLP2", es="pesos con que toda salida es negativa", en="weights that make every output negative")
def mlp2_negative(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    sizes = [*_some(draw, 2), 1]
    x = draw.tensor(8, sizes[0]).to(device)
    _apply(record, subject.MLP2(*sizes[:2]), sizes, draw, x, last=0.25, offset=-16.0)


@probe("MLP2", es="los argumentos por nombre y una sola fila", en="its arguments by name and a single row")
def mlp2_one_row(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    model = subject.MLP2(in_features=12, out_features=8).to(device)
    with torch.no_grad():
        record.returned("output", model(draw.tensor(1, 12).to(device)))
    record.aspects.pop("output", None)
    record["fc1"] = _sizes(getattr(model, "fc1", None))
    record["fc2"] = _sizes(getattr(model, "fc2", None))


@probe("MLP2", es="una entrada que miro antes y después", en="an input that I look at before and after")
def mlp2_input(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    sizes = _some(draw, 2)
    model, x = subject.MLP2(*sizes).to(device), draw.tensor(6, sizes[0]).to(device)
    before = x.clone()
    with torch.no_grad():
        model(x)
    record["input kept"] = bool(torch.equal(x, before))


@probe("MLP2", es="dos pasos de SGD", en="two steps of SGD")
def mlp2_trained(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    sizes = [*_some(draw, 2), 1]
    _train(record, subject.MLP2(*sizes[:2]), sizes, draw, draw.tensor(6, sizes[0], low=0.0).to(device))


# -------------------------------------------------------------------- SuperMLP

_SUPER = [4, 12, 8, 1]


@probe("SuperMLP", es="pesos con que toda salida es positiva", en="weights that make every output positive")
def super_hidden(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    x = draw.tensor(8, 4).to(device)
    _apply(record, subject.SuperMLP(), _SUPER, draw, x, last=0.25, offset=24.0)


@probe("SuperMLP", es="pesos con que toda salida es negativa", en="weights that make every output negative")
def super_negative(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    x = draw.tensor(8, 4).to(device)
    _apply(record, subject.SuperMLP(), _SUPER, draw, x, last=0.25, offset=-24.0)


@probe("SuperMLP", es="una sola fila", en="a single row")
def super_one_row(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    model = subject.SuperMLP().to(device)
    with torch.no_grad():
        record.returned("output", model(draw.tensor(1, 4).to(device)))
    record.aspects.pop("output", None)
    record["mlp1"] = _sizes(getattr(model, "mlp1", None))
    record["mlp2"] = _sizes(getattr(model, "mlp2", None))


@probe("SuperMLP", es="dos pasos de SGD", en="two steps of SGD")
def super_trained(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _train(record, subject.SuperMLP(), _SUPER, draw, draw.tensor(6, 4, low=0.0).to(device))


# ------------------------------------------------------------ BinaryClassifier


@probe(
    "BinaryClassifier",
    es="sus argumentos por defecto y una sola fila",
    en="its default arguments and a single row",
)
def default_sizes(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    model = subject.BinaryClassifier().to(device)
    with torch.no_grad():
        record.returned("output", model(draw.tensor(1, 10).to(device)))
    record.aspects.pop("output", None)
    record["parameters"] = _sizes(model)
    record["hidden away"] = _hidden_away(model)


@probe("BinaryClassifier", es="hidden=() y logits negativos", en="hidden=() and negative logits")
def no_hidden(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    size = draw.choice(3, 4, 5)
    x = draw.tensor(6, size).to(device)
    _apply(record, subject.BinaryClassifier(size, hidden=()), [size, 1], draw, x, offset=-16.0)


@probe("BinaryClassifier", es="una capa oculta y logits positivos", en="one hidden layer and positive logits")
def one_hidden(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    size, hidden = _some(draw, 2)
    x = draw.tensor(8, size).to(device)
    model = subject.BinaryClassifier(size, hidden=(hidden,))
    _apply(record, model, [size, hidden, 1], draw, x, last=0.25, offset=16.0)


@probe(
    "BinaryClassifier",
    es="tres capas ocultas de tamaños distintos",
    en="three hidden layers of different sizes",
)
def three_hidden(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    size, *hidden = _some(draw, 4)
    x = draw.tensor(8, size).to(device)
    model = subject.BinaryClassifier(in_features=size, hidden=tuple(hidden))
    _apply(record, model, [size, *hidden, 1], draw, x)


@probe("BinaryClassifier", es="tres capas ocultas del mismo tamaño", en="three hidden layers of one size")
def equal_hidden(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    size = draw.choice(4, 5, 6)
    x = draw.tensor(4, size).to(device)
    model = _ready(subject.BinaryClassifier(size, hidden=(size, size, size)), x)
    record["parameters"] = _sizes(model)
    weights = [p for p in model.parameters() if p.shape == (size, size)]
    record["units differ"] = all(bool((p != p.flatten()[0]).any()) for p in weights)


@probe("BinaryClassifier", es="dos pasos de SGD", en="two steps of SGD")
def classifier_trained(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    sizes = [*_some(draw, 3), 1]
    model = subject.BinaryClassifier(sizes[0], hidden=tuple(sizes[1:3]))
    _train(record, model, sizes, draw, draw.tensor(6, sizes[0], low=0.0).to(device))


@probe(
    "BinaryClassifier", es="la misma entrada dos veces, en cada modo", en="the same input twice, in each mode"
)
def classifier_modes(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    x = draw.tensor(16, 5).to(device)
    model = _ready(subject.BinaryClassifier(5, hidden=(12, 8)), x)
    with torch.no_grad():
        for mode in (True, False):
            name = "train" if mode else "eval"
            model.train() if mode else model.eval()
            record[f"{name} mode reaches all"] = all(module.training is mode for module in model.modules())
            first, second = model(x), model(x)
            record[f"same output in {name} mode"] = bool(torch.equal(first, second))
            record[f"zeros come and go in {name} mode"] = bool(((first == 0) != (second == 0)).any())


# --------------------------------------------------------- linear_from_scratch


@probe(
    "linear_from_scratch",
    es="un peso que no es cuadrado y un bias",
    en="a weight that is not square and a bias",
)
def linear_bias(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    x, weight, bias = (draw.tensor(*shape).to(device) for shape in ((6, 3), (4, 3), (4,)))
    record.returned("result", subject.linear_from_scratch(x, weight, bias))


@probe("linear_from_scratch", es="un peso cuadrado y un bias", en="a square weight and a bias")
def linear_square(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    x, weight, bias = (draw.tensor(*shape).to(device) for shape in ((5, 3), (3, 3), (3,)))
    record.returned("result", subject.linear_from_scratch(x, weight, bias))


@probe("linear_from_scratch", es="bias=None", en="bias=None")
def linear_no_bias(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    x, weight = (draw.tensor(*shape).to(device) for shape in ((6, 3), (4, 3)))
    record.returned("result", subject.linear_from_scratch(x, weight, None))


@probe("linear_from_scratch", es="una sola fila y una sola salida", en="a single row and a single output")
def linear_one_row(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    x, weight, bias = (draw.tensor(*shape).to(device) for shape in ((1, 3), (1, 3), (1,)))
    record.returned("result", subject.linear_from_scratch(x, weight, bias))


@probe("linear_from_scratch", es="tensores que piden gradiente", en="tensors that ask for a gradient")
def linear_gradients(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    tensors = [draw.tensor(*shape).to(device).requires_grad_() for shape in ((3, 3), (3, 3), (3,))]
    result = subject.linear_from_scratch(*tensors)
    (result * draw.tensor(3, 3).to(device)).sum().backward()
    for name, tensor in zip(("x", "weight", "bias"), tensors, strict=True):
        record[f"gradient of {name}"] = (
            torch.full(tensor.shape, torch.nan) if tensor.grad is None else tensor.grad
        )


# ------------------------------------------------------------ count_parameters


def _net(draw: Draw) -> nn.Sequential:
    a, b = _some(draw, 2)
    return nn.Sequential(nn.Linear(2, a), nn.ReLU(), nn.Linear(a, b), nn.ReLU(), nn.Linear(b, 1))


def _count(record: Record, count: object) -> None:
    """A number is a number, be it an int or not; its kind is told apart."""
    record["count kind"], number = describe(count)
    if isinstance(number, int) or (isinstance(number, Tensor) and number.numel() == 1):
        record["count"] = int(number)


@probe("count_parameters", es="tres capas lineales", en="three linear layers")
def count_layers(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _count(record, subject.count_parameters(_net(draw).to(device)))


class _Block(nn.Module):
    """A parameter of its own, a scalar one, and a module two levels down."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(2.0))
        self.kernel = nn.Parameter(torch.ones(2, 3, size))
        self.inner = nn.Sequential(nn.Sequential(nn.Linear(size, 3, bias=False)))


@probe(
    "count_parameters",
    es="módulos dentro de módulos y parámetros sueltos",
    en="modules within modules and parameters on their own",
)
def count_nested(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _count(record, subject.count_parameters(_Block(draw.integer(3, 9)).to(device)))


@probe(
    "count_parameters", es="un modelo con la primera capa congelada", en="a model whose first layer is frozen"
)
def count_frozen(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = _net(draw).to(device)
    net[0].requires_grad_(False)
    _count(record, subject.count_parameters(net))


@probe("count_parameters", es="dos capas que comparten su peso", en="two layers that share their weight")
def count_shared(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    size = draw.integer(3, 9)
    net = nn.Sequential(nn.Linear(size, size), nn.Linear(size, size)).to(device)
    net[1].weight = net[0].weight
    _count(record, subject.count_parameters(net))


@probe("count_parameters", es="un modelo con BatchNorm", en="a model with BatchNorm")
def count_buffers(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    size = draw.integer(3, 9)
    net = nn.Sequential(nn.Linear(2, size), nn.BatchNorm1d(size)).to(device)
    _count(record, subject.count_parameters(net))


# -------------------------------------------------------------- training_setup


def _frozen_net(draw: Draw) -> nn.Sequential:
    """Three layers of which the first is frozen; every unit of the others is active."""
    net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 1))
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.copy_(draw.tensor(*parameter.shape, low=0.25))
    net[0].requires_grad_(False)
    return net


def _judged(subject: Any, record: Record, logits: Tensor, targets: Tensor) -> Tensor:
    criterion, _ = subject.training_setup(nn.Linear(3, 1).to(logits.device), 0.125)
    loss: Tensor = criterion(logits, targets)
    return loss


@probe(
    "training_setup",
    es="logits y objetivos (5, 1) para el criterio",
    en="(5, 1) logits and targets for the criterion",
)
def criterion_value(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    logits = draw.tensor(5, 1, low=-3.0, high=3.0).to(device)
    targets = torch.tensor([[1.0], [0.0], [1.0], [1.0], [0.0]]).to(device)
    record.returned("loss", _judged(subject, record, logits, targets))


@probe("training_setup", es="logits de ±200 que aciertan", en="logits of ±200 that are right")
def criterion_certain(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    logits = torch.tensor([[200.0], [-200.0], [200.0]]).to(device)
    record.returned("loss", _judged(subject, record, logits, (logits > 0).float()))


@probe("training_setup", es="logits de ±200 que se equivocan", en="logits of ±200 that are wrong")
def criterion_wrong(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    logits = torch.tensor([[200.0], [-200.0], [200.0]]).to(device)
    loss = _judged(subject, record, logits, (logits < 0).float())
    record["finite and large"] = bool(torch.isfinite(loss)) and float(loss) > 10


@probe(
    "training_setup",
    es="un modelo de tres capas, la primera congelada",
    en="a model of three layers, the first of them frozen",
)
def optimizer_covers(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = _frozen_net(draw).to(device)
    lr = draw.integer(20, 120) / 4096
    _, optimizer = subject.training_setup(net, lr)
    record["learning rates"] = (
        torch.tensor(sorted({float(group["lr"]) for group in optimizer.param_groups})).double() * 100
    )
    held = [id(p) for group in optimizer.param_groups for p in group["params"]]
    record["trainable parameters held"] = [held.count(id(p)) for p in net.parameters() if p.requires_grad]
    record["parameters of other models"] = len(set(held) - {id(p) for p in net.parameters()})


@probe("training_setup", es="un paso con lo que devolvió", en="one step with what it returned")
def setup_step(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = _frozen_net(draw).to(device)
    criterion, optimizer = subject.training_setup(net, 0.125)
    x, targets = draw.tensor(6, 3, low=0.25).to(device), torch.tensor([[1.0], [0.0]] * 3).to(device)
    before = [p.detach().clone() for p in net.parameters()]

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss: Tensor = criterion(net(x) - 6.0, targets)
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)
    record["moved"] = [int(not torch.equal(old, p)) for old, p in zip(before, net.parameters(), strict=True)]


# --------------------------------------------------------------- predict_proba


class _Logits(nn.Module):
    """One logit per row, `(batch, 3) → (batch, 1)`, which tells how it was called; `norm`: through BatchNorm.

    Frozen, it gives results without a graph, whatever was forgotten: one probe looks at gradients.
    """

    def __init__(self, draw: Draw, *, norm: bool = False) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(3) if norm else nn.Identity()
        self.last = nn.Linear(3, 1)
        self.watch = Watch()
        with torch.no_grad():
            self.last.weight.copy_(draw.tensor(1, 3, low=0.5, high=2.0))
            self.last.bias.copy_(draw.tensor(1, low=-0.5, high=0.5))
            for name, buffer in self.norm.named_buffers():
                if name != "num_batches_tracked":
                    buffer.copy_(draw.tensor(3, low=2.0, high=4.0))

    def forward(self, x: Tensor) -> Tensor:
        self.watch.forward(self, x)
        outputs: Tensor = self.last(self.norm(x))
        return outputs

    def mode(self) -> str:
        """The mode all modules share, "mixed" where they do not."""
        modes = {module.training for module in self.modules()}
        return "mixed" if len(modes) > 1 else "train" if modes.pop() else "eval"

    def saw(self, record: Record) -> None:
        record["mode after"] = self.mode()
        record["modes"] = ", ".join(self.watch.modes)


class _Fails(nn.Module):
    """Raises when it is called."""

    def forward(self, x: Tensor) -> Tensor:
        raise OverflowError


def _rows(draw: Draw, device: torch.device, count: int = 6) -> Tensor:
    """Rows whose logits have both signs."""
    x = draw.tensor(count, 3, low=0.25)
    return (x * torch.tensor([1.0, -1.0] * count)[:count, None]).to(device)


@probe("predict_proba", es="un modelo en modo eval y seis filas", en="a model in eval mode and six rows")
def proba_values(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    model = _Logits(draw).requires_grad_(False).to(device).eval()
    result = subject.predict_proba(model, _rows(draw, device))
    record["order"] = model.watch.order
    record.returned("result", result)


@probe("predict_proba", es="una sola fila", en="a single row")
def proba_one_row(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    model = _Logits(draw).requires_grad_(False).to(device).eval()
    record.returned("result", subject.predict_proba(model, _rows(draw, device, 1)))


@probe(
    "predict_proba",
    es="un modelo con BatchNorm que llega en modo train",
    en="a model with BatchNorm handed over in train mode",
)
def proba_train_start(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    model = _Logits(draw, norm=True).requires_grad_(False).to(device)
    result = subject.predict_proba(model, _rows(draw, device))
    model.saw(record)
    record["statistics"] = torch.cat([buffer for buffer in model.norm.buffers() if buffer.ndim])
    record.returned("result", result)


@probe(
    "predict_proba",
    es="un modelo con BatchNorm que llega en modo eval",
    en="a model with BatchNorm handed over in eval mode",
)
def proba_eval_start(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    model = _Logits(draw, norm=True).requires_grad_(False).to(device).eval()
    subject.predict_proba(model, _rows(draw, device))
    model.saw(record)


@probe(
    "predict_proba",
    es="un modelo que mira si hay gradientes",
    en="a model that looks whether gradients are enabled",
)
def proba_no_graph(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    model = _Logits(draw).to(device).eval()
    subject.predict_proba(model, _rows(draw, device))
    record["gradients in forward"] = any(event in "fe" for event in model.watch.events)


@probe(
    "predict_proba",
    es="un modelo en modo train que lanza OverflowError",
    en="a model in train mode that raises OverflowError",
)
def proba_raises(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    model = nn.Sequential(nn.Identity(), _Fails())
    record["error"] = ""
    try:
        subject.predict_proba(model, _rows(draw, device))
    except OverflowError:
        record["error"] = "OverflowError"
    record["mode after"] = "train" if model.training and model[1].training else "eval"


# --------------------------------------------------------------------- predict


@probe(
    "predict",
    es="probabilidades entre 0.5 y 0.7 o bajo 0.5",
    en="probabilities between 0.5 and 0.7 or below 0.5",
)
def labels(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    x = torch.tensor(draw.shuffled([0.125, 0.25, 0.375, -0.25, -1.5]))[:, None].to(device)
    record.returned("result", subject.predict(_Pass().to(device).eval(), x))


class _Pass(nn.Module):
    """Its one feature is the logit."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(1))

    def forward(self, x: Tensor) -> Tensor:
        return x * self.scale


@probe(
    "predict",
    es="threshold=0.75 y probabilidades de 0.5 a 0.95",
    en="threshold=0.75 and probabilities of 0.5 to 0.95",
)
def labels_threshold(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    x = torch.tensor(draw.shuffled([0.125, 0.875, 1.0, 1.5, 3.0]))[:, None].to(device)
    record.returned("result", subject.predict(_Pass().to(device).eval(), x, 0.75))


@probe(
    "predict",
    es="threshold=0.25 y probabilidades de 0.18 a 0.45",
    en="threshold=0.25 and probabilities of 0.18 to 0.45",
)
def labels_low_threshold(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    x = torch.tensor(draw.shuffled([-1.5, -1.25, -0.75, -0.5, -0.25]))[:, None].to(device)
    record.returned("result", subject.predict(_Pass().to(device).eval(), x, threshold=0.25))


@probe("predict", es="threshold=0", en="threshold=0")
def labels_threshold_zero(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    x = torch.tensor(draw.shuffled([-1.5, -0.25, 0.5]))[:, None].to(device)
    record.returned("result", subject.predict(_Pass().to(device).eval(), x, threshold=0.0))


@probe("predict", es="una probabilidad que es justo 0.5", en="a probability of exactly 0.5")
def labels_tie(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    x = torch.tensor(draw.shuffled([0.0, -2.0, 2.0]))[:, None].to(device)
    record.returned("result", subject.predict(_Pass().to(device).eval(), x))


@probe("predict", es="una sola fila", en="a single row")
def labels_one_row(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    x = torch.tensor([[draw.choice(-3.0, 3.0)]]).to(device)
    record.returned("result", subject.predict(_Pass().to(device).eval(), x))


@probe(
    "predict",
    es="un modelo con BatchNorm que llega en modo train",
    en="a model with BatchNorm handed over in train mode",
)
def labels_train_start(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    model = _Logits(draw, norm=True).to(device)
    with torch.no_grad():  # in eval mode no row reaches 0.5, in train mode some do
        model.last.bias.fill_(-0.25)
        next(model.norm.buffers()).fill_(4.0)
    result = subject.predict(model, _rows(draw, device, 8) * 4)
    model.saw(record)
    record["gradients in forward"] = any(event in "fe" for event in model.watch.events)
    record.returned("result", result)


# --------------------------------------------------------------- select_device


@contextmanager
def _gpu(subject: Any, there: bool) -> Iterator[None]:
    """Whatever asks PyTorch for a GPU hears that there is one, or none."""

    def available(*_: Any, **__: Any) -> bool:
        return there

    imported = [name for name, value in vars(subject).items() if value is torch.cuda.is_available]
    patches: list[Any] = [
        mock.patch("torch.cuda.device_count", lambda: int(there)),
        mock.patch("torch.accelerator.is_available", available),
        mock.patch("torch.accelerator.device_count", lambda: int(there)),
        mock.patch(
            "torch.accelerator.current_accelerator", lambda *_, **__: torch.device("cuda") if there else None
        ),
        mock.patch("torch.backends.mps.is_available", lambda: False),
        *(mock.patch.object(subject, name, available) for name in imported),
        mock.patch("torch.cuda.is_available", available),
    ]
    with ExitStack() as stack:
        for patch in patches:
            stack.enter_context(patch)
        yield


def _device(subject: Any, record: Record, there: bool, *arguments: bool) -> None:
    with _gpu(subject, there):
        device = subject.select_device(*arguments)
    record.returned("device", device)
    if isinstance(device, str | torch.device):
        record["type"] = str(device).partition(":")[0][:20]


@probe("select_device", es="una GPU a la vista", en="a GPU in sight")
def gpu_in_sight(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _device(subject, record, True)


@probe("select_device", es="ninguna GPU", en="no GPU")
def no_gpu(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _device(subject, record, False)


@probe("select_device", es="una GPU a la vista y prefer_gpu=False", en="a GPU in sight and prefer_gpu=False")
def gpu_not_preferred(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _device(subject, record, True, False)


@probe("select_device", es="ninguna GPU y prefer_gpu=False", en="no GPU and prefer_gpu=False")
def no_gpu_not_preferred(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _device(subject, record, False, False)
