"""The command line. Exit status: 0 done (whatever the scores), 1 not all could be graded, 2 bad input."""

import os
import re
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from autograder import results_folder, suites
from autograder.answers import NoAnswers
from autograder.feedback import terminal
from autograder.feedback.plain import plain
from autograder.result import Result, encode
from autograder.sandbox.fork_server import ForkServer, Limits, Unavailable
from autograder.submissions import BadInput, Submission, find, load
from autograder.text import Lang, Text

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)


class Language(str, Enum):
    es = "es"
    en = "en"


class Device(str, Enum):
    cpu = "cpu"
    cuda = "cuda"


class Isolation(str, Enum):
    sandbox = "sandbox"
    process = "process"


LangOption = Annotated[Language, typer.Option("--lang", help="Idioma de la retroalimentación / language of the feedback.")]
DeviceOption = Annotated[Device, typer.Option(help="Dónde entrenar / where to train.")]


def main() -> None:
    """Entry point: what goes wrong in a foreseen way is one line on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app(standalone_mode=True)
    except (BadInput, Unavailable) as error:
        _stop(error.text)
    except NoAnswers as error:
        _stop(NO_ANSWERS.format(place=error))
    except KeyboardInterrupt:
        _say(INTERRUPTED)
        os._exit(130)  # threads may still wait for the sandbox, which dies with us


@app.command()
def grade(
    assignment: str,
    submissions: Path,
    out: Annotated[Path, typer.Option("--out", help="Carpeta de resultados / folder for the results.")],
    jobs: Annotated[int, typer.Option(min=1, help="Entregas a la vez / submissions at a time.")] = os.cpu_count() or 1,
    seed: Annotated[int | None, typer.Option(help="Semilla; al azar si falta / seed; random when absent.")] = None,
    lang: LangOption = Language.es,
    device: DeviceOption = Device.cpu,
    isolation: Annotated[Isolation, typer.Option(help="sandbox: espacios de nombres; process: sin aislamiento.")] = Isolation.sandbox,
    timeout: Annotated[float, typer.Option(min=1, help="Segundos por entrega / seconds for one submission.")] = 60.0,
    memory: Annotated[int, typer.Option(min=64, help="MiB por entrega / MiB for one submission.")] = 1024,
    regrade: Annotated[bool, typer.Option("--regrade", help="Califica todo de nuevo / grade everything anew.")] = False,
) -> None:
    """Califica una carpeta de entregas / grades a folder of submissions."""
    _language.append(lang.value)
    _known(assignment)
    found = find(submissions, assignment)
    folder = results_folder.ResultsFolder(out)
    seed = folder.seed(seed, assignment, anew=regrade)
    server = ForkServer(lanes=min(jobs, len(found)), isolation=isolation.value, gpu=device is Device.cuda)
    started = time.monotonic()
    with server:  # it imports torch while we do
        from autograder import grading

        run = grading.Run(
            assignment, seed, device.value, isolation.value, lang.value, Limits(timeout, memory)
        )
        done = {} if regrade else folder.unchanged(run, found)
        open_ = [submission for submission in found if submission.student not in done]
        folder.begin(run)
        with _progress(len(found), len(done)) as advance:
            for result in grading.grade(run, open_, jobs=jobs, server=server):
                folder.write(result)
                done[result.student] = result
                advance()
    results = [done[submission.student] for submission in found]
    seconds = time.monotonic() - started
    folder.finish(run, results, {"seconds": round(seconds, 3), "jobs": jobs, "host": socket.gethostname(), "graded_now": len(open_)})
    terminal.summary(results, Console())
    _say(DONE.format(count=len(results), seconds=f"{seconds:.1f}", out=out), err=False)


@app.command()
def check(
    path: Path,
    exercise: Annotated[str | None, typer.Option(help="Sólo este ejercicio / this exercise only.")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Repite al guardar / again at every save.")] = False,
    lang: LangOption = Language.es,
    device: DeviceOption = Device.cpu,
    as_json: Annotated[bool, typer.Option("--json", help="El resultado como JSON / the result as JSON.")] = False,
) -> None:
    """Revisa tu archivo / checks your file: what the code did, which slide explains it, where to look."""
    _language.append(lang.value)
    data = load(path)
    assignment = _assignment_of(path, data)
    if exercise is not None and exercise not in suites.exercises(assignment):
        names = ", ".join(suites.exercises(assignment))
        raise BadInput(UNKNOWN_EXERCISE.format(name=plain(exercise), names=names))
    with ForkServer(isolation="process", gpu=device is Device.cuda) as server:
        from autograder import grading

        run = grading.Run(
            assignment, grading.PUBLIC_SEED, device.value, "process", lang.value, public=True,
            exercises=(exercise,) if exercise else (),
        )  # fmt: skip

        def once() -> None:
            result = next(grading.grade(run, [Submission(path.stem, path)], server=server))
            _show(result, as_json)

        once()
        if watch:
            from watchfiles import watch as changes

            for _ in changes(path.parent, watch_filter=lambda _, changed: Path(changed).name == path.name):
                once()


@app.command()
def doctor(lang: LangOption = Language.es) -> None:
    """Qué puede hacer esta máquina / what this machine can do, and how to get what is missing."""
    _language.append(lang.value)
    from autograder.doctor import findings

    console = Console(highlight=False)
    for good, text in findings():
        console.print(f"[green]✓[/]" if good else "[yellow]✗[/]", plain(text.in_(lang.value)), markup=True)


def _show(result: Result, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(encode(result).decode())
        sys.stdout.flush()
    else:
        terminal.show(result, Console())


def _known(assignment: str) -> None:
    if assignment not in suites.assignments():
        raise BadInput(UNKNOWN_ASSIGNMENT.format(name=plain(assignment), names=", ".join(suites.assignments())))


def _assignment_of(path: Path, data: bytes) -> str:
    """The assignment that a file's name says, or whose exercises it defines."""
    for assignment in suites.assignments():
        if assignment in path.name or assignment == path.resolve().parent.name:
            return assignment
    defined = {name.decode() for name in re.findall(rb"(?:def|class) (\w+)", data)}
    best = max(suites.assignments(), key=lambda assignment: len(defined & set(suites.exercises(assignment))))
    if not defined & set(suites.exercises(best)):
        raise BadInput(WHICH.format(path=plain(str(path)), names=", ".join(suites.assignments())))
    return best


