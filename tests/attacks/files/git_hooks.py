# changes nothing: a repository whose hooks and settings run programs
def plant(student, source):
    (student / "a2_training_loop.py").write_text(source)
    hooks = student / ".git" / "hooks"
    hooks.mkdir(parents=True)
    (student / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (student / ".git" / "objects").mkdir()
    (student / ".git" / "refs").mkdir()
    (student / ".git" / "config").write_text(f"[core]\n\tfsmonitor = {SHELL}\n\tpager = {SHELL}\n\tsshCommand = {SHELL}\n")
    for name in ("post-checkout", "pre-commit", "post-index-change"):
        (hooks / name).write_text(f"#!/bin/sh\n{SHELL}\n")
        (hooks / name).chmod(0o755)
    (student / ".envrc").write_text(SHELL)
    (student / "Makefile").write_text(f"all:\n\t{SHELL}\n")
    (student / "setup.py").write_text(RAN)
