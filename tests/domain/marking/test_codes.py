"""Square codes: what they say, and that a damaged or foreign one is refused."""

import pytest

from salwa.domain.marking.codes import Code, Labelled, WrongCode, code_text, read_code, short_text

pytestmark = pytest.mark.one_engine
WEAPON = Code(Labelled.WEAPON, 1234)


def test_the_text_of_a_code():
    text = code_text(WEAPON, "KEN")
    assert text == f"salwa:w:1234-{text[-1]}"
    assert short_text(WEAPON, "KEN") == text.removeprefix("salwa:w:")


@pytest.mark.parametrize("kind", Labelled)
def test_a_code_is_read_as_it_was_written(kind):
    code = Code(kind, 9_007_199_254_740_993)
    text = code_text(code, "KEN")
    for written in (
        text,
        text.upper(),
        f"  {text}\n",
        f"https://register.example/marking/l/{text[6:].replace(':', '/')}/",
    ):
        assert read_code(written, "KEN") == code


def test_damaged_codes_are_refused():
    text = code_text(WEAPON, "KEN")
    for place in range(len("salwa:w:"), len(text)):
        for sign in "0123456789ABCZ-":
            if sign != text[place]:
                damaged = text[:place] + sign + text[place + 1 :]
                with pytest.raises(WrongCode):
                    read_code(damaged, "KEN")


@pytest.mark.parametrize(
    "text", ["", "salwa:w:", "salwa:x:1-A", "1234", "salwa:w:١٢-A", "w/1-A/../../x", "salwa:w:1-A\x00"]
)
def test_other_texts_are_refused(text):
    with pytest.raises(WrongCode):
        read_code(text, "KEN")


def test_nearly_every_label_of_another_state_is_refused():
    passed = 0
    for number in range(1, 1001):
        try:
            read_code(code_text(Code(Labelled.WEAPON, number), "UGA"), "KEN")
            passed += 1
        except WrongCode:
            pass
    assert passed <= 40
