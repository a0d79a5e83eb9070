"""The rules of figures, tasks and money: values and functions without input or output."""
