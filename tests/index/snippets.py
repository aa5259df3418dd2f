"""Short and long texts of our own in many languages, with the encodings each was kept in."""

from collections.abc import Iterator

__all__ = ["HARD", "TEXTS", "UNSEEN", "snippets"]

_WEST = ("cp1252", "iso8859-1", "mac-roman", "cp850", "cp437")
_FOUR = ("cp1252", "mac-roman", "cp850", "cp437")
_CENTRAL = ("cp1250", "iso8859-2")
_RUSSIAN = ("cp1251", "koi8-r")

# Language, encodings, texts: one of a few words, one of a few sentences.
Texts = tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
TEXTS: Texts = (
    (
        "French",
        _WEST,
        (
            "1. Le café est fermé.",
            "1. La commission a été créée à Orléans.\n\n2. Le préfet décide, après avis du maire, "
            "où les bateaux peuvent être amarrés et à quelle heure le pont est levé.\n\n3. Les "
            "frais sont à la charge du propriétaire, même s'il n'était pas présent.\n",
        ),
    ),
    (
        "French with ligatures",
        ("cp1252", "iso8859-15", "mac-roman"),
        (
            "2. Sa sœur a payé 12 € au bureau.",
            "1. Le chœur de l'église coûte 300 € par an.\n\n2. Les œuvres d'art sont gardées à "
            "Nîmes ; l'accès est gratuit pour les élèves.\n\n3. Le vœu du conseil a été entendu.\n",
        ),
    ),
    (
        "German",
        _WEST,
        (
            "Die Brücke ist für Fußgänger.",
            "1. Der Hafenmeister führt ein Verzeichnis der Schiffe.\n\n2. Für die Überfahrt zahlen "
            "Erwachsene fünf Kronen, Schüler nichts.\n\n3. Größere Mängel sind der Behörde "
            "unverzüglich zu melden; die Gebühr trägt der Eigentümer.\n",
        ),
    ),
    (
        "Spanish",
        _WEST,
        (
            "¿Dónde está el señor Ibáñez?",
            "1. El capitán llevará un libro de navegación.\n\n2. Ningún buque entrará en el puerto "
            "después del anochecer, según la decisión del año pasado.\n\n3. La dueña pagó también "
            "los días de espera. ¿Quién lo decidió? ¡Nadie!\n",
        ),
    ),
    (
        "Portuguese",
        ("cp1252", "iso8859-1", "mac-roman", "cp850"),
        (
            "A decisão não é válida.",
            "1. A comissão não aprovou as alterações à lei.\n\n2. São três os portos em questão: "
            "o da fundação, o da estação e o da povoação.\n\n3. O capitão pagará a multa até ao "
            "fim do mês; a notificação é feita por escrito.\n",
        ),
    ),
    (
        "Italian",
        ("cp1252", "iso8859-1", "mac-roman"),
        (
            "La città è più lontana.",
            "1. Il porto è chiuso perché l'acqua è bassa.\n\n2. La società pagherà ciò che è "
            "dovuto entro lunedì.\n\n3. Non c'è più possibilità di appello, né altra via.\n",
        ),
    ),
    (
        "Swedish",
        _WEST,
        (
            "Båten är på väg över sjön.",
            "1. Hamnen är öppen från april till november.\n\n2. Båtar får inte ligga för ankar "
            "längre än två dygn.\n\n3. Avgiften höjs nästa år, då även mätningen ändras.\n",
        ),
    ),
    (
        "Danish",
        ("cp1252", "iso8859-1", "mac-roman", "cp850"),
        (
            "Færgen sejler på søndag.",
            "1. Havnen er åben hele året.\n\n2. Både må ikke ligge for anker længere end to døgn, "
            "når der er høj sø.\n\n3. Gebyret forhøjes næste år; måling sker på ny.\n",
        ),
    ),
    (
        "English",
        ("cp1252", "mac-roman"),
        (
            "The captain’s log – “closed”.",
            "1. The “Harbour Rules” – as the warden’s office calls them – were made in 1911.\n\n"
            "2. A fee of £5 is due… unless the ship’s master is naïve enough to ask twice.\n\n"
            "3. § 4 of the rules doesn’t apply.\n",
        ),
    ),
    (
        "Polish",
        _CENTRAL,
        (
            "Żaden statek nie płynął w nocy.",
            "1. Kapitan prowadzi książkę żeglugi.\n\n2. Opłatę uiszcza się w ciągu siedmiu dni, "
            "jeżeli właściciel nie wniósł sprzeciwu.\n\n3. Zarząd może zażądać zwrotu łodzi, gdy "
            "są one źle strzeżone, a także gdy ktoś je ukrył.\n",
        ),
    ),
    (
        "Czech",
        _CENTRAL,
        (
            "Loď přijela příliš pozdě večer.",
            "1. Kapitán vede lodní deník a předkládá jej úřadu.\n\n2. Poplatek se platí do sedmi "
            "dnů, není-li určeno jinak; řeka se měří každé léto.\n\n3. Žádný člun nesmí kotvit "
            "déle než dvě noci, ledaže by hrozilo nebezpečí.\n",
        ),
    ),
    (
        "Hungarian",
        _CENTRAL,
        (
            "A hajó későn érkezett meg, a híd zárva: győzött a víz, újra nőtt és űzte őket.",
            "1. A kikötő egész évben nyitva van.\n\n2. A díjat hét napon belül kell megfizetni, "
            "ha a tulajdonos nem kért időt.\n\n3. A következő ülésről szóló értesítést a felügyelő "
            "küldi el; a gyűlés nyilvános.\n",
        ),
    ),
    (
        "Russian",
        _RUSSIAN,
        (
            "Порт закрыт.",
            "1. Капитан ведёт судовой журнал.\n\n2. Плата вносится в течение семи дней, если "
            "владелец не подал жалобу.\n\n3. Никакое судно не может стоять на якоре дольше двух "
            "ночей.\n",
        ),
    ),
    (
        "Russian in capitals",
        _RUSSIAN,
        (
            "РЕШЕНИЕ СОВЕТА ПОРТА",
            "ПРАВИЛА ГАВАНИ\n\n1. ОТКРЫТИЕ ПОРТА НАЗНАЧЕНО НА ПЕРВОЕ АПРЕЛЯ.\n\n2. ПЛАТА ВНОСИТСЯ "
            "В ТЕЧЕНИЕ СЕМИ ДНЕЙ.\n",
        ),
    ),
    (
        "Ukrainian",
        ("cp1251",),
        (
            "Гавань зачинено до весни.",
            "1. Капітан веде судновий журнал і подає його щороку.\n\n2. Плату вносять упродовж "
            "семи днів, якщо її не скасовано; її розмір є в додатку.\n",
        ),
    ),
    (
        "Japanese",
        ("cp932",),
        (
            "港は閉まっている。",
            "1. 船長は航海日誌をつけなければならない。\n\n2. 料金は七日以内に支払うものとする。"
            "ただし、所有者が異議を申し立てたときは、この限りでない。\n\n3. この規則は四月一日から"
            "施行する。\n",
        ),
    ),
    (
        "Chinese, simplified",
        ("gb18030",),
        (
            "港口今天已经关闭了。",
            "1. 船长应当每天记录航行日志。\n\n2. 费用应当在七日内支付，但是船主提出异议的除外。\n\n"
            "3. 本规则自四月一日起施行，由港务局负责解释。\n",
        ),
    ),
    (
        "Chinese, traditional",
        ("big5",),
        (
            "港口今天已經關閉了。",
            "1. 船長應當每天記錄航行日誌。\n\n2. 費用應當在七日內支付，但是船主提出異議的除外。\n\n"
            "3. 本規則自四月一日起施行，由港務局負責解釋。\n",
        ),
    ),
    (
        "Korean",
        ("cp949",),
        (
            "항구는 오늘 문을 닫았다.",
            "1. 선장은 항해 일지를 기록하여야 한다.\n\n2. 요금은 칠 일 안에 내야 한다. 다만 선주가 "
            "이의를 제기한 때에는 그러하지 아니하다.\n\n3. 이 규칙은 사월 일일부터 시행한다.\n",
        ),
    ),
)


