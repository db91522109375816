"""Many numbers side by side: a few LLVM vectors where Numba's own loops go one by one.

A feed in which dozens of pieces compete asks the same of each. What is asked here of 64 pieces, or
of eight draws, takes as many instructions as one would; the code is LLVM's own vectors, which every
processor has in the width it can. Integers only, so the results are those of the plain loops.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

from simulator.people import N_TOPICS
from simulator.tables import LOGISTIC

LANES = 64
"""Pieces that are looked at together: as many as bits in a word."""
DRAWS = 8
"""Draws that are made together."""
RANKED = 16
"""Numbers that are compared together when some are put in order."""

_SPAN = LOGISTIC.size // 2
"""Score at the end of the table of thresholds; at its beginning it is the same with a minus."""
_MIXES = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))
"""Steps of `simulator.randomness.mix`, a shift and a factor each; the last has no factor."""
_MIX_LAST = 31
_READ = 32  # topics of a row that are read at once, the last eight for nothing; a row has 64 bytes
_BYTE, _SHORT, _WORD, _LONG = (ir.IntType(bits) for bits in (8, 16, 32, 64))


class _Builder:
    """The steps that all of them are made of, for one call of Numba's code generation."""

    def __init__(self, context: Any, builder: Any, signature: Any, args: Any) -> None:
        self.context, self.do, self.kinds, self.args = context, builder, signature.args, args

    def number(self, which: int, kind: Any) -> Any:
        """Return an argument as a number of a kind of Numba."""
        return self.context.cast(self.do, self.args[which], self.kinds[which], kind)

    def array(self, which: int) -> Any:
        """Return an argument as an array."""
        return make_array(self.kinds[which])(self.context, self.do, self.args[which])

    def pointer(self, which: int, indices: list[Any], kind: Any) -> Any:
        """Return where an element of an array is, as a pointer to another kind."""
        place = cgutils.get_item_pointer(
            self.context, self.do, self.kinds[which], self.array(which), indices, wraparound=False
        )
        return self.do.bitcast(place, kind.as_pointer())

    def load(self, which: int, indices: list[Any], kind: Any, lanes: int) -> Any:
        """Return some elements of an array that lie side by side."""
        return self.do.load(self.pointer(which, indices, ir.VectorType(kind, lanes)), align=kind.width // 8)

    def store(self, which: int, indices: list[Any], vector: Any) -> None:
        """Write a vector into an array."""
        self.do.store(vector, self.pointer(which, indices, vector.type), align=vector.type.element.width // 8)

    def everywhere(self, value: Any, lanes: int) -> Any:
        """Return a vector of one value."""
        wide, none = ir.VectorType(value.type, lanes), ir.Undefined
        first = self.do.insert_element(ir.Constant(wide, none), value, ir.Constant(_WORD, 0))
        same = ir.Constant(ir.VectorType(_WORD, lanes), [0] * lanes)
        return self.do.shuffle_vector(first, ir.Constant(wide, none), same)

    def call(self, name: str, result: Any, arguments: list[Any]) -> Any:
        """Call one of LLVM's own functions."""
        kind = ir.FunctionType(result, [each.type for each in arguments])
        return self.do.call(cgutils.get_or_insert_function(self.do.module, kind, name), arguments)


def _long(value: int) -> Any:
    return ir.Constant(_LONG, value)


def _same(value: int, lanes: int) -> Any:
    return ir.Constant(ir.VectorType(_LONG, lanes), [value] * lanes)


def _sums_of_products(typingctx: Any, rows: Any, at: Any, columns: Any, out: Any) -> Any:  # noqa: ARG001
    """Write the sum over topics of ``rows[at, t] * columns[t, k]`` to ``out[k]``, for `LANES` pieces k.

    ``rows`` are bytes, ``columns`` and ``out`` uint16: a person's interests go to 100 and a piece's
    topics sum to 64, so that a sum stays below 6,401.
    """

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        b, half = _Builder(context, builder, signature, args), LANES // 2
        row = b.load(0, [b.number(1, types.intp), _long(0)], _BYTE, _READ)
        interests = builder.zext(row, ir.VectorType(_SHORT, _READ))
        for start in (0, half):
            total = ir.Constant(ir.VectorType(_SHORT, half), [0] * half)
            for topic in range(N_TOPICS):
                one = b.everywhere(builder.extract_element(interests, ir.Constant(_WORD, topic)), half)
                total = builder.add(
                    total, builder.mul(one, b.load(2, [_long(topic), _long(start)], _SHORT, half))
                )
            b.store(3, [_long(start)], total)
        return context.get_dummy_value()

    return types.void(rows, at, columns, out), generate


sums_of_products: Any = intrinsic(_sums_of_products)  # seen from outside: two arrays, a row and an array


def _which_below(typingctx: Any, numbers: Any, bounds: Any, times: Any) -> Any:  # noqa: ARG001
    """Return a word whose bit k tells whether ``numbers[k] < bounds[k] * times``, for `LANES` of int64."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        b = _Builder(context, builder, signature, args)
        most = builder.mul(b.load(1, [_long(0)], _LONG, LANES), b.everywhere(b.number(2, types.int64), LANES))
        return builder.bitcast(builder.icmp_signed("<", b.load(0, [_long(0)], _LONG, LANES), most), _LONG)

    return types.uint64(numbers, bounds, times), generate


which_below: Any = intrinsic(_which_below)


def _count_below(typingctx: Any, numbers: Any, begin: Any, bound: Any) -> Any:  # noqa: ARG001
    """Return how many of the `RANKED` numbers (int32) from ``begin`` on are below a bound."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        b = _Builder(context, builder, signature, args)
        some = b.load(0, [b.number(1, types.intp)], _WORD, RANKED)
        below = builder.icmp_signed("<", some, b.everywhere(b.number(2, types.int32), RANKED))
        bits = builder.bitcast(below, _SHORT)
        return builder.zext(b.call("llvm.ctpop.i16", _SHORT, [bits]), _LONG)

    return types.int64(numbers, begin, bound), generate


count_below: Any = intrinsic(_count_below)


def _lowest_bit(typingctx: Any, bits: Any) -> Any:  # noqa: ARG001
    """Return the number of the lowest bit that is set in a word."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        b = _Builder(context, builder, signature, args)
        return b.call("llvm.cttz.i64", _LONG, [args[0], ir.Constant(ir.IntType(1), 0)])

    return types.int64(types.uint64), generate


lowest_bit: Any = intrinsic(_lowest_bit)


def _draws_of(typingctx: Any, keys: Any, begin: Any, step: Any, out: Any, there: Any) -> Any:  # noqa: ARG001
    """Write `simulator.randomness.mix` of key + step to ``out`` (uint64), for `DRAWS` keys (int64) from ``begin``."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        b = _Builder(context, builder, signature, args)
        z = builder.add(
            b.load(0, [b.number(1, types.intp)], _LONG, DRAWS), b.everywhere(b.number(2, types.uint64), DRAWS)
        )
        for shift, factor in _MIXES:
            z = builder.mul(builder.xor(z, builder.lshr(z, _same(shift, DRAWS))), _same(factor, DRAWS))
        z = builder.xor(z, builder.lshr(z, _same(_MIX_LAST, DRAWS)))
        b.store(3, [b.number(4, types.intp)], z)
        return context.get_dummy_value()

    return types.void(keys, begin, step, out, there), generate


draws_of: Any = intrinsic(_draws_of)


def _who_says_yes(
    typingctx: Any, draws: Any, begin: Any, scores: Any, halves: Any, more: Any, table: Any  # noqa: ARG001
) -> Any:  # fmt: skip
    """Return a word whose bit d tells whether draw d says yes to the score ``scores[d] + (more >> halves[d])``.

    `DRAWS` draws (uint64) from ``begin``, scores and halves int64, the table that of
    `simulator.tables.threshold`.
    """

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        b, narrow = _Builder(context, builder, signature, args), ir.VectorType(_WORD, DRAWS)
        luck = b.load(0, [b.number(1, types.intp)], _LONG, DRAWS)
        added = builder.ashr(
            b.everywhere(b.number(4, types.int64), DRAWS), b.load(3, [_long(0)], _LONG, DRAWS)
        )
        score = builder.add(b.load(2, [_long(0)], _LONG, DRAWS), added)
        for word, edge in (("<", _same(-_SPAN, DRAWS)), (">", _same(_SPAN, DRAWS))):
            score = builder.select(builder.icmp_signed(word, score, edge), edge, score)
        places, first = builder.add(score, _same(_SPAN, DRAWS)), b.array(5).data
        thresholds = ir.Constant(narrow, ir.Undefined)
        for d in range(DRAWS):
            lane = ir.Constant(_WORD, d)
            one = builder.load(builder.gep(first, [builder.extract_element(places, lane)]))
            thresholds = builder.insert_element(thresholds, one, lane)
        upper = builder.trunc(builder.lshr(luck, _same(32, DRAWS)), narrow)
        return builder.zext(builder.bitcast(builder.icmp_unsigned("<", upper, thresholds), _BYTE), _LONG)

    return types.int64(draws, begin, scores, halves, more, table), generate


who_says_yes: Any = intrinsic(_who_says_yes)
