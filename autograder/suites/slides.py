"""The titles of the lecture's slides, "Clase 4: Model Training", to which exercises and mistakes point."""

SLIDES = (
    "Entrenamiento de la Red",
    "Training-Validation Loop",
    "Model Validation",
    "Model Validation: Holdout",
    "Model Validation: K-Fold",
    "Model Evaluation",
    "Monitoreo de un Modelo: Validation Curve",
    "Checkpoint",
    "EarlyStopping",
    "Pytorch",
    "Una capa en Pytorch",
    "Crear Modelos más complejos",
    "Convenciones: Modelo",
    "Convenciones: Optimizador y Loss Function",
    "Pytorch en GPU",
)
