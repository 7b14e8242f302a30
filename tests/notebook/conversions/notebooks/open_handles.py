# ---
# title = "A file stays open between cells; a buffer, a lock and a connection cannot be pickled"
# tasks = 1
# kept = ["open(", "threading.Lock()", "sqlite3.connect(", "fetchall("]
# ---
# %%
import io
import sqlite3
import threading
# %%
handle = open("notes.txt", "w")
lock = threading.Lock()
# %%
with lock:
    handle.write("first\n")
# %%
handle.write("second\n")
handle.close()
# %%
reader = open("notes.txt")
header = reader.readline().strip()
# %%
rest = reader.read().split()
reader.close()
print(header, rest)
# %%
database = sqlite3.connect(":memory:")
database.execute("create table points (x int, y int)")
# %%
database.executemany("insert into points values (?, ?)", [(1, 2), (3, 4)])
# %%
rows = database.execute("select x + y from points").fetchall()
print(rows)
# %%
buffer = io.StringIO()
buffer.write("abc")
# %%
print(len(buffer.getvalue()), sum(total for (total,) in rows))
