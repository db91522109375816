"""How fast the engine is: beside its peers, against the machine's limits, and as the work grows.

``quanmei bench`` runs what stands here. The programs that are compared with peers are in
``benchmarks/peers/``: they need the sources, not the installed package.
"""
