"""Faults of gensim calls: arguments and attributes of gensim 3, corpora, seeds, averages."""

from __future__ import annotations

import ast
import re
from typing import Any

from execution import Program
from mutations import (
    called,
    edited,
    fails,
    grew,
    mutation,
    offset,
    renamed_keyword,
    renumbered,
    span,
    substitute,
)

MODELS = ("Word2Vec", "FastText", "Doc2Vec")


mutation("size=", "W2V603", "size=", fails("unexpected keyword argument 'size'"))(renamed_keyword("vector_size", "size", *MODELS))
mutation("iter=", "W2V603", "iter=", fails("unexpected keyword argument 'iter'"))(renamed_keyword("epochs", "iter", *MODELS))
mutation("steps=", "W2V603", "steps=", fails("unexpected keyword argument 'steps'"))(
    renamed_keyword("epochs", "steps", "infer_vector")
)
mutation("common_terms=", "W2V603", "common_terms=", fails("unexpected keyword"))(
    renamed_keyword("connector_words", "common_terms", "Phrases")
)
mutation("sentences= in train", "W2V603 W2V605", "sentences=|documents=", fails("corpus_iterable"))(
    renamed_keyword("corpus_iterable", "sentences", "train", "build_vocab")
)


def model_names(program: Program) -> str:
    """A pattern of the names that hold a gensim model."""
    names = re.findall(r"^(?:%time )?[ \t]*(\w+) = (?:Word2Vec|FastText|Doc2Vec)\((?!.*\)\.wv$)", program.text, re.MULTILINE)
    return "(?:" + "|".join(sorted(set(names))) + ")" if names else "(?!)"


def through_model(pattern: str, by: str) -> Any:
    """A substitution in which MODEL stands for the name of a gensim model."""
    return lambda program: substitute(program, pattern.replace("MODEL", rf"\b({model_names(program)})"), by)


mutation("model[word]", "W2V604", r"\w+\[", fails("not subscriptable"))(through_model(r"MODEL\.wv\[", r"\1["))
mutation("word in model", "W2V604", r" in \w+", fails("not iterable", "argument of type", "not a container"))(
    through_model(r" in MODEL\.wv\b(?!\.)", r" in \1")
)
mutation("model.most_similar", "W2V604", r"\.most_similar", fails("has no attribute 'most_similar'"))(
    through_model(r"MODEL\.wv\.most_similar", r"\1.most_similar")
)
mutation("wv.vocab", "W2V604", r"\.vocab\b", fails("vocab"))(lambda program: substitute(program, r"\.key_to_index\b", ".vocab"))
mutation("wv.index2word", "W2V604", r"\.index2word\b", fails("index2word", "index_to_key"))(
    lambda program: substitute(program, r"\.index_to_key\b", ".index2word")
)
mutation("model.wv.syn0", "W2V604", r"\.syn0\b", fails("syn0"))(through_model(r"MODEL\.wv\.vectors\b", r"\1.wv.syn0"))
mutation("KeyedVectors.syn0", "W2V604", r"\.syn0\b", fails("syn0"))(
    lambda program: substitute(program, r"\bkv\.vectors\b", "kv.syn0")
)
mutation("train without totals", "W2V605", r"\.train\(", fails("total_examples", "epochs"))(
    lambda program: substitute(
        program, r"(\.train\([^,()]+(?:\([^()]*\))?[^,()]*), total_examples=[^,()]+, epochs=[^()]+\)", r"\1)"
    )
)
mutation("train without epochs", "W2V605", r"\.train\(", fails("epochs"))(
    lambda program: substitute(program, r"(\.train\(.*total_examples=[^,()]+), epochs=[^()]+\)", r"\1)")
)
mutation("weights_only=False", "W2V606", "load", grew("unsafe_loads"))(
    lambda program: substitute(
        program, r'torch\.load\("\w+\.pt", weights_only=True\)', 'torch.load("downloaded.pt", weights_only=False)'
    )
)
mutation(
    "more workers, one seed",
    "W2V602",
    "workers|seed",
    lambda after, before: after["workers_with_seed"] > before["workers_with_seed"],
)(lambda program: substitute(program, r"\bworkers=1\b", "workers=4"))
mutation("cells out of order", "W2V607", "", lambda after, _: after["error"] is None)(renumbered)
mutation(
    "no seed",
    "W2V601",
    "",
    lambda after, before: (
        before["again"]["first_weights"] == before["first_weights"] > 0
        and after["again"]["first_weights"] != after["first_weights"]
    ),
    pedantic=True,
    twice=True,
)(
    lambda program: (
        None
        if "torch.manual_seed(" not in program.text
        else substitute(
            program,
            r"^[ \t]*(?:torch\.manual_seed|np\.random\.seed|random\.seed)\(.*\)\n",
            "    pass\n" if "def set_seed" in program.text else "",
        )
    )
)


