"""On a machine with a GPU, tests of the CPU see none, as the submissions that they grade see none."""

import os

if os.environ.get("DEVICE", "cpu") == "cpu":  # see test_invariants.py
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
