# %%
class Model:
    rate = 0.1


# %%
model = Model()
model.weight_0 = 0 * model.rate
model.weight_1 = 1 * model.rate
model.weight_2 = 2 * model.rate
model.weight_3 = 3 * model.rate
model.weight_4 = 4 * model.rate
model.weight_5 = 5 * model.rate
model.weight_6 = 6 * model.rate
model.weight_7 = 7 * model.rate
model.weight_8 = 8 * model.rate
model.weight_9 = 9 * model.rate
model.weight_10 = 10 * model.rate
model.weight_11 = 11 * model.rate
model.weight_12 = 12 * model.rate
model.weight_13 = 13 * model.rate
model.weight_14 = 14 * model.rate
model.weight_15 = 15 * model.rate
model.weight_16 = 16 * model.rate
model.weight_17 = 17 * model.rate
model.weight_18 = 18 * model.rate
model.weight_19 = 19 * model.rate
model.weight_20 = 20 * model.rate
model.weight_21 = 21 * model.rate
model.weight_22 = 22 * model.rate
model.weight_23 = 23 * model.rate
model.weight_24 = 24 * model.rate
model.weight_25 = 25 * model.rate
model.weight_26 = 26 * model.rate
model.weight_27 = 27 * model.rate
model.weight_28 = 28 * model.rate
model.weight_29 = 29 * model.rate
model.weight_30 = 30 * model.rate
model.weight_31 = 31 * model.rate
