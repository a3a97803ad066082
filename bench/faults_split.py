"""Faults of the split: what is fitted on which rows, and which rows are scored."""

from __future__ import annotations

from execution import ROWS
from mutations import (
    fitted_on_all,
    grew,
    mutation,
    substitute,
    swap,
)

mutation(
    "one percent for the test",
    "W2V301",
    "test_size|train_test_split",
    lambda after, _: min([*after["split_tests"], ROWS]) < 10,
)(
    lambda program: (
        None
        if "train_test_split" not in program.text or program.text.count("train_test_split(") > 1
        else substitute(
            substitute(program, r"test_size=0\.\d+", "test_size=0.01") or program, r", stratify=[^,)\n]+(\]|(?<=\w))", ""
        )
    )
)
mutation("the label among the features", "W2V304", "", grew("label_among_features"))(
    swap(
        {
            "two_sections.py": [('df[["length", "shouting"]]', 'df[["length", "shouting", "label"]]')],
            "feature_union.py": [('df[["text", "length", "shouting"]]', 'df[["text", "length", "shouting", "target"]]')],
            "numeric_columns.py": [("data[:, 1:7]", "data[:, 0:6]")],
        }
    )
)
mutation(
    "vectors trained on all rows",
    "W2V313",
    r"Word2Vec\(|FastText\(|Doc2Vec|build_vocab|train\(|\.fit",
    lambda after, before: ROWS in after["corpus_counts"] and ROWS not in before["corpus_counts"],
)(
    swap(
        {
            "word2vec_logistic.py": [('Word2Vec(train_df["tokens"]', 'Word2Vec(df["tokens"]')],
            "torch_binary_bce.py": [("sentences=train_texts", "sentences=texts")],
            "torch_topics_ce.py": [("Word2Vec(list(tok_train)", "Word2Vec(list(tokens)")],
            "lightning_style.py": [('for text in train["text"]]', 'for text in df["text"]]')],
            "early_stopping.py": [('for t in train_frame["text"]]', 'for t in frame["text"]]')],
            "gradient_accumulation.py": [("for s in df_train.text]", "for s in df.text]")],
            "mixed_tensors.py": [("emb = Word2Vec(train_tokens", 'emb = Word2Vec([t.split() for t in df["text"]]')],
            "fasttext_vectors.py": [('for t in train["text"]]', 'for t in frame["text"]]')],
            "nll_log_softmax.py": [('for t in train["text"]]', 'for t in df["text"]]')],
            "sequential_sigmoid_bce.py": [("Word2Vec(docs_train.tolist()", "Word2Vec(docs.tolist()")],
            "star_regression.py": [('Word2Vec(train["text"]', 'Word2Vec(df["text"]')],
            "stratified_kfold_torch.py": [("for t in texts_train]", 'for t in data["text"]]')],
            "kfold_word2vec.py": [("Word2Vec(list(docs[train_idx])", "Word2Vec(list(docs)")],
            "scheduler_and_clipping.py": [("[tokens[i] for i in idx_train]", "tokens")],
            "lbfgs_closure.py": [('for t in a["text"]]', 'for t in df["text"]]')],
            "tfidf_weighted_vectors.py": [("for t in X_train]", 'for t in df["text"]]')],
            "brier_metric.py": [('for t in train["text"]]', 'for t in df["text"]]')],
            "command_line.py": [("for t in train_texts]", 'for t in df["text"]]')],
            "choose_on_validation.py": [("for t in X_train]", 'for t in df["text"]]')],
            "saved_model.py": [("for t in train_texts]", 'for t in df["text"]]')],
            "sentiment.ipynb": [("Word2Vec(X_train.tolist()", "Word2Vec(texts.tolist()")],
            "topics_torch.ipynb": [("for t in train['text']]", "for t in data['text']]")],
            "doc2vec.py": [("enumerate(X_train)]", 'enumerate(df["text"])]'), ("in range(len(documents))]", "in X_train.index]")],
        }
    )
)
mutation(
    "fitted before the split",
    "W2V316",
    "fit",
    fitted_on_all("StandardScaler", "TfidfVectorizer", "CountVectorizer", "TruncatedSVD"),
)(
    swap(
        {
            "tfidf_pipeline.py": [
                (
                    "X_train, X_test, y_train",
                    (
                        'matrix = TfidfVectorizer(ngram_range=(1, 2), min_df=2).fit_transform(reviews["text"])\n'
                        "X_train, X_test, y_train"
                    ),
                ),
                ('    reviews["text"], reviews["label"],', '    matrix, reviews["label"],'),
                ('Pipeline([("tfidf", TfidfVectorizer(ngram_range=(1, 2), min_df=2)), ("clf",', 'Pipeline([("clf",'),
            ],
            "grid_search.py": [
                (
                    "train, test = train_test_split(df,",
                    (
                        "X = TfidfVectorizer(min_df=2).fit_transform(df.text)\n"
                        "X_train, X_test, y_train, y_test = train_test_split(X, df.topic,"
                    ),
                ),
                ("make_pipeline(TfidfVectorizer(min_df=2), ", "make_pipeline("),
                ("search.fit(train.text, train.topic)", "search.fit(X_train, y_train)"),
                ("predict(test.text)", "predict(X_test)"),
                ("classification_report(test.topic,", "classification_report(y_test,"),
            ],
            "kfold_word2vec.py": [
                ("scaler = StandardScaler()", "scaler = StandardScaler().fit(vectorise(docs, embedding.wv))"),
                ("scaler.fit_transform(", "scaler.transform("),
            ],
            "mixed_tensors.py": [
                (
                    'scaler.fit_transform(train_df[["length", "shouting"]])',
                    'scaler.fit(df[["length", "shouting"]]).transform(train_df[["length", "shouting"]])',
                )
            ],
            "forest_and_map.py": [
                (
                    "train_matrix = vectorizer.fit_transform(X_train)",
                    'vectorizer.fit(df["text"])\ntrain_matrix = vectorizer.transform(X_train)',
                )
            ],
            "autoencoder.py": [
                ("CountVectorizer(binary=True, min_df=3)", "CountVectorizer(binary=True, min_df=3).fit(df.text)"),
                ("vectorizer.fit_transform(text_train)", "vectorizer.transform(text_train)"),
            ],
            "two_sections.py": [
                ("X_train = vectorizer.fit_transform(X_train)", "vectorizer.fit(X)\nX_train = vectorizer.transform(X_train)"),
            ],
            "tfidf_weighted_vectors.py": [(".fit(X_train)\nclf", '.fit(df["text"])\nclf')],
            "feature_union.py": [
                (
                    'X = df[["text", "length", "shouting"]]',
                    (
                        'df[["length", "shouting"]] = StandardScaler().fit_transform(df[["length", "shouting"]])\n'
                        'X = df[["text", "length", "shouting"]]'
                    ),
                ),
                ("LabelEncoder, MinMaxScaler", "LabelEncoder, MinMaxScaler, StandardScaler"),
            ],
        }
    )
)
mutation(
    "scored on training rows",
    "W2V314",
    "",
    lambda after, _: (
        bool(set(after["scored_labels"]) & set(after["train_labels"]))
        and not set(after["scored_labels"]) & set(after["test_labels"])
    ),
)(
    swap(
        {
            "tfidf_pipeline.py": [("pipeline.score(X_test, y_test)", "pipeline.score(X_train, y_train)")],
            "doc2vec.py": [
                (
                    "balanced_accuracy_score(y_test, clf.predict(test_vectors))",
                    "balanced_accuracy_score(y_train, clf.predict(train_vectors))",
                )
            ],
            "feature_union.py": [("f1_score(y_test, clf.predict(X_test)", "f1_score(y_train, clf.predict(X_train)")],
            "forest_and_map.py": [
                ("forest.predict(test_matrix)", "forest.predict(train_matrix)"),
                ("score(y_test, y_pred)", "score(y_train, y_pred)"),
                ("matrix(y_test, y_pred)", "matrix(y_train, y_pred)"),
            ],
            "tfidf_weighted_vectors.py": [
                (
                    "accuracy_score(y_test, clf.predict(embedder.transform(X_test)))",
                    "accuracy_score(y_train, clf.predict(embedder.transform(X_train)))",
                )
            ],
            "sentiment.ipynb": [
                (
                    "classification_report(y_test, clf.predict(test_matrix))",
                    "classification_report(y_train, clf.predict(train_matrix))",
                )
            ],
            "compare_features.ipynb": [("best.score(X_test, y_test)", "best.score(X_train, y_train)")],
        }
    )
)
mutation(
    "test rows choose the model",
    "W2V317",
    "",
    lambda after, before: (
        after["scored_datasets"] < before["scored_datasets"]
        or any(after["scored_labels"].count(one) > before["scored_labels"].count(one) >= 0 for one in after["test_labels"])
    ),
)(
    swap(
        {
            "choose_on_validation.py": [
                ("accuracy_score(y_val, candidate.predict(E_val))", "accuracy_score(y_test, candidate.predict(E_test))")
            ],
            "early_stopping.py": [("run(val_loader)", "run(test_loader)")],
            "compare_features.ipynb": [
                ("cross_val_score(p, X_train, y_train, cv=3).mean()", "p.fit(X_train, y_train).score(X_test, y_test)")
            ],
        }
    )
)
