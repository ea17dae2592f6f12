"""The attacks of tests/attacks, and some of their own, on the kit, stock nbgrader and stock otter-grader. It asserts nothing.

    python benchmarks/attacks/compare.py [--family lying …] [--otter-python PATH] [--nbgrader-python PATH] [--save FILE]

Each file becomes a submission as in tests/test_attacks.py, and is graded by `autograder grade`, `nbgrader autograde`
and `otter run`; the stock graders in a course and a box (box.py) of their own, a few attacks at a time, an honest student
last. What harms somebody is done again, alone.
--otter-python is a Python that has otter-grader and torch, --nbgrader-python one that has nbgrader and torch. What counts:

    gained       more points than the same file without the attack deserves
    ended        the honest student stays ungraded: the grader crashed, or hung beyond the limit
    harmed       the honest student's score, files outside the attacker's folder, or a process left
    not refused  the attack's own checks say that it reached something that the kit refuses
    nothing      none of these

Each attack counts as the first of these that holds; --save keeps all of them.
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import box
import stock
from rich.console import Console
from rich.table import Table

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from test_attacks import PLACE, REFERENCE, VICTIM, WRONG, whole  # noqa: E402

from autograder import suites  # noqa: E402

OUTCOMES = ("gained", "ended", "harmed", "not refused", "nothing")
ELSEWHERE = ("does not apply", "not run: would harm")
# Only for the kit: frames for its wire, patches to its modules, its own records.
WIRE = re.compile(
    r"""write\(3,|perfect\(|(import|from) (autograder|msgspec)|["']autograder["'.]|aspects|"raised" """.strip()
)
KIT_PATHS = re.compile(r"""["'](/[\w./-]+)""")
# Those that ask for confinement first would harm a machine without it; these fill or exhaust it.
HARMFUL = {
    f"exhausting/{name}"
    for name in ("full_disk", "giant_tensor", "inodes", "memory_of_many_processes", "memory_of_numpy",
                 "processes", "recursive_fork", "sparse_tensor")
}  # fmt: skip
EVERY = 6  # attacks, then an honest student
ALONE = ("exhausting", "tailored")  # graded one by one


@dataclass
class Attack:
    name: str
    must: str
    text: str

    @property
    def family(self) -> str:
        return self.name.partition("/")[0]

    @property
    def source(self) -> str:
        return whole(self.must, self.text).replace("PORT", str(box.PORT))

    def deserved(self, wrong: float, right: float) -> float:
        """The points of the same file without the attack, and without an exercise that the attack takes the place of."""
        costs = suites.exercises(stock.ASSIGNMENT)[VICTIM].points if self.must.startswith("costs") else 0
        return wrong if self.must == "gains nothing" else right - costs

    @property
    def stays_out(self) -> str:
        """Why the stock graders do not get it, or nothing."""
        paths = KIT_PATHS.findall(self.text)
        if WIRE.search(self.text) or (paths and all(path.startswith("/kit") for path in paths)):
            return "does not apply"
        return "not run: would harm" if "confined()" in self.text or self.name in HARMFUL else ""

    @property
    def checks_itself(self) -> bool:
        return self.must == "changes nothing" and bool(re.search(r"\bassert |refused\(", self.text))


@dataclass
class Outcome:
    outcome: str
    points: float | None = None  # more than without the attack
    harmed: list[str] = field(default_factory=list)
    ended: str = ""
    seconds: float = 0.0


def attacks(families: list[str]) -> list[Attack]:
    found = []
    for path in [*sorted(PLACE.glob("*/*.py")), *sorted((HERE / "tailored").glob("*.py"))]:
        if path.parent.name == "files":  # not code of a submission: see test_files_beside.py
            continue
        text = path.read_text("utf-8")
        found.append(
            Attack(f"{path.parent.name}/{path.stem}", text.removeprefix("# ").partition(":")[0], text)
        )
    return [attack for attack in found if not families or attack.family in families]


def verdict(attack: Attack, points: float | None, harmed: list[str], ended: str) -> str:
    if points is not None and points > 0.01:
        return "gained"
    if ended:
        return "ended"
    if harmed:
        return "harmed"
    return "not refused" if attack.checks_itself and (points or 0) < -0.01 else "nothing"


# ------------------------------------------------------------------------- nbgrader, otter


@dataclass
class Run:
    scores: dict[str, float]  # of those who got one
    changed: set[str]
    seen: box.Seen


class Stock:
    """A stock grader, its course, and what the solutions earn that attacks are added to."""

    def __init__(self, grader: stock.Grader, place: Path, limit: float, pool: ThreadPoolExecutor) -> None:
        self.grader, self.limit, self.course = grader, limit, place / grader.name
        self.course.mkdir()
        grader.make(self.course, REFERENCE)
        self.base = pool.submit(self.run, {"a_wrong": WRONG, "a_right": REFERENCE})

    def without(self, attack: Attack) -> float:
        base = self.base.result()
        if base.scores.get(stock.HONEST) != 100 or base.scores.get("a_right") != 100:
            raise RuntimeError(f"{self.grader.name} does not grade: {base.scores}\n{base.seen.output}")
        return attack.deserved(base.scores["a_wrong"], base.scores["a_right"])

    def run(self, sources: dict[str, str]) -> Run:
        """Students whose names begin with a_, then an honest one."""
        with tempfile.TemporaryDirectory(prefix="attack-") as place:
            home = Path(place) / "home"
            copytree(self.course, home)
            students = sources | {stock.HONEST: REFERENCE}
            for student, source in students.items():
                self.grader.hand_in(home, student, source)
            before = stock.state(home)
            command = self.grader.command(list(students))
            seen = box.grade(home, command, self.grader.python, limit=self.limit * len(students))
            after = stock.state(home)
            changed = {path for path in before | after if before.get(path) != after.get(path)} | set(
                seen.files
            )
            scores = self.grader.scores(home, list(students))
            return Run(scores, {stock.without_chance(path) for path in changed}, seen)

    def outcomes(self, chosen: list[Attack]) -> dict[str, Outcome]:
        """Attacks that harm anybody are tried once more, alone."""
        students = {f"a_{attack.name.replace('/', '_')}": attack for attack in chosen}
        made = self.run({student: attack.source for student, attack in students.items()})
        honest = made.scores.get(stock.HONEST)
        ended = "" if honest is not None else "crashed" if made.seen.ended else "hung"
        harmed = [f"honest student: {honest:g}"] if honest not in (None, 100) else []
        harmed += [f"process: {line}" for line in made.seen.left]
        harmed += (
            [f"file: {path}" for path in sorted(made.changed - self.base.result().changed)]
            if not ended
            else []
        )
        if len(chosen) > 1 and (ended or harmed):
            return {name: one for attack in chosen for name, one in self.outcomes([attack]).items()}
        found = {}
        for student, attack in students.items():
            points = made.scores.get(student, 0.0) - self.without(attack)
            outcome = verdict(attack, points, harmed, ended)
            found[attack.name] = Outcome(outcome, points, harmed, ended, made.seen.seconds)
        return found


def groups(chosen: list[Attack], most: int) -> list[list[Attack]]:
    """Those that likely harm others one by one, the others together."""
    alone = [[attack] for attack in chosen if attack.family in ALONE]
    others = [attack for attack in chosen if attack.family not in ALONE]
    return alone + [others[i : i + most] for i in range(0, len(others), most)]


# ---------------------------------------------------------------------------------- the kit


def on_kit(chosen: list[Attack], jobs: int, console: Console) -> dict[str, Outcome]:
    """One class, all attacks in it, honest students between them, whom each of the attacks before may have harmed."""
    with tempfile.TemporaryDirectory(prefix="attacks-kit-") as place:
        folder, answers = Path(place), Path(place) / "answers"
        sources = {"wrong": WRONG, "right": REFERENCE}
        for number, attack in enumerate(chosen):
            sources[attack.name.replace("/", "-")] = attack.source
            if number % EVERY == EVERY - 1 or number == len(chosen) - 1:
                sources[f"honest-{number // EVERY}"] = REFERENCE
        for number, (name, source) in enumerate(sources.items()):
            path = folder / "class" / f"{number:03}-{name}" / f"{stock.ASSIGNMENT}.py"
            path.parent.mkdir(parents=True)
            path.write_text(source, "utf-8")
        answers.mkdir()
        (answers / f"{stock.ASSIGNMENT}.py").write_text(REFERENCE, "utf-8")  # naming mistakes takes longest
        command = [
            Path(sys.executable).parent / "autograder",
            "grade",
            stock.ASSIGNMENT,
            folder / "class",
            "--out",
        ]
        options = [folder / "graded", "--jobs", jobs, "--timeout", 15, "--memory", 512]
        environment = os.environ | {"AUTOGRADER_ANSWERS": str(answers), "KIT_TEST_SECRET": "hunter2"}
        done = subprocess.run(
            [*map(str, [*command, *options])], env=environment, capture_output=True, text=True, check=False
        )
        results = {}
        for path in (folder / "graded" / "results").glob("*.json"):
            result = json.loads(path.read_text("utf-8"))
            results[result["student"].partition("-")[2]] = result
    if "wrong" not in results or "right" not in results:
        raise RuntimeError(f"the kit does not grade: {done.stdout}\n{done.stderr}")
    scores = {name: result["score"] for name, result in results.items()}
    console.print(f"kit: wrong {scores['wrong']:g}, right {scores['right']:g}")
    left = [line for line in box._others() if "autograder-attack" in line]
    found = {}
    for number, attack in enumerate(chosen):
        name, honest = attack.name.replace("/", "-"), f"honest-{number // EVERY}"
        points = scores.get(name, 0.0) - attack.deserved(scores["wrong"], scores["right"])
        ended = "crashed" if honest not in scores else ""
        same = ended or results[honest]["exercises"] == results["right"]["exercises"]
        harmed = ([] if same else [f"honest student: {scores[honest]:g}"]) + left
        found[attack.name] = Outcome(verdict(attack, points, harmed, ended), points, harmed, ended)
    return found


# --------------------------------------------------------------------------------- the table


def say(console: Console, grader: str, name: str, one: Outcome) -> None:
    what = f"{one.points or 0:+g}" if one.outcome == "gained" else one.ended or "; ".join(one.harmed[:2])
    console.print(f"{grader}: {name}: {one.outcome} {what}", markup=False, highlight=False, soft_wrap=True)


def show(console: Console, found: dict[str, dict[str, Outcome]]) -> None:
    """Per family and grader, how many attacks came to what."""
    every = attacks([])
    table = Table(title=" / ".join(OUTCOMES))
    for heading in ("", "attacks", *ELSEWHERE, *found):
        table.add_column(heading, justify="right" if heading else "left")
    for family in [*dict.fromkeys(attack.family for attack in every), "all"]:
        of = [attack for attack in every if family in ("all", attack.family)]
        cells = [str(sum(attack.stays_out == reason for attack in of)) for reason in ELSEWHERE]
        for outcomes in found.values():
            counts = Counter(outcomes[attack.name].outcome for attack in of if attack.name in outcomes)
            missing = sum(a.name not in outcomes and not a.stays_out for a in of)
            text = " / ".join(str(counts[outcome]) for outcome in OUTCOMES)
            cells.append(text + f" ({missing} to do)" * bool(missing))
        table.add_row(family, str(len(of)), *cells)
    console.print(table)
    for grader, outcomes in found.items():
        for name, one in sorted(outcomes.items()):
            if one.outcome in OUTCOMES[:3]:
                say(console, grader, name, one)


class Kept:
    """What was found, in a file that grows, if any."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.found: dict[str, dict[str, Outcome]] = {}
        if path and path.exists():
            for grader, each in json.loads(path.read_text("utf-8"))["outcomes"].items():
                self.found[grader] = {name: Outcome(**one) for name, one in each.items()}

    def add(self, grader: str, outcomes: dict[str, Outcome]) -> None:
        self.found.setdefault(grader, {}).update(outcomes)
        if self.path:
            saved = {name: {n: asdict(o) for n, o in each.items()} for name, each in self.found.items()}
            facts = {
                "date": datetime.now(UTC).isoformat(timespec="seconds"),
                "python": platform.python_version(),
                "cores": os.cpu_count(),
            }
            self.path.write_text(json.dumps({"facts": facts, "outcomes": saved}, indent=1) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--family", nargs="*", default=[], help="some families only, `tailored` among them")
    parser.add_argument(
        "--nbgrader-python", default=sys.executable, help="a Python that has nbgrader and torch"
    )
    parser.add_argument(
        "--otter-python", help="a Python that has otter-grader and torch; left out when absent"
    )
    parser.add_argument("--skip", nargs="*", default=[], choices=["kit", "nbgrader", "otter"])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--together", type=int, default=6, help="attacks in one course")
    parser.add_argument(
        "--limit", type=float, default=120, help="seconds that a stock grader has per student"
    )
    parser.add_argument("--minutes", type=float, default=1e9, help="start nothing new after so many")
    parser.add_argument("--save", type=Path, help="keep outcomes in this JSON; what it has is not done again")
    options = parser.parse_args()
    console, kept, started = Console(), Kept(options.save), time.monotonic()
    chosen = attacks(options.family)
    if "kit" not in options.skip and (new := [a for a in chosen if a.name not in kept.found.get("kit", {})]):
        kept.add("kit", on_kit(new, options.jobs, console))
    graders = [stock.Nbgrader(options.nbgrader_python)]
    graders += [stock.Otter(options.otter_python)] if options.otter_python else []
    for grader in graders:
        new = [attack for attack in chosen if attack.name not in kept.found.get(grader.name, {})]
        if grader.name in options.skip or time.monotonic() - started > options.minutes * 60:
            continue
        kept.add(grader.name, {a.name: Outcome(a.stays_out) for a in new if a.stays_out})
        if not (new := [attack for attack in new if not attack.stays_out]):
            continue
        with tempfile.TemporaryDirectory(prefix="course-") as place, ThreadPoolExecutor(options.jobs) as pool:
            course = Stock(grader, Path(place), options.limit, pool)

            def one(group: list[Attack], course: Stock = course) -> dict[str, Outcome]:
                late = time.monotonic() - started > options.minutes * 60
                return {} if late else course.outcomes(group)

            for done in as_completed([pool.submit(one, group) for group in groups(new, options.together)]):
                kept.add(grader.name, done.result())
                for name, found in done.result().items():
                    say(console, grader.name, name, found)
    show(console, kept.found)


if __name__ == "__main__":
    main()
