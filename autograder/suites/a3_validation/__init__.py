"""a3_validation: holdout, k-fold, the training-validation loop."""

from autograder.suites import Exercise
from autograder.text import Text

EXERCISES = {
    "holdout_indices": Exercise(20, "Model Validation: Holdout"),
    "standardize": Exercise(10, "Model Validation"),
    "kfold_indices": Exercise(10, "Model Validation: K-Fold"),
    "make_loaders": Exercise(10, "Training-Validation Loop"),
    "evaluate": Exercise(20, "Training-Validation Loop"),
    "train_and_validate": Exercise(20, "Training-Validation Loop"),
    "cross_validate": Exercise(10, "Model Validation: K-Fold"),
}

IMPORTED = ("sklearn.model_selection", "sklearn.preprocessing")

ASPECTS = {
    "three parts": Text("¿entrega tres partes?", "does it return three parts?"),
    "indices": Text("¿son índices válidos?", "are they valid indices?"),
    "disjoint": Text("¿ninguna muestra está en dos partes?", "is no sample in two parts?"),
    "complete": Text("¿están todas las muestras, una vez?", "is every sample there, once?"),
    "val size": Text("¿val tiene el tamaño pedido?", "has val the size asked for?"),
    "test size": Text("¿test tiene el tamaño pedido?", "has test the size asked for?"),
    "empty parts": Text("¿la fracción 0 da una parte vacía?", "does a fraction of 0 give an empty part?"),
    "shuffled": Text("¿está barajado?", "is it shuffled?"),
    "repeatable": Text("¿la misma semilla da lo mismo?", "does the same seed give the same?"),
    "seed matters": Text("¿otra semilla da otra cosa?", "does another seed give something else?"),
    "class shares": Text("¿se conserva la proporción de cada clase?", "are the shares of the classes kept?"),
    "raises sum above one": Text("la excepción", "the exception"),
    "raises sum of one": Text("la excepción", "the exception"),
    "raises all validation": Text("la excepción", "the exception"),
    "raises k": Text("la excepción", "the exception"),
    "parts": Text("el número de arreglos entregados", "the number of arrays returned"),
    "train": Text("X_train estandarizado", "the standardised X_train"),
    "val": Text("el segundo arreglo estandarizado", "the standardised second array"),
    "test": Text("el tercer arreglo estandarizado", "the standardised third array"),
    "types": Text("los tipos de los arreglos", "the types of the arrays"),
    "folds": Text("el número de folds", "the number of folds"),
    "partition": Text("¿cada muestra valida exactamente una vez?", "does each sample validate exactly once?"),
    "balanced": Text(
        "¿los folds difieren en a lo más una muestra?", "do folds differ by at most one sample?"
    ),
    "train is the rest": Text("¿train son todas las demás?", "is train all the others?"),
    "inputs shape": Text("la forma de los inputs", "the shape of the inputs"),
    "inputs type": Text("el tipo de los inputs", "the type of the inputs"),
    "targets shape": Text("la forma de los targets", "the shape of the targets"),
    "targets type": Text("el tipo de los targets", "the type of the targets"),
    "train samples": Text(
        "¿train entrega cada muestra una vez por epoch?", "does train give each sample once per epoch?"
    ),
    "val samples": Text(
        "¿validación entrega cada muestra una vez?", "does validation give each sample once?"
    ),
    "paired": Text("¿cada input va con su target?", "does each input go with its target?"),
    "batch sizes": Text("los tamaños de los batches de train", "the sizes of the training batches"),
    "reshuffled": Text("¿cada epoch tiene otro orden?", "has every epoch another order?"),
    "repeatable after draws": Text(
        "¿la misma semilla da los mismos órdenes, aunque se use el generador global?",
        "does the same seed give the same orders, even if the global generator is used?",
    ),
    "val order": Text("¿validación mantiene su orden?", "does validation keep its order?"),
    "mode afterwards": Text("el modo en que queda la red", "the mode in which the network is left"),
    "modules agree": Text(
        "¿quedan todas sus capas en el mismo modo?", "are all its layers left in the same mode?"
    ),
    "gradients": Text("los gradientes (.grad)", "the gradients (.grad)"),
    "graph": Text("¿se calculó con gradientes activados?", "did it compute with gradients enabled?"),
    "gradients on afterwards": Text("¿se puede seguir entrenando después?", "can training go on afterwards?"),
    "train_loss": Text("train_loss", "train_loss"),
    "val_loss": Text("val_loss", "val_loss"),
    "scaled by train": Text(
        "¿train se estandariza con sus propias estadísticas?", "is train standardised by its own statistics?"
    ),
    "val scaled by train": Text(
        "¿val se estandariza con las estadísticas de train?",
        "is val standardised by the statistics of train?",
    ),
    "last losses": Text(
        "los loss devueltos, divididos por el último loss de validación de cada fold",
        "the losses returned, divided by the last validation loss of each fold",
    ),
    "epochs": Text("¿cada fold entrena todos los epochs?", "does every fold train all epochs?"),
    "steps": Text("el número de actualizaciones", "the number of updates"),
}
"""The suite's own aspects in the words of people."""
