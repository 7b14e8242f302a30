# %%
import getpass
from pathlib import Path

# %%
password = getpass.getpass("Password: ")
token = Path("~/.token").expanduser().read_text().strip()
question = input("api key? ")
link = "https://docs.service.test/auth?token=abc"
address = "mailto:someone@firm.test"
