"""The graded tests of a4_checkpointing: each compares one aspect of what the probes recorded."""

import pytest

from autograder.checks import Check


@pytest.mark.exercise("save_checkpoint")
class TestSaveCheckpoint:
    @pytest.mark.points(
        3,
        es="torch.load con weights_only=True lo puede leer",
        en="torch.load with weights_only=True can read it",
    )
    def test_readable(self, check: Check) -> None:
        check.value("saves", "readable", "dictionary")

    @pytest.mark.points(2, es="guarda epoch y val_loss", en="saves epoch and val_loss")
    def test_numbers(self, check: Check) -> None:
        check.value("saves", "epoch", "val_loss")

    @pytest.mark.points(
        2, es="guarda el estado completo de la red", en="saves the complete state of the model"
    )
    def test_model(self, check: Check) -> None:
        check.value("saves", "model state")

    @pytest.mark.points(
        2, es="guarda el estado completo del optimizador", en="saves the complete state of the optimizer"
    )
    def test_optimizer(self, check: Check) -> None:
        check.value("saves", "optimizer state")

    @pytest.mark.points(2, es="reemplaza el checkpoint anterior", en="replaces the checkpoint before")
    def test_replaces(self, check: Check) -> None:
        check.value("saves_again", "epoch", "val_loss", "model state", "optimizer state")

    @pytest.mark.points(
        4,
        es="si muere mientras guarda, no queda un archivo roto",
        en="if it dies while saving, no broken file is left",
    )
    def test_atomic(self, check: Check) -> None:
        check.value("saves_again", "replaced")
        check.value("killed", "saved", "whole")
        check.value("full_disk", "saved", "whole")
        check.value("saves_again", "in place")


@pytest.mark.exercise("load_checkpoint")
class TestLoadCheckpoint:
    @pytest.mark.points(2, es="entrega epoch y val_loss", en="returns epoch and val_loss")
    def test_returns(self, check: Check) -> None:
        check.value("restores", "returned", "epoch", "val_loss")
        check.kind("restores", "epoch", "val_loss")

    @pytest.mark.points(3, es="la red queda con el estado guardado", en="the model ends with the saved state")
    def test_model(self, check: Check) -> None:
        check.value("restores", "state")

    @pytest.mark.points(
        3,
        es="el optimizador queda con la memoria y el learning rate guardados",
        en="the optimizer ends with the saved memory and learning rate",
    )
    def test_optimizer(self, check: Check) -> None:
        check.value("continues_momentum", "learning rate", "state after two steps")
        check.value("continues_adam", "state after two steps")

    @pytest.mark.points(
        2,
        es="un checkpoint de la GPU se carga en la CPU",
        en="a checkpoint of the GPU is loaded on the CPU",
    )
    def test_from_gpu(self, check: Check) -> None:
        check.value("from_gpu", "state", "state after two steps")

    @pytest.mark.points(
        2,
        es="sin archivo lanza FileNotFoundError y nada cambia",
        en="without a file it raises FileNotFoundError and nothing changes",
    )
    def test_missing(self, check: Check) -> None:
        check.answers("restores", "returned")
        check.value("restores", "read")
        check.value("missing_file", "error", "model kept", "optimizer kept")

    @pytest.mark.points(
        3,
        es="una red que no calza es un error y nada cambia",
        en="a model that does not fit is an error and nothing changes",
    )
    def test_misfits(self, check: Check) -> None:
        check.value("misfits", "fits")
        for name in ("other shape", "one more", "one less"):
            check.value("misfits", f"{name}: refused", f"{name}: model kept")
        check.value("misfits", "optimizer kept")

    @pytest.mark.gpu
    @pytest.mark.points(2, es="restaura en una GPU de verdad", en="restores on a real GPU")
    def test_on_gpu(self, check: Check) -> None:
        check.finishes("onto_device@cuda", "on device", "state after two steps")
        check.finishes("from_gpu@cuda", "state", "state after two steps")


