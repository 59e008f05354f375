"""Wrong versions of load_array."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="load_array.never_shuffled",
        message=mark("The loader never shuffles: shuffle is False by default."),
        hint=mark("In which order do the rows come in two passes?"),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    return DataLoader(TensorDataset(*data_arrays), batch_size)
""",
    ),
    KnownMistake(
        id="load_array.always_shuffled",
        message=mark("The loader shuffles even when it is not for training."),
        hint=mark("What is the argument is_train for?"),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    return DataLoader(TensorDataset(*data_arrays), batch_size, shuffle=True)
""",
    ),
    KnownMistake(
        id="load_array.shuffled_the_wrong_way_round",
        message=mark("The loader shuffles exactly when it is not for training."),
        hint=mark("Read the condition aloud: when should it shuffle?"),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    return DataLoader(TensorDataset(*data_arrays), batch_size, shuffle=not is_train)
""",
    ),
    KnownMistake(
        id="load_array.shuffled_once",
        message=mark("All passes over the loader have the same order."),
        hint=mark("Compare the order of two passes over one loader."),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    if is_train:
        order = torch.randperm(len(data_arrays[0]))
        data_arrays = [array[order] for array in data_arrays]
    return DataLoader(TensorDataset(*data_arrays), batch_size)
""",
    ),
    KnownMistake(
        id="load_array.reseeds",
        message=mark("A global random generator is seeded inside the function."),
        hint=mark("Who else uses random numbers after your function has set the seed?"),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    torch.manual_seed(0)
    return DataLoader(TensorDataset(*data_arrays), batch_size, shuffle=is_train)
""",
    ),
    KnownMistake(
        id="load_array.last_batch_dropped",
        message=mark("drop_last leaves out the last, shorter minibatch."),
        hint=mark("Count the examples of one pass."),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    dataset = TensorDataset(*data_arrays)
    return DataLoader(dataset, batch_size, shuffle=is_train, drop_last=is_train)
""",
    ),
    KnownMistake(
        id="load_array.batch_size_forgotten",
        message=mark("batch_size is not passed on, so each minibatch holds one example."),
        hint=mark("How many rows has the first minibatch?"),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    return DataLoader(TensorDataset(*data_arrays), shuffle=is_train)
""",
    ),
    KnownMistake(
        id="load_array.arrays_not_unpacked",
        message=mark("The list of arrays is taken for the dataset, so an array is an example."),
        hint=mark("What is example number 0 of your dataset?"),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    return DataLoader(list(data_arrays), batch_size, shuffle=is_train)
""",
    ),
    KnownMistake(
        id="load_array.two_arrays_only",
        message=mark("Just the first two arrays are used, whatever is given."),
        hint=mark("What does the star in TensorDataset(*arrays) do?"),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    dataset = TensorDataset(data_arrays[0], data_arrays[1])
    return DataLoader(dataset, batch_size, shuffle=is_train)
""",
    ),
    KnownMistake(
        id="load_array.first_array_only",
        message=mark("Only the features are loaded; the labels are left behind."),
        hint=mark("What does one minibatch consist of?"),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    return DataLoader(data_arrays[0], batch_size, shuffle=is_train)
""",
    ),
    KnownMistake(
        id="load_array.iterator",
        message=mark("An iterator over the loader is returned, which is used up after one pass."),
        hint=mark("Can your result be gone through twice?"),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    return iter(DataLoader(TensorDataset(*data_arrays), batch_size, shuffle=is_train))
""",
    ),
    KnownMistake(
        id="load_array.not_for_training_by_default",
        message=mark("is_train is False unless it is given."),
        hint=mark("Which default does the signature have?"),
        code="""
def load_array(data_arrays, batch_size, is_train=False):
    return DataLoader(TensorDataset(*data_arrays), batch_size, shuffle=is_train)
""",
    ),
    KnownMistake(
        id="load_array.with_replacement",
        message=mark("Rows are drawn with replacement."),
        hint=mark("Is every row seen exactly once in a pass?"),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    rows = TensorDataset(*data_arrays)
    if not is_train:
        return DataLoader(rows, batch_size)
    sampler = torch.utils.data.RandomSampler(rows, replacement=True)
    return DataLoader(rows, batch_size, sampler=sampler)
""",
    ),
    KnownMistake(
        id="load_array.data_set",
        message=mark("The data set is returned, without a loader that makes minibatches."),
        hint=mark("Who makes minibatches of the rows?"),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    return TensorDataset(*data_arrays)
""",
    ),
)
