/// Rounded to the nearest, to even in a tie; NaN stays NaN.
func bfloat16(_ x: Float) -> UInt16 {
  let bits = x.bitPattern
  return x.isNaN ? UInt16(bits >> 16) | 0x40 : UInt16((bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
}

func bfloat16IsNaN(_ x: UInt16) -> Bool { x & 0x7FFF > 0x7F80 }
