# changes nothing: settings of nbgrader and Jupyter, which are Python
def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
    for name in ("nbgrader_config", "jupyter_config", "jupyter_notebook_config", "ipython_config"):
        (student / f"{name}.py").write_text(RAN)
