# changes nothing: modules that Python imports when it starts
def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
    for name in ("sitecustomize", "usercustomize", "__main__", "__init__"):
        (student / f"{name}.py").write_text(RAN)
