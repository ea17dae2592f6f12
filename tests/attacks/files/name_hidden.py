# is left out: a name that begins with a dot, as no download has it
NAME = ".hidden"


def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
