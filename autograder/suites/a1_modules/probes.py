"""The probes of a1_modules. Each makes all concerns but one inert.

Weights are put into a student's network, never compared as they start: its layers are found by their shapes, so
that names, containers and the way a weight lies (`(out, in)` or `(in, out)`) are free.

Many right answers are the same whatever the seed: a module that holds 60 numbers, a mode that was restored, "cuda".
There the evidence holds what was drawn, too (numbers put into the parameters, the rows that a model saw, the order
of the calls), and a judge, who draws it again, looks at that first.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from unittest import mock

import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy

from autograder.instruments import Watch, parameters_of, stand_in_gpu
from autograder.probing import Draw, Judge, Record, describe, probe
from autograder.recording import Aspects, Value, same
from autograder.text import Text

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


_grad_enabled = torch.is_grad_enabled  # as it is before student code runs

MARKS = 4096  # more than a network here has parameters


def _first_mark(draw: Draw) -> int:
    """Exact in float32, and so are the marks after it."""
    return MARKS * draw.integer(1, 2000)


@torch.no_grad()
def _mark(model: nn.Module, first: int) -> None:
    """Fills each parameter with a number of its own, so that its numbers tell whose they are."""
    for number, parameter in enumerate(model.parameters()):
        parameter.fill_(first + number)


def _sizes_of_marked(numbers: Value, first: int) -> Value:
    """What `_sizes` says of a module, from the numbers in its parameters. Raises ValueError unless they are marks."""
    if not isinstance(numbers, Tensor):
        return "missing"
    marks, counts = torch.unique(numbers, return_counts=True)
    if not bool(((marks >= first) & (marks < first + MARKS)).all()):
        raise ValueError("not the marks that were drawn")
    return sorted(counts.tolist())


def _one_row(
    record: Record, model: nn.Module, draw: Draw, size: int, device: torch.device, *names: str
) -> None:
    """The kind of the output of a single row, and what the named modules hold when all parameters are marked."""
    first, model = _first_mark(draw), model.to(device)
    with torch.no_grad():
        record["output kind"] = describe(model(draw.tensor(1, size).to(device)))[0]
    _mark(model, first)
    for name in names:
        module = getattr(model, name, None)
        record[name] = _flat(module.parameters()) if isinstance(module, nn.Module) else "missing"


def _judge_of_one_row(*names: str) -> Judge:
    def judge(evidence: Aspects, draw: Draw, record: Record) -> None:
        first = _first_mark(draw)
        record["output kind"] = evidence["output kind"]
        for name in names:
            record[name] = _sizes_of_marked(evidence[name], first)

    return judge


def _flat(tensors: Iterable[Tensor]) -> Tensor:
    """All numbers in one flat tensor, which may be empty."""
    return torch.cat([torch.zeros(0), *(tensor.detach().flatten().cpu() for tensor in tensors)])


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
    """Two steps of SGD on what `parameters()` gives; most units are active. And whether train mode would learn, too."""
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
    optimizer.zero_grad()
    output = model.train()(x.repeat(8, 1))  # so many rows that a Dropout does not drop them all
    if output.requires_grad:
        output.sum().backward()
    record["learns in train mode"] = any(
        p.grad is not None and bool(p.grad.any()) for p in model.parameters()
    )
    record["all parameters used"] = all(p.grad is not None for p in model.parameters())


def _modes(draw: Draw) -> list[bool]:
    """Whether to ask for train mode (or eval mode), each time."""
    return [True, *draw.shuffled([True] * 3 + [False] * 4)]


def _judge_of_modes(evidence: Aspects, draw: Draw, record: Record) -> None:
    asked, seen = _modes(draw), []
    for mode, name in ((True, "train"), (False, "eval")):
        numbers = [number for number, train in enumerate(asked) if train is mode]
        flags = [_tensor(evidence[f"{n} modes"]) for n in numbers if f"{n} modes" in evidence]
        if flags:
            record[f"{name} mode reaches all"] = bool((torch.cat(flags) == int(mode)).all())
        if all(f"{n} outputs" in evidence for n in numbers):
            first, second = torch.stack([_tensor(evidence[f"{n} outputs"]) for n in numbers], dim=1)
            record[f"same output in {name} mode"] = torch.equal(first, second)
            record[f"zeros come and go in {name} mode"] = bool(((first == 0) != (second == 0)).any())
            seen.append(first)
    if len(seen) == 2:
        record["same output in both modes"] = same(*seen)


def _flags(model: nn.Module) -> Tensor:
    """1 for each module in train mode, 0 for each in eval mode."""
    return torch.tensor([int(module.training) for module in model.modules()])


def _tensor(value: Value) -> Tensor:
    if not isinstance(value, Tensor):
        raise TypeError("not a tensor")
    return value


def _in_each_mode(record: Record, model: nn.Module, draw: Draw, size: int, device: torch.device) -> None:
    """The same input twice, in each mode: evidence for `_judge_of_modes`."""
    modes, x = _modes(draw), draw.tensor(16, size).to(device)
    model = _ready(model, x)
    with torch.no_grad():
        for number, train in enumerate(modes):
            model.train() if train else model.eval()
            record[f"{number} modes"] = _flags(model)
            record[f"{number} outputs"] = torch.stack([model(x.clone()), model(x.clone())])


EACH_MODE = Text("la misma entrada dos veces, en cada modo", "the same input twice, in each mode")


def _some(draw: Draw, count: int) -> list[int]:
    """Distinct sizes."""
    return draw.shuffled([3, 4, 5, 6, 7])[:count]


# ------------------------------------------------------------------------- MLP


@probe("MLP", es="seis filas y pesos puestos por mí", en="six rows and weights that I put in")
def mlp_output(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    sizes = _some(draw, 2)
    x = draw.tensor(6, sizes[0]).to(device)
    _apply(record, subject.MLP(*sizes), sizes, draw, x)


@probe(
    "MLP",
    es="los argumentos por nombre y una sola fila",
    en="its arguments by name and a single row",
    judge=_judge_of_one_row("fc1"),
)
def mlp_one_row(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _one_row(record, subject.MLP(in_features=4, out_features=12), draw, 4, device, "fc1")


@probe("MLP", es="dos pasos de SGD", en="two steps of SGD")
def mlp_trained(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    sizes = _some(draw, 2)
    _train(record, subject.MLP(*sizes), sizes, draw, draw.tensor(6, sizes[0]).to(device))


@probe("MLP", es=EACH_MODE.es, en=EACH_MODE.en, judge=_judge_of_modes)
def mlp_modes(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _in_each_mode(record, subject.MLP(5, 8), draw, 5, device)


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


@probe("MLP2", es="entradas grandes", en="large inputs")
def mlp2_large(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    sizes = [*_some(draw, 2), 1]
    _apply(record, subject.MLP2(*sizes[:2]), sizes, draw, _large(draw, sizes[0]).to(device))


def _large(draw: Draw, size: int) -> Tensor:
    """Inputs with which an activation that ends somewhere, or bends slowly, shows."""
    return draw.tensor(6, size, low=-64.0, high=64.0)


@probe(
    "MLP2",
    es="los argumentos por nombre y una sola fila",
    en="its arguments by name and a single row",
    judge=_judge_of_one_row("fc1", "fc2"),
)
def mlp2_one_row(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _one_row(record, subject.MLP2(in_features=12, out_features=8), draw, 12, device, "fc1", "fc2")


def _sizes_and_input(draw: Draw) -> tuple[list[int], Tensor]:
    sizes = _some(draw, 2)
    return sizes, draw.tensor(6, sizes[0])


def _judge_of_input(evidence: Aspects, draw: Draw, record: Record) -> None:
    after, (_, x) = evidence["input"], _sizes_and_input(draw)
    record["input kept"] = isinstance(after, Tensor) and torch.equal(after, x.double())


@probe(
    "MLP2",
    es="una entrada que miro antes y después",
    en="an input that I look at before and after",
    judge=_judge_of_input,
)
def mlp2_input(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    sizes, x = _sizes_and_input(draw)
    model, x = subject.MLP2(*sizes).to(device), x.to(device)
    with torch.no_grad():
        model(x)
    record["input"] = x


@probe("MLP2", es="dos pasos de SGD", en="two steps of SGD")
def mlp2_trained(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    sizes = [*_some(draw, 2), 1]
    _train(record, subject.MLP2(*sizes[:2]), sizes, draw, draw.tensor(6, sizes[0], low=0.0).to(device))


@probe("MLP2", es=EACH_MODE.es, en=EACH_MODE.en, judge=_judge_of_modes)
def mlp2_modes(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _in_each_mode(record, subject.MLP2(5, 8), draw, 5, device)


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


@probe("SuperMLP", es="entradas grandes", en="large inputs")
def super_large(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _apply(record, subject.SuperMLP(), _SUPER, draw, _large(draw, 4).to(device))


@probe("SuperMLP", es="una sola fila", en="a single row", judge=_judge_of_one_row("mlp1", "mlp2"))
def super_one_row(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _one_row(record, subject.SuperMLP(), draw, 4, device, "mlp1", "mlp2")


@probe("SuperMLP", es="dos pasos de SGD", en="two steps of SGD")
def super_trained(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _train(record, subject.SuperMLP(), _SUPER, draw, draw.tensor(6, 4, low=0.0).to(device))


@probe("SuperMLP", es=EACH_MODE.es, en=EACH_MODE.en, judge=_judge_of_modes)
def super_modes(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _in_each_mode(record, subject.SuperMLP(), draw, 4, device)


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


@probe("BinaryClassifier", es="dos capas ocultas y entradas grandes", en="two hidden layers and large inputs")
def large_inputs(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    size, *hidden = _some(draw, 3)
    model = subject.BinaryClassifier(size, hidden=tuple(hidden))
    _apply(record, model, [size, *hidden, 1], draw, _large(draw, size).to(device))


def _one_size(draw: Draw) -> tuple[int, int]:
    return draw.choice(4, 5, 6), _first_mark(draw)


def _judge_of_own_weights(evidence: Aspects, draw: Draw, record: Record) -> None:
    (size, first), weights = _one_size(draw), evidence["weights"]
    record["parameters"] = _sizes_of_marked(evidence["parameters"], first)
    if isinstance(weights, Tensor):
        rows = weights.reshape(-1, size * size)
        record["units differ"] = bool((rows != rows[:, :1]).any(1).all())


@probe(
    "BinaryClassifier",
    es="tres capas ocultas del mismo tamaño",
    en="three hidden layers of one size",
    judge=_judge_of_own_weights,
)
def equal_hidden(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    size, first = _one_size(draw)
    x = draw.tensor(4, size).to(device)
    model = _ready(subject.BinaryClassifier(size, hidden=(size, size, size)), x)
    record["weights"] = _flat(p for p in model.parameters() if p.shape == (size, size))
    _mark(model, first)
    record["parameters"] = _flat(model.parameters())


@probe("BinaryClassifier", es="dos pasos de SGD", en="two steps of SGD")
def classifier_trained(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    sizes = [*_some(draw, 3), 1]
    model = subject.BinaryClassifier(sizes[0], hidden=tuple(sizes[1:3]))
    _train(record, model, sizes, draw, draw.tensor(6, sizes[0], low=0.0).to(device))


@probe(
    "BinaryClassifier",
    es=EACH_MODE.es,
    en=EACH_MODE.en,
    judge=_judge_of_modes,
)
def classifier_modes(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _in_each_mode(record, subject.BinaryClassifier(5, hidden=(12, 8)), draw, 5, device)


# --------------------------------------------------------- linear_from_scratch


@probe(
    "linear_from_scratch",
    es="un peso que no es cuadrado y un bias",
    en="a weight that is not square and a bias",
)
def linear_bias(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    x, weight, bias = (draw.tensor(*shape).to(device) for shape in ((6, 3), (4, 3), (4,)))
    record.returned("result", subject.linear_from_scratch(x, weight, bias))


@probe(
    "linear_from_scratch",
    es="un peso cuadrado y un bias con un cero",
    en="a square weight and a bias that holds a zero",
)
def linear_square(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    x, weight, bias = (draw.tensor(*shape).to(device) for shape in ((5, 3), (3, 3), (3,)))
    bias[draw.integer(0, 2)] = 0.0
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
    a, b = draw.integer(3, 20), draw.integer(21, 40)
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
    _count(record, subject.count_parameters(_Block(draw.integer(3, 40)).to(device)))


@probe(
    "count_parameters", es="un modelo con la primera capa congelada", en="a model whose first layer is frozen"
)
def count_frozen(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = _net(draw).to(device)
    net[0].requires_grad_(False)
    _count(record, subject.count_parameters(net))


@probe("count_parameters", es="dos capas que comparten su peso", en="two layers that share their weight")
def count_shared(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    size = draw.integer(3, 40)
    net = nn.Sequential(nn.Linear(size, size), nn.Linear(size, size)).to(device)
    net[1].weight = net[0].weight
    _count(record, subject.count_parameters(net))


@probe("count_parameters", es="un modelo con BatchNorm", en="a model with BatchNorm")
def count_buffers(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    size = draw.integer(3, 40)
    net = nn.Sequential(nn.Linear(2, size), nn.BatchNorm1d(size)).to(device)
    _count(record, subject.count_parameters(net))


# -------------------------------------------------------------- training_setup


def _weights(draw: Draw) -> list[Tensor]:
    """Those of three layers in which every unit is active."""
    return [draw.tensor(*shape, low=0.25) for shape in ((4, 3), (4,), (5, 4), (5,), (1, 5), (1,))]


FROZEN = 2  # of these parameters, from the first


def _frozen_net(weights: list[Tensor]) -> nn.Sequential:
    """Three layers of which the first is frozen."""
    net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 1))
    with torch.no_grad():
        for parameter, weight in zip(net.parameters(), weights, strict=True):
            parameter.copy_(weight)
    net[0].requires_grad_(False)
    return net


def _criterion(subject: Any, device: torch.device) -> Any:
    criterion, _ = subject.training_setup(nn.Linear(3, 1).to(device), 0.125)
    return criterion


@probe(
    "training_setup",
    es="logits y objetivos (5, 1) para el criterio",
    en="(5, 1) logits and targets for the criterion",
)
def criterion_value(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    logits = draw.tensor(5, 1, low=-3.0, high=3.0).to(device)
    targets = torch.tensor([[1.0], [0.0], [1.0], [1.0], [0.0]]).to(device)
    record.returned("loss", _criterion(subject, device)(logits, targets))


@probe("training_setup", es="logits de ±200 que aciertan", en="logits of ±200 that are right")
def criterion_certain(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    logits = torch.tensor([[200.0], [-200.0], [200.0]]).to(device)
    record.returned("loss", _criterion(subject, device)(logits, (logits > 0).float()))


def _wrong(draw: Draw) -> list[bool]:
    """Whether the logits are wrong, batch by batch."""
    return draw.shuffled([True, False] * 4)


def _judge_of_wrong(evidence: Aspects, draw: Draw, record: Record) -> None:
    """A loss is large where it is wrong to be so sure, and another one where it is right."""
    losses, wrong = _tensor(evidence["losses"]), torch.tensor(_wrong(draw))
    if losses.shape == wrong.shape:
        large = bool((losses[wrong].isfinite() & (losses[wrong] > 10)).all())
        record["finite and large"] = large and not same(losses[wrong], losses[~wrong])


@probe(
    "training_setup",
    es="logits de ±200 que se equivocan",
    en="logits of ±200 that are wrong",
    judge=_judge_of_wrong,
)
def criterion_wrong(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    logits, criterion = torch.tensor([[200.0], [-200.0], [200.0]]).to(device), _criterion(subject, device)
    losses = [criterion(logits, ((logits < 0) == wrong).float()) for wrong in _wrong(draw)]
    record["losses"] = torch.stack(losses)


def _judge_of_optimizer(evidence: Aspects, draw: Draw, record: Record) -> None:
    first = _first_mark(draw)
    record["learning rates"] = evidence["learning rates"]
    held, own = _tensor(evidence["held"]).tolist(), range(first, first + len(_weights(draw)))
    record["trainable parameters held"] = [held.count(mark) for mark in own[FROZEN:]]
    record["parameters of other models"] = len(set(held) - set(own))


@probe(
    "training_setup",
    es="un modelo de tres capas, la primera congelada",
    en="a model of three layers, the first of them frozen",
    judge=_judge_of_optimizer,
)
def optimizer_covers(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    first, net = _first_mark(draw), _frozen_net(_weights(draw)).to(device)
    lr = draw.integer(20, 120) / 4096
    _, optimizer = subject.training_setup(net, lr)
    record["learning rates"] = (
        torch.tensor(sorted({float(group["lr"]) for group in optimizer.param_groups})).double() * 100
    )
    _mark(net, first)
    held = [p for group in optimizer.param_groups for p in group["params"]]
    record["held"] = torch.tensor([p.flatten()[0].item() for p in held], dtype=torch.float64)


def _judge_of_step(evidence: Aspects, draw: Draw, record: Record) -> None:
    weights, after = _weights(draw), _tensor(evidence["after"])
    parts = torch.split(after, [weight.numel() for weight in weights])
    record["moved"] = [
        int(not torch.equal(old.flatten().double(), new)) for old, new in zip(weights, parts, strict=True)
    ]
    before = torch.cat([weight.flatten() for weight in weights]).double()
    record["downhill"] = float((after - before) @ _tensor(evidence["gradient"])) < 0


@probe(
    "training_setup",
    es="un paso con lo que devolvió",
    en="one step with what it returned",
    judge=_judge_of_step,
)
def setup_step(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    """Targets of class 0, so that all weights, which are positive, should shrink: weight decay points the same way."""
    net = _frozen_net(_weights(draw)).to(device)
    criterion, optimizer = subject.training_setup(net, 0.125)
    x, targets = draw.tensor(6, 3, low=0.25).to(device), torch.zeros(6, 1).to(device)

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss: Tensor = criterion(net(x) - 6.0, targets)
        loss.backward()  # type: ignore[no-untyped-call]
        if "gradient" not in record.aspects:  # LBFGS asks more than once
            record["gradient"] = _flat(
                torch.zeros_like(p) if p.grad is None else p.grad for p in net.parameters()
            )
        return loss

    optimizer.step(closure)
    record["after"] = parameters_of(net)


# --------------------------------------------------------------- predict_proba


class _Seen:
    """The rows that a model and its copies were called with."""

    def __init__(self) -> None:
        self.rows: list[Tensor] = []

    def __deepcopy__(self, memo: object) -> "_Seen":
        return self


class _Logits(nn.Module):
    """One logit per row, `(batch, 3) → (batch, 1)`, which tells how it was called; `norm`: through BatchNorm.

    Frozen, it gives results without a graph, whatever was forgotten: one probe looks at gradients.
    """

    def __init__(self, draw: Draw, *, norm: bool = False) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(3) if norm else nn.Identity()
        self.last = nn.Linear(3, 1)
        self.watch = Watch()
        self.seen = _Seen()
        with torch.no_grad():
            self.last.weight.copy_(draw.tensor(1, 3, low=0.5, high=2.0))
            self.last.bias.copy_(draw.tensor(1, low=-0.5, high=0.5))
            for name, buffer in self.norm.named_buffers():
                if name != "num_batches_tracked":
                    buffer.copy_(draw.tensor(3, low=2.0, high=4.0))

    def forward(self, x: Tensor) -> Tensor:
        self.seen.rows.append(x)
        self.watch.forward(self, x)
        outputs: Tensor = self.last(self.norm(x))
        return outputs

    def saw(self, record: Record) -> None:
        """How it was called and left: evidence for `_judge_of_calls`."""
        record["rows"] = _flat(self.seen.rows)
        record["order"] = self.watch.order
        record["modes after"] = _flags(self)
        record["gradients after"] = _grad_enabled()


class _Fails(nn.Module):
    """Raises when it is called."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = _Seen()

    def forward(self, x: Tensor) -> Tensor:
        self.seen.rows.append(x)
        raise OverflowError


