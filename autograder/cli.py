"""The command line. Exit status: 0 done (whatever the scores), 1 not all could be graded, 2 bad input."""

import os
import re
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder import results_folder, suites
from autograder.answers import NoAnswers
from autograder.answers import folder as reference_solution
from autograder.feedback import terminal
from autograder.feedback.plain import plain, unbroken
from autograder.feedback.words import UNKNOWN_ASSIGNMENT, UNKNOWN_EXERCISE
from autograder.result import Result, encode
from autograder.sandbox.fork_server import ForkServer, Limits, Lost, Unavailable, server_for
from autograder.submissions import BadInput, Submission, find, load
from autograder.text import Lang, Text

CORES = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, help=__doc__)
course = typer.Typer(help="Un curso de nbgrader / an nbgrader course.")
app.add_typer(course, name="course")


class Language(StrEnum):
    es = "es"
    en = "en"


class Device(StrEnum):
    cpu = "cpu"
    cuda = "cuda"


class Isolation(StrEnum):
    sandbox = "sandbox"
    process = "process"


LangOption = Annotated[
    Language, typer.Option("--lang", help="Idioma de la retroalimentación / language of the feedback.")
]
DeviceOption = Annotated[Device, typer.Option(help="Dónde entrenar / where to train.")]


def main() -> None:
    """Entry point: what goes wrong in a foreseen way is one line on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        sys.exit(app(standalone_mode=False))
    except _UsageError as error:
        _stop(_usage(error))
    except Lost as error:
        _say(error.text)
        sys.exit(1)
    except (BadInput, Unavailable) as error:
        _stop(error.text)
    except NoAnswers as error:
        _stop(NO_ANSWERS.format(place=error))
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)


_UsageError: type[Exception] = typer.BadParameter.__mro__[1]  # typer does not export it


def _usage(error: Exception) -> Text:
    """What is wrong with the command line, on one line."""
    context = getattr(error, "ctx", None)
    command = f"{context.command_path if context else 'autograder'} --help"
    message = getattr(error, "format_message", error.__str__)().replace("Value error, ", "").rstrip(". ")
    return Text(f"{message}. Ayuda: {command}", f"{message}. Help: {command}") if message else NO_COMMAND


@app.command()
def grade(
    assignment: str,
    submissions: Path,
    out: Annotated[Path, typer.Option("--out", help="Carpeta de resultados / folder for the results.")],
    jobs: Annotated[int, typer.Option(min=1, help="Entregas a la vez / submissions at a time.")] = CORES,
    seed: Annotated[
        int | None,
        typer.Option(min=0, max=2**31 - 1, help="Semilla; al azar si falta / seed; random when absent."),
    ] = None,
    lang: LangOption = Language.es,
    device: DeviceOption = Device.cpu,
    isolation: Annotated[
        Isolation, typer.Option(help="sandbox: espacios de nombres; process: sin aislamiento.")
    ] = Isolation.sandbox,
    timeout: Annotated[
        float, typer.Option(min=1, help="Segundos por entrega / seconds for one submission.")
    ] = 60.0,
    memory: Annotated[int, typer.Option(min=64, help="MiB por entrega / MiB for one submission.")] = 1024,
    regrade: Annotated[
        bool, typer.Option("--regrade", help="Califica todo de nuevo / grade everything anew.")
    ] = False,
) -> None:
    """Califica una carpeta de entregas / grades a folder of submissions."""
    _language.append(lang.value)
    _known(assignment)
    answers = reference_solution()  # without one, stop before anything is written
    found = find(submissions, assignment)
    if answers.is_relative_to(submissions.resolve()):
        raise BadInput(ANSWERS_OF_A_STUDENT.format(place=answers))
    folder = results_folder.ResultsFolder(out)
    seed = folder.seed(seed, assignment, anew=regrade)
    _hide_gpus(device)
    server = server_for(
        assignment=assignment,
        lanes=min(jobs, len(found)),
        isolation=isolation.value,
        device=device.value,
    )
    started = time.monotonic()
    with server:  # it imports torch while we do
        from autograder import grading

        run = grading.Run(
            assignment, seed, device.value, isolation.value, lang.value, Limits(timeout, memory)
        )
        done = {} if regrade else folder.unchanged(run, found)
        open_ = [submission for submission in found if submission.student not in done]
        folder.begin(run)
        with _progress(len(found), len(done)) as advance, _interruptible(server):
            for result in grading.grade(run, open_, jobs=jobs, server=server):
                folder.write(result)
                done[result.student] = result
                advance()
    results = [done[submission.student] for submission in found]
    seconds = time.monotonic() - started
    folder.finish(
        run,
        results,
        {"seconds": round(seconds, 3), "jobs": jobs, "host": socket.gethostname(), "graded_now": len(open_)},
    )
    terminal.summary(results, Console())
    _say(DONE.format(count=len(results), seconds=f"{seconds:.1f}", out=out), err=False)


@app.command()
def check(
    path: Path,
    exercise: Annotated[str | None, typer.Option(help="Sólo este ejercicio / this exercise only.")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Repite al guardar / again at every save.")] = False,
    lang: LangOption = Language.es,
    device: DeviceOption = Device.cpu,
    as_json: Annotated[
        bool, typer.Option("--json", help="El resultado como JSON / the result as JSON.")
    ] = False,
) -> None:
    """Revisa tu archivo / checks your file: what the code did, which slide explains it, where to look."""
    _language.append(lang.value)
    if not path.exists():
        raise BadInput(NO_FILE.format(path=plain(str(path))))
    data = load(path)
    assignment = _assignment_of(path, data)
    if exercise is not None and exercise not in suites.exercises(assignment):
        names = ", ".join(suites.exercises(assignment))
        raise BadInput(UNKNOWN_EXERCISE.format(name=plain(exercise), names=names))
    _hide_gpus(device)
    if device is Device.cuda:
        try:
            reference_solution()
        except NoAnswers:
            raise BadInput(ON_THE_CPU) from None
    with server_for(assignment=assignment, isolation="process", device=device.value) as server:
        from autograder import grading

        run = grading.Run(
            assignment, grading.PUBLIC_SEED, device.value, "process", lang.value, public=True,
            exercises=(exercise,) if exercise else (),
        )  # fmt: skip

        def once() -> None:
            (result,) = grading.grade(run, [Submission(path.stem, path)], server=server)
            if result.status == "unreadable" and not as_json:
                raise BadInput(Text(*[f"{path.name}: {' '.join(result.notes)}"] * 2))
            _show(result, as_json)

        if not watch:
            once()
            return
        from watchfiles import watch as changes

        with suppress(KeyboardInterrupt):  # the way to end it
            _again(once)
            for _ in changes(path.parent, watch_filter=lambda _, changed: Path(changed).name == path.name):
                _again(once)


@app.command()
def release(
    assignment: str,
    out: Annotated[Path, typer.Option("--out", help="Carpeta nueva / folder to make.")],
    lang: LangOption = Language.es,
) -> None:
    """Lo que recibe un estudiante / what a student receives: the stub and the notebook of an assignment."""
    _language.append(lang.value)
    _known(assignment)
    from autograder.generator import student_files, write_new_files

    files = student_files(reference_solution() / f"{assignment}.py", lang.value)
    write_new_files(out, files)
    _say(RELEASED.format(files=", ".join(sorted(files)), out=plain(str(out))), err=False)


@course.command("init")
def course_init(folder: Path, lang: LangOption = Language.es) -> None:
    """Crea la carpeta de un curso, lista para nbgrader / makes a course directory, ready for nbgrader's own commands."""
    _language.append(lang.value)
    with _nbgrader():
        from autograder.integrations.nbgrader.course import init
    files = init(folder, lang.value)
    _say(COURSE.format(out=plain(str(folder)), count=len(files)), err=False)


