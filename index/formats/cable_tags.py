"""TAGS of a telegram: subject, programme, country and organisation codes on one line.

Codes: the State Department's Traffic Analysis by Geography and Subject, 5 FAH-3.
"""

import re

__all__ = ["looks_like_tags", "tidy_tags"]

# Subject tags in common use between 1973 and 2010; with them, glued codes come apart.
_SUBJECT_CODES = """
ABLD ABUD ACAB ADCO ADPM AFIN AFSI AFSN AFSP AGAO AINF AINR AINT ALOW AMED AMGT AMTC ANET AODE
AORC AORG APCS APER AROC ASCE ASEC ASIG ASUP ATRN AWNI
BBSR BENC BEXP BGEN BLIB BMGT BPRO BTIO BTRA
CACS CASC CDES CFED CGEN CJAN CLOK CMGT CMPY CPAS CPPT CPRS CVIS CVPR
EAGR EAID EAIR EALR EAPC EASI ECIN ECON ECPS EFIN EFIS EFRD EIND EINT
EINV ELAB ELTN EMIN ENRG ENVI EPAP EPET ETEL ETRD ETRN ETTC EUN EWWT EXIM EGEN EINR
KACT KBIO KCOR KCRM KDEM KFLO KFRD KGHG KHIV KIPR KIRF KISL KJUS KMDR KNNP KNUC KOMC KPAL KPAO
KPKO KSCA KSEP KSPR KSTC KSTH KSUM KTFN KTIA KWMN KUNR KVPR KZFG
MARR MASS MCAP MNUC MOPS MORG MPOL MILI MPLN
OEXC OEXP OFDA OGEN OIIP OPDC OPIC OPRC OREP OSCI OTRA OVIP OCON ODIP OCLR OSEC
PARM PBOR PBTS PDEM PDIP PFOR PGOV PHSA PHUM PINR PINS PINT PKFK PLOS PNAT PNUC PORG PPDC PREF
PREL PROP PTER PDEV PFIV PMIL
SCUL SENV SMIG SNAR SOCI SOPN SPOP SWEL SHUM SEPC
TBIO TECH TGEN TINT TNGD TNUC TPHY TRGY TSPA TSPL
"""
_SUBJECTS = frozenset(_SUBJECT_CODES.split())
_TOKEN = re.compile(r"\([^()]*\)?|[^\s,;()]+")
_TAG = re.compile(r"[A-Z]{2,6}\.?\Z")


def tidy_tags(text: str) -> str:
    """Tags parted by single spaces, glued ones taken apart (`VTPREL` is `VT PREL`).

    A name in brackets stays with its brackets after the tag that it goes with:
    `OVIP (SURNAME, NAME)`.
    """
    return " ".join(
        token if token.startswith("(") else " ".join(_parted(token.rstrip(".")))
        for token in _TOKEN.findall(text)
    )


def looks_like_tags(text: str) -> bool:
    """Whether a line holds nothing but tags and names in brackets."""
    tokens = [token for token in _TOKEN.findall(text) if not token.startswith("(")]
    return bool(tokens) and all(_TAG.match(token) for token in tokens)


def _parted(token: str) -> list[str]:
    """A token as its tags; the token alone where it does not wholly come apart."""
    if len(token) <= 4 or token in _SUBJECTS or not token.isalpha():
        return [token]
    for lead in (0, 2):
        rest, tags = token[lead:], [token[:lead]] if lead else []
        while rest[:4] in _SUBJECTS:
            tags.append(rest[:4])
            rest = rest[4:]
        if len(tags) > bool(lead) and len(rest) in {0, 2}:
            parted = [*tags, *filter(None, [rest])]
            return parted if len(parted) > 1 else [token]
    return [token]
