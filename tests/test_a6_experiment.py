"""What the invariants do not cover of a6_experiment: the questions, what is seen on Axes, early stopping, evidence of
which a part is missing."""

from collections import Counter
from pathlib import Path

import pytest

plt = pytest.importorskip("matplotlib.pyplot")
pytest.importorskip("torchmetrics")
pytest.importorskip("sklearn")

import torch  # noqa: E402
from sklearn.datasets import load_breast_cancer  # noqa: E402

from autograder import plugin, suites  # noqa: E402
from autograder.answers import Answers  # noqa: E402
from autograder.generator import SourceError, assignment_cells, student_files  # noqa: E402
from autograder.grading import Case, Run, result_of  # noqa: E402
from autograder.probing import judged  # noqa: E402
from autograder.sandbox.fork_server import Answer  # noqa: E402
from autograder.suites.a6_experiment import curves  # noqa: E402
from autograder.suites.a6_experiment.observer import Data, foretells, same_columns, stops  # noqa: E402
from autograder.text import Lang  # noqa: E402

SOURCE = Path(__file__).parents[1] / "reference_solution/a6_experiment.py"
QUESTIONS = [
    "training_loss_falls",
    "loss_and_performance",
    "bias_and_variance",
    "why_no_grad",
    "when_to_stop",
]


# --- the questions that a person marks


@pytest.mark.parametrize(
    ("lang", "place"), [("es", "Escribe aquí tu respuesta"), ("en", "Write your answer here")]
)
def test_students_receive_the_questions_with_room_for_an_answer(lang: Lang, place: str) -> None:
    cells = assignment_cells(SOURCE, lang)
    answers = [cell for cell in cells if cell.question]
    assert [cell.question for cell in answers] == QUESTIONS
    assert all(cell.points == 4 and place in cell.source for cell in answers)
    for number, cell in enumerate(cells):
        if cell.question:
            assert cells[number - 1].source.startswith("## ")


@pytest.mark.parametrize("lang", ["es", "en"])
def test_students_do_not_receive_the_marking_schemes(lang: Lang) -> None:
    schemes = [cell.source for cell in assignment_cells(SOURCE, lang, solutions=True) if cell.question]
    assert len(schemes) == len(QUESTIONS)
    secret = {line.strip() for scheme in schemes for line in scheme.splitlines()}
    for content in student_files(SOURCE, lang).values():
        assert not [line for line in secret if line in content.decode()]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('scheme="why_no_grad"', 'scheme="another"'),
        ('question="why_no_grad" points=4', 'question="why_no_grad"'),
        ('question="why_no_grad"', 'question="when_to_stop"'),
    ],
)
def test_a_question_needs_points_and_one_scheme(tmp_path: Path, old: str, new: str) -> None:
    broken = tmp_path / SOURCE.name
    broken.write_text(SOURCE.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(SourceError):
        assignment_cells(broken, "es")


# --- what is seen on Axes


@pytest.fixture
def ax():
    plt.switch_backend("Agg")
    figure, axes = plt.subplots()
    yield axes
    plt.close(figure)


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: ax.axvline(3),
        lambda ax: ax.vlines(3, 0, 1),
        lambda ax: ax.plot([3, 3], [0, 1]),
        lambda ax: ax.plot(3, 0.5, "r*"),
        lambda ax: ax.scatter([3], [0.5]),
        lambda ax: ax.annotate("best", (3, 0.5), (4, 1), arrowprops={"arrowstyle": "->"}),
        lambda ax: ax.annotate("", (3, 0.5), (4, 1), arrowprops={}),
        lambda ax: ax.arrow(3, 1, 0, -0.5),
        lambda ax: ax.text(3, 0.5, "best"),
        lambda ax: ax.axvspan(2.75, 3.25),
        lambda ax: ax.bar(3, 1),
        lambda ax: ax.stem([3], [1]),
        lambda ax: ax.errorbar([3], [1], yerr=0.5),
        lambda ax: ax.twinx().axvline(3),
        lambda ax: ax.plot(range(1, 6), [5, 3, 1, 2, 4], "o-", markevery=[2]),
    ],
)
def test_a_mark_is_seen_however_it_is_drawn(ax, draw) -> None:
    draw(ax)
    assert 3.0 in curves.Picture(curves.look(ax)).marks()


