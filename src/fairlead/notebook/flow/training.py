"""Training loops written by hand: a net learns from the rows it answered for when ``loss.backward()`` is called."""

from __future__ import annotations

import ast
from dataclasses import replace

from fairlead.notebook.flow.events import Fit
from fairlead.notebook.flow.rows import union
from fairlead.notebook.flow.run import Run
from fairlead.notebook.flow.values import Model, Table


def step(run: Run, loss: Table, node: ast.Call) -> None:
    """Record that every net whose answers are in a loss learned from them."""
    for prediction in loss.predictions:
        model = run.nets.get(prediction.estimator.identity)
        if model is None:
            continue
        rows = prediction.data.rows
        before = model.trained_on
        data = prediction.data if before is None else replace(prediction.data, rows=union([before.rows, rows]))
        model.trained_on, model.fit = data, prediction.place
        run.happened(
            Fit(
                by=model.description.name,
                estimator=model.description,
                data=data,
                **{**run.circumstances(node), "place": prediction.place},
            )
        )


def answer(run: Run, model: Model) -> None:
    """Remember a net by its identity, so that its loss can find it."""
    run.nets[model.description.identity] = model
