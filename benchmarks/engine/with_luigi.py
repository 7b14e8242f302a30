"""Luigi from its command line with the local scheduler; a task's result is a pickle file, its target."""

import pickle
from collections.abc import Iterator
from typing import Any

import luigi
from luigi.format import Nop
from workload import SINKS, graph, perform


class Node(luigi.Task):  # type: ignore[misc]
    """One task of the graph."""

    name = luigi.Parameter()

    def requires(self) -> list[luigi.Task]:
        return [Node(name=upstream) for upstream in graph()[self.name]]

    def output(self) -> luigi.LocalTarget:
        return luigi.LocalTarget(f"results/{self.name}.pickle", format=Nop)

    def run(self) -> None:
        value = perform(self.name, *self.inputs())
        with self.output().open("w") as file:
            pickle.dump(value, file, protocol=5)

    def inputs(self) -> Iterator[Any]:
        for target in self.input():
            with target.open("r") as file:
                yield pickle.load(file)


class Everything(luigi.WrapperTask):  # type: ignore[misc]
    """The last tasks of the graph."""

    def requires(self) -> list[luigi.Task]:
        return [Node(name=name) for name in sorted(SINKS)]