# Hard ones: most of a few words, many with one letter outside ASCII.
HARD: Texts = (
    ("French", _FOUR, ("à", "garçon, élève")),
    ("French", ("cp1252", "mac-roman"), ("CAFÉ FERMÉ À ORLÉANS",)),
    ("German", _FOUR, ("Müller", "Straße", "Übung macht den Meister")),
    ("Danish", ("cp1252", "mac-roman", "cp850"), ("Ærø",)),
    ("English", _FOUR, ("naïve", "It costs 12 £.")),
    (
        "English",
        ("cp1252", "mac-roman"),
        (
            "It is 5 °C, § 3 says.",
            "© 2001 The Harbour Office",
            "He said “yes”…",
            "the master—and the mate—went",
            "• one\n• two\n",
        ),
    ),
    ("Spanish", _FOUR, ("El niño bañó al señor en el río y se marchó después de comer.",)),
    ("Portuguese", ("cp1252", "mac-roman", "cp850"), ("Informação",)),
    ("Italian", ("cp1252", "mac-roman"), ("perché",)),
    ("Dutch", _FOUR, ("de coëfficiënt van België is één",)),
    ("Finnish", _FOUR, ("Yö on pimeä ja järvi tyyni, mutta äiti ei pelkää.",)),
    ("Norwegian", ("cp1252", "mac-roman", "cp850"), ("Blåbærsyltetøy på brødskiva",)),
    ("Icelandic", ("cp1252",), ("Það er ekki hægt að fara yfir ána í þessu veðri.",)),
    (
        "Catalan",
        ("cp1252", "mac-roman"),
        ("La decisió és vàlida però l'avís no ho és; això és tot.",),
    ),
    (
        "Slovak",
        _CENTRAL,
        ("Kapitán vedie lodný denník a každý deň ho predkladá úradu; ľudia čakajú na brehu.",),
    ),
    ("Romanian", _CENTRAL, ("Căpitanul ţine jurnalul navei şi îl prezintă în fiecare zi.",)),
    (
        "Croatian",
        _CENTRAL,
        ("Kapetan vodi brodski dnevnik; ništa se ne može učiniti noću, već sutra.",),
    ),
    (
        "Polish",
        _CENTRAL,
        ("łódź", "Gdańsk i Łódź", "Wójt wydał decyzję, od której służy odwołanie."),
    ),
    ("Czech", _CENTRAL, ("Příliš žluťoučký kůň", "rozhodnutí soudu ve věci žalobce")),
    (
        "Hungarian",
        _CENTRAL,
        ("A bíróság ítélete jogerős; a felperes költségeit az alperes viseli.", "tűzoltó"),
    ),
    (
        "Russian",
        _RUSSIAN,
        (
            "Нет.",
            "Суд отказал в удовлетворении жалобы. Решение вступило в силу.",
            "см. статью 5 закона",
        ),
    ),
    (
        "Bulgarian",
        ("cp1251",),
        ("Капитанът води корабен дневник и го представя всеки ден на службата.",),
    ),
    ("Russian", _RUSSIAN, ("ЖУРНАЛ", "1. Article: статья")),
    ("Japanese", ("cp932",), ("規則", "第1条 この法律は、公布の日から施行する。", "東京都")),
    ("Chinese, simplified", ("gb18030",), ("第一条 本法自公布之日起施行。", "规则")),
    ("Chinese, traditional", ("big5",), ("第一條 本法自公布日施行。", "規則")),
    ("Korean", ("cp949",), ("제1조 이 법은 공포한 날부터 시행한다.", "규칙", "대한민국 헌법")),
    (
        "Greek",
        ("cp1253", "iso8859-7"),
        ("1. Ο πλοίαρχος τηρεί ημερολόγιο του πλοίου και το υποβάλλει κάθε μέρα.",),
    ),
    (
        "Turkish",
        ("cp1254",),
        ("1. Kaptan gemi jurnalini tutar ve her gün sunar; ücret yedi gün içinde ödenir.",),
    ),
    (
        "Hebrew",
        ("cp1255",),
        ("1. רב החובל ינהל יומן אוניה ויגיש אותו לרשות הנמל בכל יום מימות השנה.",),
    ),
    ("Thai", ("cp874",), ("นายเรือต้องเก็บสมุดบันทึกของเรือและส่งให้เจ้าท่าทุกวัน",)),
    ("Russian", ("cp866",), ("Суд отказал в удовлетворении жалобы. Решение вступило в силу.",)),
    ("Ukrainian", ("koi8-u",), ("Капітан веде судновий журнал і подає його щороку.",)),
)


