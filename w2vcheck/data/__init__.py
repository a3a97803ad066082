"""Reading and describing: tables, columns, labels, splits, texts."""
