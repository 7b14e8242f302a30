# %%
import warnings

from sklearn.exceptions import ConvergenceWarning

warnings.filterwarnings("ignore", category=FutureWarning)
warnings.simplefilter("ignore", ConvergenceWarning)
