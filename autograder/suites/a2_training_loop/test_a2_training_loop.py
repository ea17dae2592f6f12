"""The graded tests of a2_training_loop: each compares one aspect of what the probes recorded."""

import pytest

from autograder.checks import Check


@pytest.mark.exercise("train_step")
class TestTrainStep:
    @pytest.mark.points(4, es="devuelve un float de Python", en="returns a Python float")
    def test_returns_float(self, check: Check) -> None:
        check.answers("three_steps", "losses")
        check.kind("one_step", "loss")

    @pytest.mark.points(
        6, es="devuelve la pérdida de antes de actualizar", en="returns the loss before the update"
    )
    def test_loss(self, check: Check) -> None:
        check.value("one_step", "loss")

    @pytest.mark.points(
        8, es="un paso mueve los pesos según su gradiente", en="one step moves the weights by their gradient"
    )
    def test_one_update(self, check: Check) -> None:
        check.value("one_step", "path")
        check.value("one_output", "path", "losses")

    @pytest.mark.points(
        10,
        es="cada paso usa sólo el gradiente de su batch",
        en="each step uses the gradient of its own batch alone",
    )
    def test_own_gradient(self, check: Check) -> None:
        check.value("three_steps", "path", "losses")

    @pytest.mark.points(
        6, es="usa el optimizador recibido, con su memoria", en="uses the optimizer given, with its memory"
    )
    def test_optimizer(self, check: Check) -> None:
        check.value("adam", "path")
        check.value("groups", "path")

    @pytest.mark.points(4, es="entrena en modo train", en="trains in train mode")
    def test_mode(self, check: Check) -> None:
        check.value("eval_start", "path", "losses")

    @pytest.mark.points(2, es="una sola pasada por batch", en="one forward pass per batch")
    def test_forward_once(self, check: Check) -> None:
        check.value("passes", "losses", "batches tracked", "statistics")


@pytest.mark.exercise("train_one_epoch")
class TestTrainOneEpoch:
    @pytest.mark.points(2, es="devuelve un float de Python", en="returns a Python float")
    def test_returns_float(self, check: Check) -> None:
        check.answers("epochs_adam", "losses")
        check.kind("accounting", "loss")

    @pytest.mark.points(7, es="devuelve la pérdida media por ejemplo", en="returns the mean loss per sample")
    def test_mean_loss(self, check: Check) -> None:
        check.value("accounting", "loss")

    @pytest.mark.points(7, es="una actualización por batch", en="one update per batch")
    def test_updates(self, check: Check) -> None:
        check.value("epoch_sgd", "path", "losses")
        check.value("epoch_one_output", "path", "losses")

    @pytest.mark.points(
        3, es="varios epochs con el mismo optimizador", en="several epochs with the same optimizer"
    )
    def test_epochs(self, check: Check) -> None:
        check.value("epochs_adam", "path", "losses")
        check.value("single_batch", "path", "losses")

    @pytest.mark.points(2, es="entrena en modo train", en="trains in train mode")
    def test_mode(self, check: Check) -> None:
        check.value("epoch_eval_start", "path", "losses", "statistics")

    @pytest.mark.points(2, es="sigue el orden del loader", en="follows the loader's order")
    def test_order(self, check: Check) -> None:
        check.value("epoch_order", "path", "losses")

    @pytest.mark.points(2, es="mueve cada batch a device", en="moves every batch to device")
    def test_device(self, check: Check) -> None:
        check.answers("epochs_adam", "losses")
        check.value("epoch_on_gpu", "devices")

    @pytest.mark.gpu
    @pytest.mark.points(2, es="entrena en una GPU de verdad", en="trains on a real GPU")
    def test_on_gpu(self, check: Check) -> None:
        check.finishes("epoch_on_gpu@cuda", "devices")
        check.finishes("epoch_sgd@cuda", "path", "losses")


