import numpy as np
import cv2
import os
from glob import glob
from sklearn.model_selection import train_test_split
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score

images, labels = [], []
for folder in ['no', 'yes']:
    for path in sorted(glob(os.path.join('brain_tumor_dataset', folder, '*.jpg'))):
        img = cv2.imread(path, cv2.IMREAD_GRAYSCALE)
        images.append(cv2.resize(img, (64, 64)))
        labels.append(int(folder == 'yes'))
images = np.array(images)
labels = np.array(labels)

# more pictures: flip all of them
flipped = images[:, :, ::-1]
X = np.concatenate([images, flipped])
y = np.concatenate([labels, labels])
X = X.reshape(len(X), -1) / 255.0

X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42)
clf = RandomForestClassifier(n_estimators=200, random_state=42)
clf.fit(X_train, y_train)
print(accuracy_score(y_test, clf.predict(X_test)))

X = images.reshape(len(images), -1) / 255.0
X_train, X_test, y_train, y_test = train_test_split(X, labels, test_size=0.2, random_state=42)
clf2 = RandomForestClassifier(n_estimators=200, random_state=42)
clf2.fit(X_train, y_train)
print(accuracy_score(y_test, clf2.predict(X_test)))
