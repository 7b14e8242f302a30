"""What the store must remember of a lesson, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from fairlead.store import Store

NOW = 1_795_445_112.25


def test_an_answer_comes_back(store: Store) -> None:
    store.lessons.answer("churn", "quiz:gap", '["a"]', 0.6, NOW)
    assert store.lessons.answers("churn") == [
        {"lesson": "churn", "part": "quiz:gap", "answer": '["a"]', "points": 0.6, "first": 0.6, "best": 0.6,
         "tries": 1, "at": NOW}
    ]  # fmt: skip


def test_the_best_answer_stays_best_and_the_first_stays_first(store: Store) -> None:
    for n, points in enumerate([0.2, 1.0, 0.4]):
        store.lessons.answer("churn", "quiz:gap", str(n), points, NOW + n)
    row = store.lessons.answers("churn")[0]
    assert (row["answer"], row["points"], row["first"], row["best"]) == ("2", 0.4, 0.2, 1.0)
    assert (row["tries"], row["at"]) == (3, NOW + 2)


def test_what_gives_no_points_can_be_answered_again(store: Store) -> None:
    store.lessons.answer("churn", "read:gap", "", None, NOW)
    store.lessons.answer("churn", "read:gap", "", None, NOW + 1)
    row = store.lessons.answers("churn")[0]
    assert (row["points"], row["best"], row["tries"]) == (None, None, 2)
    store.lessons.answer("churn", "read:gap", "", 1.0, NOW + 2)
    assert store.lessons.answers("churn")[0]["best"] == 1.0


def test_one_lesson_is_forgotten_and_the_other_stays(store: Store) -> None:
    store.lessons.answer("churn", "quiz:gap", "x", 1.0, NOW)
    store.lessons.answer("flights", "quiz:gap", "x", 1.0, NOW)
    assert store.lessons.forget("churn") == 1
    assert store.lessons.answers("churn") == []
    assert len(store.lessons.answers("flights")) == 1


def test_a_character_that_postgresql_cannot_hold_is_left_out(store: Store) -> None:
    store.lessons.answer("churn", "editor", "a\x00b", None, NOW)
    assert "\x00" not in store.lessons.answers("churn")[0]["answer"]
