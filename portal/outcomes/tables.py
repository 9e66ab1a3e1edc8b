"""The report's tables as files to take along."""

from collections.abc import Callable, Mapping

from portal.figures import Share
from portal.outcomes.reporting import Report, Sum
from portal.outcomes.sentences import DID, what_is_missing
from portal.web.tables import Table

COLUMNS = ["Chosen", "Sent", "Delivered", "Answered", "Something is wrong", "Solved"]


def funnel(report: Report) -> Table:
    rows = []
    for stage in report.stages:
        rows.append([stage.name, "", stage.count])
        rows += [[stage.name, loss.says, -loss.count] for loss in stage.losses]
    return _table(report, "funnel", ["Step", "Why they left", "People"], rows)


def answers(report: Report) -> Table:
    rows = [[each.words, each.share.right, *_percents(each.share)] for each in report.answers]
    return _table(report, "answers", ["Answer", "People", "%", "At least %", "At most %"], rows)


def topics(report: Report) -> Table:
    return _table(report, "topics", ["Topic", "People"], report.topics)


def concerns(report: Report) -> Table:
    rows = [["Solved", "", report.of("loop")["solved"]]]
    rows += [["Open", name, count] for _, name, count in report.open_by]
    return _table(report, "concerns", ["Concern", "Looked after by", "People"], rows)


def effect(report: Report) -> Table:
    rows = []
    for part in (report.primary, report.secondary):
        found = report.effect(part)
        apart = found.difference
        rows.append(
            [DID[part].capitalize(), found.reached.right, found.reached.count, found.held.right,
             found.held.count, *(f"{100 * each:.2f}" for each in (apart.value, apart.low,
             apart.high)), found.verdict.value, what_is_missing(found)]
        )  # fmt: skip
    columns = ["What they did", "Meant to write to: did", "of", "Held back: did", "of",
               "Difference in points", "At least", "At most", "Verdict",
               "What is missing"]  # fmt: skip
    return _table(report, "effect", columns, rows)


def spending(report: Report) -> Table:
    found = report.spending
    apart = found.difference
    rows = [
        [name, each.count, each.buyers, f"{each.total / 100:.2f}", f"{each.mean / 100:.2f}"]
        for name, each in (("Meant to write to", found.reached), ("Held back", found.held))
    ]
    if apart and found.is_enough:
        rows.append(
            ["Difference", "", "", "", f"{apart.value / 100:.2f}",
             f"{apart.low / 100:.2f}", f"{apart.high / 100:.2f}"]
        )  # fmt: skip
    columns = ["Who", "People", "Ordered", "Revenue", "Per person", "At least", "At most"]
    return _table(report, "spending", columns, rows)


def options(report: Report) -> Table:
    rows = [
        [each.product, each.name, each.with_it.right, each.with_it.count, each.without.right,
         each.without.count, each.verdict]
        for each in report.options
    ]  # fmt: skip
    columns = ["Product", "Option", "Wrong with it", "of", "Wrong without it", "of", "Verdict"]
    return _table(report, "options", columns, rows)


def versions(report: Report) -> Table:
    rows = [[f"Version {each.n}", *_numbers(sum_)] for each, sum_ in report.by_version]
    return _table(report, "versions", ["Version", *COLUMNS], rows)


def periods(report: Report) -> Table:
    rows = [[each.first, each.last, *_numbers(sum_)] for each, sum_ in report.by_period]
    return _table(report, "periods", ["From", "To", *COLUMNS], rows)


TABLES: Mapping[str, Callable[[Report], Table]] = {
    each.__name__: each
    for each in (funnel, answers, topics, concerns, effect, spending, options, versions, periods)
}


def _numbers(found: Sum) -> list[int]:
    return [found.chosen, found.sent, found.delivered, found.answered, found.wrong, found.solved]


def _percents(share: Share) -> list[str]:
    return [f"{100 * each:.1f}" for each in (share.value, *share.bounds)]


def _table(report: Report, name: str, columns: list[str], rows: list[list[object]]) -> Table:
    title = f"{report.playbook.title}, {name}"
    return Table(name=f"{report.playbook.key}-{name}", title=title, columns=columns, rows=rows)
