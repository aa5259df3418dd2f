"""What the languages write that the encodings of before Unicode were made for.

Letters and common signs are from general knowledge of the languages, not counted from a text.
"""

from collections.abc import Mapping

__all__ = ["CENTRAL", "CYRILLIC", "GREEK", "HANGUL", "HANZI", "HEBREW", "TURKISH", "WESTERN"]

# Letters outside ASCII.
WESTERN: Mapping[str, str] = {
    "French": "àâæçéèêëîïôœùûüÿ",
    "German": "äöüßé",
    "Spanish": "áéíñóúü",
    "Portuguese": "ãáàâçéêíõóôúü",
    "Italian": "àèéìòóùî",
    "Dutch": "ëéïöüèê",
    "Swedish, Finnish": "åäöéüà",
    "Danish, Norwegian": "æøåéòô",
    "Icelandic": "áðéíóúýþæö",
    "Catalan": "àçèéíïòóúü",
    "Estonian": "äöüõšž",
}
CENTRAL: Mapping[str, str] = {
    "Polish": "ąćęłńóśźż",
    "Czech": "áčďéěíňóřšťúůýž",
    "Slovak": "áäčďéíĺľňóôŕšťúýž",
    "Hungarian": "áéíóöőúüű",
    "Croatian, Slovene": "čćđšž",
    "Romanian": "ăâîşţ",
    "German": "äöüßé",
}
TURKISH: Mapping[str, str] = {"Turkish": "çğıöşüâîİ"}
# Whole alphabets, from the most frequent letter to the rarest.
CYRILLIC: Mapping[str, str] = {
    "Russian": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
    "Ukrainian": "оанівиретсклудмпязьйгбчхюїжцшщєфґ",
    "Bulgarian": "аоиетнрсвлкдпмзгяъубчжщцйхшфюь",
}
GREEK: Mapping[str, str] = {"Greek": "αοιετσνηυρπκμλωςίόάέθγδήβφχύώζξψϊϋΐΰ"}
HEBREW: Mapping[str, str] = {"Hebrew": "יוהלאמרתבשנכםדפחעצטקגסןזךףץ"}
# Among the commonest signs of Chinese (in both forms) and syllables of Korean.
HANZI = frozenset(
    "的一是不了在人有我他这中大来上个国和也子时道出而要于就下得可你年生自会那后能对着事其里所去行过家十用发"
    "天如然作方成者多日都三小军二无同么经法当起与好看学进种将还分此心前面又定见只主没公从应月内以为但外由"
    "书文本条律规员机关负今已這來個國時於後對裡過發無麼經當與學進種將還見沒從應為書條規關員責開"
)
HANGUL = frozenset("이다는을의에가고은하로지를한도기서사자리그어아시나대인해있었수정장부일제들")
