"""What an operator reads when a file or a place cannot be used: what is wrong, and what to do."""

from __future__ import annotations

from elearn.domain.errors import Unfit

SENTENCES = {
    "no-file": "there is no file {detail}: `ls` its folder, backups are called elearn-…Z.zip",
    "no-backup": "{detail} is no backup of elearn: name a file that `elearn backup` made; nothing was changed",
    "damaged": "the backup is damaged ({detail}): take another one; nothing was changed",
    "newer-format": "the backup was made by elearn {detail}: update the code; nothing was changed",
    "newer-backup": "the backup is of the newer schema {detail}: update the code; nothing was changed",
    "other-database": "the backup is of a database of the kind {detail}: set DATABASE_URL to one; nothing was changed",
    "not-empty": "the database {detail} is not empty: --force replaces it and keeps it aside; nothing was changed",
    "in-use": "the database {detail} is in use: stop the site and its jobs first; nothing was changed",
    "not-owner": "this account of the database does not own the schema {detail}: as a superuser, "
    "`ALTER SCHEMA {detail} OWNER TO` it; nothing was changed",
    "no-program": "no program `{detail}` or newer is installed: install PostgreSQL's client programs (on Debian "
    "postgresql-client-VERSION)",
    "program-failed": "PostgreSQL's program says: {detail}; nothing was changed",
    "nothing-to-back-up": "the database is empty: there is nothing to back up",
    "trial-differs": "the backup could not be trusted and was taken away ({detail}): run `elearn doctor`",
    "database-damaged": "the database is damaged ({detail}): restore the last backup with `elearn restore`; "
    "nothing was written",
    "disk-full": "no room is left on the disk: make some and try again; nothing was changed",
    "no-folder": "there is no folder {detail}: make it, or name another",
    "node-none": "this laptop is no workshop yet: `elearn node init`, or `elearn node serve`",
    "node-there": "this laptop is the workshop “{detail}” already: bring it home and `elearn node wipe` it first",
    "node-no-file": "there is no file {detail}: `ls` its folder",
    "node-sqlite": "a workshop keeps everything in one SQLite file, not in {detail}: unset DATABASE_URL",
    "node-own-file": "{detail} is this laptop's own file: it is brought to a coordinator, not taken in here",
    "node-unsent": "{detail} events are not at the site for certain: `elearn node sync`, or bring the file of "
    "`elearn node export` to a coordinator and `elearn node import` the receipt; --force writes a copy first; "
    "nothing was deleted",
    "node-running": "{detail} is in use: stop the workshop (Ctrl-C where it was started); nothing was deleted",
    "node-code": "the code opens nothing ({detail}): ask the coordinator for a new one on the page of the workshop",
    "node-line": "{detail} cannot be reached: try again with a line, or `elearn node export FILE`; nothing is lost",
    "node-portal": "something else answered for {detail}: sign in to this Wi-Fi in a browser, then try again",
    "node-redirect": "{detail}: where that is the site, type that address instead; else sign in to this Wi-Fi "
    "in a browser and try again; nothing is lost",
    "node-cut": "the answer of {detail} broke off on its way: try again; nothing is lost",
    "node-wait": "the site asks to wait: try again in {detail} s",
    "node-answer": "the site answered {detail}: try again later, or `elearn node export FILE`; nothing is lost",
    "node-refused": "the site does not take this file ({detail}): ask a coordinator of the site; nothing is lost",
    "node-url": "`{detail}` is not an address that begins with https://",
    "node-address": "`{detail}` is not an address such as 192.168.1.10: find it with `ip addr`",
    "bundle-foreign": "this is no bundle of a workshop, or it was cut off: download it again; nothing was changed",
    "bundle-over": "the key of this bundle ended on {detail}: ask the coordinator to prepare the workshop again",
    "receipt-foreign": "this is no receipt of the site: download it again on the page of the workshop",
    "receipt-newer": "this receipt was made by a newer elearn: update the code of this laptop, then take it again; "
    "nothing was changed",
    "receipt-signature": "this receipt was changed or is not for this laptop: download it again; nothing was changed",
    "elp-large": "the file has {detail} bytes, 20,000,000 is the most",
    "elp-foreign": "this is no workshop file, no receipt and no bundle; nothing was changed",
    "elp-cut": "the file was cut off on its way: copy it again; nothing was changed",
    "elp-packed": "the file unpacks to more than {detail} times its size: it is refused; nothing was changed",
    "elp-long-line": "the file holds a line of more than {detail} bytes: it is refused; nothing was changed",
    "elp-many": "the file says it holds more than {detail} events: it is refused; nothing was changed",
    "elp-count": "the file does not hold as many events as it says ({detail}): copy it again; nothing was changed",
    "elp-changed": "the file was changed on its way: copy it again; nothing was changed",
    "elp-signature": "the file was not signed by the laptop that it names; nothing was changed",
    "elp-unknown-node": "the site knows no workshop {detail}; nothing was changed",
    "file-there": "{detail} is there already: name another file; nothing was overwritten",
}


def sentence(error: Unfit) -> str:
    return SENTENCES[error.why].format(detail=error.detail)
