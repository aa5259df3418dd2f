"""The check of each sentence against what it cites, with the real encoder."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from index.encoder import load_encoder, resolve_model
from index.errors import ModelError
from index.model import Paragraph
from index.shared_encoder import SharedEncoder
from qa.llm.checks import Checker
from qa.llm.entailment import Entailment
from qa.llm.sentences import Claim
from tests.tiny_cross_encoder import make_tiny_cross_encoder

pytestmark = pytest.mark.model

VANOOST = Paragraph(
    "06LAGUNABRAVA647", "2", 1, "", "C",
    "Hilda Vanoost kept the second set of books at Pesquera Almirola from 1999 until her dismissal "
    "this May. She came to the Embassy on August 14 with a shoebox of carbon copies. The money "
    "went by courier on the weekly ferry to Port Vesper, and was booked at home as “hull paint.”",
    1, 1,
)  # fmt: skip
MINISTER = Paragraph(
    "06LAGUNABRAVA647", "5", 4, "", "C",
    "Deputy Foreign Minister Raul Quintasol did not dispute any of this. He said that Montarza "
    "would act on a formal complaint from Port Vesper and on nothing less.",
    1, 1,
)  # fmt: skip
PASSAGES = {"[p200]": VANOOST, "[p500]": MINISTER}


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> SharedEncoder:
    folder = tmp_path_factory.mktemp("encoder")
    model = resolve_model(None)
    return SharedEncoder(model, folder, load_encoder(model, folder))


@pytest.mark.parametrize(
    ("text", "markers"),
    [
        ("Hilda Vanoost kept the second set of books at Pesquera Almirola.", ["[p200]"]),
        ("Vanoost brought carbon copies to the Embassy in a shoebox on 14 August.", ["[p200]"]),
        ("The money travelled by courier on the weekly ferry.", ["[p200]"]),
        ("The money was booked as “hull paint”.", ["[p200]"]),
        ("Quintasol did not dispute it.", ["[p500]"]),
        ("Montarza would act only on a formal complaint from Port Vesper.", ["[p500]"]),
        ("Quintasol did not dispute the account of Vanoost's second set of books.",
         ["[p200]", "[p500]"]),
    ],
)  # fmt: skip
def test_what_a_paragraph_says_is_supported(
    encoder: SharedEncoder, text: str, markers: Sequence[str]
) -> None:
    checked = Checker(PASSAGES, encoder).check(Claim(text, tuple(markers)))
    assert checked.reason == ""
    assert [each.paragraph for each in checked.nearest] == [PASSAGES[each] for each in markers]
    assert all(each.text in each.paragraph.text for each in checked.nearest)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("She came to the Embassy with carbon copies in a shoebox.",
         VANOOST.text.partition(" The money")[0]),
        ("The money travelled by courier on the weekly ferry.",
         VANOOST.text.partition("carbon copies. ")[2]),
        ("Vanoost came to the Embassy with carbon copies in a shoebox.",
         VANOOST.text.partition(" The money")[0]),
    ],
)  # fmt: skip
def test_what_is_quoted_holds_the_names_and_numbers(
    encoder: SharedEncoder, text: str, quoted: str
) -> None:
    checked = Checker(PASSAGES, encoder).check(Claim(text, ("[p200]",)))
    assert checked.reason == ""
    assert [each.text for each in checked.nearest] == [quoted]


@pytest.mark.parametrize(
    ("text", "markers", "reason"),
    [
        ("Vanoost kept the second set of books.", [], "none is cited"),
        ("Vanoost kept the second set of books.", ["[p201]"], "“[p201]” is none that it was given"),
        ("Vanoost kept the second set of books.", ["[p200]", "[1]"], "“[1]” is none that"),
        ("Petrov kept the second set of books.", ["[p200]"], "not in 06LAGUNABRAVA647 ¶2: Petrov"),
        ("Vanoost kept the books from 1989.", ["[p200]"], "¶2: 1989"),
        ("Vanoost kept the second set of books.", ["[p500]"], "¶5: 2nd, Vanoost"),
        ("Vanoost broke Article 12 of the Fisheries Act.", ["[p200]"], "¶2: 12, Article"),
        ("Quintasol said that he “regrets it”.", ["[p500]"], "¶5: “regrets it”"),
        ("Quintasol disputed all of this.", ["[p500]"], "it leaves out a “not”"),
        ("The money did not go by courier on the ferry.", ["[p200]"], "it denies what"),
        ("The law forbids the fishing of hake with trawls.", ["[p200]"], "¶2: law"),
        ("She came to the Embassy in August 1999.", ["[p200]"],
         "another number stands in 06LAGUNABRAVA647 ¶2: not 1999"),
        ("Vanoost kept the second set of books and sold fast boats to pirates.", ["[p200]"],
         "says something else than 06LAGUNABRAVA647 ¶2"),
        ("Vanoost was arrested and sentenced to prison for tax evasion.", ["[p200]"],
         "says something else than 06LAGUNABRAVA647 ¶2"),
        ("Quintasol promised to close the company and arrest its owners.", ["[p500]"],
         "says something else than 06LAGUNABRAVA647 ¶5"),
    ],
)  # fmt: skip
def test_what_it_does_not_say_is_refused_with_the_reason(
    encoder: SharedEncoder, text: str, markers: Sequence[str], reason: str
) -> None:
    checked = Checker(PASSAGES, encoder).check(Claim(text, tuple(markers)))
    assert not checked.supported
    assert reason in checked.reason


@pytest.mark.parametrize("markers", [("[p200]", "[p500]"), ("[p500]", "[p200]")])
def test_a_paragraph_that_is_cited_besides_and_says_nothing_of_it_is_no_support(
    encoder: SharedEncoder, markers: tuple[str, ...]
) -> None:
    claim = Claim("Hilda Vanoost kept the second set of books at Pesquera Almirola.", markers)
    checked = Checker(PASSAGES, encoder).check(claim)
    assert checked.reason == "06LAGUNABRAVA647 ¶5 does not say so"


@pytest.fixture(scope="module")
def entails(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that was trained to find that whatever names herons follows."""
    return make_tiny_cross_encoder(tmp_path_factory.mktemp("entailment") / "herons", nli=True)


