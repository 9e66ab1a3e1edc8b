"""The real parts tests stand on: databases, an SMTP server, a browser, server processes."""
