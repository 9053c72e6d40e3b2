"""Entry point for `python -m explainer`, which is the same as the command `explainer`."""

from explainer_cli import main

if __name__ == "__main__":
    main()
