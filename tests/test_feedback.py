"""What students and teachers are shown: complete, in both languages, and inert whatever a student wrote."""

import csv
import io
import re
import unicodedata
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from autograder.feedback.page import page
from autograder.feedback.plain import brief, one_line, plain, points
from autograder.feedback.table import grades_csv
from autograder.feedback.terminal import show, summary
from autograder.result import ExerciseResult, MistakeFound, Result, TestResult, decode, encode

SLIDE = "Convenciones: Optimizador y Loss Function"
ZERO_GRAD = MistakeFound(
    id="missing-zero-grad",
    title="Los gradientes se acumulan entre lotes",
    hint="¿Qué queda en .grad cuando llega el segundo lote?",
    slide=SLIDE,
)
BATCH_MEAN = MistakeFound(
    id="mean-of-batch-means",
    title="El promedio da el mismo peso a cada lote",
    hint="El último lote puede ser más chico: ¿cuánto debería pesar?",
    slide="Training Loop",
)
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "=cmd|' /C calc'!A0",
    "ana;=1+1",
    "\t=1+1",
    "\x1b[2J\x1b[31mana\x1b]0;title\x07",
    "\u202eana\u2069",
    "[bold red]ana[/bold red] :smile:",
    "ana\n100 de 100 puntos\r\x00",
    "a" * 5000,
    "{{ 7*7 }} {score} %s",
    "\x1b]8;;https://x.cl/\x1b\\ana\x1b]8;;\x1b\\ \x9d8;;x\x9cana",
    "100 de 100\r  0\b\b\b\x7f\x85\x9b1A\x0b\x0c",
    "a\u200db\u200b\ufeff\u2066c\u061c\u00ad\U000e0041",
    "﷽" * 50 + "𒐫" * 30 + "👩\u200d👩\u200d👧" * 40,
    "a" + "\u0335\u0489" * 200 + "\u20dd" * 50,
    "ana\nbenja,100,100,graded",
    'a,=1+1;＝1+1\t@x|+1,"=1, "-2',
]


def test_of(name: str, outcome: Any = "passed", max_score: float = 10.0, **more: Any) -> TestResult:
    score = max_score if outcome == "passed" else 0.0
    return TestResult(name=name, title=name, score=score, max_score=max_score, outcome=outcome, **more)


test_of.__test__ = False  # type: ignore[attr-defined]  # pytest: not a test


def exercise(name: str, *tests: TestResult, **more: Any) -> ExerciseResult:
    counted = [test for test in tests if test.outcome != "skipped"]
    explanations = more.pop("explanations", [])
    return ExerciseResult(
        name=name,
        score=sum(test.score for test in counted),
        max_score=sum(test.max_score for test in counted),
        mistakes=[mistake.id for mistake in explanations],
        slide=more.pop("slide", SLIDE),
        explanations=explanations,
        observations=more.pop("observations", []),
        tests=list(tests),
    )


def result(*exercises: ExerciseResult, student: str = "ana", **more: Any) -> Result:
    fields: dict[str, Any] = {
        "assignment": "a2_training_loop",
        "student": student,
        "score": sum(exercise.score for exercise in exercises),
        "max_score": sum(exercise.max_score for exercise in exercises),
        "status": "graded",
        "seed": 1,
        "device": "cpu",
        "isolation": "sandbox",
        "kit_version": "0.1.0",
        "submission_sha256": "0" * 64,
        "lang": "es",
        "notes": [],
        "exercises": list(exercises),
    }
    return Result(**fields | more)


FULL = exercise("train_step", test_of("un paso"), test_of("la pérdida"))
NAMED = exercise(
    "train_one_epoch",
    test_of(
        "los parámetros tras una época",
        "failed",
        message="devolvió 0.9; esperábamos 0.7",
        hint="Mira el orden.",
    ),
    test_of("la media por muestra"),
    explanations=[ZERO_GRAD],
)
TWO = exercise("fit", test_of("tres épocas", "failed"), explanations=[ZERO_GRAD, BATCH_MEAN])
UNEXPLAINED = exercise(
    "overfit_one_batch",
    test_of(
        "cuenta los pasos", "error", message="ZeroDivisionError: division by zero", hint="Cuenta desde cero."
    ),
    test_of("se detiene a tiempo", "failed", message="no se detuvo", hint="Cuenta desde cero."),
    observations=["el modelo quedó en modo eval"],
)
ON_GPU = exercise("select_device", test_of("en CPU"), test_of("en la GPU", "skipped"))


