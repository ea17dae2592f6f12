# changes nothing: a name that is shown from right to left, and hides characters
NAME = "x\u202eyp.exe\u2066\u200d\u200b\ufeff"


def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
