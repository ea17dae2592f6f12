"""B72, B76: all or nothing, in other words."""


# %% names and shapes are compared first
def load_checkpoint(path, model, optimizer=None, *, device):
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(path)
    checkpoint = torch.load(path, map_location=device, weights_only=True)
    saved, own = checkpoint["model"], model.state_dict()
    if saved.keys() != own.keys():
        raise KeyError(f"other layers: {saved.keys() ^ own.keys()}")
    for name in own:
        if own[name].shape != saved[name].shape:
            raise ValueError(f"{name} has another shape")
    model.load_state_dict(saved)
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


# %% put back on failure
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=torch.device("cpu"))
    before = copy.deepcopy(model.state_dict())
    try:
        model.load_state_dict(checkpoint["model"])
    except RuntimeError:
        model.load_state_dict(before)
        raise
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return dict(epoch=checkpoint["epoch"], val_loss=checkpoint["val_loss"])


# %% both put back on failure
def load_checkpoint(path, model, optimizer=None, *, device):
    ckpt = torch.load(path, map_location=str(device), weights_only=False)
    backup = {k: v.clone() for k, v in model.state_dict().items()}
    backup_optimizer = copy.deepcopy(optimizer.state_dict()) if optimizer else None
    try:
        if optimizer:
            optimizer.load_state_dict(ckpt["optimizer"])
        model.load_state_dict(ckpt["model"], strict=True)
    except Exception as error:
        with torch.no_grad():
            for k, v in model.state_dict().items():
                v.copy_(backup[k])
        if optimizer:
            optimizer.load_state_dict(backup_optimizer)
        raise RuntimeError("the checkpoint does not fit") from error
    return {"epoch": int(ckpt["epoch"]), "val_loss": float(ckpt["val_loss"])}


# %% read into memory
def load_checkpoint(path, model, optimizer=None, *, device):
    import io

    buffer = io.BytesIO(Path(path).read_bytes())
    checkpoint = torch.load(buffer, map_location=lambda storage, location: storage)
    copy.deepcopy(model).load_state_dict(checkpoint["model"])
    model.load_state_dict(checkpoint["model"])
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {name: checkpoint[name] for name in ["epoch", "val_loss"]}


# %% copied by hand
def load_checkpoint(path, model, optimizer=None, *, device):
    with open(path, "rb") as file:
        checkpoint = torch.load(file, map_location="cpu", weights_only=True)
    epoch, val_loss = checkpoint.pop("epoch"), checkpoint.pop("val_loss")
    own, saved = model.state_dict(), checkpoint["model"]
    assert [(k, v.shape) for k, v in own.items()] == [(k, v.shape) for k, v in saved.items()]
    with torch.no_grad():
        for name, tensor in saved.items():
            own[name].copy_(tensor)
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
        for state in optimizer.state.values():
            for key, value in state.items():
                if torch.is_tensor(value):
                    state[key] = value.to(device)
    return {"epoch": epoch, "val_loss": val_loss}


# %% the pickled copy is tried first
def load_checkpoint(path, model, optimizer=None, *, device):
    if not os.path.isfile(path):
        raise FileNotFoundError(f"there is no checkpoint {path}")
    checkpoint = torch.load(path, map_location={"cuda:0": "cpu"} if device.type == "cpu" else device)
    trial = copy.deepcopy(model)
    trial.load_state_dict(checkpoint["model"])
    model.load_state_dict(trial.state_dict())
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}
