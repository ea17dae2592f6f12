"""linear_from_scratch in other words."""


# %% matmul, t()
def linear_from_scratch(x, weight, bias):
    y = torch.matmul(x, weight.t())
    if bias is not None:
        y += bias
    return y


# %% mm, transpose
def linear_from_scratch(x, weight, bias):
    y = torch.mm(x, weight.transpose(0, 1))
    if bias is None:
        return y
    return torch.add(y, bias)


# %% columns
def linear_from_scratch(x, weight, bias):
    y = weight @ x.T
    if bias is not None:
        y = y + bias[:, None]
    return y.T


# %% einsum
def linear_from_scratch(x, weight, bias):
    y = torch.einsum("ni,oi->no", x, weight)
    return y if bias is None else y + bias.unsqueeze(0)


# %% broadcast
def linear_from_scratch(x, weight, bias):
    y = (x[:, None, :] * weight[None, :, :]).sum(dim=2)
    return y if bias is None else y + bias


# %% row by row
def linear_from_scratch(x, weight, bias):
    rows = [weight @ row for row in x]
    y = torch.stack(rows)
    return y if bias is None else y + bias


# %% neuron by neuron
def linear_from_scratch(x, weight, bias):
    columns = []
    for j in range(weight.shape[0]):
        column = (x * weight[j]).sum(dim=1)
        if bias is not None:
            column = column + bias[j]
        columns.append(column)
    return torch.stack(columns, dim=1)


# %% filled in place
def linear_from_scratch(x, weight, bias):
    result = torch.zeros(x.shape[0], weight.shape[0], device=x.device)
    for i in range(x.shape[0]):
        for j in range(weight.shape[0]):
            result[i, j] = torch.dot(x[i], weight[j])
            if bias is not None:
                result[i, j] = result[i, j] + bias[j]
    return result


# %% addmm
def linear_from_scratch(x, weight, bias):
    if bias is None:
        return x.mm(weight.mT)
    return torch.addmm(bias, x, weight.mT)


# %% zeros for no bias
def linear_from_scratch(x, weight, bias):
    if bias is None:
        bias = torch.zeros(weight.shape[0], device=x.device)
    return x @ weight.permute(1, 0) + bias


# %% the bias as a column of ones
def linear_from_scratch(x, weight, bias):
    if bias is None:
        return x @ weight.T
    ones = torch.ones(len(x), 1, device=x.device)
    return torch.cat([x, ones], dim=1) @ torch.cat([weight, bias[:, None]], dim=1).T


# %% F.linear
def linear_from_scratch(x, weight, bias):
    return nn.functional.linear(x, weight, bias)
