from portal.articles.comparing import changes, compare
from portal.articles.texts import Text

OLD = Text(
    title="Brakes", summary="Why they squeal.", body="one\ntwo\nthree\nfour\nfive\nsix\nseven"
)


def signs(lines):
    return "".join(line.sign for line in lines)


def test_equal_texts_have_no_changes():
    assert changes(OLD, OLD) == []


def test_only_the_parts_that_differ_are_named():
    new = Text(title="Brakes", summary="Why they squeal in the rain.", body=OLD.body)

    ((name, lines),) = changes(OLD, new)

    assert name == "Summary"
    assert [line.text for line in lines] == [OLD.summary, new.summary]


def test_the_words_that_differ_within_a_line_are_marked():
    before, after = compare("press 2 bar", "press 3 bar")

    assert (before.sign, after.sign) == ("-", "+")
    assert [text for differs, text in before.parts if differs] == ["2"]
    assert [text for differs, text in after.parts if differs] == ["3"]


def test_what_is_far_from_a_change_is_left_out():
    assert signs(compare(OLD.body, OLD.body.replace("four", "4"))) == "…  -+  …"


def test_lines_that_come_and_go():
    assert signs(compare("a\nb", "a\nb\nc")) == "  +"
    assert signs(compare("a\nb\nc", "a\nc")) == " - "
