import pandas as pd
import statsmodels.formula.api as smf
from sklearn.model_selection import train_test_split
from sklearn.metrics import mean_absolute_error

ins = pd.read_csv('insurance.csv')
ins['smoker'] = (ins['smoker'] == 'yes').astype(int)
ins['bmi30'] = (ins['bmi'] > 30).astype(int)
ins['age_c'] = ins['age'] - ins['age'].mean()

tr, te = train_test_split(ins, test_size=0.2, random_state=5)
full = smf.ols('charges ~ age_c + smoker * bmi30', data=tr).fit()
print(full.rsquared)
print(mean_absolute_error(te['charges'], full.predict(te)))

simple = smf.ols('charges ~ age + smoker', data=tr).fit()
print(mean_absolute_error(te['charges'], simple.predict(te)))
