"""A class to measure with: half of it correct in several idioms, half with the known mistakes."""

import random
from itertools import cycle
from pathlib import Path

from autograder import suites
from autograder.answers import Answers

ASSIGNMENT = "a2_training_loop"


def sources(count: int) -> list[str]:
    """`count` submissions, correct and wrong in turn."""
    answers = Answers(suites.load(ASSIGNMENT), seed=0)
    right = [answers.source, *map(answers.submission, answers.alternatives)]
    wrong = [answers.submission(form) for mistake in answers.mistakes.values() for form in mistake.forms]
    random.Random(0).shuffle(wrong)
    turns = cycle(right), cycle(wrong)
    return [next(turns[i % 2]) for i in range(count)]


def write(folder: Path, count: int) -> list[Path]:
    paths = [folder / f"student{i:04d}" / f"{ASSIGNMENT}.py" for i in range(count)]
    for path, source in zip(paths, sources(count), strict=True):
        path.parent.mkdir(parents=True)
        path.write_text(source, encoding="utf-8")
    return paths
