"""a2_training_loop: zero_grad, backward, step."""

from autograder.suites import Exercise

EXERCISES = {
    "train_step": Exercise(40, "Convenciones: Optimizador y Loss Function"),
    "train_one_epoch": Exercise(25, "Entrenamiento de la Red"),
    "fit": Exercise(20, "Entrenamiento de la Red"),
    "overfit_one_batch": Exercise(15, "Entrenamiento de la Red"),
}
