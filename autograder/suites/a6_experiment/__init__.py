"""a6_experiment: one honest experiment, with the libraries of practitioners."""

from autograder.suites import Exercise
from autograder.text import Text

EXERCISES = {
    "track_metrics": Exercise(25, "Model Evaluation"),
    "plot_validation_curve": Exercise(20, "Monitoreo de un Modelo: Validation Curve"),
    "diagnose": Exercise(15, "Entrenamiento de la Red"),
    "run_experiment": Exercise(40, "Model Validation: Holdout"),
}

SLOW = 3.0  # run_experiment trains to the end several times

ASPECTS = {
    "accuracy": Text("la accuracy", "the accuracy"),
    "precision": Text("la precisión", "the precision"),
    "recall": Text("el recall", "the recall"),
    "f1": Text("el F1", "the F1"),
    "val_accuracy": Text("la accuracy, con su prefijo", "the accuracy, with its prefix"),
    "val_f1": Text("el F1, con su prefijo", "the F1, with its prefix"),
    "first accuracy": Text("la accuracy de la primera llamada", "the accuracy of the first call"),
    "first f1": Text("el F1 de la primera llamada", "the F1 of the first call"),
    "second accuracy": Text("la accuracy de la segunda llamada", "the accuracy of the second call"),
    "second f1": Text("el F1 de la segunda llamada", "the F1 of the second call"),
    "evaluation mode": Text("si la red evaluó en modo eval", "whether the network ran in eval mode"),
    "gradients off": Text("si se calculó sin gradientes", "whether gradients were off"),
    "gradients after": Text(
        "si el cálculo de gradientes queda activo", "whether the computing of gradients is left on"
    ),
    "losses agree": Text(
        "si las losses de validación informadas son las de las redes que se validaron",
        "whether the validation losses reported are those of the networks that were validated",
    ),
    "mode after": Text("el modo en que quedó la red", "the mode the network was left in"),
    "train drawn": Text("si está la curva de train", "whether the training curve is there"),
    "val drawn": Text("si está la curva de validación", "whether the validation curve is there"),
    "train epochs": Text("los epochs de la curva de train", "the epochs of the training curve"),
    "val epochs": Text("los epochs de la curva de validación", "the epochs of the validation curve"),
    "labelled": Text("si cada curva tiene su nombre", "whether each curve has its name"),
    "names swapped": Text("si los nombres están cambiados", "whether the names are exchanged"),
    "legend": Text("si hay una leyenda", "whether there is a legend"),
    "x label": Text("si el eje x tiene rótulo", "whether the x axis has a label"),
    "y label": Text("si el eje y tiene rótulo", "whether the y axis has a label"),
    "mark": Text("dónde está la marca", "where the mark is"),
    "on the axes given": Text("si dibujó en el ax recibido", "whether it drew on the ax given"),
    "elsewhere": Text("si dibujó en otra parte", "whether it drew elsewhere"),
    "window": Text("si intentó abrir una ventana", "whether it tried to open a window"),
    "axes returned": Text("lo que devolvió", "what it returned"),
    "missing keys": Text("las claves que faltan", "the keys that are missing"),
    "accurate": Text("si llegó a 0.93 de accuracy", "whether it reached an accuracy of 0.93"),
    "held out": Text(
        "si hay datos de validación fuera de train", "whether validation data are kept from training"
    ),
    "validation kept": Text("si hay una parte solo para validar", "whether one part is for validation alone"),
    "all rows used": Text("si se usan todas las muestras", "whether all samples are used"),
    "parts apart": Text("si cada fila está en una sola parte", "whether each row is in one part only"),
    "stratified": Text(
        "si cada parte conserva la proporción de clases", "whether each part keeps the share of classes"
    ),
    "standardised by train": Text(
        "si se estandarizó con train", "whether train was what it was standardised by"
    ),
    "one ruler": Text("si todas las partes usan la misma escala", "whether all parts use the same scale"),
    "losses carry graphs": Text(
        "si history guarda el grafo de los loss", "whether history keeps the losses' graphs"
    ),
    "gradients cleared": Text(
        "si los gradientes anteriores se borraron", "whether earlier gradients were cleared"
    ),
    "epochs agree": Text("el número de epochs", "the number of epochs"),
    "stopped in time": Text("cuándo se detuvo", "when it stopped"),
    "stopped after a rise": Text("cuándo se detuvo", "when it stopped"),
    "stopped after ups and downs": Text(
        "cuándo se detuvo, con un loss de validación que sube y baja",
        "when it stopped, with a validation loss that goes up and down",
    ),
    "went to the end": Text(
        "cuándo se detuvo, con max_epochs antes que patience",
        "when it stopped, with max_epochs before patience",
    ),
    "best epoch": Text("best_epoch", "best_epoch"),
    "weights returned": Text("los pesos devueltos", "the weights returned"),
    "weights tested": Text("los pesos evaluados en test", "the weights that were tested"),
    "test kept": Text(
        "si test quedó sin mirar hasta el final", "whether test was not looked at until the end"
    ),
    "test_accuracy agrees": Text("test_accuracy", "test_accuracy"),
    "test_f1 agrees": Text("test_f1", "test_f1"),
    "same seed, same numbers": Text("los números con la misma seed", "the numbers for the same seed"),
    "another seed, another split": Text("la división con otra seed", "the split for another seed"),
    # histories to diagnose
    "never learned": Text(
        "cuando el loss de train nunca baja lo suficiente", "when the training loss never falls far enough"
    ),
    "learned": Text("cuando ambas curvas bajan", "when both curves fall"),
    "overfitted": Text(
        "cuando la validación sube y train sigue bajando",
        "when validation rises while training goes on falling",
    ),
    "both": Text(
        "cuando train no alcanza y la validación sube", "when training falls short and validation rises"
    ),
    "target exactly": Text(
        "con el mejor loss de train igual a target_loss", "with the best training loss at target_loss"
    ),
    "target exactly and overfitted": Text(
        "con el mejor loss de train igual a target_loss y la validación subiendo",
        "with the best training loss at target_loss and validation rising",
    ),
    "gap exactly": Text("con una diferencia igual a gap", "with a difference of exactly gap"),
    "best before the last": Text(
        "cuando el mejor loss de train no es el último", "when the best training loss is not the last"
    ),
    "one bump": Text("con un repunte pasajero de la validación", "with a passing bump of validation"),
    "validation below training": Text(
        "cuando la validación queda bajo train", "when validation lies below training"
    ),
    "validation far above training": Text(
        "cuando la validación queda muy sobre train, sin subir",
        "when validation lies far above training, not rising",
    ),
    "no gap": Text("con gap igual a 0", "with gap equal to 0"),
    "least first": Text(
        "con el menor loss de validación al principio", "with the least validation loss first"
    ),
    "least in the middle": Text(
        "con el menor loss de validación en el medio", "with the least validation loss in the middle"
    ),
    "small gap": Text(
        "con gap=0 y la validación algo peor al final", "with gap=0 and validation a little worse at the end"
    ),
    "one epoch": Text("con un solo epoch", "with a single epoch"),
    "one bad epoch": Text("con un solo epoch, malo", "with a single epoch, a bad one"),
    # values
    "too early": Text("demasiado pronto", "too early"),
    "too late": Text("demasiado tarde", "too late"),
    "yes": Text("como corresponde", "as it should be"),
    "least": Text("el de menor loss de validación", "that of least validation loss"),
    "one before": Text("uno antes", "one before it"),
    "the last": Text("el último epoch", "the last epoch"),
    "the greatest": Text("el de mayor loss de validación", "that of greatest validation loss"),
    "best": Text("el mejor epoch", "the best epoch"),
    "last": Text("el último epoch", "the last epoch"),
    "last again": Text("el último epoch, cargado otra vez", "the last epoch, loaded again"),
    "others": Text("otro", "another"),
    "raw": Text("no: llegan sin estandarizar", "no: they arrive as they were"),
    "mean": Text("no: la media no es 0", "no: the mean is not 0"),
    "deviation": Text("no: la desviación no es 1", "no: the deviation is not 1"),
    "unseen": Text("no se vio", "it was not seen"),
    "f1 of class 0": Text("el F1 de la clase 0", "the F1 of class 0"),
    "macro f1": Text("el promedio del F1 de ambas clases", "the mean of both classes' F1"),
    "accuracy in percent": Text("la accuracy en porcentaje", "the accuracy in percent"),
    "f1 in percent": Text("el F1 en porcentaje", "the F1 in percent"),
}
