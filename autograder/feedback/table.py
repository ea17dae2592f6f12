"""The grades of a class as a CSV table."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from autograder.feedback.plain import plain
from autograder.result import Result

# Also after `,` and `;`: where a reader splits cells there all the same, what follows would start one. In every width.
_FORMULA = re.compile(r'(^|[,;])(?=[\s"]*[=+\-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋])')


def grades_csv(results: Iterable[Result], exercises: Sequence[str]) -> str:
    """One row and one line per student, by name; an exercise that a submission did not answer earned 0.

    Text that a spreadsheet would run as a formula gets a `'` in front.
    """
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["student", "score", "max_score", "status", *map(_text, exercises)])
    for result in sorted(results, key=lambda result: result.student):
        scores = {exercise.name: exercise.score for exercise in result.exercises}
        columns = [_number(scores.get(name, 0)) for name in exercises]
        total = [_number(result.score), _number(result.max_score)]
        writer.writerow([_text(result.student), *total, result.status, *columns])
    return table.getvalue()


def _text(text: str) -> str:
    # A line of its own could pretend to be another student's row, to what reads line by line.
    return _FORMULA.sub(r"\1'", plain(text).replace("\n", "⏎"))


def _number(number: float) -> str:
    return f"{number:.10g}"
