"""The probes of a4_checkpointing. Each makes all concerns but one inert.

Files are a student's own: the names in them are free, so they are judged by the numbers that they hold. A probe hands
out all tensors and numbers of a file; its judge draws again what was to be saved, and looks for it there. The memory of
an optimizer is drawn, too: a judge takes no steps, so that it has the same to the bit and needs no optimizer.
"""

import copy
import io
import math
import os
import re
import struct
import sys
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, cast
from unittest import mock
from weakref import WeakKeyDictionary

import numpy
import torch
from torch import Tensor, nn
from torch.optim import SGD, Adam, Optimizer
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
from autograder.probing import Draw, Record, describe, probe, unwritten
from autograder.recording import Aspects, Value, same

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

_CPU = torch.device("cpu")

# --------------------------------------------------------------------- files


class _AnyPath(type(Path())):  # type: ignore[misc]
    """A Path with which code that takes it for a string works, too: `path + ".tmp"`, `path.endswith(".pt")`."""

    def __add__(self, other: str) -> str:
        return str(self) + other

    def __radd__(self, other: str) -> str:
        return other + str(self)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or not hasattr(str, name):
            raise AttributeError(name)
        return getattr(str(self), name)


@contextmanager
def _folder() -> Iterator[Path]:
    """A fresh folder, gone afterwards; its name, different every time, is taken out of what is raised.

    It lies in another of its own, so that what is written beside it goes, too.
    """
    with tempfile.TemporaryDirectory(prefix="a4-", ignore_cleanup_errors=True) as around:
        name = os.path.join(around, "work")
        os.mkdir(name)

        def clean(value: Any) -> Any:
            if not isinstance(value, str | os.PathLike):
                return value
            return re.sub(
                r"\btmp[a-z0-9_]{8}", "tmp…", os.fspath(value).replace(name, "…").replace(around, "…")
            )

        try:
            yield _AnyPath(name)
        except Exception as error:
            error.args = tuple(clean(argument) for argument in error.args)
            if isinstance(error, OSError):
                error.filename, error.filename2 = clean(error.filename), clean(error.filename2)
            raise


def _read(path: Path | io.BytesIO) -> tuple[Any, bool]:
    """What a file holds, None when nothing can be read, and whether the safe way could."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with suppress(Exception):
            return torch.load(path, map_location="cpu", weights_only=True), True
        with suppress(Exception):
            return torch.load(path, map_location="cpu", weights_only=False), False
    return None, False


def _parts(content: Any) -> list[Any]:
    """A file's content, and what lies in it at the top."""
    return [content, *(content.values() if isinstance(content, dict) else ())]


def _leaves(value: Any) -> Iterator[Any]:
    """The tensors, numbers and whatever else lies in nested dictionaries, lists, modules, and files within the file."""
    if isinstance(value, nn.Module | Optimizer):
        value = value.state_dict()
    if isinstance(value, bytes) or (isinstance(value, Tensor) and value.dtype == torch.uint8):
        inner = value if isinstance(value, bytes) else value.numpy().tobytes()
        with suppress(Exception):  # bytes of another kind
            value = torch.load(io.BytesIO(inner), map_location="cpu", weights_only=True)
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item)
    else:
        yield value


def _holds(content: Any, wanted: Iterable[Any]) -> bool:
    """Whether all the tensors and numbers in `wanted` are somewhere in a file's content."""
    return all(_found(list(_leaves(content)), wanted))


def _found(leaves: Sequence[Any], wanted: Iterable[Any]) -> list[bool]:
    """Which of the tensors and numbers in `wanted` are among the leaves."""
    tensors = [leaf for leaf in leaves if isinstance(leaf, Tensor)]
    numbers = [leaf for leaf in leaves if isinstance(leaf, int | float)]
    return [
        any(t.shape == w.shape and torch.equal(t.to(w), w) for t in tensors)
        if isinstance(w, Tensor)
        else w in numbers
        for w in wanted
    ]


def _show(record: Record, name: str, content: Any) -> None:
    """Evidence of what a file, a network or an optimizer holds: its tensors, numbered, and its numbers."""
    leaves = list(_leaves(content))
    for i, tensor in enumerate(leaf for leaf in leaves if isinstance(leaf, Tensor)):
        record[f"{name} tensor {i}"] = tensor
    numbers = [_number(leaf) for leaf in leaves if isinstance(leaf, int | float)]
    record[f"{name} numbers"] = torch.tensor(numbers, dtype=torch.float64)


_MANY = 1000  # tensors of one checkpoint


def _shown(evidence: Aspects, name: str) -> list[Any]:
    """The tensors and numbers that evidence holds under a name."""
    numbers = evidence[f"{name} numbers"]
    tensors = [
        value
        for key, value in evidence.items()
        if key.startswith(f"{name} tensor ") and isinstance(value, Tensor)
    ]
    return [*tensors[:_MANY], *(numbers.tolist() if isinstance(numbers, Tensor) else [])]


def _show_file(record: Record, name: str, file: Path | io.BytesIO) -> Any:
    """Evidence of what there is in a file, and how it could be read; gives its content."""
    content, safe = _read(file)
    record[f"{name} there"] = isinstance(file, io.BytesIO) or file.exists()
    record[f"{name} safe"] = safe
    _show(record, name, content)
    return content


def _of_model(model: nn.Module) -> list[Any]:
    return [leaf.detach().cpu() for leaf in model.state_dict().values()]


def _of_optimizer(optimizer: Optimizer) -> list[Any]:
    """What its steps depend on: its memory and its learning rates."""
    memory = [leaf.cpu() for leaf in _leaves(optimizer.state_dict()["state"]) if isinstance(leaf, Tensor)]
    return memory + [group["lr"] for group in optimizer.param_groups]


def _number(value: Any) -> float:
    """A number, however it is wrapped; NaN for what is none."""
    with suppress(Exception):
        return float(value)
    return math.nan


def _practised(draw: Draw, optimizer: Optimizer, steps: int = 2) -> Optimizer:
    """The optimizer after some steps with drawn gradients, so that it has a memory."""
    for _ in range(steps):
        for group in optimizer.param_groups:
            for parameter in group["params"]:
                parameter.grad = draw.tensor(*parameter.shape).to(parameter)
        optimizer.step()
    optimizer.zero_grad()
    return optimizer


def _momentum(draw: Draw, model: nn.Module) -> Optimizer:
    return SGD(model.parameters(), lr=draw.integer(20, 60) / 512, momentum=draw.integer(5, 7) / 8)


def _adam(draw: Draw, model: nn.Module) -> Optimizer:
    return Adam(model.parameters(), lr=draw.integer(20, 60) / 1024, eps=1e-2)


# ---------------------------------------------------------- save_checkpoint


class _Moment:
    """A moment of a training: the network, its optimizer's memory, and the numbers. All of it is drawn, and (but for
    `val_loss`) each from so many that it is nowhere else by chance."""

    def __init__(self, draw: Draw, net: nn.Module, *, adam: bool = False) -> None:
        self.net, self.adam = net, adam
        self.lr = draw.integer(1000, 4000) / 2**16
        self.epoch, self.val_loss = draw.integer(100, 900), draw.integer(1, 5) + 0.25
        names = ("exp_avg", "exp_avg_sq") if adam else ("momentum_buffer",)
        self.memory = [
            {name: draw.tensor(*parameter.shape, low=0.0) for name in names} for parameter in net.parameters()
        ]
        if adam:
            steps = float(draw.integer(100, 900))
            self.memory = [memory | {"step": torch.tensor(steps)} for memory in self.memory]
        for buffer in net.buffers():
            if not buffer.ndim:  # how many batches BatchNorm has seen
                buffer.fill_(draw.integer(100, 900))

    def optimizer(self) -> Optimizer:
        parameters = self.net.parameters()
        made = (
            Adam(parameters, lr=self.lr, eps=1e-2) if self.adam else SGD(parameters, self.lr, momentum=0.75)
        )
        made.load_state_dict(made.state_dict() | {"state": dict(enumerate(self.memory))})
        return made

    def save(self, subject: Any, path: Path, device: torch.device) -> None:
        self.net.to(device)
        subject.save_checkpoint(path, self.net, self.optimizer(), epoch=self.epoch, val_loss=self.val_loss)

    @property
    def remembered(self) -> list[Any]:
        return [tensor for memory in self.memory for tensor in memory.values()]

    def found_in(self, shown: Sequence[Any]) -> dict[str, list[bool]]:
        """Which of what a checkpoint of it is to hold is there."""
        wanted = {
            "parameters": [parameter.detach() for parameter in self.net.parameters()],
            "buffers": self.net.buffers(),
            "memory": self.remembered,
            "learning rate": [self.lr],
            "epoch": [self.epoch],
        }
        return {name: _found(shown, items) for name, items in wanted.items()}


