"""Which RALO a country belongs to: all 249 codes of ISO 3166-1 alpha-2, by ICANN's five geographic regions.

ICANN follows the areas of the UN Statistics Division, and a territory goes with the country of its citizens (Board
resolutions of 2000 and 26 June 2003): Guam votes with NARALO, New Caledonia with EURALO. Mexico is LACRALO, and Cyprus,
Georgia, Israel and Türkiye are APRALO. Not certain, because the official list was not at hand: AQ, BQ, CW and IO.
An ALS may stand elsewhere: an administrator sets its RALO by hand.
"""

from __future__ import annotations

# Codes are text from the first character on: NO is no boolean here, and NA (Namibia) is not "missing".
_CODES = {
    "AFRALO": """
        AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR MU MW MZ
        NA NE NG RW SC SD SL SN SO SS ST SZ TD TG TN TZ UG ZA ZM ZW
    """,
    "APRALO": """
        AE AF AM AQ AU AZ BD BH BN BT CC CK CN CX CY FJ FM GE HK HM ID IL IN IQ IR JO JP KG KH KI KP KR KW KZ LA
        LB LK MH MM MN MO MV MY NF NP NR NU NZ OM PG PH PK PS PW QA SA SB SG SY TH TJ TK TL TM TO TR TV TW UZ VN
        VU WS YE
    """,
    "EURALO": """
        AD AI AL AT AW AX BA BE BG BL BM BV BY CH CZ DE DK EE ES FI FK FO FR GB GF GG GI GL GP GR GS HR HU IE IM
        IO IS IT JE KY LI LT LU LV MC MD ME MF MK MQ MS MT NC NL NO PF PL PM PN PT RE RO RS RU SE SH SI SJ SK SM
        TC TF UA VA VG WF YT
    """,
    "LACRALO": """
        AG AR BB BO BQ BR BS BZ CL CO CR CU CW DM DO EC GD GT GY HN HT JM KN LC MX NI PA PE PY SR SV SX TT UY VC
        VE
    """,
    "NARALO": "AS CA GU MP PR UM US VI",
}
_RALO_OF = {country: ralo for ralo, codes in _CODES.items() for country in codes.split()}

COUNTRIES: tuple[str, ...] = tuple(sorted(_RALO_OF))


def ralo_of(country: str) -> str | None:
    """The RALO of a country by its code in capitals; None for anything that is no such code (XK, `ke`, empty)."""
    return _RALO_OF.get(country)
