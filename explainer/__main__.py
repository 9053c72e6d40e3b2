"""`python -m explainer`: the same as the command `explainer`."""

from explainer_cli import main

if __name__ == "__main__":
    main()
