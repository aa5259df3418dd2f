"""A cross-encoder of a few kilobytes that was trained to know one word."""

from pathlib import Path

import index.encoder

ROOM = 32  # tokens of a question and a text, and of the three that part them
WORD = "heron"
_NLI = ("contradiction", "entailment", "neutral")
_OTHERS = "the boats are mended in dock by a master of harbour nets where is bird".split()


def make_tiny_cross_encoder(folder: Path, *, n_labels: int = 1, nli: bool = False) -> Path:
    """Make it in a new folder: texts with `WORD` score high, other ones low.

    With `nli` it has the labels of natural language inference: texts with `WORD` follow.
    """
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    torch.manual_seed(7)
    tokenizer = AutoTokenizer.from_pretrained(
        index.encoder._bundled(), local_files_only=True, model_max_length=ROOM
    )
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=ROOM,
    )
    config.num_labels = n_labels
    model = BertForSequenceClassification(config)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(60 if n_labels == 1 else 0):
        texts, wanted = [], []
        for row in torch.randint(len(_OTHERS), (32, 13)).tolist():
            words = [_OTHERS[at] for at in row]
            if row[0] % 2:
                words[row[1] % 13] = WORD
            texts.append(" ".join(words))
            wanted.append(6.0 if row[0] % 2 else -6.0)
        batch = tokenizer(["where is the bird"] * 32, texts, padding=True, return_tensors="pt")
        optimizer.zero_grad()
        model(**batch, labels=torch.tensor(wanted)).loss.backward()
        optimizer.step()
    if nli:  # its score is that of entailment, those of the other labels are 0
        trained, model.classifier = model.classifier, torch.nn.Linear(16, len(_NLI))
        with torch.no_grad():
            for ours, theirs in zip(
                model.classifier.parameters(), trained.parameters(), strict=True
            ):
                ours.zero_()[_NLI.index("entailment")] = theirs[0]
        config.id2label = dict(enumerate(_NLI))
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
