# ---
# title = "Sixty short cells: a table is prepared in small steps, ten models are fitted"
# tasks = 8
# builder = "sixty"
# kept = ["model_9", "score_9"]
# parallel = [["model_1.fit(", "model_9.fit("]]
# ---
