# changes nothing: a name that a template or a format would fill in
NAME = "{{7*7}}{score}%s{0.__class__}[bold]x[*]{% raise %}"


def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
