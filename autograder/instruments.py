"""What probes hand to student code: models, criteria and optimizers that are real and tell what happened.

They record in their own `forward`, because `model.forward(x)`, a correct idiom, fires no module hooks.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from functools import partial
from types import SimpleNamespace
from typing import Any
from unittest import mock

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode
from torch.utils._pytree import tree_leaves, tree_map_only
from torch.utils.data import DataLoader, TensorDataset

from autograder.probing import Draw

_grad_enabled = torch.is_grad_enabled  # as they are before student code runs
_META = torch.device("meta")


class Watch:
    """Events in order, one letter each, and on which devices and samples the forward passes ran.

    f: forward in train mode · e: forward in eval mode · F, E: the same with gradients disabled
    b: backward reached the first parameter · s: optimizer step done · 0: the same without any gradient
    """

    def __init__(self) -> None:
        self.events: list[str] = []
        self.devices: list[str] = []  # of the inputs and of the targets, as they came
        self.samples: list[list[int]] = []  # the first feature of every row, per forward pass

    @property
    def order(self) -> str:
        return "".join(self.events)

    @property
    def modes(self) -> list[str]:
        """The distinct modes of the forward passes: "train", "eval"."""
        return sorted({"train" if event in "fF" else "eval" for event in self.events if event in "fFeE"})

    def forward(self, module: nn.Module, inputs: Tensor) -> None:
        letter = "f" if module.training else "e"
        self.events.append(letter if _grad_enabled() else letter.upper())
        self.devices.append(f"inputs {inputs.device.type}")
        if inputs.device.type == "cpu":
            self.samples.append([round(value) for value in inputs[:, 0].tolist()])

    def optimizer(self, optimizer: torch.optim.Optimizer) -> torch.optim.Optimizer:
        """The optimizer itself, its steps and the backward passes before them now watched."""
        parameters = [p for group in optimizer.param_groups for p in group["params"]]

        def step(*_: Any) -> None:
            moved = any(p.grad is not None and bool(p.grad.any()) for p in parameters if not p.is_meta)
            self.events.append("s" if moved or parameters[0].is_meta else "0")

        optimizer.register_step_post_hook(step)  # after the closure of who steps with one
        parameters[0].register_post_accumulate_grad_hook(lambda _: self.events.append("b"))
        return optimizer


class Net(nn.Module):
    """Two linear layers with a ReLU between, weights drawn; `norm` puts BatchNorm1d after the first.

    `(batch, 3) → (batch, 2)`. The first feature may carry a sample's number; it enters scaled down.
    """

    def __init__(self, draw: Draw, watch: Watch, *, norm: bool = False) -> None:
        super().__init__()
        self.first = _Linear(3, 5)
        self.norm: nn.BatchNorm1d | nn.Identity = nn.BatchNorm1d(5) if norm else nn.Identity()
        self.last = _Linear(5, 2)
        self.watch = watch
        with torch.no_grad():
            for parameter in self.parameters():
                parameter.copy_(draw.tensor(*parameter.shape))
            # Running statistics far from those of any batch, so that the mode shows in the numbers.
            for buffer in self.buffers():
                if buffer.ndim:
                    buffer.copy_(draw.tensor(5, low=1.0, high=4.0))

    def forward(self, inputs: Tensor) -> Tensor:
        self.watch.forward(self, inputs)
        outputs: Tensor = self.last(
            torch.relu(self.norm(self.first(inputs * _FEATURE_SCALE.to(inputs.device))))
        )
        return outputs


class _Linear(nn.Linear):
    """A linear layer whose weights somebody else sets: drawing them twice took a tenth of a submission's time."""

    def reset_parameters(self) -> None:
        """Leaves them as they are."""


_FEATURE_SCALE = torch.tensor([1 / 16, 1.0, 1.0])


