"""The invented States of the demo: named as invented in six languages, read on import marks there, nowhere else."""

from dataclasses import replace
from datetime import date

import pytest

from salwa.domain.languages import LANGUAGES
from salwa.domain.marks.reading import MarkReader
from salwa.domain.tracing import AskedMark
from salwa.domain.tracing.addressees import AskedFor, whom_to_ask
from salwa.domain.tracing.gate import examine
from salwa.reference import load_book
from salwa.reference.invented_states import INVENTED, INVENTED_STATES, invented_name, with_invented_states
from salwa.services.reference.knowledge import tracing_knowledge
from salwa.services.weapons.names import name_of
from tests.builders.trace_requests import asked_contents

pytestmark = pytest.mark.one_engine
TODAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def demo():
    book = with_invented_states(load_book())
    return replace(tracing_knowledge(), book=book, reader=MarkReader(book))


def marked(text):
    contents = asked_contents("C-48213", maker="Zastava")
    return replace(contents, marks=(*contents.marks, AskedMark("frame", "import", "import_mark", text, "present")))


def test_each_is_named_as_invented_in_the_six_languages_and_is_no_state_of_the_book():
    for code in INVENTED_STATES:
        for one in LANGUAGES:
            before, behind = INVENTED[one.code].split("{}")
            assert invented_name(code, one.code).endswith(behind) and before == ""
        assert code not in load_book().states
        assert name_of("country", code) == invented_name(code, "en")
    assert invented_name("KEN", "en") == ""


def test_their_names_are_those_of_no_state():
    real = {name for one in load_book().states.values() for name in (*one.short_names.values(), *one.aliases)}
    assert [name for one in INVENTED_STATES.values() for name in one.aliases if name in real] == []


@pytest.mark.parametrize("text", ["Aldoria 2004", "ألدوريا 2004"])
def test_an_import_mark_of_theirs_is_read_in_the_demo_and_asked_first(demo, text):
    first = whom_to_ask(marked(text), demo, own_state="XRT").addressees[0]
    assert (first.state, first.reason) == ("XAL", AskedFor.IMPORT)
    found = [one.code for one in examine(marked(text), demo, today=TODAY, addressed_to="XAL", own_state="XRT")]
    assert [one for one in found if one.startswith(("import_", "addressee_"))] == []


def test_an_import_mark_names_a_real_state_in_every_register_and_an_invented_one_in_none(demo):
    book = tracing_knowledge()
    assert whom_to_ask(marked("Kenya 2004"), book).addressees[0].state == "KEN"
    assert [one.state for one in whom_to_ask(marked("Aldoria 2004"), book).addressees] == ["SRB"]
    assert "import_country_missing" in [one.code for one in examine(marked("Q 2004"), book, today=TODAY)]
