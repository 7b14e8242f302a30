"""Each mend changes just what is meant, and keeps its hands off what it is not sure of."""

from __future__ import annotations

import pytest

from fairlead.notebook.check import check_notebook
from fairlead.notebook.fix import Fixed, fix_notebook
from fairlead.notebook.fix.mends import MENDS
from fairlead.notebook.read import notebook_of
from fairlead.notebook.rules import all_rules

SPLIT = "from sklearn.model_selection import train_test_split\n"
TABLE = "import pandas as pd\nfrom sklearn.linear_model import LogisticRegression\n" + SPLIT
SCALE = "from sklearn.preprocessing import StandardScaler\n" + TABLE
WINE = 'wine = pd.read_csv("wine.csv")\nX, y = wine.drop(columns="good"), wine["good"]\n'
PARTED = "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)\n"
SCORED = "model = LogisticRegression().fit(X_train, y_train)\nprint(model.score(X_test, y_test))\n"
DATED = "import pickle\nfrom datetime import date\n"
TRAINED = TABLE + WINE + "model = LogisticRegression().fit(X, y)\n"


def fixed(code: str, *rules: str, name: str = "notebook.py") -> Fixed:
    found = check_notebook(notebook_of(code, name), select=rules)
    return fix_notebook(code.encode(), name, found)


def mended(code: str, *rules: str) -> str:
    """Return the mended text, after a look that a second time nothing happens."""
    result = fixed(code, *rules)
    assert result.mended
    again = fixed(result.content.decode(), *rules)
    assert again.content == result.content
    return result.content.decode()


def reason(code: str, rule: str) -> str:
    """Return why a finding was left, after a look that the text is the same."""
    result = fixed(code, rule)
    assert not result.mended
    assert result.content == code.encode()
    (left,) = result.left
    return left.reason


def test_a_rule_is_called_fixable_exactly_if_it_has_a_mend() -> None:
    assert {rule.name for rule in all_rules() if rule.fixable} == MENDS.keys()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a, b = train_test_split(X)", "a, b = train_test_split(X, random_state=42)"),
        ("a, b = train_test_split(X, test_size=.2,)", "a, b = train_test_split(X, test_size=.2, random_state=42,)"),
        ("a, b = train_test_split(X, random_state=None)", "a, b = train_test_split(X, random_state=42)"),
        ("a, b = train_test_split((X))  # parted", "a, b = train_test_split((X), random_state=42)  # parted"),
        (
            "a, b = train_test_split(\n    X,  # all, of course (yes)\n    test_size=.2,  # a fifth\n)",
            "a, b = train_test_split(\n    X,  # all, of course (yes)\n    test_size=.2,  # a fifth\n"
            "    random_state=42,\n)",
        ),
        ("ä = 'ü'; a, b = train_test_split(X)", "ä = 'ü'; a, b = train_test_split(X, random_state=42)"),
        ("%time a, b = train_test_split(X)", "%time a, b = train_test_split(X, random_state=42)"),
        ("part = df.sample(frac=.5)", "part = df.sample(frac=.5, random_state=42)"),
        ("part = df.sample(fraction=.5)", "part = df.sample(fraction=.5, seed=42)"),
    ],
)
def test_a_split_gets_its_seed(before: str, after: str) -> None:
    assert mended(SPLIT + before + "\n", "no-seed-split") == SPLIT + after + "\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RandomForestClassifier()", "RandomForestClassifier(random_state=42)"),
        ("RandomForestClassifier( )", "RandomForestClassifier( random_state=42)"),
        ("RandomForestClassifier(200)", "RandomForestClassifier(200, random_state=42)"),
        ("RandomForestClassifier(\n    200\n)", "RandomForestClassifier(\n    200, random_state=42\n)"),
    ],
)
def test_a_model_gets_its_seed(before: str, after: str) -> None:
    head = "from sklearn.ensemble import RandomForestClassifier\nmodel = "
    assert mended(f"{head}{before}\n", "no-seed-model") == f"{head}{after}\n"


@pytest.mark.parametrize(
    "code",
    [
        "from sklearn.cluster import KMeans\nsettings = {'n_clusters': 3}\nmodel = KMeans(**settings)\n",
        "from lab.models import RandomForestClassifier\nmodel = RandomForestClassifier()\n",
        "from sklearn.ensemble import *\nmodel = RandomForestClassifier()\n",
        "from sklearn.tree import DecisionTreeClassifier\nmodel = DecisionTreeClassifier('gini', 'best', 3, 2)\n",
        "from sklearn.cluster import KMeans\nmodel = KMeans(  # as few as we can\n)\n",
    ],
)
def test_a_model_is_left_where_it_is_not_sure_that_it_takes_a_seed(code: str) -> None:
    assert reason(code, "no-seed-model")


