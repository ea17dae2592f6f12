"""The graded tests of a5_metrics: each compares one aspect of what the probes recorded."""

import pytest

from autograder.checks import Check


@pytest.mark.exercise("confusion_counts")
class TestConfusionCounts:
    @pytest.mark.points(1, es="devuelve cuatro int de Python", en="returns four Python ints")
    def test_type(self, check: Check) -> None:
        check.answers("confusion_counts_values", "typical", "perfect")
        check.kind("confusion_counts_values", "type")

    @pytest.mark.points(3, es="cuenta tp, fp, fn y tn", en="counts tp, fp, fn and tn")
    def test_values(self, check: Check) -> None:
        check.value(
            "confusion_counts_values",
            "typical",
            "second",
            "rare",
            "perfect",
            "all wrong",
            "all positive",
            "one sample",
        )

    @pytest.mark.points(
        1, es="cuenta también cuando falta una clase", en="counts when a class is absent, too"
    )
    def test_zero(self, check: Check) -> None:
        check.answers("confusion_counts_values", "typical", "perfect")
        check.value("confusion_counts_values", "nothing predicted", "no positives", "neither", "one negative")

    @pytest.mark.points(1, es="una entrada vacía lanza ValueError", en="an empty input raises ValueError")
    def test_empty(self, check: Check) -> None:
        check.answers("confusion_counts_values", "typical", "perfect")
        check.value("confusion_counts_errors", "empty")

    @pytest.mark.points(1, es="formas distintas lanzan ValueError", en="different shapes raise ValueError")
    def test_shapes(self, check: Check) -> None:
        check.answers("confusion_counts_values", "typical", "perfect")
        check.value("confusion_counts_errors", "lengths", "one against many", "column", "column first")

    @pytest.mark.points(1, es="no cambia sus entradas", en="leaves its inputs as they were")
    def test_inputs(self, check: Check) -> None:
        check.answers("confusion_counts_values", "typical", "perfect")
        check.value("confusion_counts_values", "inputs kept")


@pytest.mark.exercise("accuracy")
class TestAccuracy:
    @pytest.mark.points(1, es="devuelve un float de Python", en="returns a Python float")
    def test_type(self, check: Check) -> None:
        check.answers("accuracy_values", "typical", "perfect")
        check.kind("accuracy_values", "type")

    @pytest.mark.points(3, es="es la fracción de aciertos", en="is the share of right predictions")
    def test_values(self, check: Check) -> None:
        check.value(
            "accuracy_values",
            "typical",
            "second",
            "rare",
            "perfect",
            "all wrong",
            "all positive",
            "one sample",
        )

    @pytest.mark.points(1, es="vale para cualquier número de clases", en="holds for any number of classes")
    def test_classes(self, check: Check) -> None:
        check.value(
            "accuracy_values",
            "many classes",
            "more classes",
            "absent",
            "nothing predicted",
            "no positives",
            "neither",
            "one negative",
        )

    @pytest.mark.points(1, es="una entrada vacía lanza ValueError", en="an empty input raises ValueError")
    def test_empty(self, check: Check) -> None:
        check.answers("accuracy_values", "typical", "perfect")
        check.value("accuracy_errors", "empty")

    @pytest.mark.points(1, es="formas distintas lanzan ValueError", en="different shapes raise ValueError")
    def test_shapes(self, check: Check) -> None:
        check.answers("accuracy_values", "typical", "perfect")
        check.value("accuracy_errors", "lengths", "one against many", "column", "column first")

    @pytest.mark.points(1, es="no cambia sus entradas", en="leaves its inputs as they were")
    def test_inputs(self, check: Check) -> None:
        check.answers("accuracy_values", "typical", "perfect")
        check.value("accuracy_values", "inputs kept")


