"""What each mistake changes whatever the seed: a sieve, so that few probes must run on mistakes in a grading run.

`reference_solution/patterns/<assignment>.json` is generated (`python -m autograder.patterns`); `--check` says
whether it still belongs to the files that it was made from. Where it does not, diagnosis works without it, slower.
"""

import ast
import hashlib
import json
import multiprocessing
import os
import sys
from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from autograder import instruments, probing, suites
from autograder.answers import Answers, Form, Pattern, folder
from autograder.diagnosis import deviations
from autograder.recording import Value

SEEDS = range(1, 7)


def main(arguments: list[str]) -> int:
    """Brings the patterns of the assignments named (or all) up to date; with --check only says which are not."""
    stale = 0
    named = [argument for argument in arguments if argument != "--check"]
    for assignment in named or suites.assignments():
        answers = Answers(suites.load(assignment), SEEDS[0])
        path = folder() / "patterns" / f"{assignment}.json"
        stored = _stored(path)
        digests = {_key(form): _digest(form, answers) for form in answers.forms}
        kept = {key: stored[key] for key, digest in digests.items() if stored.get(key, [""])[0] == digest}
        missing = len(digests) - len(kept)
        stale += missing
        if "--check" in arguments:
            if missing:
                print(f"{path}: out of date; run python -m autograder.patterns", file=sys.stderr)
        elif kept.keys() != digests.keys() or kept.keys() != stored.keys():
            made = {key: kept.get(key) or [digests[key], *pattern] for key, pattern in _made(answers, kept)}
            path.parent.mkdir(exist_ok=True)
            beside = path.with_name(f".{path.name}.part")
            lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(made[key])}" for key in digests)
            beside.write_text(f"{{\n{lines}\n}}\n")
            os.replace(beside, path)
    return 1 if stale and "--check" in arguments else 0


def _made(answers: Answers, kept: Collection[str]) -> Iterator[tuple[str, list[Any]]]:
    """The patterns of all forms (empty for those that are `kept`), a process for each core working on them."""
    torch.set_num_threads(1)
    everyone = [Answers(answers.suite, seed, complete=True) for seed in SEEDS]
    for each in everyone:
        for exercise in each.suite.exercises:
            each.expected(exercise)
    with multiprocessing.get_context("fork").Pool(initializer=_given, initargs=(everyone, kept)) as pool:
        for patterns in pool.imap(_patterns_of, answers.mistakes):
            yield from patterns


_work: list[Any] = []  # of a process of the pool: the answers for every seed, and the forms to leave out


def _given(everyone: list[Answers], kept: Collection[str]) -> None:
    _work[:] = [everyone, kept]


def _patterns_of(mistake: str) -> list[tuple[str, list[Any]]]:
    everyone, kept = _work
    forms = everyone[0].mistakes[mistake].forms
    return [(_key(form), [] if _key(form) in kept else _pattern(form, everyone)) for form in forms]


def _key(form: Form) -> str:
    return f"{form.id}-{form.number}"


def load(answers: Answers) -> dict[Form, Pattern]:
    """The patterns of an assignment's mistakes, without those that are missing or out of date."""
    stored = _stored(folder() / "patterns" / f"{answers.suite.assignment}.json")
    found = {}
    for form in answers.forms:
        entry = stored.get(_key(form))
        if entry and entry[0] == _digest(form, answers):
            _, probes, twin, entries = entry
            always = {(probe, aspect): sketch for probe, aspect, sketch in entries}
            found[form] = Pattern(frozenset(probes), twin, always)
    return found


def could_be(sketch: Any, value: Value) -> bool:
    """Whether a recorded value may be what a sketch stands for (None: the aspect is absent).

    Of exceptions the kind is enough: what they say may be the student's own words.
    """
    if isinstance(sketch, list) and sketch[0] == "str" and isinstance(value, str):
        return bool(sketch[1].partition(":")[0] == value.partition(":")[0])
    return bool(sketch == "?" or sketch == _sketch(value))


def _pattern(form: Form, everyone: list[Answers]) -> list[Any]:
    """Which probes ever see the form, whether a form before it is the same, and [probe, aspect, sketch] of what
    deviates from the reference under every seed."""
    recordings = [answers.fingerprint(form, form.exercise) for answers in everyone]
    deviating = [deviations(r, a.expected(form.exercise)) for r, a in zip(recordings, everyone, strict=True)]
    probes = sorted({probe for aspects in deviating for probe, _ in aspects})
    alone = everyone[0].record(everyone[0].submission(form), form.exercise, probes)
    if deviations(recordings[0], alone):  # what one probe leaves behind shows in the next: it needs them all
        probes = [probe.name for probe in everyone[0].suite.of(form.exercise)]
    before = [
        f
        for f in everyone[0].mistakes[form.id].forms
        if f.exercise == form.exercise and f.number < form.number
    ]
    twin = any(
        not any(
            deviations(r, a.fingerprint(other, form.exercise))
            for r, a in zip(recordings, everyone, strict=True)
        )
        for other in before
    )
    entries = [
        [probe, aspect, _common([r.get(probe, {}).get(aspect) for r in recordings])]
        for probe, aspect in sorted(frozenset.intersection(*deviating))
    ]
    return [probes, twin, entries]


def _common(values: list[Value]) -> Any:
    sketches = [_sketch(value) for value in values]
    return sketches[0] if all(sketch == sketches[0] for sketch in sketches) else "?"


def _sketch(value: Value) -> Any:
    """What of a value depends on no seed: a tensor's shape, plain data itself."""
    if isinstance(value, Tensor):
        return ["tensor", *value.shape]
    return None if value is None else [type(value).__name__, value]


def _digest(form: Form, answers: Answers) -> str:
    """Of everything that the form's pattern is made from."""
    return hashlib.sha256(f"{digest_of_code(answers.suite.assignment)}{form.source}".encode()).hexdigest()[
        :16
    ]


@lru_cache
def digest_of_code(assignment: str) -> str:
    """Of the code that all forms of an assignment share; not of its layout, nor of what people are told.

    "4": the format of the patterns.
    """
    suite = [p for p in sorted((suites.FOLDER / assignment).glob("*.py")) if not p.name.startswith("test_")]
    sources = [folder() / f"{assignment}.py", *suite, Path(instruments.__file__), Path(probing.__file__)]
    trees = [ast.dump(_without_words(ast.parse(path.read_text("utf-8")))) for path in sources]
    return hashlib.sha256("\0".join(["4", *trees]).encode()).hexdigest()


def _without_words(tree: ast.Module) -> ast.Module:
    """A module without its table ASPECTS."""
    words = [
        node
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "ASPECTS"
    ]
    return ast.Module([node for node in tree.body if node not in words], [])


def _stored(path: Path) -> dict[str, Any]:
    try:
        stored: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stored


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