@pytest.mark.exercise("Checkpointer")
class TestCheckpointer:
    @pytest.mark.points(2, es="update entrega un bool", en="update returns a bool")
    def test_returns_bool(self, check: Check) -> None:
        check.value("updates", "written")
        check.kind("updates", "results")

    @pytest.mark.points(3, es="last.pt es siempre el último epoch", en="last.pt is always the last epoch")
    def test_last(self, check: Check) -> None:
        check.value("updates", "last")

    @pytest.mark.points(
        4, es="best.pt es del mejor epoch, y sólo de él", en="best.pt is of the best epoch, and of it alone"
    )
    def test_best(self, check: Check) -> None:
        check.value("updates", "best", "results")

    @pytest.mark.points(
        2, es="best_epoch y best_val_loss dicen cuál es", en="best_epoch and best_val_loss say which it is"
    )
    def test_told(self, check: Check) -> None:
        check.value("updates", "best epochs", "best losses")

    @pytest.mark.points(2, es="un NaN nunca es el mejor", en="a NaN is never the best")
    def test_nan(self, check: Check) -> None:
        check.value("updates_with_nan", "results", "best", "last")
        check.value("nan_first", "results", "best", "last")

    @pytest.mark.points(1, es="vale cualquier escala de val_loss", en="any scale of val_loss is good")
    def test_scale(self, check: Check) -> None:
        check.value("huge_losses", "results", "best")
        check.value("negative_losses", "results", "best")
        check.value("slight_falls", "results", "best")

    @pytest.mark.points(
        3,
        es="uno nuevo en la misma carpeta recuerda el mejor",
        en="a new one on the same folder remembers the best",
    )
    def test_reopened(self, check: Check) -> None:
        check.value("reopened", "results", "best", "last", "best epochs", "best losses")
        check.value("reopened_without_best", "results", "best", "last")

    @pytest.mark.points(1, es="crea la carpeta que falta", en="makes the folder that is missing")
    def test_new_folder(self, check: Check) -> None:
        check.value("new_folder", "results", "last", "best")

    @pytest.mark.points(2, es="load_checkpoint lee los dos archivos", en="load_checkpoint reads both files")
    def test_read_back(self, check: Check) -> None:
        for name in ("last", "best"):
            check.value("read_back", f"{name}: epoch", f"{name}: val_loss", f"{name}: weights")
        check.value("read_back", "last: optimizer")


@pytest.mark.exercise("EarlyStopping")
class TestEarlyStopping:
    @pytest.mark.points(1, es="step entrega un bool", en="step returns a bool")
    def test_returns_bool(self, check: Check) -> None:
        check.kind("ties", "results")

    @pytest.mark.points(
        4, es="para tras patience llamadas sin mejora", en="stops after patience calls without improvement"
    )
    def test_patience(self, check: Check) -> None:
        check.value("recovers", "results")
        check.value("patience_one", "results")

    @pytest.mark.points(2, es="un empate no es mejora", en="a tie is no improvement")
    def test_ties(self, check: Check) -> None:
        check.value("ties", "results")

    @pytest.mark.points(2, es="una mejora perdona lo anterior", en="an improvement forgives the past")
    def test_forgives(self, check: Check) -> None:
        check.value("forgives", "results")

    @pytest.mark.points(3, es="min_delta se respeta", en="min_delta is honoured")
    def test_min_delta(self, check: Check) -> None:
        check.value("min_delta", "results", "best")
        check.value("min_delta_rising", "results")
        check.value("min_delta_creeping", "results", "best")
        check.value("slight_improvements", "results")

    @pytest.mark.points(2, es="un NaN nunca es mejora", en="a NaN is never an improvement")
    def test_nan(self, check: Check) -> None:
        for probe in ("nan_between", "nan_at_start", "nan_only"):
            check.value(probe, "results", "best")

    @pytest.mark.points(2, es="el modo max es el espejo", en="mode max is the mirror image")
    def test_max(self, check: Check) -> None:
        for probe in ("maximum", "negative_maximum", "maximum_min_delta", "maximum_nan"):
            check.value(probe, "results")

    @pytest.mark.points(1, es="vale cualquier escala de valores", en="any scale of values is good")
    def test_scale(self, check: Check) -> None:
        check.value("huge_values", "results")
        check.value("negative_values", "results")
        check.value("two_at_once", "results", "best")

    @pytest.mark.points(2, es="best y bad_epochs cuentan cómo va", en="best and bad_epochs tell how it goes")
    def test_told(self, check: Check) -> None:
        check.value("ties", "best", "bad epochs")
        check.value("maximum", "best", "bad epochs")

    @pytest.mark.points(
        1, es="argumentos que no valen lanzan ValueError", en="arguments that are not valid raise ValueError"
    )
    def test_arguments(self, check: Check) -> None:
        check.value("forgives", "stops")
        for name in ("nothing", "mode", "patience 0", "patience -1"):
            check.value("arguments", f"error for {name}")


