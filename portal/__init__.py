"""An eCRM self-service portal: the customer's side, the desk, marketing, and one memory."""
