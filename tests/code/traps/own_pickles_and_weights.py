import pickle

import torch

with open("vocabulary.pkl", "wb") as f:
    pickle.dump({"a": 1}, f)
with open("vocabulary.pkl", "rb") as f:
    vocabulary = pickle.load(f)
state = torch.load("model.pt", map_location="cpu", weights_only=True)
