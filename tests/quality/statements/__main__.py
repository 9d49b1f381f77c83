"""`python -m tests.quality.statements`: who said what in the invented articles, and what differs from the labels."""

from __future__ import annotations

from .gold import articles
from .measure import Figures, measure, summarise, tell


def main() -> None:
    results = [measure(article) for article in articles()]
    for result in results:
        print(*tell(result), sep="\n", end="\n" if tell(result) else "")
    print(f"{len(results)} articles")
    for kind in ("direct", "reported"):
        print(f"{kind:8} {draw(summarise(results, kind))}")


def draw(figures: Figures) -> str:
    shares = (figures.precision, figures.recall, figures.speaker, figures.medium)
    names = ("precision", "recall", "speaker", "medium")
    parts = "  ".join(f"{name} {share:.3f}" for name, share in zip(names, shares, strict=True))
    return f"{parts}  ({figures.matched} of {figures.labelled} labelled, {figures.found} found)"


if __name__ == "__main__":
    main()
