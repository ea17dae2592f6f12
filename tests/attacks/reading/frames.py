# changes nothing: looks for an expected value in every frame of every thread
import sys


def attack():
    for frame in sys._current_frames().values():
        while frame:
            names = {name.lower() for name in {**frame.f_locals, **frame.f_globals}} - {"reference"}
            assert not names & {"expected", "solution", "fingerprints", "_expected"}, names
            frame = frame.f_back
