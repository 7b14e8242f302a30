#!/usr/bin/env python
# coding: utf-8

# In[1]:


import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


# In[2]:


get_ipython().run_cell_magic('time', '', 'ferries = pd.read_csv("ferries.csv")\nX = ferries.drop(columns="passengers")\nscaled = StandardScaler().fit_transform(X)\n')


# In[3]:


X_train, X_test, y_train, y_test = train_test_split(scaled, ferries["passengers"], random_state=3)
model = Ridge().fit(X_train, y_train)
mean_absolute_error(y_test, model.predict(X_test))


# In[4]:


raw_train, raw_test, y_train, y_test = train_test_split(X, ferries["passengers"], random_state=3)
plain = Ridge().fit(raw_train, y_train)
mean_absolute_error(y_test, plain.predict(raw_test))
