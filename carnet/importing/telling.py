"""The report of an import: what came in, what went out, what was left; as text and as JSON."""

import json
from collections.abc import Sequence

from carnet.importing.bringing import Refusal
from carnet.importing.values import Account, Brought
from carnet.wording import count


def as_text(brought: Sequence[Brought], refused: Sequence[Refusal]) -> str:
    """Tell an import to the person who asked for it."""
    lines: list[str] = []
    for one in brought:
        lines += [f"{one.name} → {', '.join(piece.path for piece in one.pieces) or 'rien de nouveau'}"]
        lines += [f"  {_counted(one.account)}"] if one.account.counts else []
        lines += [f"  laissé : {item.what}" for item in one.account.left if item.words or item.kind]
        lines += [f"  à voir : {item.what}" for item in one.account.left if not (item.words or item.kind)]
        lines += [f"  à voir : {remark}" for remark in one.account.remarks]
        lines += [f"  perdu : « {words} »" for words in one.account.lost]
        lines.append("")
    for refusal in refused:
        lines += [f"{refusal.name} : refusé, {refusal.cause}"]
        lines += [f"  = aide : {refusal.aide}"] if refusal.aide else []
        lines.append("")
    return "\n".join([*lines, _summary(brought, refused), ""])


def _counted(account: Account) -> str:
    parts = []
    for thing, (came, went, left) in account.counts.items():
        apart = f" (+ {left} laissés)" if left else ""
        parts.append(f"{thing} {came} → {went}{apart}")
    return " ; ".join(parts)


def _summary(brought: Sequence[Brought], refused: Sequence[Refusal]) -> str:
    drafts = sum(piece.path.endswith(".md") for one in brought for piece in one.pieces)
    media = sum(len(one.pieces) for one in brought) - drafts
    lost = sum(not one.account.whole for one in brought)
    said = f"{count(drafts, 'brouillon')} et {count(media, 'média')} pour {count(len(brought), 'fichier')}"
    said += f" ; {len(refused)} refusés" if refused else ""
    return said + (f" ; {lost} où des mots n’ont pas été retrouvés." if lost else " ; rien n’est perdu.")


def as_json(brought: Sequence[Brought], refused: Sequence[Refusal]) -> str:
    """Tell an import to a program."""
    document = {
        "importes": [
            {
                "fichier": one.name,
                "ecrits": [piece.path for piece in one.pieces],
                "comptes": {
                    k: dict(zip(("entres", "sortis", "laisses"), v, strict=True))
                    for k, v in one.account.counts.items()
                },
                "laisses": [item.what for item in one.account.left],
                "remarques": list(one.account.remarks),
                "perdus": list(one.account.lost),
                "complet": one.account.whole,
            }
            for one in brought
        ],
        "refuses": [{"fichier": r.name, "cause": r.cause, "aide": r.aide} for r in refused],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
