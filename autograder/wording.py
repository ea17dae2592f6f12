"""How a solution is worded, where that tells mistakes apart that do the same: for their names only, never for points."""

import inspect
import linecache
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import CodeType, FunctionType, ModuleType
from typing import Any


def worded(subject: ModuleType, exercise: str) -> set[str]:
    """The ids of WORDINGS that the source of an exercise, with all that it uses of the submission, fits."""
    found: set[str] = set()
    with suppress(Exception):  # student objects may do anything, and it is about a name only
        texts = list(_texts(subject, getattr(subject, exercise)))
        found = {id for id, fits in WORDINGS.items() if any(map(fits, texts))}
    return found


def _texts(subject: ModuleType, solution: Any) -> Iterator[str]:
    """The sources of the functions that a solution consists of, as far as they are known."""
    names, waiting, seen = vars(subject), [solution], set[int]()
    while waiting:
        thing = inspect.unwrap(waiting.pop())
        kind = thing if isinstance(thing, type) else type(thing)
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if isinstance(thing, FunctionType) and thing.__globals__ is names:
            codes = list(_codes(thing.__code__))
            last = max(line or 0 for code in codes for _, _, line in code.co_lines())
            lines = linecache.getlines(thing.__code__.co_filename)
            yield "".join(lines[thing.__code__.co_firstlineno - 1 : last])
            waiting += [names[name] for code in codes for name in code.co_names if name in names]
        elif kind.__module__ == names.get("__name__"):
            waiting += vars(kind).values()


def _codes(code: CodeType) -> Iterator[CodeType]:
    """That of a function and of what is defined in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


_NAMED = re.compile(r"\.eval *(?:$|[#;])|(?:no_grad|inference_mode) *:", re.M)
_MOVE = re.compile(r"\.(?:to|cuda)\(")
_BATCH = re.compile(r"\bfor (.+?) in\b|^ *(\w+ *, *\w+) *= ", re.M)
_CANDIDATE = re.compile(r"append\(\((?:[^()]*, *)?(?:self\.)?model *[,)]")
_DETACHED = re.compile(r"\{\s*\w+\s*:\s*\w+\.(cpu\(|detach\(|data\b)[^{}]*\}")


def _moves_in_vain(text: str) -> bool:
    """Whether a statement begins with `.to(device)` of what a loop goes over, or of one of two that were unpacked."""
    names = {name for targets in _BATCH.findall(text) for name in re.findall(r"\w+", " ".join(targets))}
    moved = (text[: move.start()].rpartition("\n")[2].strip() for move in _MOVE.finditer(text))
    return not names.isdisjoint(moved)


def _detaches_weights(text: str) -> bool:
    return any("clone" not in found[0] for found in _DETACHED.finditer(text))


def _keeps_the_model(text: str) -> bool:
    for line in text.splitlines():
        target, _, value = line.partition("#")[0].partition("=")
        if ("best" in target or "mejor" in target) and "model" in map(str.strip, value.split(",")):
            return True
    return _CANDIDATE.search(text) is not None


WORDINGS: dict[str, Callable[[str], object]] = {
    "eval-not-called": _NAMED.search,  # model.eval
    "init-misspelled": re.compile(r"\bdef (?!__init__\b)_*ini?t_*\b").search,  # __int__
    "to-not-reassigned": _moves_in_vain,  # inputs.to(device)
    "best-aliased-cpu": _detaches_weights,  # {name: tensor.cpu() for name, tensor in model.state_dict().items()}
    "best-model-reference": _keeps_the_model,  # best_model = model, or append((loss, model))
    "zero-grad-once-per-run": re.compile("zero_grad").search,
}
