"""`fairlead keys`: what a person sees of them."""

from __future__ import annotations

from typing import Any


def test_a_name_that_is_too_long_is_quoted_to_its_end(shell: Any) -> None:
    shell.write("", "fairlead.toml", header="")
    answer = shell("keys", "add", "a" * 300)
    assert answer.code == 2
    assert f"'{'a' * 57}…' is no name for a key." in answer.err
