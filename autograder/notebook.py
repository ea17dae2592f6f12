"""`check("train_one_epoch")` in a cell of a notebook: what `autograder check` says of that exercise, and its points.

    from autograder.notebook import check_for

    check = check_for("a2_training_loop")
    check("train_one_epoch")

The probes run in the notebook's own process, on the definitions that it holds at that moment: there is no fork server
on Windows, and none is needed to check one's own code. What comes back is judged by the recordings in the package
(public_answers.py), so no reference solution is needed either.

Libraries that an assignment forbids are refused here, too: an import in a function fails as it does in the sandbox, and
a global that comes from such a library (a module, function, class, or object of one) fails when it is used. What
hides in a closure, a default argument or a list is not looked for; where grades are made, the sandbox has no such library.
"""

import os
import random
import signal
import sys
import tempfile
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import replace
from types import FrameType, FunctionType, ModuleType
from typing import Any, NoReturn, cast
from unittest import mock

import matplotlib
import numpy
import torch
from matplotlib import pyplot
from matplotlib._pylab_helpers import Gcf

from autograder import suites
from autograder.answers import NoAnswers
from autograder.banned import refusal, without
from autograder.compiler import nothing_compiled
from autograder.feedback.plain import one_line
from autograder.feedback.terminal import exercise_text
from autograder.feedback.words import UNKNOWN_ASSIGNMENT, UNKNOWN_EXERCISE
from autograder.grading import PUBLIC_SEED, Run, answers_for, result_of
from autograder.habits import run_watched
from autograder.probing import place_in_a_file
from autograder.recording import Malformed, Recording, decode, encode
from autograder.result import Result
from autograder.sandbox.fork_server import Answer
from autograder.suites import Suite
from autograder.text import Lang, Text
from autograder.time_limit import OutOfTime

Check = Callable[[str], float]
WIDTH = 100  # characters of a line in a cell's output


def check_for(assignment: str, *, lang: Lang = "es") -> Check:
    """Gives the function `check(exercise)` of an assignment, for the cells of a notebook.

    `check` prints the feedback on stdout and returns the points earned, a float from 0 to those of the exercise, at
    the public seed. An assignment or exercise that there is not is one line, and 0.0.
    """
    if assignment not in suites.assignments():
        names = ", ".join(suites.assignments())
        return _nothing(UNKNOWN_ASSIGNMENT.format(name=one_line(str(assignment)), names=names).in_(lang))
    run = Run(assignment, PUBLIC_SEED, lang=lang, public=True)
    try:
        with _session_kept():
            answers = answers_for(run)
            rehearsal = result_of(run, Answer(), answers)  # what the first time imports is there from now on
            exercise_text(rehearsal, rehearsal.exercises[0], with_notes=False)
    except NoAnswers:
        return _nothing(INCOMPLETE.format(name=assignment).in_(lang))

    def check(exercise: str) -> float:
        """Revisa un ejercicio de este notebook y entrega su puntaje / checks an exercise, gives its points."""
        names = list(answers.suite.exercises)
        if exercise not in names:
            text = UNKNOWN_EXERCISE.format(name=one_line(str(exercise)), names=", ".join(names))
            _print(text.in_(lang))
            return 0.0
        namespace = _namespace(sys._getframe(1))
        earlier, recordings = names[: names.index(exercise)], {}

        def judged(*exercises: str) -> Result:
            with _session_kept():
                for name in exercises:
                    if name not in recordings:
                        recordings[name] = _recorded(answers.suite, name, namespace, run)
                    if _stopped(recordings[name]):
                        break  # the student waits for no more
                return result_of(replace(run, exercises=exercises), Answer(recordings=recordings), answers)

        result = judged(exercise)
        if result.score < result.max_score and earlier and not _stopped(recordings[exercise]):
            result = judged(*earlier, exercise)  # it may build on one with a mistake
        found = result.exercises[-1]
        _print(exercise_text(result, found, with_notes=False, width=WIDTH))
        return max(0.0, min(found.score, found.max_score))

    return check


def _nothing(line: str) -> Check:
    """What `check` is where nothing can be checked."""

    def check(exercise: str) -> float:
        _print(line)
        return 0.0

    _print(line)
    return check


def _stopped(recording: Recording) -> bool:
    """Whether time, or the student, cut it short."""
    return any(aspects.get("raised") == OutOfTime.__name__ for aspects in recording.values())


def _print(text: str) -> None:
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"  # a console of Windows may have no ✓
    print(text.encode(encoding, "replace").decode(encoding), flush=True)


# --- running it ------------------------------------------------------------------------------------------------


class _Definitions:
    """A namespace as a module: its attributes are the notebook's globals themselves, for probes that replace some."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.__dict__ = namespace


def _shell() -> Any:
    """The IPython that this runs in, if it does."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def _namespace(caller: FrameType) -> dict[str, Any]:
    shell = _shell()
    namespace: dict[str, Any] = shell.user_ns if shell else caller.f_globals
    return namespace


def _recorded(suite: Suite, exercise: str, namespace: dict[str, Any], run: Run) -> Recording:
    """What the probes of an exercise record on the definitions in a namespace."""
    subject = cast(ModuleType, _Definitions(namespace))
    seconds = run.job(suite, "").seconds
    with (
        without(suite.banned),
        _refused(namespace, suite.banned),
        _interrupt_ends_it(),
    ):
        try:
            probes = suite.of(exercise)
            found = run_watched(
                subject,
                exercise,
                probes,
                seed=run.seed,
                seconds=seconds,
                dtype=torch.get_default_dtype(),
                place=_place_in_a_cell,
            )
        except OutOfTime:  # interrupted between two probes
            found = {probe.name: {"raised": OutOfTime.__name__} for probe in probes}
    try:
        ((_, recording),) = decode(encode(recording=found))  # as from the sandbox
    except Malformed:
        return {}
    return recording


