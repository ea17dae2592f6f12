# changes nothing: a name that a shell would run
NAME = "; rm -rf ~ $(touch ran)`touch ran` | touch ran #"


def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
