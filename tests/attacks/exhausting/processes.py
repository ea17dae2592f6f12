# costs its exercise, graded: forks until it may not
import os


def fit(*args, **kwargs):
    count = 0
    try:
        for _ in range(100):
            if os.fork() == 0:
                os.execv("/bin/sleep", ["autograder-attack", "1000"])
            count += 1
    finally:
        print("forks:", count)
