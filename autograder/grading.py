"""From submissions to results: runs each in the sandbox, judges the recordings, names the mistakes."""

import hashlib
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from autograder import __version__, plugin, suites
from autograder.answers import Answers, Form, NoAnswers, folder
from autograder.checks import Check, out_of_memory
from autograder.diagnosis import Diagnosis, diagnose
from autograder.feedback.plain import unbroken
from autograder.habits import told
from autograder.probing import ON_TRUST, judged
from autograder.public_answers import SEED as PUBLIC_SEED
from autograder.public_answers import PublicAnswers, path_of
from autograder.recording import Recording
from autograder.result import ExerciseResult, MistakeFound, Result, Status, TestResult
from autograder.sandbox.fork_server import Answer, ForkServer, Isolation, Limits, server_for
from autograder.sandbox.wire import Job
from autograder.submissions import BadInput, Submission, load
from autograder.suites import Suite, assignments
from autograder.text import Lang, Text
from autograder.worth_reading import worth_reading

__all__ = [
    "PUBLIC_SEED", "BadInput", "Case", "NoAnswers", "Run", "answers_for", "assignments", "grade", "kit_version", "one_case", "result_of",
]  # fmt: skip

CHUNK = 20  # submissions judged in one pytest session
CHUNK_SECONDS = 3.0  # after which results are not held back for more to come


@dataclass(frozen=True)
class Run:
    """What all submissions of one grading run share."""

    assignment: str
    seed: int
    device: str = "cpu"
    isolation: Isolation = "sandbox"
    lang: Lang = "es"
    limits: Limits = field(default_factory=Limits)
    public: bool = False  # the seed is no secret: feedback may show numbers
    exercises: tuple[str, ...] = ()  # only these; all when empty

    @property
    def needs_reference(self) -> bool:
        """Whether the recordings in the package do not answer it: they are of one seed, on a CPU."""
        recorded = (self.seed, self.device) == (PUBLIC_SEED, "cpu") and path_of(self.assignment).exists()
        return not (self.public and recorded)

    def job(self, suite: Suite, suffix: str) -> Job:
        names = list(self.exercises or suite.exercises)
        return Job(
            assignment=self.assignment,
            exercises=names,
            suffix=suffix,
            seed=self.seed,
            device=self.device,
            seconds=self.limits.seconds * suite.slow / (len(suite.exercises) + 1),
            memory=self.limits.memory,
            banned=suite.banned,
        )


@dataclass(frozen=True)
class Case:
    """One submission with what its process answered."""

    student: str
    sha256: str
    answer: Answer
    answers: Answers
    public: bool
    worth_reading: list[str] = field(default_factory=list)

    def check(self, exercise: str) -> Check:
        failure = self.answer.failures.get(exercise) or (
            None if self.answer.status == "graded" else self.answer.status
        )
        recording = self.answer.recordings.get(exercise, {})
        return Check(
            self.answers.suite, exercise, recording, self.answers.expected(exercise), failure, self.public
        )


def answers_for(run: Run) -> Answers:
    """What is known for a run, from the package where that does. Raises NoAnswers without a reference that it needs."""
    suite = suites.load(run.assignment, run.device)
    if not run.needs_reference:
        return PublicAnswers(suite)
    folder()
    return Answers(suite, run.seed)


@lru_cache
def kit_version(reference: bool = True) -> str:
    """The version and a digest of everything that decides a grade: the package and, if it is used, the reference.

    Without a reference on this machine, of the package alone.
    """
    roots = [Path(__file__).parent]
    with suppress(NoAnswers):
        roots += [folder()] if reference else []
    digest = hashlib.sha256()
    for root in roots:
        for path in sorted(path for kind in ("*.py", "*.json", "*.zip") for path in root.rglob(kind)):
            digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes() + b"\0")
    return f"{__version__}+{digest.hexdigest()[:12]}"


