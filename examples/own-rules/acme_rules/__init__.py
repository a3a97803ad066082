"""The rules of Acme, one file each; w2vcheck finds them by their names."""
