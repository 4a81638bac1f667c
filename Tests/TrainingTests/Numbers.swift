import Foundation

/// Numbers of both signs and many magnitudes, always the same.
func scatteredNumbers(_ count: Int, seed: Int = 0) -> [Float] {
  (0..<count).map { index in
    let angle = Double(index * 7 + seed * 131)
    return Float(sin(angle) * exp(6 * cos(1.7 * angle) - 4))
  }
}

func bits(_ numbers: some Sequence<Float>) -> [UInt32] { numbers.map(\.bitPattern) }

/// Whether two numbers agree to a millionth.
func agree(_ a: Float, _ b: Float) -> Bool { abs(a - b) <= 1e-6 * max(abs(a), abs(b)) }