@pytest.mark.exercise("precision")
class TestPrecision:
    @pytest.mark.points(1, es="devuelve un float de Python", en="returns a Python float")
    def test_type(self, check: Check) -> None:
        check.answers("precision_values", "typical", "perfect")
        check.kind("precision_values", "type")

    @pytest.mark.points(3, es="divide tp por tp + fp", en="divides tp by tp + fp")
    def test_values(self, check: Check) -> None:
        check.value(
            "precision_values",
            "typical",
            "second",
            "rare",
            "perfect",
            "all wrong",
            "all positive",
            "one sample",
        )

    @pytest.mark.points(1, es="con denominador 0 vale 0.0", en="with a denominator of 0 it is 0.0")
    def test_zero(self, check: Check) -> None:
        check.answers("precision_values", "typical", "perfect")
        check.value("precision_zero", "nothing predicted", "no positives", "neither", "one negative")

    @pytest.mark.points(1, es="una entrada vacía lanza ValueError", en="an empty input raises ValueError")
    def test_empty(self, check: Check) -> None:
        check.answers("precision_values", "typical", "perfect")
        check.value("precision_errors", "empty")

    @pytest.mark.points(1, es="formas distintas lanzan ValueError", en="different shapes raise ValueError")
    def test_shapes(self, check: Check) -> None:
        check.answers("precision_values", "typical", "perfect")
        check.value("precision_errors", "lengths", "one against many", "column", "column first")

    @pytest.mark.points(1, es="no cambia sus entradas", en="leaves its inputs as they were")
    def test_inputs(self, check: Check) -> None:
        check.answers("precision_values", "typical", "perfect")
        check.value("precision_values", "inputs kept")


@pytest.mark.exercise("recall")
class TestRecall:
    @pytest.mark.points(1, es="devuelve un float de Python", en="returns a Python float")
    def test_type(self, check: Check) -> None:
        check.answers("recall_values", "typical", "perfect")
        check.kind("recall_values", "type")

    @pytest.mark.points(3, es="divide tp por tp + fn", en="divides tp by tp + fn")
    def test_values(self, check: Check) -> None:
        check.value(
            "recall_values", "typical", "second", "rare", "perfect", "all wrong", "all positive", "one sample"
        )

    @pytest.mark.points(1, es="con denominador 0 vale 0.0", en="with a denominator of 0 it is 0.0")
    def test_zero(self, check: Check) -> None:
        check.answers("recall_values", "typical", "perfect")
        check.value("recall_zero", "nothing predicted", "no positives", "neither", "one negative")

    @pytest.mark.points(1, es="una entrada vacía lanza ValueError", en="an empty input raises ValueError")
    def test_empty(self, check: Check) -> None:
        check.answers("recall_values", "typical", "perfect")
        check.value("recall_errors", "empty")

    @pytest.mark.points(1, es="formas distintas lanzan ValueError", en="different shapes raise ValueError")
    def test_shapes(self, check: Check) -> None:
        check.answers("recall_values", "typical", "perfect")
        check.value("recall_errors", "lengths", "one against many", "column", "column first")

    @pytest.mark.points(1, es="no cambia sus entradas", en="leaves its inputs as they were")
    def test_inputs(self, check: Check) -> None:
        check.answers("recall_values", "typical", "perfect")
        check.value("recall_values", "inputs kept")


@pytest.mark.exercise("f1_score")
class TestF1Score:
    @pytest.mark.points(1, es="devuelve un float de Python", en="returns a Python float")
    def test_type(self, check: Check) -> None:
        check.answers("f1_score_values", "typical", "perfect")
        check.kind("f1_score_values", "type")

    @pytest.mark.points(3, es="combina precisión y recall", en="combines precision and recall")
    def test_values(self, check: Check) -> None:
        check.value(
            "f1_score_values",
            "typical",
            "second",
            "rare",
            "perfect",
            "all wrong",
            "all positive",
            "one sample",
        )

    @pytest.mark.points(1, es="con denominador 0 vale 0.0", en="with a denominator of 0 it is 0.0")
    def test_zero(self, check: Check) -> None:
        check.answers("f1_score_values", "typical", "perfect")
        check.value("f1_score_zero", "nothing predicted", "no positives", "neither", "one negative")

    @pytest.mark.points(1, es="una entrada vacía lanza ValueError", en="an empty input raises ValueError")
    def test_empty(self, check: Check) -> None:
        check.answers("f1_score_values", "typical", "perfect")
        check.value("f1_score_errors", "empty")

    @pytest.mark.points(1, es="formas distintas lanzan ValueError", en="different shapes raise ValueError")
    def test_shapes(self, check: Check) -> None:
        check.answers("f1_score_values", "typical", "perfect")
        check.value("f1_score_errors", "lengths", "one against many", "column", "column first")

    @pytest.mark.points(1, es="no cambia sus entradas", en="leaves its inputs as they were")
    def test_inputs(self, check: Check) -> None:
        check.answers("f1_score_values", "typical", "perfect")
        check.value("f1_score_values", "inputs kept")


