"""What attacks share: it stands before each of them, where the reference's own names are."""

import os as _os


def confined():
    """Raises unless this is a PID namespace of its own, and not root: what follows would harm a machine otherwise."""
    if _os.getpid() > 100 or _os.getuid() == 0:
        raise SystemExit("not confined")


def refused(action, *arguments):
    """Raises AssertionError unless the action fails."""
    try:
        action(*arguments)
    except Exception:
        return
    raise AssertionError(f"was not refused: {action} {arguments}"[:300])


def perfect(exercise, number=float("nan")):
    """A frame that has something under every name that might be compared."""
    import autograder.recording as recording
    from autograder import suites

    names = [probe.name for probe in suites.load("a2_training_loop").of(exercise)]
    value = torch.full((6,), number, dtype=torch.float64)
    aspects = dict.fromkeys(["path", "loss", "losses", "history", "steps", "samples"], value)
    aspects |= dict.fromkeys(["order", "modes", "loss kind", "losses kind", "history kind"], "")
    return recording.encode(exercise=exercise, recording={name: dict(aspects) for name in names})
