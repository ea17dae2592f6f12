"""A result in the terminal, readable at 80 columns and without colour."""

import re
from collections import Counter
from collections.abc import Iterable
from io import StringIO

from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from autograder.feedback import words
from autograder.feedback.plain import brief, one_line, points
from autograder.feedback.view import failed, next_step, not_run, slide, standing
from autograder.result import ExerciseResult, Result
from autograder.text import Lang, Text

_NO_MODULE = re.compile(r"ModuleNotFoundError: No module named '(\w{1,40})")
_STYLE = {"full": "green", "part": "yellow", "none": "red", "not run": "dim"}


def show(result: Result, console: Console) -> None:
    """Prints what a student needs: the score, what went wrong in each exercise, where to go on."""
    lang = result.lang
    total = words.TOTAL.format(score=points(result.score), max_score=points(result.max_score)).in_(lang)
    _say(console, f"{result.assignment} · {one_line(result.student)}", "bold")
    _say(console, f"{_bar(result.score, result.max_score)}  {total}", "bold")
    _say(console, words.STATUS[result.status].in_(lang))
    for note in result.notes:
        _say(console, words.NOTE.format(note=note).in_(lang))
    if result.worth_reading:
        _say(console, words.WORTH_READING.format(words=", ".join(result.worth_reading)).in_(lang))

    previous = ""
    for exercise in result.exercises:
        if not (previous == standing(exercise) == "full"):  # finished exercises stay together
            console.print()
        previous = standing(exercise)
        _show_exercise(exercise, lang, console)

    console.print()
    _say(console, next_step(result).in_(lang), "bold")


def exercise_text(result: Result, exercise: ExerciseResult, *, with_notes: bool, width: int = 88) -> str:
    """What a student reads of one exercise, without colour; `with_notes`: after how the whole submission fared."""
    out = StringIO()
    console = Console(file=out, width=width, color_system=None, force_jupyter=False, legacy_windows=False)
    if result.status != "graded":
        _say(console, words.STATUS[result.status].in_(result.lang))
    for note in result.notes if with_notes else ():
        _say(console, words.NOTE.format(note=note).in_(result.lang))
    _show_exercise(exercise, result.lang, console)
    return out.getvalue().rstrip("\n")


def _show_exercise(exercise: ExerciseResult, lang: Lang, console: Console) -> None:
    how = standing(exercise)
    earned = _points(exercise.score, exercise.max_score, lang)
    _say(console, f"{words.MARK[how]} {exercise.name}  {earned}", _STYLE[how])

    if how in ("part", "none"):
        for mistake in exercise.explanations:
            _say(console, mistake.title, "bold", indent=2)
            _say(console, words.HINT.format(hint=mistake.hint).in_(lang), indent=4)
            _say(console, words.SLIDE.format(slide=mistake.slide).in_(lang), indent=4)
        if slide(exercise):
            _say(console, words.SLIDE.format(slide=slide(exercise)).in_(lang), indent=2)
        tests = failed(exercise)
        if tests:
            _say(console, words.FAILED.format(count=len(tests)).in_(lang), indent=2)
        for test in tests:
            _say(console, f"✗ {test.title}", "red", indent=4)
            if test.message:
                _say(console, test.message, indent=6)
            if test.hint:
                _say(console, words.HINT.format(hint=test.hint).in_(lang), indent=6)
    for observation in exercise.observations:
        _say(console, words.OBSERVED.format(observation=observation).in_(lang), indent=2)

    if not_run(exercise):
        _say(console, words.NOT_RUN.format(tests="; ".join(not_run(exercise))).in_(lang), "dim", indent=2)


def summary(results: Iterable[Result], console: Console) -> None:
    """Prints a class for its teacher: the scores, the mean of each exercise, the most frequent mistakes.

    An exercise that a submission did not answer counts 0 in the mean, as it does in its grade.
    """
    results = sorted(results, key=lambda result: result.student)
    if not results:
        _say(console, f"{words.NOBODY.es} {words.NOBODY.en}")
        return
    lang = results[0].lang
    exercises = [exercise for result in results for exercise in result.exercises]

    students = _table(words.STUDENT, words.SCORE, words.STATE, lang=lang)
    for result in results:
        state = words.STATE_OF[result.status].in_(lang)
        _add(students, result.student, _points(result.score, result.max_score, lang), state)
    console.print(students)

    means = _table(words.EXERCISE, words.MEAN, lang=lang)
    for name in dict.fromkeys(exercise.name for exercise in exercises):
        of_name = [exercise for exercise in exercises if exercise.name == name]
        mean = sum(exercise.score for exercise in of_name) / len(results)
        _add(means, name, _points(mean, max(exercise.max_score for exercise in of_name), lang))
    console.print("", means)

    found: Counter[str] = Counter(
        title for result in results for title in {m.title for e in result.exercises for m in e.explanations}
    )
    if found:
        console.print("", _most_frequent(found, words.MISTAKE, lang))

    lacking = Counter(name for result in results for name in _lacking(result))
    if lacking:
        console.print("", _most_frequent(lacking, words.LIBRARY, lang))
        _say(console, words.INSTALL.in_(lang))

    to_read = _table(words.TO_READ, words.BECAUSE_OF, lang=lang)
    for result in results:
        not_seen = [words.NOT_SEEN.format(exercise=name).in_(lang) for name in result.unseen]
        if result.worth_reading or not_seen:
            _add(to_read, result.student, ", ".join([*result.worth_reading, *not_seen]))
    if to_read.row_count:
        console.print("", to_read)


def _most_frequent(counts: Counter[str], title: Text, lang: Lang) -> Table:
    """A table of the ten that most students have."""
    table = _table(title, words.STUDENTS, lang=lang)
    for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:10]:
        _add(table, name, str(count))
    return table


def _lacking(result: Result) -> set[str]:
    """The libraries that a submission imports and that are not installed."""
    said = [*result.notes, *(test.message for exercise in result.exercises for test in exercise.tests)]
    return {name for text in said for name in _NO_MODULE.findall(text)}


def _table(*titles: Text, lang: Lang) -> Table:
    return Table(*(title.in_(lang) for title in titles), box=None, pad_edge=False)


def _add(table: Table, *cells: str) -> None:
    table.add_row(*(Styled(one_line(cell)) for cell in cells))


def _points(score: float, max_score: float, lang: Lang) -> str:
    return words.POINTS.format(score=points(score), max_score=points(max_score)).in_(lang)


def _bar(score: float, max_score: float, width: int = 20) -> str:
    filled = int(width * score / max_score) if max_score > 0 else 0
    return "█" * filled + "░" * (width - filled)


def _say(console: Console, text: str, style: str = "", indent: int = 0) -> None:
    """Prints `text` as it is (rich interprets no markup in a Text), its lines indented after wrapping."""
    for line in Styled(brief(text), style).wrap(console, max(console.width - indent, 1)):
        line.pad_left(indent)
        console.print(line)
