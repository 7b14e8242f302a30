"""A learner goes through the whole lesson: every cell, every quiz right and wrong, a run, features, a year, tests."""

from __future__ import annotations

import re
from typing import Any

import pytest
from walking import Walk, walking

pytestmark = [pytest.mark.heavy, pytest.mark.timeout(1500)]

CHAPTERS = ("gap", "pipeline", "features", "retraining", "testing")
RIGHT = {
    "gap": ["path", "order", "leak", "pickle", "seed"],
    "pipeline": ["gate"],
    "features": ["same"],
    "retraining": ["inputs"],
    "testing": ["quarantine"],
}
WRONG = {
    "gap": ["algorithm", "features"],
    "pipeline": ["trained"],
    "features": ["fast"],
    "retraining": ["retrain"],
    "testing": ["mean"],
}
NOTEBOOK = "/churn/notebook/notebooks/churn_model_FINAL_v3_USE_THIS.ipynb"
MINUTES = 60_000


def answer(walk: Walk, chapter: str, names: list[str]) -> Any:
    """Answer the quiz of a chapter, and return its card."""
    page = walk.to(f"/learn/{chapter}?retry=1")
    for name in names:
        page.locator(f"#quiz input[value='{name}']").check()
    page.locator("#quiz button", has_text="Check").click()
    page.wait_for_selector("#quiz .verdict-line")
    return page.locator("#quiz")


def wait_for_year(page: Any) -> None:
    page.wait_for_selector("#chart svg.chart", timeout=3 * MINUTES)


def test_every_cell_opens_the_inspector_and_five_have_a_problem(browser: Any, studio: Any) -> None:
    with walking(browser, studio) as walk:
        page = walk.to("/learn/gap")
        page.get_by_role("link", name="Open the inspector").click()
        page.wait_for_selector(".jupyter .cell")
        cells = page.locator("article.cell")
        assert cells.count() >= 8
        prompts = [text for text in page.locator(".cell .prompt").all_inner_texts() if text.startswith("[")]
        counts = [int(text.strip("[]:")) for text in prompts if text.strip("[]: ").isdigit()]
        assert counts != sorted(counts), "the execution counts jump"
        assert page.locator(".cell .badge", has_text="PROBLEM").count() >= 5
        fine = problems = 0
        for number in range(cells.count()):
            cell = cells.nth(number)
            name = cell.get_attribute("data-cell")
            cell.locator("a.choose").click()
            page.wait_for_function(
                "number => document.querySelector('#detail .eyebrow').innerText.includes(`Cell ${number} of`)", arg=name
            )
            said = walk.text("#detail")
            if "This cell is fine" in said or "Fine, with" in said:
                fine += 1
                continue
            problems += 1
            assert "Why it breaks in production".casefold() in said.casefold()
            assert "How to mend it".casefold() in said.casefold()
        assert problems >= 5
        assert fine >= 1


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_guess_is_followed_by_what_was_measured(browser: Any, studio: Any, chapter: str) -> None:
    with walking(browser, studio) as walk:
        page = walk.to(f"/learn/{chapter}")
        form = page.locator("#predict form")
        if form.count():
            form.locator("input[type=radio]").first.check()
            form.get_by_role("button").click()
        page.wait_for_selector("#predict .reveal")
        assert "your guess" in walk.text("#predict")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_wrong_answer_says_why_and_can_be_tried_again_until_it_is_right(
    browser: Any, studio: Any, chapter: str
) -> None:
    with walking(browser, studio) as walk:
        card = answer(walk, chapter, WRONG[chapter])
        assert "0 of 1 point" in card.inner_text()
        assert card.locator("li.is-wrong .why").count() == len(WRONG[chapter])
        assert card.locator("li.is-missed").count() == len(RIGHT[chapter])
        assert all(len(text) > 20 for text in card.locator(".why").all_inner_texts())
        card.get_by_role("link", name="Try again").click()
        card = answer(walk, chapter, RIGHT[chapter])
        assert "1 of 1 point" in card.inner_text()
        assert card.locator("li.is-right").count() == len(RIGHT[chapter])
        assert card.locator("li.is-wrong, li.is-missed").count() == 0


def test_three_of_five_with_a_wrong_one_is_a_partial_score(browser: Any, studio: Any) -> None:
    with walking(browser, studio) as walk:
        card = answer(walk, "gap", ["path", "order", "leak", "algorithm"])
        assert "0.4 of 1 point" in card.inner_text()
        shown = [card.locator(f"li.is-{look}").count() for look in ("right", "missed", "wrong", "left")]
        assert shown == [3, 2, 1, 1]


