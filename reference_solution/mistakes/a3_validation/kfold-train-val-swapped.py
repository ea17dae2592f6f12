"""Train and val are exchanged."""

from autograder.text import Text

TITLE = Text(es="Intercambia train y val", en="It exchanges train and val")
HINT = Text(
    es="Con k folds se entrena con k - 1 y se valida con uno. Mira cuál de las dos partes es la grande.",
    en="With k folds you train on k - 1 and validate on one. Look at which of the two parts is the large one.",
)
SLIDE = "Model Validation: K-Fold"


# %% in the pair
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k must be between 2 and n_samples")
    rng = np.random.default_rng(seed)
    indices = rng.permutation(n_samples)
    folds = np.array_split(indices, k)
    result = []
    for i in range(k):
        val = folds[i]
        train = np.concatenate([folds[j] for j in range(k) if j != i])
        result.append((val, train))
    return result


# %% scikit-learn unpacked backwards
def kfold_indices(n_samples, k, *, seed):
    from sklearn.model_selection import KFold

    splitter = KFold(n_splits=k, shuffle=True, random_state=seed)
    return [(b, a) for a, b in splitter.split(range(n_samples))]


# %% in cross-validation
def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    results = []
    for val, train in kfold_indices(len(X), k, seed=seed):
        mean, std = X[train].mean(axis=0), X[train].std(axis=0)
        std[std == 0] = 1.0
        X_fold = (X - mean) / std
        train_loader, val_loader = make_loaders(X_fold, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        for _ in range(epochs):
            model.train()
            for inputs, targets in train_loader:
                optimizer.zero_grad()
                criterion(model(inputs), targets).backward()
                optimizer.step()
            val_loss = evaluate(model, val_loader, criterion, torch.device("cpu"))
        results.append(val_loss)
    return results