@contextmanager
def _progress(total: int, done: int) -> Iterator[object]:
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TaskProgressColumn(show_speed=True),
        TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(GRADING.in_(_lang()), total=total, completed=done, rate="")
        started = time.monotonic()
        count = 0

        def advance() -> None:
            nonlocal count
            count += 1
            rate = 60 * count / (time.monotonic() - started)
            progress.update(task, advance=1, rate=PER_MINUTE.format(rate=f"{rate:.0f}").in_(_lang()))

        yield advance


_language: list[Lang] = ["es"]  # the last is what the command asked for


def _lang() -> Lang:
    return _language[-1]


def _say(text: Text, *, err: bool = True) -> None:
    print(plain(text.in_(_lang())), file=sys.stderr if err else sys.stdout)


def _stop(text: Text) -> None:
    _say(Text(f"autograder: {text.es}", f"autograder: {text.en}"))
    sys.exit(2)


GRADING = Text("Calificando", "Grading")
PER_MINUTE = Text("{rate}/min", "{rate}/min")
DONE = Text("{count} entregas en {seconds} s. Resultados en {out}", "{count} submissions in {seconds} s. Results in {out}")
INTERRUPTED = Text(
    "Interrumpido. Lo ya calificado quedó guardado: repite el mismo comando para seguir.",
    "Interrupted. What was graded is kept: run the same command again to go on.",
)
NO_ANSWERS = Text(
    "No encuentro la solución de referencia ({place}). Ejecuta el comando en el repositorio del curso o indica su "
    "carpeta en la variable AUTOGRADER_ANSWERS.",
    "There is no reference solution here ({place}). Run the command in the course's repository, or name its folder "
    "in the variable AUTOGRADER_ANSWERS.",
)
UNKNOWN_ASSIGNMENT = Text("No hay una tarea «{name}». Las que hay: {names}.", "There is no assignment '{name}'. There are: {names}.")
UNKNOWN_EXERCISE = Text("No hay un ejercicio «{name}». Los que hay: {names}.", "There is no exercise '{name}'. There are: {names}.")
WHICH = Text(
    "No sé de qué tarea es {path}. Ponle el nombre de la tarea ({names}) más .py o .ipynb.",
    "I cannot tell which assignment {path} belongs to. Name it after the assignment ({names}) plus .py or .ipynb.",
)
