"""Right answers to lesson 4 in manners that one may meet once in a hundred submissions."""

from __future__ import annotations

from collections.abc import Callable

RIGHT = {
    "get_fashion_mnist_labels": {
        "map and a text": """
            NAMES = "t-shirt,trouser,pullover,dress,coat,sandal,shirt,sneaker,bag,ankle boot".split(",")
            get_fashion_mnist_labels = lambda labels: list(map(NAMES.__getitem__, map(int, labels)))
        """,
        "match": """
            def name(i):
                match int(i):
                    case 0: return "t-shirt"
                    case 1: return "trouser"
                    case 2: return "pullover"
                    case 3: return "dress"
                    case 4: return "coat"
                    case 5: return "sandal"
                    case 6: return "shirt"
                    case 7: return "sneaker"
                    case 8: return "bag"
                    case _: return "ankle boot"

            def get_fashion_mnist_labels(labels):
                return [name(i) for i in labels]
        """,
        "an enumeration": """
            import enum

            服装 = enum.Enum("服装", ["t-shirt", "trouser", "pullover", "dress", "coat", "sandal",
                                      "shirt", "sneaker", "bag", "ankle boot"], start=0)

            def get_fashion_mnist_labels(labels):
                found = []
                for each in labels:
                    found.append(服装(int(each)).name)
                return found
        """,
    },
    "load_data_fashion_mnist": {
        "a loop over the two parts": """
            def load_data_fashion_mnist(batch_size, resize=None):
                trans = transforms.Compose(
                    ([transforms.Resize((resize, resize))] if resize else []) + [transforms.ToTensor()])
                loaders = []
                for train in (True, False):
                    part = torchvision.datasets.FashionMNIST(fashion_mnist_root(), train, trans)
                    loaders.append(data.DataLoader(part, batch_size=batch_size, shuffle=train))
                return tuple(loaders)
        """,
        "transforms of version 2": """
            from torchvision.transforms import v2

            def load_data_fashion_mnist(batch_size, resize=None, *, num_workers=0):
                steps = [v2.ToImage(), v2.ToDtype(torch.float32, scale=True)]
                if resize:
                    steps.insert(1, v2.Resize(size=(resize, resize), antialias=True))
                sets = {part: torchvision.datasets.FashionMNIST(
                    root=fashion_mnist_root(), train=part, transform=v2.Compose(steps))
                    for part in (True, False)}
                load = lambda part: data.DataLoader(
                    sets[part], batch_size, shuffle=part, num_workers=num_workers)
                return load(True), load(False)
        """,
        "samplers": """
            def load_data_fashion_mnist(batch_size, resize=None):
                to_tensor = transforms.ToTensor()
                change = to_tensor if resize is None else (
                    lambda image: to_tensor(transforms.functional.resize(image, [resize, resize])))
                train, test = (torchvision.datasets.FashionMNIST(
                    fashion_mnist_root(), train=t, transform=change) for t in (True, False))
                return [data.DataLoader(train, batch_size, sampler=data.RandomSampler(train)),
                        data.DataLoader(test, batch_size, sampler=data.SequentialSampler(test))]
        """,
    },
    "show_images": {
        "add_subplot": """
            def show_images(imgs, num_rows, num_cols, titles=None, scale=1.5):
                figure = plt.figure(figsize=(scale * num_cols, scale * num_rows))
                axes = [figure.add_subplot(num_rows, num_cols, i + 1) for i in range(num_rows * num_cols)]
                for ax in axes:
                    ax.set_xticks([]), ax.set_yticks([])
                for i, (ax, img) in enumerate(zip(axes, imgs)):
                    ax.imshow(torch.as_tensor(img).squeeze() if torch.is_tensor(img) else img)
                    if titles:
                        ax.set_title(titles[i])
                return axes
        """,
        "plt.subplot, one after the other": """
            import numpy as np

            def show_images(imgs, num_rows, num_cols, titles=None, scale=1.5):
                plt.figure(figsize=(num_cols * scale, num_rows * scale))
                axes, images = [], iter(imgs)
                for cell in range(num_rows * num_cols):
                    axes.append(plt.subplot(num_rows, num_cols, cell + 1))
                    plt.axis("off")
                    image = next(images, None)
                    if image is not None:
                        plt.imshow(np.squeeze(np.asarray(image)), cmap="gray")
                        if titles is not None:
                            plt.title(titles[cell])
                return np.array(axes, dtype=object)
        """,
        "a grid made for images": """
            def show_images(imgs, num_rows, num_cols, titles=None, scale=1.5):
                from mpl_toolkits.axes_grid1 import ImageGrid
                figure = plt.figure(figsize=(num_cols * scale, num_rows * scale))
                grid = list(ImageGrid(figure, 111, (num_rows, num_cols), axes_pad=0.3))
                for axes in grid:
                    axes.axis("off")
                for i, (axes, img) in enumerate(zip(grid, imgs)):
                    axes.imshow(img.reshape(img.shape[-2:]) if torch.is_tensor(img) else img)
                    if titles is not None:
                        axes.set_title(titles[i])
                return grid
        """,
        "a mosaic": """
            def show_images(imgs, num_rows, num_cols, titles=None, scale=1.5):
                cells = [[r * num_cols + c for c in range(num_cols)] for r in range(num_rows)]
                图, 格 = plt.subplot_mosaic(cells, figsize=(num_cols * scale, num_rows * scale))
                for ax in 格.values():
                    ax.get_xaxis().set_visible(False)
                    ax.get_yaxis().set_visible(False)
                for i, img in zip(range(num_rows * num_cols), imgs):
                    格[i].imshow(img.reshape(img.shape[-2:]) if hasattr(img, "reshape") else img)
                    if titles is not None:
                        格[i].set_title(titles[i])
                return [格[i] for i in range(num_rows * num_cols)]
        """,
    },
}


def test_every_unusual_style_gets_full_marks(
    complaints: Callable[..., list[str]], exercise: str, right: str
) -> None:
    assert complaints(right, exercise) == []
