# changes nothing: a name that pretends to be a row of its own
NAME = "ana,100,100,graded\nbenja,100,100,graded\r\n"


def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
