"""Wrong versions of show_images."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

_GRID = "_, axes = plt.subplots(num_rows, num_cols, figsize=figsize, squeeze=False)"
_PAIRS = "for i, (ax, img) in enumerate(zip(axes, imgs, strict=False)):"
_TITLES = """\
        if titles is not None:
            ax.set_title(titles[i])
"""


def _pictures(
    *,
    figsize: str = "num_cols * scale, num_rows * scale",
    grid: str = _GRID,
    axes: str = "axes.flatten()",
    each: str = _PAIRS,
    picture: str = "img.reshape(img.shape[-2:]) if torch.is_tensor(img) else img",
    drawn: str = 'picture, cmap="gray"',
    ticks: str = "ax.set_axis_off()",
    titles: str = _TITLES,
    result: str = "return axes",
) -> str:
    """A right show_images with some of its pieces exchanged."""
    return f"""\
def show_images(imgs, num_rows, num_cols, titles=None, scale=1.5):
    figsize = ({figsize})
    {grid}
    axes = {axes}
    {each}
        picture = {picture}
        ax.imshow({drawn})
        {ticks}
{titles}    {result}
"""


MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="show_images.channel_axis",
        message=mark("leaves the channel axis in imshow's way"),
        hint=mark("Which shapes does imshow take for a grey image?"),
        code=_pictures(picture="img"),
    ),
    KnownMistake(
        id="show_images.no_pil",
        message=mark("takes every image for a tensor"),
        hint=mark("Which kinds of images may be in `imgs`?"),
        code=_pictures(picture="img.reshape(img.shape[-2:])"),
    ),
    KnownMistake(
        id="show_images.fixed_shape",
        message=mark("takes every image to be 28 by 28"),
        hint=mark("Which part of your code knows the number 28?"),
        code=_pictures(picture="img.reshape(28, 28) if torch.is_tensor(img) else img"),
    ),
    KnownMistake(
        id="show_images.single_cell",
        message=mark("calls a method of an array on a single Axes"),
        hint=mark("What does plt.subplots(1, 1) return, and which argument decides about it?"),
        code=_pictures(grid="_, axes = plt.subplots(num_rows, num_cols, figsize=figsize)"),
    ),
    KnownMistake(
        id="show_images.figsize_exchanged",
        message=mark("gives height and width in the wrong order"),
        hint=mark("Which of the two numbers of figsize is the width?"),
        code=_pictures(figsize="num_rows * scale, num_cols * scale"),
    ),
    KnownMistake(
        id="show_images.no_figsize",
        message=mark("leaves the figure in matplotlib's own size"),
        hint=mark("What does the scale do in your function?"),
        code=_pictures(grid="_, axes = plt.subplots(num_rows, num_cols, squeeze=False)"),
    ),
    KnownMistake(
        id="show_images.scale_ignored",
        message=mark("uses 1.5 whatever the scale"),
        hint=mark("Does your function use all of its arguments?"),
        code=_pictures(figsize="num_cols * 1.5, num_rows * 1.5"),
    ),
    KnownMistake(
        id="show_images.grid_exchanged",
        message=mark("makes a grid with rows and columns exchanged"),
        hint=mark("Which comes first in plt.subplots, the rows or the columns?"),
        code=_pictures(grid=_GRID.replace("num_rows, num_cols", "num_cols, num_rows")),
    ),
    KnownMistake(
        id="show_images.column_by_column",
        message=mark("fills the grid column by column"),
        hint=mark("Where does the second image belong?"),
        code=_pictures(axes="axes.T.flatten()"),
    ),
    KnownMistake(
        id="show_images.ticks_left",
        message=mark("leaves the ticks along the images"),
        hint=mark("What do the numbers along the edge tell somebody who looks at a shoe?"),
        code=_pictures(ticks=""),
    ),
    KnownMistake(
        id="show_images.labels_hidden_only",
        message=mark("hides the numbers and leaves the tick marks"),
        hint=mark("Look closely at the edges: is anything left?"),
        code=_pictures(ticks="ax.set_xticklabels([]), ax.set_yticklabels([])"),
    ),
    KnownMistake(
        id="show_images.x_ticks_only",
        message=mark("hides the ticks of one axis alone"),
        hint=mark("How many axes does a picture have?"),
        code=_pictures(ticks="ax.xaxis.set_visible(False)"),
    ),
    KnownMistake(
        id="show_images.no_titles",
        message=mark("does nothing with the titles"),
        hint=mark("Does your function use all of its arguments?"),
        code=_pictures(titles=""),
    ),
    KnownMistake(
        id="show_images.first_title_everywhere",
        message=mark("sets the first title everywhere"),
        hint=mark("Which title belongs to which image?"),
        code=_pictures(titles=_TITLES.replace("titles[i]", "titles[0]")),
    ),
    KnownMistake(
        id="show_images.titles_needed",
        message=mark("fails without titles"),
        hint=mark("What is `titles` when nobody passes any?"),
        code=_pictures(titles="        ax.set_title(titles[i])\n"),
    ),
    KnownMistake(
        id="show_images.title_of_figure",
        message=mark("sets the title of the figure instead of those of the images"),
        hint=mark("What is a title the title of?"),
        code=_pictures(titles=_TITLES.replace("ax.set_title", "plt.suptitle")),
    ),
    KnownMistake(
        id="show_images.same_image",
        message=mark("draws the first image in every cell"),
        hint=mark("Which image belongs in which cell?"),
        code=_pictures(
            picture="imgs[0].reshape(img.shape[-2:]) if torch.is_tensor(img) else imgs[0]"
        ),
    ),
    KnownMistake(
        id="show_images.upside_down",
        message=mark("draws the images upside down"),
        hint=mark("Where does imshow put the first row of pixels?"),
        code=_pictures(drawn='picture, cmap="gray", origin="lower"'),
    ),
    KnownMistake(
        id="show_images.transposed",
        message=mark("draws the images on their side"),
        hint=mark("Which axis of a picture runs downwards?"),
        code=_pictures(picture="img.reshape(img.shape[-2:]).T if torch.is_tensor(img) else img"),
    ),
    KnownMistake(
        id="show_images.too_dark",
        message=mark("takes 255 for white in tensors whose white is 1"),
        hint=mark("Which numbers does imshow take for black and for white?"),
        code=_pictures(drawn='picture, cmap="gray", vmin=0, vmax=255'),
    ),
    KnownMistake(
        id="show_images.no_return",
        message=mark("draws but returns nothing"),
        hint=mark("How can the caller add to a picture whose axes it does not have?"),
        code=_pictures(result=""),
    ),
    KnownMistake(
        id="show_images.returns_figure",
        message=mark("returns the figure"),
        hint=mark("What does the docstring promise to return?"),
        code=_pictures(result="return plt.gcf()"),
    ),
    KnownMistake(
        id="show_images.returns_used_axes",
        message=mark("returns the axes with images alone"),
        hint=mark("How many axes should come back when images are fewer than cells?"),
        code=_pictures(result="return axes[: len(imgs)]"),
    ),
    KnownMistake(
        id="show_images.needs_all_images",
        message=mark("asks for as many images as there are cells"),
        hint=mark("What happens when images are fewer than cells?"),
        code=_pictures(each="for i, ax in enumerate(axes):\n        img = imgs[i]"),
    ),
    KnownMistake(
        id="show_images.images_repeated",
        message=mark("starts again with the first image when there are no more"),
        hint=mark("What belongs in the cells after the last image?"),
        code=_pictures(each="for i, ax in enumerate(axes):\n        img = imgs[i % len(imgs)]"),
    ),
    KnownMistake(
        id="show_images.same_figure",
        message=mark("draws into the figure that happens to be there"),
        hint=mark("Who made the figure you draw in?"),
        code=_pictures(
            grid="pass",
            axes="[plt.subplot(num_rows, num_cols, i + 1) for i in range(num_rows * num_cols)]",
        ),
    ),
    KnownMistake(
        id="show_images.first_row_only",
        message=mark("goes along the first row of the table alone"),
        hint=mark("What do you get from a table of axes when you loop over it?"),
        code=_pictures(axes="axes[0]"),
    ),
    KnownMistake(
        id="show_images.titles_shifted",
        message=mark("gives each image the title of the one before it"),
        hint=mark("Which title belongs to the first image?"),
        code=_pictures(titles=_TITLES.replace("titles[i]", "titles[i - 1]")),
    ),
    KnownMistake(
        id="show_images.title_of_current_axes",
        message=mark("sets the title of pyplot's current axes, which are the last ones"),
        hint=mark("Whose title does plt.title set?"),
        code=_pictures(titles=_TITLES.replace("ax.set_title", "plt.title")),
    ),
    KnownMistake(
        id="show_images.ticks_of_current_axes",
        message=mark("hides the ticks of pyplot's current axes only"),
        hint=mark("Whose axis does plt.axis switch off?"),
        code=_pictures(ticks='plt.axis("off")'),
    ),
    KnownMistake(
        id="show_images.returns_pictures",
        message=mark("returns what imshow returns, not the axes"),
        hint=mark("What does the caller want to go on drawing in?"),
        code=_pictures(
            each="shown = []\n    " + _PAIRS,
            drawn='picture, cmap="gray"); shown.append(ax.images[0]',
            result="return shown",
        ),
    ),
)
