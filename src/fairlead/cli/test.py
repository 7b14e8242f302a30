"""`fairlead test`: run the tests of a project, keep how they ended, show the pyramid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import click
import typer

from fairlead.cli.options import Json
from fairlead.testing.layers import LAYERS

if TYPE_CHECKING:
    from fairlead.testing.pyramid import Pyramid

NO_TESTS = 5
"""What pytest exits with when it found no test."""


def test(
    arguments: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]...", help="Files or folders of tests; after --, options of pytest."),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option("--model", metavar="NAME", help="The model to test: churn, churn@challenger or churn:3."),
    ] = None,
    layer: Annotated[
        list[str] | None,
        typer.Option(
            "--layer", click_type=click.Choice([*LAYERS]), help="Only tests of this layer; may be given repeatedly."
        ),
    ] = None,
    last: Annotated[bool, typer.Option("--last", help="Show how each test ended last time; run nothing.")] = False,
    as_json: Json = False,
) -> int:
    """Run the tests of the project, and show them as a pyramid.

    Exit code 0: all passed. 1: some failed. 2: they could not be run, or there are none.
    """
    from fairlead.project import Project
    from fairlead.project.testing import latest_results, run_tests

    project = Project.find(needs_pipeline=False)
    if last:
        with project.open_store() as store:
            return _shown(latest_results(store), as_json, None)
    chosen = [word for one in layer or () for word in ("--layer", one)]
    # Where a program reads the answer, the text of pytest would stand in its way.
    quiet = ["-q", "--no-header", "-p", "no:terminal"] if as_json else []
    session = run_tests(project, [*quiet, *chosen, *(arguments or ())], model=model)
    if not session.pyramid.tests:
        _nothing(as_json)
        return 2
    _shown(session.pyramid, as_json, session.id)
    return min(session.exit_code, 2)


def _shown(pyramid: Pyramid, as_json: bool, session: str | None) -> int:
    from fairlead.cli.documents import print_document
    from fairlead.cli.screen import Screen

    if as_json:
        print_document(_document(pyramid, session))
    elif not pyramid.tests:
        _nothing(as_json)
    else:
        Screen().write("", pyramid.render())
    return 0


def _nothing(as_json: bool) -> None:
    from fairlead.cli.documents import print_document
    from fairlead.cli.screen import Screen
    from fairlead.testing.pyramid import Pyramid

    if as_json:
        print_document(_document(Pyramid(), None))
    else:
        Screen().write(
            "No tests were run. Write one in tests/test_model.py:",
            "",
            '    @pytest.mark.ml(layer="behaviour")',
            "    def test_gender_does_not_matter(model, holdout):",
            '        invariant("female", [0, 1])(model, holdout)',
        )


def _document(pyramid: Pyramid, session: str | None) -> dict[str, Any]:
    from dataclasses import asdict

    from fairlead.testing.layers import LAYERS, LEVELS

    counts = {layer: {level: pyramid.count(layer, level) for level in LEVELS} for layer in LAYERS}
    return {"session": session, "pyramid": counts, "tests": [asdict(one) for one in pyramid.tests]}