def grade(
    run: Run, submissions: Sequence[Submission], *, jobs: int = 1, server: ForkServer | None = None
) -> Iterator[Result]:
    """Grades submissions, `jobs` at a time; results come as they are ready, in no fixed order.

    Raises sandbox.fork_server.Unavailable where student code cannot be confined as `run.isolation` asks.
    """
    if server is None:
        with server_for(
            assignment=run.assignment, lanes=jobs, isolation=run.isolation, device=run.device
        ) as server:
            yield from grade(run, submissions, jobs=jobs, server=server)
        return
    import torch

    torch.set_num_threads(1)
    answers = answers_for(run)
    for exercise in answers.suite.exercises:  # while the server imports torch
        answers.expected(exercise)
    server.wait_until_ready()
    with ThreadPoolExecutor(jobs) as pool:
        futures = [pool.submit(_case, run, submission, answers, server) for submission in submissions]
        finished = as_completed(futures)
        del futures  # what is finished and judged is kept by nobody
        try:
            for cases in _chunks(_settled(future.result()) for future in finished):
                yield from _results(run, cases, answers)
        except BaseException:
            pool.shutdown(cancel_futures=True, wait=False)
            raise


def _chunks(cases: Iterable[Case]) -> Iterator[list[Case]]:
    chunk: list[Case] = []
    since = time.monotonic()
    for case in cases:
        chunk.append(case)
        if len(chunk) == CHUNK or time.monotonic() > since + CHUNK_SECONDS:
            yield chunk
            chunk, since = [], time.monotonic()
    if chunk:
        yield chunk


def one_case(assignment: str, path: Path, *, seed: int, device: str, isolation: Isolation) -> Case:
    """Runs one file and gives what it answered, for the plugin. Raises BadInput and NoAnswers."""
    run = Run(assignment, seed, device, isolation, public=True)
    answers = answers_for(run)
    load(path)  # raises BadInput
    with server_for(assignment=assignment, isolation=isolation, device=device) as server:
        server.wait_until_ready()
        return _settled(_case(run, Submission(path.stem, path), answers, server))


def _case(run: Run, submission: Submission, answers: Answers, server: ForkServer) -> Case:
    data, sha256 = b"", ""
    if submission.path is None:
        answer = Answer("missing")
    else:
        try:
            data = load(submission.path)
        except BadInput as error:
            answer = Answer("unreadable", notes=[error.text])
        else:
            sha256 = hashlib.sha256(data).hexdigest()
            answer = server.run(run.job(answers.suite, submission.path.suffix), data)
    return Case(submission.student, sha256, answer, answers, run.public, worth_reading(data))


def result_of(run: Run, answer: Answer, answers: Answers) -> Result:
    """The result of what one submission answered, wherever it ran."""
    (result,) = _results(run, [_settled(Case("", "", answer, answers, run.public))], answers)
    return result


def _settled(case: Case) -> Case:
    """The case with the evidence of known probes judged, in the thread that can end a judge (see time_limit.py).

    A probe that ran out of time or memory without taking its process along shows in the status, too.
    """
    answer, answers = case.answer, case.answers
    recordings, status = {}, answer.status
    for exercise, recording in answer.recordings.items():
        probes = answers.suite.of(exercise)
        known = {probe.name: recording[probe.name] for probe in probes if probe.name in recording}
        recordings[exercise] = judged(known, probes, answers.seed)
    if status == "graded":
        for recording in recordings.values():
            status = _limit_broken(recording) or status
    return replace(case, answer=replace(answer, recordings=recordings, status=status))


def _limit_broken(recording: Recording) -> Status | None:
    """The limit that a probe of an exercise ran into: what it recorded then says nothing about mistakes."""
    raised = [str(aspects.get("raised", "")) for aspects in recording.values()]
    if any(map(out_of_memory, raised)):
        return "memory"
    return "timeout" if "OutOfTime" in raised else None


def _unseen(recording: Recording) -> bool:
    return any(ON_TRUST in aspects for aspects in recording.values())


