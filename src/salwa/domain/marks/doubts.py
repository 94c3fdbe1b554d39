"""Whether somebody's words say that a sign was hard to read although its state is given as legible (ITI 17(b)).

A sentence counts that speaks of a number or mark and of wear, damage or doubt; in the six languages. A remark rests on
it, nothing else: what a person chose stays until he or she changes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from salwa.domain.marks.mark_states import fold_words

_SENTENCES = re.compile(r"[.;!?\n。；！？؛؟]+")
LONGEST = 120
# Words as `fold_words` leaves them: no accents, one form of the Arabic letters that vary.
_MARK = re.compile(
    r"\b(?:serial|number|numero|serie|mark|marks|marking|markings|marquage|marquages|marque|marca|marcas|marcaje|digit|"
    r"digits|character|characters|figure|figures|stamp|chiffre|chiffres|cifra|cifras|digito|digitos)\b|"
    r"номер|серийн|маркиров|клейм|цифр|знак|رقم|ارقام|الرقم|وسم|علام|الوسم|号|编号|序列|标记|字符|数字"
)
_DOUBT = re.compile(
    r"\b(?:worn|illegible|unreadable|unclear|faint|doubtful|uncertain|unsure|not sure|not legible|not clear|barely|"
    r"hardly|hard to read|difficult to read|cannot be read|could not be read|guess|misread|scratched|rusted|rusty|"
    r"corroded|filed|ground|defaced|obliterated|erased|"
    r"use|usee|uses|illisible|illisibles|peu lisible|mal lisible|efface|effacee|incertain|incertaine|douteux|douteuse|"
    r"difficile a lire|lime|limee|rouille|"
    r"desgastado|desgastada|gastado|gastada|ilegible|ilegibles|borroso|borrosa|borrado|dudoso|dudosa|incierto|incierta|"
    r"poco legible|dificil de leer|limado|limada|oxidado)\b|"
    r"стерт|изнош|неразборч|нечита|нечетк|неясн|сомнит|плохо чита|плохо вид|трудно проч|спилен|ржав|"
    r"مطموس|غير مقروء|غير واضح|غير موكد|غير مؤكد|متاكل|ممحو|ممسوح|مشكوك|بال|صعب القراءه|صدي|"
    r"磨损|磨掉|模糊|不清|难以辨认|无法辨认|不确定|可疑|锉|锈"
)


def doubted_in(text: str, words: Iterable[str]) -> str:
    """What makes the reading of a mark doubtful: the mark itself with "?" for signs that were not read, or the sentence
    of somebody's `words` that says so, shortened; empty where nothing does.
    """
    if "?" in text:
        return text
    for one in words:
        for sentence in _SENTENCES.split(one):
            plain = fold_words(sentence)
            if _MARK.search(plain) and _DOUBT.search(plain):
                said = " ".join(sentence.split())
                return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"
    return ""
