"""The criterion applies a sigmoid before BCEWithLogitsLoss, which applies one itself."""

from autograder.text import Text

TITLE = Text(es="La sigmoide se aplica dos veces", en="The sigmoid is applied twice")
HINT = Text(
    es="Con un logit muy seguro y acertado, el loss debería ser casi 0. ¿Qué función incluye ya el criterio?",
    en="With a logit that is right and very sure the loss should be almost 0. Which function does the criterion already include?",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% in the criterion
def training_setup(model, lr):
    def criterion(logits, targets):
        return nn.BCEWithLogitsLoss()(torch.sigmoid(logits), targets)

    return criterion, torch.optim.Adam(model.parameters(), lr=lr)


# %% in a lambda
def training_setup(model, lr):
    def criterion(z, t):
        return nn.functional.binary_cross_entropy_with_logits(z.sigmoid(), t)

    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return criterion, optimizer


# %% in a class
class SigmoidBCE(nn.Module):
    def __init__(self):
        super().__init__()
        self.bce = nn.BCEWithLogitsLoss()

    def forward(self, outputs, targets):
        probabilities = torch.sigmoid(outputs)
        return self.bce(probabilities, targets)


def training_setup(model, lr):
    return SigmoidBCE(), torch.optim.SGD(model.parameters(), lr=lr)


# %% twice before predicting
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return torch.sigmoid(torch.sigmoid(model(x))).squeeze(1)
    finally:
        model.train(was_training)
