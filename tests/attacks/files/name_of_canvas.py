# changes nothing: the name of the file in a download of Canvas leads out of the folder
NAME = "xcanvas"


def plant(student, source):
    student.rmdir()
    student.with_name("xcanvas_12_345_..%5C..%5C..%5Cx-1.py").write_text(source)
