"""The graded tests of a1_modules: each compares one aspect of what the probes recorded."""

import pytest

from autograder.checks import Check


@pytest.mark.exercise("MLP")
class TestMLP:
    @pytest.mark.points(2, es="entrega (batch, out_features)", en="gives (batch, out_features)")
    def test_shape(self, check: Check) -> None:
        check.answers("mlp_output", "output")
        check.kind("mlp_output", "output")
        check.kind("mlp_one_row", "output")

    @pytest.mark.points(3, es="la salida es la de una capa lineal", en="the output is a linear layer's")
    def test_output(self, check: Check) -> None:
        check.value("mlp_output", "output")
        check.value("mlp_modes", "same output in both modes")

    @pytest.mark.points(
        1,
        es="la capa se llama fc1 y tiene todos los parámetros",
        en="the layer is fc1 and holds all parameters",
    )
    def test_parameters(self, check: Check) -> None:
        check.answers("mlp_output", "output")
        check.value("mlp_one_row", "fc1")
        check.value("mlp_output", "parameters")

    @pytest.mark.points(2, es="todos los parámetros aprenden", en="all parameters learn")
    def test_learns(self, check: Check) -> None:
        check.value("mlp_trained", "path", "learns in train mode")


@pytest.mark.exercise("MLP2")
class TestMLP2:
    @pytest.mark.points(1, es="entrega (batch, 1)", en="gives (batch, 1)")
    def test_shape(self, check: Check) -> None:
        check.answers("mlp2_hidden", "output")
        check.kind("mlp2_hidden", "output")
        check.kind("mlp2_one_row", "output")

    @pytest.mark.points(2, es="fc1, ReLU, fc2", en="fc1, ReLU, fc2")
    def test_hidden(self, check: Check) -> None:
        check.value("mlp2_hidden", "output", "differences between rows")
        check.value("mlp2_large", "output")
        check.value("mlp2_modes", "same output in both modes")

    @pytest.mark.points(2, es="la salida puede ser negativa", en="the output can be negative")
    def test_negative(self, check: Check) -> None:
        check.value("mlp2_negative", "output")

    @pytest.mark.points(
        1,
        es="las capas se llaman fc1 y fc2 y tienen todos los parámetros",
        en="the layers are fc1 and fc2 and hold all parameters",
    )
    def test_parameters(self, check: Check) -> None:
        check.answers("mlp2_hidden", "output")
        check.value("mlp2_one_row", "fc1", "fc2")
        check.value("mlp2_hidden", "parameters")

    @pytest.mark.points(2, es="no cambia la entrada", en="leaves the input unchanged")
    def test_input(self, check: Check) -> None:
        check.answers("mlp2_hidden", "output")
        check.value("mlp2_input", "input kept")

    @pytest.mark.points(2, es="todos los parámetros aprenden", en="all parameters learn")
    def test_learns(self, check: Check) -> None:
        check.value("mlp2_trained", "path", "learns in train mode")


@pytest.mark.exercise("SuperMLP")
class TestSuperMLP:
    @pytest.mark.points(1, es="entrega (batch, 1)", en="gives (batch, 1)")
    def test_shape(self, check: Check) -> None:
        check.answers("super_hidden", "output")
        check.kind("super_hidden", "output")
        check.kind("super_one_row", "output")

    @pytest.mark.points(2, es="aplica mlp1 y luego mlp2", en="applies mlp1 and then mlp2")
    def test_hidden(self, check: Check) -> None:
        check.value("super_hidden", "output", "differences between rows")
        check.value("super_large", "output")
        check.value("super_modes", "same output in both modes")

    @pytest.mark.points(2, es="la salida puede ser negativa", en="the output can be negative")
    def test_negative(self, check: Check) -> None:
        check.value("super_negative", "output")

    @pytest.mark.points(
        3, es="los 173 parámetros son de mlp1 y mlp2", en="the 173 parameters are those of mlp1 and mlp2"
    )
    def test_parameters(self, check: Check) -> None:
        check.answers("super_hidden", "output")
        check.value("super_one_row", "mlp1", "mlp2")
        check.value("super_hidden", "parameters")

    @pytest.mark.points(2, es="todos los parámetros aprenden", en="all parameters learn")
    def test_learns(self, check: Check) -> None:
        check.value("super_trained", "path", "learns in train mode")