def terminal(shown: Result, **options: Any) -> str:
    return printed(lambda console: show(shown, console), **options)


def printed(tell: Any, width: int = 80, **options: Any) -> str:
    console = Console(file=io.StringIO(), width=width, **{"color_system": None, **options})
    tell(console)
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


class Elements(HTMLParser):
    """All elements with their attributes, and the text that a reader sees."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.seen = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][0] not in ("style", "title"):
            self.seen += data


def text_of(html: str) -> str:
    return " ".join(Elements(html).seen.split())


def in_order(text: str, *pieces: str) -> bool:
    return re.search(".*".join(map(re.escape, pieces)), text, re.DOTALL) is not None


VIEWS = pytest.mark.parametrize(
    "view",
    [lambda shown: " ".join(terminal(shown).split()), lambda shown: text_of(page(shown))],
    ids=["terminal", "page"],
)


@VIEWS
def test_named_mistake_comes_before_its_hint_its_slide_and_the_tests(view: Any) -> None:
    shown = view(result(FULL, NAMED))
    slide = f"Diapositiva: {SLIDE}"
    assert in_order(shown, "30 de 40 puntos", "train_one_epoch", ZERO_GRAD.title, ZERO_GRAD.hint, slide)
    assert in_order(
        shown, slide, "los parámetros tras una época", "devolvió 0.9; esperábamos 0.7", "Mira el orden."
    )
    assert shown.endswith("Próximo paso: empieza por train_one_epoch.")
    assert "la media por muestra" not in shown  # it passed


@VIEWS
def test_two_mistakes_are_both_told(view: Any) -> None:
    shown = view(result(TWO))
    assert shown.count("Diapositiva:") == 2  # one for each mistake, none for the exercise
    assert in_order(
        shown, ZERO_GRAD.title, BATCH_MEAN.title, BATCH_MEAN.hint, "Diapositiva: Training Loop", "tres épocas"
    )


@VIEWS
def test_unexplained_shows_the_exercise_slide_the_failures_and_observations(view: Any) -> None:
    shown = view(result(UNEXPLAINED))
    assert in_order(shown, SLIDE, "cuenta los pasos", "ZeroDivisionError", "se detiene a tiempo", "modo eval")
    assert shown.count("Cuenta desde cero.") == 1  # a hint is told once


@VIEWS
def test_full_marks_are_congratulated(view: Any) -> None:
    shown = view(result(FULL))
    assert "20 de 20 puntos" in shown
    assert shown.endswith("¡Felicitaciones! Todo lo que ejecutamos está correcto.")


def test_full_exercise_takes_one_line() -> None:
    busy = exercise("fit", test_of("a"), explanations=[ZERO_GRAD])
    assert terminal(result(FULL, busy)).endswith(
        "\n\n✓ train_step  20 de 20\n✓ fit  10 de 10\n\n"
        "¡Felicitaciones! Todo lo que ejecutamos está correcto.\n"
    )


def test_a_habit_is_told_where_the_exercise_is_right() -> None:
    habit = exercise("fit", test_of("a"), observations=["tu backward conserva el grafo"])
    assert "✓ fit  10 de 10\n  También vimos: tu backward conserva el grafo\n" in terminal(result(habit))
    assert "También vimos: tu backward conserva el grafo" in page(result(habit))


@VIEWS
def test_skipped_gpu_test_is_apart_and_does_not_cost_the_congratulations(view: Any) -> None:
    shown = view(result(ON_GPU))
    assert in_order(
        shown, "10 de 10", "No se ejecutó aquí (hace falta una GPU): en la GPU", "¡Felicitaciones!"
    )
    assert "Lo que no pasó" not in shown


@VIEWS
def test_exercise_that_could_not_run_here_is_neither_full_nor_failed(view: Any) -> None:
    shown = view(result(exercise("select_device", test_of("en la GPU", "skipped"))))
    assert "–" in shown and "✓" not in shown and "✗" not in shown and "Felicitaciones" not in shown


@VIEWS
@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize(
    ("status", "es", "en"),
    [
        ("graded", "Corregimos tu entrega.", "We graded your submission."),
        ("unreadable", "No pudimos leer", "could not read"),
        ("missing", "No encontramos", "did not find"),
        ("timeout", "no terminó a tiempo", "did not finish in time"),
        ("memory", "más memoria", "more memory"),
        ("crashed", "se cayó", "stopped abruptly"),
    ],
)
def test_each_status_is_a_sentence(view: Any, status: str, es: str, en: str, lang: str) -> None:
    assert (es if lang == "es" else en) in view(result(status=status, lang=lang))


@VIEWS
def test_unreadable_tells_why_and_does_not_congratulate(view: Any) -> None:
    shown = view(result(status="unreadable", max_score=100.0, notes=["línea 3: falta un paréntesis"]))
    assert in_order(shown, "0 de 100 puntos", "Nota: línea 3: falta un paréntesis", "prueba de nuevo.")
    assert "Felicitaciones" not in shown


@VIEWS
def test_timeout_keeps_what_was_earned(view: Any) -> None:
    hung = exercise("fit", test_of("tres épocas", "error", message="sin respuesta en 60 s"))
    shown = view(result(FULL, hung, status="timeout"))
    assert in_order(
        shown, "20 de 30 puntos", "no terminó a tiempo", "✓", "sin respuesta en 60 s", "empieza por fit"
    )


@VIEWS
def test_english(view: Any) -> None:
    shown = view(result(NAMED, UNEXPLAINED, ON_GPU, lang="en", notes=["cell 7"]))
    for words in [
        "20 of 50 points",
        "Note: cell 7",
        "Hint: ",
        "Slide: ",
        "What did not pass (1):",
        "We also saw: ",
        "Not run here (it needs a GPU): en la GPU",
        "Next step: start with train_one_epoch.",
    ]:
        assert words in shown
    assert "Pista" not in shown and "Diapositiva" not in shown


def test_the_marks_alone_tell_the_standing_without_colour() -> None:
    shown = terminal(result(FULL, NAMED, TWO))
    for line in ["✓ train_step  20 de 20", "◐ train_one_epoch  10 de 20", "✗ fit  0 de 10"]:
        assert f"\n{line}\n" in shown
    assert "████████████░░░░░░░░  30 de 50 puntos" in shown
    assert "\x1b" not in shown and "\x1b[" in terminal(
        result(FULL), color_system="standard", force_terminal=True
    )


def hostile_result(text: str) -> Result:
    """`text` wherever a student's text can come."""
    text = text or "-"  # an empty text leaves its line out
    mistake = MistakeFound(id=text, title=text, hint=text, slide=text)
    failing = TestResult(
        name=text, title=text, score=0, max_score=5, outcome="failed", message=text, hint=text + "!"
    )
    gone = TestResult(name=text, title=text, score=0, max_score=5, outcome="skipped")
    named = ExerciseResult(
        name=text,
        score=1,
        max_score=6,
        mistakes=[text],
        slide=text,
        explanations=[mistake],
        observations=[text],
        tests=[failing, gone],
    )
    unnamed = ExerciseResult(
        name=text,
        score=0,
        max_score=5,
        mistakes=[],
        slide=text,
        explanations=[],
        observations=[text],
        tests=[failing],
    )
    return result(named, unnamed, student=text, assignment=text, notes=[text])


