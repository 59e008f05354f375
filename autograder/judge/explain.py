"""What torch's and Python's common exceptions mean in these exercises, and what to ask oneself.

An exception says what did not work; the sentence says what that comes from here. The first pattern
found in "Type: message" counts, so narrow ones stand before wide ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from autograder.judge.veil import Shown, unveiled
from autograder.messages import _, mark, printable
from autograder.outcome import Mistake
from autograder.wire import Record


@dataclass(frozen=True)
class _Meaning:
    name: str
    pattern: str
    message: str  # may name what the pattern's group `name` finds
    hint: str
    line: str = ""  # another pattern, for the student's line


_NONE = (
    r"'NoneType' object has no attribute '(?:zero_|data|detach|mul_|fill_)'"
    r"|unsupported operand type\(s\) for [^:]+: .*NoneType"
)
_MEANINGS = (
    _Meaning(
        "leaf_in_place",
        r"a leaf Variable that requires grad .*in-place",
        mark(
            "A parameter, or an input that requires grad, is changed in place while autograd "
            "records."
        ),
        mark(
            "Is it a parameter's update: should that be differentiated? Or is it an argument that "
            "the caller still needs: can the result be a new tensor?"
        ),
    ),
    _Meaning(
        "changed_under_backward",
        r"modified by an inplace operation",
        mark("A tensor that backward() still needs was changed in place."),
        mark("Which line overwrites a value that the gradient is computed from?"),
    ),
    _Meaning(
        "backward_on_vector",
        r"grad can be implicitly created only for scalar outputs",
        mark("backward() is called on many losses at once; it needs a single number."),
        mark("How many numbers are you differentiating: one per example, or their sum or mean?"),
    ),
    _Meaning(
        "backward_twice",
        r"Trying to backward through the graph a second time",
        mark("backward() runs a second time through a graph that is gone."),
        mark("Is the loss computed anew from this minibatch before each backward()?"),
    ),
    _Meaning(
        "no_graph",
        r"element 0 of tensors does not require grad",
        mark("The loss does not know how it was computed, so backward() leads nowhere."),
        mark("Where was the graph cut: no_grad, detach, .item(), NumPy, a new torch.tensor(...)?"),
    ),
    _Meaning(
        "numpy_of_graph",
        r"Can't call numpy\(\) on Tensor that requires grad",
        mark("A tensor with a graph is handed to NumPy, which cannot differentiate."),
        mark("Which operation of torch does the same, so that gradients can flow back?"),
    ),
    _Meaning(
        "no_gradient_yet",
        _NONE,
        mark("Something is None that should be a tensor: often a .grad that nothing has filled."),
        mark("Was backward() called before, and is the name still the tensor that was given?"),
        line=r"\.grad\b",
    ),
    _Meaning(
        "none_in_line",
        _NONE,
        mark("Something is None that should be a tensor or a number."),
        mark("Which of the things in this line may be None, and when?"),
    ),
    _Meaning(
        "nothing_returned",
        r"'NoneType' object (?:has no attribute|is not (?:iterable|subscriptable|callable))"
        r"|cannot unpack non-iterable NoneType",
        mark("Something is None where a result is expected."),
        mark("Which function called here has no `return`, and which method only changes in place?"),
    ),
    _Meaning(
        "zero_grad_of_tensor",
        r"'(?:Tensor|Parameter)' object has no attribute 'zero_grad'",
        mark("A tensor has no zero_grad: optimizers and modules have."),
        mark("Where does a single tensor keep its gradient, and how is that set to zero?"),
    ),
    _Meaning(
        "pair_as_tensor",
        r"torch\.return_types\.|'(?:max|min|sort|topk)' object",
        mark("With dim, max and min return a pair: the values and where they stand."),
        mark("Which part of the pair do you want here?"),
    ),
    _Meaning(
        "size_called",
        r"'torch\.Size' object is not callable",
        mark(".shape is a tuple to look at, and no function."),
        mark("Which of shape and reshape looks, and which one changes?"),
    ),
    _Meaning(
        "one_index",
        r"only integer tensors of a single element",
        mark("A list takes one whole number as index; this tensor has several, or fractions."),
        mark("How many entries do you want? What looks up one after the other?"),
    ),
    _Meaning(
        "index_dtype",
        r"tensors used as indices must be"
        r"|expected (?:scalar )?type Long|expected Long|expected target dtype to be Long"
        r"|index\w* .*dtype",
        mark("Something that is no whole number is used as an index or a class id."),
        mark("What dtype can index a tensor, and what dtype do your labels have here?"),
    ),
    _Meaning(
        "dim_out_of_range",
        r"Dimension out of range",
        mark("The tensor does not have the axis that dim names."),
        mark("How many axes does it have at this point? Print its shape."),
    ),
    _Meaning(
        "index_out_of_range",
        r"IndexError: .*out of (?:bounds|range)|index out of range",
        mark("An index points beyond the end."),
        mark("Are rows and columns, or the two arguments, the other way round?"),
    ),
    _Meaning(
        "matmul_shapes",
        r"mat1 and mat2 shapes cannot be multiplied|size mismatch|inconsistent tensor size"
        r"|expected to be of size|vector \+ matrix",
        mark("A matrix product is asked for of shapes that do not fit."),
        mark("In (n, d) @ (d, q) the inner sizes are equal: which ones meet here?"),
    ),
    _Meaning(
        "sizes_must_match",
        r"must match the size of tensor|must match the existing size|shape mismatch"
        r"|not broadcastable|could not be broadcast",
        mark("Two tensors are combined whose shapes do not line up."),
        mark("Print both shapes: which axis did a sum or maximum take away, and was it wanted?"),
    ),
    _Meaning(
        "reshape",
        r"shape '?.*'? is invalid for input of size",
        mark("A reshape asks for another number of entries than there are."),
        mark("Does the shape that you ask for hang on this batch's own size?"),
    ),
    _Meaning(
        "ambiguous_truth",
        r"Boolean value of Tensor with more than one value is ambiguous",
        mark("`if` or `and` is asked about a whole tensor of truth values."),
        mark("Do you want to decide for each entry (torch.where), or for all of them together?"),
    ),
    _Meaning(
        "not_one_number",
        r"Tensor with \d+ elements cannot be converted to Scalar"
        r"|only one element tensors can be converted",
        mark("A tensor of several numbers is used as one number."),
        mark("Should it have been summed or averaged before?"),
    ),
    _Meaning(
        "no_number",
        r"float\(\) argument must be a string or a real number, not",
        mark("Something that is no number, such as a tuple, is used as a number."),
        mark("Does that name or call give one count, or several, as .shape and .size() do?"),
    ),
    _Meaning(
        "dtypes_differ",
        r"expected m1 and m2 to have the same dtype|must have the same dtype|expected scalar type"
        r"|Found dtype \w+ but expected|result type \w+ can't be cast",
        mark("Tensors of different types, such as float32 and float64, are combined."),
        mark("Where does the other type come in: a new tensor, a NumPy array, whole numbers?"),
    ),
    _Meaning(
        "mean_of_integers",
        r"mean\(\): could not infer output dtype|Input dtype must be either a floating point",
        mark("A mean is asked of whole numbers or truth values."),
        mark("Which type has room for fractions?"),
    ),
    _Meaning(
        "method_not_called",
        r"'?builtin_function_or_method'?|'(?:function|method)' object is not (?:iterable|subscript)"
        r"|for [^:]+: '(?:function|method)'",
        mark("A function is used where its result is meant."),
        mark("Does it still have to be called with ()? Or is it another argument than you think?"),
    ),
    _Meaning(
        "no_length",
        r"object of type '\w*(?:generator|iterator)\w*' has no len|'generator' object is not",
        mark("A generator has no length and no entries: it can only be gone through."),
        mark("Can you count while going through it?"),
    ),
    _Meaning(
        "unbound_local",
        r"UnboundLocalError",
        mark("A name is read in the function before the function has given it a value."),
        mark("Is there a path on which no line assigns it, as with a loop that never runs?"),
    ),
    _Meaning(
        "name_unknown",
        r"NameError: name '(?P<name>\w+)' is not defined",
        mark("The name `{name}` means nothing where the function runs."),
        mark("Is it misspelt, or a variable of another cell? Use only arguments and own names."),
    ),
    _Meaning(
        "arguments",
        r"missing \d+ required (?:positional|keyword-only) argument"
        r"|takes .*positional arguments? but|got an unexpected keyword|got multiple values for",
        mark("A function is called with other arguments than it takes."),
        mark("Compare the call with the `def` line: how many arguments, and in which order?"),
    ),
    _Meaning(
        "unpack",
        r"not enough values to unpack|too many values to unpack",
        mark("A result is taken apart into another number of parts than it has."),
        mark("What does one step of that loop, or that function, hand you?"),
    ),
    _Meaning(
        "attribute",
        r"'(?P<name>\w+)' object has no attribute",
        mark("An object of type {name} is asked for something that it does not have."),
        mark("What is in that variable here: a tensor, a list, a tuple, a function?"),
    ),
)


def explained(fault: Record, shown: Shown = unveiled) -> Mistake | None:
    """The exception in the exercise's terms, with the student's line; None for an unusual one.

    Of the fault's own words those are taken over that may be `shown`.
    """
    text = f"{printable(fault.get('type'), 80)}: {printable(fault.get('message'))}"
    seen = shown(fault)
    line = printable(seen.get("source"), 200)
    for meaning in _MEANINGS:
        found = re.search(meaning.pattern, text)
        if found and re.search(meaning.line, line):
            named = {key: shown(word) for key, word in found.groupdict().items()}
            message = _(meaning.message).format(**named)
            return Mistake(f"error.{meaning.name}", message + _line(seen), _(meaning.hint))
    return None


def _line(fault: Record) -> str:
    line, source = fault.get("line"), printable(fault.get("source"), 200)
    if not isinstance(line, int) or line <= 0 or not source:
        return ""
    return " " + _("(line {line}: `{source}`)").format(line=line, source=source)
