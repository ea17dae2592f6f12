# changes nothing: the name in a download of Moodle leads out of the folder
NAME = "..%2F..%2Fx"


def plant(student, source):
    student = student.rename(student.with_name(f"{NAME}_4711_assignsubmission_file_"))
    (student / "a2_training_loop.py").write_text(source)