def _place_in_a_cell(frame: traceback.FrameSummary) -> str | None:
    """Where a frame is in the notebook: cells have file names of their own there."""
    shell = _shell()
    cell = shell.compile.format_code_name(frame.filename) if shell else None  # ("Cell", "In[3]"), or None
    return f"{cell[1]}, {frame.lineno}: {frame.line}" if cell else place_in_a_file(frame)


@contextmanager
def _refused(namespace: dict[str, Any], libraries: Sequence[str]) -> Iterator[None]:
    """While it lasts, globals that come from the libraries are there, but cannot be used."""
    stand_ins = {
        name: _Refused(library)
        for name, value in namespace.items()
        for library in _origins(value).intersection(libraries)
    }
    theirs = {name: namespace[name] for name in stand_ins}
    namespace.update(stand_ins)
    try:
        yield
    finally:
        for name, stand_in in stand_ins.items():
            if namespace.get(name) is stand_in:
                namespace[name] = theirs[name]


class _Refused:
    """Stands for an object of a library that is not allowed."""

    def __init__(self, library: str) -> None:
        self.__dict__["library"] = library

    def __getattr__(self, name: str) -> NoReturn:
        raise refusal(self.__dict__["library"])

    def __call__(self, *_: object, **__: object) -> NoReturn:
        raise refusal(self.__dict__["library"])


def _origins(value: object) -> set[str]:
    """The top-level modules that an object comes from: by itself, by its class, or by one that this derives from."""
    if isinstance(value, ModuleType):
        names = [value.__name__]
    elif isinstance(value, FunctionType):
        names = [value.__module__]
    else:
        names = [cls.__module__ for cls in (value if isinstance(value, type) else type(value)).__mro__]
    return {str(name).partition(".")[0] for name in names}


@contextmanager
def _interrupt_ends_it() -> Iterator[None]:
    """The notebook's stop button ends the exercise as its time limit would (Windows has no other)."""

    def stop(*_: object) -> None:
        raise OutOfTime

    if threading.current_thread() is not threading.main_thread():
        yield  # signals are the main thread's
        return
    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


# --- leaving no trace ------------------------------------------------------------------------------------------


@contextmanager
def _session_kept() -> Iterator[None]:
    """Nothing that happens inside is heard or seen, and afterwards the student's session is as it was."""
    with ExitStack() as stack:
        stack.callback(random.setstate, random.getstate())
        stack.callback(numpy.random.set_state, numpy.random.get_state())
        stack.callback(torch.set_rng_state, torch.get_rng_state())
        if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
            stack.callback(torch.cuda.set_rng_state_all, torch.cuda.get_rng_state_all())
        stack.callback(torch.set_default_dtype, torch.get_default_dtype())
        stack.callback(torch.set_grad_enabled, torch.is_grad_enabled())
        stack.callback(torch.set_num_threads, torch.get_num_threads())
        torch.set_num_threads(1)
        if torch.get_default_device().type != "cpu":
            stack.callback(torch.set_default_device, torch.get_default_device())
            torch.set_default_device("cpu")
        stack.enter_context(torch.inference_mode(False))
        stack.enter_context(nothing_compiled())
        stack.enter_context(mock.patch.dict(os.environ))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        stack.enter_context(_elsewhere())
        stack.enter_context(_no_figures())
        stack.enter_context(_silence())
        yield


@contextmanager
def _elsewhere() -> Iterator[None]:
    """In an empty folder, for what student code writes without asking where."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


@contextmanager
def _no_figures() -> Iterator[None]:
    """Without the student's figures and windows, drawing into memory; probes close every figure."""
    backend, figures = dict.__getitem__(matplotlib.rcParams, "backend"), Gcf.figs.copy()
    Gcf.figs.clear()
    try:
        with matplotlib.rc_context(), mock.patch.object(pyplot, "_backend_mod", None):
            pyplot.switch_backend("agg")
            matplotlib.interactive(False)
            yield
            pyplot.close("all")
    finally:
        for parameters in (matplotlib.rcParams, matplotlib.rcParamsDefault):
            dict.__setitem__(parameters, "backend", backend)  # it may be "whichever there is", not chosen yet
        Gcf.figs.clear()
        Gcf.figs.update(figures)


@contextmanager
def _silence() -> Iterator[None]:
    """Output goes nowhere, also that of libraries below Python and what IPython displays."""
    with ExitStack() as stack:
        nowhere = stack.enter_context(open(os.devnull, "w", encoding="utf-8", errors="replace"))
        stack.enter_context(redirect_stdout(nowhere))
        stack.enter_context(redirect_stderr(nowhere))
        with suppress(OSError):  # a process may have no stderr
            saved = os.dup(2)
            stack.callback(os.close, saved)
            stack.callback(os.dup2, saved, 2)
            os.dup2(nowhere.fileno(), 2)
        shell = _shell()
        if shell:
            from IPython.core.displaypub import CapturingDisplayPublisher

            stack.callback(setattr, shell, "display_pub", shell.display_pub)
            shell.display_pub = CapturingDisplayPublisher()  # type: ignore[no-untyped-call]
        yield


INCOMPLETE = Text(
    "A esta instalación le faltan los datos de {name}: instala de nuevo el paquete autograder.",
    "This installation lacks the data of {name}: install the package autograder again.",
)
