"""Faults of network, loss, targets, training loop and scores."""

from __future__ import annotations

import re

from mutations import (
    appended_layer,
    both,
    dropped_lines,
    fails,
    grew,
    mutation,
    reaches,
    substitute,
    swap,
    wrapped_argument,
    wrapped_output,
)

CE = r"CrossEntropyLoss|\.cross_entropy\("
BCE_LOGITS = r"BCEWithLogitsLoss|binary_cross_entropy_with_logits"


SOFTMAX = "torch.softmax({}, dim=1)"
mutation("softmax in forward, cross entropy", "W2V402", "", reaches("cross_entropy/softmax"))(wrapped_output(SOFTMAX, CE))
mutation("softmax layer, cross entropy", "W2V402", "", reaches("cross_entropy/softmax"))(appended_layer("nn.Softmax(dim=1)", CE))
mutation("softmax in the loss's argument", "W2V402", "", reaches("cross_entropy/softmax"))(wrapped_argument(SOFTMAX, CE))
mutation("log_softmax, cross entropy", "W2V402", "", reaches("cross_entropy/log_softmax"))(
    lambda program: substitute(program, r"nn\.NLLLoss\(\)", "nn.CrossEntropyLoss()")
)
mutation("sigmoid in forward, BCE with logits", "W2V403", "", reaches("binary_cross_entropy_with_logits/sigmoid"))(
    wrapped_output("torch.sigmoid({})", BCE_LOGITS)
)
mutation("sigmoid layer, BCE with logits", "W2V403", "", reaches("binary_cross_entropy_with_logits/sigmoid"))(
    appended_layer("nn.Sigmoid()", BCE_LOGITS)
)
mutation("sigmoid in the loss's argument", "W2V403", "", reaches("binary_cross_entropy_with_logits/sigmoid"))(
    wrapped_argument("torch.sigmoid({})", BCE_LOGITS)
)
mutation("BCELoss for BCEWithLogitsLoss's place", "W2V403", "", reaches("binary_cross_entropy_with_logits/sigmoid"))(
    lambda program: substitute(program, r"nn\.BCELoss\(\)", "nn.BCEWithLogitsLoss()")
)
mutation("BCELoss on scores", "W2V404", "", reaches("binary_cross_entropy/scores"))(
    lambda program: substitute(
        program,
        r"BCEWithLogitsLoss|binary_cross_entropy_with_logits",
        "BCELoss" if "BCEWith" in program.text else "binary_cross_entropy",
    )
)
mutation("NLLLoss on scores", "W2V404", "", reaches("nll_loss/scores"))(
    lambda program: substitute(
        program, r"CrossEntropyLoss\(\)|\.cross_entropy\(", "NLLLoss()" if "CrossEntropyLoss" in program.text else ".nll_loss("
    )
)
mutation("NLLLoss on probabilities", "W2V402 W2V404", "", reaches("nll_loss/softmax"))(
    lambda program: substitute(program, r"F\.log_softmax\((.*)\)$", r"F.softmax(\1)") if "nll" in program.text else None
)
mutation("softmax over one unit", "W2V405", "", reaches("binary_cross_entropy/softmax of one"))(
    lambda program: (
        None
        if "BCELoss()" not in program.text
        else substitute(program, r"nn\.Sigmoid\(\)", "nn.Softmax(dim=1)")
        or substitute(program, r"return torch\.sigmoid\((.*)\)$", r"return torch.softmax(\1, dim=1)")
    )
)
mutation("one unit, cross entropy", "W2V405", "", fails("out of bounds"), also="W2V506")(
    lambda program: (
        substitute(program, r"nn\.Linear\((\w+(?:\.\w+)?), (?:2|4|n_classes|classes|n_out|len\(classes\))\)", r"nn.Linear(\1, 1)")
        if re.search(CE, program.text)
        else None
    )
)
mutation("sigmoid and squared error, in forward", "W2V401", "", reaches("mse_loss/sigmoid labels"))(
    both(
        wrapped_output("torch.sigmoid({})", "BCEWithLogitsLoss"),
        lambda program: substitute(program, "BCEWithLogitsLoss", "MSELoss"),
    )
)
mutation("sigmoid and squared error, in Sequential", "W2V401", "", reaches("mse_loss/sigmoid labels"))(
    both(
        appended_layer("nn.Sigmoid()", "BCEWithLogitsLoss"),
        lambda program: substitute(
            substitute(program, "BCEWithLogitsLoss", "MSELoss") or program, r"torch\.sigmoid\((net\(x_test\))\)", r"\1"
        ),
    )
)
mutation("squared error for binary cross entropy", "W2V401", "", reaches("mse_loss/sigmoid labels"))(
    lambda program: substitute(program, r"nn\.BCELoss\(\)", "nn.MSELoss()")
)
mutation(
    "labels -1 and 1 under cross entropy",
    "W2V406",
    "",
    lambda after, before: (
        any("negative" in key for key in after["losses"]) and not any("negative" in key for key in before["losses"])
    ),
)(
    swap(
        {
            "torch_binary_bce.py": [('labels = data["label"].values', 'labels = np.where(data["label"] == 1, 1, -1)')],
            "saved_model.py": [
                (
                    "y = torch.tensor(train_labels, dtype=torch.float32)",
                    "y = torch.tensor([2 * one - 1 for one in train_labels], dtype=torch.float32)",
                )
            ],
            "sequential_sigmoid_bce.py": [('df["label"], test_size', 'df["label"].replace({0: -1}), test_size')],
            "lbfgs_closure.py": [
                (
                    'torch.tensor(a["label"].to_numpy(), dtype=torch.float32)',
                    'torch.tensor(a["label"].to_numpy() * 2 - 1, dtype=torch.float32)',
                )
            ],
        }
    )
)
mutation(
    "targets of another shape",
    "W2V407",
    "",
    lambda after, before: (
        any("broadcast" in key for key in after["losses"]) and not any("broadcast" in key for key in before["losses"])
    ),
)(
    swap(
        {
            "star_regression.py": [(", dtype=torch.float32).reshape(-1, 1)", ", dtype=torch.float32)")],
            "torch_binary_bce.py": [
                (
                    "y_train = torch.tensor(y_train, dtype=torch.float32).view(-1, 1)",
                    "y_train = torch.tensor(y_train, dtype=torch.float32)",
                )
            ],
            "distillation.py": [("criterion(student(x).squeeze(1), soft)", "criterion(student(x), soft)")],
            "gradient_accumulation.py": [("criterion(head(xb).squeeze(1), yb)", "criterion(head(xb), yb)")],
            "numeric_columns.py": [
                (
                    "y_train = torch.tensor(y_train, dtype=torch.float32).view(-1, 1)",
                    "y_train = torch.tensor(y_train, dtype=torch.float32)",
                )
            ],
            "sequential_sigmoid_bce.py": [
                ("ytr = torch.FloatTensor(y_train.to_numpy()).unsqueeze(1)", "ytr = torch.FloatTensor(y_train.to_numpy())")
            ],
            "brier_metric.py": [("return self.layers(x).squeeze(1)", "return self.layers(x)")],
            "lbfgs_closure.py": [("(linear(x).squeeze(-1), y)", "(linear(x), y)")],
            "lstm_text.py": [("return self.fc(last[-1]).squeeze(1)", "return self.fc(last[-1])")],
        }
    )
)
mutation("first layer of another width", "W2V408", "", fails("cannot be multiplied", "size mismatch"))(
    lambda program: substitute(program, r"nn\.Linear\((\d+|n_in|dim), ", "nn.Linear(77, ", count=1)
)
mutation("second layer of another width", "W2V408", "", fails("cannot be multiplied", "size mismatch"))(
    lambda program: (
        substitute(
            program,
            r"nn\.Linear\((?:10|16|32|20|12|8|24|64|30|hidden), (1|2|4|classes|n_classes|n_out|len\(classes\))\)",
            r"nn.Linear(55, \1)",
        )
        if program.text.count("nn.Linear(") > 1
        else None
    )
)
mutation("relu in forward, before the loss", "W2V409", "", lambda after, _: any("/relu" in key for key in after["losses"]))(
    wrapped_output("torch.relu({})", rf"{CE}|{BCE_LOGITS}")
)
mutation("relu layer, before the loss", "W2V409", "", lambda after, _: any("/relu" in key for key in after["losses"]))(
    appended_layer("nn.ReLU()", rf"{CE}|{BCE_LOGITS}")
)
mutation(
    "no nonlinearity in Sequential", "W2V410", "", lambda after, before: after["linear_on_linear"] > before["linear_on_linear"]
)(lambda program: substitute(program, r"(?<=\), )nn\.(?:ReLU|Tanh|GELU)\(\), |^ *nn\.(?:ReLU|Tanh)\(\),\n", ""))
mutation(
    "no nonlinearity in forward", "W2V410", "", lambda after, before: after["linear_on_linear"] > before["linear_on_linear"]
)(
    lambda program: (
        substitute(program, r"(?:torch\.relu|F\.relu|torch\.tanh|self\.relu|self\.act)\((self\.\w+\(x\)|layer\(x\))\)", r"\1")
        if "Conv1d" not in program.text and "self.inner" not in program.text
        else None
    )
)

