# changes nothing: as long as a name can be
NAME = "ñ" * 127 + "x"


def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
