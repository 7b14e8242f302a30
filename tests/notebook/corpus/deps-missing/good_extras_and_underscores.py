# %%
import category_encoders as ce
import ruamel.yaml
from skimage import io
from sqlalchemy import create_engine

# %%
encoder = ce.TargetEncoder()
