# %%
!nvidia-smi
!head -3 data/table.csv
!pip list
!python --version

# %%
%timeit sum(range(10))
%who
