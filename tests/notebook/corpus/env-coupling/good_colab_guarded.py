# %%
import sys

IN_COLAB = "google.colab" in sys.modules
if IN_COLAB:
    from google.colab import drive

    drive.mount("/content/drive")

# %%
try:
    from google.colab import files

    files.download("out.csv")
except ImportError:
    print("saved beside the notebook")
