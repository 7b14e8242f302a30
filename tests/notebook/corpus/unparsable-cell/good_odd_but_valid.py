# %%
größe = 1_000
π = 3.14159
area = π * größe ** 2; print(area)
# %%
text = 'one \
line'
matrix = [[1, 2], [3, 4]]
product = matrix[0] if area else None
# %%
# only a comment