def assert_seen_by_everybody(text: str) -> None:
    """No character that moves the cursor, turns the line around or is not there to see, and no tower of accents."""
    assert not [c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") and c != "\n"]
    assert not [c for c in text if unicodedata.bidirectional(c) in BIDI_CONTROLS]
    kinds = "".join("m" if unicodedata.category(c) in ("Mn", "Me") else "-" for c in text)
    assert "m" * 5 not in kinds
    assert plain(text) == text


BIDI_CONTROLS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


def assert_inert_in_terminal(text: str) -> None:
    shown = terminal(hostile_result(text)) + printed(lambda console: summary([hostile_result(text)], console))
    assert_seen_by_everybody(shown)
    assert max(map(cell_len, shown.split("\n"))) <= 80
    shown.encode()


def assert_inert_in_html(text: str) -> None:
    html = page(hostile_result(text))
    elements, harmless = Elements(html).elements, Elements(page(hostile_result("ana"))).elements
    assert [tag for tag, _ in elements] == [tag for tag, _ in harmless]
    assert [attributes for _, attributes in elements] == [attributes for _, attributes in harmless]
    assert_seen_by_everybody(html)
    html.encode()


def assert_inert_in_csv(text: str) -> None:
    table = grades_csv([hostile_result(text)], [text])
    assert_seen_by_everybody(table)
    assert table.count("\n") == 2  # one line per student, for what reads no quotes
    for delimiter in ",;\t":  # `;` is what a spreadsheet set to Spanish splits at
        rows = list(csv.reader(io.StringIO(table, newline=""), delimiter=delimiter))
        assert len(rows) == 2
        unquoted = table.replace("\n", delimiter).split(delimiter)
        for cell in [*unquoted, *rows[0], *rows[1]]:
            start = unicodedata.normalize("NFKC", cell).lstrip().lstrip('"').lstrip()
            assert not start.startswith(("=", "+", "-", "@"))
    table.encode()


def assert_inert_in_json(text: str) -> None:
    """`autograder check --json` prints it, and people `cat` it."""
    text = text.encode(errors="replace").decode()  # as it comes from the sandbox and the disk
    shown = hostile_result(text)
    data = encode(shown)
    assert all(line.isprintable() for line in data.decode().split("\n"))
    assert decode(data) == shown


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_inert_everywhere(text: str) -> None:
    assert_inert_in_terminal(text)
    assert_inert_in_html(text)
    assert_inert_in_csv(text)
    assert_inert_in_json(text)


@settings(derandomize=True, max_examples=60, deadline=None, database=None)
@given(
    st.text(
        st.characters(codec=None)
        | st.sampled_from("<>&\"'=+@＝﹣;,[]{}\n\r\t\b\x1b\x9b\x9d\u0301\u200d\u202e\u2028"),
        max_size=120,
    )
)
def test_any_text_is_inert_everywhere(text: str) -> None:
    assert_inert_in_terminal(text)
    assert_inert_in_html(text)
    assert_inert_in_csv(text)
    assert_inert_in_json(text)


def test_page_holds_nothing_active_and_nothing_from_elsewhere() -> None:
    elements = Elements(page(hostile_result("ana"))).elements
    tags = {tag for tag, _ in elements}
    attributes = {name for _, names in elements for name in names}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base", "a"}
    assert not {name for name in attributes if name.startswith("on")} | attributes & {"src", "href", "style"}
    csp = {
        "http-equiv": "Content-Security-Policy",
        "content": "default-src 'none'; style-src 'unsafe-inline'",
    }
    assert ("meta", csp) in elements
    assert ("html", {"lang": "es"}) in elements
    assert ("html", {"lang": "en"}) in Elements(page(result(FULL, lang="en"))).elements


def test_markup_is_shown_and_not_run() -> None:
    assert "<script>alert(1)</script>" in text_of(page(result(FULL, student=HOSTILE[0])))
    assert "a2_training_loop · [bold red]ana[/bold red] :smile:" in terminal(result(FULL, student=HOSTILE[7]))
    assert "a2_training_loop · {{ 7*7 }} {score} %s" in text_of(page(result(FULL, student=HOSTILE[10])))


def test_details_are_open_where_no_mistake_is_named() -> None:
    assert ("details", {"open": None}) in Elements(page(result(UNEXPLAINED))).elements
    assert ("details", {}) in Elements(page(result(NAMED))).elements


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("\x1b[31mrojo\x1b[0m", "rojo"),
        ("\x1b]8;;http://x.cl\x1b\\enlace\x1b]8;;\x1b\\", "enlace"),
        ("\x9b2Jana", "ana"),
        ("\x1b[\x1b[2J2J", "2J"),
        ("a\u202eb\u200bc\x00\x7f", "abc"),
        ("línea 1\r\n\tlínea 2", "línea 1\n    línea 2"),
        ("\ud800", ""),
        ("a\u2028b\u2029c", "abc"),
        ("\x1b]8;;http://x.cl\x07enlace\x1b]8;;\x07", "enlace"),
        ("100\r0\b9\x85x", "1000" + "9x"),
        ("a" + "\u0301" * 9 + "b\u0301", "a" + "\u0301" * 4 + "b\u0301"),
        ("Ñandú 李 عمر 🙂", "Ñandú 李 عمر 🙂"),
    ],
)
def test_plain(text: str, safe: str) -> None:
    assert plain(text) == safe


