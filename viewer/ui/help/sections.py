"""What the how-to says: short sections, each with at most one picture. Keys are looked up, never written down here."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from textwrap import fill

from viewer import NOTICE
from viewer.app.actions import ACTIONS
from viewer.ui.help.keys import KeyOf

PICTURE_WIDTH = 420
"""Width of a picture in screen points; files hold twice as many pixels."""

SizeOf = Callable[[str], tuple[int, int]]
"""Name of a picture → its width and height, screen points; zeros where unknown."""

GUIDE_WIDTH = 120
"""Length of lines in the guide, characters."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the how-to.

    Parameters
    ----------
    name
        Fixed identifier, also of the scene and the file of its picture.
    title
        Heading.
    paragraphs
        Plain sentences; `{name}` stands for the key of an action, a tool or a use of the pointer.
    alt
        What the picture shows, for those who do not see it; '' without a picture.
    width
        Width of the picture, screen points.
    needs
        Name of the action without which the section says nothing true, '' for none.
    """

    name: str
    title: str
    paragraphs: tuple[str, ...]
    alt: str = ""
    width: int = PICTURE_WIDTH
    needs: str = ""


_ALL: tuple[Section, ...] = (
    Section(
        "start",
        "From images to numbers",
        (
            "Drop a folder, files or an archive on the window. Turn the wheel to find the slice; a right drag changes "
            "brightness and contrast. Outline both sides, read the numbers on the right, make the figure "
            "({figure}).",
        ),
    ),
    Section(
        "outline",
        "Outline a muscle",
        (
            "Take the outline tool ({tool-outline}), click round the muscle or trace it with the button held down, "
            "and close it ({close}). Right or left follows from the image; you need not say it.",
        ),
        "An outline being drawn round the right multifidus: points, the line so far, and the edge to the pointer.",
    ),
    Section(
        "livewire",
        "Let the line find the border",
        (
            "With the livewire ({tool-livewire}), the line between two clicks follows the border in the image; with "
            "the outline tool it does so while Shift is held. Click where it leaves the border. Brightness and "
            "contrast of the view do not change its way.",
        ),
        "A line that follows the border of the left multifidus from the last click to the pointer.",
    ),
    Section(
        "change",
        "Change an outline",
        (
            "Select ({tool-select}) and drag a point; drag the dot that appears on an edge to insert one. Drag "
            "inside to move the whole outline, a corner of its frame to size it, the round handle to turn it.",
        ),
        "A selected outline with its points, the dot on an edge under the pointer, four corners and a round handle.",
        width=300,
    ),
    Section(
        "nudge",
        "Push a border",
        (
            "The nudge tool ({tool-nudge}) pushes a border with a circle: outwards when you press inside, inwards "
            "from outside. Change its size with {nudge-size}.",
        ),
        "A circle that pushes the border of the left multifidus outwards.",
        width=300,
    ),
    Section(
        "smart",
        "Have a border proposed",
        (
            "With the smart outline ({smart-outline}), one click in the middle of a multifidus proposes its border. "
            "It is an experiment: look closely, correct it, and accept it with {accept-proposed} or delete it with "
            "{reject-proposed}.",
        ),
        "A proposed outline, finely dotted, with a question mark behind its letter.",
        needs="tool-smart-outline",
    ),
    Section(
        "mirror",
        "Mirror to the other side",
        (
            "Hold {mirror-outline}: the line between right and left appears, with the outline as it will be on the "
            "other side. Drag the line if it is not in the middle, then let go. The mirrored outline is fitted to the "
            "image and proposed; {accept-proposed} accepts it.",
        ),
        "The line in the middle of the body with its two ends, and the right outline mirrored to the left side.",
    ),
    Section(
        "next",
        "The next slice",
        (
            "{copy-to-next} goes to the next slice and proposes the outlines there, moved as the image moves; "
            "{copy-to-previous} goes the other way. Proposals are finely dotted and marked “?”: {accept-proposed} "
            "accepts, {reject-proposed} deletes them, and changing one accepts it too.",
        ),
        "Two proposed outlines on the next slice, finely dotted, with question marks behind R and L.",
    ),
    Section(
        "which-border",
        "Which border?",
        (
            "The fascial border takes in the fat between muscle and fascia; the visible muscle border leaves it out. "
            "The fascial one gives larger areas, by about 4 % for the multifidus and 14–15 % for the erector spinae "
            "(Berry et al. 2018, doi:10.1186/s12891-018-2059-x), and more fat.",
            "Fascial is preselected. Change it for the project in Outline ▸ Outlines follow, or for one outline by a "
            "right click on it in the list. It is stated with every number: compare only outlines of the same border.",
        ),
        "The same muscle twice: outlined along the fascia, and along the muscle that can be seen, with the numbers.",
    ),
    Section(
        "sides",
        "Why image-left is the patient's right",
        (
            "An axial slice is shown as seen from the patient's feet. The letters at the edges come from the image's "
            "orientation and follow when the view is turned or mirrored. Where the image does not tell, sides are "
            "unknown until you state them.",
        ),
        "An axial slice with R at its left edge and L at its right edge, and both outlines with their letters.",
    ),
    Section(
        "numbers",
        "Read the numbers",
        (
            "Fat fraction is the part of the outlined area that counts as fat, in %. Fat-to-muscle ratio is fat area "
            "divided by muscle area: 25 % of fat is a ratio of 0.33, and 50 % a ratio of 1. Area asymmetry is larger "
            "minus smaller side, divided by the larger, in %.",
        ),
        "The panel of numbers: ratio, fat fraction with its interval, and areas of both sides.",
        width=328,
    ),
    Section(
        "beside",
        "Compare right and left",
        (
            "{compare-sides} shows the right half beside the left one, which is mirrored so that like stands beside "
            "like, with the numbers of both and their difference between them. A cross follows the pointer on the "
            "other side; outlines are drawn and changed as ever.",
            "Swipe ({compare-swipe}) lays one side over the other, with a divider to drag. Blink ({compare-blink}) "
            "shows one in place of the other, and {compare-blink-itself} lets them alternate.",
        ),
        "The right half of a slice, the numbers of both sides, and the left half, mirrored for comparison.",
    ),
    Section(
        "fat-map",
        "The fat map",
        (
            "{fat-map} colours every pixel inside the outlines by its fat fraction, by the method that makes the "
            "numbers; the bar says what the colours stand for. The slider beside the numbers sets how much of the "
            "image shows through, and so do {fat-map-less} and {fat-map-more}.",
        ),
        "Both multifidi in colours from dark violet for muscle to yellow for fat, with a bar of 0 to 100 %.",
    ),
    Section(
        "level",
        "Find the level",
        (
            "The sagittal view ({locator}) shows where the slice lies; click in it to go elsewhere. Choose Name "
            "levels and click on L5 or S1: the others are counted from there; drag one that is off, then accept them. "
            "Without a sagittal series, type the level of the slice; ⋯ beside it gives it to the whole block.",
        ),
        "A sagittal image with the slice's line across it and the names of the vertebrae.",
        width=300,
    ),
    Section(
        "slices",
        "All slices and totals",
        (
            "{slices} shows a table of all slices with their levels and numbers, and totals over a range: volume, and "
            "fat weighted by volume. A click on a row goes to its slice.",
        ),
        "A table of slices with areas and fat of both sides, and the totals over them.",
        width=328,
    ),
    Section(
        "readings",
        "Several readings",
        (
            "Outline ▸ Readings begins another reading, empty and with the first one hidden. Show puts another "
            "reading beside yours, thin and dotted; Compare readings says how both differ. A teacher's answer stays "
            "unseen until it is revealed.",
        ),
        "The outline of one reading, with that of another reading thin and dotted beside it.",
    ),
    Section(
        "dates",
        "Compare two dates",
        (
            "Add the second study by File ▸ Add folder, or drop it with Shift held. {compare-dates} then asks which "
            "study is before and which after, which side was treated and when; what speaks against the pair is said "
            "there. Slices are linked by where they lie, or by the places that you set above the images with − and +.",
            "Outline the same slices of both dates. What changed stands beside them, muscle area first, each change "
            "with its interval and the words “more than the measurement error” or “within” it.",
            "View ▸ Compare ▸ Outline blinded hides names, dates, sides, numbers and the order of the dates while you "
            "outline.",
        ),
        "The same slice before and after beside each other, with both multifidi outlined on each.",
    ),
    Section(
        "make-figure",
        "Make a figure",
        (
            "{figure} opens the figure of the slice. Choose its panels under Arrangement and the journal or page that "
            "it is for under Outlet: width, type sizes and resolution follow. Drag the image to move it in its panel, "
            "letters and scale bar to where they are in the way least.",
            "The figure belongs to the project, each change is a step of undo, and an outline that you change changes "
            "in every figure that shows it.",
        ),
        "Choices beside a figure: six arrangements of panels, outlet, format, resolution, crop and window.",
        width=365,
    ),
    Section(
        "marks",
        "Mark and label",
        (
            "Arrow, Text, Ellipse and Bracket stand above the page: drag an arrow from its label to what it points at. "
            "Words, size and colour of what you click on stand below the page; the arrow keys move it, Delete takes "
            "it away.",
            "Words in braces follow the outlines: {right.fat_fraction} is printed as the number measured now. The "
            "button in the field of words lists them all. Right and left come from geometry and cannot be typed over.",
        ),
        "A figure with an arrow and its label, and below it the words, size and colour of the arrow.",
    ),
    Section(
        "save-figure",
        "Save for a journal or the web",
        (
            "The pre-flight check lists what the outlet or a reader would complain about, and the button beside a "
            "finding mends it. Save figure writes the file to the folder of the last one, Save as anywhere; Copy image "
            "puts it on the clipboard, and {print-figure} prints it at its true size.",
            "Figure ▸ Save bundle writes a folder with the figure, its plain twin, caption, alternative texts, a "
            "paragraph of methods, numbers and recipe. Figure ▸ Report writes figure, numbers, flags and method on "
            "one page as PDF.",
            "Pictures and images made from others may hold text in their pixels. Before such a figure is saved, "
            "copied, printed or bundled you see what will be written: read it, crop text away, and tick that nobody is "
            "named.",
        ),
        "Findings of the pre-flight check, each with a button that mends it, above the buttons for saving.",
        width=379,
    ),
    Section(
        "hand-on",
        "Hand on a case",
        (
            "File ▸ Export case writes one file with the slices that are needed, built anew without who they are of, "
            "and with outlines, pairing and figures. Opened anywhere, it gives the same numbers.",
            "Images that may hold text in their pixels are shown to you first. Look for names, numbers and dates, and "
            "crop them away; the case is written when you have ticked each image.",
        ),
    ),
    Section(
        "limits",
        "Limits of thresholds",
        (
            "A threshold calls every pixel fat or muscle by its brightness alone. A pixel that holds both, uneven "
            "brightness across the image, and the sequence all shift the result: compare only images of the same "
            "sequence, and heed the warnings beside the numbers. Brightness, contrast, zoom and turning of the view "
            "change no number.",
        ),
    ),
)


def sections() -> tuple[Section, ...]:
    """What the how-to holds, in order."""
    there = {action.name for action in ACTIONS}
    return tuple(section for section in _ALL if not section.needs or section.needs in there)


def pictures() -> tuple[str, ...]:
    """Names of all pictures, those of the sections in order."""
    return tuple(section.name for section in sections() if section.alt)


def with_keys(paragraph: str, written: KeyOf) -> str:
    """Paragraph with keys in place of their names, each as `written` writes it."""
    return re.sub(r"\{([a-z-]+)\}", lambda found: written(found[1]), paragraph)


def how_to_html(key_of: KeyOf, size_of: SizeOf | None = None) -> str:
    """How-to as rich text; pictures are named as their files, and have the sizes that are known."""

    def written(name: str) -> str:
        return f"<b>{escape(key_of(name))}</b>"

    links = " · ".join(f'<a href="#{part.name}">{escape(part.title).replace(" ", "&nbsp;")}</a>' for part in sections())
    parts = [f"<p>{links}</p>"]
    for section in sections():
        parts.append(f'<h3><a name="{section.name}"></a>{escape(section.title)}</h3>')
        if section.alt:
            alt = escape(section.alt)
            width, height = (0, 0) if size_of is None else size_of(section.name)
            size = f'width="{width}" height="{height}" ' if width and height else ""
            parts.append(f'<p><img src="{section.name}.png" {size}alt="{alt}" title="{alt}"></p>')
        parts.extend(f"<p>{with_keys(escape(paragraph), written)}</p>" for paragraph in section.paragraphs)
    return "".join(parts) + f"<p><b>{escape(NOTICE)}</b></p>"


def how_to_markdown(key_of: KeyOf, folder: str) -> str:
    """How-to for the user's guide, with headings of the third level.

    Parameters
    ----------
    key_of
        Gives keys by name.
    folder
        Where the pictures lie, seen from the guide.
    """
    parts = []
    for section in sections():
        parts.append(f"### {section.title}")
        if section.alt:
            alt = escape(section.alt, quote=False)
            parts.append(f'<img src="{folder}/{section.name}.png" width="{section.width}" alt="{alt}">')
        said = (with_keys(paragraph, lambda name: f"`{key_of(name)}`") for paragraph in section.paragraphs)
        parts.extend(fill(paragraph, GUIDE_WIDTH, break_long_words=False, break_on_hyphens=False) for paragraph in said)
    return "\n\n".join(parts) + "\n"
