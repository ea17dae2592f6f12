# is unreadable: a file of 10 GB that takes no room on a disk
def plant(student, source):
    with (student / "a2_training_loop.py").open("wb") as file:
        file.write(source.encode())
        file.truncate(10 * 10**9)
