"""Plain functions called one after the other: the floor that nothing can go below."""

from workload import graph, perform

values: dict[str, object] = {}
for name, follows in graph().items():
    values[name] = perform(name, *(values[upstream] for upstream in follows))