@course.command("autograde")
def course_autograde(
    assignment: str,
    jobs: Annotated[int, typer.Option(min=1, help="Entregas a la vez / submissions at a time.")] = CORES,
    force: Annotated[
        bool, typer.Option("--force", help="También lo ya registrado / what is recorded, too.")
    ] = False,
    student: Annotated[str | None, typer.Option(help="Sólo esta persona / this student only.")] = None,
    folder: Annotated[
        Path, typer.Option("--course", help="La carpeta del curso / the course's folder.")
    ] = Path(),
    lang: LangOption = Language.es,
) -> None:
    """Califica al curso en paralelo y lo registra en nbgrader / grades the class in parallel, then nbgrader records it."""
    _language.append(lang.value)
    _known(assignment)
    with _nbgrader():
        from autograder.integrations.nbgrader.course import autograde
    with ExitStack() as stack:
        sys.exit(
            autograde(
                folder.resolve(),
                assignment,
                jobs=jobs,
                student=student,
                force=force,
                progress=lambda total, done: stack.enter_context(_progress(total, done)),
                say=_say,
            )
        )


@contextmanager
def _nbgrader() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("nbgrader", "nbconvert", "traitlets"):
            raise
        raise BadInput(NO_NBGRADER) from None


@app.command()
def doctor(lang: LangOption = Language.es) -> None:
    """Qué puede hacer esta máquina / what this machine can do, and how to get what is missing."""
    _language.append(lang.value)
    from autograder.doctor import findings

    console = Console(highlight=False)
    for good, text in findings():
        console.print(
            "[green]✓[/]" if good else "[yellow]✗[/]", escape(plain(text.in_(lang.value))), soft_wrap=True
        )


