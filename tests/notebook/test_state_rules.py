"""What outputs and execution counts tell, on notebooks that are built in sight."""

import json
from typing import Any

import pytest

from fairlead.finding import Finding
from fairlead.notebook.check import check_notebook
from fairlead.notebook.read import notebook_of

ORDER, STALE, ERROR = "hidden-state-out-of-order", "stale-cell", "error-in-output"


def code(source: str, count: int | None = None, *outputs: dict[str, Any], tags: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "source": source,
        "execution_count": count,
        "outputs": list(outputs),
        "metadata": {"tags": list(tags)},
    }


def result(text: str) -> dict[str, Any]:
    return {"output_type": "execute_result", "data": {"text/plain": text}, "metadata": {}}


def printed(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": [text]}


def error(name: str, value: str, *trace: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": value, "traceback": list(trace)}


def found(rule: str, *cells: dict[str, Any], confidence: Any = "medium") -> list[Finding]:
    notebook = notebook_of(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}), "made.ipynb")
    return [one for one in check_notebook(notebook, select=[rule], confidence=confidence) if one.code == rule]


OUT_OF_ORDER = {
    "the table was read anew after it was shown": (
        [code("import pandas as pd\ndf = pd.read_csv('a.csv')", 7), code("df.shape", 2)],
        [2],
    ),
    "the cell below had changed the setting already": (
        [code("limit = 5", 1), code("print(limit)", 4), code("limit = 9", 3)],
        [2],
    ),
    "a function was edited and run after it was used": (
        [code("def clean(x):\n    return x", 12), code("y = clean(3)", 9)],
        [2],
    ),
    "the table was changed in place from above, later": (
        [code("rows = []", 1), code("rows.append(1)", 8), code("print(len(rows))", 3)],
        [3],
    ),
    "a model was trained again after it was scored": (
        [code("m = make()", 1), code("m.fit(a)", 5), code("a = 2", 2), code("m.score(a)", 4)],
        [2, 4],
    ),
}
IN_ORDER = {
    "numbers rise with gaps": [code("x = 1", 3), code("print(x)", 8), code("y = x", 42)],
    "numbers jump between cells that share nothing": [code("x = 1", 9), code("print('a')", 2)],
    "an import was run again later": [code("import numpy as np", 30), code("np.ones(3)", 4)],
    "nothing was ever run": [code("x = 1"), code("print(x)")],
    "the reader was run last of all": [code("x = 1", 2), code("print(x)", 9), code("x = x + 1", 3)],
    "two cells show, one defines": [code("x = 1", 1), code("print(x)", 3), code("print(x, x)", 2)],
}


@pytest.mark.parametrize("case", OUT_OF_ORDER)
def test_a_cell_that_saw_another_value_than_a_restart_gives_is_found(case: str) -> None:
    cells, expected = OUT_OF_ORDER[case]

    assert [one.where.cell for one in found(ORDER, *cells)] == expected


@pytest.mark.parametrize("case", sorted(IN_ORDER.keys() - {"the reader was run last of all"}))
def test_an_order_that_changes_no_value_is_left_alone(case: str) -> None:
    assert found(ORDER, *IN_ORDER[case]) == []


def test_a_reader_that_ran_after_a_lower_cell_changed_its_name_is_found() -> None:
    assert [one.where.cell for one in found(ORDER, *IN_ORDER["the reader was run last of all"])] == [2]


def test_jumping_numbers_without_shared_names_are_told_at_low_confidence() -> None:
    cells = IN_ORDER["numbers jump between cells that share nothing"]

    assert [one.evidence["confidence"] for one in found(ORDER, *cells, confidence="low")] == ["low"]


def test_the_message_names_both_cells_their_numbers_and_the_name() -> None:
    cells, _ = OUT_OF_ORDER["the table was read anew after it was shown"]

    assert found(ORDER, *cells)[0].message == (
        "Cell 2 [2] ran before cell 1 [7] above it, which now sets `df`:"
        " a run from top to bottom gives it another value."
    )


EDITED = {
    "a value under an assignment": [code("score = model.score(X)", 12, result("0.95"))],
    "an output without code": [code("", 3, result("42"))],
    "printed text from a constant": [code("rate = 0.5", 4, printed("rate is 0.2"))],
    "an error in a line that is gone": [
        code(
            "model.fit(X, y)", 5, error("ValueError", "NaN", "----> 1 model.fit(X_train, y_train)\n", "ValueError: NaN")
        )
    ],
    "an error about a name that is gone": [code("print(total)", 2, error("NameError", "name 'totl' is not defined"))],
    "a cell that others use was not run": [code("alpha = 0.1"), code("print(alpha)", 3, printed("0.5"))],
}
AS_IT_RAN = {
    "the last line shows its value": [code("x = 3\nx", 1, result("3"))],
    "a call prints": [code("show()", 1, printed("hello"))],
    "an import prints": [code("import this", 1, printed("Beautiful is better"))],
    "the error quotes the line that is there": [
        code("df['x']", 2, error("KeyError", "'x'", "----> 1 df['x']", "KeyError: 'x'"))
    ],
    "every value is shown by a setting": [
        code("from IPython.core.interactiveshell import InteractiveShell as S\nS.ast_node_interactivity = 'all'", 1),
        code("a\nb = 2", 2, result("1")),
    ],
    "never run at all": [code("x = 1"), code("print(x)")],
    "a magic shows something": [code("x = 1\n%timeit x", 1, printed("10 ns"))],
    "a plot and its object": [
        code("plt.plot([1])", 1, result("[<Line2D>]"), {"output_type": "display_data", "data": {}})
    ],
}


@pytest.mark.parametrize("case", EDITED)
def test_a_cell_whose_output_is_not_its_own_is_found(case: str) -> None:
    assert [one.where.cell for one in found(STALE, *EDITED[case])] == [1]


@pytest.mark.parametrize("case", AS_IT_RAN)
def test_a_cell_whose_output_may_be_its_own_is_left_alone(case: str) -> None:
    assert found(STALE, *AS_IT_RAN[case]) == []


FAILED = {
    "an exception": (
        code("x = 1\ny = 1 / 0", 1, error("ZeroDivisionError", "by zero", "----> 2 y = 1 / 0", "E: by 0")),
        2,
    ),
    "without a traceback": (code("f()", 2, error("NameError", "name 'f' is not defined")), 1),
    "after some printed lines": (code("run()", 3, printed("epoch 1"), error("OSError", "disk full")), 1),
    "stopped by hand": (code("fit()", 4, error("KeyboardInterrupt", "")), 1),
    "format 3": ({"cell_type": "code", "input": "f()", "outputs": [{"output_type": "pyerr", "ename": "E"}]}, 1),
}
SUCCEEDED = {
    "a result": code("1", 1, result("1")),
    "an expected error": code("1 / 0", 1, error("ZeroDivisionError", ""), tags=("raises-exception",)),
    "a printed traceback": code("show()", 1, printed("Traceback (most recent call last):\nValueError")),
    "a warning": code("f()", 1, {"output_type": "stream", "name": "stderr", "text": "UserWarning: careful"}),
    "nothing": code("x = 1", 1),
}


@pytest.mark.parametrize("case", FAILED)
def test_a_saved_error_is_found_at_the_line_of_its_arrow(case: str) -> None:
    cell, line = FAILED[case]

    assert [(one.where.cell, one.where.line) for one in found(ERROR, cell)] == [(1, line)]


@pytest.mark.parametrize("case", SUCCEEDED)
def test_what_is_no_error_is_left_alone(case: str) -> None:
    assert found(ERROR, SUCCEEDED[case]) == []
