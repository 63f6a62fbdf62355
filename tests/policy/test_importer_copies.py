"""A text that was pasted several times is taken once, and told."""

import pytest

from kasuhara_plugin.core.errors import PolicyFormatError
from kasuhara_plugin.policy.importer import parse
from kasuhara_plugin.policy.outline import Problem

TITLE, HEADING = ["方針", ""], ["1．はじめに"]
WORDS = ["文です。", "", "2．例", "（1）小", "・あ", "・い"]
BODY = [*TITLE, *HEADING, *WORDS]  # lines 1 to 9
END = ["以上"]
COPIES = {
    # the lines behind the first 以上 (line 10), the lines that are told
    "the whole": ([*BODY, *END], [(11, 20)]),
    "the whole, without an end": (BODY, [(11, 19)]),
    "after an empty line": (["", *BODY, *END, ""], [(12, 21)]),
    "without its title": ([*HEADING, *WORDS, *END], [(11, 18)]),
    "without its first heading": ([*TITLE, *WORDS, *END], [(11, 19)]),
    "without either": ([*WORDS, *END], [(11, 17)]),
    "without either or an end": (WORDS, [(11, 16)]),
    "twice more": ([*BODY, *END, *BODY, *END], [(11, 20), (21, 30)]),
    "twice more in two forms": ([*HEADING, *WORDS, *BODY, *END], [(11, 17), (18, 27)]),
    "twice more without an end": ([*WORDS, *WORDS], [(11, 16), (17, 22)]),
    "indented": ([f"\u3000{line} " for line in BODY], [(11, 19)]),
    "an end only": (END, []),
}
OTHERS = {
    "another sentence": (["追伸"], 11),
    "a copy with a changed line": ([*TITLE, *HEADING, "別の文です。", *WORDS[1:]], 14),
    "a copy with a changed heading": ([*TITLE, "1．初めに", *WORDS], 13),
    "a copy spelled in another width": ([*TITLE, "１．はじめに", *WORDS], 13),
    "a copy cut off": ([*TITLE, *HEADING, *WORDS[:-1]], 11),
    "a copy cut off by its end": ([*HEADING, "文です。", *END], 11),
    "a copy with a further line": ([*BODY, "・う", *END], 20),
    "text behind a copy": ([*BODY, *END, "追伸"], 21),
    "a line more between two copies": ([*BODY, *END, "追伸", *BODY], 21),
}


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_is_taken_once_and_told_with_its_lines(copy: str) -> None:
    rest, told = COPIES[copy]
    outline = parse("\n".join([*BODY, *END, *rest]).encode())
    assert outline == parse("\n".join(BODY).encode())
    assert [(problem.line, problem.until) for problem in outline.problems] == told


@pytest.mark.parametrize("other", OTHERS)
def test_anything_else_behind_the_end_is_refused_with_its_line(other: str) -> None:
    rest, line = OTHERS[other]
    text = [*BODY, *END, *rest]
    with pytest.raises(PolicyFormatError, match="「以上」の後に") as failure:
        parse("\n".join(text).encode())
    assert (failure.value.line, failure.value.text) == (line, text[line - 1])


def test_a_text_without_a_title_is_recognised_too() -> None:
    outline = parse("\n".join([*HEADING, *WORDS, *END, *WORDS, *END]).encode())
    assert outline.title == ""
    assert [(problem.line, problem.until) for problem in outline.problems] == [(9, 15)]


def test_a_title_that_only_the_copy_has_is_new_text() -> None:
    with pytest.raises(PolicyFormatError) as failure:
        parse("\n".join([*HEADING, *WORDS, *END, *BODY]).encode())
    assert (failure.value.line, failure.value.text) == (9, "方針")


def test_a_text_of_one_heading_is_not_taken_for_its_title() -> None:
    outline = parse("方針\n1．一\n以上\n1．一\n方針\n1．一\n".encode())
    assert [(problem.line, problem.until) for problem in outline.problems] == [(4, 4), (5, 6)]
    with pytest.raises(PolicyFormatError, match="途中まで"):
        parse("方針\n1．一\n以上\n方針\n".encode())


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (
            parse("1．一\n文\n以上\n1．一\n文".encode()).problems[0],
            "4～5行目：同じ文章がもう一度続いていたため、1回だけ取り込みました。",
        ),
        (Problem(7, 7, "何かがあります。"), "7行目：何かがあります。"),
    ],
)
def test_a_problem_reads_as_a_sentence(problem: Problem, said: str) -> None:
    assert str(problem) == said
