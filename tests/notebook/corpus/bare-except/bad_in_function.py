# %%
def to_number(text):
    try:
        return float(text)
    except:  # <- hit
        return 0.0


# %%
to_number("12,5")
