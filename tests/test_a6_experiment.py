"""What the invariants do not cover of a6_experiment: the questions, what is seen on Axes, and early stopping."""

from pathlib import Path

import pytest

plt = pytest.importorskip("matplotlib.pyplot")
pytest.importorskip("torchmetrics")
pytest.importorskip("sklearn")

from autograder.generator import SourceError, assignment_cells, student_files  # noqa: E402
from autograder.suites.a6_experiment import curves  # noqa: E402
from autograder.suites.a6_experiment.observer import stops  # noqa: E402
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
    assert curves.Picture(curves.look(ax)).marks() == set()


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
