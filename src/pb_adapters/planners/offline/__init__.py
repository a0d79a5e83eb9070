"""What is left of the first rule-based planner: plots and the rewriting of prompts."""
