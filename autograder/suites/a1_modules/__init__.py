"""a1_modules: networks as modules."""

from autograder.suites import Exercise

EXERCISES = {
    "MLP": Exercise(8, "Convenciones: Modelo"),
    "MLP2": Exercise(10, "Crear Modelos más complejos"),
    "SuperMLP": Exercise(10, "Crear Modelos más complejos"),
    "BinaryClassifier": Exercise(14, "Convenciones: Optimizador y Loss Function"),
    "linear_from_scratch": Exercise(10, "Convenciones: Modelo"),
    "count_parameters": Exercise(10, "Crear Modelos más complejos"),
    "training_setup": Exercise(12, "Convenciones: Optimizador y Loss Function"),
    "predict_proba": Exercise(12, "Convenciones: Optimizador y Loss Function"),
    "predict": Exercise(8, "Convenciones: Optimizador y Loss Function"),
    "select_device": Exercise(6, "Pytorch en GPU"),
}
