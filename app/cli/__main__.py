"""`python -m app.cli` is `service-knowledge`."""

from app.cli import app

if __name__ == "__main__":
    app()