@pytest.mark.exercise("macro_f1")
class TestMacroF1:
    @pytest.mark.points(1, es="devuelve un float de Python", en="returns a Python float")
    def test_type(self, check: Check) -> None:
        check.answers("macro_f1_values", "typical", "perfect")
        check.kind("macro_f1_values", "type")

    @pytest.mark.points(4, es="promedia el F1 de cada clase", en="averages the F1 of each class")
    def test_values(self, check: Check) -> None:
        check.value(
            "macro_f1_values",
            "typical",
            "more classes",
            "two classes",
            "perfect",
            "all wrong",
            "one class",
            "one sample",
        )

    @pytest.mark.points(
        2, es="una clase que no aparece cuenta 0.0", en="a class that does not occur counts 0.0"
    )
    def test_absent(self, check: Check) -> None:
        check.value("macro_f1_absent", "absent", "never predicted", "only predicted", "neither")

    @pytest.mark.points(1, es="una entrada vacía lanza ValueError", en="an empty input raises ValueError")
    def test_empty(self, check: Check) -> None:
        check.answers("macro_f1_values", "typical", "perfect")
        check.value("macro_f1_errors", "empty")

    @pytest.mark.points(1, es="formas distintas lanzan ValueError", en="different shapes raise ValueError")
    def test_shapes(self, check: Check) -> None:
        check.answers("macro_f1_values", "typical", "perfect")
        check.value("macro_f1_errors", "lengths", "one against many", "column", "column first")

    @pytest.mark.points(1, es="no cambia sus entradas", en="leaves its inputs as they were")
    def test_inputs(self, check: Check) -> None:
        check.answers("macro_f1_values", "typical", "perfect")
        check.value("macro_f1_values", "inputs kept")


@pytest.mark.exercise("rmse")
class TestRmse:
    @pytest.mark.points(1, es="devuelve un float de Python", en="returns a Python float")
    def test_type(self, check: Check) -> None:
        check.answers("rmse_values", "typical", "perfect")
        check.kind("rmse_values", "type")

    @pytest.mark.points(
        4, es="es la raíz del error cuadrático medio", en="is the root of the mean squared error"
    )
    def test_values(self, check: Check) -> None:
        check.value(
            "rmse_values",
            "typical",
            "float64",
            "positive values",
            "negative targets",
            "cancelling",
            "far",
            "partly right",
            "perfect",
            "one sample",
            "opposite signs",
        )

    @pytest.mark.points(1, es="una entrada vacía lanza ValueError", en="an empty input raises ValueError")
    def test_empty(self, check: Check) -> None:
        check.answers("rmse_values", "typical", "perfect")
        check.value("rmse_errors", "empty")

    @pytest.mark.points(1, es="formas distintas lanzan ValueError", en="different shapes raise ValueError")
    def test_shapes(self, check: Check) -> None:
        check.answers("rmse_values", "typical", "perfect")
        check.value("rmse_errors", "lengths", "one against many", "column", "column first")

    @pytest.mark.points(1, es="no cambia sus entradas", en="leaves its inputs as they were")
    def test_inputs(self, check: Check) -> None:
        check.answers("rmse_values", "typical", "perfect")
        check.value("rmse_values", "inputs kept")


@pytest.mark.exercise("mae")
class TestMae:
    @pytest.mark.points(1, es="devuelve un float de Python", en="returns a Python float")
    def test_type(self, check: Check) -> None:
        check.answers("mae_values", "typical", "perfect")
        check.kind("mae_values", "type")

    @pytest.mark.points(2, es="promedia los errores absolutos", en="averages the absolute errors")
    def test_values(self, check: Check) -> None:
        check.value(
            "mae_values",
            "typical",
            "float64",
            "positive values",
            "negative targets",
            "cancelling",
            "far",
            "partly right",
            "perfect",
            "one sample",
            "opposite signs",
        )

    @pytest.mark.points(1, es="una entrada vacía lanza ValueError", en="an empty input raises ValueError")
    def test_empty(self, check: Check) -> None:
        check.answers("mae_values", "typical", "perfect")
        check.value("mae_errors", "empty")

    @pytest.mark.points(1, es="formas distintas lanzan ValueError", en="different shapes raise ValueError")
    def test_shapes(self, check: Check) -> None:
        check.answers("mae_values", "typical", "perfect")
        check.value("mae_errors", "lengths", "one against many", "column", "column first")

    @pytest.mark.points(1, es="no cambia sus entradas", en="leaves its inputs as they were")
    def test_inputs(self, check: Check) -> None:
        check.answers("mae_values", "typical", "perfect")
        check.value("mae_values", "inputs kept")


