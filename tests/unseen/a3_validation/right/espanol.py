# En español, con scikit-learn donde ayuda (KFold, StandardScaler, shuffle).
import numpy as np
import torch
from sklearn.model_selection import KFold
from sklearn.preprocessing import StandardScaler
from sklearn.utils import shuffle as barajar
from torch.utils.data import DataLoader, Dataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction > 1 - 1e-9:
        raise ValueError("las fracciones no dejan ejemplos de entrenamiento")
    n = len(y)
    if stratify:
        clases, códigos = np.unique(y, return_inverse=True)
        grupos = [np.where(códigos == c)[0] for c in range(len(clases))]
    else:
        grupos = [np.arange(n)]
    azar = np.random.RandomState(seed)
    entrenamiento, validación, prueba = [], [], []
    for grupo in grupos:
        grupo = barajar(grupo, random_state=azar)
        n_val = int(np.floor(val_fraction * len(grupo) + 0.5))
        n_prueba = int(np.floor(test_fraction * len(grupo) + 0.5))
        # la prueba se toma del principio, la validación del final, lo de en medio es para entrenar
        prueba.append(grupo[:n_prueba])
        validación.append(grupo[len(grupo) - n_val:])
        entrenamiento.append(grupo[n_prueba:len(grupo) - n_val])
    partes = [np.concatenate(p).astype(np.int64) for p in (entrenamiento, validación, prueba)]
    if partes[0].size == 0:
        raise ValueError("las fracciones no dejan ejemplos de entrenamiento")
    for parte in partes:
        azar.shuffle(parte)
    return tuple(partes)


def standardize(X_train, *others):
    escalador = StandardScaler().fit(np.asarray(X_train, dtype=np.float64))

    def transformar(matriz):
        # a mano, porque transform() no admite matrices sin filas
        return ((np.asarray(matriz, dtype=np.float64) - escalador.mean_) / escalador.scale_).astype(np.float32)

    return tuple([transformar(X_train)] + [transformar(otra) for otra in others])


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k debe estar entre 2 y el número de ejemplos")
    pliegues = []
    for entrenamiento, validación in KFold(k, shuffle=True, random_state=seed).split(range(n_samples)):
        pliegues.append((entrenamiento, validación))
    return pliegues


class Datos(Dataset):
    def __init__(self, X, y, índices):
        self.X, self.y = X, y
        self.índices = [int(i) for i in índices]

    def __len__(self):
        return len(self.índices)

    def __getitem__(self, posición):
        i = self.índices[posición]
        entrada = torch.tensor(np.asarray(self.X[i], dtype=np.float32))
        objetivo = torch.tensor([float(self.y[i])], dtype=torch.float32)
        return entrada, objetivo


def make_loaders(X, y, train, val, *, batch_size, seed):
    generador = torch.Generator().manual_seed(seed)
    cargador_entrenamiento = DataLoader(Datos(X, y, train), batch_size=batch_size, shuffle=True, generator=generador)
    cargador_validación = DataLoader(Datos(X, y, val), batch_size=batch_size, shuffle=False)
    return cargador_entrenamiento, cargador_validación


def evaluate(model, loader, criterion, device):
    modo = model.training
    gradientes = torch.is_grad_enabled()
    model.eval()
    torch.set_grad_enabled(False)
    try:
        suma, cantidad = 0.0, 0
        for entradas, objetivos in loader:
            entradas, objetivos = entradas.to(device), objetivos.to(device)
            pérdida = criterion(model(entradas), objetivos)
            suma += pérdida.item() * entradas.size(0)
            cantidad += entradas.size(0)
    finally:
        torch.set_grad_enabled(gradientes)
        model.train(modo)
    return suma / cantidad


def _entrenar_una_época(modelo, cargador, criterio, optimizador, dispositivo):
    suma, cantidad = 0.0, 0
    modelo.train()
    for entradas, objetivos in cargador:
        entradas, objetivos = entradas.to(dispositivo), objetivos.to(dispositivo)
        optimizador.zero_grad()
        pérdida = criterio(modelo(entradas), objetivos)
        pérdida.backward()
        optimizador.step()
        suma += pérdida.item() * entradas.size(0)
        cantidad += entradas.size(0)
    return suma / cantidad


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    pérdidas_entrenamiento, pérdidas_validación = [], []
    for _ in range(epochs):
        pérdidas_entrenamiento.append(_entrenar_una_época(model, train_loader, criterion, optimizer, device))
        pérdidas_validación.append(evaluate(model, val_loader, criterion, device))
    return {"train_loss": pérdidas_entrenamiento, "val_loss": pérdidas_validación}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    procesador = torch.device("cpu")
    resultado = []
    for entrenamiento, validación in kfold_indices(len(X), k, seed=seed):
        X_entrenamiento, X_validación = standardize(X[entrenamiento], X[validación])
        # se juntan las dos partes: primero las filas de entrenamiento, luego las de validación
        X_pliegue = np.vstack([X_entrenamiento, X_validación])
        y_pliegue = np.concatenate([y[entrenamiento], y[validación]])
        corte, total = len(entrenamiento), len(X)
        cargadores = make_loaders(
            X_pliegue, y_pliegue, range(corte), range(corte, total), batch_size=batch_size, seed=seed
        )
        modelo = make_model()
        optimizador = make_optimizer(modelo)
        historia = train_and_validate(modelo, *cargadores, criterion, optimizador, epochs=epochs, device=procesador)
        resultado.append(historia["val_loss"][-1])
    return resultado
