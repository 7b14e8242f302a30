# %%
import rpy2
# %%
library(ggplot2)
customers <- read.csv("customers.csv")
model <- glm(churn ~ ., data = customers)  # <- hit
