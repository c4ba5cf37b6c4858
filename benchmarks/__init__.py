"""What the product's speed is, beside references that do the same work in the same run.

Each figure is a ratio: this machine's seconds are its own. Run all with `make bench`, or one with
`python -m benchmarks reads`.
"""
