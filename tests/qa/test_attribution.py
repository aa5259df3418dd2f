"""A quote begins with the sentence that says whose words it gives."""

import pytest

from index.sentences import sentence_spans
from qa.attribution import attributed_from


@pytest.mark.parametrize(
    ("text", "last", "first"),
    [
        ("Osk claimed that the vote was bought. He added that judges knew.", 1, 0),
        ("Osk claimed it. They had been paid. In her view it was so.", 1, 0),
        ("Osk claimed that the vote was bought. The quay was closed.", 1, 1),
        ("The keeper was ill. He was late.", 1, 0),
        ("Osk keeps the lamp. He sells the oil.", 1, 0),
        ("They left. He was late.", 1, 1),
        ("Brannit opened the meeting. However, she said little.", 1, 0),
        ("Osk said so. He went on. He named a judge.", 2, 0),
        ("Osk said so. He claimed more. She denied it. He smiled.", 2, 0),
        ("Osk told us: “The vote was bought. Judges knew.” They left.", 1, 0),
        ("Osk said so:\nHe is late.", 1, 1),
        ("He said so.", 0, 0),
        ("Osk spoke of a judge. The vote was bought, he said, and paid for.", 1, 0),
        ("Osk claimed it. Judges knew, she added.", 1, 0),
        ("Osk received us. He asked who paid. There are nine, he said, on the quay.", 2, 0),
        ("Osk received us. “They will never pay,” she said.", 1, 0),
        ("Osk came. By her account, 900 miners had left.", 1, 0),
        ("Osk came. In 2007 he said that judges knew.", 1, 0),
        ("Osk came. The old politician added that judges knew.", 1, 0),
        ("Osk came. The amendments, according to her, were illegal.", 1, 0),
        ("Osk came. While she admitted it, judges knew.", 1, 0),
        ("Osk came. The quay was added by the old officer.", 1, 1),
        ("The company appeals. It says that the notice was in time.", 1, 0),
        ("The company appeals. It owns nine tugs.", 1, 1),
        ("The party lost. Its chairman, Osk, told us why.", 1, 0),
        ("The company appeals. The notice, it says, was in time.", 1, 0),
        ("Osk surrendered. He is thin. His brother came. He asked after Marr.", 3, 0),
        ("They left. He is thin. His hat was lost.", 2, 2),
        ("Vasey argues badly. The whole log supports Quist. He was late.", 2, 0),
        ("Vasey argues badly. The next day Quist came. He was late.", 2, 1),
        ("Osk told us that he had no choice. The bond had lapsed. Nobody saw, he said.", 1, 0),
        ("Osk told us that he had no choice. The bond had lapsed. Nobody saw it.", 1, 1),
        ("Marr is in prison. According to a cellmate he is kept in the tower.", 1, 0),
        ("Osk keeps the lamp. It was reported that the vote was bought.", 1, 1),
        ("Osk keeps the lamp. When the storm came, it held.", 1, 1),
    ],
)
def test_who_speaks_is_in_the_quote(text: str, last: int, first: int) -> None:
    spans = sentence_spans(text)
    assert attributed_from(text, spans, last) == first


def test_what_would_need_more_than_five_sentences_stands_alone() -> None:
    text = "Osk said so. " + "He said more. " * 7
    assert attributed_from(text, sentence_spans(text), 5) == 0
    assert attributed_from(text, sentence_spans(text), 7) == 7
