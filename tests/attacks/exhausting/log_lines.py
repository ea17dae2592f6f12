# changes nothing: a million lines of log and warnings
import logging
import sys
import warnings


def attack():
    for i in range(2 * 10**4):
        sys.stderr.write(f"line {i}\n")
    for i in range(2000):
        logging.error("line %d", i)
        warnings.warn(f"line {i}", stacklevel=1)
