# gains nothing: the kit's own comparison says yes and JSON is empty
import json

import msgspec


def attack():
    import autograder.recording as recording

    recording.same = lambda *_, **__: True
    recording.distance = lambda *_, **__: 0.0
    json.dumps = json.loads = msgspec.json.encode = msgspec.json.decode = lambda *_, **__: b"{}"
