"""An eCRM self-service portal: the customer's side, the desk, marketing, and one memory."""

import os

# One thread for one message: numpy's own threads would only wait for each other, in every worker.
# Read when numpy is first imported, so it is said before anything of ours is.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
