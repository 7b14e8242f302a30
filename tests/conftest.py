"""What every test stands on: no setting of the person's own shell leaks in, and slow machines are fine."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# A shared machine makes one example slow now and then; that is no bug of the code under test.
settings.register_profile("fairlead", deadline=None, print_blob=True)
settings.load_profile("fairlead")


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run each test without the shell's own FAIRLEAD_* settings and without forced colours."""
    forced_colours = {"CLICOLOR_FORCE", "FORCE_COLOR", "GITHUB_ACTIONS"}
    for name in list(os.environ):
        if name.startswith("FAIRLEAD_") or name in forced_colours:
            monkeypatch.delenv(name)
    yield
