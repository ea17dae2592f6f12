# is missing: a link to what there is not
def plant(student, source):
    (student / "a2_training_loop.py").symlink_to("nowhere")
