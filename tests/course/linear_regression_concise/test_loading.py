"""Right answers, in many styles, to the exercises of lesson 2 in `loading`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.outcome import Status, Verdict

RIGHT = {
    "load_array": [
        """
        def load_array(data_arrays, batch_size, is_train=True):
            dataset = torch.utils.data.TensorDataset(*data_arrays)
            return torch.utils.data.DataLoader(dataset, batch_size, shuffle=is_train)
        """,
        """
        def load_array(data_arrays, batch_size, is_train=True):
            return DataLoader(list(zip(*data_arrays)), batch_size=batch_size, shuffle=bool(is_train))
        """,
        """
        from torch.utils.data import BatchSampler, RandomSampler, SequentialSampler

        def load_array(data_arrays, batch_size, is_train=True):
            dataset = TensorDataset(*data_arrays)
            sampler = RandomSampler(dataset) if is_train else SequentialSampler(dataset)
            return DataLoader(dataset, batch_sampler=BatchSampler(sampler, batch_size, False))
        """,
        """
        class Rows(torch.utils.data.Dataset):
            def __init__(self, arrays):
                self.arrays = arrays

            def __len__(self):
                return len(self.arrays[0])

            def __getitem__(self, i):
                return tuple(array[i] for array in self.arrays)

        class Loader(DataLoader):
            pass

        def load_array(data_arrays, batch_size, is_train=True):
            return Loader(Rows(data_arrays), batch_size, is_train)
        """,
        """
        def load_array(data_arrays, batch_size, is_train=True):
            generator = torch.Generator().manual_seed(7)
            dataset = TensorDataset(*data_arrays)
            if not is_train:
                return DataLoader(dataset, batch_size)
            return DataLoader(dataset, batch_size, shuffle=True, generator=generator)
        """,
        """
        def load_array(data_arrays, batch_size, is_train=True):
            dataset = TensorDataset(*data_arrays)
            collate = lambda rows: tuple(torch.stack(column) for column in zip(*rows))
            return DataLoader(dataset, batch_size, shuffle=is_train, collate_fn=collate, drop_last=False)
        """,
    ],
}

# Neighbours of the known mistakes: subtler, or unlikely to be given a name.
WRONG = {
    "load_array": {
        "seeds NumPy": """
            import numpy as np

            def load_array(data_arrays, batch_size, is_train=True):
                np.random.seed(3)
                return DataLoader(TensorDataset(*data_arrays), batch_size, shuffle=is_train)
        """,
    },
}


def test_every_right_style_gets_full_marks(
    complaints: Callable[..., list[str]], exercise: str, right: str
) -> None:
    assert complaints(right, exercise) == []


def test_subtle_neighbours_lose_points(
    graded: Callable[..., Verdict], exercise: str, wrong: str
) -> None:
    verdict = graded(wrong, exercise)
    assert verdict.score < verdict.max_score
    assert {c.status for c in verdict.checks} <= {Status.PASSED, Status.FAILED, Status.ERROR}


LOADERS = {
    "numbers": "yield from range(3)",
    "endless": "while True: yield torch.zeros(2, 2), torch.zeros(2, 1)",
    "complex": "yield torch.zeros(2, 2), torch.zeros(2, 1) + 0j",
    "scalars": "yield torch.tensor(1.0), torch.tensor(2.0)",
    "nan": "yield torch.zeros(4, 2), torch.full((4, 1), float('nan'))",
    "far rows": "yield torch.zeros(4, 2), torch.full((4, 1), 1e30)",
    "nothing": "return iter(())",
}


@pytest.mark.parametrize("body", LOADERS.values(), ids=LOADERS.keys())
def test_loaders_that_lie_never_pass_and_never_harm(
    graded: Callable[..., Verdict], body: str
) -> None:
    code = f"""
        class DataLoader:
            def __iter__(self):
                {body}

        def load_array(*arguments):
            return DataLoader()
        """
    verdict = graded(code, "load_array")
    assert [c.name for c in verdict.checks if c.status in (Status.INTERNAL, Status.PASSED)] == []
