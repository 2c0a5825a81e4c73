"""`python -m app.cli` is `service-knowledge`."""

from app.cli.program import main

if __name__ == "__main__":
    main()