@pytest.mark.exercise("BinaryClassifier")
class TestBinaryClassifier:
    @pytest.mark.points(
        1, es="entrega (batch, 1), también con una fila", en="gives (batch, 1), with a single row too"
    )
    def test_shape(self, check: Check) -> None:
        check.answers("one_hidden", "output")
        check.kind("default_sizes", "output")
        check.kind("three_hidden", "output")

    @pytest.mark.points(2, es="registra todas sus capas", en="registers all its layers")
    def test_parameters(self, check: Check) -> None:
        check.answers("one_hidden", "output")
        check.value("default_sizes", "parameters")
        check.value("three_hidden", "parameters")

    @pytest.mark.points(
        2, es="hidden=(): una capa lineal, cualquier logit", en="hidden=(): one linear layer, any logit"
    )
    def test_no_hidden(self, check: Check) -> None:
        check.value("no_hidden", "parameters", "output")

    @pytest.mark.points(2, es="una capa oculta con ReLU", en="one hidden layer with ReLU")
    def test_one_hidden(self, check: Check) -> None:
        check.value("one_hidden", "output", "differences between rows")
        check.value("large_inputs", "output")

    @pytest.mark.points(2, es="tres capas ocultas en orden", en="three hidden layers in order")
    def test_three_hidden(self, check: Check) -> None:
        check.value("three_hidden", "output")

    @pytest.mark.points(2, es="cada capa tiene sus propios pesos", en="each layer has its own weights")
    def test_own_weights(self, check: Check) -> None:
        check.answers("one_hidden", "output")
        check.value("equal_hidden", "parameters", "units differ")

    @pytest.mark.points(2, es="todos los parámetros aprenden", en="all parameters learn")
    def test_learns(self, check: Check) -> None:
        check.value("classifier_trained", "path", "learns in train mode")

    @pytest.mark.points(
        1,
        es="la misma entrada da la misma salida; los modos llegan a todo",
        en="same input, same output; modes reach everything",
    )
    def test_modes(self, check: Check) -> None:
        check.answers("one_hidden", "output")
        check.value("classifier_modes", "train mode reaches all", "same output in train mode")
        check.value("classifier_modes", "eval mode reaches all", "same output in eval mode")
        check.value("classifier_modes", "same output in both modes")


@pytest.mark.exercise("linear_from_scratch")
class TestLinearFromScratch:
    @pytest.mark.points(1, es="entrega un tensor (batch, out)", en="gives a tensor (batch, out)")
    def test_shape(self, check: Check) -> None:
        check.answers("linear_bias", "result")
        check.kind("linear_bias", "result")
        check.kind("linear_one_row", "result")

    @pytest.mark.points(3, es="con bias", en="with a bias")
    def test_bias(self, check: Check) -> None:
        check.value("linear_bias", "result")

    @pytest.mark.points(2, es="con un peso cuadrado", en="with a square weight")
    def test_square(self, check: Check) -> None:
        check.value("linear_square", "result")

    @pytest.mark.points(2, es="con bias=None", en="with bias=None")
    def test_no_bias(self, check: Check) -> None:
        check.value("linear_no_bias", "result")

    @pytest.mark.points(
        2, es="el gradiente llega a x, weight y bias", en="the gradient reaches x, weight and bias"
    )
    def test_gradients(self, check: Check) -> None:
        check.value("linear_gradients", "gradient of x", "gradient of weight", "gradient of bias")


@pytest.mark.exercise("count_parameters")
class TestCountParameters:
    @pytest.mark.points(1, es="devuelve un int", en="returns an int")
    def test_returns_int(self, check: Check) -> None:
        check.kind("count_layers", "count")

    @pytest.mark.points(2, es="cuenta los números de todas las capas", en="counts the numbers of all layers")
    def test_layers(self, check: Check) -> None:
        check.value("count_layers", "count")

    @pytest.mark.points(
        1,
        es="cuenta módulos anidados y parámetros sueltos",
        en="counts nested modules and parameters on their own",
    )
    def test_nested(self, check: Check) -> None:
        check.value("count_nested", "count")

    @pytest.mark.points(2, es="lo congelado no cuenta", en="what is frozen does not count")
    def test_frozen(self, check: Check) -> None:
        check.value("count_frozen", "count")

    @pytest.mark.points(2, es="lo compartido cuenta una vez", en="what is shared counts once")
    def test_shared(self, check: Check) -> None:
        check.value("count_shared", "count")

    @pytest.mark.points(2, es="los promedios de BatchNorm no cuentan", en="BatchNorm's averages do not count")
    def test_buffers(self, check: Check) -> None:
        check.value("count_buffers", "count")


@pytest.mark.exercise("training_setup")
class TestTrainingSetup:
    @pytest.mark.points(
        4,
        es="el criterio es la entropía cruzada binaria media de logits",
        en="the criterion is the mean binary cross-entropy of logits",
    )
    def test_criterion(self, check: Check) -> None:
        check.value("criterion_value", "loss")

    @pytest.mark.points(1, es="el criterio aguanta logits grandes", en="the criterion stands large logits")
    def test_extremes(self, check: Check) -> None:
        check.value("criterion_certain", "loss")
        check.value("criterion_wrong", "finite and large")

    @pytest.mark.points(2, es="el optimizador usa el lr recibido", en="the optimizer uses the lr given")
    def test_learning_rate(self, check: Check) -> None:
        check.value("optimizer_covers", "learning rates")

    @pytest.mark.points(
        3, es="el optimizador tiene todo lo entrenable", en="the optimizer holds all that is trainable"
    )
    def test_covers(self, check: Check) -> None:
        check.value("optimizer_covers", "trainable parameters held", "parameters of other models")

    @pytest.mark.points(
        2, es="un paso mueve los pesos hacia un loss menor", en="one step moves the weights to a smaller loss"
    )
    def test_step(self, check: Check) -> None:
        check.value("setup_step", "moved", "downhill")


