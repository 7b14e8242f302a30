"""Write a pipeline as a model of MLflow. Arguments: pickle, folder."""

import pickle
import sys
from pathlib import Path

import mlflow.sklearn

pipeline = pickle.loads(Path(sys.argv[1]).read_bytes())
# Its default format, skops, refuses both pipelines; `predict` would only answer with a class.
mlflow.sklearn.save_model(
    pipeline, sys.argv[2], serialization_format="cloudpickle", pyfunc_predict_fn="predict_proba", pip_requirements=[]
)
