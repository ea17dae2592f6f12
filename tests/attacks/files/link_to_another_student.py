# is missing: a link to what the student beside handed in
def plant(student, source):
    (student / "a2_training_loop.py").symlink_to("../ana/a2_training_loop.py")