# Sentences written after the scores were made, to see what they are worth.
UNSEEN: Texts = (
    (
        "Western",
        _WEST,
        (
            "Le tribunal a jugé que la société n'était pas responsable.",
            "Les pièces jointes à la requête ont été déposées hier.",
            "Der Kläger begehrt die Rückzahlung überhöhter Gebühren.",
            "Das Gericht verhört morgen die Zeugen.",
            "La demandante solicitó la devolución de la cantidad pagada.",
            "El tribunal resolvió según la ley.",
        ),
    ),
    (
        "Portuguese, Danish, Norwegian",
        ("cp1252", "mac-roman", "cp850"),
        ("O réu não apresentou contestação dentro do prazo.", "A sentença foi publicada em março."),
    ),
    (
        "Western",
        _WEST,
        (
            "Il giudice non è competente e la causa è estinta.",
            "Domstolen avslår överklagandet och fastställer hovrättens dom.",
            "Kommunen är skyldig att ersätta skadan.",
        ),
    ),
    (
        "Portuguese, Danish, Norwegian",
        ("cp1252", "mac-roman", "cp850"),
        (
            "Retten finder, at afgørelsen må stå ved magt.",
            "Klagen føres ikke videre uten ny begrunnelse på skrift.",
        ),
    ),
    (
        "Western",
        _WEST,
        (
            "Hakemus hylätään, ja päätös on lopullinen.",
            "De financiële commissie heeft het verzoek geïntegreerd behandeld.",
        ),
    ),
    (
        "English",
        ("cp1252", "mac-roman"),
        (
            "The respondent’s “offer” was never – on any view – accepted…",
            "See § 12 of the Act; costs of £400 are awarded.",
            "Señora Ibarra’s résumé was attached.",
        ),
    ),
    (
        "Central European",
        _CENTRAL,
        (
            "Sąd oddalił skargę, ponieważ została wniesiona po terminie.",
            "Strony zawarły ugodę.",
            "Soud žalobu zamítl a uložil žalobci náhradu nákladů řízení.",
            "Město odpovídá za škodu.",
            "A bíróság a keresetet elutasította, és a felperest költségek megfizetésére kötelezte.",
            "Az eset körülményei ismertek, őket értesítették.",
            "Súd žalobu zamietol; účastníci sa môžu odvolať do pätnástich dní.",
            "Sodišče je zavrnilo tožbo, ker je bila vložena prepozno.",
        ),
    ),
    (
        "Russian",
        _RUSSIAN,
        (
            "Истец просил взыскать убытки, однако суд отказал в иске.",
            "Дело передано на новое рассмотрение.",
            "ПОСТАНОВЛЕНИЕ О ПРЕКРАЩЕНИИ ДЕЛА",
        ),
    ),
    (
        "Ukrainian, Bulgarian",
        ("cp1251",),
        ("Суд відмовив у позові, оскільки строк минув.", "Съдът отхвърли иска като неоснователен."),
    ),
    (
        "Japanese",
        ("cp932",),
        (
            "裁判所は、原告の請求を棄却した。",
            "費用は被告の負担とする。",
            "エンジンの修理が必要である。",
        ),
    ),
    (
        "Chinese, simplified",
        ("gb18030",),
        ("法院驳回原告的诉讼请求。", "双方当事人达成调解协议，案件受理费由被告负担。"),
    ),
    (
        "Chinese, traditional",
        ("big5",),
        ("法院駁回原告之訴。", "雙方當事人達成和解，訴訟費用由被告負擔。"),
    ),
    ("Korean", ("cp949",), ("법원은 원고의 청구를 기각하였다.", "소송비용은 피고가 부담한다.")),
    ("Greek", ("cp1253",), ("Το δικαστήριο απέρριψε την αγωγή.",)),
    ("Turkish", ("cp1254",), ("Mahkeme davayı reddetti; masraflar davacıya aittir.",)),
    ("Hebrew", ("cp1255",), ("בית המשפט דחה את התביעה.",)),
)


def snippets(texts: Texts) -> Iterator[tuple[str, str, str]]:
    """Language, encoding and text of each that can be written in its encoding."""
    for language, encodings, own in texts:
        for encoding in encodings:
            for text in own:
                if text.encode(encoding, "ignore").decode(encoding) == text:
                    yield language, encoding, text
