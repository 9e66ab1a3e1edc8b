"""Exact answers about variables, values and constraints; the reasoning under the configurator.

problem      variables and constraints
diagrams     tables and sums as layered diagrams
formula      a problem as clauses
simplifying  fewer truths and clauses that say the same
ordering     where to branch
compiling    the graph of all builds; TooHard when it is too large
graph        the graph as arrays
passes       walks over the graph, one for each kind of question
solver       clauses under assumptions; learning holds its loops
least_cost   the cheapest model by asking the solver
graph_engine, searching   the same questions to the graph or to the solver
kernel       machine code where numba is installed
"""
