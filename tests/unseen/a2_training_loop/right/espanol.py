# Bucle de entrenamiento comentado en español; los gradientes se ponen a cero a mano.
import torch


def _borrar_gradientes(modelo):
    for parámetro in modelo.parameters():
        if parámetro.grad is not None:
            parámetro.grad.detach_()
            parámetro.grad.zero_()


def _paso(modelo, entradas, objetivos, criterio, optimizador, seguir=lambda pérdida: True):
    """Hace una actualización si `seguir(pérdida)`; entrega la pérdida de antes y si actualizó."""
    modelo.train()                                # 1. modo de entrenamiento
    predicciones = modelo(entradas)               # 2. forward
    pérdida = criterio(predicciones, objetivos)   # 3. error
    valor = pérdida.item()
    if not seguir(valor):
        return valor, False
    _borrar_gradientes(modelo)                    # 4. sólo el gradiente de este lote
    pérdida.backward()                            # 5. backward
    optimizador.step()                            # 6. actualización
    return valor, True


def train_step(model, inputs, targets, criterion, optimizer):
    pérdida, _ = _paso(model, inputs, targets, criterion, optimizer)
    return pérdida


def train_one_epoch(model, loader, criterion, optimizer, device):
    suma_de_pérdidas, cantidad_de_ejemplos = 0.0, 0
    for entradas, objetivos in loader:
        entradas = entradas.to(device)
        objetivos = objetivos.to(device)
        pérdida = train_step(model, entradas, objetivos, criterion, optimizer)
        tamaño = entradas.shape[0]
        suma_de_pérdidas += pérdida * tamaño
        cantidad_de_ejemplos += tamaño
    return suma_de_pérdidas / cantidad_de_ejemplos


def fit(model, loader, criterion, optimizer, *, epochs, device):
    historia = []
    for época in range(1, epochs + 1):
        historia.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return historia


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    actualizaciones = 0
    while actualizaciones < max_steps:
        # un NaN no es <= que nada, así que con NaN se sigue
        _, actualizó = _paso(
            model, inputs, targets, criterion, optimizer, seguir=lambda pérdida: not pérdida <= target_loss
        )
        if not actualizó:
            break
        actualizaciones += 1
    return actualizaciones
