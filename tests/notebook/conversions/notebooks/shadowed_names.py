# ---
# title = "Names of the notebook that builtins, keywords of pipelines, tasks and stages have too"
# tasks = 3
# kept = ["list = [", "def train(", "task = ", "dag = ", "params = {"]
# ---
# %%
import numpy as np
from sklearn.linear_model import Ridge
# %%
list = [3, 1, 2]
sum = 0
for id in list:
    sum += id
# %%
params = {"alpha": 0.5}
dag = np.arange(12.0).reshape(4, 3)
task = dag[:, 0] * 2
# %%
def train(extract, transform):
    return Ridge(**params).fit(extract, transform)


load = train(dag, task)
# %%
evaluate = load.score(dag, task)
pipeline = "pipeline"
DAG = 3
PythonOperator = 4
# %%
type = "kind"
input = {"max": max(list)}
print(sum, type, input, evaluate)
# %%
Path, main, fairlead, self, result, output, outputs, _ = range(8)
print(Path + main + fairlead + self + result + output + outputs, DAG + PythonOperator, pipeline)
# %%
extract = transform = validate = split = deploy = explore = 1
context = run = state = seed = notebook = extract + transform
print(context, run, state, seed, notebook, validate, split, deploy, explore)
# %%
np_, pd = np, "not pandas"
print(np_.mean(task), pd)
