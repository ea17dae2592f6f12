# changes nothing: looks for compiled answers beside the kit's files
import os


def attack():
    for folder, _, files in os.walk("/kit/autograder"):
        assert not [name for name in files if name.startswith(("a2_training_loop.", "missing"))], folder
