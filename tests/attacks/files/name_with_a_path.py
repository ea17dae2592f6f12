# changes nothing: the name leads out of the folder where a backslash or %2F is a separator
NAME = "x\\..\\..\\x%2F..%2F..%2Fx"


def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
