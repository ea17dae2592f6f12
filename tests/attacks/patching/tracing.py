# gains nothing: a trace function changes what probes hold when they return
import sys


def attack():
    def tracer(frame, event, argument):
        record = frame.f_locals.get("record")
        if event == "return" and hasattr(record, "aspects"):
            record.aspects.update(dict.fromkeys(record.aspects, True))
            record.aspects.pop("raised", None)
        return tracer

    sys.settrace(tracer)
    frame = sys._getframe()
    while frame:
        frame.f_trace = tracer
        frame = frame.f_back
