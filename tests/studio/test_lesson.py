"""The lesson: guesses, quizzes, exercises that really run, and a score that is kept."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from fairlead.errors import LessonError
from fairlead.store import Store
from fairlead.studio.lesson.chapters import CHAPTERS, LESSON, chapter_named
from fairlead.studio.lesson.customers import customers_csv
from fairlead.studio.lesson.editors import EDITORS, SCALER, SUITE, editor_of
from fairlead.studio.lesson.measured import checked_frame
from fairlead.studio.lesson.predictions import PREDICTIONS
from fairlead.studio.lesson.progress import Progress
from fairlead.studio.lesson.quizzes import QUIZZES, quiz_of
from fairlead.studio.lesson.scaler_grader import grade as grade_scaler
from fairlead.studio.lesson.suite_grader import grade as grade_suite
from fairlead.studio.lesson.tools import TOOLS

GAP = "    # YOUR CODE HERE: a step that brings the numbers to one scale\n"
PAGES = ["/learn/", "/learn/summary", *(f"/learn/{one.name}" for one in CHAPTERS)]


# --- what is asked


def test_every_chapter_has_its_parts() -> None:
    names = [one.name for one in CHAPTERS]
    assert [one.chapter for one in QUIZZES] == names == [one.chapter for one in PREDICTIONS]
    assert [one.chapter for one in EDITORS] == [one.name for one in CHAPTERS if "editor" in one.parts]


def test_every_option_has_a_reason_and_the_right_number_is_right() -> None:
    assert [one.right for one in QUIZZES] == [5, 1, 1, 1, 1]
    assert len(quiz_of("gap").options) == 7
    for quiz in QUIZZES:
        assert all(len(option.why) > 40 for option in quiz.options)
        assert len({option.name for option in quiz.options}) == len(quiz.options)


@pytest.mark.parametrize(
    ("chosen", "points"),
    [
        (["path", "order", "leak", "pickle", "seed"], 1.0),
        (["path", "order", "leak"], 0.6),
        (["path", "order", "leak", "pickle", "seed", "algorithm", "features"], 0.6),
        (["path", "algorithm", "features"], 0.0),
        (["algorithm"], 0.0),
    ],
)
def test_a_wrong_choice_takes_away_what_a_right_one_gives(chosen: list[str], points: float) -> None:
    assert quiz_of("gap").points(chosen) == pytest.approx(points)


def test_chosen_right_missed_and_wrongly_chosen_look_different() -> None:
    looks = quiz_of("gap").looks(["path", "algorithm"])
    assert (looks["path"], looks["order"], looks["algorithm"], looks["features"]) == (
        "right",
        "missed",
        "wrong",
        "left",
    )


def test_an_answer_that_cannot_be_given_is_refused() -> None:
    with pytest.raises(LessonError, match="No answer"):
        quiz_of("gap").checked([])
    with pytest.raises(LessonError, match="No answer"):
        quiz_of("pipeline").checked(["gate", "always"])
    with pytest.raises(LessonError, match="did you mean 'gate'"):
        quiz_of("pipeline").checked(["gat"])
    with pytest.raises(LessonError, match="no chapter"):
        chapter_named("nope")
    with pytest.raises(LessonError, match="no chapter"):
        chapter_named("6")


def test_a_chapter_is_found_by_its_number_too() -> None:
    assert chapter_named("3") is chapter_named("features")


def test_the_score_is_that_of_the_best_tries(tmp_path: Path) -> None:
    with Store(tmp_path / "store.db") as store:
        for points in (0.4, 1.0, 0.2):
            store.lessons.answer(LESSON, "quiz:gap", "[]", points, 1.0)
        store.lessons.answer(LESSON, "quiz:testing", "[]", 0.0, 2.0)
        store.lessons.answer(LESSON, "editor:testing", "{}", 0.0, 2.0)
        progress = Progress.of(store.lessons.answers(LESSON))
    assert (progress.score, progress.first_score, progress.answered) == (1.0, 0.4, 2)
    assert progress.standing(chapter_named("testing")).done == {"quiz"}
    assert progress.next is CHAPTERS[0]
    assert progress.share == pytest.approx(2 / sum(len(one.parts) for one in CHAPTERS))


# --- what graders accept


@pytest.fixture
def customers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder with the customers, as code in the sandbox does."""
    (tmp_path / "customers.csv").write_bytes(customers_csv())
    monkeypatch.chdir(tmp_path)


