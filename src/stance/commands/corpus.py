"""``stance corpus``: check a corpus, count it, write its card."""

from pathlib import Path

from pydantic import Field
from rich.console import Console
from rich.table import Table

from stance.config import Invocation
from stance.datasheet import write_datasheet
from stance.errors import DataError
from stance.naming import codebook_at, corpus_at
from stance.quality import Findings, FloorCount, find_problems, floor_counts
from stance.settings import Settings

__all__ = ["run"]

_SHOWN = 5


class CorpusSettings(Settings):
    """Settings of ``stance corpus``; see conf/corpus.yaml."""

    corpus: str | None
    codebook: str | None
    output: str | None
    replicates: int = Field(ge=1)


def run(invocation: Invocation) -> None:
    """Print every check and the floors beside the counts; fail where a promise is broken."""
    settings = CorpusSettings.of(invocation.settings)
    codebook = codebook_at(settings.codebook)
    corpus = corpus_at(settings.corpus, codebook)
    findings = find_problems(corpus, codebook)
    console = Console(highlight=False, soft_wrap=True)
    title = f"{corpus.card.reference}, SHA-256 {corpus.sha256[:16]}, {len(corpus.documents)} documents"
    console.print(title, markup=False)
    _print_floors(floor_counts(corpus, codebook), console)
    for found in findings:
        _print_findings(found, console)
    if settings.output:
        folder = Path(settings.output)
        write_datasheet(corpus, codebook, folder, replicates=settings.replicates)
        console.print(f"written: {folder}/README.md")
    broken = [found.check for found in findings if not found.ok]
    if broken:
        raise DataError(f"corpus {corpus.card.reference} fails {', '.join(broken)}: see above, mend it or its promise")


def _print_floors(counts: list[FloorCount], console: Console) -> None:
    """Print one row for each promise, one column for each language."""
    languages = list(dict.fromkeys(count.language for count in counts if count.language))
    for count in counts:
        if not count.language:
            console.print(f"{count.what}: {count.count} (floor {count.floor})", markup=False)
    if not languages:
        return
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="underline")
    for name in ("in each language", "floor", *languages):
        table.add_column(name, justify="left" if name == "in each language" else "right", no_wrap=True)
    console.print("In each language, translation families apart (they are counted in the corpus as a whole):")
    rows: dict[str, dict[str, FloorCount]] = {}
    for count in counts:
        if count.language:
            rows.setdefault(count.what, {})[count.language] = count
    for what, cells in rows.items():
        floor = next(iter(cells.values())).floor
        table.add_row(what, str(floor), *(_cell(cells[language]) for language in languages))
    console.print(table)


def _cell(count: FloorCount) -> str:
    return str(count.count) if count.count >= count.floor else f"[red]{count.count}![/]"


def _print_findings(found: Findings, console: Console) -> None:
    known = f", {len(found.known)} known" if found.known else ""
    verdict = "ok" if found.ok else f"{len(found.unknown)} problems"
    console.print(f"{found.check:<13} {verdict}{known}: {found.question}", markup=False)
    for problem in found.unknown[:_SHOWN]:
        console.print(f"    {problem.place}: {problem.message}", markup=False)
    if len(found.unknown) > _SHOWN:
        console.print(f"    ... and {len(found.unknown) - _SHOWN} more", markup=False)
    for place in found.gone:
        console.print(f"    known issue at {place} is gone: take it off the list", markup=False)
