# ---
# title = "Names, strings and headings in many scripts, odd line ends and quotes"
# tasks = 1
# kept = ["größe", "naïve", "Δ"]
# ---
# %% [markdown]
# # Größe und "Gewicht" \ 'μ' — ''' und """
# Formel $\alpha \n$ `code` {braces} %s
# %%
größe = [1.5, 2.5, 4.0]
μ = sum(größe) / len(größe)
# %%
Δ = [wert - μ for wert in größe]
naïve = max(Δ)
# %% [markdown]
# ## 数据
# %%
数据 = {"名": "é", "emoji": "🐍", "quote": "'\"\\n", "raw": r"\d"}
print(größe_der_daten := len(数据), 数据)
# %%
text = """three
    lines \
joined
	tab"""
print(repr(text), round(μ, 3), naïve)
# %%
f"{μ:.3f} {{braces}} {größe!r:>20} {'nested'}"