def graded(code: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(code, "exercise", "exec"), names)
    return grade_scaler(names)


@pytest.mark.parametrize(
    "step",
    [
        '("scale", StandardScaler()),',
        '("anything", StandardScaler(with_mean=True, with_std=True)),',
        '("scale", __import__("sklearn.preprocessing").preprocessing.StandardScaler()),',
        '("both", Pipeline([("inner", StandardScaler())])),',
        '("columns", __import__("sklearn.compose").compose.ColumnTransformer([("s", StandardScaler(), [0, 1, 2])])),',
    ],
)
@pytest.mark.usefixtures("customers")
def test_every_correct_spelling_passes(step: str) -> None:
    found = graded(SCALER.replace(GAP, f"    {step}\n"))
    assert found["passed"], found["checks"][-1]


@pytest.mark.usefixtures("customers")
def test_another_way_to_the_same_object_passes() -> None:
    code = SCALER.replace(GAP, "")
    code += "from sklearn.pipeline import make_pipeline as together\n"
    code += "pipeline = together(SimpleImputer(), StandardScaler(), LogisticRegression())\n"
    assert graded(code + 'pipeline.fit(train[columns], train["churn"])\n')["passed"]
    inserted = SCALER.replace(GAP, "").replace(
        "pipeline.fit(", 'pipeline.steps.insert(1, ("scale", StandardScaler()))\npipeline.fit('
    )
    assert graded(inserted)["passed"]


