# is missing: a link to itself
def plant(student, source):
    (student / "a2_training_loop.py").symlink_to("a2_training_loop.py")
