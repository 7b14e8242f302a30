# ---
# title = "Lists, sets and dicts are filled by many cells, the rest of the notebook reads them"
# tasks = 3
# kept = ["scores.append(", "seen.update(", "setdefault(", "notes.sort("]
# ---
# %%
from collections import Counter, defaultdict, deque

from sklearn.datasets import load_wine
from sklearn.neighbors import KNeighborsClassifier
# %%
scores = []
seen = set()
notes = ["z", "b"]
counts = Counter()
groups = defaultdict(list)
recent = deque(maxlen=2)
# %%
X, y = load_wine(return_X_y=True)
# %%
near = KNeighborsClassifier(1).fit(X[::2], y[::2])
scores.append(near.score(X[1::2], y[1::2]))
seen.update([1])
recent.append("one")
# %%
wide = KNeighborsClassifier(15).fit(X[::2], y[::2])
scores.append(wide.score(X[1::2], y[1::2]))
seen.add(15)
recent.append("fifteen")
# %%
counts.update("aab")
counts["b"] += 10
groups["x"].append(1)
groups["y"]
# %%
notes.sort()
notes.insert(0, "a")
options = {}
options.setdefault("k", []).extend([3, 4])
recent.append("last")
# %%
print(max(scores), scores, sorted(seen), notes, options)
# %%
print(dict(counts), dict(groups), list(recent))
