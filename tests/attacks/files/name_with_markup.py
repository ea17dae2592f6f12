# changes nothing: a name that a browser would run
NAME = "<script>alert(1)<|script><img src=x onerror=alert(1)>"


def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