def _show_checkpoint(record: Record, path: Path) -> None:
    content = _show_file(record, "file", path)
    record["objects"] = any(isinstance(part, nn.Module | Optimizer) for part in _parts(content))
    record["dictionary"] = isinstance(content, dict)
    content = content if isinstance(content, dict) else {}
    record["epoch"] = _number(content.get("epoch"))
    record["val_loss"] = _number(content.get("val_loss"))


def _judge_checkpoint(evidence: Aspects, record: Record, *moments: _Moment) -> None:
    """Looks for the last of the moments saved. A file that holds nothing of any has shown nothing, readable or not."""
    shown, safe = _shown(evidence, "file"), evidence["file safe"] is True
    *older, found = [moment.found_in(shown) for moment in moments]
    record["readable"] = safe and any(any(chain(*each.values())) for each in (found, *older))
    record["objects"] = not safe and evidence["objects"]
    record["dictionary"] = dictionary = evidence["dictionary"] is True
    record["epoch"], record["val_loss"] = evidence["epoch"], evidence["val_loss"]
    record["model state"] = dictionary and all(found["parameters"] + found["buffers"])
    record["parameters"] = dictionary and all(found["parameters"])
    record["optimizer state"] = dictionary and all(found["memory"] + found["learning rate"])
    record["optimizer memory"] = dictionary and all(found["memory"])


def _moment(draw: Draw) -> _Moment:
    return _Moment(draw, Net(draw, Watch()))


def _two_moments(draw: Draw) -> tuple[_Moment, _Moment]:
    old, new = _moment(draw), _moment(draw)
    new.epoch += old.epoch
    new.val_loss += old.val_loss  # the newer is the worse: neither rank nor rounding shall matter
    return old, new


def _moment_with_adam(draw: Draw) -> _Moment:
    moment = _Moment(draw, Net(draw, Watch(), norm=True), adam=True)
    moment.val_loss = draw.integer(1, 7) / 8 + 3 / 1024  # rounding shows
    return moment