def _rows(draw: Draw, count: int = 6) -> Tensor:
    """Rows whose logits have both signs."""
    x = draw.tensor(count, 3, low=0.25)
    return x * torch.tensor([1.0, -1.0] * count)[:count, None]


def _judge_of_calls(*aspects: str, rows: Callable[[Draw], Tensor] = _rows) -> Judge:
    """These aspects, where the model really saw rows that were drawn; what was returned is compared as it is."""

    def judge(evidence: Aspects, draw: Draw, record: Record) -> None:
        for name in ("statistics", "result kind", "result"):
            if name in evidence:
                record[name] = evidence[name]
        drawn, seen = rows(draw).double().tolist(), _tensor(evidence["rows"]).reshape(-1, 3).tolist()
        if {*map(tuple, drawn)} & {*map(tuple, seen)}:
            order, after = str(evidence.get("order", "")), set(_tensor(evidence["modes after"]).tolist())
            told: dict[str, Value] = {
                "error": evidence.get("error"),
                "gradients in forward": "f" in order or "e" in order,
                "gradients after": evidence.get("gradients after"),
                "mode after": "eval" if after == {0} else "train" if after == {1} else "mixed",
                "modes": ", ".join(
                    mode for mode, letter in (("eval", "e"), ("train", "f")) if letter in order.lower()
                ),
            }
            for name in aspects:
                record[name] = told[name]

    return judge


