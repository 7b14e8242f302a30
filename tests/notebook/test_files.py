"""The strings that reach input and output are found, however they get there."""

import pytest

from fairlead.notebook.facts import Facts
from fairlead.notebook.files import FileUse
from fairlead.notebook.read import notebook_of

IMPORTS = "import os\nimport pandas as pd\nfrom pathlib import Path\n"


def uses(code: str) -> list[FileUse]:
    return list(Facts(notebook_of(IMPORTS + code)).files)


@pytest.mark.parametrize(
    "code",
    [
        "pd.read_csv('data/a.csv')",
        "pd.read_csv(filepath_or_buffer='data/a.csv')",
        "base = 'data'\npd.read_csv(base + '/a.csv')",
        "base = 'data'\npd.read_csv(f'{base}/a.csv')",
        "base = 'data'\npd.read_csv(os.path.join(base, 'a.csv'))",
        "base = Path('data')\npd.read_csv(base / 'a.csv')",
        "base = Path('data')\npath = base.joinpath('a.csv')\npd.read_csv(path)",
        "class C:\n    base = 'data'\npd.read_csv(C.base + '/a.csv')",
        "paths = {'a': 'data/a.csv'}\npd.read_csv(paths['a'])",
        "def load(path):\n    return pd.read_csv(path)\nload('data/a.csv')",
        "a, b = 'data/a.csv', 1\nwith open(a) as file:\n    pass",
        "Path('data/a.csv').read_text()",
    ],
)
def test_a_path_is_followed_to_where_it_is_read(code: str) -> None:
    read = [use for use in uses(code) if use.kind in ("read", "look")]

    assert [use.text.value for use in read if use.text] == ["data/a.csv"]
    assert all(use.text.whole for use in read if use.text)


def test_what_is_not_known_to_its_end_is_not_whole() -> None:
    (use,) = uses("import sys\npd.read_csv('data/' + sys.argv[1])")

    assert use.text is not None
    assert (use.text.value, use.text.whole) == ("data/", False)


def test_the_last_binding_before_a_use_counts() -> None:
    (use,) = uses("path = 'a.csv'\npath = 'b.csv'\npd.read_csv(path)\npath = 'c.csv'")

    assert use.text is not None and use.text.value == "b.csv"


def test_names_that_go_in_circles_end_unknown() -> None:
    (use,) = uses("a = b\nb = a\na = b\npd.read_csv(a)")

    assert use.text is None


def test_writing_is_told_from_reading() -> None:
    kinds = [
        use.kind for use in uses("open('a', 'w')\nopen('a')\ntable.to_csv('a')\nos.listdir('a')\nopen('a', mode='ab')")
    ]

    assert kinds == ["write", "read", "write", "look", "write"]