def test_a_run_lights_its_stages_up_and_validate_and_transform_overlap(browser: Any, studio: Any) -> None:
    with walking(browser, studio) as walk:
        page = walk.to("/churn/pipeline")
        page.locator("#force").check()
        page.locator("#run-with button").click()
        seen: set[str] = set()
        page.wait_for_selector("[data-stage]", timeout=MINUTES)
        for _ in range(1500):
            states = page.eval_on_selector_all(
                "a.stage, [data-stage]", "all => all.map(one => /is-(\\w+)/.exec(one.getAttribute('class') || '')?.[1])"
            )
            seen |= {state for state in states if state}
            if "Succeeded" in walk.text("main h1"):
                break
            page.wait_for_timeout(200)
        assert "Succeeded" in walk.text("main h1")
        assert {"running", "success"} <= seen
        page.reload()
        bars = page.evaluate(
            """() => Object.fromEntries([...document.querySelectorAll('.gantt li')].map(row => {
                const bar = row.querySelector('rect.bar').getBoundingClientRect();
                return [row.querySelector('a.name span').innerText, [bar.left, bar.right]];
            }))"""
        )
        validate, transform = bars["validate"], bars["transform"]
        assert validate[0] < transform[1]
        assert transform[0] < validate[1]
        assert bars["load"][0] >= max(validate[1], transform[1]) - 1


def test_choosing_a_stage_shows_what_it_does_beside_the_graph(browser: Any, studio: Any) -> None:
    with walking(browser, studio) as walk:
        page = walk.to("/churn/pipeline")
        for stage in ("extract", "train", "deploy"):
            page.locator(f"a[data-stage='{stage}']").first.click()
            page.wait_for_function("name => document.querySelector('#detail')?.innerText.includes(name)", arg=stage)
            assert f"stage={stage}" in page.url
            assert len(walk.text("#detail")) > 80


def test_the_features_are_stepped_through_and_the_dial_is_moved(browser: Any, studio: Any) -> None:
    with walking(browser, studio) as walk:
        page = walk.to("/churn/features")
        page.wait_for_selector(".strip", timeout=3 * MINUTES)
        steps = page.locator(".strip li").count()
        assert steps >= 3
        marked = 0
        for step in range(1, steps):
            page.get_by_role("link", name=re.compile("^Apply ")).click()
            page.wait_for_selector(f".strip li:nth-child({step + 1}) a[aria-current='step']")
            marked += page.locator("td.is-new, td.is-changed").count()
        assert marked > 0
        start = page.get_by_role("button", name="Measure it")
        if start.count():
            start.first.click()
        page.wait_for_selector("#level", timeout=15 * MINUTES)
        seen = set()
        page.locator("#level").focus()
        page.keyboard.press("Home")
        for _ in range(8):
            seen.add(page.locator("[data-level]:not([hidden]) .numbers").first.inner_text())
            page.keyboard.press("ArrowRight")
        assert len(seen) >= 6


def write(page: Any, selector: str, text: str) -> None:
    page.locator(selector).fill(text)


def run_editor(walk: Walk) -> str:
    before = walk.page.locator("#ran").inner_html()
    walk.page.locator("#editor button[value=run]").click()
    walk.page.wait_for_function(
        "before => { const now = document.querySelector('#ran').innerHTML; return now.trim() && now !== before; }",
        arg=before,
        timeout=MINUTES,
    )
    return walk.text("#ran")


def test_the_exercise_is_failed_by_a_string_and_solved_by_an_object(browser: Any, studio: Any) -> None:
    with walking(browser, studio) as walk:
        page = walk.to("/learn/features")
        page.wait_for_selector("#code")
        start = page.locator("#code").input_value()
        gap = next(line for line in start.splitlines() if "YOUR CODE HERE" in line)
        write(page, "#code", start.replace(gap, '    ("scale", StandardScaller()),'))
        assert "NameError" in run_editor(walk)
        write(page, "#code", "print('StandardScaler()')")
        assert "verdict-line is-success" not in page.locator("#ran").inner_html()
        run_editor(walk)
        assert page.locator("#ran .verdict-line.is-success").count() == 0
        write(page, "#code", start.replace(gap, '    ("scale", StandardScaler()),'))
        run_editor(walk)
        assert page.locator("#ran .verdict-line.is-success").count() == 1
        assert page.locator("#ran .looks li.is-wrong").count() == 0


