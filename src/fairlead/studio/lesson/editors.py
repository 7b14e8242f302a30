"""What a learner writes and runs: the text that stands there first, the hints, the solution, and who looks at it."""

from __future__ import annotations

from dataclasses import dataclass

from fairlead.errors import LessonError

LONGEST = 20_000
"""Characters that the editor takes."""


@dataclass(frozen=True, slots=True)
class Editor:
    """Hold an exercise.

    Parameters
    ----------
    chapter : name of the chapter.
    start : the code that stands there first.
    grader : ``module:function``, called inside of the sandbox with the names that the code has made.
    needs : tables that the code finds in its folder.
    hints : from the gentlest on; each is shown when the one before was not enough.
    solution : shown last, when it is asked for.
    tried : so many tries before the solution can be asked for.
    """

    chapter: str
    start: str
    grader: str
    needs: tuple[str, ...]
    hints: tuple[str, ...]
    solution: str
    tried: int = 2

    def checked(self, code: str) -> str:
        """Return code with the line ends of Python.

        Raises
        ------
        LessonError
            It is too long.
        """
        if len(code) > LONGEST:
            raise LessonError.code_too_long(len(code), LONGEST)
        return code.replace("\r\n", "\n").replace("\r", "\n")


SCALER = """\
import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

customers = pd.read_csv("customers.csv")
train, test = customers[customers["side"] == "train"], customers[customers["side"] == "test"]
columns = ["tenure", "monthly_charges", "total_charges"]

pipeline = Pipeline([
    ("impute", SimpleImputer(strategy="median")),
    # YOUR CODE HERE: a step that brings the numbers to one scale
    ("model", LogisticRegression()),
])
pipeline.fit(train[columns], train["churn"])
print(f"accuracy on {len(test):,} customers kept aside: {pipeline.score(test[columns], test['churn']):.3f}")
"""

SUITE = """\
import pandas as pd
from fairlead.data import from_pandas

customers = pd.DataFrame({
    "customer_id": ["C-1", "C-2", "C-3", "C-4", "C-5"],
    "age": [25, None, 45, -5, 150],
    "contract": ["Month-to-month", "One year", "INVALID", "Two year", "Month-to-month"],
    "monthly_charges": [29.85, 56.95, 53.85, 42.30, 70.70],
})

df = from_pandas(customers)
df.expect_column_values_to_be_unique("customer_id")
df.expect_column_values_to_not_be_null("age")
df.expect_column_values_to_be_between("age", min_value=0, max_value=120)
df.expect_column_values_to_be_in_set("contract", ["Month-to-month", "One year", "Two year"])
"""

EDITORS = (
    Editor(
        "features",
        SCALER,
        "fairlead.studio.lesson.scaler_grader:grade",
        ("customers.csv",),
        (
            'A step is a pair of a name and an object: ("name", Something()). It stands between the two that are '
            "there, with a comma behind it.",
            "The class is imported already: the fifth line has it. An object is made by calling the class: the name, "
            "and a pair of brackets.",
            "Put it behind the imputer and before the model, and leave it its usual settings: with_mean and with_std.",
        ),
        SCALER.replace(
            "    # YOUR CODE HERE: a step that brings the numbers to one scale\n",
            '    ("scale", StandardScaler()),\n',
        ),
    ),
    Editor(
        "testing",
        SUITE,
        "fairlead.studio.lesson.suite_grader:grade",
        (),
        (
            "Each expectation is a call on df. Type df.expect_column_values_to_ and think of what must be true.",
            "What you ask of a column stands in its arguments: min_value and max_value for a range, a list for a set.",
            "Add one more: monthly_charges lie between 0 and 500. All five customers keep it, so that one more passes.",
        ),
        SUITE + 'df.expect_column_values_to_be_between("monthly_charges", min_value=0, max_value=500)\n',
    ),
)


def editor_of(chapter: str) -> Editor:
    """Return the editor of a chapter.

    Raises
    ------
    LessonError
        There is no such chapter, or it has none.
    """
    found = next((one for one in EDITORS if one.chapter == chapter), None)
    if found is None:
        raise LessonError.unknown_part("editor", chapter, [one.chapter for one in EDITORS])
    return found
