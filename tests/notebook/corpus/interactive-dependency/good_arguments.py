# %%
import argparse
import os

parser = argparse.ArgumentParser()
parser.add_argument("--input", default="sales.csv")
args = parser.parse_args([])

# %%
region = os.environ.get("REGION", "north")
print(args.input, region)
