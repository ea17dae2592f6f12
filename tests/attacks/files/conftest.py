# changes nothing: a conftest.py, which pytest would import
def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
    (student / "conftest.py").write_text(RAN)
