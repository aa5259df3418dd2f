"""A sentence-transformers model of a few kilobytes: random weights, the bundled tokenizer."""

import shutil
from pathlib import Path

import index.encoder

ROOM = 14  # tokens of a text, of the 16 that it reads
QUERY, DOCUMENT = "asked: ", "said: "


def make_tiny_model(folder: Path, *, prompts: bool = False) -> Path:
    """Make it in a new folder, with a prompt for queries and one for documents if asked for."""
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers import BertConfig, BertModel

    torch.manual_seed(7)
    bundled = index.encoder._bundled()
    shutil.copytree(bundled, folder, ignore=shutil.ignore_patterns("*.safetensors", "*.bin"))
    config = BertConfig(
        vocab_size=30_522,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=32,
        initializer_range=0.5,
    )
    BertModel(config).save_pretrained(folder)
    (folder / "1_Pooling" / "config.json").write_text(
        '{"word_embedding_dimension": 16, "pooling_mode_mean_tokens": true}', encoding="utf-8"
    )
    model = SentenceTransformer(str(folder), local_files_only=True)
    model.max_seq_length = ROOM + 2
    if prompts:
        model.prompts = {"query": QUERY, "document": DOCUMENT}
    model.save_pretrained(str(folder))
    return folder