@pytest.mark.exercise("predict_proba")
class TestPredictProba:
    @pytest.mark.points(
        2, es="devuelve (batch,), también con una fila", en="returns (batch,), with a single row too"
    )
    def test_shape(self, check: Check) -> None:
        check.answers("proba_values", "result")
        check.kind("proba_values", "result")
        check.kind("proba_one_row", "result")

    @pytest.mark.points(3, es="devuelve probabilidades", en="returns probabilities")
    def test_values(self, check: Check) -> None:
        check.value("proba_values", "result")

    @pytest.mark.points(2, es="predice en modo eval", en="predicts in eval mode")
    def test_eval_mode(self, check: Check) -> None:
        check.value("proba_train_start", "result", "statistics")

    @pytest.mark.points(
        2,
        es="sin gradientes durante la predicción, y solo entonces",
        en="no gradients during prediction, and only then",
    )
    def test_no_graph(self, check: Check) -> None:
        check.answers("proba_values", "result")
        check.value("proba_no_graph", "gradients in forward", "gradients after")

    @pytest.mark.points(2, es="restaura el modo que encontró", en="restores the mode it found")
    def test_mode_restored(self, check: Check) -> None:
        check.answers("proba_values", "result")
        check.value("proba_train_start", "mode after")
        check.value("proba_eval_start", "mode after")

    @pytest.mark.points(
        1, es="restaura el modo también si el modelo falla", en="restores the mode also if the model fails"
    )
    def test_mode_restored_on_error(self, check: Check) -> None:
        check.answers("proba_values", "result")
        check.value("proba_raises", "error", "mode after")

    @pytest.mark.gpu
    @pytest.mark.points(1, es="predice en una GPU de verdad", en="predicts on a real GPU")
    def test_on_gpu(self, check: Check) -> None:
        check.finishes("proba_train_start@cuda", "result")


@pytest.mark.exercise("predict")
class TestPredict:
    @pytest.mark.points(1, es="devuelve int64 de forma (batch,)", en="returns int64 of shape (batch,)")
    def test_kind(self, check: Check) -> None:
        check.answers("labels", "result")
        check.kind("labels", "result")
        check.kind("labels_one_row", "result")

    @pytest.mark.points(2, es="decide con umbral 0.5", en="decides with a threshold of 0.5")
    def test_labels(self, check: Check) -> None:
        check.value("labels", "result")

    @pytest.mark.points(2, es="usa el umbral recibido", en="uses the threshold given")
    def test_threshold(self, check: Check) -> None:
        check.value("labels_threshold", "result")
        check.value("labels_low_threshold", "result")
        check.value("labels_threshold_zero", "result")

    @pytest.mark.points(
        1,
        es="una probabilidad igual al umbral es clase 1",
        en="a probability equal to the threshold is class 1",
    )
    def test_tie(self, check: Check) -> None:
        check.value("labels_tie", "result")

    @pytest.mark.points(
        2,
        es="predice en modo eval y sin gradientes, y restaura el modo",
        en="predicts in eval mode without gradients, and restores the mode",
    )
    def test_mode(self, check: Check) -> None:
        check.value("labels_train_start", "result", "mode after", "gradients in forward", "gradients after")

    @pytest.mark.gpu
    @pytest.mark.points(1, es="predice en una GPU de verdad", en="predicts on a real GPU")
    def test_on_gpu(self, check: Check) -> None:
        check.finishes("labels_train_start@cuda", "result")


@pytest.mark.exercise("select_device")
class TestSelectDevice:
    @pytest.mark.points(1, es="devuelve un torch.device", en="returns a torch.device")
    def test_kind(self, check: Check) -> None:
        for probe in ("gpu_in_sight", "no_gpu", "gpu_not_preferred", "no_gpu_not_preferred"):
            check.kind(probe, "device")

    @pytest.mark.points(2, es="cuda cuando hay GPU", en="cuda when there is a GPU")
    def test_gpu(self, check: Check) -> None:
        check.value("gpu_in_sight", "type")

    @pytest.mark.points(1, es="cpu cuando no hay GPU", en="cpu when there is no GPU")
    def test_no_gpu(self, check: Check) -> None:
        check.value("no_gpu", "type")
        check.value("no_gpu_not_preferred", "type")

    @pytest.mark.points(2, es="cpu cuando no se prefiere la GPU", en="cpu when the GPU is not preferred")
    def test_not_preferred(self, check: Check) -> None:
        check.value("gpu_not_preferred", "type")
