import threading

from portal.triage.similar import Similar

SOLVED = {
    7: "My front brake squeals when it is wet",
    8: "The invoice has the wrong address",
    9: "The brake of my bicycle squeals",
    12: "When does the red bicycle arrive?",
}


def solved() -> Similar:
    index = Similar()
    index.add_all(SOLVED.items())
    return index


def test_kim_sees_what_was_solved_before_the_most_alike_first():
    found = solved().like("squealing brake squeals, wet weather")

    assert [match.key for match in found] == [7, 9]
    assert found[0].score > found[1].score


def test_the_concern_itself_is_not_like_itself():
    assert solved().like(SOLVED[9], but=[9])[0].key == 7
    assert solved().like(SOLVED[9])[0].key == 9


def test_nothing_is_like_what_shares_no_word():
    assert solved().like("Kettenschaltung") == []
    assert solved().like("") == []
    assert Similar().like("brake") == []


def test_no_more_are_shown_than_asked_for():
    assert len(solved().like("the brake of the bicycle", limit=1)) == 1


def test_what_was_removed_is_not_found_and_not_kept():
    index = solved()

    index.remove(9)
    index.remove(9)

    assert 9 not in index
    assert len(index) == 3
    assert [match.key for match in index.like("brake squeals")] == [7]
    again = Similar.from_bytes(index.to_bytes())
    assert [match.key for match in again.like("brake squeals")] == [7]
    assert len(again.to_bytes()) < len(solved().to_bytes())


def test_a_text_that_was_changed_is_found_by_its_new_words():
    index = solved()

    index.add(8, "The gears jump")

    assert index.like("invoice") == []
    assert index.like("gears")[0].key == 8
    assert len(index) == 4


def test_a_key_that_comes_twice_at_once_counts_once():
    index = Similar()

    index.add_all([(1, "brake")] * 300 + [(1, "gears")])

    assert len(index) == 1
    assert index.like("brake") == []
    assert [match.key for match in index.like("gears")] == [1]


def test_case_and_accents_make_no_difference():
    index = Similar()
    index.add(1, "Größe des Rahmens")

    assert index.like("GROSSE")[0].key == 1


def test_questions_of_a_topic_find_each_other(few, unseen):
    index = Similar()
    index.add_all(enumerate(text for text, _ in few))
    topic = [label for _, label in few]

    hits = [any(topic[match.key] == label for match in index.like(text)) for text, label in unseen]

    assert sum(hits) / len(hits) > 0.75


def test_adding_while_others_ask_spoils_nothing():
    index = solved()
    problems: list[BaseException] = []

    def ask() -> None:
        try:
            for _ in range(200):
                assert index.like("brake squeals")
        except BaseException as problem:
            problems.append(problem)

    asking = [threading.Thread(target=ask) for _ in range(3)]
    for each in asking:
        each.start()
    for number in range(300):
        index.add(100 + number, f"brake number {number}")
    for each in asking:
        each.join()

    assert problems == []
    assert len(index) == 304