@pytest.mark.exercise("fit")
class TestFit:
    @pytest.mark.points(
        3, es="devuelve una lista con un float por epoch", en="returns a list with one float per epoch"
    )
    def test_history_kind(self, check: Check) -> None:
        check.answers("fit_sgd", "history 1")
        check.kind("fit_accounting", "history 1")

    @pytest.mark.points(
        3, es="la historia es la pérdida media de cada epoch", en="the history is each epoch's mean loss"
    )
    def test_history(self, check: Check) -> None:
        check.value("fit_accounting", "history 1")

    @pytest.mark.points(4, es="entrena todos los epochs", en="trains all epochs")
    def test_path(self, check: Check) -> None:
        check.value("fit_sgd", "path 1", "history 1")

    @pytest.mark.points(2, es="el optimizador conserva su memoria", en="the optimizer keeps its memory")
    def test_optimizer(self, check: Check) -> None:
        check.value("fit_adam", "path 1", "history 1")

    @pytest.mark.points(
        3, es="fit(1) y luego fit(2) termina donde fit(3)", en="fit(1) then fit(2) ends where fit(3) does"
    )
    def test_continues(self, check: Check) -> None:
        check.value("fit_twice", "path 1", "path 2", "history 1", "history 2")

    @pytest.mark.points(
        1, es="epochs=0 no entrena y devuelve []", en="epochs=0 trains nothing and returns []"
    )
    def test_no_epochs(self, check: Check) -> None:
        check.answers("fit_sgd", "history 1")
        check.kind("fit_no_epochs", "history 1")
        check.value("fit_no_epochs", "path 1")

    @pytest.mark.points(2, es="entrena en modo train en cada epoch", en="trains in train mode in every epoch")
    def test_mode(self, check: Check) -> None:
        check.value("fit_eval_start", "path 1", "history 1")

    @pytest.mark.points(
        1, es="cada epoch recibe un orden nuevo del loader", en="every epoch gets a new order from the loader"
    )
    def test_shuffles(self, check: Check) -> None:
        check.answers("fit_sgd", "history 1")
        check.value("fit_shuffled", "orders differ")

    @pytest.mark.points(1, es="mueve cada batch a device", en="moves every batch to device")
    def test_device(self, check: Check) -> None:
        check.answers("fit_sgd", "history 1")
        check.value("fit_on_gpu", "devices")

    @pytest.mark.gpu
    @pytest.mark.points(1, es="entrena en una GPU de verdad", en="trains on a real GPU")
    def test_on_gpu(self, check: Check) -> None:
        check.finishes("fit_on_gpu@cuda", "devices")
        check.finishes("fit_adam@cuda", "path 1", "history 1")


@pytest.mark.exercise("overfit_one_batch")
class TestOverfitOneBatch:
    @pytest.mark.points(2, es="devuelve un int de Python", en="returns a Python int")
    def test_returns_int(self, check: Check) -> None:
        check.answers("reaches", "steps")
        check.kind("reaches", "steps")

    @pytest.mark.points(4, es="para al llegar al objetivo", en="stops when the target is reached")
    def test_stops(self, check: Check) -> None:
        check.value("reaches", "steps", "path")
        check.value("reaches_exactly", "steps", "path")

    @pytest.mark.points(
        2, es="mira la pérdida antes de cada actualización", en="looks at the loss before each update"
    )
    def test_checks_first(self, check: Check) -> None:
        check.answers("reaches", "steps")
        check.value("met_at_start", "steps", "path")

    @pytest.mark.points(4, es="hace a lo más max_steps actualizaciones", en="makes at most max_steps updates")
    def test_max_steps(self, check: Check) -> None:
        check.value("never_reached", "steps", "path")
        check.value("never_reached_adam", "steps", "path")
        check.value("no_steps", "steps", "path")

    @pytest.mark.points(
        1, es="una pérdida NaN nunca llega al objetivo", en="a NaN loss never reaches the target"
    )
    def test_nan(self, check: Check) -> None:
        check.value("nan_loss", "steps", "updates")

    @pytest.mark.points(2, es="entrena en modo train", en="trains in train mode")
    def test_mode(self, check: Check) -> None:
        check.value("overfit_eval_start", "path", "steps")
        check.value("reaches_in_train_mode", "path", "steps")
