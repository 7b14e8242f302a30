# %%
import pickle

try:
    model = pickle.load(open("model.pkl", "rb"))
except BaseException:  # <- hit
    ...

try:
    import lightgbm
except:  # <- hit
    print("no lightgbm")
