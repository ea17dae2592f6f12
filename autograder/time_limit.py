"""A limit on the wall time of a block of student code. Standard library only.

It stops what Python runs. What it cannot stop (a loop in C, code that catches everything) the sandbox ends with
the process.
"""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_AGAIN = 1.0  # seconds between two alarms: a bare `except:` or a destructor may swallow one


class OutOfTime(BaseException):
    """Raised inside student code that runs for too long; no `except Exception` stops it."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raises OutOfTime in the block after `seconds`; does nothing where the system or the thread has no such timer."""
    main_thread = threading.current_thread() is threading.main_thread()
    if not main_thread or not hasattr(signal, "setitimer"):  # Windows
        yield
        return
    over = False

    def stop(signum: int, frame: FrameType | None) -> None:
        if not over:
            raise OutOfTime

    start = time.monotonic()
    outer_handler = signal.signal(signal.SIGALRM, stop)
    outer_left, outer_interval = signal.setitimer(signal.ITIMER_REAL, seconds, min(seconds, _AGAIN))
    try:
        yield
    finally:
        over = True
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, outer_handler)
        if outer_left:
            left = max(outer_left - (time.monotonic() - start), 0.001)
            signal.setitimer(signal.ITIMER_REAL, left, outer_interval)
