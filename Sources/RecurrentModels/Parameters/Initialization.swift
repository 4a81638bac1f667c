import Glibc
import Kernels

/// Fills weights with what training begins with. A tensor has a stream of random numbers of its own,
/// named by its place in the layout: another tensor behind it changes nothing.
package struct Initialization {
  package let weights: ParameterValues
  private let seed: UInt64

  package init(_ weights: ParameterValues, seed: UInt64) {
    self.weights = weights
    self.seed = seed
  }

  /// Uniform in ±limit.
  package func uniform(_ tensor: ParameterLayout.Tensor, limit: Float) {
    var stream = stream(for: tensor)
    stream.fillUniform(
      weights[tensor].elements, count: tensor.count, from: -limit, to: limit)
  }

  package func normal(_ tensor: ParameterLayout.Tensor, deviation: Float) {
    var stream = stream(for: tensor)
    stream.fillNormal(weights[tensor].elements, count: tensor.count, deviation: deviation)
  }

  package func constant(_ tensor: ParameterLayout.Tensor, _ value: Float) {
    weights[tensor].fill(with: value)
  }

  fileprivate func stream(for tensor: ParameterLayout.Tensor) -> RandomStream {
    RandomStream(seed: seed, number: UInt64(tensor.offset / ParameterLayout.alignment))
  }
}

extension RecurrentLayer {
  /// All uniform in ±1/√units, as PyTorch has it, and for LSTM the bias of the forget gates.
  package func initialize(_ initialization: Initialization, forgetBias: ForgetBias? = nil) {
    let limit = 1 / Float(units).squareRoot()
    for tensor in [tensors.weightIH, tensors.weightHH] + tensors.biases {
      initialization.uniform(tensor, limit: limit)
    }
    guard kind == .lstm, let forgetBias else { return }
    let bias = initialization.weights[tensors.biases[0]]
    let (i, f) = (bias.columns(0..<units), bias.columns(units..<2 * units))
    switch forgetBias {
    case .value(let value): f.fill(with: value)
    case .chrono(let longest):
      var stream = initialization.stream(for: tensors.biases[0])
      stream.fillUniform(f.elements, count: units, from: 1, to: Float(max(longest - 1, 1)))
      for unit in 0..<units {
        f[0, unit] = logf(f[0, unit])
        i[0, unit] = -f[0, unit]
      }
    }
  }
}

extension RecurrentStack {
  package func initialize(_ initialization: Initialization, forgetBias: ForgetBias? = nil) {
    for layer in layers {
      for cell in layer.cells { cell.initialize(initialization, forgetBias: forgetBias) }
      guard let normalization = layer.normalization else { continue }
      initialization.constant(normalization.gain, 1)
      initialization.constant(normalization.bias, 0)
    }
  }
}

extension Projection {
  /// Uniform in ±1/√inputs, as PyTorch has it.
  package func initialize(_ initialization: Initialization) {
    let limit = 1 / Float(inputs).squareRoot()
    initialization.uniform(weight, limit: limit)
    if let bias { initialization.uniform(bias, limit: limit) }
  }
}

extension Attention {
  /// All uniform in ±1/√inputs, as PyTorch has linear layers.
  package func initialize(_ initialization: Initialization) {
    for projection in [combine, key, query] { projection?.initialize(initialization) }
    if let score { initialization.uniform(score, limit: 1 / Float(units).squareRoot()) }
  }
}

extension Embedding {
  /// Normal; the row of the padding is zero.
  package func initialize(_ initialization: Initialization, deviation: Float = 1) {
    initialization.normal(table, deviation: deviation)
    guard let padding else { return }
    initialization.weights[table].rows(Int(padding)..<Int(padding) + 1).fill(with: 0)
  }
}
