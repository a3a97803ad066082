import numpy as np
from gensim.models import FastText, KeyedVectors

wv = KeyedVectors.load("vectors.kv")
ft = FastText.load("ft.model")
docs = [["a"], ["b", "c"]]


def a(doc):
    v = [wv[w] for w in doc if w in wv]
    return np.mean(v, axis=0) if len(v) > 0 else np.zeros(10)


def b(doc):
    v = [wv[w] for w in doc if w in wv] or [np.zeros(10)]
    return np.mean(v, axis=0)


def c(doc):
    total, n = np.zeros(10), 0
    for w in doc:
        if w in wv:
            total += wv[w]
            n += 1
    return total / max(n, 1)


def d(doc):
    total, n = np.zeros(10), 0
    for w in doc:
        try:
            total = total + wv[w]
            n += 1
        except KeyError:
            continue
    if n == 0:
        return total
    return total / n


def e(doc):
    words = [w for w in doc if w in wv]
    if len(words) < 1:
        return None
    return wv[words].mean(axis=0)


def f(doc):
    return np.mean([wv[w] if w in wv else np.zeros(10) for w in doc], axis=0)


def g(doc):
    return np.mean([ft.wv[w] for w in doc], axis=0)


rows = []
for doc in docs:
    v = [wv[w] for w in doc if w in wv]
    if not v:
        continue
    rows.append(np.mean(v, axis=0))

kept = [doc for doc in docs if any(w in wv for w in doc)]
print([a(x) for x in docs], [b(x) for x in docs], [c(x) for x in docs], [d(x) for x in docs], [e(x) for x in docs])
print([f(x) for x in docs], [g(x) for x in docs], rows, kept, np.nan_to_num(np.mean(np.zeros((0, 3)), axis=0)))
