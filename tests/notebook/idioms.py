"""Short scripts in the manner of published notebooks, each with what leaks in it."""

HEAD = """
import numpy as np, pandas as pd
from sklearn.preprocessing import StandardScaler, MinMaxScaler, LabelEncoder, OneHotEncoder, Imputer
from sklearn.impute import SimpleImputer
from sklearn.model_selection import train_test_split, KFold, StratifiedShuffleSplit, cross_val_score, GridSearchCV
from sklearn.linear_model import LogisticRegression, LinearRegression, Lasso
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score, mean_squared_error, mean_absolute_error, confusion_matrix
"""

LEAKY = {
    "house prices: gaps of both files filled by their mean, then cross-validated": """
train = pd.read_csv("../input/train.csv")
test = pd.read_csv("../input/test.csv")
all_data = pd.concat((train.loc[:, 'MSSubClass':'SaleCondition'], test.loc[:, 'MSSubClass':'SaleCondition']))
all_data = pd.get_dummies(all_data)
all_data = all_data.fillna(all_data.mean())
X_train = all_data[:train.shape[0]]
X_test = all_data[train.shape[0]:]
y = train.SalePrice
def rmse_cv(model):
    return np.sqrt(-cross_val_score(model, X_train, y, scoring="neg_mean_squared_error", cv=5))
print(rmse_cv(Lasso(alpha=0.1)).mean())
""",
    "titanic: both files together, split back by a number": """
train = pd.read_csv("train.csv")
test = pd.read_csv("test.csv")
full = train.append(test, ignore_index=True)
imputed = pd.DataFrame()
imputed['Age'] = full.Age.fillna(full.Age.mean())
imputed['Fare'] = full.Fare.fillna(full.Fare.mean())
sex = pd.Series(np.where(full.Sex == 'male', 1, 0), name='Sex')
full_X = pd.concat([imputed, sex], axis=1)
train_valid_X = full_X[0:891]
train_valid_y = train.Survived
train_X, valid_X, train_y, valid_y = train_test_split(train_valid_X, train_valid_y, train_size=.7)
model = LogisticRegression()
model.fit(train_X, train_y)
print(model.score(train_X, train_y), model.score(valid_X, valid_y))
""",
    "machine learning A to Z: an imputer that writes into a slice of the array": """
dataset = pd.read_csv('Data.csv')
X = dataset.iloc[:, :-1].values
y = dataset.iloc[:, 3].values
imputer = Imputer(missing_values='NaN', strategy='mean', axis=0)
imputer = imputer.fit(X[:, 1:3])
X[:, 1:3] = imputer.transform(X[:, 1:3])
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
classifier = LogisticRegression(random_state=0)
classifier.fit(X_train, y_train)
y_pred = classifier.predict(X_test)
cm = confusion_matrix(y_test, y_pred)
""",
    "restaurant reviews: words counted over all reviews": """
import re
from nltk.corpus import stopwords
from nltk.stem.porter import PorterStemmer
from sklearn.feature_extraction.text import CountVectorizer
dataset = pd.read_csv('Restaurant_Reviews.tsv', delimiter='\\t', quoting=3)
corpus = []
for i in range(0, 1000):
    review = re.sub('[^a-zA-Z]', ' ', dataset['Review'][i])
    review = review.lower()
    review = review.split()
    ps = PorterStemmer()
    review = [ps.stem(word) for word in review if not word in set(stopwords.words('english'))]
    review = ' '.join(review)
    corpus.append(review)
cv = CountVectorizer(max_features=1500)
X = cv.fit_transform(corpus).toarray()
y = dataset.iloc[:, 1].values
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.20, random_state=0)
classifier = RandomForestClassifier()
classifier.fit(X_train, y_train)
y_pred = classifier.predict(X_test)
cm = confusion_matrix(y_test, y_pred)
""",
    "ages drawn at random around their mean": """
train = pd.read_csv('train.csv')
test = pd.read_csv('test.csv')
full_data = [train, test]
for dataset in full_data:
    age_avg = dataset['Age'].mean()
    age_std = dataset['Age'].std()
    age_null_count = dataset['Age'].isnull().sum()
    age_null_random_list = np.random.randint(age_avg - age_std, age_avg + age_std, size=age_null_count)
    dataset['Age'][np.isnan(dataset['Age'])] = age_null_random_list
    dataset['Age'] = dataset['Age'].astype(int)
X = train.values[0::, 1::]
y = train.values[0::, 0]
sss = StratifiedShuffleSplit(n_splits=10, test_size=0.1, random_state=0)
for train_index, test_index in sss.split(X, y):
    X_train, X_test = X[train_index], X[test_index]
    y_train, y_test = y[train_index], y[test_index]
    clf = LogisticRegression()
    clf.fit(X_train, y_train)
    print(accuracy_score(y_test, clf.predict(X_test)))
""",
    "ages by the median of groups, applied row by row": """
train = pd.read_csv('train.csv')
grouped = train.groupby(['Sex', 'Pclass'])
medians = grouped.median().reset_index()[['Sex', 'Pclass', 'Age']]
def fill_age(row):
    condition = (medians['Sex'] == row['Sex']) & (medians['Pclass'] == row['Pclass'])
    return medians[condition]['Age'].values[0]
train['Age'] = train.apply(lambda row: fill_age(row) if np.isnan(row['Age']) else row['Age'], axis=1)
X_train, X_test, y_train, y_test = train_test_split(train[['Age', 'Fare']], train['Survived'])
model = LogisticRegression().fit(X_train, y_train)
print(model.score(X_test, y_test))
""",
    "gaps of each group filled by its median with a lambda": """
df = pd.read_csv('houses.csv')
df['LotFrontage'] = df.groupby('Neighborhood')['LotFrontage'].transform(lambda x: x.fillna(x.median()))
X_train, X_test, y_train, y_test = train_test_split(df.drop('SalePrice', axis=1), df['SalePrice'])
print(LinearRegression().fit(X_train, y_train).score(X_test, y_test))
""",
    "correlated columns dropped": """
df = pd.read_csv('bio.csv')
y = df.pop('Activity')
corr_matrix = df.corr().abs()
upper = corr_matrix.where(np.triu(np.ones(corr_matrix.shape), k=1).astype(bool))
to_drop = [column for column in upper.columns if any(upper[column] > 0.95)]
df = df.drop(to_drop, axis=1)
X_train, X_test, y_train, y_test = train_test_split(df, y)
print(RandomForestClassifier().fit(X_train, y_train).score(X_test, y_test))
""",
    "outliers dropped by quartiles": """
df = pd.read_csv('boston.csv')
Q1 = df.quantile(0.25)
Q3 = df.quantile(0.75)
IQR = Q3 - Q1
df = df[~((df < (Q1 - 1.5 * IQR)) | (df > (Q3 + 1.5 * IQR))).any(axis=1)]
X_train, X_test, y_train, y_test = train_test_split(df.drop('MEDV', axis=1), df['MEDV'])
lr = LinearRegression()
lr.fit(X_train, y_train)
print(mean_squared_error(y_test, lr.predict(X_test)))
""",
    "bitcoin windows out of a scaled series": """
from keras.models import Sequential
from keras.layers import LSTM, Dense
df = pd.read_csv('btc.csv')
data = df['Close'].values.reshape(-1, 1)
scaler = MinMaxScaler(feature_range=(0, 1))
data = scaler.fit_transform(data)
train_size = int(len(data) * 0.8)
train, test = data[0:train_size, :], data[train_size:len(data), :]
def create_dataset(dataset, look_back=1):
    dataX, dataY = [], []
    for i in range(len(dataset) - look_back - 1):
        a = dataset[i:(i + look_back), 0]
        dataX.append(a)
        dataY.append(dataset[i + look_back, 0])
    return np.array(dataX), np.array(dataY)
trainX, trainY = create_dataset(train, 3)
testX, testY = create_dataset(test, 3)
trainX = np.reshape(trainX, (trainX.shape[0], 1, trainX.shape[1]))
testX = np.reshape(testX, (testX.shape[0], 1, testX.shape[1]))
model = Sequential()
model.add(LSTM(4, input_shape=(1, 3)))
model.add(Dense(1))
model.compile(loss='mean_squared_error', optimizer='adam')
model.fit(trainX, trainY, epochs=100, batch_size=1, verbose=2)
testPredict = model.predict(testX)
testPredict = scaler.inverse_transform(testPredict)
testY = scaler.inverse_transform([testY])
print(np.sqrt(mean_squared_error(testY[0], testPredict[:, 0])))
""",
    "folds by the old KFold over a filled table, answers put together": """
from sklearn.cross_validation import KFold
titanic = pd.read_csv("titanic_train.csv")
titanic["Age"] = titanic["Age"].fillna(titanic["Age"].median())
predictors = ["Pclass", "Age", "Fare"]
alg = LinearRegression()
kf = KFold(titanic.shape[0], n_folds=3, random_state=1)
predictions = []
for train, test in kf:
    train_predictors = (titanic[predictors].iloc[train, :])
    train_target = titanic["Survived"].iloc[train]
    alg.fit(train_predictors, train_target)
    test_predictions = alg.predict(titanic[predictors].iloc[test, :])
    predictions.append(test_predictions)
predictions = np.concatenate(predictions, axis=0)
predictions[predictions > .5] = 1
predictions[predictions <= .5] = 0
accuracy = sum(predictions[predictions == titanic["Survived"]]) / len(predictions)
""",
    "a dict of models in a function over a scaled table": """
def prepare(path):
    frame = pd.read_csv(path)
    target = frame.pop('target')
    frame = pd.DataFrame(StandardScaler().fit_transform(frame), columns=frame.columns)
    return frame, target
def compare(X, y, models):
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
    scores = {}
    for name, model in models.items():
        model.fit(X_train, y_train)
        scores[name] = model.score(X_test, y_test)
    return pd.Series(scores)
X, y = prepare('heart.csv')
print(compare(X, y, {'lr': LogisticRegression(), 'rf': RandomForestClassifier()}))
""",
    "a class that keeps its table": """
class Churn:
    def __init__(self, path):
        self.df = pd.read_csv(path)
    def clean(self):
        self.df['charges'] = self.df['charges'].fillna(self.df['charges'].median())
        return self
    def run(self):
        train, test = train_test_split(self.df, test_size=.3)
        self.model = LogisticRegression()
        self.model.fit(train[['charges']], train['churn'])
        return accuracy_score(test['churn'], self.model.predict(test[['charges']]))
print(Churn('churn.csv').clean().run())
""",
    "scaled by hand over all rows, parted by a random mask": """
df = pd.read_csv('wine.csv')
for feature in df.columns[:-1]:
    df[feature] = (df[feature] - df[feature].min()) / (df[feature].max() - df[feature].min())
msk = np.random.rand(len(df)) < 0.8
train, test = df[msk], df[~msk]
clf = LogisticRegression()
clf.fit(train.drop('quality', axis=1), train['quality'])
print((clf.predict(test.drop('quality', axis=1)) == test['quality']).mean())
""",
    "a booster that is given matrices": """
import xgboost as xgb
df = pd.read_csv('sales.csv')
df['zip'] = df['zip'].fillna(df['zip'].mode()[0])
df['price_scaled'] = StandardScaler().fit_transform(df[['price']])
train, valid = train_test_split(df, test_size=0.2, random_state=12)
dtrain = xgb.DMatrix(train[['zip', 'price_scaled']], label=train['sold'])
dvalid = xgb.DMatrix(valid[['zip', 'price_scaled']], label=valid['sold'])
bst = xgb.train({'eta': .1}, dtrain, 100, [(dtrain, 'train'), (dvalid, 'valid')], early_stopping_rounds=10)
print(mean_absolute_error(valid['sold'], bst.predict(dvalid)))
""",
    "mean and spread over everything, then mini-batches by index": """
from keras.utils import to_categorical
from keras.models import Sequential
data = np.load('digits.npy')
X = data[:, 1:]
y = to_categorical(data[:, 0])
X = (X - X.mean(axis=0)) / X.std(axis=0)
idx = np.random.permutation(len(X))
n = int(.9 * len(X))
X_train, y_train = X[idx[:n]], y[idx[:n]]
X_val, y_val = X[idx[n:]], y[idx[n:]]
model = Sequential()
model.compile(optimizer='adam', loss='categorical_crossentropy')
model.fit(X_train, y_train, validation_data=(X_val, y_val))
print(model.evaluate(X_val, y_val))
""",
    "a recording: means over channels and times, then all trials scaled": """
def features(trials):
    power = trials.compute_tfr(method="morlet")
    return np.mean(np.angle(power.data), axis=(1, 3))
X = np.concatenate([np.hstack([features(ill)]), np.hstack([features(well)])])
y = np.concatenate([np.ones(9), np.zeros(9)])
Z = StandardScaler().fit_transform(X)
for train, test in KFold(5).split(Z, y):
    m = LogisticRegression().fit(Z[train], y[train])
    print(m.score(Z[test], y[test]))
""",
    "nbconvert: the scaler stands in a magic that was written into a text": r"""
df = pd.read_csv('a.csv')
y = df.pop('y')
get_ipython().run_cell_magic('time', '', 'X = StandardScaler().fit_transform(df)\nprint(X.shape)\n')
a, b, c, d = train_test_split(X, y, random_state=5)
print(LogisticRegression().fit(a, c).score(b, d))
""",
}

