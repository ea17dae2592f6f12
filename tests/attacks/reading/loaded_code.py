# changes nothing: looks for modules that hold answers or verdicts
import sys


def attack():
    held = [name for name in sys.modules if name.startswith(("autograder.answers", "autograder.public", "autograder.diagnosis",
            "autograder.grading", "autograder.checks", "reference"))]
    assert held == [], held
