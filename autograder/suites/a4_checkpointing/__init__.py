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

ASPECTS = {
    "readable": Text(
        "si torch.load(path, weights_only=True) lee el archivo",
        "whether torch.load(path, weights_only=True) reads the file",
    ),
    "dictionary": Text("si el archivo es un diccionario", "whether the file is a dictionary"),
    "epoch": Text("el número de epoch", "the epoch number"),
    "val_loss": Text("el loss de validación", "the validation loss"),
    "train_loss": Text("el loss de entrenamiento", "the training loss"),
    "model state": Text(
        "si el archivo tiene el estado completo de la red",
        "whether the file holds the complete state of the model",
    ),
    "optimizer state": Text(
        "si el archivo tiene el estado completo del optimizador",
        "whether the file holds the complete state of the optimizer",
    ),
    "saved": Text("si quedó un archivo en path", "whether there is a file at path"),
    "whole": Text("si lo que queda en path está entero", "whether what is left at path is whole"),
    "replaced": Text(
        "si lo nuevo llega a donde estaba lo anterior", "whether what is new comes to where the old was"
    ),
    "in place": Text(
        "si escribe sobre el archivo anterior, que quedaría a medias",
        "whether it writes over the file before, which might end half-written",
    ),
    "returned": Text("lo que devolvió", "what it returned"),
    "read": Text("si leyó lo que hay en el archivo", "whether it read what the file holds"),
    "written": Text("si algún archivo guarda los pesos", "whether any file holds the weights"),
    "stops": Text("si alguna vez para, y no de inmediato", "whether it ever stops, and not at once"),
    "trained": Text("si de verdad hubo un entrenamiento", "whether there was any training"),
    "state": Text("el estado de la red", "the state of the model"),
    "state after two steps": Text(
        "el estado de la red dos pasos después", "the state of the model two steps later"
    ),
    "learning rate": Text("el learning rate del optimizador", "the optimizer's learning rate"),
    "error": Text("el error que lanza", "the error it raises"),
    "model kept": Text("si la red queda como estaba", "whether the model stays as it was"),
    "optimizer kept": Text("si el optimizador queda como estaba", "whether the optimizer stays as it was"),
    "fits": Text("si una red que calza queda cargada", "whether a model that fits is loaded"),
    "on device": Text("si todo queda en device", "whether everything ends on device"),
    "results": Text("lo que devolvió cada llamada", "what each call returned"),
    "last": Text("el epoch que hay en last.pt tras cada llamada", "the epoch in last.pt after each call"),
    "best": Text("el mejor tras cada llamada", "the best after each call"),
    "best epochs": Text(".best_epoch tras cada llamada", ".best_epoch after each call"),
    "best losses": Text(".best_val_loss tras cada llamada", ".best_val_loss after each call"),
    "bad epochs": Text(".bad_epochs tras cada llamada", ".bad_epochs after each call"),
    "error for mode": Text(
        "el error con un mode que no existe", "the error for a mode that does not exist"
    ),
    "error for patience": Text("el error con un patience menor que 1", "the error for a patience below 1"),
    "error for patience -": Text("el error con un patience menor que 1", "the error for a patience below 1"),
    "error for nothing": Text(
        "el error con argumentos que sí valen", "the error for arguments that are valid"
    ),
    "tag": Text("el epoch al que pertenecen los pesos finales", "the epoch that the final weights belong to"),
    "weights": Text("los pesos finales", "the final weights"),
    "best_epoch": Text("best_epoch", "best_epoch"),
    "stopped_early": Text("stopped_early", "stopped_early"),
    "graph in validation": Text(
        "si calcula gradientes al validar", "whether gradients are on in validation"
    ),
    "epoch in last.pt": Text("el epoch que hay en last.pt", "the epoch in last.pt"),
    "best.pt in time": Text(
        "si hay un best.pt cuando el entrenamiento se corta", "whether there is a best.pt when the training is cut off"
    ),
    "epoch in best.pt": Text("el epoch que hay en best.pt", "the epoch in best.pt"),
    "batches trained": Text(
        "en cuántos batches entrenó después de terminado", "on how many batches it trained after the end"
    ),
    "tag resumed": Text(
        "el epoch al que pertenecen los pesos finales, al continuar",
        "the epoch that the final weights belong to, on resuming",
    ),
    "val_loss resumed": Text("el loss de validación, al continuar", "the validation loss, on resuming"),
    "best_epoch resumed": Text("best_epoch, al continuar", "best_epoch, on resuming"),
    "validated": Text("si alcanzó a validar", "whether it came to validate"),
    "other shape: refused": Text(
        "si rechaza una red con una capa de otra forma", "whether it refuses a model with a layer of another shape"
    ),
    "other shape: model kept": Text(
        "si la red con una capa de otra forma queda como estaba",
        "whether the model with a layer of another shape stays as it was",
    ),
    "one more: refused": Text(
        "si rechaza una red con una capa de más", "whether it refuses a model with a layer too many"
    ),
    "one more: model kept": Text(
        "si la red con una capa de más queda como estaba",
        "whether the model with a layer too many stays as it was",
    ),
    "one less: refused": Text(
        "si rechaza una red con una capa de menos", "whether it refuses a model with a layer too few"
    ),
    "one less: model kept": Text(
        "si la red con una capa de menos queda como estaba",
        "whether the model with a layer too few stays as it was",
    ),
    "last: epoch": Text("el epoch leído de last.pt", "the epoch read from last.pt"),
    "last: val_loss": Text("el val_loss leído de last.pt", "the val_loss read from last.pt"),
    "last: weights": Text("los pesos leídos de last.pt", "the weights read from last.pt"),
    "last: optimizer": Text(
        "si el optimizador está en last.pt", "whether the optimizer is in last.pt"
    ),
    "best: epoch": Text("el epoch leído de best.pt", "the epoch read from best.pt"),
    "best: val_loss": Text("el val_loss leído de best.pt", "the val_loss read from best.pt"),
    "best: weights": Text("los pesos leídos de best.pt", "the weights read from best.pt"),
}  # fmt: skip
"""Aspects in the words of people."""
