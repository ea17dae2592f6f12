"""The kit's verdicts inside nbgrader. One line in the `nbgrader_config.py` of any course brings them in:

    import autograder.integrations.nbgrader as kit; kit.configure(c, lang="es")

From then on nbgrader's own commands grade the kit's notebooks through the sandbox, without a kernel, and every other
notebook as before.
"""

import os
import sys
from pathlib import Path
from typing import Any

from autograder.text import Lang


def configure(config: Any, *, lang: Lang = "es") -> None:
    """Puts the kit's steps into nbgrader's; `config` is the `c` of an nbgrader_config.py.

    What the file sets afterwards wins, such as `c.Grade.isolation = "process"` or `c.Grade.seconds = 30`. Pages show no
    scripts and no styles of any student's notebook, also of one that is not the kit's.
    """
    # nbgrader calls alembic by its bare name, also where the virtual environment is not activated.
    os.environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    from nbgrader.converters import Autograde, GenerateAssignment
    from nbgrader.preprocessors import DeduplicateIds

    from autograder import suites
    from autograder.generator import ANSWER
    from autograder.integrations.nbgrader import pages, preprocessors, zip_collect

    ours = {
        "ClearSolutions": [preprocessors.ClearSolutions],
        "DeduplicateIds": [preprocessors.Restore, DeduplicateIds],
        "Execute": [preprocessors.Grade],
    }

    def steps(converter: type, trait: str) -> list[Any]:
        default = converter.class_traits()[trait].default()  # type: ignore[attr-defined]
        return [ours_or_it for it in default for ours_or_it in ours.get(it.__name__, [it])]

    config.GenerateAssignment.preprocessors = steps(GenerateAssignment, "preprocessors")
    config.Autograde.sanitize_preprocessors = steps(Autograde, "sanitize_preprocessors")
    config.Autograde.autograde_preprocessors = steps(Autograde, "autograde_preprocessors")
    config.Autograde.exporter_class = "autograder.integrations.nbgrader.exporter.SubmissionExporter"
    config.Autograde.exclude_overwriting = {name: [f"{name}.py"] for name in suites.assignments()}
    config.ClearSolutions.text_stub = ANSWER.in_(lang)
    config.Grade.lang = lang
    # nbgrader's own templates take no notice of sanitize_html where they show markdown: hence the filters.
    config.HTMLExporter.sanitize_html = True
    config.HTMLExporter.filters = {"markdown2html": pages.markdown2html, "clean_html": pages.clean_html}
    config.ZipCollectApp.extractor_plugin = zip_collect.Extractor
    config.ZipCollectApp.collector_plugin = zip_collect.Collector
