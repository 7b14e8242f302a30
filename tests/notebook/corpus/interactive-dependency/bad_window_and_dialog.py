# %%
import cv2
from tkinter import filedialog

# %%
path = filedialog.askopenfilename()  # <- hit
image = cv2.imread(path)
cv2.imshow("image", image)  # <- hit
cv2.waitKey(0)  # <- hit
