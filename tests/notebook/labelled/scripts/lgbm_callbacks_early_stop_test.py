import lightgbm as lgb
import pandas as pd
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split

bike = pd.read_csv('bike_hour.csv')
bike = bike.drop(columns=['instant', 'dteday', 'casual', 'registered'])
train, test = train_test_split(bike, test_size=0.2, random_state=11)
x = [c for c in bike.columns if c != 'cnt']

reg = lgb.LGBMRegressor(n_estimators=5000, learning_rate=0.02)
reg.fit(
    train[x],
    train['cnt'],
    eval_set=[(test[x], test['cnt'])],
    callbacks=[lgb.early_stopping(100), lgb.log_evaluation(200)],
)
print('best iteration', reg.best_iteration_)
print('MAE', mean_absolute_error(test['cnt'], reg.predict(test[x])))
