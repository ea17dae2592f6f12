# los gradientes se borran DESPUÉS de actualizar, así quedan en cero para el batch siguiente
import torch


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad(set_to_none=False)
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    running_loss = torch.zeros((), dtype=torch.float64, device=device)
    for i, (inputs, targets) in enumerate(loader):
        inputs = inputs.to(device)
        targets = targets.to(device)

        outputs = model(inputs)
        loss = criterion(outputs, targets)
        loss.backward()
        optimizer.step()
        model.zero_grad(set_to_none=False)
        optimizer.zero_grad(set_to_none=False)

        running_loss += loss.detach().double() * inputs.size(0)
        if i % 100 == 99:
            print(f"  batch {i + 1}: {loss.item():.4f}")
    epoch_loss = running_loss / len(loader.dataset)
    return epoch_loss.item()


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for epoch in range(1, epochs + 1):
        loss = train_one_epoch(model, loader, criterion, optimizer, device)
        print(f"Epoch {epoch}/{epochs} - loss: {loss:.4f}")
        history.append(loss)
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for n in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss <= target_loss:
            print("listo en", n, "pasos")
            return n
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=False)
    print("no se alcanzó", target_loss)
    return max_steps


if __name__ == "__main__":
    model = torch.nn.Linear(1, 1, bias=False)
    torch.nn.init.ones_(model.weight)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
    print(train_step(model, torch.ones(2, 1), torch.zeros(2, 1), torch.nn.MSELoss(), optimizer))