def _results(run: Run, cases: list[Case], answers: Answers) -> Iterator[Result]:
    suite = answers.suite
    for case, verdicts in zip(cases, plugin.judge(suite.tests, cases, run.device), strict=True):
        exercises = _exercises(run, case, verdicts, answers)
        yield Result(
            assignment=run.assignment,
            student=case.student,
            status=case.answer.status,
            seed=run.seed,
            score=_round(sum(exercise.score for exercise in exercises)),
            max_score=_round(sum(exercise.max_score for exercise in exercises)),
            device=run.device,
            isolation=run.isolation,
            kit_version=kit_version(run.needs_reference),
            submission_sha256=case.sha256,
            lang=run.lang,
            notes=[unbroken(note.in_(run.lang)) for note in case.answer.notes],
            exercises=exercises,
            worth_reading=case.worth_reading,
            unseen=[name for name, recording in case.answer.recordings.items() if _unseen(recording)],
        )


def _exercises(
    run: Run, case: Case, verdicts: list[plugin.Verdict], answers: Answers
) -> list[ExerciseResult]:
    results: list[ExerciseResult] = []
    inherited: list[Form] = []
    for name in run.exercises or answers.suite.exercises:
        exercise = answers.suite.exercises[name]
        mine = [verdict for verdict in verdicts if verdict.exercise == name]
        diagnosis = Diagnosis((), ())
        recording = case.answer.recordings.get(name, {})
        if any(verdict.outcome == "failed" for verdict in mine) and _limit_broken(recording) is None:
            try:
                diagnosis = diagnose(name, recording, answers, inherited)
            except Exception as error:  # noqa: BLE001 – what is untrusted may be odd in ways that nobody thought of
                diagnosis = Diagnosis((), (NO_NAMES.format(error=type(error).__name__),))
        right = not any(verdict.outcome in ("failed", "error") for verdict in mine)
        inherited += [form for form in diagnosis.forms if form not in inherited]
        found = [answers.mistakes[form.id] for form in diagnosis.forms]
        explanations = [
            MistakeFound(id=m.id, title=m.title.in_(run.lang), hint=m.hint.in_(run.lang), slide=m.slide)
            for m in found
        ]
        hint = explanations[0].hint if explanations else SEE_SLIDE.format(slide=exercise.slide).in_(run.lang)
        # The tests that ran share the points of the exercise by their weights, so that it is worth the same
        # with and without a GPU.
        weights = sum(verdict.points for verdict in mine if verdict.outcome != "skipped")
        scale = exercise.points / weights if weights else 0.0
        tests = [_test(verdict, scale, hint, run.lang) for verdict in mine]
        results.append(
            ExerciseResult(
                name=name,
                score=_round(scale * sum(verdict.points for verdict in mine if verdict.outcome == "passed")),
                max_score=exercise.points,
                mistakes=[mistake.id for mistake in found],
                slide=exercise.slide,
                explanations=explanations,
                observations=[
                    unbroken(text.in_(run.lang))
                    for text in (told(recording) if right else diagnosis.observations)
                ],
                tests=tests,
            )
        )
    return results


def _test(verdict: plugin.Verdict, scale: float, hint: str, lang: Lang) -> TestResult:
    worth = _round(verdict.points * scale) if verdict.outcome != "skipped" else 0.0
    failed = verdict.outcome in ("failed", "error")
    return TestResult(
        name=verdict.name,
        title=verdict.title.in_(lang),
        score=0.0 if failed else worth,
        max_score=worth,
        outcome=verdict.outcome,
        message=unbroken(verdict.text.in_(lang)) if verdict.text else "",
        hint=hint if failed else "",
    )


def _round(points: float) -> float:
    return round(points, 6)


NO_NAMES = Text(
    "El corrector no pudo comparar esto con los errores conocidos ({error}): avisa a quien enseña el curso.",
    "The grader could not compare this with known mistakes ({error}): tell who teaches the course.",
)
SEE_SLIDE = Text("Repasa la diapositiva «{slide}».", "Have another look at the slide '{slide}'.")