@probe("predict_proba", es="un modelo en modo eval y seis filas", en="a model in eval mode and six rows")
def proba_values(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    model = _Logits(draw).requires_grad_(False).to(device).eval()
    result = subject.predict_proba(model, _rows(draw).to(device))
    record["order"] = model.watch.order
    record.returned("result", result)


@probe("predict_proba", es="una sola fila", en="a single row")
def proba_one_row(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    model = _Logits(draw).requires_grad_(False).to(device).eval()
    record.returned("result", subject.predict_proba(model, _rows(draw, 1).to(device)))


@probe(
    "predict_proba",
    es="un modelo con BatchNorm que llega en modo train",
    en="a model with BatchNorm handed over in train mode",
    judge=_judge_of_calls("mode after", "modes"),
    gpu=True,
)
def proba_train_start(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    x, model = _rows(draw).to(device), _Logits(draw, norm=True).requires_grad_(False).to(device)
    result = subject.predict_proba(model, x)
    model.saw(record)
    record["statistics"] = torch.cat([buffer for buffer in model.norm.buffers() if buffer.ndim])
    record.returned("result", result)


@probe(
    "predict_proba",
    es="un modelo con BatchNorm que llega en modo eval",
    en="a model with BatchNorm handed over in eval mode",
    judge=_judge_of_calls("mode after", "modes"),
)
def proba_eval_start(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    x, model = _rows(draw).to(device), _Logits(draw, norm=True).requires_grad_(False).to(device).eval()
    subject.predict_proba(model, x)
    model.saw(record)


@probe(
    "predict_proba",
    es="un modelo que mira si hay gradientes",
    en="a model that looks whether gradients are enabled",
    judge=_judge_of_calls("gradients in forward", "gradients after"),
)
def proba_no_graph(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    x, model = _rows(draw).to(device), _Logits(draw).to(device)
    for training in (False, True):
        subject.predict_proba(model.train(training), x)
    model.saw(record)


@probe(
    "predict_proba",
    es="un modelo en modo train que lanza OverflowError",
    en="a model in train mode that raises OverflowError",
    judge=_judge_of_calls("error", "mode after"),
)
def proba_raises(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    fails = _Fails()
    model = nn.Sequential(nn.Identity(), fails)
    record["error"] = ""
    try:
        subject.predict_proba(model, _rows(draw).to(device))
    except OverflowError:
        record["error"] = "OverflowError"
    record["rows"] = _flat(fails.seen.rows)
    record["modes after"] = _flags(model)


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
    x = torch.tensor(draw.shuffled([0.0, 0.0, -2.0, -1.0, 1.0, 2.0]))[:, None].to(device)
    record.returned("result", subject.predict(_Pass().to(device).eval(), x))


@probe("predict", es="una sola fila", en="a single row")
def labels_one_row(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    x = torch.tensor([[draw.choice(-3.0, 3.0)]]).to(device)
    record.returned("result", subject.predict(_Pass().to(device).eval(), x))


def _more_rows(draw: Draw) -> Tensor:
    return _rows(draw, 8) * 4


@probe(
    "predict",
    es="un modelo con BatchNorm que llega en modo train",
    en="a model with BatchNorm handed over in train mode",
    judge=_judge_of_calls("mode after", "modes", "gradients in forward", "gradients after", rows=_more_rows),
    gpu=True,
)
def labels_train_start(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    x, model = _more_rows(draw).to(device), _Logits(draw, norm=True).to(device)
    with torch.no_grad():  # in eval mode no row reaches 0.5, in train mode some do
        model.last.bias.fill_(-0.25)
        next(model.norm.buffers()).fill_(4.0)
    result = subject.predict(model, x)
    model.saw(record)
    record.returned("result", result)


# --------------------------------------------------------------- select_device


@contextmanager
def _gpu(subject: Any) -> Iterator[Callable[[bool], None]]:
    """Whatever asks PyTorch for a GPU hears that there is one, or none, as it was told last.

    What the submission asked when it was read (see reading.py) is asked anew.
    """
    there = False

    def ask() -> None:
        for code in vars(subject).get("__asked__", ()):
            with suppress(Exception):
                exec(code, vars(subject))  # noqa: S102 – student code

    def tell(whether: bool) -> None:
        nonlocal there
        there = whether
        gpu.close()
        if there:  # its name may be asked, and a tensor be put on it
            gpu.enter_context(stand_in_gpu())
        ask()

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
        stack.callback(ask)  # now with PyTorch's own answers
        for patch in patches:
            stack.enter_context(patch)
        with ExitStack() as gpu:
            yield tell


def _own(draw: Draw) -> list[bool]:
    """Whether a call is one that the probe is about, or one of the others among them."""
    return draw.shuffled([True, False] * 5)


def _devices(
    subject: Any, draw: Draw, record: Record, about: tuple[bool, ...], other: tuple[bool, ...]
) -> None:
    """Calls, each (whether there is a GPU, *arguments), of the one kind and of the other in a drawn order."""
    kinds: list[int | str] = []
    types: list[int | str] = []
    first = None
    with _gpu(subject) as tell:
        for own in _own(draw):
            there, *arguments = about if own else other
            tell(there)
            device: Any = None
            try:
                device = subject.select_device(*arguments)
            except Exception as error:  # noqa: BLE001 – student code
                first = first or (error if own else None)
            kinds.append(describe(device)[0])
            named = isinstance(device, str | torch.device)
            types.append(str(device).partition(":")[0][:20] if named else "")
    if first:
        raise first
    record["kinds"], record["types"] = kinds, types


def _judge_of_devices(evidence: Aspects, draw: Draw, record: Record) -> None:
    """What the calls that the probe is about were answered, where they were all answered alike."""
    kinds: Any = evidence["kinds"]
    types: Any = evidence["types"]
    answers = {(kind, name) for own, kind, name in zip(_own(draw), kinds, types, strict=True) if own}
    if len(answers) == 1:
        ((kind, name),) = answers
        record["device kind"] = kind
        if name:
            record["type"] = name


@probe("select_device", es="una GPU a la vista", en="a GPU in sight", judge=_judge_of_devices)
def gpu_in_sight(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _devices(subject, draw, record, (True,), other=(False,))


@probe("select_device", es="ninguna GPU", en="no GPU", judge=_judge_of_devices)
def no_gpu(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _devices(subject, draw, record, (False,), other=(True,))


@probe(
    "select_device",
    es="una GPU a la vista y prefer_gpu=False",
    en="a GPU in sight and prefer_gpu=False",
    judge=_judge_of_devices,
)
def gpu_not_preferred(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _devices(subject, draw, record, (True, False), other=(True,))


@probe(
    "select_device",
    es="ninguna GPU y prefer_gpu=False",
    en="no GPU and prefer_gpu=False",
    judge=_judge_of_devices,
)
def no_gpu_not_preferred(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _devices(subject, draw, record, (False, False), other=(True,))
