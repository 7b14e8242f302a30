"""Hamilton's driver, in process; nothing is stored."""

import inspect
from collections.abc import Callable

from hamilton import ad_hoc_utils, driver
from workload import SINKS, graph, perform


def node(name: str, follows: tuple[str, ...]) -> Callable[..., object]:
    """Return a function whose parameters are named after the tasks that it follows."""

    def function(**inputs: object) -> object:
        return perform(name, *(inputs[upstream] for upstream in follows))

    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters = [inspect.Parameter(upstream, keyword, annotation=object) for upstream in follows]
    function.__signature__ = inspect.Signature(parameters, return_annotation=object)  # type: ignore[attr-defined]
    function.__annotations__ = {**dict.fromkeys(follows, object), "return": object}
    function.__name__ = function.__qualname__ = name
    return function


module = ad_hoc_utils.create_temporary_module(*(node(*item) for item in graph().items()))
driver.Builder().with_modules(module).build().execute(sorted(SINKS))
