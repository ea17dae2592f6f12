# changes nothing: tests of its own, which pytest would collect
def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
    (student / "test_a2_training_loop.txt").write_text(RAN)
    (student / "tests").mkdir()
    (student / "tests" / "test_everything.py").write_text(RAN)
    (student / "tests" / "__init__.py").write_text(RAN)
