# is missing: the assignment's folder is a link to a folder of the machine
def plant(student, source):
    (student / "a2_training_loop").symlink_to("/etc")
