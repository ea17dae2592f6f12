"""Libraries that an assignment forbids: refused by whatever route, with the reason, and nothing else is lost."""

import pytest

from autograder import suites
from autograder.answers import Answers
from autograder.grading import Run, grade
from autograder.sandbox.fork_server import ForkServer
from autograder.submissions import Submission

ROUTES = {
    "import": "import sklearn.metrics\n    return sklearn.metrics.mean_absolute_error(target, preds)",
    "from": "from torchmetrics.functional import mean_absolute_error\n    return float(mean_absolute_error(preds, target))",
    "submodule": "from sklearn.metrics._regression import mean_absolute_error\n    return mean_absolute_error(target, preds)",
    "importlib": "import importlib\n    return importlib.import_module('sklearn.metrics').mean_absolute_error(target, preds)",
    "dunder": "return __import__('sklearn.metrics').metrics.mean_absolute_error(target, preds)",
    "past the refusal": "import sys; sys.meta_path[:] = [f for f in sys.meta_path if type(f).__name__ != '_Refusal']\n    import torchmetrics.functional as theirs\n    return float(theirs.mean_absolute_error(preds, target))",
    "found": "import importlib.util as u\n    spec = u.find_spec('torchmetrics')\n    theirs = u.module_from_spec(spec)\n    spec.loader.exec_module(theirs)\n    return float(theirs.functional.mean_absolute_error(preds, target))",
    "loaded": "import sys\n    return sys.modules['sklearn.metrics'].mean_absolute_error(target, preds)",
}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Route → result of the reference whose `mae` takes it, in a sandbox that has imported those libraries for a6."""
    source = Answers(suites.load("a5_metrics"), seed=1).source
    folder = tmp_path_factory.mktemp("banned")
    texts = {name: f"{source}\n\ndef mae(preds, target):\n    {body}\n" for name, body in ROUTES.items()}
    texts["at the top"] = f"import torchmetrics\nfrom sklearn.metrics import f1_score as theirs\n{source}"
    texts["compiler"] = (
        f"import torch\ntorch.use_deterministic_algorithms(True)\nimport torch._dynamo\n{source}"
    )
    submissions = []
    for name, text in texts.items():
        path = folder / f"{name}.py"
        path.write_text(text, "utf-8")
        submissions.append(Submission(name, path))
    with ForkServer(lanes=2) as server:
        return {r.student: r for r in grade(Run("a5_metrics", 7), submissions, jobs=2, server=server)}


@pytest.mark.parametrize("route", ROUTES)
def test_a_banned_library_earns_nothing_and_costs_only_its_exercise(route, results):
    scores = {e.name: (e.score, e.max_score) for e in results[route].exercises}
    assert scores.pop("mae")[0] == 0
    assert all(score == most for score, most in scores.values())
    if route not in ("loaded", "past the refusal"):
        tests = next(e for e in results[route].exercises if e.name == "mae").tests
        assert any("no se permite en esta tarea" in test.message for test in tests)


def test_an_import_that_is_not_needed_is_told_and_costs_nothing(results):
    result = results["at the top"]
    assert result.score == 100
    assert len(result.notes) == 2 and all("no se permite en esta tarea" in note for note in result.notes)


def test_pytorch_may_look_whether_they_are_there(results):
    assert (results["compiler"].score, results["compiler"].notes) == (100, [])
