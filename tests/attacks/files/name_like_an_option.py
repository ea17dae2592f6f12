# changes nothing: a name that a program would take for an option
NAME = "--out=ran"


def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
