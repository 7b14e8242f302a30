"""What the tutorial and the how-to pages tell people to type does what the pages say."""

from pathlib import Path

import pytest
from pages import PAGES, ROOT
from play import FILL_IN, agrees, is_played, play, with_part

# They train, serve or run several times.
LONG = (
    "check-a-notebook.md",
    "gate-a-model.md",
    "model-registry.md",
    "prove-a-pipeline.md",
    "replay-retraining.md",
    "train-and-deploy.md",
    "triage-a-fall.md",
    "watch-a-model.md",
)
PLAYED = [
    pytest.param(page, id=str(page.relative_to(ROOT)), marks=[pytest.mark.heavy] if page.name in LONG else [])
    for page in PAGES
    if is_played(page)
]


@pytest.mark.parametrize("page", PLAYED)
def test_a_page_prints_what_it_says(page: Path, tmp_path: Path) -> None:
    different = []
    for command, code, printed in play(page, tmp_path):
        is_right = agrees(command.output, printed) if command.output else code == 0
        if not is_right:
            said, real = "\n".join(command.output), "\n".join(printed)
            different.append(
                f"{page.name}:{command.line}: {command.text} (exit code {code})\n"
                f"--- the page says\n{said}\n--- it printed\n{real}"
            )
    assert not different, "\n\n".join(different)


def test_the_tutorial_and_most_how_to_pages_are_played() -> None:
    how_to = [page for page in PAGES if page.parent.name == "how-to"]
    played = [page for page in how_to if is_played(page)]
    assert is_played(ROOT / "docs" / "tutorial" / "first-pipeline.md")
    assert len(played) > len(how_to) / 2


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        (["✓ a  12 ms"], ["✗ a  12 ms"]),
        (["Run 20261123-144512-gkaqmt succeeded"], ["Run 20261123-144512-gkaqmt failed"]),
        (["a", "b"], ["a"]),
        (["a"], ["a", "b"]),
        (["a ... c", "..."], ["a b d"]),
        ([FILL_IN], ["a"]),
    ],
)
def test_a_wrong_line_would_be_noticed(said: list[str], printed: list[str]) -> None:
    assert not agrees(said, printed)


def test_what_differs_from_run_to_run_is_not_compared() -> None:
    said = ["14:45:12 ✓ load  12 ms", "=> resume gkaqmt", "Run 20261123-144512-gkaqmt"]
    printed = ["Run 20261124-101500-abcdef", "10:15:02 ✓ load   1.20 s", "=> resume abcdef"]
    assert agrees(said, printed)


def test_a_function_of_a_file_is_exchanged_with_its_decorator() -> None:
    source = "import x\n\n\n@task\ndef a():\n    return 1\n\n\nwith DAG('d'):\n    a()\n"
    assert with_part(source, "a()", "def a():\n    return 2\n") == source.replace("@task\n", "").replace(" 1", " 2")
