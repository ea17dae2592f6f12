# forged
import os
import time

import autograder.recording as recording
from autograder import suites



def fit(*args, **kwargs):
    while True:
        os.write(3, b'\0')
        time.sleep(0.1)
