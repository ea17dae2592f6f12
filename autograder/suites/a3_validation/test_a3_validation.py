"""The graded tests of a3_validation: each compares one aspect of what the probes recorded."""

import pytest

from autograder.checks import Check


@pytest.mark.exercise("holdout_indices")
class TestHoldoutIndices:
    @pytest.mark.points(2, es="entrega tres partes de índices", en="returns three parts of indices")
    def test_parts(self, check: Check) -> None:
        check.some("plain_split", "complete", "val size", "test size")
        check.value("plain_split", "three parts", "indices")

    @pytest.mark.points(
        4,
        es="cada muestra está en una parte, y en una sola",
        en="every sample is in one part, and in one only",
    )
    def test_partition(self, check: Check) -> None:
        check.finishes("plain_split", "disjoint", "complete")
        check.finishes("stratified_split", "disjoint", "complete")

    @pytest.mark.points(3, es="val y test tienen el tamaño pedido", en="val and test have the size asked for")
    def test_sizes(self, check: Check) -> None:
        check.value("plain_split", "disjoint")
        check.finishes("plain_split", "val size", "test size")
        check.finishes("stratified_split", "val size", "test size")

    @pytest.mark.points(2, es="baraja las muestras", en="shuffles the samples")
    def test_shuffled(self, check: Check) -> None:
        check.some("plain_split", "complete", "val size", "test size")
        check.value("plain_split", "shuffled")
        check.value("stratified_split", "shuffled")

    @pytest.mark.points(
        3,
        es="cada parte conserva la proporción de las clases",
        en="each part keeps the shares of the classes",
    )
    def test_stratified(self, check: Check) -> None:
        check.some("plain_split", "complete", "val size", "test size")
        check.value("plain_split", "disjoint")
        check.value("stratified_split", "class shares")

    @pytest.mark.points(
        3,
        es="el reparto depende de la semilla y de nada más",
        en="the split depends on the seed and nothing else",
    )
    def test_seed(self, check: Check) -> None:
        check.some("plain_split", "complete", "val size", "test size")
        check.value("plain_split", "disjoint")
        check.value("split_seeds", "repeatable", "seed matters")

    @pytest.mark.points(1, es="una fracción 0 da una parte vacía", en="a fraction of 0 gives an empty part")
    def test_empty(self, check: Check) -> None:
        check.value("empty_parts", "empty parts", "val size", "test size", "complete")

    @pytest.mark.points(
        2,
        es="lanza ValueError si no quedan muestras para entrenar",
        en="raises ValueError if no sample is left to train on",
    )
    def test_nothing_left(self, check: Check) -> None:
        check.some("plain_split", "complete", "val size", "test size")
        check.value("nothing_left", "raises sum above one", "raises sum of one", "raises all validation")


@pytest.mark.exercise("standardize")
class TestStandardize:
    @pytest.mark.points(
        1, es="entrega una tupla con todos los arreglos", en="returns a tuple with all the arrays"
    )
    def test_tuple(self, check: Check) -> None:
        check.value("three_arrays", "tuple", "parts")
        check.value("train_alone", "tuple", "parts")

    @pytest.mark.points(1, es="los arreglos son float32", en="the arrays are float32")
    def test_types(self, check: Check) -> None:
        check.value("three_arrays", "types")

    @pytest.mark.points(
        2, es="X_train queda con media 0 y varianza 1", en="X_train ends with mean 0 and variance 1"
    )
    def test_train(self, check: Check) -> None:
        check.value("three_arrays", "train")
        check.value("train_alone", "train")

    @pytest.mark.points(
        3,
        es="los demás se transforman con las estadísticas de X_train",
        en="the others are transformed by the statistics of X_train",
    )
    def test_others(self, check: Check) -> None:
        check.value("three_arrays", "val", "test")

    @pytest.mark.points(
        1, es="los demás no influyen en X_train", en="the others have no influence on X_train"
    )
    def test_no_leak(self, check: Check) -> None:
        check.value("poisoned", "train", "val")

    @pytest.mark.points(2, es="una columna constante solo se centra", en="a constant column is only centred")
    def test_constant(self, check: Check) -> None:
        check.value("constant_column", "train", "val")
        check.value("constant_in_train_only", "train", "val")


