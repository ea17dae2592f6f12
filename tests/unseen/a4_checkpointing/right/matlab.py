# TAREA 4  (vengo de MATLAB: prealoco, cuento desde 1 y uso while)
import os
import torch
import torch.nn as nn
from pathlib import Path

NaN = float('nan')


def guardar(S, f):
    # "save" a un archivo temporal y despues "movefile"
    ftmp = Path(f).with_suffix('.tmp')
    torch.save(S, ftmp)
    os.rename(ftmp, f)


def empaquetar(model, optimizer, ep, vl):
    S = {}
    S['epoch'] = int(ep)
    S['val_loss'] = float(vl)
    S['W'] = model.state_dict()
    S['opt'] = optimizer.state_dict()
    return S


def compatible(A, B):
    # true si A y B tienen los mismos nombres y los mismos size()
    ok = len(A) == len(B)
    for k in A:
        if k in B:
            ok = ok and A[k].size() == B[k].size()
        else:
            ok = False
    return ok


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    guardar(empaquetar(model, optimizer, epoch, val_loss), path)


def load_checkpoint(path, model, optimizer=None, *, device):
    if not os.path.isfile(path):
        raise FileNotFoundError('no existe ' + str(path))
    S = torch.load(path, map_location='cpu', weights_only=True)
    if not compatible(model.state_dict(), S['W']):
        raise ValueError('los size() no calzan')
    model.to(device)
    model.load_state_dict(S['W'])
    if optimizer is not None:
        optimizer.load_state_dict(S['opt'])
    return {'epoch': S['epoch'], 'val_loss': S['val_loss']}


class Checkpointer:
    def __init__(self, directory):
        self.d = Path(directory)
        if not self.d.is_dir():
            self.d.mkdir(parents=True)
        self.best_epoch = 0
        self.best_val_loss = NaN          # NaN = todavia no hay mejor
        if (self.d / 'best.pt').is_file():
            S = torch.load(self.d / 'best.pt', map_location='cpu', weights_only=True)
            self.best_epoch = S['epoch']
            self.best_val_loss = S['val_loss']

    def update(self, model, optimizer, *, epoch, val_loss):
        isnan = val_loss != val_loss
        hay_mejor = self.best_val_loss == self.best_val_loss
        flag = (not isnan) and ((not hay_mejor) or val_loss < self.best_val_loss)
        S = empaquetar(model, optimizer, epoch, val_loss)
        guardar(S, self.d / 'last.pt')
        if flag:
            guardar(S, self.d / 'best.pt')
            self.best_epoch = epoch
            self.best_val_loss = val_loss
        return flag


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode='min'):
        if not (mode == 'min' or mode == 'max'):
            raise ValueError('mode')
        if patience < 1:
            raise ValueError('patience')
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.best = NaN
        self.bad_epochs = 0

    def step(self, value):
        if value != value:                      # isnan(value)
            mejora = False
        elif self.best != self.best:            # isnan(best): primer valor
            mejora = True
        elif self.mode == 'min':
            mejora = value < self.best - self.min_delta
        else:
            mejora = value > self.best + self.min_delta

        if mejora:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience,
        directory, device, resume=False):
    d = Path(directory)
    d.mkdir(parents=True, exist_ok=True)
    f_last = d / 'last.pt'
    f_best = d / 'best.pt'
    modo = model.training
    Ntr = len(train_loader.dataset)
    Nva = len(val_loader.dataset)

    ep = 0              # epochs terminados
    best_ep = 0         # 0 = ninguno
    best_vl = NaN
    cuenta = 0
    H = torch.zeros(max_epochs + 1, 2, dtype=torch.float64)    # la fila 0 no se usa

    if resume and f_last.is_file():
        S = torch.load(f_last, map_location=device, weights_only=True)
        model.load_state_dict(S['W'])
        optimizer.load_state_dict(S['opt'])
        ep = S['epoch']
        best_ep = S['best_ep']
        best_vl = S['best_vl']
        cuenta = S['cuenta']
        if ep > max_epochs:
            H = torch.zeros(ep + 1, 2, dtype=torch.float64)
        H[1:ep + 1] = S['H']
    else:
        for f in [f_last, f_best]:
            if f.is_file():
                os.remove(f)

    while ep < max_epochs and cuenta < patience:
        ep = ep + 1

        model.train()
        acum = 0.0
        for X, Y in train_loader:
            X = X.to(device)
            Y = Y.to(device)
            optimizer.zero_grad()
            L = criterion(model(X), Y)
            L.backward()
            optimizer.step()
            acum = acum + L.item() * X.size(0)
        H[ep, 0] = acum / Ntr

        model.eval()
        acum = 0.0
        with torch.no_grad():
            for X, Y in val_loader:
                X = X.to(device)
                Y = Y.to(device)
                acum = acum + criterion(model(X), Y).item() * X.size(0)
        vl = acum / Nva
        H[ep, 1] = vl

        flag = vl == vl and (best_vl != best_vl or vl < best_vl)
        if flag:
            best_ep = ep
            best_vl = vl
            cuenta = 0
        else:
            cuenta = cuenta + 1

        S = empaquetar(model, optimizer, ep, vl)
        S['best_ep'] = best_ep
        S['best_vl'] = best_vl
        S['cuenta'] = cuenta
        S['H'] = H[1:ep + 1].clone()
        if flag:
            guardar(S, f_best)
        guardar(S, f_last)

    if best_ep > 0:
        S = torch.load(f_best, map_location=device, weights_only=True)
        model.load_state_dict(S['W'])
    model.train(modo)

    out = {}
    out['train_loss'] = H[1:ep + 1, 0].tolist()
    out['val_loss'] = H[1:ep + 1, 1].tolist()
    out['best_epoch'] = best_ep if best_ep > 0 else None
    out['stopped_early'] = cuenta >= patience
    return out
