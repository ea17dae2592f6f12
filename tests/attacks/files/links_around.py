# is missing: folders that hold each other
def plant(student, source):
    (student / "a2_training_loop").mkdir()
    (student / "a2_training_loop" / "a2_training_loop").symlink_to("..")
    (student / "a2_training_loop" / "a2_training_loop.ipynb").symlink_to("../a2_training_loop")
