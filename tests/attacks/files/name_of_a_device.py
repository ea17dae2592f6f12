# changes nothing: a name that Windows keeps for a device
NAME = "con"


def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
