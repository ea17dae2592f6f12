# is missing: a folder with the name of the file
def plant(student, source):
    (student / "a2_training_loop.py").mkdir()
    (student / "a2_training_loop.py" / "__init__.py").write_text(source)