# The training loop

ZERO = r"(?:\w+\.)*zero_grad\([^)]*\)"
mutation("no zero_grad", "W2V420", r"backward|step|for |loss", grew("stale_gradients"))(dropped_lines(ZERO))
mutation("zero_grad between backward and step", "W2V420", r"zero_grad|backward|step", grew("empty_steps"))(
    lambda program: (
        substitute(
            substitute(program, rf"^([ \t]*){ZERO}\n", "") or program,
            r"^([ \t]*)(\w+)\.step\(\)\n(?!.*zero_grad)",
            r"\1\2.zero_grad()\n\1\2.step()\n",
        )
        if program.text.count("zero_grad") == 1 and "closure" not in program.text and "scheduler" not in program.text
        else None
    )
)
mutation("no eval()", "W2V421", "", lambda after, before: after["random_while_scoring"] > before["random_while_scoring"])(
    dropped_lines(r"(?:\w+\.)*eval\(\)")
)
mutation(
    "no no_grad()",
    "W2V422",
    "",
    lambda after, before: after["passes"] > after["backwards"] and before["passes"] == before["backwards"],
)(
    lambda program: (
        substitute(program, r"with torch\.(?:no_grad|inference_mode)\(\):", "if True:")
        or substitute(program, r"^[ \t]*@torch\.no_grad\(\)\n", "")
    )
)
mutation("no train() after eval()", "W2V423", "", grew("trained_in_eval"))(dropped_lines(r"\w+\.train\(\)"))

