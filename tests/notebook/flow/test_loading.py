"""Rows that are read: one file is one origin, another file, sheet or key of a file is another."""

import pytest

from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.pairs import leaks_of_pairs
from fairlead.notebook.read import notebook_of

HEAD = """import os
from pathlib import Path
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
"""
SCORE = """
model = LogisticRegression().fit(a[["x"]], a.y)
print(model.score(b[["x"]], b.y))
"""
LOADER = "def load(name):\n    return pd.read_csv({path})\na, b = load({first}), load({second})"


def kinds(code: str) -> set[str]:
    """Return what is wrong with the one pair of a script."""
    ((_, _, found, _),) = leaks_of_pairs(Facts(notebook_of(HEAD + code, "a.py")).flow)
    return set(found)


@pytest.mark.parametrize(
    "path",
    [
        'f"{name}.csv"',
        '"%s.csv" % name',
        '"data/{}.csv".format(name)',
        '"data/" + name',
        'os.path.join("data", name)',
        'os.path.join(ROOT, f"{name}.csv")',
        'Path("data") / name',
        "name",
    ],
)
def test_a_loader_that_is_called_for_two_files_reads_other_rows(path: str) -> None:
    assert kinds(LOADER.format(path=path, first='"train"', second='"test"') + SCORE) == set()
    assert kinds(LOADER.format(path=path, first='"train"', second='"train"') + SCORE) == {"overlap"}


def test_paths_that_are_not_known_are_told_by_how_the_call_is_written() -> None:
    assert kinds(LOADER.format(path="name", first="TRAIN", second="TEST") + SCORE) == set()
    assert kinds(LOADER.format(path="name", first="TRAIN", second="TRAIN") + SCORE) == {"overlap"}


def test_a_loader_that_names_nothing_of_its_own_reads_the_same_rows_whatever_it_is_given() -> None:
    loader = "def load(seed):\n    return pd.read_csv(URL)\na, b = load(1), load(2)"

    assert kinds(loader + SCORE) == {"overlap"}


def test_the_way_through_several_functions_counts() -> None:
    loaders = (
        "def read(path):\n    return pd.read_csv(path)\ndef load(name):\n    return read(os.path.join(ROOT, name))\n"
    )

    assert kinds(loaders + 'a, b = load("train.csv"), load("test.csv")' + SCORE) == set()
    assert kinds(loaders + 'a, b = load("train.csv"), load("train.csv")' + SCORE) == {"overlap"}


@pytest.mark.parametrize(
    "code",
    [
        'd = {}\nfor k in ["train", "test"]:\n    d[k] = pd.read_csv(os.path.join(ROOT, k + ".csv"))\n',
        'd = {k: pd.read_csv("%s/%s.csv" % (ROOT, k)) for k in ("train", "test")}\n',
    ],
)
def test_each_turn_of_a_loop_over_names_reads_a_file_of_its_own(code: str) -> None:
    assert kinds(code + 'a, b = d["train"], d["test"]' + SCORE) == set()


def test_a_loader_that_scales_what_it_reads_is_a_refit_of_the_test_file() -> None:
    loader = """def load(name):
    table = pd.read_csv(f"{name}.csv")
    table["x"] = StandardScaler().fit_transform(table[["x"]])
    return table
a, b = load("train"), load("test")"""

    assert kinds(loader + SCORE) == {"refit"}


