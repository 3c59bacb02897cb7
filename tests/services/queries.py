"""What people ask, in their own language, and what must come first: the measure of the search.

A row is (reader's language, query, term asked for by name or nothing, lessons of which one must be the first).
"""

from __future__ import annotations

QUERIES: tuple[tuple[str, str, str, str], ...] = (
    # English: acronyms in capitals and small letters, inflection, British spelling, a question in full.
    ("en", "ALS", "als", "start/voice-of-users atlarge/criteria-and-proof start/what-a-group-promises"),
    ("en", "DNSSEC", "dnssec", "security/signed-answers security/chain-of-trust"),
    ("en", "cgnat", "cgnat", "ip/sharing-one-address"),
    ("en", "public comments", "public-comment", "pdp/pdp-read-the-call atlarge/three-sentences"),
    ("en", "time zone of the call", "", "start/utc-and-your-time start/reading-a-call-notice"),
    ("en", "blocked because of a stranger", "", "ip/sharing-one-address"),
    ("en", "second step for passwords", "", "security/two-locks"),
    ("en", "phishing mails", "", "security/read-before-you-tap security/what-is-dns-abuse"),
    ("en", "Who counts votes in the GNSO?", "", "pdp/pdp-counting-votes"),
    ("en", "internationalised domain names", "idn", "ig/ig-own-script pdp/pdp-country-endings"),
    # French: acronyms of both languages, no accents, elided articles.
    ("fr", "RIR", "rir", "ip/regional-registry ip/from-pool-to-phone ig/ig-bodies"),
    ("fr", "FAI", "isp", "ip/from-pool-to-phone security/who-can-act"),
    ("fr", "ISP", "isp", "ip/from-pool-to-phone security/who-can-act"),
    ("fr", "hameconnage", "phishing", "security/read-before-you-tap security/what-is-dns-abuse"),
    ("fr", "partager l'adresse", "", "ip/sharing-one-address"),
    ("fr", "compter les votes", "", "pdp/pdp-counting-votes"),
    ("fr", "l’heure de l’appel", "", "start/utc-and-your-time start/reading-a-call-notice"),
    ("fr", "gouvernance de l'internet", "ig", "ig/ig-no-owner ig/ig-two-part-summit"),
    ("fr", "DNSSEC", "dnssec", "security/signed-answers security/chain-of-trust"),
    # Spanish: without accents, plural for singular and the other way round.
    ("es", "RALO", "ralo", "atlarge/five-regional-homes start/voice-of-users"),
    ("es", "direccion ipv6", "", "ip/reading-ipv6 ip/what-addresses-are-for"),
    ("es", "contraseñas", "", "security/two-locks"),
    ("es", "servidores raiz", "root-server", "security/thirteen-root-letters security/who-runs-the-root"),
    ("es", "comentarios publicos", "public-comment", "pdp/pdp-read-the-call atlarge/three-sentences"),
    ("es", "traductor", "", "ip/translators"),
    ("es", "NETMUNDIAL", "netmundial", "ig/ig-sao-paulo ig/ig-two-ways"),
    ("es", "Islas Caimán", "", "atlarge/where-am-i"),
    ("es", "registro regional de internet", "rir", "ip/regional-registry ip/from-pool-to-phone"),
    # Portuguese: the endings ção and ções, ão and ões, al and ais.
    ("pt", "ALAC", "alac", "atlarge/fifteen-people atlarge/what-the-alac-may-do"),
    ("pt", "utc", "utc", "start/utc-and-your-time"),
    ("pt", "conferir traduções", "", "atlarge/there-and-back"),
    ("pt", "traducao", "", "atlarge/there-and-back"),
    ("pt", "promessas de grupos locais", "", "start/what-a-group-promises"),
    ("pt", "NomCom", "nomcom", "atlarge/fifteen-people"),
    ("pt", "votações de 2000", "", "atlarge/from-vote-to-groups"),
    ("pt", "nomes que expiraram", "", "atlarge/the-name-that-ran-out"),
    # Arabic: with and without article and `and`, plurals that change inside, letters that are written in two ways.
    ("ar", "ICANN", "icann", "start/icann-in-short"),
    ("ar", "العنوان", "", "ip/what-addresses-are-for ip/reading-ipv6"),
    ("ar", "عناوين", "", "ip/what-addresses-are-for ip/reading-ipv6"),
    ("ar", "IPv6", "ipv6", "ip/reading-ipv6 ip/what-addresses-are-for"),
    ("ar", "التوقيت العالمي المنسق", "utc", "start/utc-and-your-time"),
    ("ar", "الترجمة", "", "atlarge/there-and-back"),
    ("ar", "البيوت الاقليمية", "", "atlarge/five-regional-homes"),
    ("ar", "والمجموعات المحلية", "", "start/what-a-group-promises start/voice-of-users"),
    # Russian: cases and numbers, `е` for `ё`.
    ("ru", "ICANN", "icann", "start/icann-in-short"),
    ("ru", "местных групп", "", "start/what-a-group-promises start/voice-of-users"),
    ("ru", "выборы 2000 года", "", "atlarge/from-vote-to-groups"),
    ("ru", "местное время звонка", "", "start/utc-and-your-time start/reading-a-call-notice"),
    ("ru", "als", "als", "start/voice-of-users atlarge/criteria-and-proof start/what-a-group-promises"),
    ("ru", "проверка переводов", "", "atlarge/there-and-back"),
    ("ru", "трех фраз", "", "atlarge/three-sentences"),
    ("ru", "Каймановы острова", "", "atlarge/where-am-i"),
    # Chinese: words without spaces, a single character, an acronym inside.
    ("zh", "ICANN", "icann", "start/icann-in-short"),
    ("zh", "时差", "", "start/utc-and-your-time start/reading-a-call-notice"),
    ("zh", "五个地区", "", "atlarge/five-regional-homes start/voice-of-users"),
    ("zh", "开曼群岛", "", "atlarge/where-am-i"),
    ("zh", "检查译文", "", "atlarge/there-and-back"),
    ("zh", "ALAC可以做什么", "", "atlarge/what-the-alac-may-do"),
    ("zh", "域名到期", "", "atlarge/the-name-that-ran-out"),
    ("zh", "岛", "", "atlarge/where-am-i"),
)
