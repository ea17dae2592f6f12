# changes nothing: some thousand files and a deep tree beside it
def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
    for number in range(3000):
        (student / f"{number}.txt").touch()
    deep = student
    for _ in range(200):
        deep = deep / "d"
        deep.mkdir()
