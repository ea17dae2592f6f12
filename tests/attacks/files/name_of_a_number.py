# changes nothing: a name that is read as a number or a date by what reads tables
NAME = "1e99"


def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
