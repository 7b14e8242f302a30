# %%
import pandas as pd
from keras import Sequential, layers
from keras.callbacks import ModelCheckpoint, ReduceLROnPlateau
from sklearn.model_selection import train_test_split

# %%
signs = pd.read_csv("signs.csv")
X_train, X_test, y_train, y_test = train_test_split(signs.drop(columns="letter"), signs["letter"], random_state=0)
model = Sequential([layers.Dense(25, activation="softmax")])
model.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
keep = ModelCheckpoint("best.keras", monitor="val_accuracy", save_best_only=True)
slower = ReduceLROnPlateau(monitor="loss")
model.fit(X_train, y_train, validation_data=(X_test, y_test), epochs=9, callbacks=[keep, slower])
print(model.evaluate(X_test, y_test))
