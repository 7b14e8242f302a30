# %%
from fastai.vision.all import *

path = untar_data(URLs.PETS)
# %%
loaders = ImageDataLoaders.from_name_func(path, get_image_files(path), label_func=lambda name: name[0].isupper())
learner = vision_learner(loaders, resnet34, metrics=error_rate)
