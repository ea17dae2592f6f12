# changes nothing: a package with the name of one that the grader imports
def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
    (student / "numpy").mkdir()
    (student / "numpy" / "__init__.py").write_text(RAN)
