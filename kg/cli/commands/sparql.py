"""``kg sparql``: a query of one's own or a named one, in a process that is stopped when its time is up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.ask import limit
from kg.ask.questions import QUERY_NAME, Question, named_query, reply
from kg.cli import arguments as common
from kg.errors import QueryError, UsageError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kg.ask.answers import Answer, Term
    from kg.cli.output import Table

EXAMPLES = (
    "kg sparql 'SELECT ?title { ?paper kg:addresses/skos:altLabel \"KV 캐시 압축\"@ko ; rdfs:label ?title }'",
    "kg sparql 'ASK { ?paper kg:uses concept:lora }'",
    "kg sparql --list",
    "kg sparql papers-of-author --param author='Dongwon Jo' --format csv",
    "kg sparql papers-of-author --text > query.rq",
    "kg sparql -f question.rq --format json --timeout 120",
    "kg sparql 'CONSTRUCT WHERE { ?paper kg:introduces ?concept }' --format turtle",
)
_FORMATS = ("table", "json", "csv", "xml", "turtle")


def parser() -> ArgumentParser:
    made = common.command_parser(
        "sparql",
        "One SPARQL query (SELECT, ASK, CONSTRUCT, DESCRIBE) or one of the named queries; all prefixes are known.\n"
        "Updates and SERVICE are refused: a query reads this graph and nothing else.",
        EXAMPLES,
    )
    made.add_argument(
        "query", nargs="?", type=common.text, metavar="QUERY|NAME", help="SPARQL, or the name of a named query"
    )
    made.add_argument("-f", "--file", metavar="FILE", help="read the query from a file (- for standard input)")
    made.add_argument(
        "--text", action="store_true", help="print a named query with its parameters filled in, for another store"
    )
    made.add_argument("--list", action="store_true", help="list the named queries with the questions they answer")
    made.add_argument(
        "--param",
        action="append",
        type=common.text,
        default=[],
        metavar="NAME=VALUE",
        help="set a parameter of a named query; repeatable",
    )
    made.add_argument(
        "--timeout", type=_seconds, default=30.0, metavar="S", help="stop after S seconds (default: 30; 0: never)"
    )
    common.add_graph(made)
    common.add_format(made, _FORMATS)
    return made


def run(arguments: Namespace) -> int:
    if arguments.list:
        return _list(arguments)
    question, source = _question(arguments)
    if arguments.text:
        return _text(question)
    try:
        found = _answered(question, arguments)
    except QueryError as error:
        raise _placed(error, source) from error
    if arguments.format == "table":
        _print_table(found)
    else:
        from kg.cli import output

        output.write_bytes(found)
    if question.named:
        _tell_defaults(question)
    return 0


def _answered(question: Question, arguments: Namespace) -> bytes:
    """The bytes of the answer, from a process of its own where there is a limit of time."""

    def load_what_prints() -> None:
        from kg.cli import output  # noqa: F401

        if arguments.format == "table":
            from kg.ask import answers  # noqa: F401
            from kg.cli import layout  # noqa: F401

    if not arguments.timeout:
        return reply(question)
    return limit.run(reply, question, seconds=arguments.timeout, meanwhile=load_what_prints)


def _text(question: Question) -> int:
    """Print a named query for another store."""
    from kg.ask.questions import written_out

    if not question.named:
        raise UsageError("--text prints a named query, and this is none (`kg sparql --list` lists them)")
    print(written_out(question), end="")
    _tell_defaults(question)
    return 0


def _tell_defaults(question: Question) -> None:
    """A named query answers for an example unless it is told otherwise: whoever did not choose must know."""
    from kg.cli.output import say

    for item in named_query(question.text).parameters:
        if item.name not in question.parameters:
            value = item.default if item.default.isdecimal() else f'"{item.default}"'
            say(f"{item.name} = {value} (the default; choose with --param {item.name}=…)")


def _question(arguments: Namespace) -> tuple[Question, str]:
    """The question, and what to call its text in a message."""
    if (arguments.query is None) == (arguments.file is None):
        raise UsageError(
            "give either a query, or the name of one, or -f FILE (`kg sparql --list` lists the named ones)"
        )
    form = "json" if arguments.format == "table" else arguments.format
    if arguments.file is not None:
        text, named, source = common.text_file(arguments.file), False, arguments.file
    else:
        text = arguments.query.strip()
        named, source = bool(QUERY_NAME.fullmatch(text)), "query"
    if named:
        named_query(text)
    parameters = _parameters(arguments.param)
    if parameters and not named:
        raise UsageError("--param sets a parameter of a named query, and this is none: write the value into the query")
    return Question(arguments.graph, text, form, named, parameters), source


def _parameters(pairs: list[str]) -> dict[str, str]:
    split = [pair.partition("=") for pair in pairs]
    wrong = next((name for name, sign, _ in split if not sign or not name), None)
    if wrong is not None:
        raise UsageError(f"--param takes NAME=VALUE, not {wrong!r}")
    return {name: value for name, _, value in split}


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds < float("inf"):
        raise ValueError(text)
    return seconds


def _placed(error: QueryError, source: str) -> QueryError:
    """The same error with its place in front, as compilers write it."""
    if error.line is None:
        return error
    return type(error)(f"{source}:{error.line}:{error.column}: {error}", line=error.line, column=error.column)


# ---------------------------------------------------------------- printing


def _print_table(results: bytes) -> None:
    from kg.ask.answers import read
    from kg.cli import output

    answer = read(results)
    if answer.boolean is not None:
        print("yes" if answer.boolean else "no")
    elif answer.rows:
        output.write_tables([_table(answer)])
    else:
        output.say("no answers")


def _table(answer: Answer) -> Table:
    from kg.ask.answers import short_forms, shown
    from kg.cli.output import Table

    known = short_forms()
    columns = tuple(
        name + (">" if all(row[index] is None or _is_number(row[index]) for row in answer.rows) else "")
        for index, name in enumerate(answer.variables)
    )
    return Table(columns, tuple(tuple(shown(term, known) for term in row) for row in answer.rows))


def _is_number(term: Term | None) -> bool:
    return term is not None and term.datatype.rpartition("#")[2] in {"integer", "decimal", "double", "float"}


def _list(arguments: Namespace) -> int:
    from kg.ask import values
    from kg.cli.output import Output, Table, emit
    from kg.ontology.queries import load_queries

    if arguments.format not in common.FORMATS:
        raise UsageError("the list comes as table, json or csv")
    queries = load_queries().values()
    rows = tuple((each.name, each.question, " ".join(item.name for item in each.parameters)) for each in queries)
    header = ("name", "question", "parameters")
    emit(Output(values.queries(queries), header, rows, (Table(header, rows),)), arguments.format)
    return 0