class Criterion(nn.Module):
    """A mean over samples that nobody guesses, different when its arguments are exchanged.

    mean(softplus(outputs) − targets · outputs + outputs² / 4) + offset, to be called as criterion(outputs, targets).
    """

    reduction = "mean"

    def __init__(self, watch: Watch, *, offset: float = 0.0) -> None:
        super().__init__()
        self.watch = watch
        self.offset = offset

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        self.watch.devices.append(f"targets {targets.device.type}")
        per_output = nn.functional.softplus(outputs) - targets * outputs + outputs.square() / 4
        return per_output.mean() + self.offset


class Scale(nn.Module):
    """One weight, `(batch, n) → (batch, n)`: for probes that only ask on which device things are."""

    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(1))
        self.watch = watch

    def forward(self, inputs: Tensor) -> Tensor:
        self.watch.forward(self, inputs)
        return inputs * self.weight


class Difference(nn.Module):
    """The least that a criterion can be, of the first two columns."""

    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self.watch = watch

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        self.watch.devices.append(f"targets {targets.device.type}")
        return (outputs[:, :2] - targets).mean()


def parameters_of(model: nn.Module) -> Tensor:
    """All parameters of a model in one flat tensor, `(count,)`."""
    return torch.cat([p.detach().flatten().cpu() for p in model.parameters()])


def batch(draw: Draw, size: int, *, scale: float = 1.0) -> tuple[Tensor, Tensor]:
    """Inputs `(size, 3)` whose first feature numbers the samples, targets `(size, 2)` of the given scale."""
    inputs = draw.tensor(size, 3)
    inputs[:, 0] = torch.arange(size)
    return inputs, scale * draw.tensor(size, 2, low=0.5, high=1.0)


def loader(draw: Draw, *, sizes: tuple[int, ...] = (4, 4, 2), **options: Any) -> DataLoader[Any]:
    """Batches of the given sizes (equal ones and a smaller last), whose losses differ much from each other."""
    parts = [batch(draw, size, scale=4.0**i) for i, size in enumerate(sizes)]
    inputs, targets = (torch.cat(tensors) for tensors in zip(*parts, strict=True))
    inputs[:, 0] = torch.arange(len(inputs))
    return DataLoader(TensorDataset(inputs, targets), batch_size=sizes[0], **options)


@contextmanager
def stand_in_gpu() -> Iterator[torch.device]:
    """A second device on a machine without one: what asks for cuda gets meta tensors that say they are on cuda.

    Shapes and devices are real, numbers are not: all that is read from it is as if they were ones. A tensor left on
    the CPU meets the same error as on a GPU. It yields the device to hand to student code.
    """
    with ExitStack() as stack:
        for name, answer in _OF_A_GPU.items():
            stack.enter_context(mock.patch(f"torch.cuda.{name}", partial(_says, answer)))
        stack.enter_context(mock.patch("torch.cuda.get_rng_state", lambda *_: torch.get_rng_state()))
        stack.enter_context(mock.patch("torch.cuda.device", nullcontext))
        stack.enter_context(mock.patch.object(Tensor, "_reduce_ex_internal", _reduced))
        stack.enter_context(mock.patch.object(torch.serialization, "default_restore_location", _restored))
        stack.enter_context(_CudaIsMeta())
        yield torch.device("cuda")


_MEMORY = 2**33  # bytes
# What torch.cuda answers where there is one GPU; None of what only does something.
_OF_A_GPU = {
    "is_available": True, "device_count": 1, "current_device": 0, "get_device_name": "GPU",
    "get_device_capability": (8, 0), "mem_get_info": (_MEMORY, _MEMORY),
    "get_device_properties": SimpleNamespace(
        name="GPU", major=8, minor=0, total_memory=_MEMORY, multi_processor_count=1
    ),
    "init": None, "set_device": None, "synchronize": None, "set_rng_state": None, "reset_peak_memory_stats": None,
}  # fmt: skip


