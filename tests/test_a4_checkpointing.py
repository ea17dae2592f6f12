"""What the invariants do not cover: the instruments and the judges of a4's probes."""

import builtins
import io
import os
import resource
from types import ModuleType

import pytest
import torch
from torch import nn
from torch.optim import SGD

from autograder import suites
from autograder.answers import Answers
from autograder.diagnosis import deviations
from autograder.probing import judged
from autograder.suites.a4_checkpointing import probes

SAVE = """
import torch
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    {body}
"""


@pytest.fixture(scope="module")
def answers():
    return Answers(suites.load("a4_checkpointing"), 7)


def recorded(answers, source, exercise, probe):
    return answers.record(f"{answers.source}\n\n{source}", exercise, {probe})[probe]


def test_a_path_works_as_a_string_too(tmp_path):
    path = probes._AnyPath(tmp_path) / "a.pt"
    assert path + ".tmp" == f"{path}.tmp"
    assert path.endswith(".pt") and path.parent == tmp_path
    with pytest.raises(AttributeError):
        path.no_such_thing  # noqa: B018


def test_the_name_of_the_folder_is_in_no_message():
    messages = []
    for _ in range(2):
        try:
            with probes._folder() as folder:
                torch.load(folder / "none.pt")
        except FileNotFoundError as error:
            messages.append(str(error))
    assert messages[0] == messages[1] and "none.pt" in messages[0]


def test_everything_is_put_back(answers):
    before = resource.getrlimit(resource.RLIMIT_FSIZE), torch.save, builtins.open, io.open, os.open
    for probe in ("full_disk", "killed", "from_gpu"):
        exercise = "load_checkpoint" if probe == "from_gpu" else "save_checkpoint"
        recorded(answers, "", exercise, probe)
    after = resource.getrlimit(resource.RLIMIT_FSIZE), torch.save, builtins.open, io.open, os.open
    assert before == after


@pytest.mark.parametrize(
    "body",
    [
        "torch.save({'epoch': epoch, 'model': model.state_dict()}, path)",
        "torch.save({'epoch': epoch, 'model': model.state_dict()}, open(path, 'wb'))",
        "torch.serialization.save({'epoch': epoch}, str(path))",
        "import os; fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC); torch.save({'e': epoch}, os.fdopen(fd, 'wb'))",
    ],
)
def test_who_writes_at_the_path_is_killed_there(answers, body):
    assert recorded(answers, SAVE.format(body=body), "save_checkpoint", "killed")["whole"] is False


def test_a_file_that_was_gone_for_a_moment_is_not_broken(answers):
    body = (
        "import os; torch.save(epoch, f'{path}~'); path.unlink(missing_ok=True); os.rename(f'{path}~', path)"
    )
    assert recorded(answers, SAVE.format(body=body), "save_checkpoint", "killed")["whole"] is True


@pytest.mark.parametrize("body", ["raise OSError('no space')", "pass", "torch.save(model, path)"])
def test_a_broken_save_costs_the_loading_nothing(answers, body):
    recording = answers.record(f"{answers.source}\n\n{SAVE.format(body=body)}", "load_checkpoint")
    assert recording.keys() == answers.expected("load_checkpoint").keys()
    assert not deviations(recording, answers.expected("load_checkpoint"))


def test_a_file_is_judged_by_what_it_holds(tmp_path):
    model = nn.Linear(2, 1)
    optimizer = SGD(model.parameters(), lr=0.25, momentum=0.5)
    model(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    nested = {"a": {"b": [model.state_dict()]}, "c": optimizer.state_dict()}
    assert probes._holds(nested, [*probes._of_model(model), *probes._of_optimizer(optimizer)])
    assert not probes._holds(nested["a"], probes._of_optimizer(optimizer))


def test_the_reference_survives_an_interruption_between_any_two_files(answers, tmp_path):
    """Whichever write is the last that comes through, the resumed run ends as the uninterrupted one does."""
    subject = ModuleType("submission")
    exec(compile(answers.source, "<reference>", "exec"), subject.__dict__)  # noqa: S102
    replace, writes = os.replace, []

    class Cut(RuntimeError):
        pass

    def run(folder, last, **options):
        def counted(*args):
            if len(writes) == last:
                raise Cut
            writes.append(args)
            replace(*args)

        writes.clear()
        training = probes._Training(
            subject, probes.Draw("cut"), torch.device("cpu"), folder, 3, 4, 2, 6, 7, 1
        )
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "replace", counted)
            try:
                training.run(**options)
            except Cut:
                return None
        record = probes.Record()
        training.write(record)
        return {name: str(value) for name, value in record.aspects.items()}

    whole = run(tmp_path / "whole", None)
    count = len(writes)
    assert count > 10
    for last in range(count):
        folder = tmp_path / str(last)
        assert run(folder, last) is None
        resumed = (folder / "last.pt").exists()
        assert run(folder, None, resume=True, fresh=not resumed) == whole, last


VERDICTS = {
    "saves": ["readable", "model state", "optimizer state"],
    "saves_again": ["readable", "model state", "optimizer state"],
    "full_disk": ["saved"],
    "killed": ["saved"],
    "missing_file": ["model kept", "optimizer kept"],
    "misfits": ["fits", "other shape: model kept", "one more: model kept", "optimizer kept"],
    "updates": ["last", "best"],
    "reopened": ["last", "best", "files kept"],
    "read_back": ["last: weights", "best: weights"],
    "stops": ["epoch in last.pt", "epoch in best.pt"],
    "fit_on_gpu": ["validated"],
}
"""Of probes with judges, what no evidence earns that was not found under the seed."""


def without_numbers(value):
    return torch.zeros(0) if isinstance(value, torch.Tensor) else [] if isinstance(value, list) else value


@pytest.mark.parametrize(
    "forge",
    [
        lambda evidence, expected: {},
        lambda evidence, expected: expected,  # verdicts in place of evidence
        lambda evidence, expected: dict.fromkeys(evidence, True),
        lambda evidence, expected: dict.fromkeys(evidence, "nothing"),
        lambda evidence, expected: {name: ["a", 1] for name in evidence},
        lambda evidence, expected: dict.fromkeys(evidence, torch.ones(50, dtype=torch.int64)),
        lambda evidence, expected: {name: without_numbers(value) for name, value in evidence.items()},
    ],
    ids=["none", "verdicts", "true", "texts", "lists", "tensors", "empty"],
)
def test_evidence_that_shows_nothing_earns_nothing(answers, forge):
    for exercise in answers.suite.exercises:
        expected = answers.expected(exercise)
        evidence = answers.evidence(answers.source, exercise, VERDICTS)
        forged = {probe: forge(evidence[probe], expected[probe]) for probe in evidence}
        told = judged(forged, answers.suite.of(exercise), answers.seed)
        for probe in evidence:
            for name in VERDICTS[probe]:
                assert (probe, name) in deviations(told, {probe: expected[probe]}), (probe, name)


def test_a_new_file_read_back_is_no_broken_one(answers):
    body = "import os; torch.save({'epoch': epoch}, f'{path}~'); os.replace(f'{path}~', path); open(path, 'rb').close()"
    assert recorded(answers, SAVE.format(body=body), "save_checkpoint", "killed")["whole"] is True


@pytest.mark.parametrize(("order", "batches"), [("", 0), ("EE", 0), ("fFe", 3)])
def test_training_after_the_end_counts_in_any_mode(answers, order, batches):
    told = judged({"resumed_after_end": {"order": order}}, answers.suite.of("fit"), answers.seed)
    assert told["resumed_after_end"]["batches trained"] == batches
