"""What a command sets beside its numbers when asked: categories, norms, a Methods paragraph, change between dates."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from viewer.cli.inputs.gathering import Command, with_options
from viewer.errors import UsageError

if TYPE_CHECKING:
    from viewer.cli.inputs.outlined import Outlined
    from viewer.io.tables import Column
    from viewer.measure.grades import CategoryScheme
    from viewer.measure.measurement import Measurement, MeasurementRow

_OPTIONS = (
    click.option(
        "--categories",
        help="Set percent categories beside the fat fraction: hildebrandt-2017 or storheim-2017.",
    ),
    click.option("--norms", is_flag=True, help="Set published norms beside numbers of the same kind of method."),
    click.option(
        "--methods-text",
        type=click.Path(path_type=Path),
        help="Write a Methods paragraph for a paper to FILE.txt.",
    ),
    click.option(
        "--change",
        is_flag=True,
        help="What changed between the two dates that a project pairs; with --csv, print that instead of rows.",
    ),
)


@dataclass(frozen=True, slots=True)
class Asides:
    """What the user asked for beside the numbers; nothing by default."""

    categories: "CategoryScheme | None" = None
    has_norms: bool = False
    methods_text: Path | None = None
    has_change: bool = False

    @property
    def columns(self) -> "tuple[Column, ...]":
        """Further columns of tables."""
        from viewer.io.tables.graded_columns import category_columns, norm_columns

        named = () if self.categories is None else category_columns(self.categories)
        return (*named, *(norm_columns() if self.has_norms else ()))

    def lines(self, measurement: "Measurement") -> list[str]:
        """Lines for people, to stand after the numbers; none for nothing asked."""
        from viewer.measure.grades import category_of, norms_for, why_no_norms

        lines: list[str] = []
        if self.categories is not None:
            lines += [
                f"{_named(row)}: fat fraction {_percent(row)}, category {category_of(row, self.categories) or 'none'}"
                for row in measurement.rows
            ]
            lines.append(f"Categories: {self.categories.citation}")
        if self.has_norms:
            norms = [norm for row in measurement.rows for norm in norms_for(row, measurement.method.name)]
            lines += [f"Norm: {norm.said}. {norm.citation}" for norm in dict.fromkeys(norms)]
            lines += [reason for reason in [why_no_norms(measurement)] if reason is not None]
        if self.has_change and measurement.change is not None:
            from viewer.measure.changes.saying import change_lines

            lines += change_lines(measurement.change)
        return lines

    def check_change(self, measurement: "Measurement") -> None:
        """Refuse where a change was asked for and there is none.

        Raises
        ------
        UsageError
            If nothing is paired, or the images of a date are not open.
        """
        if self.has_change and measurement.change is None:
            raise UsageError(
                "--change needs a project that pairs two dates, with the images of both open; pair them in the window "
                "and save the project."
            )

    def write_methods(
        self, measurement: "Measurement", outlined: "Outlined", inputs: "tuple[Path | None, ...]"
    ) -> None:
        """Write the Methods paragraph, if it was asked for.

        Parameters
        ----------
        measurement, outlined
            What was measured, and what it was measured on.
        inputs
            Files that were read; none is overwritten.

        Raises
        ------
        PatientDataError, OutputError
            As for tables.
        """
        if self.methods_text is None:
            return
        from viewer.cli.inputs.outlined import refuse_naming_patient, refuse_overwriting
        from viewer.io.atomic import write_atomically
        from viewer.measure.reporting.methods_paragraph import methods_paragraph

        refuse_overwriting(self.methods_text, outlined, inputs)
        refuse_naming_patient(self.methods_text, outlined)
        text = methods_paragraph(measurement, outlined.document, outlined.study.series, categories=self.categories)
        write_atomically(self.methods_text, text.encode("utf-8"))


def _named(row: "MeasurementRow") -> str:
    from viewer.cli.report import row_name

    where = f"Series {row.series}, slice {row.slice_number}, " if row.series else ""  # stored numbers have no place
    return f"{where}{row_name(row)}"


def _percent(row: "MeasurementRow") -> str:
    return "none" if row.fat_fraction_percent is None else f"{row.fat_fraction_percent:.1f} %"


def aside_options(command: Command) -> Command:
    """Add the options of `Asides` to a command, which receives them as one argument `asides`."""
    return with_options(command, _OPTIONS, _gathered, name="asides")


def _gathered(values: dict[str, Any]) -> Asides:
    return _asides(
        values.pop("categories"),
        values.pop("methods_text"),
        has_norms=values.pop("norms"),
        has_change=values.pop("change"),
    )


def _asides(categories: str | None, methods_text: Path | None, *, has_norms: bool, has_change: bool) -> Asides:
    """Refuse what is wrong with the words before any image is read."""
    from viewer.measure.grades import find_categories

    if methods_text is not None and methods_text.suffix.lower() != ".txt":
        raise UsageError(f"{methods_text} is no name of a text; write --methods-text FILE.txt.")
    scheme = None if categories is None else find_categories(categories)
    return Asides(categories=scheme, has_norms=has_norms, methods_text=methods_text, has_change=has_change)