def _says(answer: Any, *_: Any, **__: Any) -> Any:
    return answer


class _CudaIsMeta(TorchFunctionMode):
    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        kwargs = dict(kwargs or {})
        if func is torch.device:  # it names a device, it makes nothing there
            return func(*args, **kwargs)
        if func is Tensor.cuda:
            return args[0].to(_META)
        if func is Tensor.pin_memory:  # there is nothing to be copied faster
            return args[0]
        if args and isinstance(args[0], Tensor) and args[0].is_meta:
            name = getattr(func, "__name__", "")
            if func == _DEVICE:
                return torch.device("cuda", 0)
            if func == _IS_CUDA:
                return True
            if name == "get_device":
                return 0
            if name in ("item", "tolist", "__float__", "__int__", "__index__", "__bool__", "__format__"):
                return func(_read(args[0]), *args[1:])
            if name == "cpu" or (name == "to" and "cpu" in map(_device_type, [*args[1:], *kwargs.values()])):
                return _read(args[0])
        args = tuple(_META if _device_type(value) == "cuda" else value for value in args)
        kwargs = {key: _META if _device_type(value) == "cuda" else value for key, value in kwargs.items()}
        try:
            result = func(*args, **kwargs)
        except RuntimeError as error:
            tensors = [leaf for leaf in tree_leaves((args, kwargs)) if isinstance(leaf, Tensor)]
            no_numbers = "meta" in str(error).lower() and all(tensor.is_meta for tensor in tensors)
            if not tensors or not no_numbers:
                raise
            result = _of_ones(func, args, kwargs)
        if isinstance(result, Tensor) and result.is_meta and result.dtype == torch.bool:
            with suppress(Exception):  # of what cannot be told it is False
                args, kwargs = tree_map_only(Tensor, _read, (args, kwargs))
                setattr(result, _TRUE, bool(func(*args, **kwargs).all()))
        return result


_TRUE = "_true_of_ones"  # of a tensor of truth values: what a comparison, or whatever gave it, says of ones


def _read(tensor: Tensor) -> Tensor:
    """The numbers of a tensor, if it is on "cuda": ones, or what is so of ones."""
    if not tensor.is_meta:
        return tensor
    value = getattr(tensor, _TRUE, False) if tensor.dtype == torch.bool else 1
    return torch.full(tensor.shape, value, dtype=tensor.dtype)


def _of_ones(func: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    """What an operation gives of ones: of what the numbers decide, such as the values that occur, meta has nothing."""
    args, kwargs = tree_map_only(
        Tensor, lambda t: torch.ones(t.shape, dtype=t.dtype, requires_grad=t.requires_grad), (args, kwargs)
    )
    return tree_map_only(Tensor, lambda t: t.to(_META), func(*args, **kwargs))


_reduce, _restore = Tensor._reduce_ex_internal, torch.serialization.default_restore_location


def _reduced(tensor: Tensor, protocol: Any) -> Any:
    """How a tensor is pickled, so that `torch.save` takes one that is on "cuda"."""
    if tensor.is_meta:
        kind = (tensor.dtype, tuple(tensor.shape), tensor.stride(), tensor.requires_grad)
        return torch._utils._rebuild_meta_tensor_no_storage, kind
    return _reduce(tensor, protocol)  # type: ignore[no-untyped-call]


def _restored(storage: Any, location: str) -> Any:
    """Where `torch.load` puts what was saved."""
    return _restore(storage, "meta" if location.startswith("cuda") else location)  # type: ignore[no-untyped-call]


_DEVICE = vars(torch._C.TensorBase)["device"].__get__
_IS_CUDA = vars(torch._C.TensorBase)["is_cuda"].__get__


def _device_type(value: object) -> str:
    """The type of a torch.device or of a string that names one; "" of everything else."""
    if isinstance(value, torch.device):
        return value.type
    return value.partition(":")[0] if isinstance(value, str) else ""
