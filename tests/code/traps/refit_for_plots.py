import matplotlib.pyplot as plt
import numpy as np
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.manifold import TSNE
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

X, y = np.load("x.npy"), np.load("y.npy")
X_scaled = StandardScaler().fit_transform(X)
plt.scatter(*PCA(2).fit_transform(X_scaled).T, c=y)
plt.show()

X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
scaler = StandardScaler()
X_train = scaler.fit_transform(X_train)
X_test = scaler.transform(X_test)
clf = LogisticRegression().fit(X_train, y_train)
print(clf.score(X_test, y_test))
embedded = TSNE(2).fit_transform(scaler.fit_transform(X))
plt.scatter(embedded[:, 0], embedded[:, 1], c=clf.predict(scaler.transform(X)))
plt.savefig("map.png")
