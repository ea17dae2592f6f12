"""Names mistakes: which known mistakes explain what a submission recorded, aspect by aspect.

A form of a mistake *explains* an aspect when both part from the reference there and have the same value, in a probe
that ended in the same way. It *contradicts itself* where it predicts a deviation that the submission does not show.
Chosen are the fewest forms without a contradiction that together explain every deviation: one, or two, each for its
aspects; or two that, written into one solution (see composition.py), record what the submission did. What stays
unexplained is told as an observation.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

from autograder.answers import Answers, Form
from autograder.probing import unwritten
from autograder.recording import ASIDE, Recording, asides, same
from autograder.text import Text
from autograder.wording import WORDINGS

Aspect = tuple[str, str]  # probe, aspect
_NOTHING: frozenset[Aspect] = frozenset()
# Of forms that are tried together on one exercise of one submission, fewer where that is slow.
MAX_PAIRS = 24
MOST_ELSEWHERE = 0.25  # deviations that a form predicts beside those that it explains, for each of these


@dataclass(frozen=True)
class Diagnosis:
    forms: tuple[Form, ...]  # of the mistakes that were recognised
    observations: tuple[Text, ...]


@dataclass(frozen=True)
class _Match:
    form: Form
    explained: frozenset[Aspect]
    wrong: frozenset[Aspect]  # it predicts another deviation there: a second mistake may be at work


def deviations(recording: Recording, expected: Recording) -> frozenset[Aspect]:
    """Where two recordings differ."""
    return frozenset(
        (probe, name)
        for probe, aspects in expected.items()
        if recording.get(probe) is not aspects  # a fingerprint has of most probes what the reference recorded
        for name in aspects.keys() | recording.get(probe, {}).keys()
        if not name.startswith(ASIDE) and not _same_at((probe, name), recording, expected)
    )


def _same_at(aspect: Aspect, recording: Recording, other: Recording) -> bool:
    """Whether two recordings agree in one aspect; also when neither has it."""
    probe, name = aspect
    mine, theirs = recording.get(probe, {}), other.get(probe, {})
    if name not in mine or name not in theirs:
        return name not in mine and name not in theirs
    alike = name == "raised" and raised(probe, recording) == raised(probe, other)
    return alike or same(mine[name], theirs[name])


_CALLED = re.compile(r"^ [\w#<>]+(?=\(\) (?:takes|missing|got) )")
_OF_NAMES = ("NameError", "AttributeError", "ImportError", "ModuleNotFoundError")


def _ended_alike(aspect: Aspect, recording: Recording, other: Recording) -> bool:
    """Whether the probe of an aspect ended in both in an exception of the same kind, or in none.

    In the very same one where a name is missing, and where the aspect is: what an exception left undone looks like many
    a mistake, and is a sign of none.
    """
    probe, name = aspect
    mine, theirs = raised(probe, recording), raised(probe, other)
    same_one = _lacks_name(probe, recording) or name not in other[probe]
    return mine == theirs if same_one else mine[0] == theirs[0]


def _lacks_name(probe: str, recording: Recording) -> bool:
    """Whether a probe ended at a name that is nowhere; not where a value was None, as in many a mistake."""
    kind, message = raised(probe, recording)
    return kind in _OF_NAMES and "'NoneType'" not in message


def raised(probe: str, recording: Recording) -> tuple[str, str]:
    """The kind of exception that ended a probe, and what it said; two empty texts where none did.

    In the student's own words it said nothing that others would say, and a variable without a value is a slip of
    logic, whatever it is called; so is a call with too many arguments or too few.
    """
    aspects = recording.get(probe, {})
    kind, _, message = str(aspects.get("raised", "")).partition(":")
    own = aspects.get(f"{ASIDE}own words") is True or kind == "UnboundLocalError"
    return kind, "" if own else _CALLED.sub("", message)


def diagnose(
    exercise: str, recording: Recording, answers: Answers, inherited: Sequence[Form] = ()
) -> Diagnosis:
    """What went wrong in one exercise. `inherited`: forms recognised in the exercises that it may build on."""
    found = _compared(exercise, recording, answers, inherited)
    return replace(found, forms=tuple(_as_worded(form, recording, answers) for form in found.forms))


def _as_worded(form: Form, recording: Recording, answers: Answers) -> Form:
    """The form, or one of a mistake that does the same and is worded as the submission is."""
    looks_like = answers.mistakes[form.id].looks_like
    alike = [other for other in answers.forms if other.exercise == form.exercise and other.id in looks_like]
    words = asides(recording)
    fitting = [other for other in (form, *alike) if other.id in words]
    plain = [other for other in (form, *alike) if other.id not in WORDINGS]
    return (*fitting, *plain, form)[0]


def _compared(exercise: str, recording: Recording, answers: Answers, inherited: Sequence[Form]) -> Diagnosis:
    symptoms = _Symptoms(exercise, recording, answers, deviations(recording, answers.expected(exercise)))
    if not symptoms.deviating or not _implemented(recording):
        return Diagnosis((), ())
    likely = [*inherited, *symptoms.likeliest_first()]
    matches = (
        symptoms.only_match(likely)
        or symptoms.nearly_only_match(likely)
        or [match for form in likely if (match := symptoms.match(form))]
    )
    chosen = _complete(matches, symptoms.deviating)
    if not chosen:
        pair = symptoms.pair(matches)
        if pair:
            return Diagnosis(pair, ())
        if symptoms.names_known(matches):
            chosen = _explanation(matches, symptoms.deviating) or symptoms.only_id_that_shows_alike()
    explained = frozenset().union(*(match.explained for match in chosen))
    forms = {match.form.id: match.form for match in sorted(chosen, key=lambda match: match.form.id)}
    unexplained = symptoms.deviating - explained
    return Diagnosis(
        tuple(forms.values()), tuple(_observations(recording, answers.expected(exercise), unexplained))
    )


def _implemented(recording: Recording) -> bool:
    endings = [str(aspects.get("raised", "")) for aspects in recording.values()]
    return not all(unwritten(text) for text in endings)


@dataclass(frozen=True)
class _Symptoms:
    """What is to be explained: where the recording of an exercise deviates from the reference's."""

    exercise: str
    recording: Recording
    answers: Answers
    deviating: frozenset[Aspect]

    @cached_property
    def probes(self) -> frozenset[str]:
        """That show any of it."""
        return frozenset(probe for probe, _ in self.deviating)

    def likeliest_first(self) -> list[Form]:
        """The forms that may explain anything, by how much they seem to, as far as their patterns tell."""
        from autograder.patterns import could_be

        ranked = []
        for form in self.answers.forms:
            if form.exercise != self.exercise:
                continue
            pattern = self.answers.patterns.get(form)
            if pattern is None:
                ranked.append((0, form))
            elif not pattern.twin:
                shown = pattern.always.keys() & self.deviating
                hopeful = sum(
                    could_be(pattern.always[probe, name], self.recording.get(probe, {}).get(name))
                    for probe, name in shown
                )
                absent = len(pattern.always) - len(shown)  # by chance, under this seed
                if (hopeful or not pattern.always) and (absent <= 3 or absent * 4 <= len(pattern.always)):
                    ranked.append((len(self.deviating) - hopeful + absent, form))
        return [form for _, form in sorted(ranked, key=lambda pair: pair[0])]

    def names_known(self, matches: Iterable[_Match]) -> bool:
        """Whether the code lacks no name, or some form lacks the same: else that comes first, whatever it looks like."""
        lacking = {probe for probe in self.recording if _lacks_name(probe, self.recording)}
        return not lacking or any(probe in lacking for match in matches for probe, _ in match.explained)

    def only_match(self, forms: Iterable[Form]) -> list[_Match]:
        """A form that explains everything: no two mistakes do (CI looks), so that the others can wait."""
        for form in forms:
            seen = self._at_first_sight(form)
            if deviations(self._recorded_in(seen), seen):
                continue
            match = self.match(form)
            if match and match.explained == self.deviating:
                return [match]
        return []

    def nearly_only_match(self, forms: Iterable[Form]) -> list[_Match]:
        """A form that explains everything and predicts a little more: its mistake, but for an edge case."""
        for form in forms:
            pattern = self.answers.patterns.get(form)
            if pattern is None or form.exercise != self.exercise or not self.probes <= pattern.probes:
                continue
            most = len(self.deviating) * MOST_ELSEWHERE
            if len(pattern.always.keys() - self.deviating) > most:
                continue
            fingerprint = self.answers.fingerprint(form, self.exercise)
            predicted = deviations(fingerprint, self.answers.expected(self.exercise))
            elsewhere = predicted - self.deviating
            if (
                self.deviating < predicted
                and len(elsewhere) <= most
                and not {probe for probe, _ in elsewhere} & self.probes
                and self._agreeing(self.deviating, fingerprint) == self.deviating
            ):
                return [_Match(form, self.deviating, _NOTHING)]
        return []

    def _recorded_in(self, probes: Iterable[str]) -> Recording:
        return {probe: self.recording.get(probe, {}) for probe in probes}

    def _at_first_sight(self, form: Form) -> Recording:
        """What a form records in one probe that shows something, a fraction of the time of all; nothing where unknown."""
        pattern = self.answers.patterns.get(form)
        if pattern is None or form.exercise != self.exercise:
            return {}
        for probe in self.answers.suite.of(self.exercise):
            if probe.name in pattern.probes & self.probes:
                return self.answers.glimpse(form, probe.name)
        return {}

    def match(self, form: Form) -> _Match | None:
        seen, expected = self._at_first_sight(form), self.answers.expected(self.exercise)
        if not deviations(seen, {probe: expected[probe] for probe in seen}) <= self.deviating:
            return None
        match = self._compared(form, also=())
        if match and match.explained != self.deviating:
            # It may show in probes that saw nothing of it under the seeds of the patterns.
            match = self._compared(form, also=self.probes)
        return match

    def only_id_that_shows_alike(self) -> tuple[_Match, ...]:
        """A form that deviates in just the same places, if not in all values, and only forms of one mistake do."""
        alike = []
        for form, pattern in self.answers.patterns.items():
            if (
                form.exercise == self.exercise
                and not pattern.twin
                and pattern.always.keys() <= self.deviating
                and self.probes <= pattern.probes
            ):
                fingerprint = self.answers.fingerprint(form, self.exercise)
                if deviations(fingerprint, self.answers.expected(self.exercise)) == self.deviating and any(
                    _same_at(aspect, self.recording, fingerprint) for aspect in self.deviating
                ):
                    alike.append(_Match(form, self.deviating, _NOTHING))
        return tuple(alike[:1]) if len({match.form.id for match in alike}) == 1 else ()

    def pair(self, matches: Iterable[_Match]) -> tuple[Form, ...]:
        """Two forms that, made at once, give exactly this recording; nothing where none do."""
        tried: Counter[tuple[str, str]] = Counter()
        most = MAX_PAIRS / self.answers.suite.slow
        for one, other in self._likeliest_pairs(self._explained(matches)):
            if tried.total() < most and tried[one.id, other.id] < 2:
                like = self._like_both(one, other)
                if like:
                    return one, other
                tried[one.id, other.id] += like is not None
        return ()

    def _explained(self, matches: Iterable[_Match]) -> dict[Form, frozenset[Aspect]]:
        """What forms explain: those that were compared, and the twins of these, which may be joined where they cannot."""
        found = {match.form: match.explained for match in matches}
        patterns = self.answers.patterns
        twins = [
            form for form, pattern in patterns.items() if pattern.twin and form.exercise == self.exercise
        ]
        for match in matches:
            known = patterns.get(match.form)
            for twin in twins:
                if known and twin.id == match.form.id and patterns[twin].always == known.always:
                    found.setdefault(twin, match.explained)
        return found

    def _like_both(self, one: Form, other: Form) -> bool | None:
        """Whether the recording is what both give together; None where they cannot be joined."""
        probes = [probe.name for probe in self.answers.suite.of(self.exercise)]
        seen = [probe for probe in probes if probe in self.probes]
        for only in (seen[:1], probes):  # mostly, one look is enough
            both = self.answers.both(one, other, self.exercise, only)
            if both is None:
                return None
            if deviations(self._recorded_in(only), both):
                return False
        return True

    def _likeliest_pairs(self, explained: dict[Form, frozenset[Aspect]]) -> list[tuple[Form, Form]]:
        """Pairs of forms that may account for everything, best first: by what each is known to have `explained` that
        the other leaves alone, then by what their patterns tell.

        What one of them always shows must be there, but in probes that the other touches, too.
        """
        from autograder.patterns import could_be

        known = []
        for form, pattern in self.answers.patterns.items():
            if form.exercise == self.exercise:
                fits = {
                    (probe, name)
                    for (probe, name), sketch in pattern.always.items()
                    if (probe, name) in self.deviating
                    and could_be(sketch, self.recording.get(probe, {}).get(name))
                }
                misfits = {probe for probe, _ in pattern.always.keys() - fits}
                known.append((form, pattern, fits, misfits))
        ranked = []
        for (one, mine, fits, misfits), (other, theirs, fits_too, misfits_too) in combinations(known, 2):
            if (
                one.id != other.id
                and misfits <= theirs.probes
                and misfits_too <= mine.probes
                and self.probes <= mine.probes | theirs.probes
            ):
                by_one, by_other = explained.get(one, _NOTHING), explained.get(other, _NOTHING)
                disturbed = len((by_one - by_other) & theirs.always.keys()) + len(
                    (by_other - by_one) & mine.always.keys()
                )
                rank = (disturbed - len(by_one | by_other), -len(fits | fits_too))
                ranked.append((rank, one, other))
        return [(one, other) for _, one, other in sorted(ranked, key=lambda pair: pair[0])]

    def _agreeing(self, aspects: frozenset[Aspect], fingerprint: Recording) -> frozenset[Aspect]:
        """Those in which a form has the same value, and whose probe ended alike."""
        return frozenset(
            aspect
            for aspect in aspects
            if _same_at(aspect, self.recording, fingerprint)
            and _ended_alike(aspect, self.recording, fingerprint)
        )

    def _compared(self, form: Form, also: Iterable[str]) -> _Match | None:
        fingerprint = self.answers.fingerprint(form, self.exercise, also)
        predicted = deviations(fingerprint, self.answers.expected(self.exercise))
        if not predicted or not predicted <= self.deviating:
            return None
        explained = self._agreeing(predicted, fingerprint)
        return _Match(form, explained, predicted - explained) if explained else None


