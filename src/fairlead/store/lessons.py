"""What the store knows of a lesson: what was answered to each of its parts, and how good the best answer was."""

from __future__ import annotations

from fairlead.store.drivers import Driver, Row
from fairlead.store.runs import clean

COLUMNS = ("lesson", "part", "answer", "points", "first", "best", "tries", "at")


class Lessons:
    """Ask and tell about the answers of whoever takes a lesson in this project.

    An answer belongs to a `part` of a `lesson`. It holds the latest `answer` (text), its `points`, the points of the
    `first` and of the `best` one, the number of `tries`, and the time `at` of the latest. What gives no points, such as
    a page that was read, has None for them.
    """

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def answer(self, lesson: str, part: str, answer: str, points: float | None, at: float) -> None:
        """Write an answer; what was best stays best, and what was first stays first."""
        names, places = ", ".join(COLUMNS), ", ".join(f":{name}" for name in COLUMNS)
        self._driver.execute(
            f"""INSERT INTO lesson_answer ({names}) VALUES ({places})
                ON CONFLICT (lesson, part) DO UPDATE SET
                    answer = excluded.answer, points = excluded.points, at = excluded.at,
                    tries = lesson_answer.tries + 1,
                    best = CASE WHEN excluded.points IS NULL THEN lesson_answer.best
                                WHEN lesson_answer.best IS NULL OR excluded.points > lesson_answer.best
                                THEN excluded.points ELSE lesson_answer.best END""",
            {
                "lesson": clean(lesson),
                "part": clean(part),
                "answer": clean(answer),
                "points": points,
                "first": points,
                "best": points,
                "tries": 1,
                "at": at,
            },  # fmt: skip
        )

    def answers(self, lesson: str) -> list[Row]:
        """Return what was answered to each part of a lesson, in the order of the parts' names."""
        sql = "SELECT * FROM lesson_answer WHERE lesson = :lesson ORDER BY part"
        return self._driver.query(sql, {"lesson": clean(lesson)})

    def forget(self, lesson: str) -> int:
        """Forget all answers to a lesson, and return how many there were."""
        return self._driver.execute("DELETE FROM lesson_answer WHERE lesson = :lesson", {"lesson": clean(lesson)})
