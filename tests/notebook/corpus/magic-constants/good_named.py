# %%
import pandas as pd

LONGEST_HAUL = 1847  # kilometres: the longest route of the timetable of 2019

flights = pd.read_csv("flights.csv")
flights["far"] = flights["distance"] > LONGEST_HAUL
mean = flights["delay"].mean()
flights["delay"] = flights["delay"].fillna(mean)