@pytest.mark.exercise("mape")
class TestMape:
    @pytest.mark.points(1, es="devuelve un float de Python", en="returns a Python float")
    def test_type(self, check: Check) -> None:
        check.answers("mape_values", "typical", "perfect")
        check.kind("mape_values", "type")

    @pytest.mark.points(
        2, es="promedia los errores relativos, en porcentaje", en="averages the relative errors, in percent"
    )
    def test_values(self, check: Check) -> None:
        check.value(
            "mape_values",
            "typical",
            "float64",
            "positive values",
            "cancelling",
            "far",
            "partly right",
            "perfect",
            "one sample",
        )

    @pytest.mark.points(1, es="vale también con objetivos negativos", en="holds for negative targets, too")
    def test_negative(self, check: Check) -> None:
        check.value("mape_values", "negative targets", "opposite signs")

    @pytest.mark.points(
        1, es="eps es el mínimo del denominador", en="eps is the least that the denominator can be"
    )
    def test_eps(self, check: Check) -> None:
        check.value("mape_zeros", "zeros", "zero and right", "neither", "eps given", "eps by position")

    @pytest.mark.points(1, es="una entrada vacía lanza ValueError", en="an empty input raises ValueError")
    def test_empty(self, check: Check) -> None:
        check.answers("mape_values", "typical", "perfect")
        check.value("mape_errors", "empty")

    @pytest.mark.points(1, es="formas distintas lanzan ValueError", en="different shapes raise ValueError")
    def test_shapes(self, check: Check) -> None:
        check.answers("mape_values", "typical", "perfect")
        check.value("mape_errors", "lengths", "one against many", "column", "column first")

    @pytest.mark.points(1, es="no cambia sus entradas", en="leaves its inputs as they were")
    def test_inputs(self, check: Check) -> None:
        check.answers("mape_values", "typical", "perfect")
        check.value("mape_zeros", "inputs kept")


@pytest.mark.exercise("smape")
class TestSmape:
    @pytest.mark.points(1, es="devuelve un float de Python", en="returns a Python float")
    def test_type(self, check: Check) -> None:
        check.answers("smape_values", "typical", "perfect")
        check.kind("smape_values", "type")

    @pytest.mark.points(
        2,
        es="promedia los errores relativos simétricos, de 0 a 2",
        en="averages the symmetric relative errors, from 0 to 2",
    )
    def test_values(self, check: Check) -> None:
        check.value(
            "smape_values",
            "float64",
            "positive values",
            "negative targets",
            "cancelling",
            "far",
            "partly right",
            "perfect",
            "one sample",
        )

    @pytest.mark.points(1, es="vale también con signos opuestos", en="holds for opposite signs, too")
    def test_opposite(self, check: Check) -> None:
        check.value("smape_values", "typical", "opposite signs")

    @pytest.mark.points(
        1, es="eps es el mínimo del denominador", en="eps is the least that the denominator can be"
    )
    def test_eps(self, check: Check) -> None:
        check.value("smape_zeros", "zeros", "zero and right", "neither", "eps given", "eps by position")

    @pytest.mark.points(1, es="una entrada vacía lanza ValueError", en="an empty input raises ValueError")
    def test_empty(self, check: Check) -> None:
        check.answers("smape_values", "typical", "perfect")
        check.value("smape_errors", "empty")

    @pytest.mark.points(1, es="formas distintas lanzan ValueError", en="different shapes raise ValueError")
    def test_shapes(self, check: Check) -> None:
        check.answers("smape_values", "typical", "perfect")
        check.value("smape_errors", "lengths", "one against many", "column", "column first")

    @pytest.mark.points(1, es="no cambia sus entradas", en="leaves its inputs as they were")
    def test_inputs(self, check: Check) -> None:
        check.answers("smape_values", "typical", "perfect")
        check.value("smape_zeros", "inputs kept")