@pytest.mark.exercise("kfold_indices")
class TestKfoldIndices:
    @pytest.mark.points(1, es="entrega k pares de índices", en="returns k pairs of indices")
    def test_folds(self, check: Check) -> None:
        check.some("even_folds", "partition", "train is the rest")
        check.value("even_folds", "folds", "indices")

    @pytest.mark.points(
        2, es="cada muestra valida exactamente una vez", en="each sample validates exactly once"
    )
    def test_partition(self, check: Check) -> None:
        check.value("even_folds", "partition")
        check.value("uneven_folds", "partition", "folds")
        check.value("one_per_fold", "partition")

    @pytest.mark.points(2, es="train son todas las demás muestras", en="train is all the other samples")
    def test_train(self, check: Check) -> None:
        check.value("even_folds", "train is the rest")
        check.value("uneven_folds", "train is the rest")

    @pytest.mark.points(
        1, es="los folds difieren en a lo más una muestra", en="folds differ by at most one sample"
    )
    def test_balanced(self, check: Check) -> None:
        check.some("even_folds", "partition", "train is the rest")
        check.value("uneven_folds", "disjoint", "balanced")

    @pytest.mark.points(1, es="baraja las muestras", en="shuffles the samples")
    def test_shuffled(self, check: Check) -> None:
        check.some("even_folds", "partition", "train is the rest")
        check.value("even_folds", "shuffled")

    @pytest.mark.points(
        2,
        es="los folds dependen de la semilla y de nada más",
        en="the folds depend on the seed and nothing else",
    )
    def test_seed(self, check: Check) -> None:
        check.some("even_folds", "partition", "train is the rest")
        check.value("even_folds", "disjoint")
        check.value("fold_seeds", "repeatable", "seed matters")

    @pytest.mark.points(1, es="lanza ValueError si k es imposible", en="raises ValueError if k is impossible")
    def test_impossible(self, check: Check) -> None:
        check.some("even_folds", "partition", "train is the rest")
        check.value("impossible_k", *(f"raises k {i}" for i in range(1, 5)))


@pytest.mark.exercise("make_loaders")
class TestMakeLoaders:
    @pytest.mark.points(
        2,
        es="entrega float32, con targets de forma (batch, 1)",
        en="gives float32, with targets of shape (batch, 1)",
    )
    def test_kinds(self, check: Check) -> None:
        check.some("batches", "train samples", "val samples")
        check.value("batches", "inputs shape", "inputs type", "targets shape", "targets type")

    @pytest.mark.points(
        2,
        es="cada input va con su target, sin perder muestras",
        en="each input goes with its target, none is lost",
    )
    def test_samples(self, check: Check) -> None:
        check.value("batches", "paired", "train samples", "val samples", "rows kept")

    @pytest.mark.points(1, es="los batches son de batch_size", en="the batches are of batch_size")
    def test_batch_size(self, check: Check) -> None:
        check.value("batches", "batch sizes")

    @pytest.mark.points(1, es="train baraja en cada epoch", en="train shuffles in every epoch")
    def test_reshuffled(self, check: Check) -> None:
        check.value("reshuffles", "reshuffled", "shuffled", "train samples")

    @pytest.mark.points(1, es="validación mantiene su orden", en="validation keeps its order")
    def test_val_order(self, check: Check) -> None:
        check.some("batches", "train samples", "val samples")
        check.value("reshuffles", "val order")

    @pytest.mark.points(2, es="el orden depende de la semilla", en="the order depends on the seed")
    def test_seed(self, check: Check) -> None:
        check.some("batches", "train samples", "val samples")
        check.value("loader_seeds", "repeatable", "seed matters")

    @pytest.mark.points(1, es="y de nada más", en="and on nothing else")
    def test_seed_alone(self, check: Check) -> None:
        check.some("batches", "train samples", "val samples")
        check.value("loader_seeds_after_draws", "repeatable after draws")


@pytest.mark.exercise("evaluate")
class TestEvaluate:
    @pytest.mark.points(1, es="devuelve un float de Python", en="returns a Python float")
    def test_returns_float(self, check: Check) -> None:
        check.some("single_batch", "losses")
        check.kind("mean_loss", "losses")

    @pytest.mark.points(6, es="devuelve el loss promedio por muestra", en="returns the mean loss per sample")
    def test_mean_loss(self, check: Check) -> None:
        check.value("mean_loss", "losses")
        check.value("one_output", "losses")
        check.value("single_batch", "losses")

    @pytest.mark.points(4, es="evalúa en modo eval", en="evaluates in eval mode")
    def test_mode(self, check: Check) -> None:
        check.value("norm_in_train_mode", "losses")
        check.value("dropout_in_train_mode", "losses")

    @pytest.mark.points(
        3, es="desactiva los gradientes al evaluar", en="disables gradients while it evaluates"
    )
    def test_no_graph(self, check: Check) -> None:
        check.some("single_batch", "losses")
        check.value("gradients_kept", "graph")
        check.value("mean_loss", "graph")

    @pytest.mark.points(
        2, es="la red queda en el modo en que llegó", en="the network ends in the mode in which it arrived"
    )
    def test_mode_restored(self, check: Check) -> None:
        check.some("single_batch", "losses")
        check.value("dropout_in_train_mode", "mode afterwards", "modules agree")
        check.value("norm_in_eval_mode", "mode afterwards", "modules agree")

    @pytest.mark.points(
        3,
        es="no toca parámetros, gradientes ni estadísticas",
        en="leaves parameters, gradients and statistics alone",
    )
    def test_unchanged(self, check: Check) -> None:
        check.some("single_batch", "losses")
        check.value("gradients_kept", "path", "gradients", "gradients on afterwards")
        check.value("norm_in_train_mode", "statistics")

    @pytest.mark.points(1, es="lleva cada batch a device", en="moves every batch to device")
    def test_device(self, check: Check) -> None:
        check.some("single_batch", "losses")
        check.value("evaluate_on_gpu", "devices")

    @pytest.mark.gpu
    @pytest.mark.points(1, es="evalúa en una GPU de verdad", en="evaluates on a real GPU")
    def test_on_gpu(self, check: Check) -> None:
        check.finishes("evaluate_on_gpu@cuda", "devices")
        check.finishes("mean_loss@cuda", "losses", "graph")


