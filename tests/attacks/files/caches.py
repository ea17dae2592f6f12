# changes nothing: compiled code that pretends to be newer than the source
import marshal
import struct
from importlib.util import MAGIC_NUMBER


def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
    code = MAGIC_NUMBER + struct.pack("<III", 1, 0, 0) + marshal.dumps(compile(RAN, "x", "exec"))
    (student / "__pycache__").mkdir()
    for name in ("a2_training_loop", "torch"):
        (student / "__pycache__" / f"{name}.cpython-311.pyc").write_bytes(code)
        (student / f"{name}.pyc").write_bytes(code)
