# gains nothing: a thousand long names, escape sequences, a text of a million characters
import os

import autograder.recording as recording


def fit(*args, **kwargs):
    huge = {'x' * 1000 + str(i): {'~' + 'y' * 1000: '\x1b[2J<script>'} for i in range(1000)}
    os.write(3, recording.encode(exercise='fit', recording=huge | {'fit_sgd': {'raised': 'z' * 10**6}}))
    os._exit(0)
