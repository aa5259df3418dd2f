"""Measure how questions of conversations are understood, on CANARD.

    python bench/conversations.py ../shared/data/canard --work build/conversations

R@10 of what is searched for, by half of the conversations (`qa/conversation` was written by looking
at the even ones):

- the question as it was asked, without the turns before it; with the question before it; with the
  first one and that;
- understood after the turns before it, as `pincite eval run` does;
- as people rewrote it to stand alone, without turns, and after the turns of another conversation:
  what it loses there is what is dragged back wrongly.
"""

import argparse
import json
import random
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from index import Library
from qa import Assistant
from qa.conversation import Conversation, Turn

SEED = 7
Row = dict[str, Any]


def conversation_of(row: Row) -> str:
    """What the questions of one conversation have in common."""
    return str(row["query_id"]).split("#", maxsplit=1)[0]


def understood(assistant: Assistant, question: str, history: Iterable[Mapping[str, str]]) -> str:
    """What is searched for where a question comes after other turns."""
    turns = (Turn(turn["question"], turn["answer"]) for turn in history)
    return Conversation(assistant, turns).understand(question).search_for


def ways(assistant: Assistant, rows: list[Row]) -> dict[str, Callable[[Row], str]]:
    """What is searched for, by what it is called."""
    drawn = random.Random(SEED)
    with_turns = [row for row in rows if row["history"]]
    others: dict[str, Row] = {}
    for row in rows:
        elsewhere = [o for o in with_turns if conversation_of(o) != conversation_of(row)]
        others[row["query_id"]] = drawn.choice(elsewhere)

    def before(row: Row, places: tuple[int, ...]) -> str:
        turns = row["history"]
        chosen = dict.fromkeys(turns[place]["question"] for place in places if turns)
        return " ".join([*chosen, row["query"]])

    return {
        "as asked": lambda row: str(row["query"]),
        "question before": lambda row: before(row, (-1,)),
        "first and question before": lambda row: before(row, (0, -1)),
        "understood": lambda row: understood(assistant, row["query"], row["history"]),
        "rewritten": lambda row: str(row["rewrite"]),
        "rewritten, other turns": lambda row: understood(
            assistant, row["rewrite"], others[row["query_id"]]["history"]
        ),
    }


def main() -> None:
    """Measure each way."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="Nth conversation")
    options = parser.parse_args()
    with (options.data / "questions.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    number = {name: n for n, name in enumerate(dict.fromkeys(map(conversation_of, rows)))}
    rows = [row for row in rows if number[conversation_of(row)] // 2 % options.every == 0]
    with Library.create(options.work / "library") as library:
        library.add([options.data / "corpus.jsonl"])
        assistant = Assistant(library)
        print(f"R@10 of {len(rows)} questions: all, even conversations, odd ones")
        for name, words in ways(assistant, rows).items():
            found: dict[int, list[float]] = {0: [], 1: []}
            for place, row in enumerate(rows, start=1):
                gold = {(each["doc_id"], each["paragraph"]) for each in row["relevant"]}
                hits = {
                    (hit.paragraph.doc_id, hit.paragraph.paragraph)
                    for hit in assistant.search(words(row), k=10)
                }
                found[number[conversation_of(row)] % 2].append(len(gold & hits) / len(gold))
                print(f"\r{name} {place}/{len(rows)}", end="", file=sys.stderr)
            print(file=sys.stderr)
            groups = ([*found[0], *found[1]], found[0], found[1])
            told = "  ".join(f"{sum(g) / max(len(g), 1):.4f}" for g in groups)
            print(f"  {name:28}{told}", flush=True)


if __name__ == "__main__":
    main()
