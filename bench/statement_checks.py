"""Measure the check of a language model's sentences: what it lets through, and what it strikes.

Statements are made of SQuAD's articles, of ObliQA's regulations and of the sample documents, true
ones in other words and false ones (`bench/made_statements.py`), and of SQuAD's and the samples'
questions with their answers; `bench/statements.jsonl` has some that were written by hand about the
sample documents. Each cites one paragraph, and is checked as a language model's would be.

    python bench/statement_checks.py ../shared/data

The thresholds are chosen on every other document: those with the greatest share of false statements
struck less that of true ones (Youden's J), over the kinds that only their meaning tells, each kind
counting alike; then more words are asked for, as long as that costs next to nothing, since they
catch what is half true. The table says how they do on the other documents: how many statements
there are of each kind, which share of them is struck, and which by what can be looked up alone.
"""

import argparse
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import made_statements
from made_statements import Made

from index import Library
from index.model import Paragraph
from qa.llm.checks import Checked, Checker, Thresholds
from qa.llm.sentences import Claim

SEED = 11
ROOT = Path(__file__).parent.parent
N_PASSAGES = 5  # that a prompt holds, one of which is cited
N_REGULATIONS = 14  # of ObliQA, the shortest
COSINES = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65)
SHARES = (0.0, 0.2, 0.4, 0.6)
# The kinds that thresholds are chosen by: true ones that are not the paragraph's words, and false
# ones that hold no number, name or negation that is not there.
OWN_WORDS = {"other words", "question and answer", "written by hand"}
SAID_ELSEWHERE = {
    "another paragraph",
    "half from elsewhere",
    "question and wrong answer",
    "written by hand",
}
ABOUT = 0.02  # differences of J that a few hundred statements cannot tell from chance

Documents = Mapping[str, Sequence[Paragraph]]


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The rows of a file of JSON Lines."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def documents_of(library: Library) -> dict[str, list[Paragraph]]:
    """The paragraphs of each document."""
    return {each.doc_id: list(library.paragraphs(each.doc_id)) for each in library.documents()}


def of_corpus(path: Path) -> dict[str, list[Paragraph]]:
    """The same of a corpus as JSON Lines."""
    found: dict[str, list[Paragraph]] = {}
    for row in rows_of(path):
        own = found.setdefault(row["doc_id"], [])
        own.append(Paragraph(row["doc_id"], row["paragraph"], len(own), "", "", row["text"], 1, 1))
    return found


def by_place(documents: Documents) -> dict[tuple[str, str], Paragraph]:
    """The paragraphs by document and number."""
    return {(each.doc_id, each.paragraph): each for all_ in documents.values() for each in all_}


def made(documents: Documents, n: int) -> Iterator[Made]:
    """Statements of every kind that is made of single sentences."""
    for name, base, chance in made_statements.bases(documents, n, SEED):
        for true, makes in ((True, made_statements.TRUE), (False, made_statements.FALSE)):
            for kind, make in makes.items():
                text = make(base, chance)
                if text is not None:
                    yield Made(kind, true, text, base.paragraph, name)
        near = [each for each in documents[name] if base.text not in each.text]
        if near:
            yield Made("another paragraph", False, base.text, chance.choice(near), name)
        far = chance.choice([each for each in documents if each != name])
        elsewhere = chance.choice(documents[far])
        yield Made("another document", False, base.text, elsewhere, name)


def asked(documents: Documents, questions: Sequence[dict[str, Any]], n: int) -> Iterator[Made]:
    """Questions with their answers, and with other answers of the same paragraph."""
    known: dict[tuple[str, str], list[tuple[str, list[str]]]] = {}
    for row in questions:
        if row["answers"]:
            gold = row["relevant"][0]
            own = known.setdefault((gold["doc_id"], gold["paragraph"]), [])
            own.append((row["query"], row["answers"]))
    places, chance = by_place(documents), random.Random(SEED)
    told = [(at, *each) for at, all_ in known.items() for each in all_ if at in places]
    count: Counter[str] = Counter()
    for at, question, answers in chance.sample(told, len(told)):
        statement = made_statements.as_statement(question, answers[0])
        if statement is None or count[at[0]] == n:
            continue
        count[at[0]] += 1
        yield Made("question and answer", True, statement, places[at], at[0])
        others = [other[0] for _, other in known[at] if unlike(other, answers, question)]
        wrong = made_statements.as_statement(question, chance.choice(others)) if others else None
        if wrong is not None:
            yield Made("question and wrong answer", False, wrong, places[at], at[0])


def unlike(answers: Sequence[str], others: Sequence[str], question: str) -> bool:
    """Whether answers of the same shape share no word with others, or with the question."""
    here = set(" ".join(answers).casefold().split())
    there = set(" ".join([*others, question]).casefold().split())
    shapes = {(a[0][:1].isupper(), any(map(str.isdigit, a[0]))) for a in (answers, others)}
    return len(shapes) == 1 and not here & there


def by_hand(path: Path, documents: Documents) -> Iterator[Made]:
    """Statements that were written by hand."""
    places = by_place(documents)
    for row in rows_of(path):
        cited, true = places[row["doc_id"], row["paragraph"]], row["supported"]
        yield Made("written by hand", true, row["text"], cited, row["doc_id"])


