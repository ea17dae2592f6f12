# changes nothing: opens the recordings that notebooks are checked by
import os


def attack():
    assert os.listdir("/kit/autograder/public") == []
    from autograder import suites
    from autograder.public_answers import PublicAnswers

    refused(PublicAnswers, suites.load("a2_training_loop"))