@pytest.mark.exercise("train_and_validate")
class TestTrainAndValidate:
    @pytest.mark.points(
        2,
        es="entrega un diccionario con dos listas de floats",
        en="returns a dictionary with two lists of floats",
    )
    def test_history_kind(self, check: Check) -> None:
        check.answers("trains", "train_loss")
        check.value("accounting", "dict")
        check.kind("accounting", "train_loss", "val_loss")

    @pytest.mark.points(3, es="train_loss es el promedio por muestra", en="train_loss is the mean per sample")
    def test_train_loss(self, check: Check) -> None:
        check.value("accounting", "train_loss")
        check.value("validated_one_output", "train_loss")

    @pytest.mark.points(3, es="val_loss es el promedio por muestra", en="val_loss is the mean per sample")
    def test_val_loss(self, check: Check) -> None:
        check.value("accounting", "val_loss")
        check.value("validated_one_output", "val_loss")

    @pytest.mark.points(
        4, es="una actualización por batch, en todos los epochs", en="one update per batch, in all epochs"
    )
    def test_trains(self, check: Check) -> None:
        check.value("one_update", "path")
        check.value("trains", "path", "train_loss")

    @pytest.mark.points(2, es="el optimizador conserva su memoria", en="the optimizer keeps its memory")
    def test_optimizer(self, check: Check) -> None:
        check.value("trains_with_adam", "path", "train_loss")

    @pytest.mark.points(2, es="valida después de las actualizaciones", en="validates after the updates")
    def test_validates(self, check: Check) -> None:
        check.value("one_update", "val_loss")
        check.value("trains", "val_loss")
        check.value("overfits", "val_loss", "path")

    @pytest.mark.points(2, es="entrena en modo train en cada epoch", en="trains in train mode in every epoch")
    def test_train_mode(self, check: Check) -> None:
        check.value("trains_in_train_mode", "train_loss", "path", "statistics")

    @pytest.mark.points(1, es="valida en modo eval", en="validates in eval mode")
    def test_eval_mode(self, check: Check) -> None:
        check.value("validates_dropout", "val_loss")
        check.value("trains_in_train_mode", "val_loss")

    @pytest.mark.points(1, es="lleva cada batch a device", en="moves every batch to device")
    def test_device(self, check: Check) -> None:
        check.answers("trains", "train_loss")
        check.value("train_and_validate_on_gpu", "devices")

    @pytest.mark.gpu
    @pytest.mark.points(
        1, es="entrena y valida en una GPU de verdad", en="trains and validates on a real GPU"
    )
    def test_on_gpu(self, check: Check) -> None:
        check.finishes("train_and_validate_on_gpu@cuda", "devices")
        check.finishes("trains_with_adam@cuda", "path", "train_loss")


@pytest.mark.exercise("cross_validate")
class TestCrossValidate:
    @pytest.mark.points(1, es="entrega una lista con k floats", en="returns a list of k floats")
    def test_list(self, check: Check) -> None:
        check.answers("cross_folds", "folds")
        check.some("cross_folds", "partition", "train is the rest")
        check.kind("cross_folds", "losses")

    @pytest.mark.points(
        1,
        es="cada fold valida con las muestras que no entrena",
        en="each fold validates on what it does not train",
    )
    def test_folds(self, check: Check) -> None:
        check.value("cross_folds", "folds", "partition", "train is the rest", "epochs")

    @pytest.mark.points(
        2, es="estandariza con la parte de train de cada fold", en="standardises by each fold's training part"
    )
    def test_scales(self, check: Check) -> None:
        check.answers("cross_folds", "folds")
        check.some("cross_folds", "partition", "train is the rest")
        check.value("cross_folds", "scaled by train", "val scaled by train")

    @pytest.mark.points(
        2,
        es="entrega el último loss de validación de cada fold",
        en="returns each fold's last validation loss",
    )
    def test_last_losses(self, check: Check) -> None:
        check.value("cross_folds", "last losses")
        check.value("cross_overfits", "losses")

    @pytest.mark.points(
        2,
        es="una red y un optimizador nuevos en cada fold",
        en="a new network and a new optimizer in each fold",
    )
    def test_fresh(self, check: Check) -> None:
        check.value("cross_sgd", "losses")
        check.value("cross_adam", "losses")

    @pytest.mark.points(
        2,
        es="folds y loaders dependen de la semilla y de nada más",
        en="folds and loaders depend on the seed and nothing else",
    )
    def test_seed(self, check: Check) -> None:
        check.answers("cross_folds", "folds")
        check.some("cross_folds", "partition", "train is the rest")
        check.value("cross_seeds", "repeatable", "seed matters")
