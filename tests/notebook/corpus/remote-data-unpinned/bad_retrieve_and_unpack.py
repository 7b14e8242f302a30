# %%
import tarfile
import urllib.request

URL = "https://files.test/housing/housing.tgz"


def fetch(url=URL):
    urllib.request.urlretrieve(URL, "housing.tgz")  # <- hit
    with tarfile.open("housing.tgz") as archive:
        archive.extractall("data")


# %%
fetch()
