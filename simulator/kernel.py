"""How kernels are compiled: one decorator, so that all of them keep the same rules.

Whatever is compiled takes Numba from here, so that the folder of kernels is named before.

No ``fastmath``, integer arithmetic only, no exceptions for a division by zero, kept on disk
(`simulator.kernel_cache`), and run without the interpreter's lock.

Kernels do not count references. Numba would count every array of the tuple they are given up and
down around each piece of code that is pasted into them, several hundred atomic operations for one
meeting; the caller holds the arrays for as long as a kernel runs, so there is nothing to count.
The price is that a `kernel` cannot make an array; the few that must are `making_kernel`.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

from simulator.kernel_cache import use_kernel_cache

use_kernel_cache()

# ``_nrt`` is Numba's own switch, but not among the options its type hints know
_compile: Any = njit

kernel = _compile(cache=True, nogil=True, error_model="numpy", _nrt=False)
"""Compile a function that works on arrays it is given."""

making_kernel = _compile(cache=True, nogil=True, error_model="numpy")
"""Compile a function that makes arrays of its own."""

piece = njit(inline="always")
"""Paste a function into the kernels that call it."""


def _fetch_early(typingctx: Any, array: Any, index: Any) -> Any:  # noqa: ARG001 - Numba's protocol
    """Ask the processor to bring ``array[index]`` near; changes nothing and waits for nothing.

    People are met in no order, so nearly every first look at a person is a wait for main memory.
    A kernel that knows whom it will look at soon says so, and does other work in the meantime.
    ``index`` is a tuple and must be inside the array.
    """

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        array_type, index_type = signature.args
        view = make_array(array_type)(context, builder, args[0])
        indices = cgutils.unpack_tuple(builder, args[1], count=len(index_type))
        place = cgutils.get_item_pointer(context, builder, array_type, view, indices, wraparound=False)
        byte, word = ir.IntType(8).as_pointer(), ir.IntType(32)
        prefetch = builder.module.declare_intrinsic(
            "llvm.prefetch", [byte], ir.FunctionType(ir.VoidType(), [byte, word, word, word])
        )
        near, data, reading = ir.Constant(word, 3), ir.Constant(word, 1), ir.Constant(word, 0)
        builder.call(prefetch, [builder.bitcast(place, byte), reading, near, data])
        return context.get_dummy_value()

    return types.void(array, index), generate


fetch_early: Any = intrinsic(_fetch_early)  # seen from outside it takes an array and an index


def _sum_of_products(typingctx: Any, first: Any, at: Any, second: Any, there: Any) -> Any:  # noqa: ARG001
    """Return the sum over 24 columns of ``first[at, c] * second[there, c]``, for arrays of bytes.

    Numba's own loop takes the bytes one by one; how well a person likes a piece is asked for every
    pair of them, so the 24 products are made side by side here.
    """

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        byte, word, number = ir.IntType(8), ir.IntType(32), ir.IntType(64)

        def start(k: int) -> Any:
            array_type, index_type = signature.args[k], signature.args[k + 1]
            view = make_array(array_type)(context, builder, args[k])
            row = context.cast(builder, args[k + 1], index_type, types.intp)
            indices = [row, ir.Constant(number, 0)]
            place = cgutils.get_item_pointer(context, builder, array_type, view, indices, wraparound=False)
            return builder.bitcast(place, byte.as_pointer())

        def products(places: list[Any], offset: int, lanes: int) -> Any:
            parts: list[Any] = []
            for place in places:
                moved = builder.gep(place, [ir.Constant(number, offset)])
                vector = builder.bitcast(moved, ir.VectorType(byte, lanes).as_pointer())
                parts.append(builder.zext(builder.load(vector, align=1), ir.VectorType(word, lanes)))
            wide = ir.VectorType(word, lanes)
            name = f"llvm.vector.reduce.add.v{lanes}i32"
            add = cgutils.get_or_insert_function(builder.module, ir.FunctionType(word, [wide]), name)
            return builder.call(add, [builder.mul(*parts)])

        places = [start(0), start(2)]
        total = builder.add(products(places, 0, 16), products(places, 16, 8))
        return builder.zext(total, number)

    return types.int64(first, at, second, there), generate


sum_of_products: Any = intrinsic(_sum_of_products)  # seen from outside it takes two arrays and two rows