@probe(
    "save_checkpoint",
    es="un modelo con BatchNorm y un optimizador Adam que ya dio pasos",
    en="a model with BatchNorm and an Adam optimizer that has made steps",
    judge=lambda evidence, draw, record: _judge_checkpoint(evidence, record, _moment_with_adam(draw)),
)
def saves(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    with _folder() as folder:
        path = folder / "some.pt"
        _moment_with_adam(draw).save(subject, path, device)
        _show_checkpoint(record, path)


def _judge_saves_again(evidence: Aspects, draw: Draw, record: Record) -> None:
    old, new = _two_moments(draw)
    _judge_checkpoint(evidence, record, old, new)
    found = new.found_in(_shown(evidence, "file"))
    record["replaced"] = any(chain(*found.values()))
    record["in place"] = evidence["in place"] is not False


@probe(
    "save_checkpoint",
    es="un path en que ya hay un checkpoint",
    en="a path that holds a checkpoint already",
    judge=_judge_saves_again,
)
def saves_again(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    """Nothing is put in the place of anything here, so that no code can see that it is watched.

    A second name of the old file tells whether the new one was written over it.
    """
    old, new = _two_moments(draw)
    with _folder() as folder:
        path, kept = folder / "some.pt", folder / "kept"
        old.save(subject, path, device)
        before = None
        with suppress(OSError):  # not every file system has second names
            os.link(path, kept)
            before = kept.read_bytes()
        new.save(subject, path, device)
        _show_checkpoint(record, path)
        record["in place"] = before is not None and kept.read_bytes() != before


@contextmanager
def _instead_of(subject: Any, **functions: Any) -> Iterator[None]:
    """Puts functions in the place of torch's of the same names, however the subject imported those."""
    theirs = {
        name: replacement
        for torchs, replacement in functions.items()
        for name, value in vars(subject).items()
        if value is getattr(torch, torchs)
    }
    with (
        mock.patch.multiple(torch, **functions),
        mock.patch.multiple(torch.serialization, **functions),
        mock.patch.dict(vars(subject), theirs),
    ):
        yield


@contextmanager
def _full_disk(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes: who writes on meets the error of a full disk."""
    if resource is None:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)  # Python ignores the signal that comes with it
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


class _Killed(BaseException):
    """Stands for the end of the process: nobody is expected to catch it."""


class _Killer:
    """Ends a save as soon as the file under `path` itself is neither as it was nor gone; `left` is what lay there.

    It looks in where student code opens that file for writing, which Python tells by whatever name it is done, or hands
    it to `torch.save`, of which only half arrives.
    """

    waits: "_Killer | None" = None  # the one that looks now

    def __init__(self, path: Path) -> None:
        self.path = os.path.realpath(path)
        self.before = path.read_bytes() if path.exists() else None
        self.left: io.BytesIO | None = None

    def look(self) -> None:
        if os.path.exists(self.path):
            left = Path(self.path).read_bytes()
            if left != self.before:
                self.left = io.BytesIO(left)
                raise _Killed

    def is_it(self, file: Any) -> bool:
        with suppress(TypeError, ValueError):
            return bool(os.path.realpath(os.fspath(file)) == self.path)
        return False

    @contextmanager
    def waiting(self, subject: Any) -> Iterator[None]:
        save = torch.save

        def save_half(obj: Any, f: Any, *args: Any, **kwargs: Any) -> None:
            if not self.is_it(f):
                save(obj, f, *args, **kwargs)
                return
            whole = io.BytesIO()
            save(obj, whole, *args, **kwargs)
            self.opens(os.O_WRONLY | os.O_CREAT | os.O_TRUNC, whole.getvalue()[: len(whole.getvalue()) // 2])

        _listen()
        with _instead_of(subject, save=save_half), mock.patch.object(_Killer, "waits", self):
            yield

    def opens(self, flags: int, data: bytes = b"") -> None:
        """Does what opening the file does, writes, and looks."""
        with mock.patch.object(_Killer, "waits", None):
            with suppress(OSError), os.fdopen(os.open(self.path, flags & ~os.O_EXCL), "wb") as file:
                file.write(data)
            self.look()


@cache
def _listen() -> None:
    """Has Python tell of every file that is opened, for good: nobody can stop that."""

    def heard(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and (killer := _Killer.waits) is not None:
            file, _, flags = arguments
            if flags & (os.O_WRONLY | os.O_RDWR) and killer.is_it(file):
                killer.opens(flags)

    sys.addaudithook(heard)


def _judge_crash(evidence: Aspects, draw: Draw, record: Record) -> None:
    """Whole is the old file or the new one (what the student's own save saves of a moment, all of it).

    None at all is no broken one, either, where what was saved lies beside, half written; where nothing does, it was
    written in place and swept away.
    """
    old, new = _two_moments(draw)
    saved, left = old.found_in(_shown(evidence, "before")), _shown(evidence, "after")
    record["saved"] = some = any(chain(*saved.values()))
    gone = evidence["after there"] is False and evidence.get("beside") is True
    record["whole"] = gone or (some and saved in (old.found_in(left), new.found_in(left)))


@probe(
    "save_checkpoint",
    es="un disco que se llena mientras se reemplaza un checkpoint",
    en="a disk that runs full while a checkpoint is replaced",
    judge=_judge_crash,
)
def full_disk(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    old, new = _two_moments(draw)
    with _folder() as folder:
        path = folder / "some.pt"
        old.save(subject, path, device)
        _show_file(record, "before", path)
        size = path.stat().st_size // 2 if path.exists() else 512
        with _full_disk(size), suppress(Exception):
            new.save(subject, path, device)
        _show_file(record, "after", path)
        record["beside"] = any(folder.iterdir())


@probe(
    "save_checkpoint",
    es="un proceso que muere mientras reemplaza un checkpoint",
    en="a process that dies while it replaces a checkpoint",
    judge=_judge_crash,
)
def killed(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    old, new = _two_moments(draw)
    with _folder() as folder:
        path = folder / "some.pt"
        old.save(subject, path, device)
        _show_file(record, "before", path)
        killer = _Killer(path)
        with suppress(_Killed), killer.waiting(subject):
            new.save(subject, path, device)
        _show_file(record, "after", killer.left or path)


# ---------------------------------------------------------- load_checkpoint

_MODEL_NAMES = (
    "model",
    "model_state_dict",
    "model_state",
    "state_dict",
    "modelo",
    "net",
    "network",
    "weights",
)
_OPTIMIZER_NAMES = ("optimizer", "optimizer_state_dict", "optimizer_state", "optim", "opt", "optimizador")


def _hand_out(
    subject: Any, folder: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float
) -> Path:
    """Writes a checkpoint with the subject's own save_checkpoint and says where it is.

    Another moment is saved after it, and the two change places: what a process remembers of a path, or of its last
    save, is not what lies there. (Whole folders do, with whatever was written beside.)

    Where its save writes none that its own load_checkpoint can read, one under the usual names takes its place: a
    mistake in saving shall not cost the loading.
    """
    path, decoy = folder / "one" / "some.pt", folder / "other" / "some.pt"
    path.parent.mkdir()
    decoy.parent.mkdir()
    with suppress(Exception):
        subject.save_checkpoint(path, model, optimizer, epoch=epoch, val_loss=val_loss)
    with suppress(Exception):
        subject.save_checkpoint(decoy, *_later(model, optimizer), epoch=epoch + 1, val_loss=val_loss + 1)
    os.rename(path.parent, folder / "third")
    os.rename(decoy.parent, path.parent)
    os.rename(folder / "third", decoy.parent)
    path = decoy
    if path.exists() and (_saves_all(subject) or _loads(subject, path, model, optimizer)):
        return path
    content, safe = _read(path) if path.exists() else (None, False)
    theirs = content if isinstance(content, dict) and safe else {}
    names = dict.fromkeys(_MODEL_NAMES, model.state_dict())
    names |= dict.fromkeys(_OPTIMIZER_NAMES, optimizer.state_dict())
    torch.save({**theirs, **names, "epoch": epoch, "val_loss": val_loss}, path)
    return path


def _later(model: nn.Module, optimizer: Optimizer) -> tuple[nn.Module, Optimizer]:
    """Copies in which every number is another."""
    model, optimizer = copy.deepcopy((model, optimizer))
    memory = [leaf for leaf in _leaves([*optimizer.state.values()]) if isinstance(leaf, Tensor)]
    with torch.no_grad():
        for tensor in [*model.state_dict().values(), *memory]:
            tensor.add_(1)
    for group in optimizer.param_groups:
        group["lr"] *= 2
    return model, optimizer


_SAVES_ALL: "WeakKeyDictionary[Any, bool]" = WeakKeyDictionary()


def _saves_all(subject: Any) -> bool:
    """Whether the subject's save_checkpoint does what it is asked to; looked at once."""
    if subject not in _SAVES_ALL:
        _SAVES_ALL[subject] = False
        shown, told, key = Record(), Record(), "saves all"
        with suppress(Exception):
            saves.run(subject, Draw(key), shown, _CPU)
            moment = _moment_with_adam(Draw(key))
            _judge_checkpoint(shown.aspects, told, moment)
            numbers = _number(told.aspects["epoch"]), _number(told.aspects["val_loss"])
            _SAVES_ALL[subject] = numbers == (moment.epoch, moment.val_loss) and all(
                told.aspects[name] for name in ("readable", "dictionary", "model state", "optimizer state")
            )
    return _SAVES_ALL[subject]


def _loads(subject: Any, path: Path, model: nn.Module, optimizer: Optimizer) -> bool:
    """Whether the subject can read a file of its own back."""
    other, memory = copy.deepcopy((model, optimizer))
    with torch.no_grad():
        for parameter in other.parameters():
            parameter.add_(1.0)
    memory.state.clear()
    with suppress(Exception):
        subject.load_checkpoint(path, other, memory, device=torch.device("cpu"))
        return _holds(_of_model(other), _of_model(model)) and _holds(
            _of_optimizer(memory), _of_optimizer(optimizer)
        )
    return False


def _state(model: nn.Module) -> Tensor:
    """All that a state holds, in one flat tensor."""
    return torch.cat([leaf.detach().flatten().double().cpu() for leaf in model.state_dict().values()])


def _kind(value: object) -> str:
    """What was returned where a dictionary is asked for."""
    return "dict" if isinstance(value, Mapping) else describe(value)[0].partition(" ")[0]


def _told(record: Record, info: Any) -> None:
    record["returned"] = _kind(info)
    for name in ("epoch", "val_loss"):
        record.returned(name, info.get(name) if isinstance(info, Mapping) else None)


def _to_restore(draw: Draw) -> tuple[Net, Optimizer, int, float]:
    net = Net(draw, Watch(), norm=True)
    return net, _practised(draw, _adam(draw, net)), draw.integer(2, 90), draw.integer(1, 7) / 8 + 3 / 1024


def _judge_restores(evidence: Aspects, draw: Draw, record: Record) -> None:
    """`read`: the parameters are there, or both numbers are; it takes a look into the file."""
    for name in ("returned", "state", "epoch", "epoch kind", "val_loss", "val_loss kind"):
        if name in evidence:
            record[name] = evidence[name]
    net, _, epoch, val_loss = _to_restore(draw)
    told = _number(evidence.get("epoch")), _number(evidence.get("val_loss"))
    parameters = parameters_of(net).double()
    record["read"] = same(evidence["parameters"], parameters) or told == (epoch, val_loss)


@probe(
    "load_checkpoint",
    es="una red nueva, sin optimizador",
    en="a new model, without optimizer",
    judge=_judge_restores,
)
def restores(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net, optimizer, epoch, val_loss = _to_restore(draw)
    other = Net(draw, Watch(), norm=True)
    with _folder() as folder:
        path = _hand_out(subject, folder, net, optimizer, epoch=epoch, val_loss=val_loss)
        info = subject.load_checkpoint(path, other, device=device)
    record["state"] = _state(other)
    record["parameters"] = parameters_of(other)
    _told(record, info)


def _continues(subject: Any, draw: Draw, record: Record, device: torch.device, make: Any) -> None:
    """Loads into a model and an optimizer just made, with another learning rate, and goes on for two steps."""
    net = Net(draw, Watch()).to(device)
    optimizer = _practised(draw, make(draw, net))
    other = Net(draw, Watch()).to(device)
    fresh = make(draw, other)
    fresh.param_groups[0]["lr"] /= 4
    with _folder() as folder:
        path = _hand_out(subject, folder, net, optimizer, epoch=3, val_loss=0.5)
        info = subject.load_checkpoint(path, other, fresh, device=device)
    record["state"] = _state(other)
    record["learning rate"] = _number(fresh.param_groups[0]["lr"])
    _practised(draw, fresh)
    record["state after two steps"] = _state(other)
    _told(record, info)


@probe(
    "load_checkpoint",
    es="una red y un SGD con momentum nuevos, y dos pasos más",
    en="a new model and SGD with momentum, and two more steps",
)
def continues_momentum(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _continues(subject, draw, record, device, _momentum)


@probe(
    "load_checkpoint",
    es="una red y un Adam nuevos, y dos pasos más",
    en="a new model and Adam, and two more steps",
)
def continues_adam(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _continues(subject, draw, record, device, _adam)


def _show_refusal(
    record: Record, name: str, subject: Any, path: Path, model: nn.Module, optimizer: Optimizer | None
) -> None:
    """Evidence of what loading raises ("" for nothing), and of model and optimizer afterwards."""
    raised = ""
    try:
        subject.load_checkpoint(path, model, optimizer, device=_CPU)
    except Exception as error:
        if unwritten(f"{type(error).__name__}: {error}"):
            raise
        raised = "FileNotFoundError" if isinstance(error, FileNotFoundError) else "another"
    record[f"{name} error"] = raised
    record[f"{name} state"] = _state(model)
    if optimizer:
        _show(record, f"{name} optimizer", optimizer)


def _as_before(evidence: Aspects, name: str, model: nn.Module) -> bool:
    """Whether a model's state is as it was drawn."""
    return torch.equal(cast(Tensor, evidence[f"{name} state"]), _state(model))


def _remembers(evidence: Aspects, name: str, moment: _Moment) -> bool:
    """Whether an optimizer's memory is as it was drawn."""
    shown = _shown(evidence, f"{name} optimizer")
    count = sum(isinstance(item, Tensor) for item in shown)
    return count == len(moment.remembered) and _holds(shown, [*moment.remembered, moment.lr])


def _moment_of_layers(draw: Draw, *sizes: int) -> _Moment:
    net = nn.Sequential(*(nn.Linear(a, b) for a, b in pairwise(sizes)))
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.copy_(draw.tensor(*parameter.shape))
    return _Moment(draw, net)


def _judge_missing_file(evidence: Aspects, draw: Draw, record: Record) -> None:
    moment = _moment(draw)
    record["model kept"] = _as_before(evidence, "none", moment.net)
    record["optimizer kept"] = _remembers(evidence, "none", moment)
    record["error"] = evidence["none error"]
    record["file made"] = evidence["file made"]


@probe(
    "load_checkpoint",
    es="un archivo que no existe",
    en="a file that does not exist",
    judge=_judge_missing_file,
)
def missing_file(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    moment = _moment(draw)
    with _folder() as folder:
        path = folder / "none.pt"
        _show_refusal(record, "none", subject, path, moment.net, moment.optimizer())
        record["file made"] = path.exists()


def _misfits(draw: Draw) -> tuple[_Moment, _Moment, dict[str, _Moment]]:
    """A 3-4-2 network, one that its checkpoint fits, and others whose first layer it does."""
    sizes = {"other shape": (3, 4, 3), "one more": (3, 4, 2, 1), "one less": (3, 4)}
    saved, fits = (_moment_of_layers(draw, 3, 4, 2) for _ in range(2))
    return saved, fits, {name: _moment_of_layers(draw, *layers) for name, layers in sizes.items()}


def _judge_misfits(evidence: Aspects, draw: Draw, record: Record) -> None:
    saved, _, others = _misfits(draw)
    record["fits"] = _as_before(evidence, "fits", saved.net)
    for name, other in others.items():
        record[f"{name}: model kept"] = _as_before(evidence, name, other.net)
        record[f"{name}: refused"] = bool(evidence[f"{name} error"])
        if f"{name} optimizer numbers" in evidence:
            record["optimizer kept"] = _remembers(evidence, name, other)


@probe(
    "load_checkpoint",
    es="una red de otras capas que la guardada",
    en="a model of other layers than the one saved",
    judge=_judge_misfits,
)
def misfits(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    saved, fits, others = _misfits(draw)
    with _folder() as folder:
        path = _hand_out(subject, folder, saved.net, saved.optimizer(), epoch=3, val_loss=0.5)
        subject.load_checkpoint(path, fits.net, device=_CPU)
        record["fits state"] = _state(fits.net)
        for name, other in others.items():
            # An optimizer refuses other layers by itself, so there is one only where the shapes alone differ.
            optimizer = other.optimizer() if name == "other shape" else None
            _show_refusal(record, name, subject, path, other.net, optimizer)


@probe(
    "load_checkpoint",
    es="un checkpoint guardado en la GPU y device=cpu, sin GPU",
    en="a checkpoint saved on the GPU and device=cpu, without a GPU",
    gpu=True,
)
def from_gpu(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net, other = Net(draw, Watch()).to(device), Net(draw, Watch())
    optimizer = _practised(draw, _momentum(draw, net))
    fresh = _momentum(draw, other)
    with _folder() as folder, mock.patch("torch.cuda.is_available", lambda: False):
        # Every tensor in a file says where it lived; from here on they say: on the first GPU.
        with mock.patch("torch.serialization.location_tag", lambda storage: "cuda:0"):
            path = _hand_out(subject, folder, net, optimizer, epoch=3, val_loss=0.5)
        subject.load_checkpoint(path, other, fresh, device=_CPU)
    record["state"] = _state(other)
    _practised(draw, fresh)
    record["state after two steps"] = _state(other)


@probe(
    "load_checkpoint",
    es="una red y un optimizador en device",
    en="a model and an optimizer on device",
    gpu=True,
)
def onto_device(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, Watch())
    optimizer = _practised(draw, _momentum(draw, net))
    other = Net(draw, Watch()).to(device)
    fresh = _momentum(draw, other)
    with _folder() as folder:
        path = _hand_out(subject, folder, net, optimizer, epoch=3, val_loss=0.5)
        subject.load_checkpoint(path, other, fresh, device=device)
    _practised(draw, fresh)
    places = {leaf.device.type for leaf in [*other.parameters(), *_leaves(fresh.state_dict()["state"])]}
    record["on device"] = places == {device.type}
    record["state after two steps"] = _state(other)


# -------------------------------------------------------------- Checkpointer

_NOTHING, _BROKEN, _OTHER = -1, -2, -3  # instead of an epoch
_LR = 1 / 8


class _Three(nn.Module):
    """Three weights."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(3))


def _weights_by_epoch(draw: Draw) -> Tensor:
    """The weights that the model has after each epoch, `(9, 3)`, so that a file says of which epoch it is.

    All begin with the same number: by that they are found in the bytes of a file (those of a number from 1 to 2
    never overlap with themselves).
    """
    weights = draw.tensor(9, 3, low=1.0, high=2.0)
    weights[:, 0] = weights[0, 0]
    weights[:, 1] += 2 * torch.arange(9)  # no two the same
    return weights


def _three(leaves: Iterable[Any]) -> Tensor:
    """What may be the model's weights among some leaves, `(count, 3)`."""
    tensors = [torch.from_numpy(leaf) if isinstance(leaf, numpy.ndarray) else leaf for leaf in leaves]
    found = [
        leaf.detach().cpu().double() for leaf in tensors if isinstance(leaf, Tensor) and leaf.shape == (3,)
    ]
    return torch.stack(found) if found else torch.zeros(0, 3, dtype=torch.float64)


def _weights_in(path: Path, weights: Tensor) -> Tensor | str:
    """What may be the model's weights in a file. They lie in it as they are, so there is no need to load it yet."""
    if not path.exists():
        return "nothing"
    first = weights[0, 0].item()
    rests = [rest[:8] for rest in path.read_bytes().split(struct.pack("<f", first))[1:]]
    rows = [(first, *struct.unpack("<2f", rest)) for rest in rests if len(rest) == 8]
    found = torch.tensor(rows, dtype=torch.float64).reshape(-1, 3)
    return found if _epoch_of(found, weights) != _OTHER else _loaded_weights(path)


def _loaded_weights(path: Path) -> Tensor | str:
    """The same by loading it: bytes that nothing can load are no checkpoint."""
    if not path.exists():
        return "nothing"
    content, _ = _read(path)
    if (
        content is None
    ):  # a save_checkpoint by pickle or NumPy is that exercise's mistake, not the Checkpointer's
        with suppress(Exception):
            content = numpy.load(path, allow_pickle=True)
            content = dict(content) if isinstance(content, Mapping) else content
    return "broken" if content is None else _three(_leaves(content))


def _epoch_of(shown: Value, weights: Tensor) -> int:
    """The last epoch whose weights were found."""
    if not isinstance(shown, Tensor):
        return {"nothing": _NOTHING, "broken": _BROKEN}[cast(str, shown)]
    same = (shown.reshape(-1, 1, 3) == weights).all(2).any(0)
    return int(same.nonzero().max()) + 1 if same.any() else _OTHER


def _losses(draw: Draw, *values: float) -> list[float]:
    """The same ups and downs, elsewhere and larger. Whole numbers stay whole: who rounds them saves them right."""
    unit, offset = draw.integer(1, 5), draw.integer(0, 15)
    return [unit * value + offset for value in map(float, values)]


def _slight(draw: Draw, *values: float) -> list[float]:
    """The same ups and downs, in steps of 1/1024."""
    offset = draw.integer(1, 15)
    return [offset + value / 1024 for value in values]


class _Course:
    """Updates of a Checkpointer with given validation losses, and what came of them."""

    def __init__(self, subject: Any, draw: Draw, record: Record, folder: Path) -> None:
        self.subject, self.record, self.folder = subject, record, folder
        self.weights = _weights_by_epoch(draw)
        self.epoch = 0
        self.model = _Three()
        self.optimizer = SGD(self.model.parameters(), lr=_LR, momentum=0.5)
        self.model.weight.grad = draw.tensor(3)  # which becomes the momentum
        self.optimizer.step()
        self.results: list[Any] = []
        self.told: dict[str, list[float]] = {"best epochs": [], "best losses": []}

    def run(self, checkpointer: Any, losses: Sequence[float]) -> None:
        for loss in losses:
            self.epoch += 1
            with torch.no_grad():
                self.model.weight.copy_(self.weights[self.epoch - 1])
            self.results.append(
                checkpointer.update(self.model, self.optimizer, epoch=self.epoch, val_loss=loss)
            )
            told = [math.nan, math.nan]
            if not all(map(math.isnan, losses)):  # nobody looks at them before the first best
                told = [
                    _number(getattr(checkpointer, name, None)) for name in ("best_epoch", "best_val_loss")
                ]
            self._write(told)
        for name in ("last", "best"):
            self.record[f"{name} {self.epoch}"] = _loaded_weights(self.folder / f"{name}.pt")

    def move(self) -> Path:
        """The files at a path that nobody has seen: what a process remembers of the old one is of no use."""
        self.folder = self.folder.rename(self.folder.parent / "moved")
        return self.folder

    def everywhere(self) -> Tensor:
        """What may be the model's weights in any file, whatever its name."""
        files = [path for path in Path(self.folder.parent).rglob("*") if path.is_file()]
        found = [weights for weights in map(_loaded_weights, files) if isinstance(weights, Tensor)]
        return torch.cat([torch.zeros(0, 3), *found])

    def _write(self, told: Sequence[float]) -> None:
        for name in ("last", "best"):
            self.record[f"{name} {self.epoch}"] = self.weights_in(f"{name}.pt")
        self.record.returned("results", self.results)
        for (name, values), value in zip(self.told.items(), told, strict=True):
            values.append(value)
            self.record[name] = torch.tensor(values, dtype=torch.float64)

    def weights_in(self, name: str) -> Tensor | str:
        return _weights_in(self.folder / name, self.weights)


def _judge_course(evidence: Aspects, draw: Draw, record: Record) -> None:
    """Tells of which epoch the files were after each update."""
    weights = _weights_by_epoch(draw)
    for name in ("last", "best"):
        epochs = [
            _epoch_of(evidence[f"{name} {i}"], weights) for i in range(1, 10) if f"{name} {i}" in evidence
        ]
        if epochs:
            record[name] = torch.tensor(epochs, dtype=torch.float64)
    if "anywhere" in evidence:
        record["written"] = _epoch_of(evidence["anywhere"], weights) > 0
    if "best kept" in evidence:
        record["files kept"] = _epoch_of(evidence["best kept"], weights) > 0
    for name in ("results", "results kind", "best epochs", "best losses"):
        if name in evidence:
            record[name] = evidence[name]


@probe("Checkpointer", es="val_loss 3, 1, 2, 1, ½", en="val_loss 3, 1, 2, 1, ½", judge=_judge_course)
def updates(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    with _folder() as folder:
        course = _Course(subject, draw, record, folder)
        course.run(subject.Checkpointer(folder), _losses(draw, 3, 1, 2, 1, 0.5))
        record["anywhere"] = course.everywhere()


@probe("Checkpointer", es="val_loss 5, NaN, 6, 2, NaN", en="val_loss 5, NaN, 6, 2, NaN", judge=_judge_course)
def updates_with_nan(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    with _folder() as folder:
        course = _Course(subject, draw, record, folder)
        course.run(subject.Checkpointer(folder), _losses(draw, 5, math.nan, 6, 2, math.nan))


@probe("Checkpointer", es="val_loss NaN y luego 5", en="val_loss NaN and then 5", judge=_judge_course)
def nan_first(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    with _folder() as folder:
        course, checkpointer = _Course(subject, draw, record, folder), subject.Checkpointer(folder)
        course.run(checkpointer, [math.nan])
        course.run(checkpointer, _losses(draw, 5))


@probe("Checkpointer", es="val_loss enormes", en="huge val_loss", judge=_judge_course)
def huge_losses(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    with _folder() as folder:
        course = _Course(subject, draw, record, folder)
        course.run(subject.Checkpointer(folder), [1e12 * loss for loss in _losses(draw, 3, 4, 2)])


@probe("Checkpointer", es="val_loss negativos", en="negative val_loss", judge=_judge_course)
def negative_losses(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    with _folder() as folder:
        course = _Course(subject, draw, record, folder)
        course.run(subject.Checkpointer(folder), [-loss for loss in _losses(draw, 1, 3, 2)])


@probe(
    "Checkpointer",
    es="val_loss que bajan en milésimas",
    en="val_loss that falls by thousandths",
    judge=_judge_course,
)
def slight_falls(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    with _folder() as folder:
        course = _Course(subject, draw, record, folder)
        course.run(subject.Checkpointer(folder), _slight(draw, 3, 2, 4))


@probe(
    "Checkpointer",
    es="una carpeta en que ya hay un mejor (con val_loss 2)",
    en="a folder that holds a best already (of val_loss 2)",
    judge=_judge_course,
)
def reopened(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    with _folder() as folder:
        course = _Course(subject, draw, record, folder)
        losses = _losses(draw, 4, 2, 3, 3, 2, 1)
        course.run(subject.Checkpointer(folder), losses[:3])
        again = subject.Checkpointer(course.move())
        record["best kept"] = course.weights_in("best.pt")
        course.run(again, losses[3:])


@probe(
    "Checkpointer",
    es="una carpeta en que hay un last.pt y todavía ningún best.pt",
    en="a folder that holds a last.pt and no best.pt yet",
    judge=_judge_course,
)
def reopened_without_best(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    with _folder() as folder:
        course = _Course(subject, draw, record, folder)
        course.run(subject.Checkpointer(folder), [math.nan])
        course.run(subject.Checkpointer(course.move()), _losses(draw, 7, 8))


@probe("Checkpointer", es="una carpeta que no existe", en="a folder that does not exist", judge=_judge_course)
def new_folder(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    with _folder() as folder:
        course = _Course(subject, draw, record, folder / "run")
        course.run(subject.Checkpointer(folder / "run"), _losses(draw, 2, 3))


def _judge_read_back(evidence: Aspects, draw: Draw, record: Record) -> None:
    weights, momentum = _weights_by_epoch(draw), draw.tensor(3)
    wanted = [momentum, _LR]
    for name in ("last", "best"):
        record[f"{name}: epoch"] = evidence[f"{name}: epoch"]
        record[f"{name}: val_loss"] = evidence[f"{name}: val_loss"]
        record[f"{name}: weights"] = _epoch_of(evidence[f"{name}: weights"], weights)
        kept = _holds(_shown(evidence, "own"), wanted)
        record[f"{name}: optimizer"] = _holds(_shown(evidence, name), wanted) or not kept


@probe(
    "Checkpointer",
    es="last.pt y best.pt leídos de vuelta",
    en="last.pt and best.pt read back",
    judge=_judge_read_back,
)
def read_back(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    """By load_checkpoint, where it can read what save_checkpoint writes; else by what the files hold."""
    with _folder() as folder:
        course = _Course(subject, draw, Record(), folder)
        course.run(subject.Checkpointer(folder), _losses(draw, 0.75, 0.25, 0.5))
        own = folder / "own.pt"
        with suppress(Exception):
            subject.save_checkpoint(own, course.model, course.optimizer, epoch=3, val_loss=0.5)
        pair_works = own.exists() and _loads(subject, own, course.model, course.optimizer)
        _show_file(record, "own", own)
        moved = folder.parent / "moved"  # what a process remembers of a path tells nothing of this one
        os.rename(folder, moved)
        for name in ("last", "best"):
            path, model = moved / f"{name}.pt", _Three()
            optimizer = SGD(model.parameters(), lr=1 / 4, momentum=0.5)
            content, _ = _read(path) if path.exists() else (None, False)
            info, memory = content, content
            if pair_works:
                info = subject.load_checkpoint(path, model, optimizer, device=_CPU)
                content, memory = model, optimizer
            info = info if isinstance(info, Mapping) else {}
            record[f"{name}: epoch"] = _number(info.get("epoch"))
            record[f"{name}: val_loss"] = _number(info.get("val_loss"))
            record[f"{name}: weights"] = _three(_leaves(content))
            _show(record, name, memory)


# ------------------------------------------------------------- EarlyStopping


def _watches(subject: Any, record: Record, values: Iterable[float], **options: Any) -> list[Any]:
    """Steps until one returns True (what comes after that nobody asks); gives what came back."""
    stopping = subject.EarlyStopping(**options)
    results: list[Any] = []
    told: dict[str, list[float]] = {"best": [], "bad epochs": []}
    improved = False
    try:
        for value in values:
            results.append(stopping.step(value))
            improved = improved or not math.isnan(value)
            told["best"].append(_number(getattr(stopping, "best", None)) if improved else math.nan)
            told["bad epochs"].append(_number(getattr(stopping, "bad_epochs", None)))
            with suppress(Exception):
                if results[-1]:
                    break
    finally:
        if results:
            record.returned("results", results)
            for name, numbers in told.items():
                record[name] = torch.tensor(numbers, dtype=torch.float64)
    return results


def _scaled(draw: Draw, *values: float) -> list[float]:
    unit = draw.integer(96, 288) / 64
    return [unit * value for value in values]


@probe(
    "EarlyStopping",
    es="los valores 6, 5, 5, 5, …, hasta que se acaba patience",
    en="the values 6, 5, 5, 5, …, until patience runs out",
)
def ties(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    patience = draw.integer(3, 20)
    _watches(subject, record, _scaled(draw, 6, *[5] * (patience + 2)), patience=patience)


@probe("EarlyStopping", es="patience=1 y los valores 3, 2, 4, 5", en="patience=1 and the values 3, 2, 4, 5")
def patience_one(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _watches(subject, record, _scaled(draw, 3, 2, 4, 5), patience=1)


@probe(
    "EarlyStopping",
    es="patience=2 y una mejora cada dos valores, luego ninguna",
    en="patience=2 and an improvement every second value, then none",
)
def forgives(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    improvements = [(low, low + 1) for low in range(2 * draw.integer(3, 12) + 3, 4, -2)]
    results = _watches(subject, record, _scaled(draw, *chain(*improvements), 4, 5, 6, 7), patience=2)
    with suppress(Exception):
        record["stops"] = len(results) > 1 and bool(results[-1])  # some time, but not at once


@probe(
    "EarlyStopping",
    es="el valor 1 y luego …, 5, 4, 3, 2, hasta que se acaba patience",
    en="the value 1 and then …, 5, 4, 3, 2, until patience runs out",
)
def recovers(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    patience = draw.integer(3, 20)
    _watches(subject, record, _scaled(draw, 1, *range(patience + 2, 1, -1), 2), patience=patience)


@probe(
    "EarlyStopping",
    es="patience=3, min_delta=0.5 y mejoras de más, de justo y de menos que eso",
    en="patience=3, min_delta=0.5 and improvements by more, exactly and less than that",
)
def min_delta(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    top = draw.integer(64, 160) / 8
    values = [top - fall for fall in (0, 1, 1.5, 1.25, 1.625, 2.125, 2, 2.375, 2.625)]
    _watches(subject, record, values, patience=3, min_delta=0.5)


@probe(
    "EarlyStopping",
    es="patience=2, min_delta=0.5 y valores que suben de a poco",
    en="patience=2, min_delta=0.5 and values that rise little by little",
)
def min_delta_rising(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    top = draw.integer(64, 160) / 8
    _watches(subject, record, [top, top + 0.25, top + 0.375, top + 0.5], patience=2, min_delta=0.5)


@probe(
    "EarlyStopping",
    es="patience=4, min_delta=0.5 y valores que bajan de a poco",
    en="patience=4, min_delta=0.5 and values that fall little by little",
)
def min_delta_creeping(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    top = draw.integer(64, 160) / 8
    values = [top - 0.25 * i for i in range(8)]
    _watches(subject, record, values, patience=4, min_delta=0.5)


@probe(
    "EarlyStopping",
    es="patience=2 y los valores 4, NaN, 3, NaN, NaN",
    en="patience=2 and the values 4, NaN, 3, NaN, NaN",
)
def nan_between(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _watches(subject, record, _scaled(draw, 4, math.nan, 3, math.nan, math.nan, 1), patience=2)


@probe(
    "EarlyStopping",
    es="patience=3 y los valores NaN, 3, 4, 5, 6",
    en="patience=3 and the values NaN, 3, 4, 5, 6",
)
def nan_at_start(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _watches(subject, record, _scaled(draw, math.nan, 3, 4, 5, 6), patience=3)


@probe("EarlyStopping", es="puros NaN", en="nothing but NaN")
def nan_only(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    patience = draw.integer(2, 9)
    _watches(subject, record, [math.nan] * (patience + 2), patience=patience)


@probe(
    "EarlyStopping",
    es="mode='max', patience=2 y los valores 1, …, 3, 2, 4, 4, 3",
    en="mode='max', patience=2 and the values 1, …, 3, 2, 4, 4, 3",
)
def maximum(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    top = draw.integer(1, 8)
    values = [*range(1, top + 1), top + 2, top + 1, top + 3, top + 3, top + 2]
    _watches(subject, record, _scaled(draw, *values), patience=2, mode="max")


@probe(
    "EarlyStopping",
    es="mode='max', patience=2 y valores negativos",
    en="mode='max', patience=2 and negative values",
)
def negative_maximum(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _watches(subject, record, _scaled(draw, -9, -8, -9, -7, -8, -8), patience=2, mode="max")


@probe(
    "EarlyStopping",
    es="mode='max', patience=2, min_delta=0.5 y mejoras de más y de justo eso",
    en="mode='max', patience=2, min_delta=0.5 and improvements by more and by exactly that",
)
def maximum_min_delta(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    low = draw.integer(64, 160) / 8
    values = [low, low + 1, low + 1.5, low + 1.75, low + 2.25, low + 2]
    _watches(subject, record, values, patience=2, min_delta=0.5, mode="max")


@probe("EarlyStopping", es="mode='max' y NaN", en="mode='max' and NaN")
def maximum_nan(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    values = _scaled(draw, math.nan, 2, math.nan, 3, math.nan, math.nan)
    _watches(subject, record, values, patience=2, mode="max")


@probe("EarlyStopping", es="patience=2 y valores enormes", en="patience=2 and huge values")
def huge_values(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _watches(subject, record, _scaled(draw, 4e12, 3e12, 5e12, 4e12, 1e12), patience=2)


@probe("EarlyStopping", es="patience=2 y valores negativos", en="patience=2 and negative values")
def negative_values(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _watches(subject, record, _scaled(draw, -1, -3, -2, -2), patience=2)


@probe(
    "EarlyStopping",
    es="patience=2 y valores que mejoran en milésimas",
    en="patience=2 and values that improve by thousandths",
)
def slight_improvements(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    _watches(subject, record, _slight(draw, 9, 8, 7, 6, 7, 7), patience=2)


@probe("EarlyStopping", es="dos objetos a la vez", en="two objects at a time")
def two_at_once(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    one, other = subject.EarlyStopping(patience=2), subject.EarlyStopping(patience=2)
    a, b, c, d, e = _scaled(draw, 1, 5, 4, 2, 4.5)
    record.returned("results", [one.step(a), other.step(b), other.step(c), one.step(d), other.step(e)])
    record["best"] = torch.tensor([_number(getattr(x, "best", None)) for x in (one, other)])


def _options(draw: Draw) -> list[tuple[str, dict[str, Any]]]:
    """Arguments and what is wrong with them, in a drawn order."""
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("mode", {"patience": 2, "mode": "best"}),
        ("patience 0", {"patience": 0}),
        ("patience -1", {"patience": -1}),
    ]
    right: list[dict[str, Any]] = [
        {"patience": 1, "mode": "max", "min_delta": 0.25},
        {"patience": 1},
        {"patience": 2, "mode": "min"},
        {"patience": 3, "mode": "max"},
        {"patience": 4, "min_delta": 0.5},
    ]
    return draw.shuffled([*wrong, *(("nothing", options) for options in right)])


def _judge_arguments(evidence: Aspects, draw: Draw, record: Record) -> None:
    order = [name for name, _ in _options(draw)]
    for name in ("mode", "patience 0", "patience -1", "nothing"):
        errors = [str(evidence[f"error {i}"]) for i, wrong in enumerate(order) if wrong == name]
        record[f"error for {name}"] = next(filter(None, errors), "")


@probe(
    "EarlyStopping",
    es="argumentos que no valen",
    en="arguments that are not valid",
    judge=_judge_arguments,
)
def arguments(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    """Made and used once: whenever an implementation looks at them."""
    for i, (_, options) in enumerate(_options(draw)):
        raised = ""
        try:
            subject.EarlyStopping(**options).step(1.0)
        except Exception as error:
            if unwritten(f"{type(error).__name__}: {error}"):
                raise
            raised = "ValueError" if isinstance(error, ValueError) else "another"
        record[f"error {i}"] = raised


# ----------------------------------------------------------------------- fit


class _Planned(nn.Module):
    """Its `tag` grows from `base` by 1 per epoch, so that the weights tell the epoch; `weight` really learns.

    `(batch, 3) → (batch, 2)`: the epoch, and the prediction (another one in eval mode).
    """

    def __init__(self, weight: Tensor, watch: Watch, *, tag: float = 0.0, base: float = 0.0) -> None:
        super().__init__()
        self.base = base
        self.tag = nn.Parameter(torch.full((1,), base + tag))
        self.weight = nn.Parameter(weight.clone())
        self.watch = watch

    def forward(self, inputs: Tensor) -> Tensor:
        self.watch.forward(self, inputs)
        prediction = inputs @ self.weight * (1.0 if self.training else 0.5)
        return torch.stack([(self.tag - self.base).expand(len(inputs)), prediction], dim=1)


class _Plan(nn.Module):
    """A criterion: on training data it makes the tag grow, on validation data it has a given value per epoch.

    Which data it is, the first column of the targets says; the epoch, the first of the outputs. The values are the
    other columns of the targets: who does not validate does not meet them.
    """

    reduction = "mean"

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        if targets[0, 0] > 0:
            epoch = min(max(round(float(outputs[0, 0].detach())), 1), targets.shape[1] - 1)
            return (outputs * 0).sum() + targets[0, epoch]
        return (outputs[:, 1] - targets[:, 1]).square().mean() - outputs[:, 0].mean() + 16


class _Interrupted(RuntimeError):
    """Raised in the model in the middle of an epoch."""


class _Cut(Watch):
    """Interrupts the n-th forward pass in train mode."""

    def __init__(self, at: int | None = None) -> None:
        super().__init__()
        self.at = at

    def forward(self, module: nn.Module, inputs: Tensor) -> None:
        super().forward(module, inputs)
        if self.at and module.training and sum(event in "fF" for event in self.events) == self.at:
            raise _Interrupted("the power is gone")
        if len(self.events) > 400:
            raise RuntimeError("far more forward passes than max_epochs asks for")


def _base(draw: Draw) -> int:
    """Where the tag of a training begins; drawn first, for its judge."""
    return draw.integer(16, 99)


class _Training:
    """A small course of training with planned validation losses: data, and a new model for each call of fit."""

    def __init__(
        self, subject: Any, draw: Draw, device: torch.device, folder: Path, *values: float, batches: int = 1
    ) -> None:
        self.subject, self.device, self.folder = subject, device, folder
        self.base = _base(draw)
        self.values = _losses(draw, *values)
        self.criterion = _Plan()
        self.weight = draw.tensor(3)
        inputs, targets = draw.tensor(4, 3), draw.tensor(4, 2, low=0.5)
        targets[:, 0] = 0
        self.train = DataLoader(TensorDataset(inputs, targets), batch_size=4 // batches)
        self.step = 1 / batches  # of the tag
        self.validation = draw.tensor(2, 3)
        self.plan(self.values)
        self.lr = draw.integer(20, 60) / 1024
        self.adam = False
        self.net = _Planned(self.weight, Watch(), base=self.base)
        self.result: Any = None
        self.moves = 0

    def plan(self, values: Sequence[float]) -> None:
        """What the validation losses are from here on."""
        targets = torch.tensor([[1.0, *values]] * 2)
        self.val = DataLoader(TensorDataset(self.validation, targets), batch_size=2)

    def run(self, *, cut: int | None = None, fresh: bool = True, **options: Any) -> None:
        """Calls fit with a new model: with the initial weights, or (`fresh` False) to go on, with others that shall
        not matter."""
        if not fresh:
            self._move()
        self.net = (
            _Planned(self.weight, _Cut(cut), base=self.base)
            if fresh
            else _Planned(7 - self.weight, _Cut(cut), tag=40.0, base=self.base).eval()
        )
        self.net.to(self.device)
        options = {"max_epochs": 9, "patience": 2, "directory": self.folder, "device": self.device} | options
        with suppress(_Interrupted):
            self.result = self._fit(self.net, **options)

    def _fit(self, net: _Planned, **options: Any) -> Any:
        return self.subject.fit(net, self.train, self.val, self.criterion, self._optimizer(net), **options)

    def _move(self) -> None:
        """As on another computer: the files at a path that nobody has seen, and at theirs, the first time, those of
        another training on the same data. What a process remembers of either is of no use."""
        old, moved = self.folder, self.folder.parent / f"moved{self.moves}"
        try:
            os.rename(old, moved)
        except OSError:  # it was never made
            return
        self.folder, self.moves = moved, self.moves + 1
        if self.moves == 1:
            old.mkdir()
            net = _Planned(1 - self.weight, _Cut(), tag=1.0, base=self.base).to(self.device)
            with suppress(Exception):
                self._fit(net, max_epochs=1, patience=2, directory=old, device=self.device)

    def _optimizer(self, net: _Planned) -> Optimizer:
        if self.adam:
            groups = [
                {"params": [net.tag], "lr": self.step},
                {"params": [net.weight], "lr": self.lr, "eps": 1e-2},
            ]
            return Adam(groups)
        return SGD(
            [
                {"params": [net.tag], "lr": self.step},
                {"params": [net.weight], "lr": self.lr, "momentum": 0.75},
            ]
        )

    def write(self, record: Record, suffix: str = "") -> None:
        """What the last call returned, and the weights it left."""
        record[f"tag{suffix}"] = float(self.net.tag.detach()) - self.base
        record[f"weights{suffix}"] = self.net.weight.detach()
        _write_history(record, self.result, suffix)


def _write_history(record: Record, result: Any, suffix: str = "") -> None:
    record[f"returned{suffix}"] = _kind(result)
    result = result if isinstance(result, Mapping) else {}
    for name in ("train_loss", "val_loss"):
        kind, numbers = describe(result.get(name))
        record[f"{name}{suffix} kind"] = kind
        record[f"{name}{suffix}"] = numbers if isinstance(numbers, Tensor) else torch.full((1, 1), math.nan)
    best = result.get("best_epoch", "no")
    with suppress(Exception):
        best = best if best is None else int(best)
    record[f"best_epoch{suffix}"] = f"{best}"[:20] if best is None or isinstance(best, int) else "no number"
    stopped = result.get("stopped_early", "no")
    record[f"stopped_early{suffix}"] = f"{bool(stopped)}" if describe(stopped)[1] is not None else "no"


def _pass_on(evidence: Aspects, record: Record) -> None:
    """What `_Training.write` wrote is compared as it is; nothing else passes."""
    names = ("returned", "train_loss", "val_loss", "best_epoch", "stopped_early", "tag", "weights", "state")
    for name in names:
        for aspect in {name, f"{name} kind"} & evidence.keys():
            record[aspect] = evidence[aspect]


def _judge_planned(evidence: Aspects, draw: Draw, record: Record) -> None:
    """`trained`: the tag tells of an epoch, or the first training loss is in the history; it takes a training."""
    _pass_on(evidence, record)
    training = _Training(None, draw, _CPU, Path(), *_PLANNED)
    inputs, targets = next(iter(training.train))
    first = training.criterion(training.net(inputs), targets).detach().double()
    told = [evidence[name] for name in ("train_loss", "val_loss")]
    record["trained"] = _number(evidence["tag"]) in (1, 2, 3) or any(
        same(losses.flatten()[0], first) for losses in told if isinstance(losses, Tensor)
    )


_PLANNED = 3, 1, 2


@probe(
    "fit",
    es="losses de validación 3, 1, 2, sin parar antes",
    en="validation losses 3, 1, 2, no early stop",
    judge=_judge_planned,
)
def planned(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    with _folder() as folder:
        training = _Training(subject, draw, device, folder, *_PLANNED)
        training.run(max_epochs=3, patience=4)
        training.write(record)


def _judge_stops(evidence: Aspects, draw: Draw, record: Record) -> None:
    _pass_on(evidence, record)
    base = _base(draw)
    for name, newest in {"last.pt": max, "best.pt": min}.items():  # last.pt may hold the best weights, too
        tags = cast(Tensor, evidence[f"tags in {name}"]).tolist()
        record[f"epoch in {name}"] = newest(tags) - base if tags else math.nan


@probe(
    "fit",
    es="patience=2 y losses de validación 5, 6, 4, 6, 3, 3, 7, 8, 1",
    en="patience=2 and validation losses 5, 6, 4, 6, 3, 3, 7, 8, 1",
    judge=_judge_stops,
)
def stops(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    with _folder() as folder:
        training = _Training(subject, draw, device, folder / "run", 5, 6, 4, 6, 3, 3, 7, 8, 1)
        training.run()
        training.write(record)
        for name in ("last.pt", "best.pt"):
            path = folder / "run" / name
            content = _read(path)[0] if path.exists() else None
            tags = [x.detach() for x in _leaves(content) if isinstance(x, Tensor) and x.shape == (1,)]
            record[f"tags in {name}"] = torch.cat([*tags, torch.zeros(0)])


@probe(
    "fit",
    es="patience=2 y losses de validación NaN, 2, NaN, 1, NaN, NaN",
    en="patience=2 and validation losses NaN, 2, NaN, 1, NaN, NaN",
)
def fit_with_nan(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    with _folder() as folder:
        training = _Training(subject, draw, device, folder, math.nan, 2, math.nan, 1, math.nan, math.nan, 0)
        training.run()
        training.write(record)


@probe("fit", es="puros losses de validación NaN", en="nothing but NaN validation losses")
def fit_all_nan(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    with _folder() as folder:
        training = _Training(subject, draw, device, folder, math.nan)
        training.run(max_epochs=2, patience=3)
        training.write(record)


@probe(
    "fit",
    es="lr=0 y últimos batches más pequeños al entrenar y al validar",
    en="lr=0 and smaller last batches in training and validation",
)
def fit_accounting(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, Watch()).to(device)
    options = {"max_epochs": 2, "patience": 5, "device": device}
    with _folder() as folder:
        result = subject.fit(
            net, loader(draw), loader(draw, sizes=(3, 2)), Criterion(net.watch), SGD(net.parameters(), lr=0.0),
            directory=folder, **options,
        )  # fmt: skip
    _write_history(record, result)


def _judge_modes(evidence: Aspects, draw: Draw, record: Record) -> None:
    _pass_on(evidence, record)
    order = re.sub("E+", "E", cast(str, evidence["order"]))  # who looks at more data than asked for, may
    record["order"] = order
    record["graph in validation"] = "e" in order
    record["trained in train mode only"] = not re.search("[eE]b", order)


@probe(
    "fit",
    es="tres epochs de un modelo con BatchNorm que llega en modo eval, con Adam",
    en="three epochs of a model with BatchNorm handed over in eval mode, with Adam",
    judge=_judge_modes,
)
def fit_modes(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    net = Net(draw, Watch(), norm=True).to(device).eval()
    optimizer = net.watch.optimizer(Adam(net.parameters(), lr=1 / 64, eps=1e-2))
    train, val = loader(draw, sizes=(4, 4)), loader(draw, sizes=(3,))
    try:
        with _folder() as folder:
            result = subject.fit(
                net, train, val, Criterion(net.watch), optimizer,
                max_epochs=3, patience=5, directory=folder, device=device,
            )  # fmt: skip
    finally:
        record["order"] = net.watch.order
    record["state"] = _state(net)
    _write_history(record, result)


@probe(
    "fit",
    es="un entrenamiento con momentum que se continúa (resume=True) después de cada epoch",
    en="a training with momentum that is continued (resume=True) after each epoch",
)
def resumed_momentum(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    """As if the computer was turned off after each epoch. Uninterrupted it would stop after the fifth."""
    with _folder() as folder:
        training = _Training(subject, draw, device, folder, 3, 4, 2, 6, 7, 1)
        training.run(max_epochs=1)
        for epochs in (2, 3, 4, 9):
            training.run(max_epochs=epochs, resume=True, fresh=False)
        training.write(record)


@probe(
    "fit",
    es="un entrenamiento con Adam interrumpido después del primer epoch y continuado",
    en="a training with Adam interrupted after the first epoch and continued",
    gpu=True,
)
def resumed_adam(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    with _folder() as folder:
        training = _Training(subject, draw, device, folder, 4, 3, 2)
        training.adam = True
        training.run(max_epochs=1)
        training.run(max_epochs=3, resume=True, fresh=False)
        training.write(record)


@probe(
    "fit",
    es="un entrenamiento interrumpido a mitad de los epochs 3 y 4, y continuado",
    en="a training interrupted in the middle of epochs 3 and 4, and continued",
)
def resumed_in_mid_epoch(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    with _folder() as folder:
        training = _Training(subject, draw, device, folder, 3, 4, 2, 6, 7, 1, batches=2)
        training.run(cut=6)
        in_time = (training.folder / "best.pt").exists()
        training.run(cut=4, resume=True, fresh=False)
        training.run(resume=True, fresh=False)
        record["best.pt in time"] = in_time or not (training.folder / "best.pt").exists()
        training.write(record)


@probe(
    "fit",
    es="resume=True después de un primer epoch con NaN",
    en="resume=True after a first epoch of NaN",
)
def resumed_without_best(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    with _folder() as folder:
        training = _Training(subject, draw, device, folder, math.nan, 5)
        training.run(max_epochs=1, patience=3)
        training.run(max_epochs=2, patience=3, resume=True, fresh=False)
        training.write(record)


def _judge_ended(evidence: Aspects, draw: Draw, record: Record) -> None:
    _pass_on(evidence, record)
    # In whatever mode, but with gradients: to validate once more is no training.
    record["batches trained"] = len(re.findall("[fFe]", cast(str, evidence["order"])))


@probe(
    "fit",
    es="resume=True cuando el entrenamiento ya había parado",
    en="resume=True when the training had stopped early already",
    judge=_judge_ended,
)
def resumed_after_stop(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    with _folder() as folder:
        training = _Training(subject, draw, device, folder, 2, 3, 4, 1)
        training.run()
        training.run(resume=True, fresh=False)
        record["order"] = training.net.watch.order
        training.write(record)


@probe(
    "fit",
    es="resume=True cuando ya se habían hecho los max_epochs",
    en="resume=True when max_epochs had been reached already",
    judge=_judge_ended,
)
def resumed_after_end(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    with _folder() as folder:
        training = _Training(subject, draw, device, folder, 1, 2, 4)
        training.run(max_epochs=2, patience=5)
        training.run(max_epochs=2, patience=5, resume=True, fresh=False)
        record["order"] = training.net.watch.order
        training.write(record)


@probe("fit", es="resume=True y una carpeta sin nada", en="resume=True and a folder with nothing in it")
def resumes_nothing(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    with _folder() as folder:
        training = _Training(subject, draw, device, folder / "run", 3, 1, 2)
        training.run(max_epochs=2, resume=True)
        training.write(record)


@probe(
    "fit",
    es="resume=False y una carpeta con los archivos de un entrenamiento mejor",
    en="resume=False and a folder with the files of a better training",
)
def old_files(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    with _folder() as folder:
        training = _Training(subject, draw, device, folder, 4, 2, 3, 0.5, 0.25, 0.125)
        training.plan(training.values[3:])
        training.run(max_epochs=3)
        training.plan(training.values[:3])
        training.run(max_epochs=2)
        training.write(record)
        training.run(max_epochs=3, resume=True, fresh=False)
        training.write(record, " resumed")


class _TwoColumns(Scale):
    """Outputs of the shape of the targets."""

    def forward(self, inputs: Tensor) -> Tensor:
        outputs: Tensor = super().forward(inputs)
        return outputs[:, :2]


class _Sizes(Watch):
    """Also notes how many samples each forward pass had."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[int] = []

    def forward(self, module: nn.Module, inputs: Tensor) -> None:
        super().forward(module, inputs)
        self.sizes.append(len(inputs))


def _sizes(draw: Draw) -> tuple[int, int]:
    """How many samples there are to train and to validate on."""
    return draw.integer(2, 300), draw.integer(2, 300)


def _judge_devices(evidence: Aspects, draw: Draw, record: Record) -> None:
    events, sizes = re.findall("[feFE]", cast(str, evidence["order"])), cast(list[int], evidence["sizes"])
    validated = {size for event, size in zip(events, sizes, strict=True) if event in "eE"}
    record["validated"] = bool(validated) and validated <= {*_sizes(draw)}
    record["devices"] = evidence["devices"]


@probe(
    "fit",
    es="un epoch con el modelo en la GPU y los lotes en la CPU",
    en="one epoch, model on the GPU and batches on the CPU",
    judge=_judge_devices,
    gpu=True,
)
def fit_on_gpu(subject: Any, draw: Draw, record: Record, device: torch.device) -> None:
    watch = _Sizes()
    model = _TwoColumns(watch)
    train, val = (DataLoader(TensorDataset(*batch(draw, size)), batch_size=size) for size in _sizes(draw))
    options: dict[str, Any] = {"max_epochs": 1, "patience": 2}
    try:
        with _folder() as folder:
            if device.type == "cuda":
                optimizer = SGD(model.to(device).parameters(), lr=1 / 32)
                options |= {"directory": folder, "device": device}
                subject.fit(model, train, val, Difference(watch), optimizer, **options)
                return
            optimizer = SGD(model.to("meta").parameters(), lr=1 / 32, foreach=False)
            options |= {"directory": folder, "device": torch.device("cuda")}
            with stand_in_gpu():
                try:
                    subject.fit(model, train, val, Difference(watch), optimizer, **options)
                except Exception:
                    if not watch.devices:  # otherwise: it did all that is asked about
                        raise
    finally:
        record["devices"] = ", ".join(sorted(set(watch.devices)))
        record["order"], record["sizes"] = watch.order, list[int | str](watch.sizes)
