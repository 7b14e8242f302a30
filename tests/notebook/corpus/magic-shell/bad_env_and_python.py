# %%
%env CUDA_VISIBLE_DEVICES=0  # <- hit

# %%
!python train.py --epochs 3  # <- hit