def _complete(matches: list[_Match], deviating: frozenset[Aspect]) -> tuple[_Match, ...]:
    """One match, or else two, whose every prediction is right and that together explain everything."""
    right = [match for match in matches if not match.wrong]
    for count in (1, 2):
        for chosen in combinations(right, count):
            if frozenset().union(*(match.explained for match in chosen)) == deviating:
                return chosen
    return ()


def _explanation(matches: list[_Match], deviating: frozenset[Aspect]) -> tuple[_Match, ...]:
    """Two matches that account for everything; else those that explain most, as long as each is mostly right."""
    complete = [
        chosen
        for chosen in combinations(matches, 2)
        if frozenset().union(*(match.explained | match.wrong for match in chosen)) == deviating
        and not frozenset().union(*(match.wrong for match in chosen)) - _shared(chosen)
    ]
    if complete:
        return max(complete, key=lambda chosen: sum(len(match.explained) for match in chosen))
    chosen, open_ = [], deviating
    for match in sorted(matches, key=lambda match: (len(match.wrong) - len(match.explained), match.form.id)):
        if len(match.explained & open_) > len(match.wrong):
            chosen.append(match)
            open_ -= match.explained | match.wrong
    return tuple(chosen)


def _shared(chosen: Sequence[_Match]) -> frozenset[Aspect]:
    """Where more than one of the chosen predicts a deviation: together they may give a value of their own."""
    touched = [match.explained | match.wrong for match in chosen]
    return frozenset().union(*(a & b for a, b in combinations(touched, 2)))


