# changes nothing: settings of pytest, coverage, setuptools and jupytext which load a module
def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
    (student / "evil.py.txt").write_text(RAN)
    (student / "plugins").mkdir()
    (student / "plugins" / "evil.py").write_text(RAN)
    options = "addopts = -p evil\npythonpath = plugins\npython_files = *.py\n"
    (student / "pytest.ini").write_text(f"[pytest]\n{options}")
    (student / "tox.ini").write_text(f"[pytest]\n{options}")
    (student / "setup.cfg").write_text(f"[tool:pytest]\n{options}")
    (student / "pyproject.toml").write_text('[tool.pytest.ini_options]\naddopts = "-p evil"\npythonpath = "plugins"\n')
    (student / ".coveragerc").write_text("[run]\nplugins = evil\n")
    (student / "jupytext.toml").write_text('formats = "ipynb,py:percent"\n')
