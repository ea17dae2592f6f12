# is missing: a link to a file of the machine
def plant(student, source):
    (student / "a2_training_loop.py").symlink_to("/etc/passwd")
