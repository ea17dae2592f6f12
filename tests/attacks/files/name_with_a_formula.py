# changes nothing: a name that a spreadsheet would run
NAME = "=cmd|' |C calc'!A0"


def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
