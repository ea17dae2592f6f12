"""The graded tests of a6_experiment: each compares one aspect of what the probes recorded."""

import pytest

from autograder.checks import Check


def borne_out(check: Check, probe: str, *aspects: str) -> None:
    """Each aspect as it should be; or not to be seen, in an experiment whose model is good all the same."""
    actual = check.actual.get(probe, {})
    nothing = actual.get("stratified", "unseen") == "unseen"  # a scaling may be unseen where all else is not
    unseen = [aspect for aspect in aspects if nothing and actual.get(aspect) == "unseen"]
    if unseen:
        check.value("run_breast_cancer", "accurate")
    check.value(probe, *(aspect for aspect in aspects if aspect not in unseen))


@pytest.mark.exercise("track_metrics")
class TestTrackMetrics:
    @pytest.mark.points(
        3, es="devuelve un diccionario de float de Python", en="returns a dictionary of Python floats"
    )
    def test_type(self, check: Check) -> None:
        check.answers("track_inside", "accuracy", "precision", "recall", "f1")
        check.kind("track_inside", "type")

    @pytest.mark.points(
        6, es="entrega probabilidades a las métricas", en="gives probabilities to the metrics"
    )
    def test_probabilities(self, check: Check) -> None:
        check.value("track_inside", "accuracy", "precision", "recall", "f1")

    @pytest.mark.points(5, es="evalúa el conjunto completo", en="evaluates the whole set")
    def test_whole_set(self, check: Check) -> None:
        check.value("track_batches", "accuracy", "precision", "recall", "f1", "auroc")

    @pytest.mark.points(1, es="usa los nombres de la colección", en="uses the names of the collection")
    def test_names(self, check: Check) -> None:
        check.value("track_prefix", "val_accuracy", "val_f1")

    @pytest.mark.points(
        4, es="reinicia la colección antes de empezar", en="resets the collection before it starts"
    )
    def test_reset(self, check: Check) -> None:
        check.value("track_again", "first accuracy", "first precision", "first recall", "first f1")
        check.value("track_again", "second accuracy", "second precision", "second recall", "second f1")

    @pytest.mark.points(2, es="evalúa en modo eval", en="evaluates in eval mode")
    def test_eval_mode(self, check: Check) -> None:
        check.value(
            "track_train_mode", "evaluation mode", "statistics", "accuracy", "precision", "recall", "f1"
        )

    @pytest.mark.points(1, es="no registra el grafo", en="records no graph")
    def test_no_graph(self, check: Check) -> None:
        check.answers("track_inside", "accuracy", "precision", "recall", "f1")
        check.value("track_train_mode", "gradients off", "gradients after")

    @pytest.mark.points(
        2, es="deja la red en el modo en que llegó", en="leaves the network in the mode it came in"
    )
    def test_mode_restored(self, check: Check) -> None:
        check.answers("track_inside", "accuracy", "precision", "recall", "f1")
        check.value("track_train_mode", "mode after")
        check.value("track_eval_mode", "mode after")

    @pytest.mark.points(1, es="mueve cada batch a device", en="moves every batch to device")
    def test_device(self, check: Check) -> None:
        check.answers("track_inside", "accuracy", "precision", "recall", "f1")
        check.value("track_on_gpu", "devices")

    @pytest.mark.gpu
    @pytest.mark.points(1, es="evalúa en una GPU de verdad", en="evaluates on a real GPU")
    def test_on_gpu(self, check: Check) -> None:
        check.finishes("track_on_gpu@cuda", "devices")
        check.finishes("track_batches@cuda", "accuracy", "precision", "recall", "f1", "auroc")


@pytest.mark.exercise("plot_validation_curve")
class TestPlotValidationCurve:
    @pytest.mark.points(1, es="devuelve el Axes", en="returns the Axes")
    def test_axes(self, check: Check) -> None:
        check.value("plot_alone", "axes returned")

    @pytest.mark.points(4, es="dibuja las dos curvas", en="draws both curves")
    def test_curves(self, check: Check) -> None:
        check.value("plot_alone", "train drawn", "val drawn")

    @pytest.mark.points(3, es="cuenta los epochs desde 1", en="counts epochs from 1")
    def test_epochs(self, check: Check) -> None:
        check.value("plot_alone", "train epochs", "val epochs")
        check.value("plot_one_epoch", "train epochs", "val epochs")

    @pytest.mark.points(2, es="cada curva lleva su nombre", en="each curve carries its name")
    def test_labels(self, check: Check) -> None:
        check.value("plot_alone", "labelled", "names swapped")

    @pytest.mark.points(1, es="tiene una leyenda", en="has a legend")
    def test_legend(self, check: Check) -> None:
        check.value("plot_alone", "legend")

    @pytest.mark.points(2, es="los dos ejes llevan rótulo", en="both axes carry a label")
    def test_axis_labels(self, check: Check) -> None:
        check.value("plot_alone", "x label", "y label")

    @pytest.mark.points(
        4,
        es="marca el primer epoch de menor loss de validación",
        en="marks the first epoch of least validation loss",
    )
    def test_mark(self, check: Check) -> None:
        check.value("plot_alone", "mark")

    @pytest.mark.points(2, es="dibuja en el ax recibido", en="draws on the ax given")
    def test_given_axes(self, check: Check) -> None:
        check.value("plot_on_ax", "on the axes given", "elsewhere", "by name")

    @pytest.mark.points(1, es="no abre ventanas", en="opens no window")
    def test_window(self, check: Check) -> None:
        check.answers("plot_alone", "train drawn")
        check.finishes("plot_alone", "window")
        check.finishes("plot_on_ax", "window")


