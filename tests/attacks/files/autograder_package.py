# changes nothing: a grader of its own, and a reference solution
def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
    for package in ("autograder", "autograder/suites", "autograder/sandbox", "reference_solution"):
        (student / package).mkdir()
        for name in ("__init__", "__main__", "cli", "grading", "server", "a2_training_loop"):
            (student / package / f"{name}.py").write_text(RAN)