def test_images_of_two_folders_are_other_rows() -> None:
    loader = """import cv2
def load(folder):
    images, kinds = [], []
    for name in os.listdir(folder):
        images.append(cv2.imread(folder + name).flatten())
        kinds.append(name[0])
    return np.array(images), np.array(kinds)
X, y = load("train/")
X_new, y_new = load("test/")
print(LogisticRegression().fit(X, y).score(X_new, y_new))
"""

    assert kinds(loader) == set()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('pd.read_excel("d.xlsx", sheet_name="may")', 'pd.read_excel("d.xlsx", sheet_name="june")'),
        ('pd.read_excel("d.xlsx")', 'pd.read_excel("d.xlsx", "june")'),
        ('pd.read_excel("d.xlsx", sheet_name=None)["may"]', 'pd.read_excel("d.xlsx", sheet_name=None)["june"]'),
        ('pd.ExcelFile("d.xlsx").parse("may")', 'pd.ExcelFile("d.xlsx").parse("june")'),
        ('pd.read_hdf("d.h5", "may")', 'pd.read_hdf("d.h5", key="june")'),
        ('pd.read_csv("d.csv", nrows=100)', 'pd.read_csv("d.csv", skiprows=100)'),
        ('pd.read_csv("d.csv", nrows=100)', 'pd.read_csv("d.csv", skiprows=range(1, 101), nrows=50)'),
    ],
)
def test_another_sheet_or_other_lines_of_one_file_are_other_rows(first: str, second: str) -> None:
    assert kinds(f"a = {first}\nb = {second}" + SCORE) == set()
    assert kinds(f"a = {first}\nb = {first}" + SCORE) == {"overlap"}


def test_lines_that_overlap_are_the_same_rows() -> None:
    assert kinds('a = pd.read_csv("d.csv", nrows=100)\nb = pd.read_csv("d.csv", skiprows=50)' + SCORE) == {"overlap"}


LOADED = [
    'np.load("d.npz")',
    'np.load("d.npy", allow_pickle=True).item()',
    'scipy.io.loadmat("d.mat")',
    "ourlib.load_all()",
    'pd.read_pickle("d.pkl")',
]


@pytest.mark.parametrize("loaded", LOADED)
def test_keys_that_name_parts_lead_to_other_rows(loaded: str) -> None:
    code = f"""import ourlib, scipy.io
d = {loaded}
model = LogisticRegression().fit(d["x_train"], d["y_train"])
print(model.score(d["x_test"], d["y_test"]))
"""

    assert kinds(code) == set()
    assert kinds(code.replace("_test", "_train")) == {"overlap"}


def test_a_key_that_names_no_part_is_not_the_part_that_another_names() -> None:
    code = """from scipy.io import loadmat
d = loadmat("d.mat")
model = LogisticRegression().fit(d["X"], d["y"])
print(model.score(d["Xval"], d["yval"]))
"""

    assert kinds(code) == set()
    assert kinds(code.replace("val", "")) == {"overlap"}


def test_attributes_that_name_parts_lead_to_other_rows() -> None:
    code = """import ourlib
d = ourlib.read_data_sets("d")
model = LogisticRegression().fit(d.train.images, d.train.labels)
print(model.score(d.validation.images, d.validation.labels))
"""

    assert kinds(code) == set()


def test_a_statistic_of_both_arrays_of_a_file_is_found() -> None:
    code = """d = np.load("d.npz")
scaler = StandardScaler().fit(np.concatenate([d["x_train"], d["x_test"]]))
model = LogisticRegression().fit(scaler.transform(d["x_train"]), d["y_train"])
print(model.score(scaler.transform(d["x_test"]), d["y_test"]))
"""

    assert kinds(code) == {"preprocessing"}


@pytest.mark.parametrize(
    "loaded",
    [
        'd = datasets.load_dataset("imdb")',
        'd = datasets.load_dataset("imdb", split="train").train_test_split(test_size=0.2)',
        'a, b = datasets.load_dataset("imdb", split=["train", "test"])\nd = {"train": a, "test": b}',
        'd, info = tensorflow_datasets.load("imdb", with_info=True)',
        'd = {k: tensorflow_datasets.load("imdb", split=k) for k in ("train", "test")}',
    ],
)
def test_the_parts_of_a_published_data_set_are_other_rows(loaded: str) -> None:
    code = f"""import datasets, tensorflow_datasets
{loaded}
model = LogisticRegression().fit(d["train"]["x"], d["train"]["y"])
print(model.score(d["test"]["x"], d["test"]["y"]))
"""

    assert kinds(code) == set()
