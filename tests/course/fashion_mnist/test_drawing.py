"""Right answers, in many styles, to the exercises of lesson 4 in `drawing`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.outcome import Status, Verdict

RIGHT = {
    "show_images": [
        # as a book has it
        """
        def show_images(imgs, num_rows, num_cols, titles=None, scale=1.5):
            figsize = (num_cols * scale, num_rows * scale)
            _, axes = plt.subplots(num_rows, num_cols, figsize=figsize)
            axes = axes.flatten() if num_rows * num_cols > 1 else [axes]
            for i, (ax, img) in enumerate(zip(axes, imgs)):
                if torch.is_tensor(img):
                    ax.imshow(img.squeeze().numpy())
                else:
                    ax.imshow(img)
                ax.axes.get_xaxis().set_visible(False)
                ax.axes.get_yaxis().set_visible(False)
                if titles:
                    ax.set_title(titles[i])
            return axes
        """,
        # a table of axes, ticks without marks, colours, a tight layout, shown at the end
        """
        import numpy as np

        def show_images(imgs, num_rows, num_cols, titles=None, scale=1.5):
            fig = plt.figure(figsize=(num_cols * scale, num_rows * scale))
            axes = fig.subplots(num_rows, num_cols, squeeze=False)
            for ax in axes.flat:
                ax.tick_params(left=False, bottom=False, labelleft=False, labelbottom=False)
            for k in range(min(len(imgs), axes.size)):
                ax = axes[k // num_cols][k % num_cols]
                ax.imshow(np.squeeze(np.asarray(imgs[k])), cmap="magma", aspect="auto")
                ax.set_title("" if titles is None else titles[k], loc="left", fontsize=8)
            plt.tight_layout()
            plt.show()
            return axes
        """,
        # one by one, unused cells removed or never filled, a list
        """
        def show_images(imgs, num_rows, num_cols, titles=None, scale=1.5):
            plt.figure(figsize=[num_cols * scale, num_rows * scale])
            result = []
            for i in range(num_rows * num_cols):
                result.append(plt.subplot(num_rows, num_cols, i + 1))
                if i < len(imgs):
                    img = imgs[i]
                    plt.imshow(img[0] if getattr(img, "ndim", 2) == 3 else img, "gray")
                    plt.xticks([])
                    plt.yticks([])
                    if titles is not None:
                        plt.title(titles[i])
            for ax in result[len(imgs):]:
                ax.remove()
            plt.close()
            return result
        """,
        """
        def show_images(imgs, num_rows, num_cols, titles=None, scale=1.5):
            fig, axes = plt.subplots(num_rows, num_cols, squeeze=False, layout="constrained",
                                     subplot_kw={"xticks": [], "yticks": []})
            fig.set_size_inches(num_cols * scale, num_rows * scale)
            to_pil = transforms.ToPILImage()
            axes = list(axes.ravel())
            for ax in axes[len(imgs):]:
                ax.set_visible(False)
            names = titles or [""] * len(imgs)
            for ax, img, name in zip(axes, imgs, names):
                ax.imshow(to_pil(img) if torch.is_tensor(img) else img, cmap="Greys")
                ax.set(title=name)
            fig.canvas.draw()
            return tuple(axes)
        """,
        # upright by its own means; brightness within fixed limits; a flat iterator
        """
        import numpy as np

        def show_images(imgs, num_rows, num_cols, titles=None, scale=1.5):
            grid = plt.GridSpec(num_rows, num_cols, hspace=0.05, wspace=0.02)
            fig = plt.figure(figsize=(num_cols * scale, num_rows * scale))
            for r in range(num_rows):
                for c in range(num_cols):
                    fig.add_subplot(grid[r, c]).axis("off")
            for i, img in enumerate(imgs):
                pixels = np.asarray(img, dtype=float)
                pixels = pixels.reshape(pixels.shape[-2:])
                top = 255 if pixels.max() > 1 else 1
                fig.axes[i].imshow(pixels[::-1], origin="lower", vmin=0, vmax=top)
                if titles is not None:
                    fig.axes[i].set_title(titles[i])
            return np.array(fig.axes).flat
        """,
        """
        def show_images(imgs, num_rows, num_cols, titles=None, scale=1.5):
            _, axes = plt.subplots(num_rows, num_cols, squeeze=False,
                                   figsize=(num_cols * scale, num_rows * scale))
            for i, ax in enumerate(axes.flat):
                plt.setp(ax, xticks=(), yticks=())
                if i >= len(imgs):
                    ax.axis("off")
                    continue
                pixels = transforms.functional.to_tensor(imgs[i]) if not torch.is_tensor(
                    imgs[i]) else imgs[i].view(1, *imgs[i].shape[-2:])
                ax.imshow(pixels.repeat(3, 1, 1).permute(1, 2, 0))
                if titles is not None:
                    ax.set_title(titles[i])
            return axes.flatten().tolist()
        """,
    ],
}


def test_every_right_style_gets_full_marks(
    complaints: Callable[..., list[str]], exercise: str, right: str
) -> None:
    assert complaints(right, exercise) == []


# What a process may answer that no description of ours has the form of.
FORGED = {
    "fields of other types": "{'title': 3, 'images': 'x', 'ticks_shown': 'no', 'size': None,"
    " 'figure': [], 'place': ('a', None)}",
    "no fields": "{}",
    "pictures of other types": "{'title': '', 'images': [3], 'place': (1, 2)}",
    "complex pictures": "{'title': '', 'images': [Record('ndarray', {'data':"
    " torch.zeros(28, 28, dtype=torch.complex64)})], 'place': (0.5, 0.5), 'size': (1.5, 1.5)}",
    "nan places": "{'title': '', 'images': [], 'place': (float('nan'), float('nan'))}",
}


@pytest.mark.parametrize("fields", FORGED.values(), ids=FORGED.keys())
def test_forged_descriptions_never_pass_and_never_harm(
    graded: Callable[..., Verdict], fields: str
) -> None:
    code = f"""
    from autograder.wire import Record
    from autograder.worker import serve

    def show_images(imgs, num_rows, num_cols, titles=None, scale=1.5):
        forged = [Record("axes", {fields}) for _ in range(num_rows * num_cols)]
        serve.describe_axes = lambda axes: forged
        return []
    """
    verdict = graded(code, "show_images")
    assert [c.name for c in verdict.checks if c.status in (Status.INTERNAL, Status.PASSED)] == []
