"""What each mistake changes whatever the seed: a sieve, so that few fingerprints must be made in a grading run.

`reference_solution/patterns/<assignment>.json` is generated (`python -m autograder.patterns`); `--check` says
whether it still belongs to the files that it was made from. Where it does not, diagnosis works without it, slower.
"""

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from torch import Tensor

from autograder import instruments, suites
from autograder.answers import Answers, Form, folder
from autograder.diagnosis import Aspect, Pattern, deviations
from autograder.recording import Value

SEEDS = (1, 2, 3)


def main(arguments: list[str]) -> int:
    """Writes the patterns of all assignments, or with --check only says which are out of date."""
    stale = 0
    for assignment in suites.assignments():
        answers = Answers(suites.load(assignment), SEEDS[0])
        path, digest = _path(assignment), _digest(answers)
        if _stored(path).get("digest") == digest:
            continue
        if "--check" in arguments:
            print(f"{path}: out of date; run python -m autograder.patterns", file=sys.stderr)
            stale = 1
            continue
        everyone = [Answers(answers.suite, seed) for seed in SEEDS]
        forms = [form for mistake in answers.mistakes.values() for form in mistake.forms]
        found = {_key(form): _pattern(form, everyone) for form in forms}
        path.parent.mkdir(exist_ok=True)
        beside = path.with_name(f".{path.name}.part")
        lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(pattern)}" for key, pattern in found.items())
        beside.write_text(f'{{"digest": "{digest}", "patterns": {{\n{lines}\n}}}}\n')
        os.replace(beside, path)
    return stale


def load(answers: Answers) -> dict[Form, Pattern]:
    """The patterns of an assignment's mistakes; empty where the file is missing or out of date."""
    stored = _stored(_path(answers.suite.assignment))
    if stored.get("digest") != _digest(answers):
        return {}
    forms = {_key(form): form for mistake in answers.mistakes.values() for form in mistake.forms}
    return {
        forms[key]: {(probe, aspect): sketch for probe, aspect, sketch in entries}
        for key, entries in stored["patterns"].items()
    }


def could_be(sketch: Any, value: Value) -> bool:
    """Whether a recorded value may be what a sketch stands for (None: the aspect is absent)."""
    return bool(sketch == "?" or sketch == _sketch(value) or (sketch is None and value is None))


def _pattern(form: Form, everyone: list[Answers]) -> list[list[Any]]:
    """[probe, aspect, sketch] of what deviates from the reference under every seed."""
    recordings = [answers.fingerprint(form, form.exercise) for answers in everyone]
    always = frozenset[Aspect].intersection(
        *(deviations(r, a.expected(form.exercise)) for r, a in zip(recordings, everyone, strict=True))
    )
    return [[probe, aspect, _common([r.get(probe, {}).get(aspect) for r in recordings])] for probe, aspect in sorted(always)]


def _common(values: list[Value]) -> Any:
    sketches = [_sketch(value) for value in values]
    return sketches[0] if all(sketch == sketches[0] for sketch in sketches) else "?"


def _sketch(value: Value) -> Any:
    """What of a value depends on no seed: a tensor's shape, plain data itself."""
    if isinstance(value, Tensor):
        return ["tensor", *value.shape]
    return None if value is None else [type(value).__name__, value]


def _digest(answers: Answers) -> str:
    """Of everything that a pattern is made from."""
    suite = suites.FOLDER / answers.suite.assignment
    forms = [form.source for mistake in answers.mistakes.values() for form in mistake.forms]
    texts = [answers.source, (suite / "probes.py").read_text("utf-8"), Path(instruments.__file__).read_text("utf-8"), *forms]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


def _path(assignment: str) -> Path:
    return folder() / "patterns" / f"{assignment}.json"


def _stored(path: Path) -> dict[str, Any]:
    try:
        stored: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stored


def _key(form: Form) -> str:
    return f"{form.id}-{form.number}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
