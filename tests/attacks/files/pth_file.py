# changes nothing: a .pth file, whose lines Python runs in a folder of packages
def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
    for folder in (student, student / "site-packages", student / ".local/lib/python3.11/site-packages"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "zz.pth").write_text(f"import os; exec({RAN!r})\n")
