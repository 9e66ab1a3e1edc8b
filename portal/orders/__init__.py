"""Orders: what a customer had built, and how far it is.

    ordered -> frame -> paint -> assembly -> ready -> delivered        (cancelled from any stage
                                                                        before assembly)
A *production stage* has a planned date and, once reached, an actual one.
"""