# Scores

mutation("argmax over one score", "W2V506", "argmax", grew("argmax_over_one"))(
    swap(
        {
            "torch_binary_bce.py": [
                ("predicted = (probabilities > 0.5).float()", "predicted = probabilities.argmax(dim=1, keepdim=True).float()")
            ],
            "sequential_sigmoid_bce.py": [("pred = net(Xte) >= 0.5", "pred = net(Xte).argmax(dim=1, keepdim=True) == 1")],
            "numeric_columns.py": [("(torch.sigmoid(net(x_test)) > 0.5)", "net(x_test).argmax(dim=1, keepdim=True)")],
        }
    )
)
mutation("half as the threshold of scores", "W2V506", r"0\.5|>", grew("half_on_scores"))(
    swap(
        {
            "torch_binary_bce.py": [("probabilities = torch.sigmoid(net(x_test))", "probabilities = net(x_test)")],
            "lstm_text.py": [("p = torch.sigmoid(net(ids, lengths))", "p = net(ids, lengths)")],
            "numeric_columns.py": [("(torch.sigmoid(net(x_test)) > 0.5)", "(net(x_test) > 0.5)")],
            "gradient_accumulation.py": [("((logits > 0).float()", "((logits > 0.5).float()")],
            "brier_metric.py": [("hard = scorer.predict_proba(x_test) > 0.5", "hard = scorer(x_test) > 0.5")],
        }
    )
)
mutation(
    "sums that are never reset",
    "W2V506",
    "correct|total",
    lambda after, before: after["error"] is None and after["printed"] != before["printed"],
)(
    swap(
        {
            "cnn_text.py": [
                ("    correct = total = 0\n", ""),
                ("for epoch in range(15):", "correct = total = 0\nfor epoch in range(15):"),
            ],
        }
    )
)
