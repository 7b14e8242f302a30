"""What a function or method of a notebook does with what it is handed."""

import ast
from collections.abc import Mapping

import pytest

from fairlead.notebook.convert.arguments import Handlings


def handlings(code: str) -> Handlings:
    bodies: Mapping[str, ast.AST] = {one.name: one for one in ast.parse(code).body if hasattr(one, "name")}
    return Handlings(bodies, frozenset(("np", "plt")), lambda node: ast.unparse(node).replace("np.", "numpy."))


@pytest.mark.parametrize(
    ("body", "changed", "returned"),
    [
        ("return x.mean() + y", set(), {"y*"}),
        ("plt.plot(x, y)", set(), set()),
        ("x = x.copy(); x[0] = 1; return x", set(), set()),
        ("z = x; x = x.copy(); x[0] = 1; return z", {"x"}, {"x"}),
        ("x = grown(x); return x", {"x", "<grown>"}, {"x", "<grown>"}),
        ("z = x; z[0] = y", {"x"}, set()),
        ("z = [x, 1]; z[0].append(2)", {"x"}, set()),
        ("z = [x]; z.append(2); return z", set(), {"x"}),
        ("z = x - y; z += 1; return z", set(), set()),
        ("unknown(y)", {"y", "<unknown>"}, set()),
        ("shared.append(x)", {"<shared>"}, set()),
        ("return shared if x else y", set(), {"<shared>", "y"}),
        ("np.copyto(x, y)", {"x"}, set()),
    ],
)
def test_what_a_function_changes_and_gives_back(body: str, changed: set[str], returned: set[str]) -> None:
    lines = "\n    ".join(body.split("; "))

    found = handlings(f"def f(x, y):\n    {lines}").function("f")

    assert found is not None
    assert (found.changed, found.returned) == (changed, returned)


def test_a_model_written_by_hand_keeps_no_array_that_it_learned_from() -> None:
    code = """
class Perceptron:
    def fit(self, X, y):
        self.w_ = np.zeros(1 + X.shape[1])
        for xi, target in zip(X, y):
            update = self.eta * (target - self.predict(xi))
            self.w_[1:] += update * xi
        return self

    def predict(self, X):
        return np.where(np.dot(X, self.w_[1:]) >= 0.0, 1, -1)
"""
    found = handlings(code).method("fit")

    assert found is not None
    call = ast.parse("p.fit(X, y)", mode="eval").body
    assert isinstance(call, ast.Call)
    assert found.changed == {"self"}
    assert list(found.given(call, found.kept, lambda _: True)) == []
    assert list(found.given(call, found.kept)) != []