def test_the_suite_is_edited_and_run(browser: Any, studio: Any) -> None:
    with walking(browser, studio) as walk:
        page = walk.to("/learn/testing")
        start = page.locator("#code").input_value()
        first = re.search(r"(\d+) of (\d+) expectations? passed", run_editor(walk))
        assert first is not None
        write(
            page,
            "#code",
            start + 'df.expect_column_values_to_be_between("monthly_charges", min_value=0, max_value=500)\n',
        )
        second = re.search(r"(\d+) of (\d+) expectations? passed", run_editor(walk))
        assert second is not None
        assert (int(second[1]), int(second[2])) == (int(first[1]) + 1, int(first[2]) + 1)
        assert "set aside" in walk.text("#ran")


@pytest.mark.parametrize("pattern", ["gradual", "incremental", "none", "recurring", "seasonal", "sudden"])
def test_each_pattern_of_drift_is_simulated_with_a_training_and_every_strategy(
    browser: Any, studio: Any, pattern: str
) -> None:
    with walking(browser, studio) as walk:
        other = "sudden" if pattern == "none" else "none"
        page = walk.to(f"/churn/monitor?view=year&pattern={other}")
        wait_for_year(page)
        page.select_option("#pattern", pattern)
        page.wait_for_function(
            "word => document.querySelector('#headline').innerText.includes(word)",
            arg="no drift" if pattern == "none" else f"{pattern} concept drift",
            timeout=3 * MINUTES,
        )
        assert f"pattern={pattern}" in page.url
        page.locator("#month").focus()
        for month in range(2, 9):
            page.keyboard.press("ArrowRight")
            page.wait_for_function(
                "month => document.querySelector('#chart').innerText.includes(`trained before month ${month}`)",
                arg=month,
            )
        assert "month=8" in page.url
        assert page.locator("#chart .marker.main").count() == 1
        page.locator("#guess input[value=performance]").check()
        page.get_by_role("button", name="Show what was measured").click()
        page.wait_for_selector("#replay table")
        for word in ("time", "performance", "drift"):
            card = page.locator(f"#strategy-{word}")
            card.locator("summary").click()
            page.wait_for_function("word => location.search.includes(`strategy=${word}`)", arg=word)
            said = card.inner_text()
            for head in (
                "For",
                "Against",
                "Best suited",
                "Tools",
                "Mean accuracy",
                "Trainings",
                "Outcomes needed",
                "Money",
            ):
                assert head in said
        assert page.locator("#replay tbody tr").count() == 8
        if page.locator("#triage select").count():
            page.get_by_role("button", name="Run the triage").click()
            page.wait_for_selector("#triage-found")
            assert page.locator("#triage-found li").count() == 5


def test_the_tests_run_and_each_layer_opens(browser: Any, studio: Any) -> None:
    with walking(browser, studio) as walk:
        page = walk.to("/churn/tests")
        page.get_by_role("button", name="Run all tests").click()
        page.wait_for_function(
            "() => !document.querySelector('main h1').innerText.includes('running')"
            " && document.querySelector('.layers') !== null",
            timeout=12 * MINUTES,
        )
        assert "passed the last time" in walk.text("main h1")
        for layer in ("data", "transform", "behaviour", "system"):
            page.locator(f".layers a[href*='layer={layer}']").click()
            page.wait_for_selector(f".layers a[href*='#tests'][aria-current='true'] strong:text('{layer}')")
            assert page.locator("#tests tr[data-test]").count() > 0


def test_the_summary_has_the_right_score_and_the_tools(browser: Any, fresh: Any) -> None:
    with walking(browser, fresh) as walk:
        page = walk.to("/learn/gap")  # something is known of the lesson now, if nobody was here before
        page.on("dialog", lambda asked: asked.accept())
        walk.to("/learn").get_by_role("button", name="Begin anew").click()
        page.wait_for_load_state()
        walk.to("/learn/summary")
        assert "Score: 0 of 5" in walk.text("main h1")
        for chapter in CHAPTERS[:3]:
            answer(walk, chapter, RIGHT[chapter])
        answer(walk, CHAPTERS[3], WRONG[CHAPTERS[3]])
        walk.to("/learn/summary")
        assert "Score: 3 of 5" in walk.text("main h1")
        answer(walk, CHAPTERS[3], RIGHT[CHAPTERS[3]])
        answer(walk, CHAPTERS[4], RIGHT[CHAPTERS[4]])
        walk.to("/learn/summary")
        assert "Score: 5 of 5" in walk.text("main h1")
        assert "At the first try it was 4" in walk.text()
        for tool in ("Airflow", "Prefect", "Dagster", "scikit-learn", "Great Expectations", "MLflow"):
            assert tool in walk.text()
