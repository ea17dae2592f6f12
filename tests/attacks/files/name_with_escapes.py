# changes nothing: a name that clears the screen, sets the title and rings
NAME = "\x1b[2J\x1b]0;title\x07\x1b]8;;file:..etc\x1b\\x\x9b31m\b\b\b\x7f"


def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