def test_the_folder_of_a_path_is_named_at_the_top() -> None:
    code = 'import pandas as pd\n\ndf = pd.read_csv("/Users/john/Desktop/churn.csv")  # mine\n'
    assert mended(code, "abs-path") == (
        "import os\n\nimport pandas as pd\n\n"
        "# Where the files lie; on another machine the environment variable DATA_DIR says so.\n"
        'DATA_DIR = os.environ.get("DATA_DIR", "/Users/john/Desktop")\n\n'
        'df = pd.read_csv(f"{DATA_DIR}/churn.csv")  # mine\n'
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("open('/Users/jo/a.txt')", "open(f'{DATA_DIR}/a.txt')"),
        ('open(r"C:\\jo\\new\\a.txt")', 'open(rf"{DATA_DIR}\\a.txt")'),
        ('open(f"/Users/jo/{name}.txt")', 'open(f"{DATA_DIR}/{name}.txt")'),
        ('os.chdir("/Users/jo/project")', "os.chdir(DATA_DIR)"),
    ],
)
def test_the_rest_of_a_path_stays_as_it_is_written(before: str, after: str) -> None:
    head = "import os\n"
    assert mended(f"{head}name = 1\n{before}\n", "abs-path").endswith(f"name = 1\n{after}\n")


def test_paths_of_one_folder_share_its_name_and_others_get_their_own() -> None:
    code = "open('/Users/jo/in/a.txt')\nopen('/Users/jo/in/b.txt')\nopen('/Users/jo/out/c.txt', 'w')\n"
    text = mended(code, "abs-path")
    assert text.count('os.environ.get("DATA_DIR", ') == 1
    assert text.endswith("open(f'{DATA_DIR}/a.txt')\nopen(f'{DATA_DIR}/b.txt')\nopen(f'{OUT_DIR}/c.txt', 'w')\n")


@pytest.mark.parametrize(
    "code",
    [
        "open('/Users/jo/' 'a.txt')\n",
        "open('/Users/jo/{}.txt'.format(1))\n",
        "open('/Users/jo/%s.txt' % 1)\n",
        "os = 'linux'\nopen('/Users/jo/a.txt')\n",
    ],
)
def test_a_path_is_left_where_it_is_not_one_plain_text(code: str) -> None:
    assert reason(code, "abs-path")


def refit(train: str, test: str) -> str:
    return SCALE + WINE + PARTED + f"scaler = StandardScaler()\n{train}\n{test}\n" + SCORED


@pytest.mark.parametrize("argument", ["X_test", "X_test[['a', 'b']]", "X_test.values", "X_test  # the rest"])
def test_test_rows_are_transformed_only(argument: str) -> None:
    bare = argument.partition("  #")[0]
    comment = argument.removeprefix(bare)
    train = f"X_train = scaler.fit_transform({bare.replace('test', 'train')})"
    code = refit(train, f"X_test = scaler.fit_transform({bare}){comment}")
    assert mended(code, "refit-on-test") == refit(train, f"X_test = scaler.transform({bare}){comment}")


@pytest.mark.parametrize(
    ("train", "test"),
    [
        ("X_train = StandardScaler().fit_transform(X_train)", "X_test = StandardScaler().fit_transform(X_test)"),
        ("X_train = scaler.fit_transform(X_train)", "X_test = scaler.fit(X_test).transform(X_test)"),
        ("X_train = scaler.fit_transform(X_train)", "other = StandardScaler()\nX_test = other.fit_transform(X_test)"),
        ("X_train = scaler.fit_transform(X_train[['a']])", "X_test = scaler.fit_transform(X_test[['b']])"),
        ("X_train = scaler.fit_transform(X_train)", "X_test = scaler.fit_transform(X_test, y_test)"),
    ],
)
def test_another_fit_of_test_rows_is_left(train: str, test: str) -> None:
    assert reason(refit(train, test), "refit-on-test")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("scaler = StandardScaler()\nX = scaler.fit_transform(X)\n", "scaler = StandardScaler()\n"),
        ("X = StandardScaler().fit_transform(X)  # same scale\n", "# same scale\n"),
        (
            "scaler = StandardScaler()\nX = scaler.fit_transform(wine[['a']])\n",
            "scaler = StandardScaler()\nX = wine[['a']]\n",
        ),
    ],
)
def test_a_scaler_learns_behind_the_split(before: str, after: str) -> None:
    made = "" if "scaler =" in before else "scaler = StandardScaler()\n"
    behind = f"{made}X_train = scaler.fit_transform(X_train)\nX_test = scaler.transform(X_test)\n"
    assert mended(SCALE + WINE + before + PARTED + SCORED, "preprocess-before-split") == (
        SCALE + WINE + after + PARTED + behind + SCORED
    )


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("X = StandardScaler().fit_transform(X)\n", "print(X.mean())\n"),
        ("X = StandardScaler().fit_transform(X)\nprint(X[:3])\n", ""),
        ("X = (X - X[:5].mean()) / X.std()\n", ""),
        ("if True:\n    X = StandardScaler().fit_transform(X)\n", ""),
        ("X = StandardScaler().fit_transform(X); print(1)\n", ""),
        ("X = pd.DataFrame(StandardScaler().fit_transform(X)).dropna()\n", ""),
    ],
)
def test_a_scaler_is_left_where_its_table_is_used_otherwise(before: str, behind: str) -> None:
    code = SCALE + WINE + before + PARTED + behind + SCORED
    result = fixed(code, "preprocess-before-split")
    assert result.left
    assert result.content == code.encode()


