"""a4_checkpointing: best, last, early stopping, resuming."""

from autograder.suites import Exercise
from autograder.text import Text

_MONITORING = "Monitoreo de un Modelo: Validation Curve"

EXERCISES = {
    "save_checkpoint": Exercise(15, _MONITORING),
    "load_checkpoint": Exercise(15, "Entrenamiento de la Red"),
    "Checkpointer": Exercise(20, _MONITORING),
    "EarlyStopping": Exercise(20, _MONITORING),
    "fit": Exercise(30, "Training-Validation Loop"),
}

ASPECTS: dict[str, Text] = {}
