# %%
import warnings

warnings.filterwarnings("ignore", message="The default of observed")
warnings.filterwarnings("ignore", ".*ndarray size changed.*")
warnings.filterwarnings(action="ignore", module="seaborn")