@pytest.mark.exercise("fit")
class TestFit:
    @pytest.mark.points(
        2,
        es="entrega la historia: listas de float, una entrada por epoch",
        en="returns the history: lists of floats, one entry per epoch",
    )
    def test_history_kind(self, check: Check) -> None:
        check.value("planned", "returned", "trained")
        check.kind("planned", "train_loss", "val_loss")

    @pytest.mark.points(2, es="los loss son promedios por muestra", en="the losses are means per sample")
    def test_history(self, check: Check) -> None:
        check.value("fit_accounting", "train_loss", "val_loss")

    @pytest.mark.points(3, es="entrena de verdad, en modo train", en="really trains, in train mode")
    def test_trains(self, check: Check) -> None:
        check.value("planned", "train_loss")
        check.value("fit_modes", "train_loss", "state")

    @pytest.mark.points(
        2, es="valida en modo eval y sin gradientes", en="validates in eval mode and without gradients"
    )
    def test_validates(self, check: Check) -> None:
        check.value("fit_modes", "val_loss", "graph in validation")

    @pytest.mark.points(4, es="termina con los mejores pesos", en="ends with the best weights")
    def test_best(self, check: Check) -> None:
        check.value("planned", "tag", "weights", "best_epoch")

    @pytest.mark.points(3, es="para a tiempo y lo dice", en="stops in time and says so")
    def test_stops(self, check: Check) -> None:
        check.value("stops", "val_loss", "stopped_early", "best_epoch", "tag")
        check.value("planned", "stopped_early")

    @pytest.mark.points(1, es="guarda last.pt y best.pt", en="saves last.pt and best.pt")
    def test_files(self, check: Check) -> None:
        check.value("stops", "epoch in last.pt", "epoch in best.pt")
        check.value("resumed_in_mid_epoch", "best.pt in time")

    @pytest.mark.points(
        2,
        es="un NaN nunca es el mejor, tampoco si todos lo son",
        en="a NaN is never the best, even if all are",
    )
    def test_nan(self, check: Check) -> None:
        check.value("fit_with_nan", "tag", "val_loss", "best_epoch")
        check.value("fit_all_nan", "tag", "weights", "val_loss", "best_epoch")

    @pytest.mark.points(
        4,
        es="continuado después de un epoch, termina igual",
        en="continued after an epoch, it ends the same",
    )
    def test_resumes(self, check: Check) -> None:
        for probe in ("resumed_momentum", "resumed_adam"):
            check.value(probe, "tag", "weights", "train_loss", "val_loss", "best_epoch", "stopped_early")
        check.value("resumed_without_best", "tag", "val_loss", "best_epoch")

    @pytest.mark.points(
        2,
        es="interrumpido a mitad de un epoch, termina igual",
        en="interrupted in the middle of an epoch, it ends the same",
    )
    def test_resumes_in_mid_epoch(self, check: Check) -> None:
        check.value("resumed_in_mid_epoch", "tag", "weights", "train_loss", "val_loss", "best_epoch")

    @pytest.mark.points(
        2, es="lo que ya había terminado no se entrena más", en="what had ended is not trained further"
    )
    def test_ended(self, check: Check) -> None:
        for probe in ("resumed_after_stop", "resumed_after_end"):
            check.value(probe, "batches trained", "tag", "weights", "val_loss", "best_epoch", "stopped_early")

    @pytest.mark.points(
        1,
        es="resume=True sin nada que continuar empieza de cero",
        en="resume=True with nothing to continue starts afresh",
    )
    def test_nothing(self, check: Check) -> None:
        check.value("resumes_nothing", "tag", "weights", "train_loss", "val_loss")

    @pytest.mark.points(
        1, es="resume=False no hace caso de archivos viejos", en="resume=False disregards old files"
    )
    def test_old_files(self, check: Check) -> None:
        check.value("old_files", "tag", "weights", "val_loss", "best_epoch")
        check.value("old_files", "tag resumed", "val_loss resumed", "best_epoch resumed")

    @pytest.mark.points(1, es="mueve cada batch a device", en="moves every batch to device")
    def test_device(self, check: Check) -> None:
        check.value("planned", "trained")
        check.value("fit_on_gpu", "devices", "validated")

    @pytest.mark.gpu
    @pytest.mark.points(2, es="entrena en una GPU de verdad", en="trains on a real GPU")
    def test_on_gpu(self, check: Check) -> None:
        check.finishes("fit_on_gpu@cuda", "devices", "validated")
        check.finishes("resumed_adam@cuda", "tag", "weights", "train_loss", "val_loss", "best_epoch")
