# forged
import os

import autograder.recording as recording
from autograder import suites



def fit(*args, **kwargs):
    os.write(3, b'\xff\xff\xff\xff\xff\xff\xff\xff')