WRONG = {
    "nothing": (SCALER, "a StandardScaler stands before the model"),
    "a printed name": (SCALER + 'print("StandardScaler()")\n', "a StandardScaler stands before the model"),
    "another scaler": (
        SCALER.replace(GAP, '    ("s", __import__("sklearn.preprocessing").preprocessing.MinMaxScaler()),\n'),
        "a StandardScaler stands before the model",
    ),
    "a class of the same name": (
        SCALER.replace(
            "customers =", "from sklearn.preprocessing import MaxAbsScaler\nclass StandardScaler(MaxAbsScaler): pass\n"
            "customers =",
        ).replace(GAP, '    ("s", StandardScaler()),\n'),
        "a StandardScaler stands before the model",
    ),
    "half a scaler": (
        SCALER.replace(GAP, '    ("s", StandardScaler(with_std=False)),\n'),
        "on the training rows each number has mean 0 and standard deviation 1",
    ),
    "a text": ('pipeline = "Pipeline(StandardScaler())"\n', "pipeline is a scikit-learn Pipeline"),
    "never fitted": (
        SCALER.replace(GAP, '    ("s", StandardScaler()),\n').partition("pipeline.fit")[0],
        "it was fitted on the training rows",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(WRONG))
@pytest.mark.usefixtures("customers")
def test_what_is_not_the_object_does_not_pass(name: str) -> None:
    code, stopped_by = WRONG[name]
    found = graded(code)
    assert not found["passed"]
    assert found["checks"][-1]["what"] == stopped_by and found["checks"][-1]["do"]


@pytest.mark.usefixtures("customers")
def test_a_step_that_learns_from_the_rows_it_is_asked_about_does_not_pass() -> None:
    step = "    ('own', F(lambda X: (X - X.mean(axis=0)) / X.std(axis=0))), ('s', StandardScaler()),\n"
    found = graded("from sklearn.preprocessing import FunctionTransformer as F\n" + SCALER.replace(GAP, step))
    assert found["checks"][-1]["what"] == "one customer alone gets the same numbers as among others"
    assert not found["passed"]


def test_every_solution_passes(customers: None) -> None:
    assert graded(editor_of("features").solution)["passed"]
    names: dict[str, Any] = {}
    exec(editor_of("testing").solution, names)
    found = grade_suite(names)
    assert (found["passing"], found["of"]) == (2, 5)


def test_rows_that_break_a_rule_are_set_aside_with_the_reason() -> None:
    found = checked_frame()
    assert (found["rows_in"], found["rows_valid"], found["rows_quarantined"]) == (5, 1, 4)
    assert found["quarantined"][2] == {
        "row": ["C-4", -5, "Two year", 42.3],
        "because": ["age is at least 0 and at most 120"],
    }
    assert [one["values"] for one in found["results"]] == [[], [None], [-5, 150], ["INVALID"]]


def test_a_suite_without_a_line_is_not_looked_at() -> None:
    names: dict[str, Any] = {}
    exec(SUITE.partition("df.expect")[0], names)
    assert grade_suite(names) == {"passed": False, "said": "No expectation was written: call one on df."}
    assert not grade_suite({"df": "from_pandas(customers)"})["passed"]


def test_the_exercise_is_about_the_real_customers() -> None:
    lines = customers_csv().decode().splitlines()
    assert lines[0] == "tenure,monthly_charges,total_charges,churn,side" and len(lines) == 7044
    assert 0.2 < sum(line.endswith("test") for line in lines) / 7043 < 0.3


# --- the pages


@pytest.mark.parametrize("path", PAGES)
def test_pages_stand_without_scripts_and_without_style_of_their_own(open_studio: Any, path: str) -> None:
    page = open_studio(lesson=True).get(path)
    assert page.status == 200
    assert not re.search(r"\sstyle=|<style|onclick=|javascript:", page.text)
    assert page.text.count("<h1") == 1


def test_the_lesson_begins_with_all_chapters(open_studio: Any) -> None:
    page = open_studio(lesson=True).get("/learn")
    assert [one.title in page.words for one in CHAPTERS] == [True] * 5
    assert "Begin" in page.words and "begun" not in page.words.replace("not begun", "")


def test_a_chapter_that_is_not_there_is_not_found(open_studio: Any) -> None:
    page = open_studio(lesson=True).get("/learn/tests")
    assert page.status == 404 and "did you mean 'testing'" in page.words


def test_a_quiz_is_answered_wrong_then_right_and_the_score_follows(open_studio: Any) -> None:
    studio = open_studio(lesson=True)
    answer = studio.send_form("/learn/gap/quiz", {"choice": ["path", "leak", "algorithm"]})
    assert (answer.status, answer.headers["location"]) == (303, "/learn/gap#quiz")
    page = studio.get("/learn/gap")
    assert "0.2 of 1 point: 2 of 5 found, 1 chosen that is no fault." in page.words
    for look, count in (("right", 2), ("missed", 3), ("wrong", 1), ("left", 1)):
        assert len(re.findall(rf'<li class="is-{look}">', page.text)) == count
    assert all(option.why in page.words for option in quiz_of("gap").options)

    again = studio.get("/learn/gap?retry=1")
    assert 'type="checkbox"' in again.text and "Show my last answer" in again.words
    studio.send_form("/learn/gap/quiz", {"choice": ["path", "order", "leak", "pickle", "seed"]})
    studio.send_form("/learn/pipeline/quiz", {"choice": "gate"})
    studio.send_form("/learn/testing/quiz", {"choice": "drop"})
    summary = studio.get("/learn/summary").words
    assert "Score: 2 of 5" in summary and "At the first try it was 1.2" in summary
    assert "3 of 5 quizzes are answered" in summary
    assert all(tool.name in summary and tool.does in summary and tool.meets in summary for tool in TOOLS)


def test_no_choice_is_refused_with_what_to_do(open_studio: Any) -> None:
    answer = open_studio(lesson=True).send_form("/learn/gap/quiz")
    assert answer.status == 409 and "No answer was chosen" in answer.words


def test_a_guess_comes_before_what_was_measured(open_studio: Any) -> None:
    studio = open_studio(lesson=True)
    assert "came true" not in studio.get("/learn/testing").words
    studio.send_form("/learn/testing/predict", {"choice": "3"})
    page = studio.get("/learn/testing").words
    assert "three your guess" in page and "one came true" in page
    assert "1 of 5 goes on, 4 are set aside; 1 of 4 expectations pass." in page


def test_what_was_not_measured_yet_is_not_told(open_studio: Any) -> None:
    studio = open_studio(lesson=True)
    studio.send_form("/learn/pipeline/predict", {"choice": "extract"})
    page = studio.get("/learn/pipeline").words
    assert "This pipeline has not run to its end here yet." in page and "came true" not in page


def test_the_exercise_runs_for_real_and_hints_come_one_by_one(open_studio: Any) -> None:
    studio = open_studio(lesson=True)
    editor = editor_of("features")
    first = studio.send_form(
        "/learn/features/editor", {"code": SCALER.replace(GAP, '    ("s", StandardScaler),\n'), "do": "run"}
    )
    assert first.status == 200
    assert "TypeError in line 16" in first.words and 'File "your code", line 16' in first.words
    assert editor.hints[0] in first.words and editor.hints[1] not in first.words
    assert "Show the solution" not in first.words
    assert '("s", StandardScaler)' in first.words  # what was written stays in the editor

    second = studio.send_form("/learn/features/editor", {"code": 'print("StandardScaler() passed")', "do": "run"})
    assert "pipeline is a scikit-learn Pipeline" in second.words
    assert editor.hints[1] in second.words and "Show the solution" in second.words

    third = studio.send_form("/learn/features/editor", {"code": editor.solution.replace("\n", "\r\n"), "do": "run"})
    assert "Solved." in third.words and "customers kept aside: 0." in third.words
    with Store(studio.lesson / ".fairlead" / "store.db") as store:
        kept = {row["part"]: row for row in store.lessons.answers(LESSON)}["editor:features"]
    assert (kept["tries"], kept["first"], kept["best"]) == (3, 0.0, 1.0)

    studio.send_form("/learn/features/editor", {"do": "reset"})
    assert "# YOUR CODE HERE" in studio.get("/learn/features").text


def test_the_suite_is_edited_and_run(open_studio: Any) -> None:
    studio = open_studio(lesson=True)
    ran = studio.send_form("/learn/testing/editor", {"code": SUITE, "do": "run"})
    assert "1 of 4 expectations passed. 5 rows in, 1 goes on, 4 set aside." in ran.words
    mended = SUITE.replace("[25, None, 45, -5, 150]", "[25, 30, 45, 5, 15]").replace("INVALID", "One year")
    ran = studio.send_form("/learn/testing/editor", {"code": mended, "do": "run"})
    assert "4 of 4 expectations passed. 5 rows in, 5 go on, 0 set aside." in ran.words


def test_a_script_gets_the_result_alone(open_studio: Any) -> None:
    studio = open_studio(lesson=True)
    headers = {
        "Cookie": studio.cookie, "Origin": studio.origin, "X-Fairlead": "studio",
        "Content-Type": "application/x-www-form-urlencoded",
    }  # fmt: skip
    answer = studio.ask("POST", "/learn/testing/editor", "do=run&code=1%2F0", headers)
    assert answer.status == 200 and "<html" not in answer.text
    assert 'data-line="1"' in answer.text and "ZeroDivisionError: division by zero" in answer.words


def test_the_level_that_holds_the_code_is_shown(open_studio: Any) -> None:
    from fairlead.studio.sandbox.probe import level_here

    page = open_studio(lesson=True).get("/learn/testing").words
    assert f"Held by {level_here().require().sentence}" in page
    assert "This protects against accidents, not against hostile code" in page


def test_more_code_than_an_exercise_needs_is_refused(open_studio: Any) -> None:
    answer = open_studio(lesson=True).send_form("/learn/testing/editor", {"code": "#" * 20_001, "do": "run"})
    assert answer.status == 409 and "the editor takes 20,000" in answer.words


def test_beginning_anew_forgets_the_score(open_studio: Any) -> None:
    studio = open_studio(lesson=True)
    studio.send_form("/learn/pipeline/quiz", {"choice": "gate"})
    assert "score 1 of 5" in studio.get("/learn/gap").words
    assert studio.send_form("/learn/forget").status == 303
    assert "score 0 of 5" in studio.get("/learn/gap").words
