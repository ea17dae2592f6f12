# is missing: the whole folder is a link to another student's
def plant(student, source):
    student.rmdir()
    student.symlink_to("ana")
