# ---
# title = "Objects shared by several outputs must be one object after a task's end as well"
# tasks = 2
# kept = ["parts[\"whole\"] is rows", "node[\"self\"] = node"]
# ---
# %%
rows = [1, 2]
parts = {"whole": rows}
# %%
node = {}
node["self"] = node
# %%
print(parts["whole"] is rows, node["self"] is node)
# %%
class Owner:
    def __init__(self, items):
        self.items = items


owner = Owner(rows)
# %%
owner.items.append(3)
# %%
rows.append(4)
print(owner.items, parts)
# %%
methods = [rows.append, owner.items.count]
methods[0](5)
# %%
print(methods[1](5), rows, owner.items is parts["whole"])
nothing = None
print(nothing is None, NotImplemented is NotImplemented, ... is ...)
