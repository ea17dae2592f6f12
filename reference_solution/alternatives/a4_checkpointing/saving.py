"""B66, B71, B73, B74, B75: a whole file at any moment, in other words."""


# %% Path.replace
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    path = Path(path)
    tmp = path.with_suffix(".tmp")
    torch.save(
        {
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
            "epoch": epoch,
            "val_loss": val_loss,
        },
        tmp,
    )
    tmp.replace(path)


# %% a named temporary file in the same folder
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    import tempfile

    state = dict(epoch=epoch, val_loss=val_loss, model=model.state_dict(), optimizer=optimizer.state_dict())
    with tempfile.NamedTemporaryFile(dir=os.path.dirname(path), delete=False) as file:
        torch.save(state, file)
    os.replace(file.name, path)


# %% into memory, then a file, then its place
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    import io

    buffer = io.BytesIO()
    state = {"epoch": epoch, "val_loss": val_loss}
    state["model"] = model.state_dict()
    state["optimizer"] = optimizer.state_dict()
    torch.save(state, buffer)
    temporary = path.parent / (path.name + ".part")
    temporary.write_bytes(buffer.getvalue())
    os.rename(temporary, path)


# %% mkstemp and fsync
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    import tempfile

    handle, name = tempfile.mkstemp(dir=str(path.parent), suffix=".pt")
    try:
        with os.fdopen(handle, "wb") as file:
            torch.save(
                {
                    "epoch": epoch,
                    "val_loss": val_loss,
                    "model": model.state_dict(),
                    "optimizer": optimizer.state_dict(),
                },
                file,
            )
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        if os.path.exists(name):
            os.remove(name)
        raise


# %% shutil.move
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    import shutil

    tmp = str(path) + ".tmp"
    torch.save(
        {
            "epoch": int(epoch),
            "val_loss": float(val_loss),
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
        },
        tmp,
    )
    shutil.move(tmp, path)


# %% the functions of os.path
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    folder, name = os.path.split(path)
    tmp = os.path.join(folder, f"tmp-{name}")
    torch.save(
        {
            "epoch": epoch,
            "val_loss": val_loss,
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
        },
        tmp,
    )
    os.replace(tmp, path)


# %% other names, and more in it
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    tmp = path.with_name("tmp_" + path.name)
    torch.save(
        {
            "epoch": epoch,
            "val_loss": val_loss,
            "model_state_dict": model.state_dict(),
            "optimizer_state_dict": optimizer.state_dict(),
            "rng": torch.get_rng_state(),
            "version": str(torch.__version__),
        },
        tmp,
    )
    os.replace(tmp, path)


def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device)
    copy.deepcopy(model).load_state_dict(checkpoint["model_state_dict"])
    model.load_state_dict(checkpoint["model_state_dict"])
    if optimizer:
        optimizer.load_state_dict(checkpoint["optimizer_state_dict"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


# %% nested, with copies on the CPU
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    weights = {name: tensor.detach().cpu().clone() for name, tensor in model.state_dict().items()}
    state = {"net": weights, "opt": copy.deepcopy(optimizer.state_dict())}
    tmp = f"{path}.new"
    torch.save({"state": state, "epoch": epoch, "val_loss": val_loss}, tmp)
    os.replace(tmp, path)


def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device, weights_only=True)
    state = checkpoint["state"]
    expected = {name: tensor.shape for name, tensor in model.state_dict().items()}
    if {name: tensor.shape for name, tensor in state["net"].items()} != expected:
        raise ValueError("the checkpoint is of another model")
    model.load_state_dict(state["net"])
    if optimizer is not None:
        optimizer.load_state_dict(state["opt"])
    return {key: checkpoint[key] for key in ("epoch", "val_loss")}


# %% a dataclass turned into a dictionary
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    from dataclasses import dataclass

    @dataclass
    class Snapshot:
        epoch: int
        val_loss: float
        model: dict
        optimizer: dict

    snapshot = Snapshot(epoch, val_loss, model.state_dict(), optimizer.state_dict())
    unfinished = Path(f"{path}~")
    torch.save(vars(snapshot), unfinished)
    unfinished.rename(path)


# %% an open file
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "epoch": epoch,
        "val_loss": val_loss,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    tmp = path.with_suffix(path.suffix + ".tmp")
    with open(tmp, "wb") as f:
        torch.save(checkpoint, f)
    os.replace(tmp, path)


# %% the old one goes once the new one is whole
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    tmp = str(path) + ".tmp"
    torch.save(
        {
            "epoch": epoch,
            "val_loss": val_loss,
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
        },
        tmp,
    )
    if os.path.exists(path):
        os.remove(path)
    os.rename(tmp, path)


# %% a temporary folder beside
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    import tempfile

    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        inside = os.path.join(folder, "checkpoint.pt")
        torch.save(
            {
                "epoch": epoch,
                "val_loss": val_loss,
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
            },
            inside,
        )
        os.replace(inside, path)


# %% looked at before it takes its place
from torch import save as write


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    tmp = path.parent / f".{path.name}.{os.getpid()}"
    write(
        {
            "epoch": epoch,
            "val_loss": val_loss,
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
        },
        tmp,
    )
    assert torch.load(tmp, weights_only=True)["epoch"] == epoch
    os.replace(tmp, path)