def statements(data: Path, samples: Documents, n: int) -> Iterator[tuple[Made, Documents]]:
    """All statements, with the documents that each is of."""
    squad = of_corpus(data / "squad2" / "corpus.jsonl")
    obliqa = of_corpus(data / "obliqa" / "corpus.jsonl")
    shortest = dict(sorted(obliqa.items(), key=lambda each: len(each[1]))[:N_REGULATIONS])
    for documents, questions in (
        (squad, data / "squad2" / "questions.jsonl"),
        (shortest, None),
        (samples, ROOT / "examples" / "questions.jsonl"),
    ):
        found = [*made(documents, n)]
        if questions is not None:
            found += asked(documents, rows_of(questions), n)
        if documents is samples:
            found += by_hand(ROOT / "bench" / "statements.jsonl", samples)
        yield from ((each, documents) for each in found)


def checked(
    found: Sequence[tuple[Made, Documents]], library: Library
) -> Iterator[tuple[Made, Checked]]:
    """Each statement as it is checked by facts alone, with what its meaning measures."""
    checkers: dict[Paragraph, Checker] = {}
    for place, (each, documents) in enumerate(found, start=1):
        if each.cited not in checkers:
            around = documents[each.cited.doc_id]
            first = around.index(each.cited)
            passages = [*around[first:], *around[:first]][:N_PASSAGES]
            named = {f"[p{number}]": passage for number, passage in enumerate(passages)}
            checkers[each.cited] = Checker(named, library.encoder, thresholds=Thresholds(0, 0))
        yield each, checkers[each.cited].check(Claim(each.text, ("[p0]",)))
        if place % 100 == 0:
            print(f"\rchecked {place}/{len(found)}", end="", file=sys.stderr)
    print(file=sys.stderr)


def struck(check: Checked, thresholds: Thresholds) -> bool:
    """Whether a statement is struck, which was checked with thresholds of 0."""
    near = check.cosine >= thresholds.cosine and check.words >= thresholds.words
    return bool(check.reason) or not near


Results = Sequence[tuple[Made, Checked]]


def by_kind(results: Results, thresholds: Thresholds) -> dict[tuple[bool, str], list[bool]]:
    """Which statements of each kind are struck; true ones first."""
    found: dict[tuple[bool, str], list[bool]] = {}
    for each, check in results:
        found.setdefault((each.true, each.kind), []).append(struck(check, thresholds))
    return dict(sorted(found.items(), key=lambda each: not each[0][0]))


def shares(results: Results, thresholds: Thresholds) -> tuple[float, float]:
    """Shares of the true and of the false statements struck, of the kinds that choose."""
    rates: dict[bool, list[float]] = {True: [], False: []}
    for (true, kind), own in by_kind(results, thresholds).items():
        if kind in (OWN_WORDS if true else SAID_ELSEWHERE):
            rates[true].append(sum(own) / len(own))
    of_true, of_false = (sum(each) / max(len(each), 1) for each in rates.values())
    return of_true, of_false


def choose(results: Results) -> Thresholds:
    """Print how often true and false statements are struck by each thresholds; the chosen ones."""
    print(f"struck by cosine and words, true and false ones of {len(results)} statements:")
    print("  cosine   " + "".join(f"words {share:.1f}      " for share in SHARES))
    sweep: dict[Thresholds, float] = {}
    for cosine in COSINES:
        line = f"  {cosine:6.2f}"
        for share in SHARES:
            true, false = shares(results, Thresholds(cosine, share))
            sweep[Thresholds(cosine, share)] = false - true
            line += f"   {true:.3f} {false:.3f}"
        print(line)
    best = max(sweep, key=sweep.__getitem__)
    strict = (Thresholds(best.cosine, share) for share in SHARES)
    return max(
        (each for each in strict if sweep[each] > sweep[best] - ABOUT), key=lambda each: each.words
    )


def report(results: Results, show: int) -> None:
    """Print the sweep, and the table of the half that nothing was chosen on."""
    groups = sorted({each.group for each, _ in results})
    print(f"{len(results)} statements of {len(groups)} documents")
    chosen_on, kept = (
        [result for result in results if (groups.index(result[0].group) % 2 == 0) is even]
        for even in (True, False)
    )
    chosen, usual = choose(chosen_on), Thresholds()
    print(f"chosen: cosine {chosen.cosine}, words {chosen.words}")
    print(f"in use: cosine {usual.cosine}, words {usual.words}; on the other half:")
    print(f"  {'':42}{'n':>6}  struck  looked up")
    alone = by_kind(kept, Thresholds(0, 0))
    for (true, kind), own in by_kind(kept, usual).items():
        rates = (sum(each) / len(own) for each in (own, alone[true, kind]))
        print(f"  {str(true).lower():6}{kind:36}{len(own):6}" + "".join(f"{r:8.3f}" for r in rates))
    for each, check in random.Random(SEED).sample(results, min(show, len(results))):
        verdict = "struck" if struck(check, usual) else "passed"
        print(f"{verdict}, {'true' if each.true else 'false'}, {each.kind}: {each.text}")


def main() -> None:
    """Make the statements, check them, and report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("-n", type=int, default=30, help="sentences, and questions, of a document")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N statements, too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Library.create(Path(folder) / "library") as made_:
        made_.add([ROOT / "examples" / "documents"])
        found = list(statements(options.data, documents_of(made_), options.n))
        report(list(checked(found, made_)), options.show)


if __name__ == "__main__":
    main()
