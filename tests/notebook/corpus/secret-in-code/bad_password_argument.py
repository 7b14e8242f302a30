# %%
import psycopg2

# %%
connection = psycopg2.connect(
    host="db.intern",
    user="report",
    password="Sommer2019!",  # <- hit
)
