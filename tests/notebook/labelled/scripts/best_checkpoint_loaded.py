import pandas as pd
from keras.callbacks import ModelCheckpoint
from keras.layers import Dense
from keras.models import Sequential, load_model
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import MinMaxScaler

claims = pd.read_csv("claims.csv")
y = claims.pop("claimed").values
X = MinMaxScaler((-1, 1)).fit_transform(claims)

for number, (train, valid) in enumerate(StratifiedKFold(4, shuffle=True, random_state=2).split(X, y)):
    net = Sequential()
    net.add(Dense(64, activation="relu", input_dim=X.shape[1]))
    net.add(Dense(1, activation="sigmoid"))
    net.compile(optimizer="adam", loss="binary_crossentropy")
    keeper = ModelCheckpoint("fold-" + str(number) + ".h5", monitor="loss", save_best_only=True)
    net.fit(X[train], y[train], epochs=30, batch_size=256, callbacks=[keeper], verbose=0)
    best = load_model("fold-" + str(number) + ".h5")
    print(roc_auc_score(y[valid], best.predict(X[valid])))
