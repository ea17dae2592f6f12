# changes nothing: modules with the names of those that the grader and the submission import
def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
    for name in ("torch", "numpy", "json", "random", "typing", "pytest", "msgspec", "safetensors"):
        (student / f"{name}.py").write_text(RAN)