def _again(once: Callable[[], None]) -> None:
    """A file that cannot be read just now may be readable after the next save."""
    try:
        once()
    except BadInput as error:
        _say(error.text)


def _show(result: Result, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(encode(result).decode())
        sys.stdout.flush()
    else:
        terminal.show(result, Console())


def _known(assignment: str) -> None:
    if assignment not in suites.assignments():
        raise BadInput(
            UNKNOWN_ASSIGNMENT.format(name=plain(assignment), names=", ".join(suites.assignments()))
        )


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


def _hide_gpus(device: Device) -> None:
    """On the CPU a submission sees no GPU; what mistakes do must be found the same way."""
    if device is Device.cpu:
        os.environ["CUDA_VISIBLE_DEVICES"] = ""


@contextmanager
def _progress(total: int, done: int) -> Iterator[Callable[[], None]]:
    """A bar on stderr, with what is done, the rate and the time left; now and then a line where that is no terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    progress = Progress(*columns, console=console, disable=not console.is_terminal)
    task = progress.add_task(GRADING.in_(_lang()), total=total, completed=done, rate="")
    started = said = time.monotonic()
    count = 0

    def advance() -> None:
        nonlocal count, said
        count += 1
        now = time.monotonic()
        rate = f"{60 * count / (now - started):.0f}/min"
        progress.update(task, advance=1, rate=rate)
        if progress.disable and (now - said > SECONDS_BETWEEN_LINES or done + count == total):
            said = now
            _say(Text(*[f"{GRADING.in_(_lang())}: {done + count}/{total}, {rate}"] * 2))

    with progress:
        yield advance


@contextmanager
def _interruptible(server: ForkServer) -> Iterator[None]:
    """Ctrl-C ends everything at once: results are written whole, and threads may still wait for the sandbox."""

    def stop(*_: object) -> None:
        Console(stderr=True).show_cursor()
        _say(INTERRUPTED)
        server.__exit__(None, None, None)
        sys.stdout.flush()
        os._exit(130)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


SECONDS_BETWEEN_LINES = 10.0
_language: list[Lang] = ["es"]  # the last is what the command asked for


def _lang() -> Lang:
    return _language[-1]


def _say(text: Text, *, err: bool = True) -> None:
    """Prints `text` on one line, whatever the names in it hold."""
    print(unbroken(text.in_(_lang())), file=sys.stderr if err else sys.stdout)


def _stop(text: Text) -> None:
    _say(Text(f"autograder: {text.es}", f"autograder: {text.en}"))
    sys.exit(2)


GRADING = Text("Calificando", "Grading")
DONE = Text(
    "Entregas: {count}, en {seconds} s. Resultados en {out}",
    "Submissions: {count}, in {seconds} s. Results in {out}",
)
RELEASED = Text("Para los estudiantes: {files} en {out}", "For the students: {files} in {out}")
COURSE = Text(
    "Curso creado en {out} ({count} archivos). Sigue con: nbgrader generate_assignment a1_modules",
    "Course made in {out} ({count} files). Go on with: nbgrader generate_assignment a1_modules",
)
NO_NBGRADER = Text(
    "Falta nbgrader. Instálalo con: pip install 'autograder[nbgrader]'",
    "nbgrader is missing. Install it with: pip install 'autograder[nbgrader]'",
)
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
ANSWERS_OF_A_STUDENT = Text(
    "{place} está entre las entregas, y no puede ser la solución de referencia: ejecuta el comando en otra carpeta.",
    "{place} is among the submissions, and cannot be the reference solution: run the command in another folder.",
)
ON_THE_CPU = Text(
    "Para revisar en la GPU hace falta la solución de referencia, que aquí no está: usa --device cpu.",
    "To check on a GPU takes the reference solution, which is not here: use --device cpu.",
)
NO_COMMAND = Text("Falta el comando. Ayuda: autograder --help", "No command given. Help: autograder --help")
NO_FILE = Text(
    "No existe {path}. Indica tu archivo .py o .ipynb.", "There is no {path}. Give your .py or .ipynb file."
)
WHICH = Text(
    "No sé de qué tarea es {path}. Ponle el nombre de la tarea ({names}) más .py o .ipynb.",
    "I cannot tell which assignment {path} belongs to. Name it after the assignment ({names}) plus .py or .ipynb.",
)