def test_an_entailment_model_stands_in_for_the_encoder(
    encoder: SharedEncoder, entails: Path
) -> None:
    passages = {"[p1]": Paragraph("d", "1", 0, "", "", "The boats are mended in dock.", 1, 1)}
    checker = Checker(passages, encoder, Entailment(str(entails)))
    assert checker.check(Claim("There is a heron by the boats.", ("[p1]",))).reason == ""
    refused = checker.check(Claim("There are nets by the boats.", ("[p1]",)))
    assert refused.reason.startswith("it does not follow from d ¶1")
    named = checker.check(Claim("The heron is called Osk.", ("[p1]",)))
    assert named.reason == "not in d ¶1: Osk", "facts are looked up all the same"


def test_a_model_that_knows_no_entailment_is_refused(
    tmp_path: Path, tiny_cross_encoder: Path
) -> None:
    with pytest.raises(ModelError, match="does not tell entailment, but LABEL_0; name a"):
        Entailment(str(tiny_cross_encoder)).load()
    others = make_tiny_cross_encoder(tmp_path / "topics", n_labels=3)
    with pytest.raises(ModelError, match="topics: does not tell entailment, but LABEL_0, LABEL_1,"):
        Entailment(str(others)).load()


def test_folders_that_hold_no_model_are_told_of(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nowhere: no such folder"):
        Entailment(str(tmp_path / "nowhere"))
    with pytest.raises(ModelError, match="holds no model weights"):
        Entailment(str(tmp_path))
    (tmp_path / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(ModelError, match="cannot be loaded"):
        Entailment(str(tmp_path)).load()


def test_a_name_of_the_hub_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub.constants

    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match=r"'nobody/no-such-model' cannot be loaded: .*its folder"):
        Entailment("nobody/no-such-model").load()


def test_a_dissent_is_not_what_the_court_held(encoder: SharedEncoder) -> None:
    text = "In my judgment the notice was within the limit and there was no breach."
    dissent = {"[p1]": Paragraph("case", "26", 0, "", "", text, 1, 1)}
    under = {"[p1]": "DISSENTING JUDGMENT OF MARR J"}
    said = Claim("The majority held that the notice was within the limit.", ("[p1]",))
    refused = Checker(dissent, encoder, under=under).check(said)
    assert refused.reason == "it stands under “DISSENTING JUDGMENT OF MARR J”"
    own = Claim("The notice was within the limit and there was no breach.", ("[p1]",))
    assert not Checker(dissent, encoder, under=under).check(own).supported
    own = Claim("Marr J would say that the notice was within the limit.", ("[p1]",))
    assert Checker(dissent, encoder, under=under).check(own).supported
    assert "stands under" not in Checker(dissent, encoder).check(said).reason


def test_a_cell_of_another_row_is_refused(encoder: SharedEncoder) -> None:
    text = "Licences:\nSHIP     LICENCE    FEE\nOsk      CF-1       38\nMarr     CF-2       27"
    passages = {"[p1]": Paragraph("list", "3", 0, "", "", text, 1, 1)}
    refused = Checker(passages, encoder).check(Claim("The Marr has licence CF-1.", ("[p1]",)))
    assert refused.reason == "list ¶3 has this in another row: CF-1"
