# %%
from glob import glob

import cv2
import numpy as np

images = []
for path in glob("cats/*.jpg"):  # <- hit
    images.append(cv2.imread(path))
X = np.array(images)
