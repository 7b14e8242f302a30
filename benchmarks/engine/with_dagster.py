"""Dagster: as a script it runs in process; `dagster job execute` takes the default, a process a step."""

from dagster import DependencyDefinition, GraphDefinition, In, OpDefinition, op
from workload import graph, perform


def node(name: str, follows: tuple[str, ...]) -> OpDefinition:
    """Return one task of the graph as an op."""

    @op(name=name, ins={upstream: In() for upstream in follows})
    def function(**inputs: object) -> object:
        return perform(name, *(inputs[upstream] for upstream in follows))

    return function


bench = GraphDefinition(
    "bench",
    node_defs=[node(*item) for item in graph().items()],
    dependencies={
        name: {upstream: DependencyDefinition(upstream) for upstream in follows} for name, follows in graph().items()
    },
).to_job()

if __name__ == "__main__":
    bench.execute_in_process()