def test_a_scaler_is_left_where_rows_are_repeated_before_the_split() -> None:
    repeated = "X, y = pd.concat([X, X]), pd.concat([y, y])\n"
    code = SCALE + WINE + repeated + "X = StandardScaler().fit_transform(X)\n" + PARTED + SCORED
    assert "copies" in reason(code, "preprocess-before-split")


@pytest.mark.parametrize(
    ("dump", "after"),
    [
        ("pickle.dump(model, open('m.pkl', 'wb'))", "pickle.dump(fitted_pipeline, open('m.pkl', 'wb'))"),
        (
            "with open('m.pkl', 'wb') as file:\n    pickle.dump(model, file)",
            "with open('m.pkl', 'wb') as file:\n    pickle.dump(fitted_pipeline, file)",
        ),
        ("joblib.dump(model, 'm.joblib')  # done", "joblib.dump(fitted_pipeline, 'm.joblib')  # done"),
    ],
)
def test_the_scaler_is_saved_with_the_model(dump: str, after: str) -> None:
    code = (
        SCALE
        + "import joblib, pickle\n"
        + WINE
        + (f"scaler = StandardScaler()\nX = scaler.fit_transform(X)\nmodel = LogisticRegression().fit(X, y)\n{dump}\n")
    )
    text = mended(code, "preprocess-not-persisted")
    assert text.endswith(f"\nfitted_pipeline = make_pipeline(scaler, model)\n{after}\n")


@pytest.mark.parametrize(
    "lines",
    [
        "X = scaler.fit_transform(X)\nX = X[:, :2]\nmodel = LogisticRegression().fit(X, y)\n",
        "X['a'] = scaler.fit_transform(X[['a']])\nmodel = LogisticRegression().fit(X, y)\n",
        "X = scaler.fit_transform(X)\nmodel = LogisticRegression().fit(X, y)\nold = pickle.load(open('m.pkl', 'rb'))\n",
    ],
)
def test_a_model_is_saved_alone_where_its_data_took_another_way(lines: str) -> None:
    code = (
        SCALE
        + "import pickle\n"
        + WINE
        + f"scaler = StandardScaler()\n{lines}pickle.dump(model, open('m.pkl', 'wb'))\n"
    )
    assert reason(code, "preprocess-not-persisted")


@pytest.mark.parametrize(
    ("dump", "after"),
    [
        (
            'pickle.dump(model, open(f"m_{date.today()}.pkl", "wb"))',
            'pickle.dump(model, open(f"m_{model_version}.pkl", "wb"))',
        ),
        (
            "with open(f'out/m-{date.today():%Y%m%d}.pkl', 'wb') as file:\n    pickle.dump(model, file)",
            "with open(f'out/m-{model_version}.pkl', 'wb') as file:",
        ),
        ('joblib.dump(model, f"m_{date.today()!s}.gz")', 'joblib.dump(model, f"m_{model_version}.gz")'),
    ],
)
def test_a_version_comes_in_the_place_of_a_date_and_a_card_beside_it(dump: str, after: str) -> None:
    text = mended(f"import joblib\n{DATED}{TRAINED}{dump}\n", "model-not-versioned")
    assert f"model_version = joblib.hash(model)[:12]\n{after}\n" in text
    assert "model_version}.json" in text


@pytest.mark.parametrize(
    "dump",
    [
        'pickle.dump(model, open("m.pkl", "wb"))',
        'name = f"m_{date.today()}.pkl"\npickle.dump(model, open(name, "wb"))',
        'pickle.dump(model, open("m_" + str(date.today()) + ".pkl", "wb"))',
        'model_version = 3\npickle.dump(model, open(f"m_{date.today()}.pkl", "wb"))',
        'for n in range(2):\n    pickle.dump(model, open(f"m_{date.today()}_{n}.pkl", "wb"))',
    ],
)
def test_a_file_name_is_left_that_others_may_know(dump: str) -> None:
    assert reason(f"{DATED}{TRAINED}{dump}\n", "model-not-versioned")