def test_wrapped_lines_keep_their_indent() -> None:
    told = exercise("fit", test_of("a", "failed", message="palabra " * 30))
    lines = [line for line in terminal(result(told)).split("\n") if "palabra" in line]
    assert len(lines) == 4 and all(re.match(" {6}palabra", line) for line in lines)


def test_rounding_neither_costs_nor_gives_full_marks() -> None:
    thirds = ExerciseResult(
        name="fit",
        score=0.1 + 0.7,
        max_score=0.8,
        mistakes=[],
        slide="",
        explanations=[],
        observations=[],
        tests=[],
    )
    assert thirds.score < thirds.max_score
    assert "✓ fit  0.8 de 0.8" in terminal(result(thirds))
    assert "███████████████████░  99.5 de 100" in terminal(result(score=99.5, max_score=100.0))


def test_empty_message_leaves_no_empty_line() -> None:
    assert "✗ tres épocas\n\nPróximo paso" in terminal(result(TWO))
    assert "message" not in [
        attributes.get("class") for _, attributes in Elements(page(result(TWO))).elements
    ]


def test_long_text_is_cut() -> None:
    assert brief("a" * 5, limit=3) == "aaa…" and brief("aaa", limit=3) == "aaa"
    assert one_line("ana\nmaría ") == "ana maría"
    assert len(terminal(hostile_result("a" * 100_000))) < 30_000