def _observations(recording: Recording, expected: Recording, unexplained: frozenset[Aspect]) -> list[Text]:
    """What was seen, in words, where no known mistake explains it; of what ended in an exception, that is enough."""
    for probe, aspects in recording.items():
        if "raised" in aspects:
            continue
        for aspect, template in (("order", ORDER), ("modes", MODES), ("samples", SAMPLES)):
            seen, wanted = aspects.get(aspect), expected.get(probe, {}).get(aspect)
            if (probe, aspect) in unexplained and isinstance(seen, str) and isinstance(wanted, str):
                return [template.format(seen=_legible(aspect, seen), wanted=_legible(aspect, wanted))]
    return []


def _legible(aspect: str, value: str) -> str:
    if aspect != "order":
        return value[:80] or "–"
    return (
        " ".join(LETTERS.get(letter, letter) for letter in value[:9]) + (" …" if len(value) > 9 else "")
        or "–"
    )


LETTERS = {"f": "forward", "e": "forward(eval)", "F": "forward(no_grad)", "E": "forward(eval,no_grad)", "b": "backward", "s": "step", "0": "step(grad=0)"}  # fmt: skip
ORDER = Text(
    "Orden observado: {seen}. El esperado empieza así: {wanted}.",
    "Order seen: {seen}. The expected one begins: {wanted}.",
)
MODES = Text(
    "El modelo corrió en modo {seen}; se esperaba {wanted}.",
    "The model ran in mode {seen}; {wanted} was expected.",
)
SAMPLES = Text(
    "Muestras por batch: {seen}. Se esperaba: {wanted}.", "Samples per batch: {seen}. Expected: {wanted}."
)
