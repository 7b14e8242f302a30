"""Say what is wrong with a project: its folder, its ``fairlead.toml``, a package that is not installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairlead.errors import FairleadError
from fairlead.errors.words import choice, clause, package_of, place, quoted, show

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import Self


class ProjectError(FairleadError):
    """Tell that the project folder or its ``fairlead.toml`` is not as it should be."""

    code = "FL001"

    @classmethod
    def no_project(cls, folder: Path | str, ran: Sequence[str] = ()) -> Self:
        """No ``fairlead.toml`` in `folder` or above it; in the folders `ran` below it a file was run without one."""
        there = f" (files were run in {quoted(ran)})" if ran else ""
        return cls(
            f"There is no project here: no fairlead.toml in '{folder}' or in a folder above it.",
            hint=f"go to the project's folder{there}, or make a project with `fairlead init`.",
        )

    @classmethod
    def bad_toml(cls, path: Path | str, line: int | None, reason: str) -> Self:
        """The file at `path` is not valid TOML."""
        return cls(
            f"'{path}' is not valid TOML: {clause(reason)}.",
            where=place(path, line),
            hint='a line reads name = value, and text stands in quotes: source = "data/customers.csv".',
        )

    @classmethod
    def unknown_key(cls, path: Path | str, key: str, known: Iterable[str]) -> Self:
        """A key in ``fairlead.toml`` that means nothing."""
        return cls(
            f"'{key}' is not a setting that Fairlead knows.",
            where=str(path),
            hint=choice(key, known, otherwise="remove the line."),
        )

    @classmethod
    def bad_value(cls, path: Path | str, key: str, value: object, expected: str) -> Self:
        """A key in ``fairlead.toml`` whose value cannot be used."""
        return cls(
            f"The setting '{key}' is {show(value)}; expected {expected}.",
            where=str(path),
            hint=f"change '{key}', or remove the line to use the default.",
        )

    @classmethod
    def no_pipeline_file(cls, path: Path | str, found: Iterable[str]) -> Self:
        """There is no file at `path`; `found` are the Python files that are there instead."""
        return cls(
            f"The pipeline file '{path}' does not exist.",
            hint=choice(
                str(path).rpartition("/")[2],
                found,
                otherwise="make a project with a pipeline in it: `fairlead init`.",
            ),
        )

    @classmethod
    def no_params_file(cls, path: Path | str) -> Self:
        """The DAG names a file of parameters, and there is none."""
        return cls(
            f"The file of parameters '{path}' does not exist.",
            hint='write it (a line reads name = value), or take params="..." out of the DAG.',
        )

    @classmethod
    def no_folder(cls, path: Path | str) -> Self:
        """There is no folder at `path`."""
        return cls(
            f"There is no folder '{path}'.",
            hint="give a folder with a fairlead.toml or a pipeline.py in it; `fairlead init` makes one.",
        )

    @classmethod
    def folder_not_empty(cls, path: Path | str) -> Self:
        """A new project must not overwrite what is in the folder."""
        return cls(
            f"The folder '{path}' is not empty, and Fairlead overwrites nothing.",
            hint="give the new project a folder of its own: `fairlead init NAME`.",
        )

    @classmethod
    def unknown_example(cls, name: str, known: Iterable[str]) -> Self:
        """No bundled example has this name."""
        return cls(
            f"There is no example called '{name}'.",
            hint=choice(name, known, otherwise="start without one: `fairlead init`."),
        )

    @classmethod
    def not_writable(cls, path: Path | str) -> Self:
        """Fairlead has to write at `path`, and may not."""
        return cls(
            f"'{path}' cannot be written; Fairlead keeps its runs and outputs there.",
            hint="check who owns the folder (`ls -ld`), or work in a copy of the project that is yours.",
        )

    @classmethod
    def unknown_check(cls, name: str, known: Iterable[str]) -> Self:
        """`fairlead doctor` makes no check of this name."""
        return cls(
            f"'{name}' is not a check of `fairlead doctor`.",
            hint=choice(name, known, otherwise="leave --only out for all of them."),
        )


class MissingExtraError(FairleadError):
    """Tell that a package is not installed that only this part of Fairlead needs."""

    code = "FL010"

    @classmethod
    def needs(cls, module: str, extra: str, purpose: str) -> Self:
        """Without `module`, which comes with `extra`, `purpose` ("Reading a Parquet file") is not possible.

        >>> print(MissingExtraError.needs("polars", "tables", "Reading a Parquet file"))
        Reading a Parquet file needs the package 'polars', which is not installed.
        Hint: run `pip install "fairlead[tables]"`.
        """
        return cls(
            f"{purpose} needs the package '{package_of(module)}', which is not installed.",
            hint=f'run `pip install "fairlead[{extra}]"`.',
        )

    @classmethod
    def needs_package(cls, package: str, purpose: str) -> Self:
        """Without `package`, which is in no extra, `purpose` is not possible."""
        return cls(
            f"{purpose} needs the package '{package}', which is not installed.",
            hint=f"run `pip install {package}`.",
        )
