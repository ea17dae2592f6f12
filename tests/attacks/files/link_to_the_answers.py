# is missing: a link to the reference solution
def plant(student, source):
    (student / "a2_training_loop.py").symlink_to(ANSWERS)
