"""The numbers close to a serial, all of them and no others: what is asked for is what counts as close."""

import pytest

from salwa.domain.tracing.linking import CLOSE, apart, case_key, neighbours, serial_of


@pytest.mark.parametrize("text", ["TAB48213", "00010", "99990", "A-12-34-56", "77", "ЖК 1234", "12345B"])
def test_every_close_number_is_asked_for_and_no_other(text):
    own = serial_of(text)
    asked = {serial_of(one) for one in neighbours(own)}
    near = [type(own)(own.before, number, own.after, own.width)
            for number in range(max(0, own.number - 60), own.number + 60)]  # fmt: skip
    wanted = {one for one in near if apart(own, one) is not None and len(f"{one.number:0{one.width}}") == one.width}
    assert asked == wanted
    assert len(asked) <= 2 * CLOSE


def test_two_spellings_of_a_document_have_one_key_and_what_is_too_short_has_none():
    assert case_key("EXP/2009-0417") == case_key("exp 2009 0417") == "exp20090417"
    assert (case_key("-1"), case_key(""), len(case_key("a" * 900))) == ("", "", 200)