@pytest.mark.exercise("labels_from_logits")
class TestLabelsFromLogits:
    @pytest.mark.points(
        1, es="devuelve etiquetas int64 de forma (n,)", en="returns int64 labels of shape (n,)"
    )
    def test_type(self, check: Check) -> None:
        check.answers("labels_from_logits_binary", "labels")
        check.value("labels_from_logits_kinds", "one kind", "many kind")

    @pytest.mark.points(
        2, es="compara la probabilidad con el umbral", en="compares the probability with the threshold"
    )
    def test_binary(self, check: Check) -> None:
        check.value(
            "labels_from_logits_binary", "labels", "small logits", "float64", "column logits", "low", "high"
        )

    @pytest.mark.points(1, es="en el umbral exacto es 1", en="at the threshold itself it is 1")
    def test_tie(self, check: Check) -> None:
        check.value("labels_from_logits_binary", "ties")

    @pytest.mark.points(
        2, es="una sola muestra da una sola etiqueta", en="a single sample gives a single label"
    )
    def test_single(self, check: Check) -> None:
        check.value("labels_from_logits_binary", "single", "single column")
        check.value("labels_from_logits_classes", "single row")

    @pytest.mark.points(
        2, es="con varias clases elige la mayor", en="with several classes it picks the greatest"
    )
    def test_classes(self, check: Check) -> None:
        check.value("labels_from_logits_classes", "many classes", "two classes", "square", "with threshold")

    @pytest.mark.points(1, es="un tensor vacío lanza ValueError", en="an empty tensor raises ValueError")
    def test_empty(self, check: Check) -> None:
        check.answers("labels_from_logits_binary", "labels")
        check.value("labels_from_logits_errors", "empty")

    @pytest.mark.points(1, es="no cambia su entrada", en="leaves its input as it was")
    def test_inputs(self, check: Check) -> None:
        check.answers("labels_from_logits_binary", "labels")
        check.value("labels_from_logits_binary", "inputs kept")
        check.value("labels_from_logits_classes", "inputs kept")


@pytest.mark.exercise("RunningMetrics")
class TestRunningMetrics:
    @pytest.mark.points(1, es="compute entrega cuatro float de Python", en="compute gives four Python floats")
    def test_type(self, check: Check) -> None:
        check.some("running_once", "accuracy", "precision", "recall", "f1")
        check.kind("running_once", "type")

    @pytest.mark.points(1, es="con un solo batch", en="with a single batch")
    def test_once(self, check: Check) -> None:
        check.value("running_once", "accuracy", "precision", "recall", "f1")
        check.value("running_zero", "accuracy", "precision", "recall", "f1")

    @pytest.mark.points(
        3, es="con varios batches, sobre todo lo visto", en="with several batches, over everything seen"
    )
    def test_batches(self, check: Check) -> None:
        check.value("running_batches", "accuracy", "precision", "recall", "f1", "inputs kept")

    @pytest.mark.points(1, es="compute no borra lo acumulado", en="compute does not clear what was gathered")
    def test_again(self, check: Check) -> None:
        check.value("running_again", "first accuracy", "first precision", "first recall", "first f1")
        check.value("running_again", "second accuracy", "second precision", "second recall", "second f1")
        check.value("running_again", "third accuracy", "third precision", "third recall", "third f1")

    @pytest.mark.points(1, es="reset empieza de nuevo", en="reset starts anew")
    def test_reset(self, check: Check) -> None:
        check.value("running_reset", "accuracy", "precision", "recall", "f1")

    @pytest.mark.points(1, es="cada objeto lleva su cuenta", en="each object keeps its own count")
    def test_two(self, check: Check) -> None:
        check.value("running_two", "one accuracy", "one precision", "one recall", "one f1")
        check.value("running_two", "other accuracy", "other precision", "other recall", "other f1")

    @pytest.mark.points(
        1, es="compute sin datos lanza ValueError", en="compute without data raises ValueError"
    )
    def test_nothing(self, check: Check) -> None:
        check.some("running_once", "accuracy", "precision", "recall", "f1")
        check.value("running_nothing", "before", "after reset")

    @pytest.mark.points(1, es="formas distintas lanzan ValueError", en="different shapes raise ValueError")
    def test_shapes(self, check: Check) -> None:
        check.some("running_once", "accuracy", "precision", "recall", "f1")
        check.value("running_errors", "lengths", "one against many", "column", "column first")