def test_points_at_every_epoch_are_no_mark(ax) -> None:
    ax.plot(range(1, 6), [5, 3, 1, 2, 4], "o-")
    ax.scatter(range(1, 6), [5, 3, 1, 2, 4])
    ax.grid()
    ax.axhline(1)
    assert curves.Picture(curves.look(ax)).marks() == Counter()


# --- early stopping


@pytest.mark.parametrize(
    ("losses", "patience", "allowed"),
    [
        ([3.0, 2.0, 2.5, 2.5], 2, {(4, 2)}),
        ([3.0, 2.0, 2.5], 2, set()),  # stopped too early
        ([3.0, 2.0, 2.5, 2.5, 2.5], 2, {(4, 2), (5, 2)}),  # one epoch more is forgiven: libraries differ
        ([3.0, 2.0, 2.5, 2.5, 2.5, 1.0], 2, {(4, 2), (5, 2)}),  # two are not
        ([3.0, 2.0, 1.0], 2, set()),  # neither patience nor max_epochs was reached
        ([4.0, 3.0, 2.5, 2.0, 1.5, 1.0], 2, {(6, 6)}),
    ],
)
def test_where_early_stopping_may_stop(
    losses: list[float], patience: int, allowed: set[tuple[int, int]]
) -> None:
    assert stops(losses, patience=patience, max_epochs=6) == allowed


# --- breast cancer, recognised by what goes into the model


@pytest.fixture(scope="module")
def cancer() -> Data:
    return Data(*load_breast_cancer(return_X_y=True))


SCALED = {
    "raw": lambda X, seen: seen,
    "standardised": lambda X, seen: (seen - X.mean(axis=0)) / X.std(axis=0),
    "by variance": lambda X, seen: (seen - X.mean(axis=0)) / X.var(axis=0),
    "from 0 to 1": lambda X, seen: (seen - X.min(axis=0)) / (X.max(axis=0) - X.min(axis=0)),
    "by itself": lambda X, seen: (seen - seen.mean(axis=0)) / seen.std(axis=0),
}
FAIR, OF_ONE_CLASS = (
    (slice(0, None, step) for step in (2, 5, 12)),
    (slice(40), slice(100, 160), slice(-114, None)),
)


@pytest.mark.parametrize(
    ("scaling", "rows"),
    [
        *((scaling, rows) for rows in FAIR for scaling in SCALED),
        *((scaling, rows) for rows in OF_ONE_CLASS for scaling in ("raw", "standardised")),
    ],
)
def test_rows_are_recognised_however_they_were_scaled(cancer, scaling, rows) -> None:
    seen = torch.as_tensor(SCALED[scaling](cancer.X, cancer.X[rows]))
    logits = torch.as_tensor(4.0 * cancer.y[rows] - 2)[:, None]
    assert same_columns(cancer.X, seen)
    for outputs in (logits, torch.sigmoid(logits), torch.cat([-logits, logits], dim=1)):
        assert foretells(cancer, [(seen, outputs)])
    assert not foretells(cancer, [(seen, -logits)])


def test_columns_in_another_order_are_other_columns(cancer) -> None:
    for seed in range(50):
        order = torch.randperm(30, generator=torch.Generator().manual_seed(seed))
        assert not same_columns(cancer.X, torch.as_tensor(cancer.X[:120])[:, order])


# --- what is worth nothing

SUITE = suites.load("a6_experiment")
KNOWN = Answers(SUITE, 5)


@pytest.fixture(scope="module")
def sent():
    """What the reference's process sends."""
    return {exercise: KNOWN.evidence(KNOWN.source, exercise) for exercise in SUITE.exercises}


def test_a_part_of_the_evidence_shows_no_more_than_the_whole(sent) -> None:
    """Whatever is left out: it is missed, or what the rest shows stays as it was."""
    for exercise in SUITE.exercises:
        for probe in SUITE.of(exercise):
            whole = judged(sent[exercise], [probe], KNOWN.seed)[probe.name]
            for left_out in sent[exercise][probe.name] if probe.judge else ():
                evidence = {name: v for name, v in sent[exercise][probe.name].items() if name != left_out}
                shown = judged({probe.name: evidence}, [probe], KNOWN.seed)[probe.name]
                assert shown.keys() <= whole.keys(), left_out