CLEAN = {
    "google prices: the scaler learns from the first file, windows reach back into it": """
from keras.models import Sequential
from keras.layers import Dense, LSTM
dataset_train = pd.read_csv('Google_Stock_Price_Train.csv')
training_set = dataset_train.iloc[:, 1:2].values
sc = MinMaxScaler(feature_range=(0, 1))
training_set_scaled = sc.fit_transform(training_set)
X_train, y_train = [], []
for i in range(60, 1258):
    X_train.append(training_set_scaled[i - 60:i, 0])
    y_train.append(training_set_scaled[i, 0])
X_train, y_train = np.array(X_train), np.array(y_train)
regressor = Sequential()
regressor.add(LSTM(units=50))
regressor.compile(optimizer='adam', loss='mean_squared_error')
regressor.fit(X_train, y_train, epochs=100, batch_size=32)
dataset_test = pd.read_csv('Google_Stock_Price_Test.csv')
real_stock_price = dataset_test.iloc[:, 1:2].values
dataset_total = pd.concat((dataset_train['Open'], dataset_test['Open']), axis=0)
inputs = dataset_total[len(dataset_total) - len(dataset_test) - 60:].values
inputs = inputs.reshape(-1, 1)
inputs = sc.transform(inputs)
X_test = []
for i in range(60, 80):
    X_test.append(inputs[i - 60:i, 0])
X_test = np.array(X_test)
predicted_stock_price = regressor.predict(X_test)
predicted_stock_price = sc.inverse_transform(predicted_stock_price)
print(mean_squared_error(real_stock_price, predicted_stock_price))
""",
    "car mileage: statistics of the training part, taken by sample and drop": """
from tensorflow import keras
dataset = pd.read_csv('auto-mpg.data').dropna()
train_dataset = dataset.sample(frac=0.8, random_state=0)
test_dataset = dataset.drop(train_dataset.index)
train_stats = train_dataset.describe()
train_stats.pop("MPG")
train_stats = train_stats.transpose()
train_labels = train_dataset.pop('MPG')
test_labels = test_dataset.pop('MPG')
def norm(x):
    return (x - train_stats['mean']) / train_stats['std']
normed_train_data = norm(train_dataset)
normed_test_data = norm(test_dataset)
model = keras.Sequential([keras.layers.Dense(64)])
model.compile(loss='mse', optimizer='rmsprop')
model.fit(normed_train_data, train_labels, epochs=1000, validation_split=0.2)
print(model.evaluate(normed_test_data, test_labels))
""",
    "digits divided by a constant": """
from keras.utils import to_categorical
from keras.models import Sequential
train = pd.read_csv('../input/train.csv')
Y_train = to_categorical(train['label'], num_classes=10)
X_train = train.drop(labels=['label'], axis=1) / 255.0
X_train = X_train.values.reshape(-1, 28, 28, 1)
X_train, X_val, Y_train, Y_val = train_test_split(X_train, Y_train, test_size=0.1, random_state=2)
model = Sequential()
model.fit(X_train, Y_train, validation_data=(X_val, Y_val))
Y_pred = np.argmax(model.predict(X_val), axis=1)
print(confusion_matrix(np.argmax(Y_val, axis=1), Y_pred))
""",
    "categories as codes, in a loop over columns": """
df = pd.read_csv('mushrooms.csv')
le = LabelEncoder()
for col in df.columns:
    df[col] = le.fit_transform(df[col])
X = df.drop('class', axis=1)
y = df['class']
X = pd.get_dummies(X, columns=X.columns)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3)
model = LogisticRegression().fit(X_train, y_train)
print(model.score(X_test, y_test))
""",
    "the test file filled by the mean of the training file": """
train = pd.read_csv('train.csv')
test = pd.read_csv('test.csv')
tr, va = train_test_split(train, random_state=1)
mean = tr['Age'].mean()
for part in (tr, va, test):
    part['Age'] = part['Age'].fillna(mean)
m = LogisticRegression().fit(tr[['Age']], tr['Survived'])
print(accuracy_score(va['Survived'], m.predict(va[['Age']])))
submission = pd.DataFrame({'Id': test['Id'], 'Survived': m.predict(test[['Age']])})
""",
    "a pipeline inside a search": """
from sklearn.pipeline import Pipeline
from sklearn.compose import ColumnTransformer
df = pd.read_csv('bank.csv')
X, y = df.drop(columns='y'), df['y']
prep = ColumnTransformer([('num', StandardScaler(), ['age', 'balance']), ('cat', OneHotEncoder(), ['job'])])
pipe = Pipeline([('prep', prep), ('clf', LogisticRegression())])
X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=3)
search = GridSearchCV(pipe, {'clf__C': [.1, 1]}, cv=5)
search.fit(X_train, y_train)
print(search.best_score_, search.score(X_test, y_test))
""",
    "row by row: means of a row, logarithms, texts": """
df = pd.read_csv('scores.csv')
df['average'] = df[['math', 'reading']].mean(axis=1)
df['ratio'] = df.apply(lambda r: r['math'] / (r['reading'] + 1), axis=1)
df['log'] = np.log1p(df['income'])
df['words'] = df['essay'].str.split().apply(len)
df['title'] = df['name'].map(lambda n: n.split(',')[1].split('.')[0].strip())
df['title'] = df['title'].replace(['Lady', 'Countess'], 'Rare')
df['band'] = pd.cut(df['age'], bins=[0, 12, 20, 120])
X_train, X_test, y_train, y_test = train_test_split(df.drop('passed', axis=1), df['passed'])
print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
""",
    "folds with a scaler in each": """
X = np.loadtxt('x.csv', delimiter=',')
y = np.loadtxt('y.csv', delimiter=',')
scores = []
for tr, te in KFold(5, shuffle=True, random_state=0).split(X):
    sc = StandardScaler().fit(X[tr])
    model = LogisticRegression()
    model.fit(sc.transform(X[tr]), y[tr])
    scores.append(accuracy_score(y[te], model.predict(sc.transform(X[te]))))
print(np.mean(scores))
""",
    "out-of-fold answers of a booster": """
import lightgbm as lgb
train = pd.read_csv('train.csv')
y = train.pop('target')
oof = np.zeros(len(train))
folds = KFold(n_splits=5, shuffle=True, random_state=15)
for fold_, (trn_idx, val_idx) in enumerate(folds.split(train.values, y.values)):
    trn_data = lgb.Dataset(train.iloc[trn_idx], label=y.iloc[trn_idx])
    val_data = lgb.Dataset(train.iloc[val_idx], label=y.iloc[val_idx])
    clf = lgb.train({'objective': 'regression'}, trn_data, 10000, valid_sets=[trn_data, val_data])
    oof[val_idx] = clf.predict(train.iloc[val_idx], num_iteration=clf.best_iteration)
print(mean_squared_error(oof, y) ** 0.5)
""",
    "years apart": """
df = pd.read_csv('flights.csv')
train = df[df['year'] < 2015].copy()
test = df[df['year'] >= 2015].copy()
delay = train['delay'].mean()
train['late'] = train['delay'] > delay
test['late'] = test['delay'] > delay
m = RandomForestClassifier().fit(train[['hour', 'late']], train['cancelled'])
print(accuracy_score(test['cancelled'], m.predict(test[['hour', 'late']])))
""",
    "statistics that are only looked at": """
df = pd.read_csv('iris.csv')
print(df.describe(), df.corr(), df['species'].value_counts())
print(df.groupby('species').mean())
average = df['petal_length'].mean()
print('mean', average)
X_train, X_test, y_train, y_test = train_test_split(df.drop('species', axis=1), df['species'])
print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
""",
    "a scaler of another table": """
reference = pd.read_csv('reference.csv')
df = pd.read_csv('patients.csv')
y = df.pop('ill')
X = StandardScaler().fit(reference).transform(df)
a, b, c, d = train_test_split(X, y, random_state=5)
print(LogisticRegression().fit(a, c).score(b, d))
""",
    "folds of trials that lie side by side": """
X = np.load('trials.npy')
y = np.load('answers.npy')
for train, test in KFold(5).split(X[0], y[0]):
    X_train, X_test = X[:, train], X[:, test]
    X_train = X_train.reshape(X_train.shape[0] * X_train.shape[1], X_train.shape[2])
    X_test = X_test.reshape(X_test.shape[0] * X_test.shape[1], X_test.shape[2])
    m = LogisticRegression().fit(X_train, y[:, train].reshape(-1))
    print(accuracy_score(y[:, test].reshape(-1), m.predict(X_test)))
""",
    "channels one under the other": """
X = np.load('trials.npy')
y = np.load('answers.npy')
X = np.concatenate((X[:, :, 0], X[:, :, 1]), axis=0)
y = np.concatenate((y[:, 0], y[:, 1]))
a, b, c, d = train_test_split(X, y, random_state=5)
print(LogisticRegression().fit(a, c).score(b, d))
""",
    "a column that is named like a method of dates": """
df = pd.read_csv('a.csv')
old, new = df[df.date < begin], df[(df.date >= begin) & (df.date < end)]
m = LogisticRegression().fit(old[['a', 'b']], old.y)
print(accuracy_score(new.y, m.predict(new[['a', 'b']])))
""",
}
