"""Fit both models and write what the servers and the load need. Arguments: folder.

For each model: a project of Fairlead whose champion it is, the pipeline as a pickle for everybody else, and rows with
the probabilities that the pipeline gives to each of them alone.
"""

from __future__ import annotations

import json
import pickle
import sys
from pathlib import Path

from recipes import customers, unfitted

from fairlead.model import Model
from fairlead.project import Project

ROWS = 500


def make(folder: Path, name: str) -> None:
    """Write one model."""
    table, left = customers()
    model = Model.fit("churn", unfitted(name, table), table, left, seed=7)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "fairlead.toml").write_text('[project]\nname = "churn"\n')
    with Project.find(folder, needs_pipeline=False).open_registry() as registry:
        registry.promote("churn", registry.put(model).version, expect=None, why="to be measured")
    (folder / "pipeline.pkl").write_bytes(pickle.dumps(model.pipeline))
    step = len(table) // ROWS
    rows = json.loads(table.iloc[::step].head(ROWS).to_json(orient="records"))
    answers = [model.predict_proba([row])[0, 1].item() for row in rows]
    (folder / "rows.json").write_text(json.dumps({"rows": rows, "answers": answers}))


if __name__ == "__main__":
    for kind in ("lr", "hgb"):
        make(Path(sys.argv[1], kind), kind)