MADE_UP = """
def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    losses = [0.5 - 0.01 * i - 1e-6 * seed for i in range(min(max_epochs, 9))]
    return {"history": {"train_loss": losses, "val_loss": losses}, "best_epoch": len(losses),
            "test_accuracy": 0.95, "test_f1": 0.95, "model": nn.Linear(X.shape[1], 1).to(device)}
"""


def passed(source: str) -> set[str]:
    """The tests of run_experiment that pass where it is defined anew."""
    recording = KNOWN.record(f"{KNOWN.source}\n{source}", "run_experiment")
    case = Case("nobody", "", Answer(recordings={"run_experiment": recording}), KNOWN, public=False)
    (verdicts,) = plugin.judge(SUITE.tests, [case], "cpu")
    return {v.name for v in verdicts if v.exercise == "run_experiment" and v.outcome == "passed"}


def test_results_without_an_experiment_earn_nothing() -> None:
    assert passed(MADE_UP) == set()


BLINDED = """
def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10, honest=run_experiment):
    from torch.nn.modules import module
    module._global_forward_pre_hooks.clear()
    return honest(X, y, seed=seed, device=device, max_epochs=max_epochs, patience=patience)
"""


def test_who_takes_the_hooks_away_is_not_believed() -> None:
    assert passed(BLINDED) <= {"test_device"}


def test_looks_of_another_shape_are_no_evidence(sent) -> None:
    """Rows that broadcast against those of the data would cost their number's square."""
    (probe,) = [probe for probe in SUITE.of("run_experiment") if probe.name == "run_seeds"]
    evidence = sent["run_experiment"][probe.name]
    for forged in (evidence["0/inner"][:, None], evidence["0/inner"].repeat(3, 1), evidence["0/inner"][0]):
        assert not judged({probe.name: {**evidence, "0/inner": forged}}, [probe], KNOWN.seed)[probe.name]


UNSEEN = """
def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10, honest=run_experiment):
    return honest(X[:, 1:], y, seed=seed, device=device, max_epochs=max_epochs, patience=patience)
"""
MORE_COLUMNS = UNSEEN.replace("X[:, 1:]", "np.hstack([X, X[:, :1] ** 2])")


def test_an_experiment_that_nobody_saw_is_shown_to_a_person() -> None:
    model = "_BinaryClassifier(X.shape[1]).to(device)"
    scripted = KNOWN.source.replace(f"model = {model}", f"model = torch.jit.script({model})")
    assert scripted != KNOWN.source
    unseen = ["run_experiment"]
    for source, listed in (
        (scripted, []),
        (KNOWN.source + MORE_COLUMNS, []),
        (KNOWN.source + UNSEEN, unseen),
    ):
        evidence = KNOWN.evidence(source, "run_experiment")
        answer = Answer(recordings={"run_experiment": evidence})
        assert result_of(Run("a6_experiment", KNOWN.seed), answer, KNOWN).unseen == listed


LEAKY = """
class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.randn(1, width) / width), nn.Parameter(torch.zeros(1))

    def forward(self, rows):
        return nn.functional.linear(rows, self.weight, self.bias)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    X, y = torch.as_tensor(X, dtype=torch.float32, device=device), torch.as_tensor(y).float()[:, None].to(device)
    X = (X - X.mean(dim=0)) / X.std(dim=0)
    model = Net(X.shape[1]).to(device)
    optimizer, losses = torch.optim.Adam(model.parameters(), lr=0.1), []
    for _ in range(max_epochs):
        optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    accuracy = float(((model(X) > 0) == (y > 0)).float().mean())
    return {"history": {"train_loss": losses, "val_loss": losses}, "best_epoch": len(losses),
            "test_accuracy": accuracy, "test_f1": accuracy, "model": model}
"""
DISGUISES = {
    "none": LEAKY,
    "forward": LEAKY.replace("model(X)", "model.forward(X)"),
    "more columns": LEAKY.replace("    model = ", "    X = torch.cat([X[:, :2], X], 1)\n    model = "),
}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_leak_is_seen_however_the_model_is_asked(disguise: str) -> None:
    assert not passed(DISGUISES[disguise]) & {"test_held_out", "test_standardised"}
