"""B54, B55: folds by other means."""


# %% array_split
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
        result.append((train, val))
    return result


# %% torch
def kfold_indices(n_samples, k, *, seed):
    if not 2 <= k <= n_samples:
        raise ValueError("invalid k")
    perm = torch.randperm(n_samples, generator=torch.Generator().manual_seed(seed))
    pliegues = []
    inicio = 0
    for i in range(k):
        tamano = n_samples // k + (1 if i < n_samples % k else 0)
        val = perm[inicio : inicio + tamano]
        train = torch.cat([perm[:inicio], perm[inicio + tamano :]])
        pliegues.append((train, val))
        inicio += tamano
    return pliegues


# %% strides
def kfold_indices(n_samples, k, *, seed):
    import random

    if k < 2 or k > n_samples:
        raise ValueError(f"k={k}")
    order = list(range(n_samples))
    random.Random(seed).shuffle(order)
    folds = []
    for i in range(k):
        val = order[i::k]
        train = [j for j in order if j not in val]
        folds.append((train, val))
    return folds


# %% scikit-learn
def kfold_indices(n_samples, k, *, seed):
    from sklearn.model_selection import KFold

    if k > n_samples or k < 2:
        raise ValueError("k fuera de rango")
    return list(KFold(n_splits=k, shuffle=True, random_state=seed).split(np.zeros((n_samples, 1))))


# %% scikit-learn's own errors
def kfold_indices(n_samples, k, *, seed):
    from sklearn.model_selection import KFold

    return list(KFold(k, shuffle=True, random_state=seed).split(range(n_samples)))


# %% modulo
def kfold_indices(n_samples, k, *, seed):
    if not (2 <= k <= n_samples):
        raise ValueError
    fold = np.random.default_rng(seed).permutation(np.arange(n_samples) % k)
    return [(np.flatnonzero(fold != i), np.flatnonzero(fold == i)) for i in range(k)]


# %% tensor_split and cat
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k")
    g = torch.Generator()
    g.manual_seed(seed)
    chunks = torch.randperm(n_samples, generator=g).tensor_split(k)
    return [(torch.cat(chunks[:i] + chunks[i + 1 :]), chunks[i]) for i in range(k)]


# %% a generator
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k")

    def folds():
        order = np.random.RandomState(seed).permutation(n_samples)
        for i in range(k):
            mask = np.zeros(n_samples, dtype=bool)
            mask[order[i::k]] = True
            yield np.where(~mask)[0], np.where(mask)[0]

    return folds()


# %% sets made lists
def kfold_indices(n_samples, k, *, seed):
    import random

    if k < 2 or n_samples < k:
        raise ValueError(f"no se puede dividir {n_samples} en {k}")
    azar = random.Random(seed)
    pool = azar.sample(range(n_samples), n_samples)
    todos = set(pool)
    q, r = divmod(n_samples, k)
    folds, inicio = [], 0
    for i in range(k):
        fin = inicio + q + (i < r)
        val = set(pool[inicio:fin])
        folds.append((sorted(todos - val), sorted(val)))
        inicio = fin
    return folds


# %% the global generator, seeded
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k")
    torch.manual_seed(seed)
    perm = torch.randperm(n_samples)
    bounds = torch.linspace(0, n_samples, k + 1).round().long().tolist()
    return [(torch.cat((perm[:a], perm[b:])), perm[a:b]) for a, b in zip(bounds, bounds[1:])]
