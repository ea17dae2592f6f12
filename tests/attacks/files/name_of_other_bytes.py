# changes nothing: a name that is no UTF-8
import os

NAME = os.fsdecode(b"Jos\xe9\xff\xed\xa0\x80")


def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
