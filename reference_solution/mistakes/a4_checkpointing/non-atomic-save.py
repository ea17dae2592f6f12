"""The file is written in its place, so that a crash leaves half of it."""

from autograder.text import Text

TITLE = Text(es="Escribe directamente sobre el checkpoint", en="It writes right onto the checkpoint")
HINT = Text(
    es="Si el programa muere a mitad de la escritura, pierdes el archivo nuevo y también el anterior. ¿En qué momento está completo lo que hay en path?",
    en="If the program dies in the middle of writing, you lose the new file and the old one too. At which moment is what lies at path complete?",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% torch.save to the path
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    torch.save(
        {
            "epoch": epoch,
            "val_loss": val_loss,
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
        },
        path,
    )


# %% through an open file
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    with open(path, "wb") as file:
        torch.save(
            {
                "epoch": epoch,
                "val_loss": val_loss,
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
            },
            file,
        )


# %% from memory
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    import io

    buffer = io.BytesIO()
    torch.save(
        {
            "epoch": epoch,
            "val_loss": val_loss,
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
        },
        buffer,
    )
    path.write_bytes(buffer.getvalue())


# %% the old one removed first
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    if path.exists():
        path.unlink()
    torch.save(
        {
            "epoch": epoch,
            "val_loss": val_loss,
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
        },
        path,
    )


# %% the old one kept as a backup
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    backup = Path(str(path) + ".bak")
    if path.exists():
        os.replace(path, backup)
    torch.save(
        {
            "epoch": epoch,
            "val_loss": val_loss,
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
        },
        path,
    )
    backup.unlink(missing_ok=True)


# %% put back on an error
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    before = path.read_bytes() if path.exists() else None
    try:
        torch.save(
            {
                "epoch": epoch,
                "val_loss": val_loss,
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
            },
            path,
        )
    except Exception:
        if before is not None:
            path.write_bytes(before)
        raise


# %% a temporary file copied into place
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    import shutil

    tmp = Path(str(path) + ".tmp")
    torch.save(
        {
            "epoch": epoch,
            "val_loss": val_loss,
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
        },
        tmp,
    )
    shutil.copyfile(tmp, path)
    tmp.unlink()


# %% renamed whatever happened
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    tmp = Path(str(path) + ".tmp")
    try:
        torch.save(
            {
                "epoch": epoch,
                "val_loss": val_loss,
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
            },
            tmp,
        )
    finally:
        os.replace(tmp, path)