@pytest.mark.parametrize(
    ("score", "shown"), [(72.5, "72.5"), (100.0, "100"), (100 / 3, "33.33"), (0.1 + 0.2, "0.3")]
)
def test_points(score: float, shown: str) -> None:
    assert points(score) == shown


def test_grades_are_not_rounded_to_what_people_read() -> None:
    assert "ana,33.33333333,100,graded" in grades_csv([result(score=100 / 3, max_score=100.0)], [])


def test_grades() -> None:
    grades = grades_csv(
        [result(NAMED, FULL, student="zoë"), result(student="ana", status="missing", max_score=40.0)],
        ["train_step", "train_one_epoch"],
    )
    assert grades == (
        "student,score,max_score,status,train_step,train_one_epoch\n"
        "ana,0,40,missing,0,0\n"
        "zoë,30,40,graded,20,10\n"
    )


@pytest.mark.parametrize("student", ["ana", 'Ana "la grande", Pérez', "O'Higgins", "李", "a;b", " a  b "])
def test_grades_round_trip(student: str) -> None:
    table = grades_csv([result(FULL, student=student, score=72.5)], ["train_step"])
    rows = list(csv.reader(io.StringIO(table, newline="")))
    assert rows[1] == [student, "72.5", "20", "graded", "20"]


@pytest.mark.parametrize(
    ("student", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("@x", "'@x"),
        ("\t-1", "'    -1"),
        ("\r+1", "'+1"),
        ("a;=1", "a;'=1"),
        ("a,=1", "a,'=1"),
        ('a,"\t=1', "a,'\"    =1"),
        ("﹣1", "'﹣1"),
        ("a\n=1", "a⏎=1"),
        ("ana\nbenja,100", "ana⏎benja,100"),
    ],
)
def test_formulas_become_text(student: str, cell: str) -> None:
    table = grades_csv([result(FULL, student=student)], [])
    assert list(csv.reader(io.StringIO(table, newline="")))[1][0] == cell


def test_summary() -> None:
    class_ = [
        result(FULL, NAMED, student="zoë"),
        result(exercise("train_step", test_of("a", "failed"), test_of("b")), TWO, student="ana"),
        result(student="[b]max[/b]", status="missing", max_score=40.0),
    ]
    lines = [
        " ".join(line.split()) for line in printed(lambda console: summary(class_, console)).splitlines()
    ]
    students = ["[b]max[/b] 0 de 40 no entregada", "ana 10 de 30 corregida", "zoë 30 de 40 corregida"]
    assert lines[1:4] == students
    assert "train_step 10 de 20" in lines and "train_one_epoch 3.33 de 20" in lines and "fit 0 de 10" in lines
    assert lines[-2:] == [f"{ZERO_GRAD.title} 2", f"{BATCH_MEAN.title} 1"]


def test_summary_counts_a_student_once_for_a_mistake_made_twice() -> None:
    shown = printed(lambda console: summary([result(NAMED, TWO)], console))
    assert re.search(f"{ZERO_GRAD.title} +1 *$", shown, re.MULTILINE)


def test_summary_tells_which_libraries_are_missing() -> None:
    note = "Línea 1: esta parte no se pudo ejecutar (ModuleNotFoundError: No module named '{}'); se omitió."
    message = "lanzó ModuleNotFoundError: No module named 'wandb.sdk' (submission, 3: import wandb.sdk)"
    class_ = [
        result(FULL, student="ana", notes=[note.format("torchinfo"), note.format("torchinfo.layers")]),
        result(
            exercise("fit", test_of("a", "failed", message=message)),
            student="eva",
            notes=[note.format("torchinfo")],
        ),
    ]
    lines = [line.split() for line in printed(lambda console: summary(class_, console)).splitlines()]
    assert ["torchinfo", "2"] in lines and ["wandb", "1"] in lines
    assert not re.search("faltan", printed(lambda console: summary([result(NAMED)], console)))


def test_summary_of_nobody() -> None:
    assert "No hay entregas." in printed(lambda console: summary([], console))
