# %%
!kaggle competitions download -c titanic  # <- hit
!unzip -o titanic.zip -d data  # <- hit
!rm titanic.zip  # <- hit
