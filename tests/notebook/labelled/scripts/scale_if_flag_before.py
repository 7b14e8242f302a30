import argparse
import pandas as pd
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.ensemble import BaggingClassifier

parser = argparse.ArgumentParser()
parser.add_argument('--scaling', default='minmax')
parser.add_argument('--data', default='credit.csv')
args, _ = parser.parse_known_args()

df = pd.read_csv(args.data, index_col=0)
y = df['default'].to_numpy()
X = df.drop(columns='default').to_numpy()

if args.scaling == 'minmax':
    X = MinMaxScaler().fit_transform(X)
elif args.scaling == 'maxabs':
    X = MaxAbsScaler().fit_transform(X)
else:
    print('no scaling')

X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=0)
mlp = MLPClassifier(hidden_layer_sizes=(8,), max_iter=100, random_state=0)
mlp.fit(X_train, y_train)
print('mlp', mlp.score(X_test, y_test))