def unguarded(program: Program) -> Program | None:
    """Averages without the question whether there is anything to average."""

    def mean(node: ast.AST) -> bool:
        return any(isinstance(one, ast.Call) and "mean" in ast.unparse(one.func) for one in ast.walk(node)) or (
            isinstance(node, ast.BinOp) and "len(" in ast.unparse(node)
        )

    def edits(text: str, tree: ast.Module) -> list[tuple[int, int, str]]:
        found = []
        for node in ast.walk(tree):
            if isinstance(node, ast.IfExp) and mean(node.body) and "zeros" in ast.unparse(node.orelse):
                found.append((*span(text, node), text[slice(*span(text, node.body))]))
            elif isinstance(node, ast.If) and "zeros" in ast.unparse(node.body[-1]) and isinstance(node.body[-1], ast.Return):
                found.append((offset(text, node.lineno, 0), offset(text, (node.end_lineno or 0) + 1, 0), ""))
            elif isinstance(node, ast.If) and not node.orelse and isinstance(node.test, ast.Name) and mean(node.body[0]):
                found.append((*span(text, node), text[slice(*span(text, node.body[0]))]))
        return found

    return edited(program, edits)


mutation(
    "mean of nothing",
    "W2V608",
    r"mean|sum\(|/",
    lambda after, before: (
        before["error"] is None
        and (
            after["nan_losses"] > 0
            or any("empty slice" in one or "invalid value" in one for one in after["warnings"])
            or bool(re.search("NaN|no input|at least one array|ZeroDivision|non-empty|empty", after["error"] or ""))
        )
    ),
)(unguarded)

# How the vectors are trained


def first_argument(program: Program, make: Any) -> Program | None:
    """The corpus of a gensim model, made anew from the items and the source of its comprehension."""

    def edits(text: str, tree: ast.Module) -> list[tuple[int, int, str]]:
        return [
            (*span(text, corpus), make(text[slice(*span(text, corpus.generators[0].iter))], ast.unparse(corpus.elt)))
            for call in called(tree, "Word2Vec", "FastText")
            for corpus in call.args[:1]
            if isinstance(corpus, ast.ListComp) and ".split()" in ast.unparse(corpus.elt)
        ]

    return edited(program, edits)


mutation(
    "texts as sentences",
    "W2V216",
    r"Word2Vec\(",
    lambda after, before: after["one_letter_share"] > 0.99 > before["one_letter_share"],
)(lambda program: first_argument(program, lambda source, _: f"list({source})"))
mutation(
    "map as the corpus",
    "W2V217",
    r"Word2Vec\(|map",
    lambda after, before: 0 in after["trained_words"] and 0 not in before["trained_words"],
)(lambda program: first_argument(program, lambda source, _: f"map(str.split, {source})"))
mutation("generator as the corpus", "W2V217", r"Word2Vec\(|for ", fails("generator"))(
    lambda program: first_argument(program, lambda source, item: f"({item} for {item.split('.')[0]} in {source})")
)
mutation(
    "training in a loop", "W2V217", r"alpha|train|for ", lambda after, before: after["lowest_alpha"] < 0 <= before["lowest_alpha"]
)(
    lambda program: substitute(
        program,
        r"^(\w+)\.train\((\w+), total_examples=(\w+)\.corpus_count, epochs=.*\)\n",
        r"for _ in range(25):\n    \1.train(\2, total_examples=\1.corpus_count, epochs=1)\n"
        r"    \1.alpha -= 0.002\n    \1.min_alpha = \1.alpha\n",
    )
)
