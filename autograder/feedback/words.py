"""What the feedback says, in Spanish and in English."""

from autograder.result import Status
from autograder.text import Text

POINTS = Text("{score} de {max_score}", "{score} of {max_score}")
TOTAL = Text("{score} de {max_score} puntos", "{score} of {max_score} points")
NOTE = Text("Nota: {note}", "Note: {note}")
WORTH_READING = Text(
    "Tu archivo usa {words}: con eso se mira dentro del programa que prueba el código, o se lo cambia. Ningún ejercicio "
    "lo necesita. No resta puntos, pero quien corrige lo leerá.",
    "Your file uses {words}, which look into the program that tests the code, or change it. No exercise needs that. It "
    "costs no points, but whoever grades will read it.",
)
TO_READ = Text("Entregas que conviene leer", "Submissions that somebody should read")
BECAUSE_OF = Text("por", "because of")
NOT_SEEN = Text(
    "{exercise} (el kit no vio cómo se obtuvo)", "{exercise} (the kit did not see how it came about)"
)
HINT = Text("Pista: {hint}", "Hint: {hint}")
SLIDE = Text("Diapositiva: {slide}", "Slide: {slide}")
FAILED = Text("Lo que no pasó ({count}):", "What did not pass ({count}):")
OBSERVED = Text("También vimos: {observation}", "We also saw: {observation}")
NOT_RUN = Text("No se ejecutó aquí (hace falta una GPU): {tests}", "Not run here (it needs a GPU): {tests}")

START_WITH = Text("Próximo paso: empieza por {exercise}.", "Next step: start with {exercise}.")
ALL_RIGHT = Text(
    "¡Felicitaciones! Todo lo que ejecutamos está correcto.",
    "Congratulations! Everything that we ran is right.",
)
TRY_AGAIN = Text(
    "Próximo paso: esta vez no pudimos corregir ningún ejercicio; revisa lo de arriba y prueba de nuevo.",
    "Next step: this time we could not grade any exercise; look at the lines above and try again.",
)

MARK = {"full": "✓", "part": "◐", "none": "✗", "not run": "–"}
STANDING = {
    "full": Text("completo", "complete"),
    "part": Text("en parte", "partly"),
    "none": Text("por hacer", "to do"),
    "not run": Text("no se ejecutó", "not run"),
}

STATUS: dict[Status, Text] = {
    "graded": Text("Corregimos tu entrega.", "We graded your submission."),
    "unreadable": Text(
        "No pudimos leer tu entrega: no es código de Python ni un notebook que se pueda abrir. "
        "Reinicia el kernel, ejecuta todo de principio a fin en tu computador y entrégala otra vez.",
        "We could not read your submission: it is neither Python code nor a notebook that opens. "
        "Restart the kernel, run all of it from top to bottom on your computer and hand it in again.",
    ),
    "missing": Text(
        "No encontramos tu entrega. Revisa que el archivo esté en su lugar y tenga el nombre que se pide.",
        "We did not find your submission. Check that the file is in its place and has the name asked for.",
    ),
    "timeout": Text(
        "Tu código no terminó a tiempo; quizás hay un ciclo que nunca acaba. Lo que alcanzó a responder sí cuenta.",
        "Your code did not finish in time; perhaps a loop never ends. What it did answer counts.",
    ),
    "memory": Text(
        "Tu código pidió más memoria de la que hay. Lo que alcanzó a responder sí cuenta.",
        "Your code asked for more memory than there is. What it did answer counts.",
    ),
    "crashed": Text(
        "Tu código se cayó de golpe antes de terminar. Lo que alcanzó a responder sí cuenta.",
        "Your code stopped abruptly before it finished. What it did answer counts.",
    ),
}

# For the teacher's table of the class.
STUDENT = Text("Estudiante", "Student")
SCORE = Text("Puntaje", "Score")
STATE = Text("Estado", "Status")
EXERCISE = Text("Ejercicio", "Exercise")
MEAN = Text("Promedio", "Mean")
MISTAKE = Text("Errores más frecuentes", "Most frequent mistakes")
STUDENTS = Text("Estudiantes", "Students")
LIBRARY = Text("Bibliotecas que aquí faltan", "Libraries that are missing here")
INSTALL = Text(
    "Son nombres que dan las entregas: instala (pip install …, donde está el kit) solo los que conoces y tu curso permite, "
    "y repite con --regrade. Sin ellas, quien las usa pierde puntos.",
    "These names come from the submissions: install (pip install …, where the kit is) only those that you know and your "
    "course allows, and repeat with --regrade. Without them, who uses them loses points.",
)
NOBODY = Text("No hay entregas.", "There are no submissions.")
STATE_OF: dict[Status, Text] = {
    "graded": Text("corregida", "graded"),
    "unreadable": Text("ilegible", "unreadable"),
    "missing": Text("no entregada", "missing"),
    "timeout": Text("sin terminar (tiempo)", "timed out"),
    "memory": Text("sin terminar (memoria)", "out of memory"),
    "crashed": Text("se cayó", "crashed"),
}

# For who misspells a name.
UNKNOWN_ASSIGNMENT = Text(
    "No hay una tarea «{name}». Las que hay: {names}.", "There is no assignment '{name}'. There are: {names}."
)
UNKNOWN_EXERCISE = Text(
    "No hay un ejercicio «{name}». Los que hay: {names}.",
    "There is no exercise '{name}'. There are: {names}.",
)
