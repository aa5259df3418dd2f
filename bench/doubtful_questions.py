"""Measure questions whose words do not tell whether they go on with the turns before them.

    python bench/doubtful_questions.py ../shared/data --work build/doubtful

Of SQuAD 2.0 each answerable question is asked after a turn about another article, so that it is a
new one; those of CANARD nearly always go on. How often a question is answered, and a paragraph that
answers it cited: taken as new, as going on, and as `qa.conversation` decides.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eval.history import conversation_before
from eval.model import Query, Turn
from eval.questions import read_questions
from index import Library
from index.sentences import sentence_spans
from qa import Answer, Assistant

SEED = 7


def after_another_article(queries: list[Query], corpus: Path) -> Iterator[Query]:
    """Each question after one about another document, which a sentence of that answers."""
    drawn = random.Random(SEED)
    rows = map(json.loads, corpus.read_text(encoding="utf-8").splitlines())
    texts = {(row["doc_id"], row["paragraph"]): row["text"] for row in rows}
    for query in queries:
        others = [o for o in queries if o.gold[0].doc_id != query.gold[0].doc_id]
        before = drawn.choice(others)
        text = texts[before.gold[0].doc_id, before.gold[0].paragraph]
        sentences = [text[start:end] for start, end in sentence_spans(text)]
        answer = next((s for s in sentences if before.answers[0] in s), sentences[0])
        yield Query(
            query.query_id,
            query.query,
            query.relevant,
            history=(Turn(before.query, answer),),
        )


@dataclass
class Tally:
    """What is counted of answers."""

    n: int = 0
    answered: int = 0
    right: int = 0

    def count(self, query: Query, answer: Answer) -> None:
        """Count an answer as it is given."""
        gold = {(each.doc_id, each.paragraph) for each in query.gold}
        self.n += 1
        self.answered += answer.answered
        self.right += any((c.doc_id, c.paragraph) in gold for c in answer.citations)

    def __str__(self) -> str:
        return f"answered {self.answered / self.n:.3f}, rightly cited {self.right / self.n:.3f}"


def measure(name: str, assistant: Assistant, queries: list[Query]) -> None:
    """Print what comes of the doubtful ones of some questions."""
    told = {"as new": Tally(), "as going on": Tally(), "as decided": Tally()}
    for place, query in enumerate(queries, start=1):
        conversation = conversation_before(assistant, query, bare=False)
        meant = conversation.understand(query.query)
        print(f"\r{name} {place}/{len(queries)}", end="", file=sys.stderr)
        if not meant.doubtful:
            continue
        drafts = {
            "as new": assistant.draft(query.query),
            "as going on": assistant.draft(meant.question, search_for=meant.search_for),
            "as decided": conversation.draft(query.query),
        }
        for way, draft in drafts.items():
            told[way].count(query, assistant.decide(draft))
    print(file=sys.stderr)
    print(f"{name}: {told['as new'].n} of {len(queries)} questions are doubtful", flush=True)
    for way, tally in told.items():
        print(f"  {way:12} {tally if tally.n else ''}".rstrip(), flush=True)


def main() -> None:
    """Measure both sets."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="ask every Nth question")
    options = parser.parse_args()
    for name, of in (("SQuAD, new", "squad2"), ("CANARD, going on", "canard")):
        corpus = options.data / of / "corpus.jsonl"
        queries = [q for q in read_questions(options.data / of / "questions.jsonl") if q.gold]
        if of == "squad2":
            asked = list(after_another_article([q for q in queries if q.answerable], corpus))
        else:
            asked = [query for query in queries if query.history]
        with Library.create(options.work / of) as library:
            library.add([corpus])
            measure(name, Assistant(library), asked[:: options.every])


if __name__ == "__main__":
    main()