@pytest.mark.exercise("diagnose")
class TestDiagnose:
    @pytest.mark.points(3, es="reconoce el underfitting", en="recognises underfitting")
    def test_underfitting(self, check: Check) -> None:
        check.value("diagnoses", "never learned", "one bad epoch", "learned")

    @pytest.mark.points(3, es="reconoce el overfitting", en="recognises overfitting")
    def test_overfitting(self, check: Check) -> None:
        check.value("diagnoses", "overfitted", "least first", "least in the middle", "small gap", "learned")

    @pytest.mark.points(3, es="reconoce un buen ajuste", en="recognises a good fit")
    def test_good_fit(self, check: Check) -> None:
        check.value("diagnoses", "learned", "one bump", "validation below training", "no gap", "one epoch")
        check.value("diagnoses", "validation far above training", "overfitted")

    @pytest.mark.points(2, es="pregunta primero por el underfitting", en="asks for underfitting first")
    def test_order(self, check: Check) -> None:
        check.value("diagnoses", "both", "overfitted")

    @pytest.mark.points(2, es="mira el mejor loss de train", en="looks at the best training loss")
    def test_best_training_loss(self, check: Check) -> None:
        check.value("diagnoses", "best before the last", "never learned")

    @pytest.mark.points(2, es="las comparaciones son estrictas", en="the comparisons are strict")
    def test_boundaries(self, check: Check) -> None:
        check.value("diagnoses", "target exactly", "target exactly and overfitted", "gap exactly")


@pytest.mark.exercise("run_experiment")
class TestRunExperiment:
    @pytest.mark.points(
        3,
        es="entrega todo lo pedido, con un valor por epoch",
        en="returns all that is asked for, a value per epoch",
    )
    def test_result(self, check: Check) -> None:
        check.value("run_breast_cancer", "missing keys", "model", "percent", "losses carry graphs")
        borne_out(check, "run_noisy", "epochs agree")
        borne_out(check, "run_seeds", "epochs agree")

    @pytest.mark.points(5, es="llega a 0.93 de accuracy en test", en="reaches a test accuracy of 0.93")
    def test_accurate(self, check: Check) -> None:
        check.value("run_breast_cancer", "accurate")

    @pytest.mark.points(
        3, es="separa validación y test de train", en="keeps validation and test apart from train"
    )
    def test_held_out(self, check: Check) -> None:
        borne_out(check, "run_noisy", "held out", "parts apart", "validation kept", "all rows used")

    @pytest.mark.points(
        2,
        es="cada update usa solo los gradientes de su batch",
        en="every update uses the gradients of its batch alone",
    )
    def test_gradients_cleared(self, check: Check) -> None:
        borne_out(check, "run_noisy", "gradients cleared")

    @pytest.mark.points(3, es="la división es estratificada", en="the split is stratified")
    def test_stratified(self, check: Check) -> None:
        borne_out(check, "run_noisy", "stratified")
        borne_out(check, "run_seeds", "stratified")

    @pytest.mark.points(4, es="estandariza con train", en="standardises by train")
    def test_standardised(self, check: Check) -> None:
        borne_out(check, "run_noisy", "standardised by train", "one ruler")
        borne_out(check, "run_seeds", "standardised by train")

    @pytest.mark.points(3, es="se detiene a tiempo", en="stops in time")
    def test_early_stopping(self, check: Check) -> None:
        borne_out(
            check,
            "run_noisy",
            "stopped in time",
            "stopped after ups and downs",
            "stopped after a rise",
            "went to the end",
            "losses agree",
        )

    @pytest.mark.points(
        2, es="best_epoch es el de menor loss de validación", en="best_epoch is that of least validation loss"
    )
    def test_best_epoch(self, check: Check) -> None:
        borne_out(check, "run_noisy", "best epoch", "losses agree")
        borne_out(check, "run_seeds", "best epoch")

    @pytest.mark.points(4, es="vuelve a los mejores pesos", en="goes back to the best weights")
    def test_best_weights(self, check: Check) -> None:
        borne_out(check, "run_noisy", "weights returned", "weights tested", "losses agree")

    @pytest.mark.points(3, es="no mira test hasta el final", en="does not look at test until the end")
    def test_kept(self, check: Check) -> None:
        borne_out(check, "run_noisy", "test kept")

    @pytest.mark.points(3, es="informa lo que da test", en="reports what test gives")
    def test_numbers(self, check: Check) -> None:
        borne_out(check, "run_noisy", "test_accuracy agrees", "test_f1 agrees")

    @pytest.mark.points(
        3, es="con la misma seed, los mismos números", en="the same seed gives the same numbers"
    )
    def test_same_seed(self, check: Check) -> None:
        borne_out(check, "run_seeds", "same seed, same numbers")

    @pytest.mark.points(1, es="con otra seed, otra división", en="another seed gives another split")
    def test_other_seed(self, check: Check) -> None:
        borne_out(check, "run_seeds", "another seed, another split")

    @pytest.mark.points(1, es="usa el device recibido", en="uses the device given")
    def test_device(self, check: Check) -> None:
        borne_out(check, "run_on_gpu", "devices")

    @pytest.mark.gpu
    @pytest.mark.points(1, es="corre en una GPU de verdad", en="runs on a real GPU")
    def test_on_gpu(self, check: Check) -> None:
        check.finishes("run_on_gpu@cuda", "devices")
        check.finishes("run_breast_cancer@cuda", "accurate", "model")
