"""a5_metrics: metrics written from scratch."""

from autograder.suites import Exercise
from autograder.text import Text

EXERCISES = {
    "confusion_counts": Exercise(8, "Model Evaluation"),
    "accuracy": Exercise(8, "Model Evaluation"),
    "precision": Exercise(8, "Model Evaluation"),
    "recall": Exercise(8, "Model Evaluation"),
    "f1_score": Exercise(8, "Model Evaluation"),
    "macro_f1": Exercise(10, "Model Evaluation"),
    "rmse": Exercise(8, "Model Evaluation"),
    "mae": Exercise(6, "Model Evaluation"),
    "mape": Exercise(8, "Model Evaluation"),
    "smape": Exercise(8, "Model Evaluation"),
    "labels_from_logits": Exercise(10, "Convenciones: Optimizador y Loss Function"),
    "RunningMetrics": Exercise(10, "Model Evaluation"),
}

BANNED = ("torchmetrics", "sklearn", "torcheval", "ignite", "evaluate")
"""Libraries that hold the metrics which this assignment asks for."""

ASPECTS = {
    "typical": Text("el resultado en un caso corriente", "the result in an ordinary case"),
    "second": Text("el resultado en otro caso corriente", "the result in another ordinary case"),
    "rare": Text("el resultado con pocos positivos", "the result with few positives"),
    "perfect": Text(
        "el resultado cuando todo está bien predicho", "the result when every prediction is right"
    ),
    "all wrong": Text(
        "el resultado cuando todo está mal predicho", "the result when every prediction is wrong"
    ),
    "all positive": Text("el resultado cuando todo es positivo", "the result when everything is positive"),
    "one sample": Text("el resultado con una sola muestra", "the result with a single sample"),
    "one negative": Text(
        "el resultado con una sola muestra negativa", "the result with a single negative sample"
    ),
    "nothing predicted": Text(
        "el resultado cuando nada se predice positivo", "the result when nothing is predicted positive"
    ),
    "no positives": Text("el resultado cuando no hay positivos", "the result when there are no positives"),
    "neither": Text(
        "el resultado sin positivos, ni reales ni predichos",
        "the result without positives, neither real nor predicted",
    ),
    "many classes": Text("el resultado con varias clases", "the result with several classes"),
    "more classes": Text("el resultado con cinco clases", "the result with five classes"),
    "two classes": Text("el resultado con dos clases", "the result with two classes"),
    "one class": Text("el resultado con una sola clase", "the result with a single class"),
    "absent": Text("el resultado cuando falta una clase", "the result when a class is absent"),
    "never predicted": Text(
        "el resultado cuando una clase nunca se predice", "the result when a class is never predicted"
    ),
    "only predicted": Text(
        "el resultado cuando una clase solo aparece en las predicciones",
        "the result when a class occurs in the predictions only",
    ),
    "float64": Text("el resultado en float64", "the result in float64"),
    "cancelling": Text(
        "el resultado cuando los errores suman cero", "the result when the errors add up to zero"
    ),
    "far": Text("el resultado con errores grandes", "the result with large errors"),
    "partly right": Text(
        "el resultado cuando algunas predicciones son exactas",
        "the result when some predictions are exactly right",
    ),
    "positive values": Text("el resultado con valores positivos", "the result with positive values"),
    "negative targets": Text("el resultado con objetivos negativos", "the result with negative targets"),
    "opposite signs": Text("el resultado con signos opuestos", "the result with opposite signs"),
    "zeros": Text("el resultado con ceros en el objetivo", "the result with zeros in the target"),
    "zero and right": Text(
        "el resultado cuando valor y predicción son cero", "the result when value and prediction are zero"
    ),
    "eps given": Text("el resultado con otro eps", "the result with another eps"),
    "eps by position": Text("el resultado con eps por posición", "the result with eps given by position"),
    "inputs kept": Text("que las entradas queden como estaban", "that the inputs stay as they were"),
    "empty": Text("la excepción con una entrada vacía", "the exception for an empty input"),
    "lengths": Text("la excepción con largos distintos", "the exception for different lengths"),
    "one against many": Text("la excepción con formas (1,) y (n,)", "the exception for shapes (1,) and (n,)"),
    "column": Text("la excepción con formas (n,) y (n, 1)", "the exception for shapes (n,) and (n, 1)"),
    "column first": Text("la excepción con formas (n, 1) y (n,)", "the exception for shapes (n, 1) and (n,)"),
    "before": Text("la excepción antes de todo update", "the exception before any update"),
    "after reset": Text("la excepción después de reset", "the exception after reset"),
    "ties": Text("las etiquetas con logit 0", "the labels for logit 0"),
    "low": Text("las etiquetas con un umbral bajo", "the labels for a low threshold"),
    "high": Text("las etiquetas con un umbral alto", "the labels for a high threshold"),
    "labels": Text("las etiquetas", "the labels"),
    "small logits": Text("las etiquetas de logits entre 0 y 0.5", "the labels of logits between 0 and 0.5"),
    "single": Text("la etiqueta de una sola muestra", "the label of a single sample"),
    "column logits": Text("las etiquetas de logits (n, 1)", "the labels of logits (n, 1)"),
    "single column": Text("la etiqueta de logits (1, 1)", "the label of logits (1, 1)"),
    "square": Text(
        "las etiquetas con tantas muestras como clases", "the labels with as many samples as classes"
    ),
    "single row": Text("la etiqueta de logits (1, C)", "the label of logits (1, C)"),
    "with threshold": Text("las etiquetas de (n, C) con un umbral", "the labels of (n, C) with a threshold"),
    "one kind": Text("lo que devuelve con logits (n, 1)", "what it returns for logits (n, 1)"),
    "many kind": Text("lo que devuelve con logits (n, C)", "what it returns for logits (n, C)"),
}
